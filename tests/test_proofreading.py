"""What is typed by hand: numbers that are no facts, and paragraphs that lean on nothing."""

from pathlib import Path

import pytest

from explainer.errors import Position
from explainer.expressions import Passage
from explainer.proofreading import typed_numbers, uncited_paragraphs
from explainer.refs import find_refs
from tests.bench import problems

LONG = "This paragraph says much about a lake, and it names nobody who has said so."
HINT = "hint: print it from a fact, or add it to allow: in the front matter"


def passage(text: str) -> Passage:
    """Return a text whose references stand in one line."""
    return Passage(
        text=text,
        refs=find_refs(text),
        place=lambda ref, offset: Position(path="p.md", column=ref.start + offset + 1),
    )


def numbers(text: str, *allow: str) -> list[str]:
    """Return the numbers that are typed by hand in *text*."""
    return [written for _, written in typed_numbers(passage(text), allow)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 pears, 345 apples", ["12", "345"]),
        ("It has 12,345 of them, or 3.14.", ["12,345", "3.14"]),
        ("$5, €7.50, £3 million and ¥9", ["$5", "€7.50", "£3 million", "¥9"]),
        ("7%, 7 %, 7 percent, 7 per cent", ["7%", "7 %", "7 percent", "7 per cent"]),
        ("3 million, 5 dollars", ["3 million", "5 dollars"]),
        ("25 September 2024", ["25 September 2024"]),
        ("On September 25, 2024 and Sept. 5 2024", ["September 25, 2024", "Sept. 5 2024"]),
        ("2024-09-25", ["2024-09-25"]),
        ("約1500億ドル、5万人、7％", ["1500億", "5万", "7％"]),
        ("2024年9月25日に12人", ["2024年9月25日", "12"]),
        ("[12 pears](index.md) and **13**", ["12", "13"]),
        ("# 14\n\n- 15\n\n| 16 |\n|---|\n| 17 |", ["14", "15", "16", "17"]),
        ("x[^1]\n\n[^1]: Of 18 pears.", ["18"]),
        ("About two billion dollars", ["two billion"]),
        ("Seven per cent of twenty-one million", ["Seven per cent", "twenty-one million"]),
        ("ten dollars, or fifty euros", ["ten dollars", "fifty euros"]),
        ("二十億ドルの七パーセント", ["二十億", "七パーセント"]),
    ],
)
def test_numbers_sums_and_full_dates_are_found(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "9 pears and a 2nd one",
        "A thousand times no; nine people, two sides",
        "三人、二つの億万長者",
        "In 2024, from 1999 to 2023–2024, in September 2024, in 2024-09",
        "2024年、2024年9月、9人",
        "GPT-35, COVID-19, v12, A40",
        "`12` and ``13 ` 14``",
        "```\n12\n```",
        "> 12\n> 13",
        'He said "12 pears", “13”, 「14個」 and «15».',
        "<span data-x='12'>x</span> <!-- 13 -->",
        '[x](index-12.md "13") https://x.example/14 &#124;',
        "[x]: https://x.example/12",
        "x[^12] {: #a13 }",
        "12. One\n13. Two",
        "{{ figures.a12 | text('13') }} [@news, p. 14]",
    ],
)
def test_years_code_quotations_and_addresses_are_left_alone(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "allow"),
    [
        ("12 pears", "12"),
        ("$5", "$5"),
        ("$5", "5"),
        ("3 million", "3 million"),
        ("1,234.", "1,234"),
    ],
)
def test_a_number_may_be_allowed_as_it_is_typed(text: str, allow: str) -> None:
    assert numbers(text) != []
    assert numbers(text, allow) == []


def test_a_number_is_told_where_it_stands(tmp_path: Path) -> None:
    assert problems(tmp_path, "Of 日本 12 and 13.", "allow: [13]\n") == [
        '6:7: note: "12" is typed by hand [typed-number]\n'
        "    Of 日本 12 and 13.\n            ^\n"
        f"    {HINT}"
    ]


def test_the_title_and_summary_are_read_too(tmp_path: Path) -> None:
    text = "---\ntitle: Of 12\nsummary: Of $5 and {{ figures.share }}\n---\nText.\n"

    assert problems(tmp_path, "", files={"content/en/p.md": text}) == [
        '2:8: note: "12" is typed by hand [typed-number]\n'
        f"    title: Of 12\n           ^\n    {HINT}",
        '3:10: note: "$5" is typed by hand [typed-number]\n'
        f"    summary: Of $5 and {{{{ figures.share }}}}\n             ^\n    {HINT}",
    ]


def test_a_paragraph_without_fact_or_citation_is_told_where_it_begins(tmp_path: Path) -> None:
    assert problems(tmp_path, f"First.\n\n{LONG}") == [
        "7:1: note: the paragraph has neither a fact nor a citation [uncited-paragraph]\n"
        f"    {LONG}\n    ^\n"
        "    hint: print a fact, or cite a source as [@source]"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ figures.share }}",
        "{{ figures.share | plain }}",
        "{{ events.start }}",
        "{{ bold(figures.share) }}",
        "[@news]",
        "(see [@news, p. 4; @deed])",
    ],
)
def test_a_paragraph_leans_on_what_has_evidence(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, f"First.\n\n{LONG} {text}") == []


@pytest.mark.parametrize("text", ["{{ people.ann.name }}", "{{ terms.cap }}", "[x](index.md)"])
def test_a_name_a_term_or_a_link_is_no_evidence(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, f"First.\n\n{LONG} {text}")) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"> {LONG}",
        f"- {LONG}\n\n    {LONG}",
        f"1. {LONG}",
        f"| {LONG} |\n|---|\n| {LONG} |",
        f"Term\n:   {LONG}",
        f"    {LONG}",
        f"```\n{LONG}\n\n{LONG}\n```",
        f"## {LONG}",
        f"{LONG}\n---",
        f"<div>{LONG}</div>",
        f"<!-- {LONG} -->",
        f"![{LONG}](/img/a.svg)",
        "[short](https://x.example/a/very/long/address/that/nobody/reads/at/all/ever)",
        f"{{{{ bold('{LONG}') }}}}",
        "x" * 59,
        "あ" * 59,
    ],
)
def test_what_is_no_long_paragraph_may_stand_alone(text: str) -> None:
    assert list(uncited_paragraphs(passage(f"First.\n\n{text}\n"), set())) == []


def test_the_first_paragraph_and_sixty_characters_are_the_bounds() -> None:
    text = f"{LONG}\n\n{'x' * 60}\n\n{'あ' * 60}"

    found = list(uncited_paragraphs(passage(text), set()))

    assert found == [text.index("xx"), text.index("ああ")]


def test_a_page_that_asserts_nothing_is_not_asked_for_citations(tmp_path: Path) -> None:
    assert problems(tmp_path, f"First.\n\n{LONG}", "evidence: off\n") == []
