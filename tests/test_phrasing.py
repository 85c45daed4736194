"""Headings break between phrases, in languages that put no blanks between their words."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.phrasing import breaks, heading, with_phrases
from tests.browser import served
from tests.conftest import Site, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MARK = '<button class="mark"><svg><title>x</title></svg><span class="vh">根拠の説明</span></button>'


def told(html: str) -> str:
    """Return a heading with a stroke where it may break."""
    return heading(html).replace("<wbr>", "|")


@pytest.mark.parametrize(
    ("text", "phrased"),
    [
        ("だれが、なぜOpenAIを去ったのか", "だれが、|なぜ|OpenAIを|去ったのか"),
        ("サム・アルトマンの解任と復帰", "サム・アルトマンの|解任と|復帰"),
        # BudouX would say 202|4年.
        ("2024年9月に辞めた人たち", "2024年9月に|辞めた|人たち"),
        ("評価額1,500億ドル、7.5%の株式", "評価額1,500億ドル、|7.5%の|株式"),
        ("（解説）「AGI」とは何か？", "（解説）|「AGI」とは|何か？"),
        ("方法", "方法"),
        ("見出し", "見出し"),
        ("", ""),
        ("Q", "Q"),
        # What stands in brackets or is followed by a mark of punctuation stays with it.
        ("営利化への組織再編（2024年〜2026年）", "営利化への|組織再編|（2024年〜2026年）"),
        # A blank is a place to break already.
        ("Safe Superintelligence Inc. の設立", "Safe Superintelligence Inc. の|設立"),
        ("A&amp;Bの話を聞いた", "A&amp;Bの|話を|聞いた"),
    ],
)
def test_a_heading_breaks_between_its_phrases(text: str, phrased: str) -> None:
    assert told(text) == phrased


@pytest.mark.parametrize(
    ("html", "phrased"),
    [
        # Before a fact, never in it, nor between it and its mark.
        (
            f'評価額は<data class="fact">1500億ドルと言われる</data>{MARK}だった',
            f'評価額は|<data class="fact">1500億ドルと言われる</data>{MARK}だった',
        ),
        (
            f"辞めたのは<time>2024年9月に入ってから</time>{MARK}のことだ",
            f"辞めたのは|<time>2024年9月に入ってから</time>{MARK}の|ことだ",
        ),
        (
            '発表は<span class="fact">社内の<time>9月</time>連絡</span>だった',
            '発表は|<span class="fact">社内の<time>9月</time>連絡</span>だった',
        ),
        (f'<span class="hold">辞任</span>{MARK}の理由を聞く', None),
        ("手順は<code>見出しを読む</code>です", "手順は|<code>見出しを読む</code>です"),
        ('題は<span lang="en">A of B</span>です', '題は|<span lang="en">A of B</span>です'),
        (
            '<a href="#x">ミラの</a>声明の<strong>全文</strong>を読む',
            '<a href="#x">ミラの</a>|声明の<strong>|全文</strong>を|読む',
        ),
        (
            "<ruby>見留湖<rt>みるこ</rt></ruby>の深さを測る",
            "<ruby>見留湖<rt>みるこ</rt></ruby>の|深さを|測る",
        ),
        ("題<!-- 見出しを読む -->", "題<!-- 見出しを読む -->"),
    ],
)
def test_what_belongs_together_in_a_heading_is_not_broken(html: str, phrased: str | None) -> None:
    expected = phrased or f'<span class="hold">辞任</span>{MARK}の|理由を|聞く'

    assert told(html) == expected


def test_only_headings_of_three_levels_in_the_language_of_the_page_are_broken() -> None:
    text = "辞めた人たちの話を聞く"
    page = (
        f'<title>{text}</title><h1 id="a">{text}</h1><p>{text}</p><h2>{text}</h2><h3>{text}</h3>'
        f'<h4>{text}</h4><h2 lang="zh">{text}</h2>'
    )

    assert with_phrases(page, "ja").count("<wbr>") == 3 * len(breaks(text))
    assert with_phrases(page, "en") == page
    assert with_phrases(page, "ko") == page


@pytest.mark.parametrize(
    ("code", "phrased"),
    [
        ("zh", "今天|是|晴天。"),
        ("zh-Hant", "今天|是|晴天。"),
        ("zh-TW", "今天|是|晴天。"),
        ("zh-Hans", "今天|是|晴天。"),
    ],
)
def test_chinese_has_models_of_its_own(code: str, phrased: str) -> None:
    page = with_phrases("<h1>今天是晴天。</h1>", code)

    assert page.replace("<wbr>", "|") == f"<h1>{phrased}</h1>"


def test_breaks_show_in_headings_and_nowhere_else(site: Site) -> None:
    title = "だれが、なぜOpenAIを去ったのか"
    root = site(
        {
            "content/site.yaml": (
                "title: x\nlanguages: {ja: 日本語}\nas_of: 2026-11-23\n"
                "base_url: https://lakes.example/\n"
            ),
            "content/ja/index.md": (
                f"---\ntitle: {title}\nsummary: y\n---\nx\n\n"
                + "".join(f"## {number}番目の見出しを読む\n\nx\n\n" for number in range(7))
            ),
        }
    )
    assert run(root).code == 0

    html = (root / "_site/index.html").read_text("utf-8")

    assert "<h1>だれが、<wbr>なぜ<wbr>OpenAIを<wbr>去ったのか</h1>" in html
    assert f"<title>{title}</title>" in html
    assert f'<meta property="og:title" content="{title}">' in html
    assert '<h2 id="0番目の見出しを読む">0番目の<wbr>見出しを<wbr>読む</h2>' in html
    assert '<li><a href="#0番目の見出しを読む">0番目の見出しを読む</a></li>' in html
    assert "<wbr>" not in (root / "_site/search/index.json").read_text("utf-8")
    assert html.count("<wbr>") == 3 + 7 * 2


def test_a_site_without_such_headings_never_loads_the_models() -> None:
    program = (
        "import sys\n"
        "from explainer.phrasing import with_phrases\n"
        "with_phrases('<h1>One two</h1>', 'en')\n"
        "assert 'budoux' not in sys.modules\n"
        "with_phrases('<h1>見出しを読む</h1>', 'ja')\n"
        "assert 'budoux' in sys.modules\n"
    )

    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)


# The lines of a heading as they are drawn.
LINES = """
    heading => {
        const lines = [], range = document.createRange()
        const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT)
        let top = null
        while (walker.nextNode()) {
            const text = walker.currentNode
            for (let at = 0; at < text.length; at++) {
                range.setStart(text, at)
                range.setEnd(text, at + 1)
                const box = range.getBoundingClientRect()
                if (top === null || box.top > top + 5) lines.push('')
                top = box.top
                lines[lines.length - 1] += text.data[at]
            }
        }
        return lines
    }
"""


@pytest.mark.browser
def test_a_narrow_window_breaks_a_heading_at_the_ends_of_phrases(
    site: Site, browser: "Browser"
) -> None:
    title = "だれが、なぜ2024年9月にOpenAIを去ることになったのか"
    root = site(
        {
            "content/site.yaml": "title: x\nlanguages: {ja: 日本語}\nas_of: 2026-11-23\n",
            "content/ja/index.md": f"---\ntitle: {title}\nsummary: y\n---\nx\n",
        }
    )
    assert run(root).code == 0

    with served(root / "_site") as address:
        context = browser.new_context(viewport={"width": 320, "height": 800})
        page = context.new_page()
        page.goto(address)
        lines = page.locator("h1").evaluate(LINES)
        context.close()

    assert len(lines) > 1
    assert "".join(lines) == title
    ends = {sum(map(len, lines[: number + 1])) for number in range(len(lines) - 1)}
    assert ends <= set(breaks(title))
