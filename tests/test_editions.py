"""The editions of a page say the same: facts, sources, and about as many paragraphs."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import Site

PAGE = "---\ntitle: x\nsummary: y\n---\n"
FACTS = {
    "content/site.yaml": (
        "title: Lakes\n"
        "languages: {en: English, ja: 日本語}\n"
        "as_of: 2026-11-23\n"
        "base_url: https://lakes.example/\n"
    ),
    "content/schema.yaml": "lakes: {depth: quantity, name: text?, story: markdown?}\n",
    "content/facts/lakes.yaml": (
        "miru: {depth: {value: 12, status: reported, sources: [survey]}}\n"
        "bor: {depth: {value: 9, status: reported, sources: [survey]}}\n"
        "sue: {depth: {value: 7, status: reported, sources: [survey]}}\n"
        "lot: {depth: {value: 5, status: reported, sources: [survey]}}\n"
    ),
    "content/facts/sources.yaml": (
        "survey: {title: Survey, publisher: Office, type: news}\n"
        "wire: {title: Wire, publisher: Wire, type: news}\n"
    ),
}


def notes(root: Path, rule: str) -> list[str]:
    """Return the notes of this rule that the site at *root* gets."""
    report = Report()
    build(Order(root=root, today="2026-11-23"), report)
    return [str(problem) for problem in report if problem.rule.startswith(rule)]


def editions(site: Site, pages: Mapping[str, str], files: Mapping[str, str] | None = None) -> Path:
    """Return a site in two languages with *pages*, each behind the same front matter."""
    made = {f"content/{path}.md": PAGE + text for path, text in pages.items()}
    return site({**FACTS, **(files or {}), **made})


def test_editions_that_say_the_same_are_left_alone(site: Site) -> None:
    root = editions(
        site,
        {
            "en/index": "It is {{ lakes.miru }} deep [@wire]. {{ lakes.bor }}",
            "ja/index": "深さは{{ lakes.bor | plain }}と{{ lakes.miru | exact }} [@wire, p. 3]。",
        },
    )

    assert notes(root, "edition") == []


def test_a_fact_that_one_edition_lacks_is_noted_where_the_other_has_it(site: Site) -> None:
    root = editions(
        site,
        {
            "en/index": "{{ lakes.miru }}.\n\nDeep: {{ lakes.bor }}, {{ lakes.bor }}.",
            "ja/index": "{{ lakes.miru }}。{{ lakes.sue }}。",
        },
    )

    assert notes(root, "edition") == [
        "content/en/index.md:7:7: note: lakes.bor is printed here, but not in "
        "content/ja/index.md [edition-lacks-fact]\n"
        "    Deep: {{ lakes.bor }}, {{ lakes.bor }}.\n"
        "          ^\n"
        "    hint: say the same in both, or take it out here",
        "content/ja/index.md:5:18: note: lakes.sue is printed here, but not in "
        "content/en/index.md [edition-lacks-fact]\n"
        "    {{ lakes.miru }}。{{ lakes.sue }}。\n"
        "                      ^\n"
        "    hint: say the same in both, or take it out here",
    ]


def test_a_source_that_one_edition_does_not_cite_is_noted(site: Site) -> None:
    root = editions(
        site,
        {
            "en/index": "{{ lakes.miru }} [@wire; @survey].",
            "ja/index": "{{ lakes.miru }} [@wire]。",
        },
    )

    assert notes(root, "edition") == [
        "content/en/index.md:5:18: note: survey is cited here, but not in content/ja/index.md "
        "[edition-lacks-source]\n"
        "    {{ lakes.miru }} [@wire; @survey].\n"
        "                     ^\n"
        "    hint: say the same in both, or take it out here"
    ]


def test_what_one_call_of_a_macro_prints_is_noted_once(site: Site) -> None:
    root = editions(
        site, {"en/index": "Here.\n\n{{ table(lakes, ['depth']) }}", "ja/index": "ここ。"}
    )

    assert notes(root, "edition") == [
        "content/en/index.md:7:1: note: lakes.bor, lakes.lot and 2 more are printed here, but not "
        "in content/ja/index.md [edition-lacks-fact]\n"
        "    {{ table(lakes, ['depth']) }}\n"
        "    ^\n"
        "    hint: say the same in both, or take it out here"
    ]


def test_pages_made_per_record_are_compared_as_one_file(site: Site) -> None:
    front = "---\ntitle: x\nsummary: y\neach: lakes\n---\n"
    root = editions(
        site,
        {"en/index": "x", "ja/index": "x"},
        {
            "content/en/lakes/lake.md": front + "{{ record.depth }}",
            "content/ja/lakes/lake.md": front + "湖。",
        },
    )

    (note,) = notes(root, "edition")

    assert note.startswith(
        "content/en/lakes/lake.md:6:1: note: lakes.bor, lakes.lot and 2 more are printed here, "
        "but not in content/ja/lakes/lake.md"
    )


def test_what_a_text_of_the_facts_prints_in_one_language_only_is_noted_there_once(
    site: Site,
) -> None:
    story = 'miru: {depth: 12, story: {en: "As {{ lakes.bor }}.", ja: 同じ。}}\nbor: {depth: 9}\n'
    pages = {
        f"{code}/{name}": "{{ lakes.miru.story }}"
        for code in ("en", "ja")
        for name in ("index", "two")
    }
    root = editions(site, pages, {"content/facts/lakes.yaml": story})

    assert notes(root, "edition") == [
        'content/facts/lakes.yaml:1:35: note: lakes.bor is printed here, but not in "ja" '
        "[edition-lacks-fact]\n"
        f"    {story.splitlines()[0]}\n"
        f"    {' ' * 34}^\n"
        "    hint: say the same in both, or take it out here"
    ]


def test_of_three_editions_the_first_that_has_a_fact_names_all_that_lack_it(site: Site) -> None:
    languages = str(FACTS["content/site.yaml"]).replace("日本語}", "日本語, en-GB: British}")
    pages = {"en/index": "x", "ja/index": "{{ lakes.miru }}", "en-GB/index": "x"}
    root = editions(site, pages, {"content/site.yaml": languages})

    (note,) = notes(root, "edition")

    assert note.startswith(
        "content/ja/index.md:5:1: note: lakes.miru is printed here, but not in "
        "content/en/index.md and content/en-GB/index.md [edition-lacks-fact]"
    )


def test_a_page_without_a_twin_is_compared_with_nothing(site: Site) -> None:
    root = editions(site, {"en/index": "x", "ja/index": "x", "en/more": "{{ lakes.miru }}"})

    assert notes(root, "edition") == []


@pytest.mark.parametrize(
    ("english", "japanese", "told"),
    [
        (4, 7, "this edition has 7 paragraphs, content/en/index.md has 4"),
        (4, 1, "this edition has 1 paragraph, content/en/index.md has 4"),
        (4, 6, ""),
        (9, 12, ""),
        (8, 12, "this edition has 12 paragraphs, content/en/index.md has 8"),
    ],
)
def test_editions_may_differ_by_two_paragraphs_or_a_quarter(
    site: Site, english: int, japanese: int, told: str
) -> None:
    aside = "\n\n## Heading\n\n- a list\n\n> a quotation"
    root = editions(
        site,
        {"en/index": "One.\n\n" * english + aside, "ja/index": "一。\n\n" * japanese},
    )

    found = [note.split("note: ")[1].split(" [edition-length]")[0] for note in notes(root, "edi")]

    assert found == ([told] if told else [])


def test_editions_of_a_site_that_fails_are_not_compared(site: Site) -> None:
    pages = {"en/index": "{{ lakes.miru }} {{ lakes.no }}", "ja/index": "x"}
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=editions(site, pages), today="2026-11-23"), report)

    assert [problem.rule for problem in report] == ["unknown-fact"]
