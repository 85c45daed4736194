"""The kinds of facts that a site declares."""

import pytest

from explainer.errors import Report
from explainer.schema import (
    RESERVED_FIELDS,
    RESERVED_KINDS,
    SCALAR_TYPES,
    Kind,
    Type,
    load_schema,
    types_within,
)
from tests.conftest import Site

SCHEMA = "content/schema.yaml"
SNAKE = "use small letters, digits and _, beginning with a letter"


def load(site: Site, text: str, report: Report | None = None) -> dict[str, Kind]:
    """Return the kinds of a site whose schema is *text*."""
    kinds = load_schema(site({SCHEMA: text}), report or Report())
    assert kinds is not None
    return dict(kinds)


def problems(site: Site, text: str) -> list[str]:
    """Return what is wrong with a schema of *text*, without its path."""
    report = Report()
    load(site, text, report)
    return [str(problem).removeprefix(f"{SCHEMA}:") for problem in report]


def written_type(site: Site, written: str) -> Type:
    """Return the type that a field declares as *written*."""
    text = f"people: {{name: text}}\nlakes: {{field: '{written}'}}\n"
    assert problems(site, text) == []
    return load(site, text)["lakes"].fields["field"].type


# --- types ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text", "markdown", "date", "quantity", "url", "flag"])
def test_a_plain_type_is_its_name(site: Site, name: str) -> None:
    assert written_type(site, name).name == name


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("people", Type(name="reference", kind="people")),
        ("sources", Type(name="reference", kind="sources")),
        ("lakes", Type(name="reference", kind="lakes")),
        ("choice(a, b_c,D-1)", Type(name="choice", choices=("a", "b_c", "D-1"))),
        ("list(text)", Type(name="list", item=Type(name="text"))),
        ("list( people )", Type(name="list", item=Type(name="reference", kind="people"))),
        (
            "list(list(choice(x)))",
            Type(
                name="list",
                item=Type(name="list", item=Type(name="choice", choices=("x",))),
            ),
        ),
    ],
)
def test_other_types_lead_to_choices_items_or_records(
    site: Site, written: str, type_: Type
) -> None:
    text = f"people: {{name: text}}\nlakes: {{name: text, field: '{written}'}}\n"

    assert problems(site, text) == []
    assert load(site, text)["lakes"].fields["field"].type == type_


def test_a_question_mark_makes_a_field_optional(site: Site) -> None:
    kind = load(site, "lakes: {name: text, depth: quantity?, names: list(text) ?}\n")["lakes"]

    assert [(field.name, field.optional) for field in kind.fields.values()] == [
        ("name", False),
        ("depth", True),
        ("names", True),
    ]
    assert kind.first == "name"


def test_the_types_in_a_type_are_itself_and_its_items(site: Site) -> None:
    names = [type_.name for type_ in types_within(written_type(site, "list(list(date))"))]

    assert names == ["list", "list", "date"]


@pytest.mark.parametrize(
    ("written", "named", "hint"),
    [
        ("txt", "txt", 'did you mean "text"?'),
        ("Text", "Text", 'did you mean "text"?'),
        ("peple", "peple", 'did you mean "people"?'),
        ("text??", "text?", 'did you mean "text"?'),
        ("list(datte)", "datte", 'did you mean "date"?'),
        ("choice()", "choice()", 'did you mean "choice(a, b)"?'),
        ("choice(a b, c)", "choice(a b, c)", 'did you mean "choice(a, b)"?'),
        ("choice(a, b", "choice(a, b", 'did you mean "choice(a, b)"?'),
        ("xyzzy", "xyzzy", ""),
    ],
)
def test_a_type_that_does_not_exist_is_shown_with_its_neighbour(
    site: Site, written: str, named: str, hint: str
) -> None:
    text = f"people: {{name: text}}\nlakes:\n  name: text\n  field: '{written}'\n"

    shown = f"    field: '{written}'\n           ^" + (f"\n    hint: {hint}" if hint else "")
    assert problems(site, text) == [f'4:10: error: there is no type "{named}" [bad-type]\n{shown}']


@pytest.mark.parametrize("written", ["list(" * 9 + "text" + ")" * 9, "list(" * 9000 + ")" * 9000])
def test_lists_of_lists_without_bound_are_no_type(site: Site, written: str) -> None:
    (problem,) = problems(site, f"lakes: {{field: {written}}}\n")

    shown = written if len(written) <= 60 else f"{written[:59]}…"
    assert problem.startswith(f'1:16: error: there is no type "{shown}" [bad-type]\n')


# --- kinds and fields -------------------------------------------------------------------------


def test_sources_and_repairs_are_always_there(site: Site) -> None:
    root = site({})

    kinds = load_schema(root, Report())

    assert kinds is not None
    assert list(kinds) == ["sources", "repairs"]
    required = [field.name for field in kinds["sources"].fields.values() if not field.optional]
    assert required == ["title", "publisher", "type"]
    assert list(kinds["repairs"].fields) == (
        ["source", "at", "heard", "meant", "record", "because", "sure"]
    )


