"""What is kept from one build to the next: used when it is whole, and never missed."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from explainer import shelf
from explainer.outputs import ready
from explainer.shelf import lacking, laid

CONTENTS = {"one": b"the first", "two": b"the second"}


def taken(wanted: Mapping[str, Callable[[], bytes]], folder: Path, suffix: str) -> dict[str, bytes]:
    """Return what is *wanted* as it is when it is asked for."""
    return {name: one.make() for name, one in shelf.taken(wanted, folder, suffix).items()}


class Maker:
    """Makes things, and remembers which."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, *names: str) -> Mapping[str, Callable[[], bytes]]:
        """Return what makes the things of these *names*."""
        return {name: partial(self._make, name) for name in names}

    def _make(self, name: str) -> bytes:
        self.made.append(name)
        return CONTENTS.get(name, name.encode())


@pytest.fixture
def maker() -> Maker:
    """Give a maker that has made nothing yet."""
    return Maker()


@pytest.fixture
def folder(tmp_path: Path, maker: Maker) -> Path:
    """Give a folder in which both things are kept."""
    taken(maker("one", "two"), tmp_path / "a/b", ".png")
    maker.made.clear()
    return tmp_path / "a/b"


def kept(folder: Path) -> dict[str, bytes]:
    """Return what is in *folder*, by name, but for what hides it from Git."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".gitignore"}


def test_what_was_made_once_is_taken_from_then_on(folder: Path, maker: Maker) -> None:
    assert sorted(kept(folder).values()) == sorted(CONTENTS.values())
    assert all(name.endswith(".png") for name in kept(folder))

    assert taken(maker("two", "one"), folder, ".png") == CONTENTS
    assert maker.made == []
    assert list(taken(maker("two", "three", "one"), folder, ".png")) == ["two", "three", "one"]
    assert maker.made == ["three"]


def test_the_folder_is_hidden_from_git(folder: Path) -> None:
    assert (folder / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("spoilt", [b"", b"the fir", b"the first and more", b"THE FIRST"])
def test_what_is_spoilt_is_made_anew(folder: Path, maker: Maker, spoilt: bytes) -> None:
    (path,) = (path for path in folder.iterdir() if path.read_bytes() == b"the first")
    path.write_bytes(spoilt)

    assert taken(maker("one", "two"), folder, ".png") == CONTENTS
    assert maker.made == ["one"]
    assert path.read_bytes() == b"the first"


def test_what_took_the_place_of_another_is_not_believed(folder: Path, maker: Maker) -> None:
    one, two = (path for path in folder.iterdir() if path.name != ".gitignore")
    two.write_bytes(one.read_bytes())

    assert taken(maker("one", "two"), folder, ".png") == CONTENTS
    assert len(maker.made) == 1


def test_a_folder_where_a_file_should_be_is_no_reason_to_stop(folder: Path, maker: Maker) -> None:
    (path,) = (path for path in folder.iterdir() if path.read_bytes() == b"the first")
    path.unlink()
    path.mkdir()

    assert taken(maker("one", "two"), folder, ".png") == CONTENTS
    assert maker.made == ["one"]


def test_a_folder_that_is_gone_is_made_again(folder: Path, maker: Maker) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    assert taken(maker("one"), folder, ".png") == {"one": b"the first"}
    assert list(kept(folder).values()) == [b"the first"]


def test_what_stands_in_the_way_of_the_folder_keeps_nothing_from_being_made(
    tmp_path: Path, maker: Maker
) -> None:
    (tmp_path / "a").write_bytes(b"theirs")

    assert taken(maker("one", "two"), tmp_path / "a/b", ".png") == CONTENTS
    assert (tmp_path / "a").read_bytes() == b"theirs"


def test_where_nothing_can_be_written_all_is_made(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")  # root, as tests may run, is never refused

    monkeypatch.setattr(Path, "write_bytes", refuse)

    assert taken(maker("one", "three"), folder, ".png") == {"one": b"the first", "three": b"three"}
    assert maker.made == ["three"]


def test_a_folder_that_may_only_be_read_will_do(folder: Path, maker: Maker) -> None:
    folder.chmod(0o500)
    try:
        found = taken(maker("one", "three"), folder, ".png")
    finally:
        folder.chmod(0o700)

    assert found == {"one": b"the first", "three": b"three"}
    assert maker.made == ["three"]


def test_a_build_that_is_cut_off_leaves_nothing_half(
    tmp_path: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            taken(maker("one", "two"), tmp_path, ".png")
    (left,) = kept(tmp_path)
    assert left.startswith(".")

    assert taken(maker("one", "two"), tmp_path, ".png") == CONTENTS
    assert left not in kept(tmp_path)
    assert sorted(kept(tmp_path).values()) == sorted(CONTENTS.values())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_no_build_needs_any_more_goes_once_it_is_too_much(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "SPARE", 3)
    (folder / "theirs.png").write_bytes(b"theirs")

    for number in range(3):
        taken(maker("one", f"other {number}"), folder, ".png")
        taken(maker("one"), folder, ".png")
    assert sorted(kept(folder).values()) == [b"the first", b"theirs"]
    taken(maker("one", "two"), folder, ".png")

    assert sorted(kept(folder).values()) == [b"the first", b"the second", b"theirs"]


def test_what_a_link_leads_to_is_left_alone(folder: Path, maker: Maker, tmp_path: Path) -> None:
    (path,) = (path for path in folder.iterdir() if path.read_bytes() == b"the first")
    path.unlink()
    (tmp_path / "theirs").write_bytes(b"theirs")
    path.symlink_to(tmp_path / "theirs")

    assert taken(maker("one"), folder, ".png") == {"one": b"the first"}
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not path.is_symlink()


def test_two_builds_at_a_time_do_not_harm_each_other(folder: Path, maker: Maker) -> None:
    def meanwhile() -> bytes:
        taken(maker("three"), folder, ".png")
        return b"the third"

    assert taken({"three": meanwhile}, folder, ".png") == {"three": b"the third"}
    assert taken(maker("three"), folder, ".png")["three"] in (b"the third", b"three")


def test_what_is_there_is_told_from_others_without_being_read(folder: Path, maker: Maker) -> None:
    found = shelf.taken(maker("one", "two"), folder, ".png")
    first = found["one"].own
    for path in folder.iterdir():
        path.write_bytes(b"")

    again = shelf.taken(maker("one"), folder, ".png")

    assert again["one"].own == first == ready(b"the first").own
    assert maker.made == []
    assert again["one"].make() == b"the first"
    assert maker.made == ["one"]


def test_what_was_laid_there_by_another_process_is_taken(tmp_path: Path, maker: Maker) -> None:
    assert lacking(["one", "two"], tmp_path) == ["one", "two"]
    assert laid("one", b"the first", tmp_path, ".png")

    assert lacking(["one", "two"], tmp_path) == ["two"]
    assert taken(maker("one", "two"), tmp_path, ".png") == CONTENTS
    assert maker.made == ["two"]


def test_where_it_cannot_be_laid_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"theirs")

    assert not laid("one", b"the first", tmp_path / "a/b", ".png")
