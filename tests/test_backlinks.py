"""Backlinks: from a source or a record to each sentence that leans on it or names it."""

import re
from html import unescape
from pathlib import Path

import pytest

from explainer.backlinks import sentences_by_anchor
from tests.bench import PERSON, SHIPPED, make

LISTS = {
    "templates/macros/lists.html": (
        '{% macro uses(source) %}<div>{{ places(source, "sentences") }}</div>{% endmacro %}'
        '{% macro named(record) %}<div>{{ places(record, "pages") }}</div>{% endmacro %}'
        '{% macro counted(source) %}<div>{{ places(source, "count") }}</div>{% endmacro %}'
    )
}
FOUND = re.compile(r'<a href="([^"]+)">([^<]+)</a>')


def page(body: str, title: str = "Q") -> str:
    return f"---\ntitle: {title}\nsummary: S.\n---\n{body}\n"


def listed(root: Path, call: str, files: dict[str, str]) -> list[tuple[str, str]]:
    """Return where *call* leads from a page of its own, and the words of each link."""
    made = make(root, f"{{{{ {call} }}}}", files={**SHIPPED, **LISTS, **files})
    assert made.problems == []
    main = made.page.partition("<main")[2].partition("</main>")[0]
    return [(address, unescape(words)) for address, words in FOUND.findall(main)]


def test_a_source_leads_to_each_sentence_that_cites_it_or_prints_what_rests_on_it(
    tmp_path: Path,
) -> None:
    body = (
        "A beginning. It is {{ figures.share }} of all, they say. It was said [@deed].\n\n"
        "So they said again [@news; @deed]. An end."
    )

    found = listed(tmp_path, "uses(sources.deed)", {"content/en/q.md": page(body)})

    assert found == [
        ("/sub/q/#mark-1", "It is 7.50% of all, they say."),
        ("/sub/q/#mark-2", "It was said."),
        ("/sub/q/#mark-3", "So they said again."),
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("## Of {{ figures.share }} and more", "Of 7.50% and more"),
        ("- One.\n- Two: {{ figures.share }}. Three.", "Two: 7.50%."),
        ("| a | b |\n|---|---|\n| c | {{ figures.share }} |", "7.50%"),
        ("Term\n:   It is {{ figures.share }}. So.", "Term: It is 7.50%."),
        ("[a {{ figures.share }} b](index.md) c.", "a 7.50% b c."),
        ("Word[^1].\n\n[^1]: A note of {{ figures.share }}.", "A note of 7.50%."),
        ("{{ table([figures.share], ['label', 'value']) }}", "The share: 7.50%"),
        ("Of {{ terms.cap }} and {{ figures.share }}.", "Of profit cap and 7.50%."),
    ],
)
def test_a_sentence_is_told_as_a_reader_has_it(tmp_path: Path, body: str, sentence: str) -> None:
    figures = "share: {value: 7.50 %, label: The share, status: confirmed, sources: [deed]}\n"
    schema = "figures: {value: quantity, label: text?}\nterms: {term: text, definition: markdown}\n"
    files = {
        "content/schema.yaml": schema,
        "content/facts/figures.yaml": figures,
        "content/facts/people.yaml": "",
        "content/facts/events.yaml": "",
        "content/en/q.md": page(body),
    }

    assert [words for _, words in listed(tmp_path, "uses(sources.deed)", files)] == [sentence]


def test_a_fact_without_a_mark_can_be_led_to_and_has_an_id_for_that_alone(tmp_path: Path) -> None:
    body = page("It is {{ figures.share | plain }}. Or {{ figures.valuation | plain }}.")

    files = {**SHIPPED, **LISTS, "content/en/q.md": body}

    made = make(tmp_path, "{{ uses(sources.deed) }}", files=files)

    html = made.files["q/index.html"]
    assert '<data value="7.5" class="fact" data-fact="figures.share" id="use-1">' in html
    assert '<data value="150000000000" class="fact" data-fact="figures.valuation">$' in html
    assert '<a href="/sub/q/#use-1">It is 7.50%.</a>' in made.page


def test_without_a_list_no_fact_has_an_id(tmp_path: Path) -> None:
    made = make(tmp_path, "{{ figures.share | plain }} {{ people.ann }}", files=PERSON)

    assert "id=" not in made.page


def test_a_title_that_prints_a_fact_leads_to_the_top_of_its_page(tmp_path: Path) -> None:
    files = {"content/en/q.md": page("Text.", "Is it {{ figures.share }}?")}

    assert listed(tmp_path, "uses(sources.deed)", files) == [("/sub/q/#main", "Is it 7.50%?")]


def test_a_page_does_not_list_itself(tmp_path: Path) -> None:
    made = make(
        tmp_path, "{{ uses(sources.deed) }}\n\n{{ figures.share }}", files={**SHIPPED, **LISTS}
    )

    assert '<p class="places quiet">none found</p>' in made.page


