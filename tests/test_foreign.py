"""Latin letters on the pages of languages that have others."""

from pathlib import Path

import pytest

from explainer.foreign import phrases
from tests.conftest import Site, run
from tests.test_editions import FACTS, PAGE, notes


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>OpenAIのGPT-4oとは</p>", []),
        ("<p>Sam Altmanが</p>", []),
        ("<p>彼はIlya Sutskever saidと</p>", ["Ilya Sutskever said"]),
        ("<p>彼の<b>Safe</b> <i>Superintelligence</i> Inc.</p>", ["Safe Superintelligence Inc"]),
        ("<p>Safe Superintelligence</p><p>Inc.</p>", []),
        ("<p>one two,\nthree &amp; four。</p>", ["one two, three & four"]),
        ("<p>Series A 2024、GPT 4 2024 9</p>", []),
        ("<p>Open AI、Deep Mind</p>", []),
        ('<p><span lang="en">one two three</span></p>', []),
        ('<p lang="en">one <b lang="ja">one two three</b> x</p>', ["one two three"]),
        ('<p><span lang="ru">one two three</span></p>', ["one two three"]),
        ("<p>one <span lang='en'>two</span> three four</p>", []),
        ("<p><code>one two three</code><kbd>a b c</kbd></p><pre>a b c</pre>", []),
        ('<p>一</p><script type="application/ld+json">{"a":"one two three"}</script>', []),
        ("<p>L12, L14-L15, L20 L21</p>", []),
        ("<svg><text>one two three</text></svg>", []),
        ("<p>https://one.example/a b c.example d@e.example</p>", []),
        ('<p title="one two three" data-x="one two three">一</p>', []),
        ("<head><title>one two three</title></head>", []),
        ("<!-- one two three --><p>二<br>one two<br>three</p>", []),
    ],
)
def test_three_words_in_latin_letters_are_a_phrase(html: str, found: list[str]) -> None:
    assert list(phrases(html)) == found


def test_a_phrase_in_a_page_is_noted_where_it_stands(site: Site) -> None:
    root = site(
        {
            **FACTS,
            "content/en/index.md": PAGE + "Hello there, dear reader.\n",
            "content/ja/index.md": PAGE
            + "一行目。\n彼は*Safe* Superintelligence Inc. を作った。\n",
        }
    )

    assert notes(root, "foreign") == [
        'content/ja/index.md:6:4: note: "Safe Superintelligence Inc" stands in a page in ja '
        "without being marked as foreign [foreign-words]\n"
        "    彼は*Safe* Superintelligence Inc. を作った。\n"
        "         ^\n"
        '    hint: translate it, or write <span lang="en">…</span>'
    ]


def test_a_phrase_from_a_fact_is_noted_where_the_fact_has_it(site: Site) -> None:
    lakes = (
        "miru:\n"
        "  depth: {value: 12, status: unknown, note: Nobody has ever looked., sources: [wire]}\n"
        "  name: The lake that nobody knows\n"
    )
    page = PAGE + "{{ lakes.miru }}、{{ lakes.miru.name }}\n"
    root = site(
        {
            **FACTS,
            "content/facts/lakes.yaml": lakes,
            "content/en/index.md": page,
            "content/ja/index.md": page,
        }
    )

    assert [note.split("\n    hint")[0] for note in notes(root, "foreign")] == [
        'content/facts/lakes.yaml:2:45: note: "Nobody has ever looked" stands in a page in ja '
        "without being marked as foreign [foreign-words]\n"
        f"    {lakes.splitlines()[1].strip()}\n"
        f"    {' ' * 42}^",
        'content/facts/lakes.yaml:3:9: note: "The lake that nobody knows" stands in a page in ja '
        "without being marked as foreign [foreign-words]\n"
        f"    {lakes.splitlines()[2].strip()}\n"
        "          ^",
    ]
    assert notes(root, "foreign")[0].endswith("hint: write it in each language, as {en: …, ja: …}")


def test_what_is_marked_where_it_comes_from_is_left_alone_in_its_evidence(site: Site) -> None:
    story = (
        "miru: {depth: 12, story: {status: stated, sources: [wire], value: "
        "{en: x, ja: '<span lang=\"en\">Safe Superintelligence Inc.</span>の話'}}}\n"
    )
    page = PAGE + "{{ lakes.miru.story }}\n"
    root = site(
        {
            **FACTS,
            "content/facts/lakes.yaml": story,
            "content/strings/ja.yaml": "fields: {lakes: {story: 話}}\n",
            "content/facts/sources.yaml": (
                "wire: {title: Safe Superintelligence Inc., publisher: x, type: primary}\n"
            ),
            "content/en/index.md": page,
            "content/ja/index.md": page,
        }
    )

    assert notes(root, "foreign") == []


def test_a_source_that_does_not_say_its_language_is_asked_for_it(site: Site) -> None:
    sources = "wire: {title: The dam is closed, publisher: x, type: primary}\n"
    root = site(
        {
            "content/site.yaml": (
                "title: 湖\nlanguages: {ja: 日本語}\nas_of: 2026-11-23\nbase_url: https://a.b/\n"
            ),
            "content/facts/sources.yaml": sources,
            "content/en/index.md": "",
            "content/ja/index.md": PAGE + "深い [@wire]。\n",
        }
    )

    assert notes(root, "foreign") == [
        'content/facts/sources.yaml:1:15: note: "The dam is closed" stands in a page in ja without '
        "being marked as foreign [foreign-words]\n"
        f"    {sources.strip()}\n"
        "                  ^\n"
        "    hint: say what language: the source is in"
    ]


def test_the_name_of_a_field_without_a_label_is_noted_where_it_is_declared(site: Site) -> None:
    schema = "lakes: {depth: quantity, of_our_own: flag?}\n"
    page = PAGE + '{{ table(lakes, ["depth", "of_our_own"]) }}\n'
    root = site(
        {
            **FACTS,
            "content/schema.yaml": schema,
            "content/en/index.md": page,
            "content/ja/index.md": page,
        }
    )

    assert notes(root, "foreign") == [
        'content/schema.yaml:1:26: note: "Of our own" stands in a page in ja without being marked '
        "as foreign [foreign-words]\n"
        "    lakes: {depth: quantity, of_our_own: flag?}\n"
        "                             ^\n"
        "    hint: add fields: lakes: of_our_own: … to the words of the language in "
        "content/strings/"
    ]


def test_a_page_in_latin_letters_may_hold_any(site: Site) -> None:
    root = site({"content/en/index.md": PAGE + "Er sagt: Das ist der See.\n"})

    assert notes(root, "foreign") == []


def test_a_phrase_fails_a_strict_build(site: Site) -> None:
    root = site({**FACTS, "content/ja/index.md": PAGE + "one two three\n"})

    assert run(root).code == 0
    assert run(root, "--strict").code == 1
    assert "[foreign-words]" in run(root, "check").err


@pytest.mark.parametrize("code", ["ru", "el", "ar", "hi", "ko", "zh", "sr", "th", "he"])
def test_other_scripts_are_told_by_their_language(site: Site, code: str) -> None:
    words = (Path(__file__).parent.parent / "explainer/words/en.yaml").read_text("utf-8")
    root = site(
        {
            "content/site.yaml": str(FACTS["content/site.yaml"]).replace("ja:", f"{code}:"),
            f"content/strings/{code}.yaml": words[: words.index("\nunits:")]
            if "\nunits:" in words
            else words,
            f"content/{code}/index.md": PAGE + "one two three\n",
        }
    )

    found = notes(root, "foreign")

    assert any(f'"one two three" stands in a page in {code}' in note for note in found)
