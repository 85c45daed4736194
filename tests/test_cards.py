"""What a reader is told at a mark; seen through a template that shows all of a card."""

import re
from pathlib import Path

import pytest

from tests.bench import FIGURES, SOURCES, page

CARD = """\
{%- set e = evidence -%}
<div id="{{ e.id }}">
{{ e.title }} | {{ e.value }} | {{ e.status }} | {{ e.status_label }} | {{ e.as_of or "" }}
{% for s in e.sources %}
= {{ s.id }} | {{ s.title }} | {{ s.publisher }} | {{ s.locator or "" }} | {{ s.url or "" }}
{{- " | copy of " ~ s.origin if s.origin }}{{ " | in " ~ s.language if s.language }}
{% endfor %}
{% for a in e.accounts %}
{{ "! " if a.wrong else "~ " }}{{ a.value }} | {{ a.sources | join(" + ") }} | {{ a.note }}
{% endfor %}
{% if e.quote %}"{{ e.quote.text }}" {{ e.quote.publisher }}{% endif %}

{{ e.note }} {{ e.ledger_url or "" }}
</div>
"""
TEMPLATE = {"templates/partials/evidence.html": CARD}


def told(root: Path, reference: str, figures: str = "", sources: str = "") -> list[str]:
    """Return the lines that open at the mark of *reference*."""
    files = {
        "content/facts/figures.yaml": FIGURES + figures,
        "content/facts/sources.yaml": SOURCES + sources,
    }
    html = page(root, reference, files=TEMPLATE | files)
    text = re.sub(r"<[^>]*>", "", html.partition('<div id="evidence-1">')[2])
    return [line.strip() for line in text.replace("&#34;", '"').splitlines() if line.strip()]


NEWS = "= news | The news | Herald |  | https://herald.example/a"
DEED = "= deed | The deed | Court |  | https://court.example/d"


def test_a_fact_is_told_with_its_status_sources_and_ledger(tmp_path: Path) -> None:
    assert told(tmp_path, "{{ figures.valuation }}") == [
        "The worth | $150 billion | reported | One report | September 13, 2024",
        NEWS,
        "= video | The video | Tube | L131-L132 |",
        "/sub/facts/#figures.valuation",
    ]


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        ("{{ figures.valuation }}", "The worth"),
        ("{{ figures.valuation.label }}", "$150 billion: Label"),
        ("{{ figures.share }}", "Value"),
        ("{{ events.span.when }}", "Long: When"),
        ("{{ events.span }}", "What"),
    ],
)
def test_the_title_says_what_it_is(tmp_path: Path, reference: str, title: str) -> None:
    assert told(tmp_path, reference)[0].startswith(f"{title} | ")


def test_a_passage_is_told_with_its_sources_and_where_in_them(tmp_path: Path) -> None:
    assert told(tmp_path, "[@news, p. 4; @deed]") == [
        "|  |  |  |",
        NEWS.replace("|  |", "| p. 4 |"),
        DEED,
    ]


def test_reports_are_counted_by_where_they_come_from(tmp_path: Path) -> None:
    copy = "copy: {title: C, publisher: Portal, origin: herald, type: reprint}\n"
    other = "other: {title: O, publisher: Post, type: news}\n"
    figures = (
        "one: {value: 1, status: reported, sources: [news, copy]}\n"
        "two: {value: 2, status: reported, sources: [news, copy, other]}\n"
    )

    for reference, label in [("figures.one", "One report"), ("figures.two", "Several reports")]:
        first, _, second, *_ = told(tmp_path, f"{{{{ {reference} }}}}", figures, copy + other)
        assert first.split(" | ")[3].rstrip(" |") == label
        assert second == "= copy | C | Portal |  |  | copy of herald"


def test_other_accounts_say_who_gives_them_and_who_has_it_wrong(tmp_path: Path) -> None:
    figures = (
        "one:\n  value: 1\n  status: disputed\n  sources: [news]\n  note: He denies it.\n"
        "  accounts:\n"
        "    - {value: 2, sources: [deed, news], note: Later.}\n"
        "    - {value: 3, sources: [video], wrong: true}\n"
    )

    lines = told(tmp_path, "{{ figures.one }}", figures)

    assert lines[2:] == [
        "! 3 | Tube |",
        "~ 2 | Court + Herald | Later.",
        "He denies it. /sub/facts/#figures.one",
    ]


def test_a_quotation_is_shown_and_its_source_opened_where_it_stands(tmp_path: Path) -> None:
    quote = '{text: "so, he -said-", source: news}'
    figures = f"one: {{value: 1, status: stated, sources: [deed, news], quote: {quote}}}\n"

    lines = told(tmp_path, "{{ figures.one }}", figures)

    assert lines[1:4] == [DEED, f"{NEWS}#:~:text=so%2C%20he%20%2Dsaid%2D", '"so, he -said-" Herald']


def test_a_source_in_another_language_says_so(tmp_path: Path) -> None:
    sources = (
        "here: {title: H, publisher: A, type: primary, language: en}\n"
        "there: {title: T, publisher: B, type: primary, language: ja}\n"
    )

    assert told(tmp_path, "[@here; @there]", sources=sources)[1:] == [
        "= here | H | A |  |",
        "= there | T | B |  |  | in ja",
    ]


def test_what_is_not_known_is_told_with_where_one_looked(tmp_path: Path) -> None:
    figures = "lost: {status: unknown, note: We asked.}\n"

    assert told(tmp_path, "{{ figures.lost }}", figures) == [
        "Value | not known | unknown | Not known |",
        "We asked. /sub/facts/#figures.lost",
    ]
