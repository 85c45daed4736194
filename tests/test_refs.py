"""References in a text: where they are found, how they travel, what a citation holds."""

import pytest

from explainer.refs import (
    FIRST_REF,
    MAX_REFS,
    Cited,
    find_refs,
    mark_refs,
    names_in,
    read_citation,
)


def found(text: str) -> list[tuple[str, str]]:
    """Return kind and inside of each reference in *text*."""
    return [(ref.kind, ref.inside) for ref in find_refs(text)]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("It is {{ a.b }} deep.", " a.b "),
        ("{{a.b}}", "a.b"),
        ("# Of {{ a.b }}", " a.b "),
        ("| {{ a.b }} |", " a.b "),
        ("[{{ a.b }}](c.md)", " a.b "),
        ("{{ a.b\n| plain }}", " a.b\n| plain "),
        ('{{ f("}}") }}', ' f("}}") '),
        ("{{ f('it\\'s }}') }}", " f('it\\'s }}') "),
        ("{{ f({'a': {'b': 1}}) }}", " f({'a': {'b': 1}}) "),
        ("{{ a.b }}}", " a.b "),
        ("It's {{ a.b }}, isn't it?", " a.b "),
        ("\\`{{ a.b }}\\`", " a.b "),
        ("a ` b\n\n{{ a.b }} ` c", " a.b "),
        ("```\nnever closed {{ a.b }}", " a.b "),
        ("<b>{{ a.b }}</b>", " a.b "),
    ],
)
def test_an_expression_is_found_wherever_it_stands(text: str, inside: str) -> None:
    assert found(text) == [("expression", inside)]


@pytest.mark.parametrize(
    "text",
    [
        "`{{ a }}`",
        "``{{ a }} ` [@b]``",
        "`a\nb {{ a }}`",
        "```\n{{ a }}\n\n[@b]\n```",
        "~~~ python\n{{ a }}\n~~~",
        "````\n```\n{{ a }}\n```\n````",
        "<!-- {{ a }}\n\n{% if %} -->",
        "{#anchor} {: .class } {x} a}} [see @b] [ @b] me@b",
        "[@b](c.md) ![@b](c.svg) [@b][c] \\[@b]",
    ],
)
def test_nothing_is_found_in_code_comments_and_what_only_looks_alike(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{x}}", "near-miss"),
        ("{ { x } }", "near-miss"),
        ("{{ x }", "near-miss"),
        ("{{ x\n\ny }}", "near-miss"),
        ("\\{{ x }}", "braces"),
        ("{% if x %}", "logic"),
        ("[@b]", "citation"),
        ("a\U000f0001b", "private"),
        ("a\U0010ffffb", "private"),
    ],
)
def test_what_else_is_found(text: str, kind: str) -> None:
    assert [ref.kind for ref in find_refs(text)] == [kind]


def test_braces_that_never_close_hide_nothing_in_the_next_paragraph() -> None:
    assert found("{{ a\n\n{{ b }} [@c]") == [
        ("near-miss", ""),
        ("expression", " b "),
        ("citation", "c"),
    ]


def test_many_braces_that_never_close_take_no_time() -> None:
    assert len(find_refs("{{ " * 20_000)) == 1


def test_a_text_with_more_references_than_there_are_characters_says_so() -> None:
    refs = find_refs("[@a]\n" * (MAX_REFS + 5))

    assert len(refs) == MAX_REFS + 1
    assert (refs[-1].kind, refs[-1].start) == ("too-many", MAX_REFS * 5)


def test_each_reference_becomes_one_character() -> None:
    text = "A {{ b }} and [@c] of \\{{ d }} {x}}."

    marked = mark_refs(text, find_refs(text))

    first, second, third = (chr(FIRST_REF + n) for n in range(3))
    assert marked == f"A {first} and {second} of {third} d }}}} {{x}}}}."


@pytest.mark.parametrize(
    ("inside", "cited"),
    [
        ("news", [("news", None, 0)]),
        ("news, p. 4", [("news", "p. 4", 0)]),
        (
            "video, L131-L132; @other, p. 4, 5",
            [("video", "L131-L132", 0), ("other", "p. 4, 5", 19)],
        ),
        ("a;@b", [("a", None, 0), ("b", None, 3)]),
        ("news,", [("news", None, 0)]),
    ],
)
def test_a_citation_names_sources_and_where_in_them(
    inside: str, cited: list[tuple[str, str | None, int]]
) -> None:
    expected = [Cited(id=id_, locator=locator, start=start) for id_, locator, start in cited]

    assert read_citation(inside) == (expected, [])


@pytest.mark.parametrize(
    ("inside", "wrong"), [("", [0]), ("news p. 4", [0]), ("news; other", [6]), ("news;", [5])]
)
def test_what_is_no_citation_is_told_by_its_place(inside: str, wrong: list[int]) -> None:
    assert read_citation(inside)[1] == wrong


def test_the_names_in_an_expression_leave_out_strings() -> None:
    expression = "a.b | text('c.d') ~ f(1, e_1.g)"

    assert list(names_in(expression)) == [(0, "a.b"), (6, "text"), (20, "f"), (25, "e_1.g")]
