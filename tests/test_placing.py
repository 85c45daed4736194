"""Facts in their places: marks, their numbers, and what opens at them."""

import re
from pathlib import Path

import html5lib
import pytest

from tests.bench import EVENTS, FIGURES, PERSON, SHIPPED, make, page

SHARE = '<data value="7.5" class="fact" data-fact="figures.share">7.50%</data>'
STAFF = '<data value="616" class="fact" data-fact="figures.staff">616 people</data>'
ROOM = '<span class="hold"></span>'
OPENS = '<div id="evidence-1">figures.share</div>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{ figures.share }}.", f"<p>{SHARE}<button>1</button>.</p>{OPENS}"),
        ("## A {{ figures.share }}", f'<h2 id="a">A {SHARE}<button>1</button></h2>{OPENS}'),
        (
            "- {{ figures.share }}\n- b",
            f"<ul>\n<li>{SHARE}<button>1</button></li>\n<li>b</li>\n</ul>{OPENS}",
        ),
        (
            "- a\n    - {{ figures.share }}",
            f"<ul>\n<li>a<ul>\n<li>{SHARE}<button>1</button></li>\n</ul>\n</li>\n</ul>{OPENS}",
        ),
        (
            "> {{ figures.share }}\n>\n> b",
            f"<blockquote>\n<p>{SHARE}<button>1</button></p>{OPENS}\n<p>b</p>\n</blockquote>",
        ),
        (
            "a\n:   {{ figures.share }}",
            f"<dl>\n<dt>a</dt>\n<dd>{SHARE}<button>1</button></dd>\n</dl>{OPENS}",
        ),
        (
            "[a {{ figures.share }} b](index.md) c",
            f'<p><a href="/sub/">a {SHARE} b</a><button>1</button> c</p>{OPENS}',
        ),
        (
            "[*{{ figures.share }}*](index.md) c",
            f'<p><a href="/sub/"><em>{SHARE}</em></a><button>1</button> c</p>{OPENS}',
        ),
        (
            "{{ box(figures.share) }}",
            f'<div class="box">{SHARE}<button>1</button>{OPENS}</div>',
        ),
        (
            "<div>a {{ figures.share }}</div>",
            f"<div>a {SHARE}<button>1</button>{OPENS}</div>",
        ),
        (
            "<dl><div><dt>a</dt><dd>{{ figures.share }}</dd></div></dl>",
            f"<dl><div><dt>a</dt><dd>{SHARE}<button>1</button></dd></div></dl>{OPENS}",
        ),
        (
            "<details><summary>{{ figures.share }}</summary>b</details>",
            f"<details><summary>{SHARE}</summary><button>1</button>{OPENS}b</details>",
        ),
        (
            '!!! note "{{ figures.share }}"\n    b',
            f'<div class="admonition note">\n<p class="admonition-title">{SHARE}'
            f"<button>1</button></p>{OPENS}\n<p>b</p>\n</div>",
        ),
    ],
)
def test_what_opens_at_a_mark_stands_behind_its_block(tmp_path: Path, text: str, html: str) -> None:
    assert page(tmp_path, text) == html


def test_it_stands_behind_the_whole_table(tmp_path: Path) -> None:
    html = page(tmp_path, "| a |\n|---|\n| {{ figures.share }} |\n\nb")

    assert html.endswith(
        f"<td>{SHARE}<button>1</button></td>\n</tr>\n</tbody>\n</table>{OPENS}\n<p>b</p>"
    )


def test_it_stands_in_the_footnote_that_holds_the_fact(tmp_path: Path) -> None:
    html = page(tmp_path, "a[^1]\n\n[^1]: {{ figures.share }}")

    assert html.endswith(f"</ol>{OPENS}\n</div>")


def test_the_same_fact_has_the_same_number_and_opens_once(tmp_path: Path) -> None:
    text = "{{ figures.share }} {{ figures.staff }}\n\n{{ figures.share | exact }}"

    assert page(tmp_path, text) == (
        f"<p>{SHARE}<button>1</button> {STAFF}<button>2</button></p>{OPENS}"
        '<div id="evidence-2">figures.staff</div>\n'
        f"<p>{SHARE}<button>1</button></p>"
    )


def test_citations_are_numbered_among_the_facts_each_bracket_once(tmp_path: Path) -> None:
    text = "[@news] {{ figures.share }} [@news, p. 4; @deed] [@news] [@deed; @news, p. 4]"

    html = page(tmp_path, text)

    assert html.startswith(
        f"<p>{ROOM}<button>1</button> {SHARE}<button>2</button>{ROOM}<button>3</button>"
        f"{ROOM}<button>1</button>{ROOM}<button>4</button></p>"
    )
    assert html.count('<div id="evidence-') == 4
    assert '<div id="evidence-3">news deed</div>' in html


