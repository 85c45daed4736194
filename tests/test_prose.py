"""Markdown and what becomes of it; `⟦n⟧` stands for the character of the n-th reference."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.errors import Position, Report
from explainer.expressions import Passage
from explainer.prose import Converter
from explainer.refs import FIRST_REF, find_refs
from explainer.strings import load_languages
from tests.conftest import HERE

NOWHERE = Position(path="p.md")
ENGLISH = load_languages(HERE, {"en": "English"}, NOWHERE, Report())["en"]


def cases() -> Iterator[object]:
    """Yield title, input and what is expected of it, as they stand in tests/cases/prose/."""
    for path in sorted((Path(__file__).parent / "cases/prose").glob("*.txt")):
        pieces = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.MULTILINE)
        for title, text, expected in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=False):
            yield pytest.param(text, expected, id=f"{path.stem}: {title.strip()}")


def passage(text: str) -> Passage:
    """Return a text with its references."""
    return Passage(text=text, refs=find_refs(text), place=lambda _, __: NOWHERE)


def shown(html: str) -> str:
    """Return *html* with references as they are written in the cases."""
    return re.sub("[\U000f0000-\U000ffffd]", lambda m: f"⟦{ord(m[0]) - FIRST_REF}⟧", html)


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_markdown_becomes_html(text: str, expected: str) -> None:
    assert shown(Converter(ENGLISH).page(passage(text)).html.text) + "\n" == expected


def test_headings_are_given_with_level_id_and_html() -> None:
    converted = Converter(ENGLISH).page(passage("## A *b*\n\n### {{ c }}\n\n## D\n"))

    toc = [(level, id_, shown(html)) for level, id_, html in converted.toc]
    assert toc == [(2, "a-b", "A <em>b</em>"), (3, "c", "⟦0⟧"), (2, "d", "D")]


def test_a_heading_does_not_take_an_id_that_layouts_and_marks_have() -> None:
    html = Converter(ENGLISH).page(passage("## Main\n\n## Mark 3\n\n## Mark\n")).html.text

    assert [part.partition('"')[0] for part in html.split('id="')[1:]] == [
        "section-main",
        "section-mark-3",
        "mark",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *b* [c](d.md)", 'A <em>b</em> <a href="d.md">c</a>'),
        ("# no heading", "# no heading"),
        ("- no list\n- at all", "- no list - at all"),
        ("1. none", "1. none"),
        ("    no code", "no code"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("> none", "&gt; none"),
    ],
)
def test_a_text_within_a_line_has_no_blocks(text: str, html: str) -> None:
    assert Converter(ENGLISH).inline(text) == html


def test_a_page_leaves_nothing_behind_for_the_next() -> None:
    converter = Converter(ENGLISH)
    converter.page(passage("[a]: b.md\n\n## One\n\nx[^1]\n\n[^1]: note\n"))

    converted = converter.page(passage("[a] [^1]\n\n## One\n"))

    assert converted.html.text == '<p>[a] [^1]</p>\n<h2 id="one">One</h2>'
