"""What is remembered is kept in a file, and a file is believed only if all of it is right."""

import os
import pickle
import resource
import struct
from pathlib import Path
from typing import Any

import pytest

from explainer import storing
from explainer.errors import Report
from explainer.pipeline import Kept, Order, build
from explainer.remembering import Part, Remembered
from explainer.storing import store, stored

LAKES = Path(__file__).parent / "sites/lakes"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache/remembered"


def made_of(remembered: Remembered) -> list[str]:
    """Return what a build of the lakes has to make."""
    kept = Kept(remembered=remembered)
    build(Order(root=LAKES, today="2026-11-23"), Report(), kept)
    return kept.remembered.made


def test_the_next_run_makes_nothing_that_was_made(place: Path) -> None:
    first = Remembered()
    assert "/lakes/miru/" in made_of(first)
    store(first, place)

    again = made_of(stored(place))

    faulty = {"/", "/every-type/", "/ja/", "/ja/every-type/"}
    assert [name for name in again if name not in faulty] == []


@pytest.mark.parametrize("at", [0, 5, 30, 60, 200, -1])
def test_a_file_with_a_wrong_byte_is_not_believed(place: Path, at: int) -> None:
    store(_remembering(), place)
    content = bytearray(place.read_bytes())
    content[at] ^= 1
    place.write_bytes(content)

    assert stored(place) == Remembered()


@pytest.mark.parametrize("length", [0, 1, 20, 52, 100])
def test_a_file_that_was_cut_off_is_not_believed(place: Path, length: int) -> None:
    store(_remembering(), place)
    place.write_bytes(place.read_bytes()[:length])

    assert stored(place) == Remembered()


def test_a_file_runs_nothing(place: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "run"),)

    remembered = Remembered()
    remembered.of_text("trap", "text", lambda _: Trap())
    store(remembered, place)

    assert stored(place) == Remembered()
    assert not (tmp_path / "run").exists()


def put(place: Path, payload: bytes) -> None:
    """Put a file to its place that says of itself that we have written it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(storing._head(payload) + payload)


class Made:
    """What calls something when it is read back."""

    def __init__(self, *called: Any) -> None:
        self.called = called

    def __reduce__(self) -> Any:
        return self.called


@pytest.mark.parametrize(
    "value",
    [
        Made(eval, ("open('run', 'w')",)),
        Made(os.system, ("touch run",)),
        Made(getattr, ("", "__class__")),
        Made(bytearray, (1 << 40,)),
        Made(str.__mul__, ("a", 1 << 40)),
        Made(storing.stored, (Path("run"),)),
        Path("run"),
        Part,
        ValueError("x"),
    ],
    ids=["eval", "system", "getattr", "bomb", "long", "ours", "path", "class", "error"],
)
def test_no_other_class_and_no_function_is_made(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    monkeypatch.chdir(tmp_path)
    put(place, pickle.dumps(("state", {}, {("text", b"digest"): value}), protocol=5))

    if value is not Part:  # which is one of ours, if no part
        assert stored(place) == Remembered()
    assert not (tmp_path / "run").exists()


# A few bytes that ask for the memory of the machine: a place far out in the list of what was
# made, lengths that nothing follows, and lists in lists.
BOMBS = {
    "a far place": b"\x80\x05Nr" + struct.pack("<I", 2**32 - 1) + b".",
    "a place": b"\x80\x05Nr" + struct.pack("<I", 2**27) + b".",
    "many bytes": b"\x80\x05\x8e" + struct.pack("<Q", 2**40) + b"x.",
    "a long text": b"\x80\x05\x8d" + struct.pack("<Q", 2**40) + b"x.",
    "a large frame": b"\x80\x05\x95" + struct.pack("<Q", 2**40) + b"N.",
    "lists in lists": b"\x80\x05" + b"]" * 2_000_000 + b"a" * 1_999_999 + b".",
    "no end": b"\x80\x05" + b"N" * 1_000_000,
    "nothing": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_does_not_fill_the_memory(place: Path, name: str) -> None:
    put(place, BOMBS[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    limits = resource.getrlimit(resource.RLIMIT_AS)

    assert stored(place) == Remembered()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB
    assert resource.getrlimit(resource.RLIMIT_AS) == limits


def test_a_file_that_is_too_large_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(_remembering(), place)
    monkeypatch.setattr(storing, "MOST", place.stat().st_size)
    assert stored(place) == _remembering() or not stored(place).is_empty
    monkeypatch.setattr(storing, "MOST", place.stat().st_size - 1)

    assert stored(place) == Remembered()


@pytest.mark.parametrize(
    "lasting",
    [5, None, (), ("state", {}), ("state", [], {}), (1, {}, {}), ("state", {"a": 1}, {})],
    ids=repr,
)
def test_what_has_another_shape_is_not_believed(place: Path, lasting: object) -> None:
    put(place, pickle.dumps(lasting, protocol=5))

    assert stored(place) == Remembered()


def test_nobody_waits_at_a_pipe(place: Path) -> None:
    place.parent.mkdir()
    os.mkfifo(place)

    assert stored(place) == Remembered()


def test_nothing_is_kept_where_nothing_can_be(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")

    store(_remembering(), tmp_path / "cache/remembered")

    assert stored(tmp_path / "cache/remembered") == Remembered()


def test_a_folder_at_its_place_is_no_file(place: Path) -> None:
    place.mkdir(parents=True)

    store(_remembering(), place)

    assert stored(place) == Remembered()


def test_no_history_keeps_it(place: Path) -> None:
    store(_remembering(), place)

    assert (place.parent / ".gitignore").read_text() == "*\n"


def _remembering() -> Remembered:
    remembered = Remembered()
    remembered.of_text("length", "a text of some length" * 20, lambda text: text.upper())
    return remembered
