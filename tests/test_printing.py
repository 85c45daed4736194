"""How each type of fact prints, as an element and as plain text; seen in the pages made of it."""

from decimal import Decimal
from pathlib import Path

import pytest

from explainer.printing import plain_number
from tests.bench import EVENTS, FILES, PERSON, first_lines, page, problems

EVENTS_FILE = "content/facts/events.yaml"


def element(root: Path, expression: str, files: dict[str, str] | None = None) -> str:
    """Return what *expression* prints without its mark."""
    html = page(root, f"It: {{{{ {expression} | plain }}}}.", files=files)
    return html.removeprefix("<p>It: ").removesuffix(".</p>")


@pytest.mark.parametrize(
    ("expression", "html"),
    [
        (
            "figures.valuation",
            '<data value="150000000000" class="fact" data-fact="figures.valuation">'
            "$150 billion</data>",
        ),
        (
            "figures.share",
            '<data value="7.5" class="fact" data-fact="figures.share">7.50%</data>',
        ),
        (
            "figures.staff",
            '<data value="616" class="fact" data-fact="figures.staff">616 people</data>',
        ),
        (
            "events.start.when",
            '<time datetime="2024-09-25" class="fact" data-fact="events.start.when">'
            "September 25, 2024</time>",
        ),
        (
            "events.about.when",
            '<time datetime="2024-09" class="fact" data-fact="events.about.when">'
            "about September 2024</time>",
        ),
        (
            "events.span.when",
            '<span class="fact" data-fact="events.span.when"><time datetime="2024-09-25">'
            "September 25</time>\u2009–\u2009"
            '<time datetime="2024-10-02">October 2, 2024</time></span>',
        ),
        ("people.ann", '<span class="fact" data-fact="people.ann">Ann &amp; Co</span>'),
        ("people.ann.name", '<span class="fact" data-fact="people.ann">Ann &amp; Co</span>'),
        (
            "people.ann.role",
            '<span class="fact" data-fact="people.ann.role">Chief &lt;b&gt;</span>',
        ),
        (
            "people.ann.tags",
            '<span class="fact" data-fact="people.ann.tags">a, b &amp; c, and d</span>',
        ),
        (
            "people.bob.mentor",
            '<span class="fact" data-fact="people.bob.mentor">Ann &amp; Co</span>',
        ),
        ("events.start.how", '<span class="fact" data-fact="events.start.how">quietly</span>'),
        ("events.start.held", '<span class="fact" data-fact="events.start.held">yes</span>'),
        (
            "events.start.page",
            '<span class="fact" data-fact="events.start.page">'
            '<a href="https://e.example/?a=1&amp;b=2">https://e.example/?a=1&amp;b=2</a></span>',
        ),
        (
            "figures.valuation | exact",
            '<data value="150000000000" class="fact" data-fact="figures.valuation">'
            "$150,000,000,000</data>",
        ),
        (
            "figures.valuation | text('a lot & more') | short",
            '<data value="150000000000" class="fact" data-fact="figures.valuation">'
            "a lot &amp; more</data>",
        ),
    ],
)
def test_a_fact_is_an_element_of_its_own(tmp_path: Path, expression: str, html: str) -> None:
    assert element(tmp_path, expression) == html


def test_a_record_with_a_page_of_its_own_is_a_link_to_it(tmp_path: Path) -> None:
    html = page(tmp_path, "{{ people.ann }} {{ people.ann | text('her') }}", files=PERSON)

    link = '<a data-record="people.ann" href="/sub/people/ann/">'
    assert html == f"<p>{link}Ann &amp; Co</a> {link}her</a></p>"


def test_references_in_a_list_are_links_where_the_records_have_pages(tmp_path: Path) -> None:
    assert element(tmp_path, "events.start.who", PERSON) == (
        '<span class="fact" data-fact="events.start.who">'
        '<a data-record="people.ann" href="/sub/people/ann/">Ann &amp; Co</a> and '
        '<a data-record="people.bob" href="/sub/people/bob/">Bob</a></span>'
    )


