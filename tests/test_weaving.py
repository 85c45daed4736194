"""References put back into HTML, and what raw HTML may not do; seen in the pages made of it."""

from pathlib import Path

import pytest

from tests.bench import FILES, PERSON, first_lines, page, problems


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A {{ figures.plain }}.", "<p>A {plain}.</p>"),
        ("# A {{ figures.plain }}", None),
        ("## A {{ figures.plain }}", '<h2 id="a">A {plain}</h2>'),
        ("## {{ figures.plain }}", '<h2 id="figures-plain">{plain}</h2>'),
        ("- {{ figures.plain }}", "<ul>\n<li>{plain}</li>\n</ul>"),
        ("> {{ figures.plain }}", "<blockquote>\n<p>{plain}</p>\n</blockquote>"),
        ("T\n:   {{ figures.plain }}", "<dl>\n<dt>T</dt>\n<dd>{plain}</dd>\n</dl>"),
        ("**{{ figures.plain }}**", "<p><strong>{plain}</strong></p>"),
        ("[{{ figures.plain }}](index.md)", '<p><a href="/sub/">{plain}</a></p>'),
        ('[x](index.md "{{ figures.plain }}")', '<p><a href="/sub/" title="12,345.6">x</a></p>'),
        ("![{{ figures.plain }}](/img/a.svg)", '<p><img alt="12,345.6" src="/sub/img/a.svg"></p>'),
        (
            "[x](https://x.example/?q={{ figures.plain }})",
            '<p><a href="https://x.example/?q=12,345.6">x</a></p>',
        ),
        ("<b title='{{ figures.plain }}'>x</b>", '<p><b title="12,345.6">x</b></p>'),
        ("    {{ nobody }} `x`", "<pre><code>{{ nobody }} `x`\n</code></pre>"),
        ("<pre>{{ nobody }}</pre>", "<pre>{{ nobody }}</pre>"),
        ("<!-- {{ nobody }}\n\n{x}} -->", "<!-- {{ nobody }}\n\n{x}} -->"),
        ("\\{{ x }} and `{{ y }}`", "<p>{{ x }} and <code>{{ y }}</code></p>"),
        ("{{ box(figures.plain) }}", '<div class="box">{plain}</div>'),
        ("{{ bold(figures.plain) }}", "<p><b>{plain}</b></p>"),
        ("A {{ bold('<') }} b", "<p>A <b>&lt;</b> b</p>"),
    ],
)
def test_a_fact_prints_wherever_it_stands(tmp_path: Path, text: str, html: str | None) -> None:
    plain = '<data value="12345.6" class="fact" data-fact="figures.plain">12,345.6</data>'
    if html is None:  # a note says that the page has a title already
        assert len(problems(tmp_path, text)) == 1
    else:
        assert page(tmp_path, text) == html.replace("{plain}", plain)


def test_the_contents_hold_facts_and_terms_as_plain_text(tmp_path: Path) -> None:
    text = "## Of {{ people.ann }} [@news]\n\n## {{ terms.cap }} {{ figures.share }}\n\n[TOC]"

    html = page(tmp_path, text, files=PERSON)

    assert '<li><a href="#of">Of Ann &amp; Co</a></li>' in html
    assert '<li><a href="#terms-cap-figures-share">profit cap 7.50%</a></li>' in html


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('[x](index.md "{{ figures.share }} [@news]")', "5:35"),
        ("![a [@news]](/img/a.svg)", "5:5"),
        ("[x](https://x.example/[@news])", "5:23"),
    ],
)
def test_a_citation_does_not_stand_in_an_attribute(tmp_path: Path, text: str, at: str) -> None:
    (found,) = problems(tmp_path, text)

    first, excerpt, caret, hint = found.split("\n")
    message = "a citation cannot stand in an attribute, a description or an address"
    assert first == f"{at}: error: {message} [misplaced-reference]"
    assert excerpt == f"    {text}"
    assert caret == " " * (3 + int(at.removeprefix("5:"))) + "^"
    assert hint == "    hint: cite in the text beside it"


@pytest.mark.parametrize(
    "name",
    [
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "form",
        "base",
        "link",
        "meta",
    ],
)
def test_elements_that_run_or_load_are_refused(tmp_path: Path, name: str) -> None:
    (found,) = problems(tmp_path, f"A <b>b</b> <{name.upper()}>.")

    assert found == (
        f"5:12: error: <{name}> may not stand in a page [unsafe-html]\n"
        f"    A <b>b</b> <{name.upper()}>.\n"
        "               ^\n"
        "    hint: it would run or load something"
    )


