"""Fields as the type that their kind declares, and where the caret stands when they are not."""

from typing import Any

import pytest

from explainer.errors import Report
from explainer.facts import Facts
from explainer.fields import Reference
from explainer.settings import LocalText
from explainer.values import read_date, read_quantity
from tests.conftest import Site, facts_of

LAKES = "content/facts/lakes.yaml"
TWO = "title: Lakes\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
DATE_HINT = (
    "write year, year-month or year-month-day, as in 2024-09-25; "
    "two of them with a / between are an interval, and ~ behind one says about"
)


def read(site: Site, type_: str, written: str, report: Report | None = None) -> Facts:
    """Return the facts of a site in two languages with one lake, which has one field."""
    files = {
        "content/site.yaml": TWO,
        "content/schema.yaml": f"lakes: {{field: '{type_}'}}\nboats: {{name: text}}\n",
        "content/strings/en.yaml": 'units: {fish: {one: "{n} fish", other: "{n} fish"}}\n',
        LAKES: f"lake: {{field: {written}}}\n",
    }
    return facts_of(site(files), report or Report())


def value(site: Site, type_: str, written: str) -> Any:
    """Return what a field that is in order says."""
    report = Report()
    found = read(site, type_, written, report).records["lakes"]["lake"].statements["field"].value
    assert list(report) == []
    return found


def problem(site: Site, type_: str, written: str) -> str:
    """Return what is wrong with a field, of which there must be one thing, without its path."""
    report = Report()
    statement = read(site, type_, written, report).records["lakes"]["lake"].statements["field"]
    assert statement.name == "lakes.lake"
    (found,) = report
    return str(found).removeprefix(f"{LAKES}:")


def shown(written: str, *, column: int, hint: str = "") -> str:
    """Return the line of a field with its caret and the hint."""
    line = f"    lake: {{field: {written}}}\n    {' ' * (column - 1)}^"
    return f"{line}\n    hint: {hint}" if hint else line


# --- values that are in order -----------------------------------------------------------------


@pytest.mark.parametrize("type_", ["text", "markdown"])
def test_a_text_written_once_stands_for_every_language(site: Site, type_: str) -> None:
    text = value(site, type_, "' no '")

    assert isinstance(text, LocalText)
    assert (text.in_language("en"), text.in_language("ja")) == ("no", "no")


def test_a_text_may_be_written_in_every_language(site: Site) -> None:
    text = value(site, "text", "{en: deep, ja: 深い}")

    assert (text.in_language("en"), text.in_language("ja")) == ("deep", "深い")


@pytest.mark.parametrize(
    ("type_", "written", "expected"),
    [
        ("date", "2024-09~", read_date("2024-09~")),
        ("date", "2024-09-25/2024-10-02", read_date("2024-09-25/2024-10-02")),
        ("quantity", "150 billion USD", read_quantity("150 billion USD")),
        ("quantity", "7 %", read_quantity("7 %")),
        ("quantity", "-3", read_quantity("-3")),
        ("quantity", "6.5 years", read_quantity("6.5 years")),
        ("url", "https://lakes.example/a", "https://lakes.example/a"),
        ("flag", "false", False),
        ("choice(deep, shallow)", "deep", "deep"),
        ("list(date)", "[2024, 2025]", (read_date("2024"), read_date("2025"))),
        ("list(list(choice(a, b)))", "[[a], [b, a]]", (("a",), ("b", "a"))),
        ("list(date)", "[]", ()),
    ],
)
def test_a_value_is_read_as_its_type(
    site: Site, type_: str, written: str, expected: object
) -> None:
    assert value(site, type_, written) == expected


def test_a_reference_keeps_the_kind_and_the_place(site: Site) -> None:
    reference = value(site, "boats", "ferry")

    assert isinstance(reference, Reference)
    assert (reference.kind, reference.id) == ("boats", "ferry")
    assert str(reference.at) == f"{LAKES}:1:15"


# --- values that are not ----------------------------------------------------------------------


