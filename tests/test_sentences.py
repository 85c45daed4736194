"""The sentences of a Markdown text."""

import pytest

from explainer.sentences import folded, sentences

CITATION, FACT = "\U000f0000", "\U000f0001"


def found(text: str) -> list[str]:
    """Return the sentences of *text*, each in one line."""
    return [folded(text[start:end]) for start, end in sentences(text, [CITATION])]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("One goes\n  on. Two", ["One goes on.", "Two"]),
        ("One\n\nTwo\n \nThree", ["One", "Two", "Three"]),
        ("It cost 3.5 of it, see a.md. Two", ["It cost 3.5 of it, see a.md.", "Two"]),
        (
            'He asked "Why?" and left. "No." She stayed.',
            ['He asked "Why?" and left.', '"No."', "She stayed."],
        ),
        (
            "J. Smith of the U.S. Senate met Mr. Wu. Two",
            ["J. Smith of the U.S. Senate met Mr. Wu.", "Two"],
        ),
        ("No. Three left.", ["No.", "Three left."]),
        (
            "**One.** _Two._ Three.[^1] Four (five.) Six",
            ["**One.**", "_Two._", "Three.[^1]", "Four (five.)", "Six"],
        ),
        ("Wait... Then more?! Two", ["Wait...", "Then more?!", "Two"]),
        ("一つ。二つ！三つ？四つ", ["一つ。", "二つ！", "三つ？", "四つ"]),
        ("「一つ。」と言った。二つ（三つ。）四つ", ["「一つ。」と言った。", "二つ（三つ。）四つ"]),
        ("一つ\n目の\n  文。two\n words", ["一つ目の文。", "two words"]),
        (f"{FACT}. {FACT} is it. x", [f"{FACT}.", f"{FACT} is it. x"]),
        ("", []),
        (" \n\n", []),
    ],
)
def test_a_sentence_ends_at_its_full_stop_or_with_its_paragraph(
    text: str, parts: list[str]
) -> None:
    assert found(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"One {CITATION}. Two", [f"One {CITATION}.", "Two"]),
        (f"One. {CITATION} Two. {FACT} three", [f"One. {CITATION}", "Two.", f"{FACT} three"]),
        (f"一つ。{CITATION}二つ", [f"一つ。{CITATION}", "二つ"]),
        (f"One. {CITATION}{CITATION}", [f"One. {CITATION}{CITATION}"]),
    ],
)
def test_a_citation_behind_a_full_stop_belongs_to_what_it_stands_behind(
    text: str, parts: list[str]
) -> None:
    assert found(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("# Why? It did.\nText", ["Why? It did.", "Text"]),
        ("Text\n## Why? {#why}\n\nMore", ["Text", "Why?", "More"]),
        ("## Why ## {: .note }", ["Why"]),
        ("Why\n===\nText", ["Why", "===", "Text"]),
        ("- One\n- Two\n  goes on\n  1. Three", ["One", "Two goes on", "Three"]),
        ("* One. Two\n+ Three", ["One.", "Two", "Three"]),
        ("**Bold** begins\n*this* one", ["**Bold** begins *this* one"]),
        ("| a | b. C |\n|---|---|\n| d | e |", ["| a | b. C |", "|---|---|", "| d | e |"]),
        ("> One\n> goes on.\n>\n> > Two", ["One goes on.", "Two"]),
        ("Term\n: One\n\n[^1]: Two", ["Term", "One", "Two"]),
        ('!!! note "Why"\n    One', ['!!! note "Why"', "One"]),
        ("<div>\nOne <b>two</b>\n</div>", ["<div>", "One <b>two</b>", "</div>"]),
        ("One\n```\ncode\n```\nTwo", ["One", "```", "code", "```", "Two"]),
    ],
)
def test_headings_items_rows_and_quotations_are_bounds(text: str, parts: list[str]) -> None:
    assert found(text) == parts


@pytest.mark.parametrize(
    "text", ["." * 50_000, ".*" * 9_000, "> " * 9_000, "。" * 50_000, " " * 50_000 + "{#"]
)
def test_a_text_that_is_none_takes_no_time(text: str) -> None:
    assert len(found(text)) <= 1
