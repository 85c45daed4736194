"""Expressions and citations in prose: what they give, and how they fail."""

from pathlib import Path

import pytest

from tests.bench import FILES, first_lines, make, page, problems


@pytest.mark.parametrize(
    ("expression", "html"),
    [
        ("1 + 1", "2"),
        ("1234567", "1,234,567"),
        ("1.5", "1.5"),
        ("'a < b'", "a &lt; b"),
        ("1 == 1", "yes"),
        ("['a', 'b', 3]", "a, b, and 3"),
        ("'}}' ~ '{{'", "}}{{"),
        ("bold('<') ~ '<'", "<b>&lt;</b>&lt;"),
        ("events.start.when.value.year", "2024"),
        ("events.start.when.value.year > 2023", "yes"),
    ],
)
def test_an_expression_prints_what_it_gives(tmp_path: Path, expression: str, html: str) -> None:
    assert page(tmp_path, f"It: {{{{ {expression} }}}}.") == f"<p>It: {html}.</p>"


def test_a_fact_that_is_joined_to_a_text_keeps_its_mark(tmp_path: Path) -> None:
    html = page(tmp_path, "{{ 'About ' ~ figures.share ~ ' < all' }}.")

    assert html == (
        '<p>About <data value="7.5" class="fact" data-fact="figures.share">7.50%</data>'
        '<button>1</button> &lt; all.</p><div id="evidence-1">figures.share</div>'
    )


@pytest.mark.parametrize(
    ("expression", "column", "message"),
    [
        ("nobody()", 4, 'there is nothing called "nobody"'),
        ("figures.share | nofilter", 20, 'there is nothing called "nofilter"'),
        ("bold", 4, "the expression fails: it names a macro without calling it"),
        ("1 / 0", 4, "the expression fails: division by zero (ZeroDivisionError)"),
        ("1 +", 4, "the expression fails: unexpected 'end of template'"),
        ("", 5, "the expression fails: unexpected 'end of template'"),
        ("{'a': 1}", 4, "the expression fails: it gives neither a fact nor a text nor a number"),
        ("people | map('int')", 4, None),
        ("10 ** 3000 * 10 ** 3000", 4, None),
        ("1e308 * 10", 4, "the expression fails: it gives no number that can be printed"),
        ("[1, 2].append(3)", 4, None),
        (
            "broken()",
            4,
            "the expression fails in the macro tests, line 4: division by zero (ZeroDivisionError)",
        ),
    ],
)
def test_an_expression_that_fails_is_told_where_it_stands(
    tmp_path: Path, expression: str, column: int, message: str | None
) -> None:
    text = f"{{{{ {expression} }}}}"

    (found,) = problems(tmp_path, text)

    first, excerpt, caret, *_ = found.split("\n")
    assert first.startswith(f"5:{column}: error: {message or 'the expression fails'}")
    assert first.endswith(" [expression]")
    assert (excerpt, caret) == (f"    {text}", " " * (column + 3) + "^")


def test_an_expression_makes_no_character_that_we_work_with(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, r'A {{ "\U00100005" }}.')

    message = "the expression fails: it makes the character U+100005, which is reserved"
    assert first_lines([found]) == [f"5:6: error: {message} [expression]"]


def test_every_problem_of_a_page_is_told_in_one_run(tmp_path: Path) -> None:
    text = "{{ nobody }} {{ 1 / 0 }} [@nobody]\n\n## {{ figures.no }}\n\n- {% if %} {x}}"

    assert [one.partition(":")[0] for one in first_lines(problems(tmp_path, text))] == [
        *("5", "5", "5", "7", "9", "9")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "A {% if x %} b",
            "5:3: error: {% … %} is not for prose [logic-in-prose]\n"
            "    A {% if x %} b\n      ^\n"
            "    hint: logic lives in templates and macros; call a macro as {{ name(…) }}",
        ),
        (
            "A {x}} b",
            "5:3: note: these braces are printed as they are [near-miss]\n"
            "    A {x}} b\n      ^\n"
            "    hint: write {{ kind.id }} for a fact, or \\{{ for braces",
        ),
        (
            "[@news;]",
            "5:8: error: this part of the citation is not understood [bad-citation]\n"
            "    [@news;]\n           ^\n"
            "    hint: write [@source, p. 4; @other]",
        ),
        (
            "日本語の[@news; @nws, p. 4]で",
            '5:14: error: there is no source "nws" [unknown-source]\n'
            "    日本語の[@news; @nws, p. 4]で\n                     ^\n"
            '    hint: did you mean "news"?',
        ),
        (
            "[@video, L131-L999]",
            '5:3: error: "video" has 182 lines, so "L131-L999" is outside of it [line-outside]\n'
            "    [@video, L131-L999]\n      ^",
        ),
    ],
)
def test_what_is_mistyped_is_told_with_what_to_write(tmp_path: Path, text: str, found: str) -> None:
    assert problems(tmp_path, text) == [found]


@pytest.mark.parametrize("text", ["{x}}", "{{ x }", "{ { x } }", "a }} b"])
def test_braces_that_are_no_reference_are_printed_as_they_are(tmp_path: Path, text: str) -> None:
    assert make(tmp_path, text).page == f"<p>{text}</p>"


def front(title: str, summary: str = "S.") -> dict[str, str]:
    """Return files in which the page shows its *title*, *summary* and place in the menu."""
    layout = "{{ page.title }}|{{ page.summary }}|{{ menu[0].title }}"
    text = f"---\ntitle: {title}\nsummary: {summary}\norder: 1\n---\nText.\n"
    return {"content/en/p.md": text, "templates/layouts/page.html": layout}


def test_facts_in_the_front_matter_are_plain_text(tmp_path: Path) -> None:
    files = front("Of {{ figures.share }} & {{ terms.cap }}", "It {{ events.start }}")

    html = page(tmp_path, "", files=files)

    title = "Of 7.50% &amp; profit cap"
    assert html == f"{title}|It It began with 7.50%.|{title}"


def test_what_is_wrong_in_the_front_matter_is_told_where_it_stands(tmp_path: Path) -> None:
    files = front("'It''s {{ xyz.a }}'", ">\n  Folded\n  [@news] {{ figures.no }}")

    assert problems(tmp_path, "", files=files) == [
        '2:18: error: there is no kind "xyz" [unknown-fact]\n'
        "    title: 'It''s {{ xyz.a }}'\n                     ^",
        "5:3: error: a citation cannot stand in a title or summary [misplaced-reference]\n"
        "    [@news] {{ figures.no }}\n    ^\n"
        "    hint: cite in the text",
        '5:22: error: there is no fact "figures.no" [unknown-fact]\n'
        "    [@news] {{ figures.no }}\n                       ^\n"
        "    hint: there are: plain, share, staff, valuation",
    ]


def test_a_guess_stands_in_no_title(tmp_path: Path) -> None:
    guess = "guess: {value: 3, status: speculation, sources: [news]}\n"
    figures = {"content/facts/figures.yaml": FILES["content/facts/figures.yaml"] + guess}

    found = problems(tmp_path, "", files=figures | front("Of {{ figures.guess }}"))

    message = "figures.guess is a guess and may not stand in a title, summary or menu"
    assert first_lines(found) == [f"2:11: error: {message} [speculation-in-title]"]
