"""What counts as a change on the disk, and what does not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.watching import Watch, look

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two files, one of them deeper."""
    (tmp_path / "site/en").mkdir(parents=True)
    (tmp_path / "site/page.md").write_text("One.")
    (tmp_path / "site/en/deep.md").write_text("Two.")
    return tmp_path / "site"


def rewritten_with_its_old_date(folder: Path) -> None:
    before = (folder / "page.md").stat()
    (folder / "page.md").write_text("Eno.")
    os.utime(folder / "page.md", ns=(before.st_atime_ns, before.st_mtime_ns))


def written_by_rename(folder: Path) -> None:
    (folder / ".page.md.tmp").write_text("Eno.")
    (folder / ".page.md.tmp").rename(folder / "page.md")


def a_link_leads_elsewhere(folder: Path) -> None:
    (folder / "page.md").unlink()
    (folder / "page.md").symlink_to(folder / "en/deep.md")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "page.md").write_text("Another."),
        lambda folder: (folder / "page.md").unlink(),
        lambda folder: (folder / "new.md").write_text(""),
        lambda folder: (folder / "en/deep.md").rename(folder / "en/deeper.md"),
        lambda folder: (folder / "en").rename(folder / "ja"),
        rewritten_with_its_old_date,
        written_by_rename,
        a_link_leads_elsewhere,
    ],
    ids=["edit", "gone", "new", "renamed", "folder", "old date", "by rename", "link"],
)
def test_every_way_to_change_a_file_is_news_once(folder: Path, change: Change) -> None:
    watch = Watch([folder])
    before = watch.moves(), watch.news()

    change(folder)

    assert before == (False, False)
    assert (watch.moves(), watch.news()) == (True, True)
    assert (watch.moves(), watch.news()) == (False, False)


def saved_without_a_change(folder: Path) -> None:
    (folder / ".new").write_text("One.")
    (folder / ".new").rename(folder / "page.md")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: os.utime(folder / "page.md", (1, 1)),
        lambda folder: (folder / "page.md").chmod(0o600),
        saved_without_a_change,
    ],
    ids=["touched", "mode", "saved"],
)
def test_what_is_saved_without_a_change_moves_and_is_no_news(folder: Path, change: Change) -> None:
    watch = Watch([folder])

    change(folder)

    assert (watch.moves(), watch.news()) == (True, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / ".page.md.swp").write_text("x"),
        lambda folder: (folder / ".git").mkdir(),
        lambda folder: (folder / "empty").mkdir(),
        lambda folder: (folder / "nowhere").symlink_to(folder / "not there"),
    ],
    ids=["dot", "dot folder", "empty folder", "link to nothing"],
)
def test_what_no_build_reads_is_not_looked_at(folder: Path, change: Change) -> None:
    watch = Watch([folder])

    change(folder)

    assert not watch.moves()


def test_all_that_moved_since_it_was_asked_for_news_counts(folder: Path) -> None:
    watch = Watch([folder])

    (folder / "page.md").write_text("Another.")
    watch.moves()
    os.utime(folder / "en/deep.md", (1, 1))
    watch.moves()

    assert watch.news()


def test_a_change_that_is_taken_back_is_no_news(folder: Path) -> None:
    watch = Watch([folder])

    for text in ("Another.", "One."):
        (folder / "page.md").write_text(text)
        watch.moves()

    assert not watch.news()


def test_a_folder_may_come_later_and_go_again(tmp_path: Path) -> None:
    watch = Watch([tmp_path / "static"])

    (tmp_path / "static").mkdir()
    (tmp_path / "static/a.svg").write_text("<svg/>")
    came = watch.moves(), watch.news()
    (tmp_path / "static/a.svg").unlink()
    (tmp_path / "static").rmdir()

    assert came == (True, True)
    assert (watch.moves(), watch.news()) == (True, True)


def test_a_file_that_goes_between_look_and_reading_is_taken_as_it_comes(folder: Path) -> None:
    watch = Watch([folder])

    (folder / "page.md").write_text("Another.")
    watch.moves()
    (folder / "page.md").unlink()

    assert watch.news()
    assert (watch.moves(), watch.news()) == (True, True)


def test_nothing_makes_it_wait_or_walk_for_ever(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "en/circle").symlink_to(folder)

    watch = Watch([folder])

    names = {Path(path).relative_to(folder).as_posix() for path in look([folder])}
    assert names == {"page.md", "en/deep.md", "pipe", "en/circle"}
    assert not watch.moves()


def test_a_file_that_may_not_be_read_is_looked_at_all_the_same(folder: Path) -> None:
    (folder / "page.md").chmod(0)
    watch = Watch([folder])

    (folder / "page.md").unlink()
    (folder / "page.md").write_text("Another.")

    assert (watch.moves(), watch.news()) == (True, True)
