"""Whether evidence carries its status, and whether sources, lines and records are there."""

from collections.abc import Mapping

import pytest

from explainer.errors import Report
from explainer.support import check_facts, origins
from tests.conftest import Site, facts_of

LAKES = "content/facts/lakes.yaml"
SOURCES = """
deed: {title: Deed, publisher: Office, type: primary, lines: 20}
daily: {title: A, publisher: Daily, type: news}
other: {title: B, publisher: Other, type: analysis}
same: {title: C, publisher: ' ＤＡＩＬＹ ', type: news}
wire: {title: D, publisher: Local, type: news, origin: Daily}
copy: {title: E, publisher: Mirror, type: reprint, origin: Agency}
video: {title: F, publisher: Channel, type: transcript, lines: 182}
"""
FILES = {
    "content/schema.yaml": (
        "people: {name: text}\nlakes: {owner: people, near: list(list(lakes))?, name: text?}\n"
    ),
    "content/facts/people.yaml": "ann: {name: Ann}\n",
    "content/facts/sources.yaml": SOURCES,
}


def problems(site: Site, files: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a site of *files*, after its facts are read and checked."""
    report = Report()
    check_facts(facts_of(site({**FILES, **files}), report), report)
    return [str(problem) for problem in report]


def of_lake(site: Site, lines: str) -> list[str]:
    """Return what is wrong with a lake; the first of its *lines* is line 3 of its file."""
    record = "".join(f"  {line}\n" for line in lines.splitlines())
    found = problems(site, {LAKES: f"garda:\n  owner: ann\n{record}"})
    return [problem.removeprefix(f"{LAKES}:") for problem in found]


# --- what each status demands -----------------------------------------------------------------

ACCOUNT = "\naccounts: [{value: ann, sources: [other]}]"
QUOTE = "\nquote: {text: ours, source: %s}"


@pytest.mark.parametrize(
    ("status", "sources", "more"),
    [
        ("confirmed", "deed", ""),
        ("confirmed", "daily, other", ""),
        ("confirmed", "video, deed", ""),
        ("stated", "deed", ""),
        ("stated", "video", QUOTE % "video"),
        ("reported", "daily", ""),
        ("reported", "copy", ""),
        ("reported", "video, other", ""),
        ("disputed", "daily", ACCOUNT),
        ("disputed", "video", "\nnote: Ann denies it"),
        ("claimed", "video", ""),
        ("speculation", "video", ""),
        ("unknown", "daily", "\nnote: we looked"),
    ],
)
def test_evidence_that_carries_its_status_is_in_order(
    site: Site, status: str, sources: str, more: str
) -> None:
    assert of_lake(site, f"status: {status}\nsources: [{sources}]{more}") == []


CONFIRMED = (
    "neither a primary source nor two independent outlets",
    "add one, or write status: reported",
)


@pytest.mark.parametrize(
    ("status", "sources", "lack", "hint"),
    [
        ("confirmed", "daily", *CONFIRMED),
        ("confirmed", "daily, daily#p. 2", *CONFIRMED),
        ("confirmed", "daily, same", *CONFIRMED),
        ("confirmed", "daily, wire", *CONFIRMED),
        ("confirmed", "daily, copy", *CONFIRMED),
        ("confirmed", "daily, video", *CONFIRMED),
        (
            "stated",
            "daily, other",
            "neither a primary source nor a quote",
            "quote a few of their own words, or write status: reported",
        ),
        (
            "reported",
            "video, 'video#L3'",
            "only a transcript for it",
            "add a report, or write status: claimed",
        ),
        (
            "disputed",
            "daily",
            "neither another account nor a note that says who denies it",
            "add accounts: or note:",
        ),
        ("unknown", "daily", "no note that says where one looked", "add note:"),
    ],
)
def test_evidence_below_what_its_status_demands_is_shown_at_the_status(
    site: Site, status: str, sources: str, lack: str, hint: str
) -> None:
    assert of_lake(site, f"sources: [{sources}]\nstatus: {status}") == [
        f'4:3: error: lakes.garda has the status "{status}" but {lack} [unmet-demand]\n'
        f"    status: {status}\n    ^\n    hint: {hint}"
    ]


def test_the_evidence_of_a_field_is_named_by_its_field(site: Site) -> None:
    lines = "name: {value: Garda, status: confirmed, sources: [daily]}\nstatus: claimed\n"

    assert of_lake(site, f"{lines}sources: [video]") == [
        '3:24: error: lakes.garda.name has the status "confirmed" but neither a primary source '
        "nor two independent outlets [unmet-demand]\n"
        "    name: {value: Garda, status: confirmed, sources: [daily]}\n"
        "                         ^\n"
        "    hint: add one, or write status: reported"
    ]


def test_evidence_of_a_record_is_checked_once_for_all_its_fields(site: Site) -> None:
    found = of_lake(site, "status: stated\nsources: [daily, nobody]\nname: Garda\nnear: []")

    assert found == [
        '4:20: error: there is no source "nobody" [unknown-source]\n'
        "    sources: [daily, nobody]\n                     ^\n"
        "    hint: there are: copy, daily, deed, other, same, video, wire"
    ]


@pytest.mark.parametrize("sources", ["[]", "daily", "[[daily]]"])
def test_sources_that_are_wrong_are_one_error(site: Site, sources: str) -> None:
    (problem,) = of_lake(site, f"status: confirmed\nsources: {sources}")

    assert "[unmet-demand]" not in problem


def test_a_source_that_is_wrong_itself_is_not_held_against_what_leans_on_it(site: Site) -> None:
    files = {
        "content/facts/sources.yaml": "daily: {title: A, publisher: Daily, type: nws}\nvideo: x\n",
        LAKES: "garda: {owner: ann, status: confirmed, sources: [daily, video]}\n",
    }

    assert [
        problem.partition(": error: ")[2].splitlines()[0] for problem in problems(site, files)
    ] == [
        'sources.daily.type cannot be "nws" [bad-choice]',
        'sources.video must be a mapping, not "x" [wrong-shape]',
    ]


def test_where_the_sources_cannot_be_read_no_fact_is_blamed(site: Site) -> None:
    files = {
        "content/facts/sources.yaml": "daily: [\n",
        LAKES: "garda: {owner: ann, status: confirmed, sources: [daily, video]}\n",
    }

    (problem,) = problems(site, files)

    assert problem.startswith("content/facts/sources.yaml:")


def test_origins_are_counted_once_and_without_transcripts(site: Site) -> None:
    cited = "[daily, same, wire, other, copy, video, nobody]"
    record = f"garda: {{owner: ann, status: reported, sources: {cited}}}\n"
    facts = facts_of(site({**FILES, LAKES: record}), Report())
    evidence = facts.records["lakes"]["garda"].evidence
    assert evidence is not None

    assert origins(evidence, facts.sources) == 3


# --- sources and their lines ------------------------------------------------------------------


@pytest.mark.parametrize(
    "cited",
    ["video#L1", "video#L182", "video#L12-L20", "video#L5-L5", "daily#L9999", "video#00:12:34"],
)
def test_a_locator_within_its_source_or_in_free_words_is_in_order(site: Site, cited: str) -> None:
    assert of_lake(site, f"status: claimed\nsources: ['{cited}', 'video#p. 49']") == []


@pytest.mark.parametrize(
    ("locator", "problem", "hint"),
    [
        ("L183", '"video" has 182 lines, so "L183" is outside of it [line-outside]', ""),
        ("L9-L183", '"video" has 182 lines, so "L9-L183" is outside of it [line-outside]', ""),
        ("L20-L12", 'the lines "L20-L12" end before they begin [line-outside]', "write L12-L20"),
        ("l12", '"l12" is not how lines are written [ambiguous-locator]', "write L12"),
        ("L 12", '"L 12" is not how lines are written [ambiguous-locator]', "write L12"),
        ("L12-20", '"L12-20" is not how lines are written [ambiguous-locator]', "write L12-L20"),
        ("L12–L20", '"L12–L20" is not how lines are written [ambiguous-locator]', "write L12-L20"),
        ("L007", '"L007" is not how lines are written [ambiguous-locator]', "write L7"),
        (
            "L0",
            '"L0" is not how lines are written [ambiguous-locator]',
            "lines are counted from L1",
        ),
    ],
)
def test_a_locator_outside_its_source_is_shown(
    site: Site, locator: str, problem: str, hint: str
) -> None:
    cited = f"sources: ['video#{locator}']"

    assert of_lake(site, f"status: claimed\n{cited}") == [
        f"4:13: error: {problem}\n    {cited}\n              ^"
        + (f"\n    hint: {hint}" if hint else "")
    ]


@pytest.mark.parametrize(("digits", "found"), [(50, 1), (5000, 0)])
def test_a_number_of_a_line_may_have_any_number_of_digits(
    site: Site, digits: int, found: int
) -> None:
    locator = "L" + "9" * digits

    problems_of_it = of_lake(site, f"status: claimed\nsources: ['video#{locator}']")

    assert len(problems_of_it) == found  # beyond a hundred digits it is free text


def test_the_sources_of_other_accounts_are_checked_as_well(site: Site) -> None:
    lines = "status: claimed\nsources: [video]\naccounts: [{value: ann, sources: [vidio#L3]}]"

    assert of_lake(site, lines) == [
        '5:37: error: there is no source "vidio" [unknown-source]\n'
        "    accounts: [{value: ann, sources: [vidio#L3]}]\n"
        "                                      ^\n"
        '    hint: did you mean "video"?'
    ]


# --- records ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lake", "column", "message", "hint"),
    [
        (
            "{owner: bob}",
            16,
            'lakes.garda names "bob", but people has no such record',
            "there are: ann",
        ),
        (
            "{owner: people.ann}",
            16,
            'lakes.garda names "people.ann", but people has no such record',
            'did you mean "ann"?',
        ),
        (
            "{owner: ann, near: [[garda], [como]]}",
            38,
            'lakes.garda.near names "como", but lakes has no such record',
            "there are: garda",
        ),
        (
            "{owner: ann, status: claimed, sources: [video], "
            "accounts: [{value: bob, sources: [daily]}]}",
            75,
            'an account of lakes.garda names "bob", but people has no such record',
            "there are: ann",
        ),
    ],
)
def test_a_reference_to_a_record_that_is_not_there_is_shown(
    site: Site, lake: str, column: int, message: str, hint: str
) -> None:
    found = problems(site, {LAKES: f"garda: {lake}\n"})

    assert found == [
        f"{LAKES}:1:{column}: error: {message} [unknown-record]\n"
        f"    garda: {lake}\n    {' ' * (column - 1)}^\n    hint: {hint}"
    ]


@pytest.mark.parametrize("people", ["ann: [", "- ann\n"])
def test_where_a_kind_cannot_be_read_no_reference_to_it_is_blamed(site: Site, people: str) -> None:
    files = {"content/facts/people.yaml": people, LAKES: "garda: {owner: bob}\n"}

    (problem,) = problems(site, files)

    assert problem.startswith("content/facts/people.yaml:1:")


def test_a_kind_without_fields_is_one_error_too(site: Site) -> None:
    files = {"content/schema.yaml": "people:\nlakes: {owner: people}\n", LAKES: "a: {owner: b}\n"}

    (problem,) = problems(site, files)

    assert problem.startswith('content/schema.yaml:1:1: error: the kind "people" has no fields')


# --- repairs ----------------------------------------------------------------------------------

REPAIRS = "content/facts/repairs.yaml"
HEARD = "heard: Anne, meant: Ann, because: the name is known, sure: likely"


@pytest.mark.parametrize("record", ["", ", record: people.ann", ", record: sources.deed"])
def test_a_repair_names_a_place_in_a_source_and_may_name_a_record(site: Site, record: str) -> None:
    assert problems(site, {REPAIRS: f"r: {{source: video, at: L12, {HEARD}{record}}}\n"}) == []


@pytest.mark.parametrize(
    ("source", "at", "record", "shown"),
    [
        (
            "video",
            "L183",
            "people.ann",
            '1:24: error: "video" has 182 lines, so "L183" is outside of it [line-outside]',
        ),
        (
            "vidio",
            "L12",
            "people.ann",
            '1:13: error: repairs.r names "vidio", but sources has no such record [unknown-record]',
        ),
        (
            "video",
            "L12",
            "people.anne",
            '1:104: error: repairs.r.record names "people.anne", which is not there '
            "[unknown-record]",
        ),
        (
            "video",
            "L12",
            "ann",
            '1:104: error: repairs.r.record names "ann", which is not there [unknown-record]',
        ),
    ],
)
def test_a_repair_that_leads_nowhere_is_shown_at_the_value(
    site: Site, source: str, at: str, record: str, shown: str
) -> None:
    text = f"r: {{source: {source}, at: {at}, {HEARD}, record: {record}}}\n"

    (problem,) = problems(site, {REPAIRS: text})

    assert problem.splitlines()[0] == f"{REPAIRS}:{shown}"


def test_a_repair_that_is_empty_by_language_is_one_error_for_each_text(site: Site) -> None:
    text = "r: {source: video, at: {}, heard: a, meant: b, because: c, sure: guess, record: {}}\n"

    found = problems(site, {REPAIRS: text})

    assert [problem.partition(": error: ")[2].partition("\n")[0] for problem in found] == [
        "repairs.r.at lacks the language en [missing-language]",
        "repairs.r.record lacks the language en [missing-language]",
    ]