def test_the_mark_of_a_citation_joins_the_word_before_it(tmp_path: Path) -> None:
    html = page(tmp_path, "It is so\n[@news]. And {{ figures.share }} too.")

    so = '<span class="hold">so</span>'
    assert html.startswith(
        f"<p>It is {so}<button>1</button>. And {SHARE}<button>2</button> too.</p>"
    )


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("あの会社[@news]。", '<p>あの<span class="hold">会社</span><button>1</button>。</p>'),
        ("2024年[@news]。", '<p>202<span class="hold">4年</span><button>1</button>。</p>'),
        ("*so* [@news].", "<p><em>so</em><button>1</button>.</p>"),
        ("[@news] so.", '<p><span class="hold"></span><button>1</button> so.</p>'),
        (
            "so [@news] [@deed].",
            '<p><span class="hold">so</span><button>1</button>'
            '<span class="hold"></span><button>2</button>.</p>',
        ),
        (
            "{{ terms.cap }} [@news].",
            '<p><span class="hold"><button class="term">profit cap</button></span>'
            "<button>1</button>.</p>",
        ),
        (
            "A &amp; B&amp;[@news].",
            '<p>A &amp; <span class="hold">B&amp;</span><button>1</button>.</p>',
        ),
    ],
)
def test_a_mark_finds_room_after_a_word_an_element_or_nothing(
    tmp_path: Path, text: str, held: str
) -> None:
    assert page(tmp_path, text).startswith(held)


@pytest.mark.parametrize(
    "reference", ["figures.plain", "people.ann", "people.ann.name", "figures.share | plain"]
)
def test_what_has_no_evidence_or_is_plain_has_no_mark(tmp_path: Path, reference: str) -> None:
    assert "<button>" not in page(tmp_path, f"{{{{ {reference} }}}}", files=PERSON)


def test_a_page_that_asserts_nothing_has_no_marks(tmp_path: Path) -> None:
    html = page(tmp_path, "{{ figures.share }} and [@news] {{ terms.cap }}", "evidence: off\n")

    assert html.startswith(f'<p>{SHARE} and  <button class="term">profit cap</button></p>')
    assert "evidence-" not in html


def test_a_term_opens_its_definition_which_stands_once(tmp_path: Path) -> None:
    html = page(tmp_path, "{{ terms.cap }}\n\n{{ terms.cap | text('caps') }}")

    assert html == (
        '<p><button class="term">profit cap</button></p>'
        '<div id="term-cap">A <em>limit</em> of 7.50%</div>\n'
        '<p><button class="term">caps</button></p>'
    )


def test_the_list_of_sources_leads_back_to_each_mark(tmp_path: Path) -> None:
    files = {
        "templates/layouts/page.html": "{{ content }}{{ page_sources }}",
        "templates/partials/mark.html": '<button id="{{ mark.anchor }}"></button>',
        "templates/partials/page-sources.html": (
            "{% for e in entries %};{{ e.source.id }}:"
            "{% for use in e.uses %} {{ use.number }}#{{ use.anchor }}{% endfor %}{% endfor %}"
        ),
    }

    html = page(tmp_path, "{{ figures.share }} [@news; @deed] {{ figures.share }}", files=files)

    assert html.endswith(";deed: 1#mark-1 2#mark-2 1#mark-1-2;news: 2#mark-2")
    assert html.count('id="mark-1-2"') == 1


EVERYTHING = """\
It is {{ figures.valuation }} of {{ people.ann }} [@news, p. 4; @video, L1-L2].

## Of {{ figures.share }} and {{ terms.cap }}

[{{ figures.staff }} of *them*](index.md "{{ events.start }}") in `{{ code }}`.[^1]

![A map of {{ figures.share }}](map.svg)

> Of {{ events.span.when }}

| {{ figures.share }} | b |
|:-:|--:|
| {{ events.start }} | [@deed] |

!!! note "{{ figures.lost }}"
    {{ figures.disputed }}

Lake
:   {{ events.about.when }}

{{ box(figures.plain) }}

- {{ events.start.who }}
- {{ events.start.page }}

[^1]: {{ figures.staff }} &amp; more.
"""
MORE = """\
lost: {status: unknown, note: We asked.}
disputed:
  value: 9
  status: disputed
  as_of: 2024
  sources: [news, deed]
  quote: {text: "he <said> & did", source: news}
  accounts: [{value: 8, sources: [video], wrong: true, note: "<no>"}]
"""


def test_a_page_with_everything_is_well_formed_html(tmp_path: Path) -> None:
    files = SHIPPED | PERSON | {"content/facts/figures.yaml": FIGURES + MORE}
    events = {"content/facts/events.yaml": EVENTS}

    made = make(tmp_path, EVERYTHING, files=files | events)

    assert made.problems == []
    parser = html5lib.HTMLParser(strict=True)
    for path in ("p/index.html", "index.html", "facts/index.html", "404.html"):
        parser.parse(made.files[path])
    assert not any(ord(char) >= 0xF0000 for char in made.page)
    opened = re.findall(r'popovertarget="([^"]+)"', made.page)
    assert set(opened) == set(re.findall(r'<div popover[^>]* id="([^"]+)"', made.page))
