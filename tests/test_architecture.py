"""The import graph reads like the way of the data."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "explainer"

# A module may import the modules that stand before it, and no others.
ORDER = (
    "digests",
    "packing",
    "outputs",
    "errors",
    "faults",
    "bounding",
    "opening",
    "joining",
    "reading",
    "values",
    "matching",
    "numerals",
    "geometry",
    "boxes",
    "settings",
    "cldr",
    "lexicon",
    "strings",
    "schema",
    "evidence",
    "fields",
    "facts",
    "tongues",
    "arithmetic",
    "formulas",
    "reckoning",
    "computing",
    "support",
    "quotations",
    "lock",
    "snapshot",
    "corrections",
    "addresses",
    "pages",
    "comparing",
    "seals",
    "tracing",
    "assets",
    "links",
    "refs",
    "sizing",
    "templating",
    "localised",
    "items",
    "printing",
    "lookups",
    "states",
    "pictures",
    "filtering",
    "expressions",
    "markup",
    "phrasing",
    "thrift",
    "dialect",
    "prose",
    "weaving",
    "proofreading",
    "wording",
    "cards",
    "brevity",
    "placing",
    "sentences",
    "backlinks",
    "remembering",
    "spreading",
    "search",
    "standing",
    "ledger",
    "typesetting",
    "posters",
    "contexts",
    "menus",
    "changes",
    "feeds",
    "previews",
    "export",
    "structured",
    "titling",
    "recalling",
    "errata",
    "views",
    "checks",
    "editions",
    "abreast",
    "foreign",
    "shapes",
    "forms",
    "past",
    "authoring",
    "survey",
    "leaning",
    "apart",
    "webtext",
    "pdftext",
    "copies",
    "tallying",
    "verifying",
    "writing",
    "shelf",
    "storing",
    "bytecode",
    "unchanged",
    "exchange",
    "answers",
    "asking",
    "reachability",
    "building",
    "starting",
    "pipeline",
    "recording",
    "hosting",
    "overlay",
    "watching",
    "working",
    "rebuilding",
    "listening",
    "serve",
    "formats",
    "saying",
    "ending",
    "cli",
)

# A library enters through one module, so that it can be replaced there; `thrift` leans on the
# inside of Python-Markdown, apart from the rest.
DOORS = {
    "yaml": "reading",
    "babel": "cldr",
    "budoux": "phrasing",
    "markdown": "dialect thrift",
    "jinja2": "templating",
    "livereload": "serve",
    "tornado": "serve",
    "PIL": "posters",
    "pypdf": "pdftext",
}


def imports(module: str) -> set[str]:
    """Return what *module* imports anywhere in it; its own kin as ".name"."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(level=1, module=str(name)):
                found.add(f".{name}")
            case ast.ImportFrom(level=1, names=names):
                found |= {f".{alias.name}" for alias in names}
            case ast.ImportFrom(module=str(name)):
                found.add(name.partition(".")[0])
    return found


def test_every_module_has_its_place() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == {"__init__", *ORDER}


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    before = {f".{name}" for name in ORDER[: ORDER.index(module)]}

    kin = {name for name in imports(module) if name.startswith(".")}

    assert kin <= before


@pytest.mark.parametrize(("library", "door"), DOORS.items())
def test_a_library_enters_through_one_module(library: str, door: str) -> None:
    users = {module for module in ORDER if library in imports(module)}

    assert users <= {*door.split()}


def test_only_the_command_line_prints_and_asks_for_time_and_environment() -> None:
    asking = {"sys", "os", "datetime", "time", "argparse"}

    users = {module for module in ORDER if imports(module) & (asking - {"sys"})}

    # `opening` opens files with os, `reading`, `watching` and `unchanged` walk folders, `working`
    # and `spreading` have processes begin with it, and `writing` waits until it is alone; `values`
    # and `cldr` reckon with dates that they are given.
    assert users <= {
        "cli",
        "ending",
        "saying",
        "opening",
        "reading",
        "values",
        "cldr",
        "watching",
        "working",
        "spreading",
        "unchanged",
        "writing",
    }
