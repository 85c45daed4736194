"""Computed facts: what a formula gives, on whose word, and how it fails."""

from pathlib import Path

import pytest

from explainer.computing import compute
from explainer.errors import Report
from explainer.facts import Facts, Statement
from explainer.pipeline import Order, build
from explainer.support import check_facts
from explainer.values import Date, Quantity
from tests.bench import FIGURES as FIGURES_OF_BENCH
from tests.bench import SHIPPED, make
from tests.conftest import Site, facts_of

SCHEMA = """\
figures: {value: quantity, label: text?}
people: {name: text}
exits:
  person: people
  when: date
  how: choice(resigned, leave)
  seen: flag?
  size: quantity?
  tags: list(text)?
"""
SOURCES = """\
news: {title: A, publisher: Herald, type: news}
post: {title: B, publisher: Post, type: news}
deed: {title: C, publisher: Court, type: primary}
video: {title: D, publisher: Tube, type: transcript, lines: 9}
"""
EXITS = """\
one: {person: ann, when: 2024-09-25, how: resigned, seen: true, size: 3 USD, tags: [x, y]}
two: {person: bob, when: 2024-09-20, how: leave, seen: false, size: 5 USD}
three: {person: bob, when: 2024-09-30, how: resigned, seen: true, tags: [y]}
"""
FIGURES = """\
worth: {value: 150 billion USD, status: reported, as_of: 2024-09-13, sources: [news]}
share: {value: 7 %, status: claimed, as_of: 2024-09-25, sources: ["video#L3", news]}
staff: {value: 616, status: confirmed, sources: [deed]}
lost: {status: unknown, note: We asked.}
bare: {value: 4}
"""


def computed(site: Site, figures: str, exits: str = EXITS) -> tuple[Facts, list[str]]:
    """Return the facts with further *figures*, from line 6 of their file on, and what is wrong."""
    root = site(
        {
            "content/schema.yaml": SCHEMA,
            "content/facts/sources.yaml": SOURCES,
            "content/facts/people.yaml": "ann: {name: Ann}\nbob: {name: Bob}\n",
            "content/facts/exits.yaml": exits,
            "content/facts/figures.yaml": FIGURES + figures,
        }
    )
    report = Report()
    facts = compute(facts_of(root, report), report)
    check_facts(facts, report)
    return facts, [str(one).removeprefix("content/facts/figures.yaml:") for one in report]


def result(site: Site, formula: str, more: str = "") -> Statement:
    """Return the statement that *formula* makes, of which nothing is to mend."""
    facts, problems = computed(site, f"x: {{value: '= {formula}'{more}}}\n")
    assert problems == []
    statement = facts.statement("figures.x")
    assert statement is not None
    return statement


def complaint(site: Site, formula: str) -> str:
    """Return the only problem that a *formula* makes."""
    _, problems = computed(site, f"x:\n  value: = {formula}\n")
    (problem,) = problems
    return problem


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


def test_formulas_may_lean_on_formulas_in_any_order(site: Site) -> None:
    facts, problems = computed(
        site, "a: {value: = figures.b * 2}\nb: {value: = figures.bare + 1}\n"
    )

    found = [facts.statement(f"figures.{name}") for name in "ab"]
    assert problems == []
    assert [one and one.value.number for one in found] == [10, 5]


# --- whose word it is -------------------------------------------------------------------------


def test_evidence_is_the_union_of_the_inputs_and_status_the_weakest(site: Site) -> None:
    statement = result(site, "figures.worth * figures.share * figures.bare")

    evidence = statement.evidence
    assert evidence is not None
    assert (evidence.status, evidence.as_of and evidence.as_of.written) == ("claimed", "2024-09-13")
    assert [(one.source, one.locator) for one in evidence.sources] == [
        ("news", None),
        ("video", "L3"),
    ]
    assert statement.formula == "figures.worth * figures.share * figures.bare"
    assert statement.inputs == ("figures.worth", "figures.share", "figures.bare")


def test_what_is_counted_are_the_records_that_fit_and_the_fields_that_say_so(site: Site) -> None:
    assert result(site, "count(exits, seen=true)").inputs == ("exits.one.seen", "exits.three.seen")
    assert result(site, "count(exits)").inputs == ("exits.one", "exits.two", "exits.three")


def test_what_leans_on_plain_data_alone_is_plain_data(site: Site) -> None:
    assert result(site, "figures.bare * 2").evidence is None


def test_a_status_that_is_given_goes_over_the_weakest(site: Site) -> None:
    evidence = result(site, "figures.staff / 2", ", status: reported").evidence

    assert evidence is not None
    assert (evidence.status, [one.source for one in evidence.sources]) == ("reported", ["deed"])


def test_a_status_that_is_given_is_held_against_the_union(site: Site) -> None:
    _, problems = computed(
        site, "x:\n  value: = figures.worth * figures.share\n  status: confirmed\n"
    )

    assert problems == [
        '8:3: error: figures.x has the status "confirmed" but neither a primary source nor two '
        "independent outlets [unmet-demand]\n"
        "    status: confirmed\n    ^\n"
        "    hint: add one, or write status: reported"
    ]


def test_two_outlets_of_two_inputs_confirm_what_is_computed(site: Site) -> None:
    more = "other: {value: 2, status: reported, sources: [post]}\n"

    facts, problems = computed(
        site, f"{more}x: {{value: = figures.worth * figures.other, status: confirmed}}\n"
    )

    statement = facts.statement("figures.x")
    assert problems == []
    assert statement is not None
    assert statement.evidence is not None
    assert [one.source for one in statement.evidence.sources] == ["news", "post"]