def test_pages_come_in_the_order_of_the_menu(tmp_path: Path) -> None:
    bodies = {name: page("{{ figures.share }}.", name) for name in ("a", "b", "c")}
    files = {f"content/en/{name}.md": body for name, body in bodies.items()}
    files["content/site.yaml"] = (
        "title: Lakes\nlanguages: {en: English}\nas_of: 2026-11-23\n"
        "base_url: https://lakes.example/sub/\nnav: [c, a]\n"
    )

    found = listed(tmp_path, "uses(sources.deed)", files)

    assert [address for address, _ in found] == [f"/sub/{name}/#mark-1" for name in "cab"]


def test_a_record_leads_to_the_first_sentence_of_each_page_that_names_it(tmp_path: Path) -> None:
    files = {
        **PERSON,
        "content/en/q.md": page("First. Then {{ people.ann }} came. {{ people.ann }} left."),
        "content/en/r.md": page("A table of {{ people.bob.mentor }}.", "R"),
    }

    made = make(tmp_path, "{{ named(people.ann) }}", files={**SHIPPED, **LISTS, **files})

    main = made.page.partition("<main")[2].partition("</main>")[0]
    assert made.problems == []
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a></dt><dd>([^<]+)</dd>', main) == [
        ("/sub/q/#mention-people-ann", "Q", "Then Ann &amp; Co came."),
        ("/sub/r/#mention-people-ann", "R", "A table of Ann &amp; Co."),
        ("/sub/people/ann/#main", "Ann &amp; Co", "Ann &amp; Co"),
    ]
    assert made.files["q/index.html"].count('id="mention-people-ann"') == 1


def test_what_nothing_leans_on_says_so(tmp_path: Path) -> None:
    made = make(tmp_path, "{{ uses(sources.deed) }}", files={**SHIPPED, **LISTS})

    assert '<p class="places quiet">none found</p>' in made.page


def test_sentences_are_counted(tmp_path: Path) -> None:
    body = page("{{ figures.share }}. {{ figures.share }} it is. {{ figures.share }} it is.")
    files = {**SHIPPED, **LISTS, "content/en/q.md": body}

    made = make(tmp_path, "{{ counted(sources.deed) }}", files=files)

    assert "<div>Sentences that lean on it: 2</div>" in made.page


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        ('<p>One. <b id="a">Two</b>. Three.</p>', {"a": "Two."}),
        ('<p>One. <i id="a">Two</i>.</p>', {"a": "Two."}),
        ('<p>One.<button class="mark" id="a">1</button> Two.</p>', {"a": "One."}),
        (
            '<ul><li id="a">One</li><li>Two <b id="b">three</b></li></ul>',
            {"a": "One", "b": "Two three"},
        ),
        (
            '<table><tr><th>Head <b id="a">x</b></th><td>Cell. <b id="b">More</b></td></tr>'
            "</table>",
            {"a": "Head x: Cell.", "b": "Head x: More"},
        ),
        (
            '<table><tr><th><b id="a">Head</b></th></tr><tr><td>Cell</td></tr></table>',
            {"a": "Head"},
        ),
        (
            '<ol><li><p>May <b id="a">2</b></p><p>So it went.</p></li></ol>',
            {"a": "May 2: So it went."},
        ),
        ('<p>One <span class="vh">hidden</span><b id="a">two</b></p>', {"a": "One two"}),
        (
            '<p>One</p><div popover id="e"><b id="a">two</b></div><p id="b">Three</p>',
            {"b": "Three"},
        ),
        ('<nav><a id="a" href="#">One</a></nav><p id="b">A &lt; B</p>', {"b": "A < B"}),
        ('<p>日本語。<b id="a">二つ</b>目。三つ目。</p>', {"a": "二つ目。"}),
        ('<section id="a"><h2>Title</h2><p>Text</p></section>', {"a": "Title"}),
        ("<p>unclosed <b id=a>one", {"a": "unclosed one"}),
    ],
)
def test_an_element_with_an_id_stands_in_a_sentence(html: str, sentences: dict[str, str]) -> None:
    found = sentences_by_anchor(f'<nav>x</nav><main id="main">{html}</main><p id="z">x</p>')

    assert {
        anchor: told for anchor, told in found.items() if anchor not in ("main", "e")
    } == sentences


def test_a_point_in_a_date_or_a_number_ends_no_sentence() -> None:
    html = (
        '<main><p>Am <time datetime="2024-09-25">25. September 2024</time><b id="a"></b> waren es '
        '<data value="1230000">1,23 Mio. Menschen</data><b id="b"></b>. Mehr '
        '<b id="c"></b>nicht.</p>'
        "</main>"
    )

    assert sentences_by_anchor(html) == {
        "a": "Am 25. September 2024 waren es 1,23 Mio. Menschen.",
        "b": "Am 25. September 2024 waren es 1,23 Mio. Menschen.",
        "c": "Mehr nicht.",
    }
