"""Reckoning: what a formula gives, and how it fails where it stands."""

import pytest

from explainer.values import Date, Quantity
from tests.conftest import Site
from tests.formulas import EXITS, complaint, computed, result

# --- what comes out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "number", "unit"),
    [
        ("figures.worth * figures.share", "10500000000", "USD"),
        ("figures.staff - 2 * figures.bare", "608", None),
        ("figures.staff.value / 8", "77", None),
        ("-(figures.bare + 1)", "-5", None),
        ("count(exits)", "3", None),
        ("count(exits, seen=true)", "2", None),
        ("count(exits, seen=false)", "1", None),
        ('count(exits, seen="true", how="resigned")', "2", None),
        ('count(exits, person="bob")', "2", None),
        ('count(exits, person="people.ann")', "1", None),
        ('count(exits, when="2024-09-20")', "1", None),
        ("count(exits, when=exits.two.when)", "1", None),
        ('count(exits, tags="y")', "2", None),
        ("count(exits, size=5)", "1", None),
        ("count(exits, size=exits.one.size)", "1", None),
        ("count(exits, size=figures.bare + 1)", "0", None),
        ('sum(exits, "size")', "8", "USD"),
        ('sum(exits, "size", how="leave")', "5", "USD"),
        ('min(exits, "size")', "3", "USD"),
        ("max(figures.bare, figures.staff, 7)", "616", None),
        ("round(10 / 3, 2)", "3.33", None),
        ("round(figures.staff / 9)", "68", None),
        ("percent(figures.bare, 16)", "25", "%"),
        ("days(exits.two.when, exits.three.when)", "10", "days"),
        ('days(min(exits, "when"), max(exits, "when", how="resigned"))', "10", "days"),
        (" + ".join(["1"] * 200), "200", None),
    ],
)
def test_a_formula_gives_a_quantity(
    site: Site, formula: str, number: str, unit: str | None
) -> None:
    value = result(site, formula.replace("'", "''")).value

    assert isinstance(value, Quantity)
    assert (str(value.number), value.unit) == (number, unit)


def test_a_date_may_be_computed_too(site: Site) -> None:
    exits = (
        f"{EXITS}last: {{person: ann, when: '= max(exits.one.when, exits.two.when)', how: leave}}"
    )

    facts, problems = computed(site, "", exits)

    last = facts.statement("exits.last.when")
    assert problems == []
    assert last is not None
    assert isinstance(last.value, Date)
    assert (last.value.written, last.inputs) == (
        "2024-09-25",
        ("exits.one.when", "exits.two.when"),
    )


def test_what_is_counted_are_the_records_that_fit_and_the_fields_that_say_so(site: Site) -> None:
    assert result(site, "count(exits, seen=true)").inputs == ("exits.one.seen", "exits.three.seen")
    assert result(site, "count(exits)").inputs == ("exits.one", "exits.two", "exits.three")


