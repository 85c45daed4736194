"""What the handbook says is what the program does.

The first line of an example names its file.  Those of docs/README.md are the site that every page
of the handbook builds on; those of a page lie over it, one after the other.  Where a message stands
behind an example, the example brings it about, and is gone after it.
"""

import html
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from explainer.cli import VERSION
from explainer.errors import RULES, BuildError, Report
from explainer.evidence import KEYS, STATUSES
from explainer.lexicon import interface_words
from explainer.pages import FRONT_KEYS
from explainer.pipeline import Order, build
from explainer.schema import RESERVED_FIELDS, SOURCES
from tests.conftest import HERE, Site, run
from tests.test_architecture import ORDER
from tests.test_macros import GLOBALS

DOCS = HERE / "docs"
PAGES = sorted(path.stem for path in DOCS.glob("*.md"))
every_page = pytest.mark.parametrize("page", PAGES)

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# How a file names itself in its first line, in the comments of its language.
_NAMED = re.compile(
    r"(?:# |<!-- |\{# |/\* )((?:content|templates|static)/\S+)(?: -->| #\}| \*/)?\n"
)
# What an example of a fact leaves to say, since no page prints it.
UNUSED = re.compile(r"\[unused-(?:fact|source)\]$", re.MULTILINE)
_MARK = re.compile(r'<button type="button" class="mark".*?</button>', re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A fenced block: the file that it names, if it names one, and what stands in it."""

    path: str
    text: str
    language: str


def read(page: str) -> str:
    """Return the text of a page of the handbook."""
    return (DOCS / f"{page}.md").read_text("utf-8")


def examples(page: str) -> list[Example]:
    """Return the fenced blocks of a page in their order."""
    found = []
    for language, text in _FENCED.findall(read(page)):
        named = _NAMED.match(text)
        path, text = (named[1], text[named.end() :]) if named else ("", text)
        found.append(Example(path=path, text=text, language=language))
    return found


@cache
def base() -> Mapping[str, str]:
    """Return the site that all examples build on."""
    return {one.path: one.text for one in examples("README")}


@dataclass(frozen=True)
class State:
    """The files of a site after an example, and the message that it is to bring about."""

    files: Mapping[str, str]
    message: str


def states(page: str) -> Iterator[State]:
    """Yield what a page of the handbook builds.

    Good examples are built together, before one of them is replaced or spoiled and at the end.
    """
    files, new, found = dict(base()), set[str](), examples(page)
    for number, example in enumerate(found):
        if not example.path:
            continue
        following = found[number + 1 : number + 2]
        message = "".join(one.text for one in following if one.language == "text")
        if new and (message or example.path in new):
            yield State(dict(files), "")
            new = set()
        if message:
            yield State({**files, example.path: example.text}, message)
        else:
            files[example.path] = example.text
            new.add(example.path)
    yield State(files, "")


def table(page: str, head: str) -> list[tuple[str, ...]]:
    """Return the rows of each table of a page that begins with this head, cell by cell."""
    rows = []
    for after in read(page).split(f"\n| {head} |")[1:]:
        for line in after.partition("\n\n")[0].splitlines()[2:]:
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            rows.append(tuple(cell.strip().replace("\\|", "|") for cell in cells))
    assert rows, head
    return rows


def names(page: str, head: str) -> list[str]:
    """Return the names in the first cells of a table."""
    return [first.strip("`") for first, *_ in table(page, head)]


def problems(root: Path) -> list[str]:
    """Return what a build says of the site."""
    report = Report()
    with suppress(BuildError):
        build(Order(root=root, today="2026-11-23"), report)
    return [str(one) for one in report]


def built(root: Path) -> Mapping[str, str]:
    """Return the pages of the site by their paths, after a build without errors."""
    report = Report()
    try:
        outputs = build(Order(root=root, today="2026-11-23"), report).outputs
    except BuildError:
        pytest.fail("\n\n".join(map(str, report)))
    return {path: text.decode() for path, text in outputs.items() if path.endswith(".html")}


def clear(root: Path) -> None:
    """Take the files of a site away."""
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@every_page
def test_its_examples_build_and_its_messages_are_what_comes(page: str, site: Site) -> None:
    for state in states(page):
        root = site(state.files)
        told = problems(root)
        clear(root)

        if state.message:
            path = state.message.partition(":")[0]
            assert "\n\n".join(one for one in told if one.startswith(f"{path}:")) == (
                state.message.rstrip("\n")
            )
        else:
            assert [one for one in told if not UNUSED.search(one)] == []


@every_page
def test_every_example_says_of_which_file_it_is(page: str) -> None:
    unnamed = [one.language for one in examples(page) if not one.path]

    assert set(unnamed) <= {"text", "sh"}


@every_page
def test_its_links_lead_somewhere(page: str) -> None:
    assert lost_links(DOCS / f"{page}.md") == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_what_stands_beside_it_links_somewhere_and_names_commands_that_there_are(name: str) -> None:
    text = (HERE / name).read_text("utf-8")

    assert lost_links(HERE / name) == []
    assert set(re.findall(r"^make (\w+)", text, re.MULTILINE)) <= targets()


def lost_links(file: Path) -> list[str]:
    """Return the links of a page that lead to no file or heading; those elsewhere are left out."""
    text, lost = re.sub(r"`[^`\n]*`", "", _FENCED.sub("", file.read_text("utf-8"))), []
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        other = (file.parent / path).read_text("utf-8") if (file.parent / path).is_file() else ""
        headings = re.findall(r"^#+ (.*)$", other, re.MULTILINE)
        anchors = [re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings]
        if not other or (anchor and anchor not in anchors):
            lost.append(target)
    return lost


def targets() -> set[str]:
    """Return what the Makefile makes."""
    return set(re.findall(r"^([a-z]+):", (HERE / "Makefile").read_text("utf-8"), re.MULTILINE))


@every_page
def test_every_file_that_it_names_is_there(page: str) -> None:
    text = _FENCED.sub("", read(page))
    named = re.findall(r"`((?:tests|templates|explainer|static|docs|\.github)/[\w./-]*)`", text)

    assert {name for name in named if not (HERE / name).exists()} == set()


@every_page
def test_its_commands_are_some_that_there_are(page: str) -> None:
    found = re.findall(r"make (\w+)\b`", read(page)) + re.findall(r"^make (\w+)", read(page), re.M)

    assert set(found) <= targets()


def test_the_list_of_pages_is_whole() -> None:
    listed = re.findall(r"^\| \[(\w+)\.md\]", read("README"), re.MULTILINE)

    assert sorted([*listed, "README"]) == PAGES


def test_a_copy_becomes_an_explainer_of_its_own_as_it_says(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for folder in ("explainer", "templates", "static", "content", ".schemas"):
        shutil.copytree(HERE / folder, copy / folder)
    shutil.copy(HERE / "build.py", copy)
    commands = next(one.text for one in examples("publishing") if one.language == "sh")
    script = commands.replace("python ", f"{shlex.quote(sys.executable)} ")

    ran = subprocess.run(["sh", "-e", "-c", script], cwd=copy, capture_output=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"the light went out" in (copy / "_site/index.html").read_bytes()


def test_the_changelog_has_the_version_and_the_licence_the_year() -> None:
    changes = (HERE / "CHANGELOG.md").read_text("utf-8")

    assert re.findall(r"^## \[([\d.]+)\]", changes, re.MULTILINE)[0] == VERSION
    assert set(re.findall("^### (.*)$", changes, re.MULTILINE)) <= {
        *("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
    }
    assert "Copyright (c) 2026 The explainer authors" in (HERE / "LICENSE").read_text("utf-8")


# What readers see of what authors write.


def seen(page: str, id_: str) -> str:
    """Return the paragraph with this id as readers see it, without marks."""
    match = re.search(rf'<p id="{id_}">(.*?)</p>', page, re.DOTALL)
    assert match, id_
    shown = re.sub(r"<[^>]+>", "", _MARK.sub("", match[1]))
    return " ".join(html.unescape(shown).split())


def paragraphs(written: list[str]) -> str:
    """Return a page with a paragraph for each text, under the ids e0, e1 and so on."""
    text = "\n\n".join(f"{one}\n{{: #e{number} }}" for number, one in enumerate(written))
    return f"---\ntitle: Examples\nsummary: All of them.\n---\n\n{text}\n"


def test_each_type_prints_as_it_is_said_to(site: Site) -> None:
    rows = table("facts", "type")
    fields = [f"  f{number}: '{row[0].strip('`')}?'" for number, row in enumerate(rows)]
    values = [f"  f{number}: {row[1].strip('`')}" for number, row in enumerate(rows)]
    files = {
        "content/schema.yaml": base()["content/schema.yaml"]
        + "\n".join(["examples:", "  name: text", *fields, ""]),
        "content/facts/examples.yaml": "\n".join(["one:", "  name: One", *values, ""]),
        "content/en/examples.md": paragraphs(
            [f"{{{{ examples.one.f{number} }}}}" for number in range(len(rows))]
        ),
    }

    page = built(site({**base(), **files}))["examples/index.html"]

    shown = [seen(page, f"e{number}") for number in range(len(rows))]
    assert shown == [row[2] for row in rows]


def test_each_formula_comes_to_what_it_is_said_to(site: Site) -> None:
    rows = table("facts", "you write")
    lines = [f"f{n}: {{value: '{formula.strip('`')}'}}" for n, (formula, _) in enumerate(rows)]
    files = {
        "content/schema.yaml": f"{base()['content/schema.yaml']}figures: {{value: quantity}}\n",
        "content/facts/figures.yaml": "\n".join(lines),
        "content/en/examples.md": paragraphs(
            [f"{{{{ figures.f{number} }}}}" for number in range(len(rows))]
        ),
    }

    page = built(site({**base(), **files}))["examples/index.html"]

    shown = [seen(page, f"e{number}") for number in range(len(rows))]
    assert shown == [row[1] for row in rows]


def test_prose_prints_as_it_is_said_to_and_links_lead_where(site: Site) -> None:
    printed = [row for row in table("prose", "you write") if "](" not in row[0]]
    linked = [row for row in table("prose", "you write") if "](" in row[0]]
    written = [row[0].removeprefix("`").removesuffix("`") for row in [*printed, *linked]]
    first = next(one for one in examples("prose") if one.path == "content/en/deep.md")
    files = {**base(), first.path: first.text, "content/en/examples.md": paragraphs(written)}

    page = built(site(files))["examples/index.html"]

    shown = [seen(page, f"e{number}") for number in range(len(printed))]
    assert shown == [row[1] for row in printed]
    for number, (_, target) in enumerate(linked, len(printed)):
        assert re.search(rf'<p id="e{number}"><a href="{re.escape(target.strip("`"))}"', page)


def test_each_macro_is_there_with_an_example_that_gives_a_block(site: Site) -> None:
    rows = table("prose", "macro")
    calls = "\n\n".join(f"## {name.strip('`')}\n\n{call.strip('`')}" for name, _, call in rows)
    repairs = next(one for one in examples("facts") if one.path == "content/facts/repairs.yaml")
    page = f"---\ntitle: Macros\nsummary: All.\n---\n\n{calls}\n"
    files = {**base(), repairs.path: repairs.text, "content/en/macros.md": page}

    html_of = built(site(files))["macros/index.html"]
    given = re.findall(r"<h2 id=[^>]*>([^<]+)</h2>\s*(<\w+)", html_of)

    assert names("prose", "macro") == sorted(
        path.stem for path in (HERE / "templates/macros").glob("*")
    )
    assert [name for name, tag in given[: len(rows)]] == names("prose", "macro")
    assert {tag for _, tag in given[: len(rows)]} <= {
        "<dl",
        "<div",
        "<details",
        "<figure",
        "<nav",
        "<ol",
        "<table",
    }


# The lists of the handbook are those of the code.


def test_its_rules_are_those_of_the_program_each_with_a_cure() -> None:
    rows = table("rules", "rule")

    assert [(name.strip("`"), holds) for name, holds, _ in rows] == [
        (name, holds) for name, (_, holds) in RULES.items()
    ]
    assert all(cure.endswith(".") and len(cure) > 20 for _, _, cure in rows)
    errors, notes = read("rules").split("## Notes")
    for name, (severity, _) in RULES.items():
        assert f"| `{name}` |" in (errors if severity == "error" else notes), name


def test_its_statuses_say_what_readers_are_told() -> None:
    words = interface_words()
    rows = [(name.strip("`"), told) for name, told, _ in table("facts", "status")]

    assert rows == [(one, words["statuses", one, "told"]["other"]) for one in STATUSES]


def test_its_keys_and_fields_are_those_of_the_program() -> None:
    assert set(names("prose", "key")) == set(FRONT_KEYS)
    assert set(names("facts", "key")) == set(KEYS)
    assert names("facts", "field") == list(SOURCES.fields)
    assert all(f"`{name}`" in read("facts") for name in RESERVED_FIELDS)


def test_its_layouts_are_those_that_there_are() -> None:
    assert set(names("pages", "layout")) == {
        path.stem for path in (HERE / "templates/layouts").glob("*.html")
    }


def test_a_layout_finds_every_name_that_it_is_told_of(site: Site) -> None:
    told = names("pages", "name")
    layout = "\n".join(f"<i>{{{{ {name} is defined }}}}</i>" for name in told)
    page = "---\ntitle: All\nsummary: Names.\nlayout: names\n---\n"
    files = {"templates/layouts/names.html": layout, "content/en/names.md": page}

    found = built(site({**base(), **files}))["names/index.html"]

    assert re.findall("<i>(.*?)</i>", found) == ["True"] * len(told)
    assert set(told) >= GLOBALS


def test_what_it_says_is_made_beside_the_pages_is_made(site: Site) -> None:
    root = site(base())
    assert run(root, "-q").code == 0
    made = {path.relative_to(root / "_site") for path in (root / "_site").rglob("*.*")}
    named = {str(path.with_stem("*")) if path.suffix == ".png" else str(path) for path in made}
    ours = {path for path in named if not path.endswith((".css", ".js", ".svg", "index.html"))}

    assert set(names("publishing", "file")) == ours


def test_it_names_every_module_of_the_program() -> None:
    way = read("keeping").partition("## The way of the data")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", way)

    assert sorted({*ORDER} - {*named}) == [], "add a sentence to docs/keeping.md"
    places = [ORDER.index(name) for name in named if name in ORDER]
    assert len(set(places)) == len(places) == len(ORDER)
