"""The schemas by which editors complete and check: they take what is right and refuse the rest."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT7

from explainer.authoring import FOLDER
from explainer.errors import Report
from explainer.evidence import STATUSES
from explainer.forms import DEMANDS, RECORDS
from explainer.pipeline import Order, build, schemas
from explainer.shapes import one_of
from tests.conftest import HERE, SMALLEST, Site, run

LAKES = HERE / "tests/sites/lakes"
SCHEMA = "content/schema.yaml"
FACTS = "content/facts/lakes.yaml"
SOURCES = "content/facts/sources/papers.yaml"
PAGE = "content/en/every-type.md"
FILES = {
    SCHEMA: "lakes: {depth: quantity}\n",
    FACTS: "miru: {depth: 12}\n",
}
# What `.explainer` lists of FILES.
MADE = [
    "corrections.json",
    *("facts/lakes.json", "facts/repairs.json", "facts/sources.json"),
    *("page.json", "published.json", RECORDS, "schema.json", "site.json", "strings.json"),
]


class Yaml12(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 and the editors do: `no` and `2024-09-25` are texts."""


Yaml12.yaml_implicit_resolvers = {}

for tag, pattern, begins in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})\\Z"), list(begins)
    )


def schemas_of(root: Path) -> Mapping[str, Any]:
    """Return the schemas of the site below *root*, by their paths."""
    built = build(Order(root=root, today="2026-11-23"), Report())
    return {path: json.loads(text) for path, text in schemas(built).items()}


@pytest.fixture(scope="module")
def ours() -> Mapping[str, Any]:
    """Give the schemas of the real site."""
    return schemas_of(HERE)


@pytest.fixture(scope="module")
def lakes() -> Mapping[str, Any]:
    """Give the schemas of the site of the lakes, which has every type and two languages."""
    return schemas_of(LAKES)


def schema_of(path: str) -> str | None:
    """Return the schema for the file at *path* of a site, if there is one."""
    match Path(path).parts:
        case ("content", name) if name.endswith(".yaml"):
            return f"{name.removesuffix('.yaml')}.json"
        case ("content", "facts", kind, *_):
            return f"facts/{kind.removesuffix('.yaml')}.json"
        case ("content", "strings", _):
            return "strings.json"
        case _:
            return "page.json" if path.endswith(".md") else None


def authored(root: Path) -> Iterator[str]:
    """Yield the files of a site for which there is a schema."""
    for path in sorted([*root.glob("content/**/*.yaml"), *root.glob("content/**/*.md")]):
        name = path.relative_to(root).as_posix()
        if schema_of(name):
            yield name


def refused(found: Mapping[str, Any], path: str, text: str) -> list[str]:
    """Return the places at which the file at *path* with this text is refused."""
    if path.endswith(".md"):
        text = text.split("---\n")[1]
    # Each file of facts asks for the records by their place beside its folder.
    records = DRAFT7.create_resource(found[RECORDS])
    registry: Registry[Any] = Registry().with_resource(f"../{RECORDS}", records)
    validator = Draft7Validator(found[str(schema_of(path))], registry=registry)
    problems = validator.iter_errors(yaml.load(text, Yaml12))
    return sorted({place for problem in problems for place in innermost(problem)})


def innermost(problem: ValidationError) -> list[str]:
    """Return the places that lie deepest among those of the shapes that might have been meant."""
    found = [place for one in problem.context or () for place in innermost(one)]
    found = found or ["/".join(str(part) for part in problem.absolute_path)]
    return [place for place in found if place.count("/") == max(one.count("/") for one in found)]


def test_each_schema_is_a_schema(ours: Mapping[str, Any], lakes: Mapping[str, Any]) -> None:
    for schema in (*ours.values(), *lakes.values()):
        Draft7Validator.check_schema(schema)

        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        assert schema["title"]
        assert schema["description"]


