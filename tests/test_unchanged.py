"""Whether anything has changed since the last build is told without loading what a build needs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from explainer.errors import Position, Problem
from explainer.unchanged import Last, Run, made_in

HERE = Path(__file__).parent.parent
LAST = Last(
    problems=(
        Problem(
            at=Position(path="content/a.md", line=2, column=3, text="a 日"),
            rule="near-miss",
            message="m",
            hint="h",
        ),
    ),
    pages=3,
    files=7,
)
# Long after the files were written, in nanoseconds.
LATER = 10**19


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a build that was remembered, of two files into one."""
    for path, text in {"in/a.md": "aaa", "in/b/c.md": "ccc", "out/x.html": "xxx"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    run = Run(
        place=tmp_path / "cache/last.json", asked={"drafts": False}, sources=[tmp_path / "in"]
    )
    run.begin()
    run.remember(LAST, [tmp_path / "out/x.html"], LATER)
    return run


def root(run: Run) -> Path:
    return run.place.parent.parent


def test_a_build_of_which_nothing_has_changed_is_recalled(run: Run) -> None:
    assert run.recall(LATER) == LAST
    assert run.recall(LATER) == LAST


def put(run: Run) -> Path:
    """Return the place of a file that a build has put there, and remembers."""
    place = root(run) / "out/x.html"
    run.recall(LATER)
    assert not run.stands(place, "as it was")
    run.begin()
    run.remember(LAST, [place], LATER)
    return place


def test_of_a_file_that_was_left_as_it_was_made_it_is_known_that_it_stands(run: Run) -> None:
    place = put(run)

    next_run = Run(place=run.place, asked={"drafts": True}, sources=run.sources)

    assert next_run.recall(LATER) is None
    assert next_run.stands(place, "as it was")
    assert not next_run.stands(place, "as it is to be")


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"yyy")])
def test_what_somebody_has_changed_does_not_stand(
    run: Run, change: Callable[[Path], object]
) -> None:
    place = put(run)
    change(place)

    next_run = Run(place=run.place, asked=run.asked, sources=run.sources)

    assert next_run.recall(LATER) is None
    assert not next_run.stands(place, "as it was")


def test_a_file_that_is_changed_while_it_is_left_alone_has_the_next_build_begin_anew(
    run: Run,
) -> None:
    place = put(run)
    (root(run) / "in/a.md").write_text("another")
    run = Run(place=run.place, asked=run.asked, sources=run.sources)
    run.recall(LATER)
    run.begin()
    assert run.stands(place, "as it was")

    place.write_bytes(b"yyy")
    run.remember(LAST, [place], LATER)

    assert run.recall(LATER) is None
    assert not run.stands(place, "as it was")


def edit_keeping_size_and_date(path: Path) -> None:
    before = path.stat()
    path.write_text("bbb")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "in/a.md").write_text("aab"),
        lambda root: edit_keeping_size_and_date(root / "in/a.md"),
        lambda root: (root / "in/a.md").unlink(),
        lambda root: (root / "in/d.md").write_text(""),
        lambda root: (root / "in/b/c.md").rename(root / "in/b/d.md"),
        lambda root: (root / "out/x.html").write_text("xxy"),
        lambda root: (root / "out/x.html").unlink(),
        lambda root: (root / "in/l.md").symlink_to(root / "in/a.md"),
        lambda root: (root / "in/l").symlink_to(root / "out"),
        lambda root: os.mkfifo(root / "in/pipe"),
        lambda root: (root / "cache/last.json").write_text("{"),
        lambda root: (root / "cache/last.json").write_text("[]"),
        lambda root: (root / "cache/last.json").write_text('{"asked": {"drafts": false}}'),
        lambda root: (root / "cache/last.json").unlink(),
    ],
)
def test_any_change_is_noticed(run: Run, change: Callable[[Path], object]) -> None:
    change(root(run))

    assert run.recall(LATER) is None


def test_another_wish_is_another_build(run: Run) -> None:
    assert replace(run, asked={"drafts": True}).recall(LATER) is None


def test_a_file_that_was_written_again_as_it_was_has_not_changed(run: Run) -> None:
    path = root(run) / "in/a.md"
    path.unlink()
    path.write_text("aaa")

    assert run.recall(LATER) == LAST


def test_a_file_written_at_about_the_time_of_the_look_has_its_content_read(run: Run) -> None:
    written = (root(run) / "in/a.md").stat()
    run.remember(LAST, [], written.st_mtime_ns)  # within the same tick of the clock

    (root(run) / "in/a.md").write_text("bbb")

    assert run.recall(LATER) is None


