"""Line ends between Japanese characters are no blanks, whatever stands between the two."""

import pytest

from explainer.errors import Position, Report
from explainer.joining import fold
from explainer.prose import Converter
from explainer.strings import load_languages
from tests.conftest import HERE, Site, run
from tests.test_prose import passage, shown

JAPANESE = load_languages(HERE, {"ja": "日本語"}, Position(path="a"), Report())["ja"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行目。\n二行目。", "<p>一行目。二行目。</p>"),
        ("**強調**\n続き", "<p><strong>強調</strong>続き</p>"),
        ("続き\n**強調**", "<p>続き<strong>強調</strong></p>"),
        ("**強調\n続き**です", "<p><strong>強調続き</strong>です</p>"),
        (
            "**強*調***\n[続き](a.md)",
            '<p><strong>強<em>調</em></strong><a href="a.md">続き</a></p>',
        ),
        ("[リンク](a.md)\nです", '<p><a href="a.md">リンク</a>です</p>'),
        ("{{ a }}\nです", "<p>⟦0⟧です</p>"),
        ("深さは\n{{ a }}", "<p>深さは⟦0⟧</p>"),
        ("深さは\n**{{ a }}**", "<p>深さは<strong>⟦0⟧</strong></p>"),
        ("です[@a]\n続き", "<p>です⟦0⟧続き</p>"),
        ("です\n[@a]。", "<p>です⟦0⟧。</p>"),
        ("`符号`\nです", "<p><code>符号</code>です</p>"),
        ("語[^1]\n続き\n\n[^1]: 注\n続き", None),
        ("<b>強い</b>\n続き", "<p><b>強い</b>続き</p>"),
        ("題\n<b>強い</b>", "<p>題<b>強い</b></p>"),
        ("一\n   二", "<p>一二</p>"),
        ("- 一\n  二\n- 三", "<ul>\n<li>一二</li>\n<li>三</li>\n</ul>"),
        ("> 一\n> 二", "<blockquote>\n<p>一二</p>\n</blockquote>"),
        # A blank is meant between words of letters, and next to one of them.
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("OpenAI\nです", "<p>OpenAI\nです</p>"),
        ("です\nOpenAI", "<p>です\nOpenAI</p>"),
        ("`code`\nです", "<p><code>code</code>\nです</p>"),
        ("{{ a }}\nword", "<p>⟦0⟧\nword</p>"),
        ("{{ a }}\n{{ b }}", "<p>⟦0⟧\n⟦1⟧</p>"),
        ("**one**\n[two](a.md)", '<p><strong>one</strong>\n<a href="a.md">two</a></p>'),
        ("한국\n어", "<p>한국\n어</p>"),
        # What breaks a line on purpose, or is code, stays as it is.
        ("一  \n二", "<p>一<br>\n二</p>"),
        ("一<br>\n二", "<p>一<br>\n二</p>"),
        ("    一\n    二", "<pre><code>一\n二\n</code></pre>"),
        ("```\n一\n二\n```", "<pre><code>一\n二\n</code></pre>"),
        ("`一\n二`", "<p><code>一\n二</code></p>"),
        ("一\n\n二", "<p>一</p>\n<p>二</p>"),
        ("一\\*\n二", "<p>一*\n二</p>"),
    ],
)
def test_a_line_end_is_a_blank_between_words_only(text: str, html: str | None) -> None:
    converted = shown(Converter(JAPANESE).page(passage(text)).html.text)

    if html is None:
        assert "</sup>続き</p>" in converted
        assert "<p>注続き" in converted
    else:
        assert converted == html


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("一\n二", "一二"),
        ("**一**\n  [二](a.md)", "**一**[二](a.md)"),
        ("one\n二\nthree", "one 二 three"),
        ("一 二\n三", "一 二三"),
        ("一\n<b>二</b>\n三", "一<b>二</b>三"),
    ],
)
def test_a_text_in_one_line_keeps_the_blanks_that_are_meant(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "story",
    [
        "    >-\n    深さは\n    {{ lakes.miru }}\n    である [@survey]\n    と**聞く**\n    人\n",
        "    |\n    深さは\n    {{ lakes.miru }}\n    である [@survey]\n    と**聞く**\n    人\n",
        "    深さは\n      {{ lakes.miru }}\n      である [@survey]\n      と**聞く**\n      人\n",
        '    "深さは\n      {{ lakes.miru }}\n      である [@survey]\n'
        '      と**聞く**\n      人"\n',
    ],
    ids=["folded", "literal", "plain", "quoted"],
)
def test_a_text_in_yaml_may_go_over_lines(site: Site, story: str) -> None:
    root = site(
        {
            "content/site.yaml": "title: 湖\nlanguages: {ja: 日本語}\nas_of: 2026-11-23\n",
            "content/schema.yaml": "lakes: {depth: quantity, story: markdown, name: text}\n",
            "content/facts/lakes.yaml": (
                f"miru:\n  depth: 12\n  name: 湖の\n    名前 一\n  story:\n{story}"
            ),
            "content/facts/sources.yaml": "survey: {title: 測量, publisher: 局, type: news}\n",
            "content/ja/index.md": (
                "---\ntitle: 題名を\n  つける\nsummary: >-\n  一\n  二\n---\n"
                "{{ lakes.miru.story }}、{{ lakes.miru.name }}\n"
            ),
        }
    )
    assert run(root).code == 0

    html = (root / "_site/index.html").read_text("utf-8")

    assert '深さは<data value="12" class="fact" data-fact="lakes.miru">12</data>で' in html
    assert "</button>と<strong>聞く</strong>人</span>、" in html
    assert 'data-fact="lakes.miru.name">湖の名前 一</span>' in html
    assert "<title>題名をつける</title>" in html
    assert '<meta name="description" content="一二">' in html
