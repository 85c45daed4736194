"""Who says a thing: statuses, sources, quotes and other accounts, as they are read."""

import pytest

from explainer.errors import Report
from explainer.evidence import Evidence, quote_excess
from explainer.values import read_date, read_quantity
from tests.conftest import Site, facts_of

LAKES = "content/facts/lakes.yaml"
FILES = {
    "content/site.yaml": (
        "title: Lakes\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
    ),
    "content/schema.yaml": "lakes: {depth: quantity, name: text?}\n",
    "content/facts/sources.yaml": (
        "survey: {title: Survey, publisher: Office, type: primary}\n"
        "press: {title: Report, publisher: Daily, type: news}\n"
    ),
}
STATUSES = "confirmed, stated, reported, disputed, claimed, speculation, unknown"


def read(site: Site, evidence: str, report: Report | None = None) -> Evidence | None:
    """Return the evidence of a lake, which stands in its record in the lines *evidence*."""
    lines = "".join(f"  {line}\n" for line in evidence.splitlines())
    root = site({**FILES, LAKES: f"lake:\n  depth: 9\n{lines}"})
    return facts_of(root, report or Report()).records["lakes"]["lake"].evidence


def problems(site: Site, evidence: str) -> list[str]:
    """Return what is wrong with the evidence of a lake; its first line is line 3 of the file."""
    report = Report()
    read(site, evidence, report)
    return [str(problem).removeprefix(f"{LAKES}:") for problem in report]


def in_order(site: Site, evidence: str) -> Evidence:
    """Return evidence of which nothing is wrong."""
    assert problems(site, evidence) == []
    found = read(site, evidence)
    assert found is not None
    return found


# --- what is there ----------------------------------------------------------------------------


def test_evidence_is_read_with_all_its_parts(site: Site) -> None:
    evidence = in_order(
        site,
        "status: reported\n"
        "sources: [press, 'survey#L12-L20', ' press # p. 49 ']\n"
        "as_of: 2024-09~\n"
        "review_by: 2027-03-01\n"
        "quote: {text: nine at most, source: 'survey#L13'}\n"
        "note: {en: Why, ja: なぜ}\n"
        "accounts:\n"
        "  - {value: 8, sources: [survey], as_of: 2023, note: old}\n"
        "  - {value: 90, sources: ['press#L3'], wrong: true}",
    )

    assert evidence.status == "reported"
    cited = [("press", None), ("survey", "L12-L20"), ("press", "p. 49")]
    assert [(one.source, one.locator) for one in evidence.sources] == cited
    assert evidence.as_of == read_date("2024-09~")
    assert evidence.review_by == read_date("2027-03-01")
    assert evidence.quote is not None
    assert (evidence.quote.text, evidence.quote.source) == ("nine at most", "survey")
    assert evidence.note is not None
    assert evidence.note.in_language("ja") == "なぜ"
    assert str(evidence.at) == f"{LAKES}:3:3"


def test_other_accounts_are_values_of_the_field_and_may_be_wrong(site: Site) -> None:
    evidence = in_order(
        site,
        "status: reported\nsources: [press]\naccounts:\n"
        "  - {value: 8, sources: [survey], as_of: 2023, note: old}\n"
        "  - {value: 90, sources: ['press#L3'], wrong: true}",
    )

    assert [(one.value, one.wrong) for one in evidence.accounts] == [
        (read_quantity("8"), False),
        (read_quantity("90"), True),
    ]
    assert evidence.accounts[0].as_of == read_date("2023")
    assert [one.source for one in evidence.citations] == ["press", "survey", "press"]


@pytest.mark.parametrize("plain", ["", "note: in its own words", "status:\nsources: []"])
def test_without_a_status_and_sources_a_field_is_plain_data(site: Site, plain: str) -> None:
    assert problems(site, plain) == []
    assert read(site, plain) is None