def test_what_changes_during_a_build_is_noticed_by_the_next(run: Run) -> None:
    run.begin()
    (root(run) / "in/a.md").write_text("while it was read")
    run.remember(LAST, [], LATER)

    assert run.recall(LATER) is None


def test_a_clock_that_was_wrong_at_a_build_hides_no_edit(run: Run) -> None:
    run.begin()
    run.remember(LAST, [root(run) / "out/x.html"], LATER * 2)  # far ahead of all that follows
    edit_keeping_size_and_date(root(run) / "in/a.md")

    assert run.recall(LATER) is None


def test_nobody_waits_at_a_pipe(run: Run) -> None:
    run.place.unlink()
    os.mkfifo(run.place)

    assert run.recall(LATER) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "x"},
        {"made": []},
        {"made": {"/etc/passwd": []}},
        {"made": {"/dev/zero": [0, 0, 0, 0, ""]}},
        {"sources": 5},
        {"problems": 5},
        {"problems": ["x"]},
        {"problems": [[["p", 1, 1, "t"], "no-rule", "m", "h"]]},
        {"problems": [[["p", 1, 1, "t"], "unreadable", 5, "h"]]},
        {"problems": [[["p", "x", 1, "t"], "unreadable", "m", "h"]]},
        {"pages": "many"},
        {"files": None},
    ],
    ids=repr,
)
def test_what_is_not_as_we_write_it_is_not_believed(run: Run, wrong: dict[str, object]) -> None:
    told = json.loads(run.place.read_bytes())
    run.place.write_text(json.dumps({**told, **wrong}))

    assert run.recall(LATER) is None


@pytest.mark.parametrize("content", [b"", b"5", b"[]", b"{", b"[" * 100_000, b"\xff", b"NaN"])
def test_what_is_none_of_ours_is_not_believed(run: Run, content: bytes) -> None:
    run.place.write_bytes(content)

    assert run.recall(LATER) is None


def test_nothing_is_remembered_among_links(run: Run) -> None:
    run.place.unlink()
    (root(run) / "in/l.md").symlink_to(root(run) / "in/a.md")

    run.begin()
    run.remember(LAST, [], LATER)

    assert not run.place.exists()


def test_what_was_made_is_what_the_list_of_a_folder_names(tmp_path: Path) -> None:
    (tmp_path / ".explainer").write_text("a/index.html\nb.png\n")

    found = made_in(tmp_path)

    assert found == [tmp_path / name for name in (".explainer", "a/index.html", "b.png")]


PROGRAM = """
import sys
from explainer.cli import main
code = main(sys.argv[1:])
loaded = {"babel", "jinja2", "markdown", "markupsafe", "yaml", "PIL", "budoux"} & set(sys.modules)
print(code, *sorted(loaded))
"""


def build(root: Path, *options: str) -> tuple[str, str]:
    """Return what a build says on its two outputs, and at the end what it has loaded."""
    command = [sys.executable, "-c", PROGRAM, "--root", str(root), *options]
    run = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    return run.stdout, run.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the smallest site, which has a note to tell."""
    (tmp_path / "content/en").mkdir(parents=True)
    site = "title: T\nlanguages: {en: English}\nas_of: 2026-11-23\n"
    (tmp_path / "content/site.yaml").write_text(site)
    (tmp_path / "content/en/index.md").write_text("---\ntitle: T\nsummary: S\n---\nHello.\n")
    return tmp_path


def test_a_build_without_changes_loads_no_library_and_says_the_same(small: Path) -> None:
    first, second = build(small), build(small)

    assert first[0].endswith("0 babel jinja2 markdown markupsafe yaml\n")
    assert second[0].endswith(f" files written, 0 removed, in {small / '_site'}\n0\n")
    assert " 0 of " in second[0]
    assert second[1] == first[1] != ""


def test_notes_that_are_recalled_are_told_as_was_asked(small: Path) -> None:
    first = build(small, "--format", "json")[0].rpartition("]")[0]

    assert build(small, "--format", "json")[0].rpartition("]")[0] == first != ""
    assert "no-base-url" in build(small, "--format", "github")[0]


def test_without_the_cache_everything_is_made_and_nothing_kept(small: Path) -> None:
    said = build(small, "--no-cache")[0]

    assert said.endswith("0 babel jinja2 markdown markupsafe yaml\n")
    assert not (small / ".cache/last.json").exists()
    assert not (small / ".cache/remembered").exists()


def test_a_strict_run_after_one_that_was_not_fails_by_its_notes(small: Path) -> None:
    build(small)

    said = build(small, "--strict")

    assert said[0].startswith("1 ")
    assert said[1].endswith("1 note to mend; nothing was written\n")