def test_each_kind_has_a_schema(lakes: Mapping[str, Any]) -> None:
    kinds = ("counts", "events", "lakes", "repairs", "sources", "terms")

    assert list(lakes) == [
        "corrections.json",
        *(f"facts/{kind}.json" for kind in kinds),
        *("page.json", "published.json", "records.json", "schema.json", "site.json"),
        "strings.json",
    ]


def test_a_site_that_builds_keeps_to_its_schemas(
    ours: Mapping[str, Any], lakes: Mapping[str, Any]
) -> None:
    for root, found in ((HERE, ours), (LAKES, lakes)):
        texts = {path: (root / path).read_text("utf-8") for path in authored(root)}

        places = {path: refused(found, path, text) for path, text in texts.items()}

        assert {schema_of(path) for path in texts} >= {"site.json", "schema.json", "page.json"}
        assert {path: where for path, where in places.items() if where} == {}


@pytest.mark.parametrize(
    ("path", "old", "new", "places"),
    [
        (FACTS, "frozen: false", "frozn: false", ["miru"]),
        (FACTS, "frozen: false", "frozen: maybe", ["miru/frozen"]),
        (FACTS, "value: fresh", "value: fesh", ["miru/kind_of_water/value"]),
        (FACTS, "kind_of_water: brackish", "kind_of_water: braxish", ["kasumi/kind_of_water"]),
        (FACTS, "feeds: kasumi", "feeds: kasume", ["miru/feeds"]),
        (FACTS, "[kasumi, old_lake]", "[kasumi, lost]", ["miru/neighbours/1"]),
        (FACTS, "[kasumi, old_lake]", "kasumi", ["miru/neighbours"]),
        (FACTS, "  depth: 40 m\n", "", ["kasumi"]),
        (FACTS, "ja: 霞湖", "jp: 霞湖", ["kasumi/name"]),
        (FACTS, ", ja: 霞湖", "", ["kasumi/name"]),
        (FACTS, "status: disputed", "status: disputd", ["miru/story/status"]),
        (FACTS, "    status: disputed\n", "", ["miru/story"]),
        (FACTS, "[gazette, courier]", "[gazete, courier]", ["miru/seen/sources/0"]),
        (FACTS, '"radio#L12"', '"rdio#L12"', ["miru/depth/accounts/0/sources/0"]),
        (FACTS, ", source: survey_2024}", "}", ["miru/depth/quote"]),
        (FACTS, "  sources: [courier]\n", "", ["kasumi"]),
        (FACTS, "wrong: true", "worng: true", ["miru/depth/accounts/0"]),
        (FACTS, "value: 12 m", "velue: 12 m", ["miru/depth/accounts/1"]),
        (FACTS, "value: 12.50 m", "value: 12,50 m", ["miru/depth/value"]),
        (FACTS, "value: 12.50 m", "value: 12.50 milion m", ["miru/depth/value"]),
        (FACTS, "    value: 12.50 m\n", "", ["miru/depth"]),
        (FACTS, "seen: 2024-05~", "seen: 2024-5", ["kasumi/seen"]),
        (FACTS, "value: 1907/1911", "value: 1907-1911", ["old_lake/seen/value"]),
        (FACTS, "review_by: 2030-01-01", "review_by: 2030-01", ["kasumi/review_by"]),
        (FACTS, "map: https://", "map: ftp://", ["miru/map"]),
        (FACTS, "old_lake:", "Old-Lake:", [""]),
        (SOURCES, "type: news", "type: newz", ["gazette/type"]),
        ("content/facts/sources/others.yaml", "lines: 20", "lines: many", ["radio/lines"]),
        (SOURCES, "origin: The Courier", "status: stated", ["wire"]),
        ("content/facts/repairs.yaml", "lakes.miru", "lakes.mirue", ["me_rue/record"]),
        ("content/facts/repairs.yaml", "source: radio", "source: rado", ["me_rue/source"]),
        (SCHEMA, "name: text", "name: txt", ["lakes/name"]),
        (SCHEMA, "feeds: lakes?", "feeds: lake?", ["lakes/feeds"]),
        (SCHEMA, "list(text)", "list(text", ["lakes/other_names"]),
        (SCHEMA, "choice(fresh, brackish)", "choice()", ["lakes/kind_of_water"]),
        ("content/site.yaml", "license:", "licence:", [""]),
        ("content/site.yaml", "as_of: 2026-11-23", "as_of: 2026-11", ["as_of"]),
        ("content/site.yaml", "nav: [index", "nav: [indx", ["nav/0"]),
        (PAGE, "layout: wide", "layout: wid", ["layout"]),
        (PAGE, "summary:", "sumary:", [""]),
        ("content/en/lakes/lake.md", "each: lakes", "each: lake", ["each"]),
        ("content/en/method.md", "evidence: off", "evidence: none", ["evidence"]),
        (
            "content/strings/en.yaml",
            "page_sources:",
            "page_sorces:",
            ["words"],
        ),
        (
            "content/strings/en.yaml",
            "brackish: brackish",
            "braxish: brackish",
            ["choices/lakes/kind_of_water"],
        ),
        (
            "content/strings/en.yaml",
            "seen: Seen",
            "sean: Seen",
            ["fields/lakes"],
        ),
        ("content/strings/en.yaml", "{n} anglers", "anglers", ["units/people/other"]),
    ],
)
def test_a_mistake_is_refused_where_it_stands(
    lakes: Mapping[str, Any], path: str, old: str, new: str, places: list[str]
) -> None:
    text = (LAKES / path).read_text("utf-8")
    assert old in text

    assert refused(lakes, path, text.replace(old, new, 1)) == places


