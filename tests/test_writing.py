"""Putting a site into its folder: only what changed, only what is ours, and never half of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import UsageError
from explainer.writing import LIST, Written, check_folder, write

OUTPUTS = {"index.html": b"start", "lakes/index.html": b"lakes", "css/site.css": b"p {}"}


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder*, but for the list of what builds have made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / LIST
    }


def listed(folder: Path) -> list[str]:
    """Return what the list in *folder* says that builds have made."""
    return (folder / LIST).read_text().splitlines()


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    written = write(OUTPUTS, tmp_path / "a/b")

    assert written == Written(files=3, changed=3, removed=0)
    assert files_of(tmp_path / "a/b") == OUTPUTS
    assert listed(tmp_path / "a/b") == ["css/site.css", "index.html", "lakes/index.html"]


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)
    before = (tmp_path / "index.html").stat()

    written = write({**OUTPUTS, "lakes/index.html": b"LAKES"}, tmp_path)

    assert written == Written(files=3, changed=1, removed=0)
    assert (tmp_path / "lakes/index.html").read_bytes() == b"LAKES"
    after = (tmp_path / "index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_stands_there_is_neither_made_nor_looked_at(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)
    (tmp_path / "index.html").write_bytes(b"by hand")
    changed = {**OUTPUTS, "lakes/index.html": b"LAKES"}

    written = write(changed, tmp_path, lambda path: path == "index.html")

    assert written == Written(files=3, changed=1, removed=0)
    assert files_of(tmp_path) == {**changed, "index.html": b"by hand"}


def test_what_changed_is_moved_into_place_whole(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)

    with (tmp_path / "index.html").open("rb") as reader:
        write({**OUTPUTS, "index.html": b"another start"}, tmp_path)

        assert reader.read() == b"start"
    assert files_of(tmp_path) == {**OUTPUTS, "index.html": b"another start"}


def test_a_file_that_is_no_longer_made_goes_with_the_folders_that_it_leaves_empty(
    tmp_path: Path,
) -> None:
    write({**OUTPUTS, "a/b/c/index.html": b"deep"}, tmp_path)

    written = write(OUTPUTS, tmp_path)

    assert written == Written(files=3, changed=0, removed=1)
    assert not (tmp_path / "a").exists()
    assert listed(tmp_path) == sorted(OUTPUTS)


def test_a_file_of_somebody_else_keeps_its_folder(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)
    (tmp_path / "lakes/theirs.txt").write_bytes(b"theirs")

    write({}, tmp_path)

    assert files_of(tmp_path) == {"lakes/theirs.txt": b"theirs"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"about": b"file"}, {"about/index.html": b"page"}),
        ({"about/index.html": b"page"}, {"about": b"file"}),
        ({"a/b/index.html": b"page", "a/c.txt": b"c"}, {"a": b"file"}),
    ],
)
def test_a_file_becomes_a_folder_and_a_folder_a_file(
    tmp_path: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> None:
    write(before, tmp_path)

    written = write(after, tmp_path)

    assert written == Written(files=1, changed=1, removed=len(before))
    assert files_of(tmp_path) == after


def test_a_build_that_was_cut_off_is_mended_by_the_next(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)
    blocked = tmp_path / "news.html"
    blocked.mkdir()
    with pytest.raises(UsageError):
        write({**OUTPUTS, "index.html": b"new", "lakes/new.html": b"", "news.html": b""}, tmp_path)
    blocked.rmdir()

    write({**OUTPUTS, "index.html": b"newest"}, tmp_path)

    assert files_of(tmp_path) == {**OUTPUTS, "index.html": b"newest"}
    assert listed(tmp_path) == sorted(OUTPUTS)


def test_what_a_killed_build_left_half_written_goes(tmp_path: Path) -> None:
    write(OUTPUTS, tmp_path)
    (tmp_path / "lakes/.index.html.new").write_bytes(b"la")

    write(OUTPUTS, tmp_path)

    assert files_of(tmp_path) == OUTPUTS


@pytest.mark.parametrize(
    "line",
    [
        "../outside.txt",
        "{outside}",
        "lakes/../../outside.txt",
        "link/outside.txt",
        ".",
        "",
        "/x",
        "..",
    ],
)
def test_a_list_changed_by_hand_takes_nothing_away_outside(tmp_path: Path, line: str) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside.txt"
    outside.write_bytes(b"theirs")
    write(OUTPUTS, folder)
    (folder / "link").symlink_to(tmp_path)
    (folder / LIST).write_text(f"{line.format(outside=outside)}\n")

    write(OUTPUTS, folder)

    assert outside.read_bytes() == b"theirs"
    assert listed(folder) == sorted(OUTPUTS)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\0b\n"])
def test_a_list_that_is_no_text_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    write({**OUTPUTS, "old.html": b"old"}, tmp_path)
    (tmp_path / LIST).write_bytes(content)

    write(OUTPUTS, tmp_path)

    assert files_of(tmp_path) == {**OUTPUTS, "old.html": b"old"}
    assert listed(tmp_path) == sorted(OUTPUTS)


@pytest.mark.parametrize(
    ("obstacle", "message"),
    [
        ("index.html/", "the output {folder}/index.html cannot be written: Is a directory"),
        ("lakes", "the output {folder}/lakes cannot be written: File exists"),
    ],
)
def test_what_stands_in_the_way_of_a_file_is_named(
    tmp_path: Path, obstacle: str, message: str
) -> None:
    path = tmp_path / obstacle
    path.mkdir() if obstacle.endswith("/") else path.write_bytes(b"theirs")

    with pytest.raises(UsageError) as caught:
        write(OUTPUTS, tmp_path)

    assert str(caught.value) == message.format(folder=tmp_path)


def test_an_empty_folder_and_one_that_a_build_has_made_will_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(OUTPUTS, tmp_path / "made")

    for name in ("empty", "made", "not there"):
        check_folder(tmp_path / name, [tmp_path / "content"])

    assert not (tmp_path / "not there").exists()


@pytest.mark.parametrize("name", ["content", "content/en", ".", "link", "link/en", "x/../content"])
def test_a_folder_that_overlaps_with_the_sources_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "content/en").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "content")

    with pytest.raises(UsageError) as caught:
        check_folder(tmp_path / name, [tmp_path / "static", tmp_path / "content"])

    overlaps = f"the output {tmp_path / name} would overlap with content/"
    first = overlaps.replace("content/", "static/") if name == "." else overlaps
    assert str(caught.value) == f"{first}; choose another with --out"


def test_a_folder_with_files_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_bytes(b"theirs")

    with pytest.raises(UsageError) as caught:
        check_folder(tmp_path, [])

    assert str(caught.value) == (
        f"{tmp_path} holds files that no build has made; empty it, or choose another with --out"
    )


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "site").write_bytes(b"theirs")

    with pytest.raises(UsageError) as caught:
        check_folder(tmp_path / "site", [])

    assert str(caught.value) == (
        f"the output {tmp_path / 'site'} is a file; choose a folder with --out"
    )
