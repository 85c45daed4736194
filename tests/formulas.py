"""A site with facts to reckon with, for the tests of formulas."""

from explainer.computing import compute
from explainer.errors import Report
from explainer.facts import Facts, Statement
from explainer.support import check_facts
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
