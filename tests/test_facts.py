"""Records by kind and id: which files they come from, and what each of their fields says."""

import pytest

from explainer.errors import Report
from explainer.facts import Facts, Statement, any_language
from explainer.fields import Reference
from explainer.settings import LocalText
from tests.conftest import Site, facts_of

SCHEMA = """
lakes:
  depth: quantity
  name: text
  mapped: date?
boats:
  lake: lakes
"""
SOURCES = """
survey: {title: Survey, publisher: {en: Office}, type: primary, lines: 20, origin: State}
press: {title: Report, publisher: ' Daily ', type: news}
"""
FILES = {"content/schema.yaml": SCHEMA, "content/facts/sources.yaml": SOURCES}
ONLY_FOLDERS = "facts are read from facts/<kind>.yaml and facts/<kind>/*.yaml only"


def load(site: Site, files: dict[str, str], report: Report | None = None) -> Facts:
    """Return the facts of a site with *files*, whose names count from content/facts/."""
    placed = {f"content/facts/{name}": text for name, text in files.items()}
    return facts_of(site({**FILES, **placed}), report or Report())


def problems(site: Site, files: dict[str, str]) -> list[str]:
    """Return what is wrong with the facts in *files*, without their folder."""
    report = Report()
    load(site, files, report)
    return [str(problem).removeprefix("content/facts/") for problem in report]


def lake(site: Site, text: str) -> dict[str, Statement]:
    """Return the statements of a lake that is in order, by their names."""
    files = {"lakes.yaml": f"garda: {text}\n"}
    assert problems(site, files) == []
    statements = load(site, files).records["lakes"]["garda"].statements
    return {statement.name: statement for statement in statements.values()}


# --- files ------------------------------------------------------------------------------------


def test_records_come_from_a_file_or_a_folder_in_the_order_of_the_files(site: Site) -> None:
    facts = load(
        site,
        {
            "lakes/b.yaml": "d: {depth: 4, name: D}\n",
            "lakes/a.yaml": "c: {depth: 3, name: C}\nb: {depth: 2, name: B}\n",
            "lakes.yaml": "e: {depth: 5, name: E}\na: {depth: 1, name: A}\n",
            "boats/.hidden.yaml": "x: [",
        },
    )

    assert list(facts.records["lakes"]) == ["e", "a", "c", "b", "d"]
    assert facts.records["boats"] == facts.records["repairs"] == {}
    assert facts.incomplete == frozenset()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "lake.yaml",
            'lake.yaml:1:1: error: schema.yaml has no kind "lake" [unknown-kind]\n'
            '    hint: did you mean "lakes"?',
        ),
        (
            "x/po.yaml",
            'x/po.yaml:1:1: error: schema.yaml has no kind "x" [unknown-kind]\n'
            "    hint: there are: boats, lakes, repairs, sources",
        ),
        ("lakes.yml", f"lakes.yml:1:1: note: {ONLY_FOLDERS} [unknown-file]"),
        ("lakes/a/b.yaml", f"lakes/a/b.yaml:1:1: note: {ONLY_FOLDERS} [unknown-file]"),
        ("README.md", f"README.md:1:1: note: {ONLY_FOLDERS} [unknown-file]"),
    ],
)
def test_a_file_of_no_kind_is_reported_and_not_read(site: Site, name: str, problem: str) -> None:
    assert problems(site, {name: "a: ["}) == [problem]


def test_a_file_that_cannot_be_read_is_one_error_and_leaves_its_kind_incomplete(
    site: Site,
) -> None:
    files = {"lakes/a.yaml": "a: [", "lakes/b.yaml": "b: {depth: 4, name: B}\n"}

    (problem,) = problems(site, files)

    assert problem == (
        "lakes/a.yaml:1:5: error: this is not YAML: did not find expected node content "
        "[yaml-syntax]\n    a: [\n        ^"
    )
    assert load(site, files).incomplete == {"lakes"}
    assert list(load(site, files).records["lakes"]) == ["b"]


def test_records_of_a_kind_that_the_schema_has_without_fields_are_not_blamed(site: Site) -> None:
    report = Report()
    root = site({**FILES, "content/schema.yaml": "lakes:\n", "content/facts/lakes.yaml": "a: x\n"})

    facts = facts_of(root, report)

    assert [str(problem.at) for problem in report] == ["content/schema.yaml:1:1"]
    assert facts.incomplete == {"lakes"}
    assert facts.records["lakes"] == {}


