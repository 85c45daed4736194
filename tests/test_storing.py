"""What is remembered is kept in a file, and a file is believed only if all of it is right."""

import os
from pathlib import Path

import pytest

from explainer.errors import Report
from explainer.pipeline import Kept, Order, build
from explainer.remembering import Remembered
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