def test_only_what_is_unknown_may_have_no_sources(site: Site) -> None:
    evidence = in_order(site, "status: unknown\nnote: we looked in the archive")

    assert (evidence.status, evidence.sources) == ("unknown", ())


# --- status and sources -----------------------------------------------------------------------


@pytest.mark.parametrize("sources", ["", "\nsources:", "\nsources: []", "\nsources: ['']"])
@pytest.mark.parametrize("status", ["confirmed", "stated", "disputed", "speculation"])
def test_a_status_without_sources_is_shown_at_the_status(
    site: Site, status: str, sources: str
) -> None:
    assert problems(site, f"status: {status}{sources}") == [
        f'3:3: error: lakes.lake has the status "{status}" but no sources [status-and-sources]\n'
        f"    status: {status}\n    ^\n"
        "    hint: add sources: […], or write status: unknown with a note"
    ]


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (
            "as_of: 2024\nsources: [press]",
            "4:3: error: lakes.lake has sources and as_of but no status [status-and-sources]\n"
            "    sources: [press]\n    ^\n"
            f"    hint: add status: one of {STATUSES}",
        ),
        (
            "as_of: 2024",
            "3:3: error: lakes.lake has as_of but no status [status-and-sources]\n"
            "    as_of: 2024\n    ^\n"
            f"    hint: add status: one of {STATUSES}",
        ),
        (
            "sources: [press]\nstatus:",
            "4:3: error: lakes.lake has sources but no status [status-and-sources]\n"
            f"    status:\n    ^\n    hint: there are: {STATUSES}",
        ),
    ],
)
def test_sources_without_a_status_are_an_error(site: Site, evidence: str, shown: str) -> None:
    assert problems(site, evidence) == [shown]


def test_a_status_that_does_not_exist_is_shown_with_its_neighbour(site: Site) -> None:
    assert problems(site, "status: Reported\nsources: [press]") == [
        '3:11: error: "Reported" is not a status [bad-choice]\n'
        "    status: Reported\n            ^\n"
        '    hint: did you mean "reported"?'
    ]


# --- shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (
            "status: [reported]\nsources: [press]",
            "3:11: error: the status of lakes.lake must be a single value, not a list "
            "[wrong-shape]\n    status: [reported]\n            ^",
        ),
        (
            "status: confirmed\nsources: press",
            '4:12: error: the sources of lakes.lake must be a list, not "press" [wrong-shape]\n'
            "    sources: press\n             ^\n    hint: write it as [one, another]",
        ),
        (
            "status: claimed\nsources: [{id: press}]",
            "4:13: error: a source of lakes.lake must be a single value, not a mapping "
            "[wrong-shape]\n    sources: [{id: press}]\n              ^",
        ),
        (
            "status: claimed\nsources: [press]\nquote: nine at most",
            '5:10: error: the quote of lakes.lake must be a mapping, not "nine at most" '
            "[wrong-shape]\n    quote: nine at most\n           ^",
        ),
        (
            "status: claimed\nsources: [press]\nquote: {txt: nine, source: press}",
            '5:10: error: a quote lacks "text" [missing-key]\n'
            "    quote: {txt: nine, source: press}\n           ^",
        ),
        (
            "status: claimed\nsources: [press]\nas_of: May 2024",
            '5:10: error: "as_of" must be a date, not "May 2024" [bad-value]\n'
            "    as_of: May 2024\n           ^\n"
            "    hint: write year, year-month or year-month-day, as in 2024-09-25; "
            "two of them with a / between are an interval, and ~ behind one says about",
        ),
        (
            "status: claimed\nsources: [press]\nreview_by: 2027-03",
            '5:14: error: "review_by" must be a full date, not "2027-03" [bad-value]\n'
            "    review_by: 2027-03\n               ^\n    hint: write it as 2026-11-23",
        ),
        (
            "note: {en: only English}",
            "3:9: error: the note of lakes.lake lacks the language ja [missing-language]\n"
            "    note: {en: only English}\n          ^\n    hint: add ja: …",
        ),
    ],
)
def test_a_part_that_is_wrong_is_shown_where_it_stands(
    site: Site, evidence: str, shown: str
) -> None:
    found = [one for one in problems(site, evidence) if "[unknown-key]" not in one]

    assert found == [shown]