def test_sources_that_are_given_stand_before_those_of_the_inputs(site: Site) -> None:
    evidence = result(site, "figures.worth * 2", ", status: reported, sources: [post]").evidence

    assert evidence is not None
    assert [one.source for one in evidence.sources] == ["post", "news"]


def test_a_computed_value_may_say_more_of_itself_and_leave_its_status_to_its_inputs(
    site: Site,
) -> None:
    statement = result(
        site, "figures.staff * figures.share", ", label: L, as_of: 2026-01, note: So."
    )

    evidence = statement.evidence
    assert evidence is not None
    assert (evidence.status, evidence.as_of and evidence.as_of.written) == ("claimed", "2026-01")
    assert [one.source for one in evidence.sources] == ["deed", "video", "news"]
    assert evidence.note is not None


@pytest.mark.parametrize("form", ["{{value: {0}, {1}}}", "{{value: {{value: {0}, {1}}}}}"])
def test_what_is_said_of_a_value_whose_inputs_are_plain_data_needs_a_status(
    site: Site, form: str
) -> None:
    x = form.format("= figures.bare * 2", "as_of: 2026-01")

    _, problems = computed(site, f"x: {x}\n")

    assert [one.splitlines()[0].partition(": ")[2] for one in problems] == [
        "error: figures.x has no status, and nothing that its formula reads has one "
        "[status-and-sources]"
    ]


def test_a_formula_that_fails_is_not_blamed_for_its_status_too(site: Site) -> None:
    _, problems = computed(site, "x: {value: = figures.bare / 0, as_of: 2026-01}\n")

    assert [one.splitlines()[0] for one in problems] == [
        "6:27: error: figures.x: it divides by zero [computed]"
    ]


def test_a_status_over_plain_data_needs_sources_of_its_own(site: Site) -> None:
    _, problems = computed(site, "x:\n  value: = figures.bare * 2\n  status: reported\n")

    assert problems == [
        '8:3: error: figures.x has the status "reported" but no sources [status-and-sources]\n'
        "    status: reported\n    ^\n"
        "    hint: add sources: […], since nothing that the formula reads has any"
    ]


UNKNOWN = "four: {person: ann, when: 2024, how: leave, size: {status: unknown, note: We asked.}}\n"


@pytest.mark.parametrize("status", ["", ", status: confirmed"])
@pytest.mark.parametrize(
    "formula",
    ["figures.lost + 1", "figures.known * 2", "count(exits, size=7)", 'sum(exits, "size")'],
)
def test_what_leans_on_something_unknown_is_unknown(site: Site, formula: str, status: str) -> None:
    known = "known: {value: 5, status: unknown, note: We guess.}\n"
    figures = f"{known}x: {{value: '= {formula}'{status}}}\n"

    facts, problems = computed(site, figures, EXITS + UNKNOWN)

    statement = facts.statement("figures.x")
    assert problems == []
    assert statement is not None
    assert statement.evidence is not None
    assert (statement.value, statement.evidence.status) == (None, "unknown")


def test_to_be_counted_a_record_need_not_be_known(site: Site) -> None:
    statement = result(site, "count(figures)")

    assert statement.value == Quantity(statement.value.number, None)
    assert (statement.value.number, statement.evidence and statement.evidence.status) == (
        6,
        "claimed",
    )


def test_evidence_of_the_record_takes_the_sources_of_its_formula(site: Site) -> None:
    facts, problems = computed(
        site, "x: {value: = figures.worth * 2, label: Twice, status: reported}\n"
    )

    label = facts.statement("figures.x.label")
    assert problems == []
    assert label is not None
    assert label.evidence is not None
    assert [one.source for one in label.evidence.sources] == ["news"]


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


# --- on the page ------------------------------------------------------------------------------


def test_the_card_shows_the_formula_with_its_inputs_as_links(tmp_path: Path) -> None:
    figures = "part: {value: = figures.valuation * figures.share - 1 * figures.valuation / 2}\n"
    files = {**SHIPPED, "content/facts/figures.yaml": FIGURES_OF_BENCH + figures}

    html = make(tmp_path, "{{ figures.part }}", files=files).page

    link = '<a href="/sub/facts/#figures.valuation">$150 billion</a>'
    share = '<a href="/sub/facts/#figures.share">7.50%</a>'
    shown = html.partition("Worked out: ")[2].partition("</p>")[0]
    assert shown == f"{link} × {share} − 1 × {link} ÷ 2"
    assert '<data value="-63750000000" class="fact" data-fact="figures.part">' in html


def test_what_a_formula_reads_counts_as_used(site: Site) -> None:
    root = site(
        {
            "content/schema.yaml": "figures: {value: quantity}\n",
            "content/facts/sources.yaml": SOURCES.splitlines()[0] + "\n",
            "content/facts/figures.yaml": (
                "a: {value: 2, status: reported, sources: [news]}\n"
                "b: {value: 3, status: reported, sources: [news]}\n"
                "twice: {value: = figures.a * 2}\n"
            ),
            "content/en/index.md": (
                "---\ntitle: Start\nsummary: It starts.\n---\nThere are {{ figures.twice }}.\n"
            ),
        }
    )
    report = Report()

    build(Order(root=root, today="2026-11-23"), report)

    assert [str(one).splitlines()[0] for one in report] == [
        "content/facts/figures.yaml:2:1: note: no page uses figures.b [unused-fact]"
    ]