def test_an_id_that_is_there_in_another_file_is_shown_the_second_time(site: Site) -> None:
    files = {
        "lakes/a.yaml": "garda: {depth: 1, name: A}\n",
        "lakes/b.yaml": "como: {depth: 2, name: B}\ngarda: {depth: 3, name: C}\n",
    }

    assert problems(site, files) == [
        'lakes/b.yaml:2:1: error: "lakes.garda" is there already, in '
        "content/facts/lakes/a.yaml:1:1 [duplicate-id]\n"
        "    garda: {depth: 3, name: C}\n    ^\n"
        "    hint: give it another id, or take it out"
    ]
    assert str(load(site, files).records["lakes"]["garda"].at).endswith("lakes/a.yaml:1:1")


@pytest.mark.parametrize("id_", ["Garda", "lago-di-garda", "1st", "湖", "_a", "a/b", "''"])
def test_an_id_is_snake_case(site: Site, id_: str) -> None:
    name = id_.strip("'")

    assert problems(site, {"lakes.yaml": f"{id_}: {{depth: 1, name: A}}\n"}) == [
        f'lakes.yaml:1:1: error: "{name}" cannot be an id [bad-id]\n'
        f"    {id_}: {{depth: 1, name: A}}\n    ^\n"
        "    hint: use small letters, digits and _, beginning with a letter"
    ]


# --- records ----------------------------------------------------------------------------------


def test_the_first_field_bears_the_name_of_its_record(site: Site) -> None:
    statements = lake(site, "{name: Garda, depth: 346}")

    assert list(statements) == ["lakes.garda", "lakes.garda.name"]
    assert str(statements["lakes.garda.name"].at) == "content/facts/lakes.yaml:1:9"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (
            "{name: Garda}",
            '1:1: error: lakes.garda lacks "depth" [missing-key]\n'
            "    garda: {name: Garda}\n    ^\n"
            "    hint: add depth: …, or with a note that it is not known: status: unknown",
        ),
        (
            "{depth: '', name: Garda}",
            '1:1: error: lakes.garda lacks "depth" [missing-key]\n'
            "    garda: {depth: '', name: Garda}\n    ^\n"
            "    hint: add depth: …, or with a note that it is not known: status: unknown",
        ),
        (
            "{depth: 346, name: Garda, deep: x}",
            '1:34: error: lakes.garda has no key "deep" [unknown-key]\n'
            "    garda: {depth: 346, name: Garda, deep: x}\n"
            "                                     ^\n"
            '    hint: did you mean "depth"?',
        ),
        (
            "{detph: 346, name: Garda}",
            '1:9: error: lakes.garda has no key "detph" [unknown-key]\n'
            "    garda: {detph: 346, name: Garda}\n            ^\n"
            '    hint: did you mean "depth"?',
        ),
        (
            "[346, Garda]",
            "1:8: error: lakes.garda must be a mapping, not a list [wrong-shape]\n"
            "    garda: [346, Garda]\n           ^",
        ),
        (
            "{depth: {value: , status: reported, sources: [press]}, name: Garda}",
            '1:16: error: lakes.garda lacks "value" [missing-key]\n'
            "    garda: {depth: {value: , status: reported, sources: [press]}, name: Garda}\n"
            "                   ^\n"
            "    hint: only what is unknown may have none",
        ),
        (
            "{depth: {value: 9, unit: m}, name: Garda}",
            '1:27: error: lakes.garda has no key "unit" [unknown-key]\n'
            "    garda: {depth: {value: 9, unit: m}, name: Garda}\n"
            "                              ^\n"
            "    hint: there are: accounts, as_of, note, quote, review_by, sources, status, value",
        ),
    ],
)
def test_a_record_that_is_wrong_is_shown_and_there_all_the_same(
    site: Site, record: str, problem: str
) -> None:
    files = {"lakes.yaml": f"garda: {record}\n"}

    (found,) = problems(site, files)

    assert found == f"lakes.yaml:{problem}"
    assert {"depth", "name"} <= set(load(site, files).records["lakes"]["garda"].statements)


def test_a_source_needs_title_publisher_and_type_and_has_no_evidence(site: Site) -> None:
    assert problems(site, {"sources.yaml": "a: {title: A, status: claimed}\n"}) == [
        'sources.yaml:1:1: error: sources.a lacks "publisher" [missing-key]\n'
        "    a: {title: A, status: claimed}\n    ^\n    hint: add publisher: …",
        'sources.yaml:1:1: error: sources.a lacks "type" [missing-key]\n'
        "    a: {title: A, status: claimed}\n    ^\n    hint: add type: …",
        'sources.yaml:1:15: error: sources.a has no key "status" [unknown-key]\n'
        "    a: {title: A, status: claimed}\n                  ^",
    ]


