"""A new explainer: it builds at once, shows what there is, and spoils nothing that was there."""

import filecmp
import os
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.authoring import FOLDER
from explainer.errors import Report
from explainer.evidence import STATUSES
from explainer.facts import Facts
from explainer.pipeline import Order, build
from explainer.schema import types_within
from explainer.starting import MADE, STARTER, starter_files
from tests.browser import served
from tests.conftest import HERE, Ran, run
from tests.test_authoring import authored, refused, schema_of, schemas_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What has no sort of its own to name.
UNTYPED = (".gitignore",)
OURS = [path.as_posix() for path in starter_files()]


def new(folder: Path | str, *arguments: str, **environment: str) -> Ran:
    """Run `new` with *folder* as it is typed."""
    return run(HERE, "new", str(folder), *arguments, **environment)


def files_of(folder: Path) -> list[str]:
    """Return the paths of the files below *folder*."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the root of a new explainer."""
    root = tmp_path_factory.mktemp("new") / "light house"
    assert new(root, "-q") == Ran(code=0, out="", err="")
    return root


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Give the facts of the starter."""
    return build(Order(root=STARTER, today="2026-11-23"), Report()).facts


def test_it_passes_the_strictest_check_and_builds(started: Path) -> None:
    checked = run(started, "check", "--strict", "-q")
    built = run(started, "build", "--strict", "-q")

    assert (checked, built) == (Ran(0, "", ""), Ran(0, "", ""))
    assert (started / "_site/index.html").is_file()


def test_it_stays_right_as_time_goes_by(started: Path) -> None:
    in_2100 = "4102444800"

    assert run(started, "check", "--strict", "-q", SOURCE_DATE_EPOCH=in_2100).code == 0


def test_its_files_are_those_of_the_starter_byte_for_byte(started: Path) -> None:
    theirs = [path for path in files_of(started) if not path.startswith(MADE)]

    assert theirs == sorted(OURS)
    assert filecmp.cmpfiles(STARTER, started, OURS, shallow=False) == (OURS, [], [])


def test_two_are_the_same_whatever_their_folder(started: Path, tmp_path: Path) -> None:
    new(tmp_path / "other", "-q", BASE_URL="https://elsewhere.example/a/")
    paths = files_of(tmp_path / "other")

    assert filecmp.cmpfiles(started, tmp_path / "other", paths, shallow=False) == (paths, [], [])


def test_it_is_small() -> None:
    lines = sum(len((STARTER / path).read_text("utf-8").splitlines()) for path in OURS)

    assert len(OURS) <= 16
    assert lines <= 330


# It shows one of everything that an author meets first.


def test_it_has_one_fact_of_each_status(facts: Facts) -> None:
    found = {one.evidence.status for one in facts.statements() if one.evidence}

    assert found == set(STATUSES)


def test_it_has_the_kinds_and_types_that_an_explainer_begins_with(facts: Facts) -> None:
    own = [kind for kind in facts.kinds.values() if not kind.built_in]
    types = {
        type_.name
        for kind in own
        for one in kind.fields.values()
        for type_ in types_within(one.type)
    }

    assert [kind.name for kind in own] == ["people", "events", "figures", "terms", "claims"]
    assert types == {"text", "markdown", "date", "quantity", "choice", "list", "reference"}


def test_it_shows_what_evidence_may_hold(facts: Facts) -> None:
    statements = list(facts.statements())
    evidence = [one.evidence for one in statements if one.evidence]

    assert any(account.wrong for one in evidence for account in one.accounts)
    assert any(one.quote for one in evidence)
    assert any(one.note for one in evidence)
    assert sum(bool(one.formula) for one in statements) == 3
    assert facts.records["repairs"]
    assert {one.type for one in facts.sources.values()} >= {"primary", "news", "transcript"}
    assert [one.id for one in facts.sources.values() if one.lines] == ["podcast"]


def test_it_says_on_its_start_page_that_it_is_invented() -> None:
    assert "All of this is invented" in (STARTER / "content/en/index.md").read_text("utf-8")


# Each file says what it is for, and an editor checks it from the first minute.


@pytest.mark.parametrize("path", [path for path in OURS if path not in UNTYPED])
def test_each_file_names_its_schema_and_says_what_to_change(started: Path, path: str) -> None:
    lines = (STARTER / path).read_text("utf-8").splitlines()
    lines = lines[1:] if path.endswith(".md") else lines
    up = "../" * path.count("/")

    assert lines[0] == f"# yaml-language-server: $schema={up}{FOLDER}/{schema_of(path)}"
    assert re.match(r"# \w.{20}", lines[1])
    assert (started / FOLDER / str(schema_of(path))).is_file()


def test_its_files_keep_to_the_schemas_that_it_gets(started: Path) -> None:
    found: Mapping[str, object] = schemas_of(STARTER)

    places = {
        path: refused(found, path, (STARTER / path).read_text("utf-8"))
        for path in authored(STARTER)
    }

    assert len(places) >= 12
    assert {path: where for path, where in places.items() if where} == {}
    assert {path for path in files_of(started / FOLDER) if path.endswith(".json")} == set(found)


def test_the_first_build_finds_the_schemas_as_they_should_be(started: Path) -> None:
    before = {path: (started / FOLDER / path).read_bytes() for path in files_of(started / FOLDER)}

    run(started, "-q")

    assert before == {
        path: (started / FOLDER / path).read_bytes() for path in files_of(started / FOLDER)
    }


# Where it goes, and where it does not.


def test_it_says_what_to_do_next(tmp_path: Path) -> None:
    ran = new(tmp_path / "a b")
    commands = re.findall(r"^  (.*?)  #", ran.out, re.MULTILINE)
    program = shlex.join([sys.executable, str(HERE / "build.py")])  # as it was called

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{len(OURS)} files in {tmp_path}/a b, ")
    assert commands == [
        f"{program} serve --root '{tmp_path}/a b'",
        f"{program} build --root '{tmp_path}/a b'",
    ]


def test_json_stands_alone(tmp_path: Path) -> None:
    assert new(tmp_path / "a", "--format", "json") == Ran(0, "", "")


@pytest.mark.parametrize("folder", ["there", "not/there/yet", "link"])
def test_it_may_go_into_a_folder_that_is_empty_or_not_there(tmp_path: Path, folder: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")

    ran = new(tmp_path / folder, "-q")

    assert ran == Ran(0, "", "")
    assert run(tmp_path / folder, "check", "--strict", "-q").code == 0


@pytest.mark.parametrize("name", ["mine.txt", ".hidden", "content/site.yaml"])
def test_a_folder_with_files_is_refused_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine", "utf-8")

    ran = new(tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"build.py: {tmp_path} has files in it; name a folder that is empty or not there yet\n"
    )
    assert files_of(tmp_path) == [name]


def test_it_is_not_put_into_a_folder_twice(started: Path) -> None:
    assert new(started).code == 2


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")

    for path in ("file", "file/below"):
        ran = new(tmp_path / path)

        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert ran.err.startswith(f"build.py: {tmp_path}/file")
    assert files_of(tmp_path) == ["file"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    ran = new(tmp_path / "a")

    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    ran = new(tmp_path / "a")

    tmp_path.chmod(0o700)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_name_is_needed() -> None:
    for arguments in ([], [""]):
        ran = run(HERE, "new", *arguments)

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith("build.py: error: new needs the name of a folder\n")


@pytest.mark.browser
def test_a_browser_shows_it_with_its_evidence(started: Path, browser: "Browser") -> None:
    run(started, "-q")
    context = browser.new_context(viewport={"width": 320, "height": 640})
    with served(started / "_site") as address:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(address)
        mark = page.locator('main [data-fact="figures.dark_for"] + button.mark').first
        mark.click()
        shown = page.locator(":popover-open").inner_text()
        marks = page.locator("main button.mark").count()
        wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert "How long the light was out" in shown
    assert "Harbour Herald" in shown
    assert marks >= 8
    assert (refused, wide) == ([], 320)
