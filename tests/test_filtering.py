"""Filters without a script: links with counts, rows with the numbers of their groups."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bench import first_lines, make, page, problems

FILES = {
    "content/schema.yaml": """\
people: {name: text}
claims:
  says: text
  verdict: choice(right, wrong, open)
  about: list(people)?
  held: flag?
  by: people?
  when: date?
""",
    "content/strings/en.yaml": """\
choices: {claims: {verdict: {right: Right, wrong: "Wrong, <alas>", open: Open}}}
fields: {claims: {about: About}}
""",
    "content/facts/figures.yaml": "",
    "content/facts/events.yaml": "",
    "content/facts/terms.yaml": "",
    "content/facts/people.yaml": "ann_lee: {name: Ann Lee}\nbob: {name: Bob}\neve: {name: Eve}\n",
    "content/facts/claims.yaml": """\
one: {says: One, verdict: wrong, about: [bob, ann_lee], held: true, by: bob}
two: {says: Two, verdict: right, about: [bob, bob], held: false}
three: {says: Three, verdict: wrong, when: 2024}
""",
}


def filtered(root: Path, body: str, files: Mapping[str, str] | None = None) -> str:
    """Return the page of this *body* in one line."""
    html = page(root, body, files={**FILES, **(files or {})})
    return re.sub(r"\s*\n\s*", "", html)


def test_a_table_has_a_filter_above_it_and_each_row_its_group(tmp_path: Path) -> None:
    html = filtered(tmp_path, '{{ table(claims, ["says"], filter="verdict") }}')

    assert html == (
        '<nav class="filter" id="filter-verdict" aria-label="Filter by: Verdict">'
        "<p><b>Verdict</b></p><ul>"
        '<li><a href="#filter-verdict">All 3</a></li>'
        '<li><a href="#verdict-right">Right 1</a></li>'
        '<li><a href="#verdict-wrong">Wrong, &lt;alas&gt; 2</a></li></ul>'
        '<p id="verdict-right" data-show="1" tabindex="-1">Shown: 1 of 3. Verdict: Right. '
        '<a href="#filter-verdict">Show all</a></p>'
        '<p id="verdict-wrong" data-show="2" tabindex="-1">'
        "Shown: 2 of 3. Verdict: Wrong, &lt;alas&gt;. "
        '<a href="#filter-verdict">Show all</a></p></nav>'
        '<table class="data" data-group="1 2"><thead><tr><th scope="col">Says</th></tr></thead>'
        "<tbody>"
        '<tr data-group="2"><th scope="row"><span class="fact" data-fact="claims.one">One</span>'
        "</th></tr>"
        '<tr data-group="1"><th scope="row"><span class="fact" data-fact="claims.two">Two</span>'
        "</th></tr>"
        '<tr data-group="2"><th scope="row"><span class="fact" data-fact="claims.three">Three'
        "</span></th></tr></tbody></table>"
    )


def test_one_filter_serves_all_tables_and_lists_below_it(tmp_path: Path) -> None:
    body = (
        '{{ filters(claims, ["verdict", "about"]) }}\n\n'
        '{{ table([claims.one], ["says"], groups=["verdict", "about"]) }}\n\n'
        '{{ timeline(claims, "when", "says", groups=["about", "verdict"]) }}'
    )

    html = filtered(tmp_path, body)

    assert re.findall(r'<a href="#(?:verdict|about)-[^<]*</a>', html) == [
        '<a href="#verdict-right">Right 1</a>',
        '<a href="#verdict-wrong">Wrong, &lt;alas&gt; 2</a>',
        '<a href="#about-ann-lee">Ann Lee 1</a>',
        '<a href="#about-bob">Bob 2</a>',
    ]
    assert re.findall(r'<(\w+)[^>]* data-group="([^"]*)"', html) == [
        ("table", "2 3 4"),
        ("tr", "2 3 4"),
        ("li", "2"),
        ("li", "2 3 4"),
        ("li", "1 4"),
    ]


def test_a_filter_goes_by_flags_and_by_single_records_too(tmp_path: Path) -> None:
    html = filtered(tmp_path, '{{ filters(claims, ["held", "by"]) }}')

    assert re.findall(r'<a href="#(?:held|by)-[^<]*</a>', html) == [
        '<a href="#held-true">yes 1</a>',
        '<a href="#held-false">no 1</a>',
        '<a href="#by-bob">Bob 1</a>',
    ]


def test_another_page_can_link_to_what_a_filter_shows(tmp_path: Path) -> None:
    text = '{{ table(claims, ["says"], filter="verdict") }}'
    table = {"content/en/t.md": f"---\ntitle: T\nsummary: S\n---\n{text}\n"}

    html = filtered(tmp_path, "See [these](t.md#verdict-wrong).", table)
    lost = problems(tmp_path, "See [these](t.md#verdict-open).", files={**FILES, **table})

    assert html == '<p>See <a href="/sub/t/#verdict-wrong">these</a>.</p>'
    assert first_lines(lost) == [
        '5:13: error: /t/ has no place called "verdict-open" [broken-anchor]'
    ]


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (
            'table(claims, ["says"], filter="says")',
            '5:4: error: "says" is text, and a filter goes by a choice, a flag or a record '
            "[expression]",
        ),
        (
            'filters(claims, ["verdit"])',
            '5:4: error: claims have no field "verdit" [unknown-field]',
        ),
    ],
)
def test_what_nothing_can_be_filtered_by_is_said_where_it_is_asked_for(
    tmp_path: Path, call: str, problem: str
) -> None:
    assert first_lines(problems(tmp_path, f"{{{{ {call} }}}}", files=FILES)) == [problem]


def test_a_page_has_no_more_groups_than_the_style_sheet_knows(tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(21)]
    files = {
        **FILES,
        "content/facts/people.yaml": "".join(f"{name}: {{name: {name}}}\n" for name in names),
        "content/facts/claims.yaml": (
            f"one: {{says: One, verdict: open, about: [{', '.join(names)}]}}\n"
        ),
    }

    made = make(tmp_path, '{{ filters(claims, ["about"]) }}', files=files)

    assert first_lines(made.problems) == [
        "content/en/p.md:5:4: error: a page can be filtered by 20 groups at most [expression]"
    ]