def test_a_schema_that_cannot_be_read_gives_no_kinds(site: Site) -> None:
    report = Report()

    assert load_schema(site({SCHEMA: "- a\n"}), report) is None
    assert [problem.rule for problem in report] == ["wrong-shape"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "sources: {name: text}\n",
            '1:1: error: the kind "sources" is built in [bad-id]\n'
            "    sources: {name: text}\n    ^\n"
            "    hint: take it out of the schema; its fields are always there",
        ),
        (
            "Lakes: {name: text}\n",
            '1:1: error: "Lakes" cannot name a kind [bad-id]\n'
            f"    Lakes: {{name: text}}\n    ^\n    hint: {SNAKE}",
        ),
        (
            "lakes:\n",
            '1:1: error: the kind "lakes" has no fields [missing-key]\n'
            "    lakes:\n    ^\n    hint: add one, as in name: text",
        ),
        (
            "lakes: {}\n",
            '1:1: error: the kind "lakes" has no fields [missing-key]\n'
            "    lakes: {}\n    ^\n    hint: add one, as in name: text",
        ),
        (
            "lakes: text\n",
            '1:8: error: the kind "lakes" must be a mapping, not "text" [wrong-shape]\n'
            "    lakes: text\n           ^",
        ),
        (
            "lakes: {name: text, my-name: text}\n",
            '1:21: error: "my-name" cannot name a field [bad-id]\n'
            "    lakes: {name: text, my-name: text}\n                        ^\n"
            f"    hint: {SNAKE}",
        ),
        (
            "lakes: {name: text, depth: }\n",
            '1:21: error: the field "depth" has no type [missing-key]\n'
            "    lakes: {name: text, depth: }\n                        ^\n"
            "    hint: add one, such as text",
        ),
        (
            "lakes: {name: [text]}\n",
            '1:15: error: the type of "name" must be a single value, not a list [wrong-shape]\n'
            "    lakes: {name: [text]}\n                  ^",
        ),
    ],
)
def test_a_kind_or_field_that_is_wrong_is_shown(site: Site, text: str, problem: str) -> None:
    assert problems(site, text) == [problem]


@pytest.mark.parametrize("name", RESERVED_FIELDS)
def test_a_field_may_not_have_a_name_that_evidence_or_records_have(site: Site, name: str) -> None:
    text = f"lakes:\n  {name}: text\n"

    assert problems(site, text) == [
        f'2:3: error: no field may be called "{name}" [bad-id]\n'
        f"    {name}: text\n    ^\n"
        "    hint: records and evidence have that name already"
    ]


def test_the_reserved_names_of_fields_are_those_of_the_contract() -> None:
    names = "status sources quote as_of review_by accounts note id kind url"

    assert sorted(RESERVED_FIELDS) == sorted(names.split())


@pytest.mark.parametrize("name", ["page", "record", "true", "count", "days", *SCALAR_TYPES, "list"])
def test_a_kind_may_not_have_a_name_that_means_something_else(site: Site, name: str) -> None:
    assert name in RESERVED_KINDS
    assert problems(site, f"{name}: {{name: text}}\n") == [
        f'1:1: error: "{name}" cannot name a kind, since it means something else [bad-id]\n'
        f"    {name}: {{name: text}}\n    ^\n"
        "    hint: choose another name"
    ]


def test_what_is_wrong_in_the_schema_is_there_all_the_same(site: Site) -> None:
    kinds = load(site, "people:\nlakes: {name: txt, depth: quantity}\nboats: {owner: people}\n")

    assert not kinds["people"].fields
    assert list(kinds["lakes"].fields) == ["name", "depth"]
    assert kinds["boats"].fields["owner"].type == Type(name="reference", kind="people")


# --- circles ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "people: {boss: people?}\n",
            "1:10: error: first fields print each other in a circle: people → people [circle]\n"
            "    people: {boss: people?}\n             ^\n"
            "    hint: put a field of another type first",
        ),
        (
            "boats: {owner: people}\npeople: {jobs: list(list(jobs))}\njobs: {of: people}\n",
            "2:10: error: first fields print each other in a circle: people → jobs → people "
            "[circle]\n"
            "    people: {jobs: list(list(jobs))}\n             ^\n"
            "    hint: put a field of another type first",
        ),
    ],
)
def test_first_fields_that_print_each_other_are_reported_once(
    site: Site, text: str, problem: str
) -> None:
    assert problems(site, text) == [problem]


def test_kinds_may_refer_to_each_other_in_later_fields(site: Site) -> None:
    text = "people: {name: text, boss: people?, job: jobs}\njobs: {of: people, next: jobs?}\n"

    assert problems(site, text) == []