@pytest.mark.parametrize(
    ("path", "text"),
    [
        # What is unknown may lack its value, and a record that is may lack its fields.
        (FACTS, "a: {name: A, depth: {note: Deep.}, status: unknown, note: Nobody asked.}"),
        (FACTS, "a: {status: unknown, note: Nobody asked.}"),
        (FACTS, "a: {name: A, depth: {status: unknown, note: Nobody asked., sources: []}}"),
        # What a formula rests on are its sources.
        (FACTS, "a: {name: A, depth: {value: = lakes.miru.depth * 2, status: claimed}}"),
        (FACTS, "a: {name: A, depth: = lakes.miru.depth * 2, status: claimed}"),
        (FACTS, "a: {name: A, depth: 3, seen: = lakes.miru.seen}"),
        *((FACTS, f"a: {{name: {name}, depth: 3}}") for name in ("no", "1.10", "true", "2024")),
        *((FACTS, f"a: {{name: A, depth: {depth}}}") for depth in ("-3", "7 %", "7%", "6.5 years")),
        *((FACTS, f"a: {{name: A, depth: {depth}}}") for depth in ("1 million", "2 billion 人")),
        *((FACTS, f"a: {{name: A, depth: 3, seen: {seen}}}") for seen in ("2024", "1907~/1911-12")),
        (FACTS, 'a: {name: A, depth: {value: 3, status: claimed, sources: ["radio#L1", letter]}}'),
        (SCHEMA, "a: {b: 'list(list(choice(x, y-1)))?', c: lakes, d: list( text ), e: repairs}"),
        ("content/site.yaml", "{title: 1984, languages: {en: English}, as_of: 2026-11-23}"),
        ("content/strings/ja.yaml", "{units: {m: '{n}m'}, words: {menu: {other: A}}}"),
        (
            PAGE,
            "---\n{title: no, summary: 3, order: 2, date: 2024, allow: [42, 1 %]}\n",
        ),
    ],
)
def test_what_a_build_takes_is_not_refused(lakes: Mapping[str, Any], path: str, text: str) -> None:
    assert refused(lakes, path, text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: {name: A, depth: 3, status: unknown}", ["a"]),
        ("a: {name: A, depth: {value: 3, status: disputed, sources: [radio]}}", ["a/depth"]),
        ("a: {name: A, depth: {status: claimed, sources: [radio]}}", ["a/depth"]),
        ("a: {name: A, depth: {value: 3, as_of: 2024}}", ["a/depth"]),
        ("a: {name: A, depth: 3 percent}", ["a/depth"]),
        ("a: {name: [A], depth: 3}", ["a/name"]),
        ("a: {name: A, depth:}", ["a/depth"]),
        ("a: {name: A, depth: 3, other_names: = A}", ["a/other_names"]),
        ("a: {name: = lakes.miru, depth: 3, frozen: = true}", ["a/frozen"]),
    ],
)
def test_what_a_status_demands_is_asked_for(
    lakes: Mapping[str, Any], text: str, places: list[str]
) -> None:
    assert refused(lakes, FACTS, text) == places