@pytest.mark.parametrize("lines", ["0", "-3"])
def test_a_source_has_at_least_one_line(site: Site, lines: str) -> None:
    source = f"{{title: A, publisher: B, type: news, lines: {lines}}}"

    assert problems(site, {"sources.yaml": f"a: {source}\n"}) == [
        f'sources.yaml:1:48: error: sources.a.lines must be 1 or more, not "{lines}" [bad-value]\n'
        f"    a: {source}\n    {' ' * 47}^"
    ]


# --- evidence of records and fields -----------------------------------------------------------


def test_evidence_of_a_record_holds_for_each_field_that_has_none_of_its_own(site: Site) -> None:
    statements = lake(
        site,
        "{depth: 346, status: reported, sources: [press], accounts: [{value: 9, sources: [press]}],"
        " name: {value: Garda, status: confirmed, sources: [survey]}, mapped: 1900}",
    )

    held = {name: one.evidence for name, one in statements.items()}
    assert {name: evidence and evidence.status for name, evidence in held.items()} == {
        "lakes.garda": "reported",
        "lakes.garda.name": "confirmed",
        "lakes.garda.mapped": "reported",
    }
    other = {name: len(evidence.accounts) for name, evidence in held.items() if evidence}
    assert other == {"lakes.garda": 1, "lakes.garda.name": 0, "lakes.garda.mapped": 0}


def test_a_field_without_evidence_is_plain_data(site: Site) -> None:
    statements = lake(site, "{depth: {value: 346, status: claimed, sources: [press]}, name: Garda}")

    assert statements["lakes.garda"].evidence is not None
    assert statements["lakes.garda.name"].evidence is None


def test_a_text_with_its_evidence_is_no_text_by_language(site: Site) -> None:
    statements = lake(
        site, "{depth: 1, name: {value: {en: Garda}, status: claimed, sources: [press]}}"
    )

    assert any_language(statements["lakes.garda.name"].value) == "Garda"


@pytest.mark.parametrize(
    "record",
    [
        "{status: unknown, note: we looked, name: Garda}",
        "{depth: {status: unknown, note: we looked}, name: Garda}",
        "{depth: {value: , note: x}, status: unknown, note: we looked, name: Garda}",
    ],
)
def test_what_is_unknown_may_lack_its_value(site: Site, record: str) -> None:
    depth = lake(site, record)["lakes.garda"]

    assert depth.value is None
    assert depth.evidence is not None
    assert depth.evidence.status == "unknown"


def test_a_status_that_is_misspelt_is_not_reported_as_a_missing_value_too(site: Site) -> None:
    (problem,) = problems(site, {"lakes.yaml": "garda: {status: unknwon, note: n, name: Garda}\n"})

    assert '"unknwon" is not a status [bad-choice]' in problem


def test_a_field_that_may_be_left_out_is_not_there(site: Site) -> None:
    assert "lakes.garda.mapped" not in lake(site, "{depth: 1, name: Garda, mapped: ''}")


# --- sources and references -------------------------------------------------------------------


def test_a_source_is_known_by_what_evidence_needs_of_it(site: Site) -> None:
    sources = load(site, {}).sources

    assert [(one.id, one.publisher, one.type, one.lines) for one in sources.values()] == [
        ("survey", "Office", "primary", 20),
        ("press", "Daily", "news", None),
    ]
    assert [one.goes_back_to for one in sources.values()] == ["state", "daily"]


def test_statements_are_those_of_all_kinds_and_references_keep_their_ids(site: Site) -> None:
    facts = load(site, {"lakes.yaml": "a: {depth: 1, name: A}\n", "boats.yaml": "b: {lake: a}\n"})

    named = {one.name: one.value for one in facts.statements() if one.kind != "sources"}
    assert list(named) == ["lakes.a", "lakes.a.name", "boats.b"]
    assert isinstance(named["boats.b"], Reference)
    assert (named["boats.b"].kind, named["boats.b"].id) == ("lakes", "a")


def test_a_text_that_is_not_there_has_no_words() -> None:
    assert any_language(None) == any_language(LocalText(scalars={})) == ""
