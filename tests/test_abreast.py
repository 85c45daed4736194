"""Editions of a page are compared paragraph by paragraph."""

from explainer.errors import Report
from explainer.pipeline import Order, build
from tests.conftest import Site
from tests.test_editions import FACTS, PAGE

EN = """\
{miru} is deep [@survey, p. 4].

See [the others](other.md), or {bor} [@wire].
"""
EXPRESSIONS = {"miru": "{{ lakes.miru }}", "bor": "{{ lakes.bor }}"}


def said(site: Site, en: str, ja: str) -> list[str]:
    """Return what is said of the editions of a page, in one line each."""
    pages = {"en/index": en, "ja/index": ja, "en/other": "Else.", "ja/other": "他。"}
    pages |= {"en/more": "More.", "ja/more": "他。"}
    root = site({**FACTS, **{f"content/{path}.md": PAGE + text for path, text in pages.items()}})
    report = Report()
    build(Order(root=root, today="2026-11-23"), report)
    return [str(one).split("\n")[0] for one in report if one.rule.startswith("edition")]


def english() -> str:
    """Return a page in English."""
    return EN.format(**EXPRESSIONS)


def test_the_order_within_a_paragraph_and_of_paragraphs_is_free(site: Site) -> None:
    first, second = english().split("\n\n")
    second = "[@wire]{{ lakes.bor }}。[他](other.md)"

    assert said(site, english(), f"{second}\n\n{first}") == []


def test_citations_that_changed_places_are_noted_in_both(site: Site) -> None:
    ja = english().replace("@wire", "@x").replace("@survey", "@wire").replace("@x", "@survey")

    assert said(site, english(), ja) == [
        f"content/{one}/index.md:{line}:{column}: note: {name} is cited here, but not in the "
        f"paragraph that answers to it, content/{other}/index.md:{line} [edition-lacks-source]"
        for one, other, line, column, name in [
            ("en", "ja", 5, 28, "survey, p. 4"),
            ("en", "ja", 7, 50, "wire"),
            ("ja", "en", 5, 28, "wire, p. 4"),
            ("ja", "en", 7, 50, "survey"),
        ]
    ]


def test_a_link_to_another_page_is_noted(site: Site) -> None:
    ja = english().replace("other.md", "more.md")

    assert said(site, english(), ja) == [
        'content/en/index.md:7:18: note: "other.md" is linked here, but not in the paragraph that '
        "answers to it, content/ja/index.md:7 [edition-lacks-link]",
        'content/ja/index.md:7:18: note: "more.md" is linked here, but not in the paragraph that '
        "answers to it, content/en/index.md:7 [edition-lacks-link]",
    ]


def test_a_link_by_its_address_leads_to_the_same_in_another_language(site: Site) -> None:
    assert said(site, "[Others](/other/)", "[他](/ja/other/)") == []


def test_links_out_of_the_site_may_differ_by_language(site: Site) -> None:
    assert said(site, "[A](https://a.example/en)", "[A](https://a.example/ja)") == []


def test_one_of_two_citations_may_leave_out_where_in_the_source(site: Site) -> None:
    assert said(site, english(), english().replace(", p. 4", "")) == []
    assert said(site, english().replace(", p. 4", ""), english()) == []


def test_a_paragraph_to_which_none_answers_is_noted_once(site: Site) -> None:
    more = f"{english()}\nSee [more](other.md) of {{{{ lakes.miru }}}}.\n"

    assert said(site, more, english()) == [
        'content/en/index.md:9:12: note: "other.md" is linked here, but no paragraph of '
        "content/ja/index.md answers to it [edition-lacks-link]"
    ]


def test_paragraphs_that_are_divided_otherwise_are_left_alone(site: Site) -> None:
    assert said(site, english(), english().replace("\n\n", "\n")) == []