def test_there_is_no_link_in_a_link(tmp_path: Path) -> None:
    text = "[by {{ people.ann }} {{ events.start.page | plain }} {{ terms.cap }}](index.md)"

    html = page(tmp_path, text, files=PERSON)

    assert html == (
        '<p><a href="/sub/">by <span data-record="people.ann">Ann &amp; Co</span> '
        '<span class="fact" data-fact="events.start.page">https://e.example/?a=1&amp;b=2</span> '
        "profit cap</a></p>"
    )


def test_what_is_not_known_prints_as_a_word(tmp_path: Path) -> None:
    figures = "lost: {status: unknown, note: We asked the archive.}\n"
    files = {"content/facts/figures.yaml": FILES["content/facts/figures.yaml"] + figures}

    assert element(tmp_path, "figures.lost", files) == (
        '<span class="fact" data-fact="figures.lost">not known</span>'
    )


def test_a_markdown_field_prints_with_its_facts_and_citations(tmp_path: Path) -> None:
    assert page(tmp_path, "{{ events.start }}") == (
        '<p><span class="fact" data-fact="events.start">It <em>began</em> with '
        '<data value="7.5" class="fact" data-fact="figures.share">7.50%</data><button>1</button>'
        '<span class="hold"></span><button>2</button>.</span><button>3</button></p>'
        '<div id="evidence-1">figures.share</div><div id="evidence-2">deed</div>'
        '<div id="evidence-3">events.start</div>'
    )


def test_a_citation_leaves_no_blank_in_plain_text(tmp_path: Path) -> None:
    html = page(tmp_path, '[x](index.md "{{ events.start }}")')

    assert 'title="It began with 7.50%."' in html


def circle(root: Path, first: str, second: str = "Long") -> list[str]:
    """Return what is wrong where two markdown fields hold these texts."""
    events = EVENTS.replace("Later", f'"{first}"').replace("Long", f'"{second}"')
    return problems(root, "{{ events.about }}", files={EVENTS_FILE: events})


@pytest.mark.parametrize(
    "text", ["{{ events.about }}", "{{ events.about.what }}", "{{ events.about ~ '' }}"]
)
def test_a_text_that_prints_itself_is_told_where_it_does(tmp_path: Path, text: str) -> None:
    (found,) = circle(tmp_path, f"So {text}")

    first, _, caret, *_ = found.split("\n")
    message = "a text prints itself: events.about → events.about [expression]"
    assert first == f"{EVENTS_FILE}:11:22: error: {message}"
    assert caret.index("^") == 4 + 21


def test_a_circle_of_texts_is_told_with_its_members(tmp_path: Path) -> None:
    found = circle(tmp_path, "So {{ events.span }}", "But {{ events.about }}")

    about, span, message = "events.about", "events.span", "a text prints itself:"
    assert first_lines(found) == [
        f"{EVENTS_FILE}:10:22: error: {message} {about} → {span} → {about} [expression]",
        f"{EVENTS_FILE}:11:22: error: {message} {span} → {about} → {span} [expression]",
    ]


def test_texts_are_not_nested_without_bound(tmp_path: Path) -> None:
    evidence = "when: 2024, status: confirmed, sources: [deed]"
    chain = [f'e{n}: {{what: "{{{{ events.e{n + 1} }}}}", {evidence}}}\n' for n in range(300)]
    events = "".join([*chain, f"e300: {{what: End, {evidence}}}\n"])

    found = problems(tmp_path, "{{ events.e0 }}", files={EVENTS_FILE: events})

    assert found
    assert all("texts that print each other are nested deeper than 8" in one for one in found)


@pytest.mark.parametrize(
    ("number", "written"),
    [("150E9", "150000000000"), ("6.50", "6.5"), ("100", "100"), ("-0.10", "-0.1"), ("7.0", "7")],
)
def test_a_number_for_machines_has_all_digits_and_no_needless_zeros(
    number: str, written: str
) -> None:
    assert plain_number(Decimal(number)) == written