@pytest.mark.parametrize("type_", ["text", "markdown"])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{en: deep}",
            "1:15: error: lakes.lake lacks the language ja [missing-language]\n"
            + shown("{en: deep}", column=15, hint="add ja: …"),
        ),
        (
            "{fr: profond}",
            "1:15: error: lakes.lake lacks the language en, ja [missing-language]\n"
            + shown("{fr: profond}", column=15, hint="add en: …"),
        ),
        (
            "[deep]",
            "1:15: error: lakes.lake, where it is not one text, must be a mapping, not a list "
            "[wrong-shape]\n" + shown("[deep]", column=15),
        ),
        (
            "{en: deep, ja: [深い]}",
            "1:30: error: lakes.lake in ja must be a single value, not a list [wrong-shape]\n"
            + shown("{en: deep, ja: [深い]}", column=30),
        ),
    ],
)
def test_a_text_that_is_wrong_is_shown(site: Site, type_: str, written: str, expected: str) -> None:
    report = Report()

    read(site, type_, written, report)

    found = [str(one).removeprefix(f"{LAKES}:") for one in report if one.rule != "unknown-key"]
    assert found == [expected]


def test_a_text_in_a_language_that_the_site_lacks_is_shown_at_its_key(site: Site) -> None:
    written = "{en: deep, ja: 深い, fr: profond}"

    assert problem(site, "text", written) == (
        '1:34: error: lakes.lake has a text for "fr", which is no language of the site '
        "[unknown-key]\n"
        f"    lake: {{field: {written}}}\n    {' ' * 35}^\n    hint: there are: en, ja"
    )


@pytest.mark.parametrize(
    ("type_", "written", "message", "hint"),
    [
        (
            "date",
            "25.9.2024",
            'lakes.lake must be a date, not "25.9.2024" [bad-value]',
            "write it as 2024-09-25",
        ),
        ("date", "soon", 'lakes.lake must be a date, not "soon" [bad-value]', DATE_HINT),
        (
            "quantity",
            "$150 billion",
            'lakes.lake must be a quantity, not "$150 billion" [bad-value]',
            "write it as 150 billion USD",
        ),
        (
            "quantity",
            "3 fish",
            'the unit "fish" has no words in ja [unit-without-words]',
            "add it under units in content/strings/ja.yaml",
        ),
        (
            "quantity",
            "3 XYZ",
            'the unit "XYZ" has no words in en, ja [unit-without-words]',
            "add it under units in content/strings/en.yaml and content/strings/ja.yaml",
        ),
        (
            "url",
            "lakes.example",
            "lakes.lake must be an address that begins with https:// or http://, "
            'not "lakes.example" [bad-value]',
            "write it as https://lakes.example",
        ),
        ("flag", "yes", 'lakes.lake must be true or false, not "yes" [bad-value]', ""),
        (
            "choice(deep, shallow)",
            "shalow",
            'lakes.lake cannot be "shalow" [bad-choice]',
            'did you mean "shallow"?',
        ),
        (
            "choice(deep, shallow)",
            "[deep]",
            "lakes.lake must be a single value, not a list [wrong-shape]",
            "",
        ),
        (
            "date",
            "{day: 3}",
            "lakes.lake must be a single value, not a mapping [wrong-shape]",
            "",
        ),
        ("boats", "[a]", "lakes.lake must be a single value, not a list [wrong-shape]", ""),
        (
            "list(text)",
            "deep",
            'lakes.lake must be a list, not "deep" [wrong-shape]',
            "write it as [one, another]",
        ),
        (
            "list(date)",
            "[2024, 31.2.2024]",
            'an item of lakes.lake must be a date, not "31.2.2024" [bad-value]',
            DATE_HINT,
        ),
        (
            "list(list(flag))",
            "[[true, 1]]",
            'an item of an item of lakes.lake must be true or false, not "1" [bad-value]',
            "",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_shown_at_the_value(
    site: Site, type_: str, written: str, message: str, hint: str
) -> None:
    column = {"[2024, 31.2.2024]": 22, "[[true, 1]]": 23}.get(written, 15)
    expected = f"1:{column}: error: {message}\n" + shown(written, column=column, hint=hint)

    assert problem(site, type_, written) == expected


def test_a_value_with_its_evidence_is_shown_at_the_value_too(site: Site) -> None:
    written = "{value: soon, note: why}"

    assert problem(site, "date", written) == (
        '1:23: error: lakes.lake must be a date, not "soon" [bad-value]\n'
        + shown(written, column=23, hint=DATE_HINT)
    )


def test_what_stands_in_a_field_of_no_type_is_passed_over(site: Site) -> None:
    report = Report()

    facts = read(site, "dat", "[whatever]", report)

    assert [one.rule for one in report] == ["bad-type"]
    assert facts.records["lakes"]["lake"].statements["field"].value is None
