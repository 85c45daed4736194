"""Computed facts: on whose word they are, and what reads them."""

from pathlib import Path

import pytest

from explainer.errors import Report
from explainer.pipeline import Order, build
from explainer.values import Quantity
from tests.bench import FIGURES as FIGURES_OF_BENCH
from tests.bench import SHIPPED, make
from tests.conftest import Site
from tests.formulas import EXITS, SOURCES, computed, result


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