def test_a_choice_may_read_as_a_number_or_a_truth(site: Site) -> None:
    found = schemas_of(
        site(
            {
                SCHEMA: "lakes: {deep: 'choice(true, no, 7)'}\n",
                FACTS: "a: {deep: true}\nb: {deep: no}\nc: {deep: 7}\nd: {deep: '7'}\n",
            }
        )
    )

    assert refused(found, FACTS, "{a: {deep: true}, b: {deep: no}, c: {deep: 7}}") == []
    assert refused(found, FACTS, "{a: {deep: false}, b: {deep: 8}}") == ["a/deep", "b/deep"]


def test_of_a_kind_without_records_any_id_does() -> None:
    Draft7Validator.check_schema(one_of([]))

    assert Draft7Validator(one_of([])).is_valid("anything")


def test_a_field_is_told_with_its_words_and_its_type(lakes: Mapping[str, Any]) -> None:
    fields = lakes["facts/lakes.json"]["additionalProperties"]["properties"]

    told = {name: shape["description"] for name, shape in fields.items() if "description" in shape}

    assert (
        told.items()
        >= {
            "seen": "Seen: date, may be left out.",
            "depth": "Depth: quantity.",
            "kind_of_water": "Kind of water: choice(fresh, brackish), may be left out.",
            "neighbours": "Neighbours: list(lakes), may be left out.",
        }.items()
    )


def test_an_editor_is_told_what_each_choice_is(lakes: Mapping[str, Any]) -> None:
    definitions = lakes[RECORDS]["definitions"]

    ids, status = definitions["id_of_lakes"], lakes["facts/lakes.json"]["definitions"]["status"]
    sources = definitions["citation"]["anyOf"][1]

    assert dict(zip(ids["enum"], ids["enumDescriptions"], strict=True)) == {
        "kasumi": "Lake Kasumi",
        "miru": "Lake Miru",
        "old_lake": "The Old Lake",
    }
    assert dict(zip(status["enum"], status["enumDescriptions"], strict=True)) == DEMANDS
    assert dict(zip(sources["enum"], sources["enumDescriptions"], strict=True))["wire"] == (
        "The dam is closed, Evening Wire"
    )


def test_each_status_says_what_it_demands() -> None:
    assert tuple(DEMANDS) == STATUSES


def test_a_build_keeps_the_schemas_fresh_where_a_site_has_their_folder(site: Site) -> None:
    root = site(FILES)
    (root / FOLDER).mkdir()

    first = run(root, "-q")
    listed = (root / FOLDER / ".explainer").read_text("utf-8").split()
    before = (root / FOLDER / RECORDS).read_text("utf-8")
    (root / FACTS).write_text("miru: {depth: 12}\nkasumi: {depth: 13}\n", "utf-8")
    (root / SCHEMA).write_text("lakes: {depth: quantity, feeds: lakes?}\n", "utf-8")
    second = run(root, "-q")

    assert (first.code, second.code, first.err + second.err) == (0, 0, "")
    assert listed == MADE
    assert "kasumi" not in before
    assert "kasumi" in (root / FOLDER / RECORDS).read_text("utf-8")
    assert "feeds" in (root / FOLDER / "facts/lakes.json").read_text("utf-8")


