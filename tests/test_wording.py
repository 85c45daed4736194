"""Formulas in the words of a language, with links to what they read."""

import re
from pathlib import Path

import pytest

from tests.bench import SHIPPED, make

SCHEMA = """\
exits: {person: people, when: date, how: "choice(resigned, on_leave)", seen: flag, pay: quantity}
people: {name: text}
figures: {value: quantity}
"""
EXITS = """\
ann:
  {person: ann, when: 2024-09-25, how: resigned, seen: true, pay: 5 USD,
   status: reported, sources: [news]}
bob:
  {person: bob, when: 2024-09-26, how: on_leave, seen: true, pay: 7 USD,
   status: reported, sources: [news]}
"""
WORDS = """\
choices: {exits: {how: {resigned: resigned, on_leave: on leave}}}
fields:
  kinds: {exits: exits}
  exits: {how: Kind, seen: In the video, pay: Pay, person: Who}
"""


def shown(root: Path, formula: str) -> tuple[str, str]:
    """Return how a value was worked out, and what was counted, as its card says it."""
    files = {
        **SHIPPED,
        "content/schema.yaml": SCHEMA,
        "content/strings/en.yaml": WORDS,
        "content/facts/exits.yaml": EXITS,
        "content/facts/people.yaml": "ann: {name: Ann}\nbob: {name: Bob}\n",
        "content/facts/events.yaml": "",
        "content/facts/terms.yaml": "",
        "content/facts/figures.yaml": (
            "a: {value: 150 USD, status: reported, sources: [news]}\n"
            "b: {value: 8 USD, status: reported, sources: [news]}\n"
            "share: {value: 7 %, status: reported, sources: [news]}\n"
            "plain: {value: 3}\n"
            f"it: {{value: '= {formula}'}}\n"
        ),
    }
    made = make(root, "{{ figures.it }}", files=files)
    assert made.problems == []
    card = made.page.partition('id="evidence-1"')[2].partition("</div>")[0]
    worked_out = re.search(r"<p>Worked out: (.*?)</p>", card)
    counted = re.search(r'<p class="quiet">Counted: (.*?)</p>', card)
    return worked_out[1] if worked_out else "", counted[1] if counted else ""


def words(html: str) -> str:
    """Return *html* without its tags."""
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("figures.a * figures.share", "$150 × 7%"),
        ("figures.a - (figures.b + figures.b)", "$150 − ($8 + $8)"),
        ("figures.a - figures.b - figures.b", "$150 − $8 − $8"),
        ("(figures.a + figures.b) / 2", "($150 + $8) ÷ 2"),
        ("figures.a / (2 * 2)", "$150 ÷ (2 × 2)"),
        ("figures.a + figures.b * 2", "$150 + $8 × 2"),
        ("-figures.a", "−$150"),
        ("round(figures.a / figures.plain, 1)", "$150 ÷ 3, rounded"),
        ("round(percent(figures.b, figures.a * 2), 1)", "$8 as a share of $150 × 2, rounded"),
        (
            "days(exits.ann.when, exits.bob.when)",
            "the days from September 25, 2024 to September 26, 2024",
        ),
        ("min(figures.a, figures.b)", "the smallest of $150 and $8"),
        ("count(exits)", "the number of exits"),
        (
            'count(exits, seen=true, how="on_leave")',
            "the number of exits with In the video: yes and Kind: on leave",
        ),
        ('count(exits, person="ann")', "the number of exits with Who: Ann"),
        ("count(exits, pay=5)", "the number of exits with Pay: 5"),
        ('sum(exits, "pay")', "the sum of Pay of exits"),
        ('max(exits, "pay", seen=true)', "the largest of Pay of exits with In the video: yes"),
    ],
)
def test_a_formula_is_said_in_words(tmp_path: Path, formula: str, said: str) -> None:
    assert words(shown(tmp_path, formula)[0]) == said


def test_what_a_formula_reads_is_a_link_into_the_ledger_if_that_lists_it(tmp_path: Path) -> None:
    said, _ = shown(tmp_path, "figures.a * figures.plain")

    assert said == '<a href="/sub/facts/#figures.a">$150</a> × 3'


def test_what_is_counted_is_named_with_a_link_to_it(tmp_path: Path) -> None:
    said, counted = shown(tmp_path, "count(exits, seen=true)")

    assert said.startswith('the number of <a href="/sub/facts/#exits">exits</a> with ')
    assert counted == (
        '<a href="/sub/facts/#exits.ann.seen">Ann</a>, <a href="/sub/facts/#exits.bob.seen">Bob</a>'
    )


def test_what_is_not_known_is_said_with_a_word(tmp_path: Path) -> None:
    files = {
        **SHIPPED,
        "content/facts/figures.yaml": (
            "a: {status: unknown, note: We looked.}\nit: {value: = figures.a * 2}\n"
        ),
        "content/facts/terms.yaml": "",
        "content/facts/events.yaml": "",
    }

    made = make(tmp_path, "{{ figures.it }}", files=files)

    assert made.problems == []
    assert '<a href="/sub/facts/#figures.a">not known</a> × 2' in made.page


def test_words_of_a_site_cannot_bring_markup_into_a_card(tmp_path: Path) -> None:
    files = {
        **SHIPPED,
        "content/strings/en.yaml": 'words: {formula_rounded: "<b>{value}</b> & so"}\n',
        "content/facts/figures.yaml": (
            "a: {value: 3, status: reported, sources: [news]}\n"
            "it: {value: '= round(figures.a, 0)'}\n"
        ),
        "content/facts/terms.yaml": "",
        "content/facts/events.yaml": "",
    }

    html = make(tmp_path, "{{ figures.it }}", files=files).page

    assert '&lt;b&gt;<a href="/sub/facts/#figures.a">3</a>&lt;/b&gt; &amp; so' in html
