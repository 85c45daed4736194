"""Facts as expressions see them: by name, in order, compared, and restyled by filters."""

import re
from pathlib import Path

import pytest

from tests.bench import EVENTS, first_lines, page, problems


def printed(root: Path, expression: str) -> str:
    """Return what *expression* prints, as plain text; marks are digits in brackets."""
    html = page(root, f"{{{{ {expression} }}}} .").partition("</p>")[0]
    marked = re.sub(r"<button>(\d+)</button>", r"[\1]", html)
    return re.sub(r"<[^>]*>", "", marked).removesuffix(" .")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("figures.valuation", "$150 billion[1]"),
        ("figures.valuation.value", "$150 billion[1]"),
        ("figures['valuation']", "$150 billion[1]"),
        ("figures.valuation | plain", "$150 billion"),
        ("figures.valuation | exact", "$150,000,000,000[1]"),
        ("figures.valuation | short", "$150B[1]"),
        ("figures.valuation | text('so much')", "so much[1]"),
        ("figures.valuation | short | plain", "$150B"),
        ("figures.valuation | plain | exact", "$150,000,000,000"),
        ("figures.valuation | text('much') | plain", "much"),
        ("figures.valuation.value | short", "$150B[1]"),
        ("'text' | plain", "text"),
        ("figures.valuation.status", "reported"),
        ("figures.valuation.as_of", "September 13, 2024"),
        ("figures.valuation.value.status", "reported"),
        ("figures.valuation.value.value.number", "150,000,000,000"),
        ("figures.valuation.value.value.unit", "USD"),
        ("figures.valuation.value.name", "figures.valuation"),
        ("figures.valuation.value.sources | map(attribute='source') | join(' ')", "news video"),
        ("figures.valuation.value.sources[1].locator", "L131-L132"),
        ("figures.valuation.id ~ ' ' ~ figures.valuation.kind", "valuation figures"),
        ("sources.news.url", "https://herald.example/a"),
        ("people.bob.mentor.role", "Chief &lt;b&gt;"),
        ("people.bob.mentor.value.name", "Ann &amp; Co"),
        ("events.start.who.value[1]", "Bob"),
        ("events.start.when.value", "September 25, 2024"),
    ],
)
def test_a_fact_is_reached_by_its_name(tmp_path: Path, expression: str, text: str) -> None:
    assert printed(tmp_path, expression) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("figures | map(attribute='id') | list", "valuation, share, staff, and plain"),
        ("people | list", "Ann &amp; Co and Bob"),
        ("figures | length", "4"),
        ("'ann' in people and people.ann in people and 'eve' not in people", "yes"),
        ("people | selectattr('born') | list", "Ann &amp; Co"),
        ("people | rejectattr('born') | list", "Bob"),
        ("events | sort(attribute='when') | map(attribute='id') | list", "start, about, and span"),
        ("events | selectattr('how', 'eq', 'quiet') | map(attribute='id') | list", "start"),
        ("events | selectattr('held') | map(attribute='id') | list", "start"),
        ("people.bob.mentor == people.ann", "yes"),
        ("people.ann == people.bob", "no"),
        ("figures.share.value > figures.staff.value", "no"),
        ("figures.staff.value == 616", "yes"),
        ("people.bob.born is defined and not people.bob.born", "yes"),
        ("people.bob.tags | length", "0"),
        ("people.ann.url", None),
    ],
)
def test_records_can_be_listed_sorted_and_compared(
    tmp_path: Path, expression: str, text: str | None
) -> None:
    if text is None:
        message = "the expression fails: it gives nothing [expression]"
        assert first_lines(problems(tmp_path, f"{{{{ {expression} }}}}")) == [
            f"5:4: error: {message}"
        ]
    else:
        assert printed(tmp_path, expression) == text


@pytest.mark.parametrize(
    ("expression", "column", "message", "hint"),
    [
        (
            "figures.valuaton",
            12,
            'there is no fact "figures.valuaton" [unknown-fact]',
            'did you mean "valuation"?',
        ),
        ("figurs.share", 4, 'there is no kind "figurs" [unknown-fact]', 'did you mean "figures"?'),
        (
            "people.ann.rol",
            15,
            'people have no field "rol" [unknown-field]',
            'did you mean "role"?',
        ),
        (
            "people.bob.role",
            15,
            'people.bob.role has no value, since "role" is left out there [missing-value]',
            "",
        ),
        ("people", 4, '"people" is a kind and prints nothing by itself [expression]', ""),
        (
            "figures.share.value.nothing",
            24,
            'there is nothing called "nothing" here [unknown-field]',
            "",
        ),
        (
            "people.bob.mentor.rol",
            22,
            'people have no field "rol" [unknown-field]',
            'did you mean "role"?',
        ),
    ],
)
def test_a_name_that_is_not_there_is_told_where_it_stands(
    tmp_path: Path, expression: str, column: int, message: str, hint: str
) -> None:
    text = f"{{{{ {expression} }}}}"

    found = problems(tmp_path, text)

    lines = [f"5:{column}: error: {message}", f"    {text}", " " * (column + 3) + "^"]
    assert found == ["\n".join([*lines, *([f"    hint: {hint}"] if hint else [])])]


@pytest.mark.parametrize(
    "expression",
    [
        "figures._printer",
        "figures.share._record",
        "figures.share.value._statement.at",
        "figures['_printer']",
        "figures | attr('_printer')",
        "people.ann['_record']",
        "figures.share.__class__",
        "figures.__init__.__globals__",
        "bold.__globals__",
        "'{0._printer}'.format(figures)",
        "figures | map(attribute='_record') | list",
    ],
)
def test_nothing_of_the_generator_shows_through(tmp_path: Path, expression: str) -> None:
    found = problems(tmp_path, f"{{{{ {expression} }}}}")

    assert len(found) == 1
    assert ": error: " in found[0]


def test_what_stands_in_a_file_that_cannot_be_read_is_not_blamed_on_the_page(
    tmp_path: Path,
) -> None:
    files = {"content/facts/events/more.yaml": "a: [\n", "content/facts/events.yaml": EVENTS}

    found = problems(tmp_path, "{{ events.nobody }} {{ events.nobody.when }}", files=files)

    assert ["more.yaml" in one for one in found] == [True]