def test_the_schema_of_a_kind_that_is_gone_goes_too_and_nothing_else_does(site: Site) -> None:
    root = site(FILES)
    (root / FOLDER).mkdir()
    (root / FOLDER / "mine.json").write_text("{}", "utf-8")
    run(root, "-q")
    (root / FACTS).unlink()
    (root / SCHEMA).write_text("ponds: {depth: quantity}\n", "utf-8")

    ran = run(root, "-q")

    assert (ran.code, ran.err) == (0, "")
    assert sorted(path.name for path in (root / FOLDER).glob("*.json")) == sorted(
        ["mine.json", *(path for path in MADE if "/" not in path)]
    )
    assert sorted(path.name for path in (root / FOLDER / "facts").iterdir()) == [
        *("ponds.json", "repairs.json", "sources.json"),
    ]


def test_two_builds_write_the_schemas_once(site: Site) -> None:
    root = site(FILES)
    (root / FOLDER).mkdir()
    run(root, "-q")
    before = {path: path.stat().st_mtime_ns for path in (root / FOLDER).rglob("*.json")}

    run(root, "-q", "--drafts", "--base-url", "https://elsewhere.example/a/")

    assert len(before) == len(MADE)
    assert {path: path.stat().st_mtime_ns for path in (root / FOLDER).rglob("*.json")} == before


def test_a_site_without_the_folder_gets_none(site: Site) -> None:
    root = site(FILES)

    ran = run(root, "-q")

    assert (ran.code, ran.err) == (0, "")
    assert not (root / FOLDER).exists()


def test_neither_check_nor_a_build_that_fails_writes_schemas(site: Site) -> None:
    root = site(FILES)
    (root / FOLDER).mkdir()

    checked = run(root, "check", "-q")
    (root / FACTS).write_text("miru: {depth: deep}\n", "utf-8")
    failed = run(root, "-q")

    assert (checked.code, failed.code) == (0, 1)
    assert list((root / FOLDER).iterdir()) == []


def test_a_site_is_not_put_among_its_schemas(site: Site) -> None:
    root = site(FILES)

    ran = run(root, "--out", str(root / FOLDER))

    assert (ran.code, ran.out) == (2, "")
    assert "would overlap with .schemas/" in ran.err


def test_a_page_may_name_its_schema_in_its_front_matter(site: Site) -> None:
    line = "---\n# yaml-language-server: $schema=../../.schemas/page.json\n"
    page = SMALLEST["content/en/index.md"].replace("---\n", line, 1)

    ran = run(site({"content/en/index.md": page}), "check", "-q")

    assert (ran.code, ran.err) == (0, "")


def test_the_schemas_that_are_kept_are_those_of_the_content(ours: Mapping[str, Any]) -> None:
    kept = {
        path.relative_to(HERE / FOLDER).as_posix(): json.loads(path.read_bytes())
        for path in (HERE / FOLDER).rglob("*.json")
    }

    assert kept.keys() == ours.keys(), "run: python build.py"
    stale = {path for path, schema in ours.items() if json.dumps(kept[path]) != json.dumps(schema)}
    assert stale == set(), "run: python build.py"


# Each file names its schema, so that an editor finds it without being told.


def test_each_file_of_the_content_names_its_schema_in_its_first_line() -> None:
    wrong = {}
    for path in authored(HERE):
        up = "../" * path.count("/")
        line = f"# yaml-language-server: $schema={up}{FOLDER}/{schema_of(path)}"
        with (HERE / path).open(encoding="utf-8") as file:
            first = next(file, "").rstrip("\n")
        if path.endswith(".yaml") and first != line:
            wrong[path] = line

    assert wrong == {}, "put these lines first"