QUANTITY_HINT = "write number, scale word and unit, as in 9, 6.5 years, 7 % or 150 billion USD"


@pytest.mark.parametrize(
    ("account", "column", "message", "hint"),
    [
        ("9", 7, 'an account of lakes.lake must be a mapping, not "9" [wrong-shape]', ""),
        ("{value: 9}", 7, 'an account of lakes.lake lacks "sources" [missing-key]', ""),
        (
            "{value: 9, sources: []}",
            7,
            'an account of lakes.lake lacks "sources" [missing-key]',
            "",
        ),
        ("{sources: [press]}", 7, 'an account of lakes.lake lacks "value" [missing-key]', ""),
        (
            "{value: nine, sources: [press]}",
            15,
            'an account of lakes.lake must be a quantity, not "nine" [bad-value]',
            QUANTITY_HINT,
        ),
        (
            "{value: 9, sources: [press], wrong: yes}",
            43,
            '"wrong" must be true or false, not "yes" [bad-value]',
            "",
        ),
        (
            "{value: 9, sources: [press], because: x}",
            36,
            'an account has no key "because" [unknown-key]',
            "there are: as_of, note, sources, value, wrong",
        ),
    ],
)
def test_an_account_has_a_value_of_the_field_and_sources(
    site: Site, account: str, column: int, message: str, hint: str
) -> None:
    shown = f"    - {account}\n    {' ' * (column - 5)}^" + (f"\n    hint: {hint}" if hint else "")

    assert problems(site, f"status: claimed\nsources: [press]\naccounts:\n  - {account}") == [
        f"6:{column}: error: {message}\n{shown}"
    ]


# --- quotations -------------------------------------------------------------------------------


def test_a_quote_is_from_one_of_the_sources(site: Site) -> None:
    evidence = "status: claimed\nsources: [press]\nquote: {text: nine, source: survey}"

    assert problems(site, evidence) == [
        '5:31: error: the quote is from "survey", which is not among the sources of lakes.lake '
        "[quote-source]\n"
        "    quote: {text: nine, source: survey}\n                                ^\n"
        "    hint: add it to sources"
    ]


def test_where_the_sources_are_missing_the_quote_is_not_blamed(site: Site) -> None:
    (found,) = problems(site, "status: stated\nquote: {text: nine, source: survey}")

    assert "[status-and-sources]" in found


def test_a_quote_that_is_too_long_is_shown_at_its_text(site: Site) -> None:
    text = " ".join(["word"] * 26)
    evidence = f"status: claimed\nsources: [press]\nquote:\n  source: press\n  text: {text}"

    (found,) = problems(site, evidence)

    head = "7:11: error: the quote has 26 words; at most 25 may be quoted [quote-too-long]\n"
    assert found.startswith(head + "    text: word word")
    assert found.endswith("\n          ^\n    hint: quote a few words only")


@pytest.mark.parametrize(
    ("text", "excess"),
    [
        ("word " * 25, ""),
        ("word " * 26, "26 words; at most 25 may be quoted"),
        ("漢" * 60, ""),
        ("漢" * 59 + "。 \n", ""),
        ("漢" * 60 + "。", "61 characters; at most 60 may be quoted"),
        ("カタカナ" * 15 + "ー", "61 characters; at most 60 may be quoted"),
        ("OpenAIの" + "評" * 54, "61 characters; at most 60 may be quoted"),
        ("a word that is quite long, said of 東京 in a paper that nobody in that city reads", ""),
        ("", ""),
    ],
)
def test_a_quote_has_25_words_or_60_characters_of_japanese(text: str, excess: str) -> None:
    assert quote_excess(text) == excess