# --- what is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "column", "problem", "hint"),
    [
        (
            "figures.worth + figures.share",
            26,
            "figures.x: a share cannot be added to an amount in USD [unit-does-not-fit]",
            "",
        ),
        (
            "1 + exits.one.how",
            16,
            "exits.one.how is neither a quantity nor a date [unit-does-not-fit]",
            "",
        ),
        (
            'max(exits, "when")',
            12,
            "figures.x: the formula gives a date where a quantity belongs [unit-does-not-fit]",
            "",
        ),
        (
            'sum(exits, "when")',
            12,
            'figures.x: "2024-09-25" is a date, with which only days(a, b) can reckon '
            "[unit-does-not-fit]",
            "",
        ),
        (
            "figures.staff / 9",
            26,
            "figures.x: the result has no exact decimal [computed]",
            "round it: = round(…, 1)",
        ),
        (
            " * ".join(["99999999999999"] * 3),
            44,
            "figures.x: the result has more digits than the 28 that can be reckoned with "
            "[computed]",
            "",
        ),
        (
            "round(1, 999999999)",
            12,
            "figures.x: a number can be rounded to at most 28 decimals [computed]",
            "",
        ),
        (
            "round(figures.staff, digits=1)",
            12,
            "the formula cannot be read: round does not take these arguments [computed]",
            "",
        ),
        (
            "1 + ",
            None,
            "the formula cannot be read: a number, a fact or a function is missing at the end "
            "[computed]",
            "",
        ),
        ("1 / 0", 14, "figures.x: it divides by zero [computed]", ""),
        ("cuont(exits)", 12, 'there is no function "cuont" [computed]', 'did you mean "count"?'),
        (
            "count(figures.bare)",
            12,
            "the formula cannot be read: count takes a kind first [computed]",
            "",
        ),
        (
            'count(exits, "how")',
            12,
            "the formula cannot be read: count takes a kind, then fields and what they must be, "
            "as in in_video=true [computed]",
            "",
        ),
        (
            "sum(exits)",
            12,
            "the formula cannot be read: sum takes a kind and the name of a field, as in "
            '"value" [computed]',
            "",
        ),
        (
            'sum(exits, "size", seen=true, how="leave")',
            12,
            "figures.x: there is nothing to sum [computed]",
            "",
        ),
        ("count(exit)", 18, 'there is no kind "exit" [unknown-fact]', 'did you mean "exits"?'),
        (
            "figures.stff",
            12,
            'there is no fact "figures.stff" [unknown-fact]',
            'did you mean "staff"?',
        ),
        (
            "1 + figures",
            16,
            'there is no fact "figures" [unknown-fact]',
            "that is a kind; name one of its facts, or write count(figures)",
        ),
        (
            "exits.one.person.name",
            12,
            'there is no fact "exits.one.person.name" [unknown-fact]',
            "a name has a kind, an id and at most a field",
        ),
        (
            "count(exits, sen=true)",
            29,
            'exits have no field "sen" [unknown-field]',
            'did you mean "seen"?',
        ),
        (
            'count(exits, how="resign")',
            29,
            'exits.how cannot be "resign" [bad-choice]',
            'did you mean "resigned"?',
        ),
        (
            "exits.three.size * 2",
            12,
            "exits.three.size has no value, since it is left out there [missing-value]",
            "",
        ),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands_in_the_formula(
    site: Site, formula: str, column: int | None, problem: str, hint: str
) -> None:
    lines = complaint(site, formula).splitlines()

    written = f"value: = {formula.rstrip()}"
    column = column or len(written) + 3
    assert lines[0] == f"7:{column}: error: {problem}"
    assert lines[1] == f"    {written}"
    assert lines[2] == f"{' ' * (column + 1)}^"
    assert lines[3:] == ([f"    hint: {hint}"] if hint else [])


def test_a_circle_names_its_members_once(site: Site) -> None:
    _, problems = computed(
        site,
        "a: {value: = figures.bare + figures.b}\n"
        "b: {value: = figures.c}\n"
        "c: {value: = figures.b * 2}\n"
        "d: {value: = figures.a}\n",
    )

    assert problems == [
        "8:14: error: the formulas go in a circle: figures.b → figures.c → figures.b [circle]\n"
        "    c: {value: = figures.b * 2}\n"
        "                 ^"
    ]


@pytest.mark.parametrize("formula", ['sum(exits, "size")', "count(exits, size=3)"])
def test_a_fact_that_takes_itself_in_is_a_circle(site: Site, formula: str) -> None:
    _, problems = computed(
        site, "", f"{EXITS}x: {{person: ann, when: 2024, how: leave, size: '= {formula}'}}\n"
    )

    assert [one.splitlines()[0] for one in problems] == [
        "content/facts/exits.yaml:4:51: error: the formulas go in a circle: "
        "exits.x.size → exits.x.size [circle]"
    ]


def test_formulas_without_end_are_one_error_and_no_traceback(site: Site) -> None:
    chain = "".join(f"a{n}: {{value: = figures.a{n + 1} + 1}}\n" for n in range(100))

    _, problems = computed(site, f"{chain}a100: {{value: 1}}\n")

    assert [one.splitlines()[0] for one in problems] == [
        "36:16: error: figures.a30: formulas lead to each other deeper than 60 [computed]"
    ]


@pytest.mark.parametrize("formula", ["9" * 5000, "-" * 5000 + "1", "1+" * 5000 + "1"])
def test_a_formula_that_is_too_long_is_refused(site: Site, formula: str) -> None:
    first = complaint(site, formula).splitlines()[0]

    assert first == (
        "7:1012: error: the formula cannot be read: the formula has more than 1000 characters "
        "[computed]"
    )