@pytest.mark.parametrize(
    ("html", "at"),
    [
        ("<p onclick='x()'>y</p>", "5:4"),
        ("Of onclick: <b OnClick=x>y</b>", "5:16"),
        ("<svg/onload=x>", "5:6"),
        ("<p\nonfocus=x>y</p>", "6:1"),
        ("[x](index.md){: onclick=x }", "5:17"),
        ("text\n{: onclick=x }", "6:4"),
        ("- <svg><animate onbegin=x></svg>", "5:17"),
    ],
)
def test_attributes_that_run_are_refused(tmp_path: Path, html: str, at: str) -> None:
    (found,) = first_lines(problems(tmp_path, html))

    assert found.startswith(f'{at}: error: the attribute "on')
    assert found.endswith("would run something [unsafe-html]")


@pytest.mark.parametrize(
    "html",
    [
        "<template><script>x</script></template>",
        "<svg><style>p {}</style></svg>",
        "x <!--><script>x</script>-->",
        "x <!-- --!><script>x</script> -->",
        "<textarea><script>x</script></textarea>",
        "{{ '<script>x</script>' | safe }}",
        "<svg><set attributeName='href' to='javascript:x'/></svg>",
        "<svg><animate attributeName='xlink:href' values='javascript:x'/></svg>",
    ],
)
def test_nothing_unsafe_hides_in_something_else(tmp_path: Path, html: str) -> None:
    (found,) = first_lines(problems(tmp_path, html))

    assert found.endswith("[unsafe-html]")


@pytest.mark.parametrize("html", ["`<script>`", "    <script>", "&lt;script>", "```\n<form>\n```"])
def test_what_is_shown_as_code_is_safe(tmp_path: Path, html: str) -> None:
    assert "&lt;" in page(tmp_path, html)


def test_a_style_attribute_is_taken_out_with_a_note(tmp_path: Path) -> None:
    assert problems(tmp_path, 'In style: <b style="color: red">x</b>') == [
        "5:14: note: a style attribute does nothing under the site's policy [inline-style]\n"
        '    In style: <b style="color: red">x</b>\n'
        "                 ^\n"
        "    hint: give it a class, and the class a rule in static/"
    ]


def test_aligned_cells_have_a_class_and_no_style(tmp_path: Path) -> None:
    html = page(tmp_path, "| a | b | c |\n|:--|:-:|--:|\n| d | e | f |")

    assert "style" not in html
    for cell in ('th scope="col"', "td"):
        assert html.count(f'<{cell} class="align-') == 3
    assert '<td class="align-left">d</td>\n<td class="align-center">e</td>' in html


@pytest.mark.parametrize(
    ("html", "at"),
    [
        ("![](/img/a.svg)", "5:1"),
        ("![x](/img/a.svg) ![ ](/img/a.svg)", "5:18"),
        ("<b>x</b> <IMG SRC='/img/a.svg'>", "5:10"),
        ("<img src='/img/a.svg' alt=''>", "5:1"),
    ],
)
def test_a_picture_says_what_it_shows(tmp_path: Path, html: str, at: str) -> None:
    (found,) = problems(tmp_path, html)

    first, _, __, hint = found.split("\n")
    assert first == f"{at}: error: the image has no description [missing-description]"
    assert hint == "    hint: say what it shows: ![…](…)"


@pytest.mark.parametrize("attribute", ['role="presentation"', 'role="none"', 'aria-hidden="true"'])
def test_a_decoration_needs_no_description(tmp_path: Path, attribute: str) -> None:
    assert attribute in page(tmp_path, f'<img src="/img/a.svg" alt="" {attribute}>')


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("### A", ["5:1: error: a heading of level 3 follows one of level 1 [skipped-heading]"]),
        ("## A\n\n### B\n\n#### C\n\n## D\n\n### E", []),
        (
            "## A\n\n#### B",
            ["7:1: error: a heading of level 4 follows one of level 2 [skipped-heading]"],
        ),
        (
            "A\n---\n\n```\n#### no\n```\n\n<h5>B</h5>",
            ["12:1: error: a heading of level 5 follows one of level 2 [skipped-heading]"],
        ),
        ("# A", ["5:1: note: the page has a second heading of the first level [second-title]"]),
    ],
)
def test_headings_skip_no_level(tmp_path: Path, text: str, found: list[str]) -> None:
    assert first_lines(problems(tmp_path, text)) == found


def test_what_is_wrong_in_a_field_is_shown_in_its_file(tmp_path: Path) -> None:
    facts = FILES["content/facts/events.yaml"].replace("Later", "'[a](b.md) <script> {{ nobody }}'")

    found = problems(tmp_path, "{{ events.about }}", files={"content/facts/events.yaml": facts})

    assert first_lines(found) == [
        'content/facts/events.yaml:11:15: error: there is no page "b.md" [unknown-page]',
        "content/facts/events.yaml:11:15: error: <script> may not stand in a page [unsafe-html]",
        'content/facts/events.yaml:11:38: error: there is no kind "nobody" [unknown-fact]',
    ]
