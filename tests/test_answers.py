"""What is remembered of addresses that answered, and for how long."""

from pathlib import Path

import pytest

from explainer.answers import FILE, Answer, Memory
from explainer.values import read_date

FINE = Answer(state="fine")
MOVED = Answer(state="moved", moved_to="https://new.example/")


def memory(root: Path, day: str = "2026-11-23") -> Memory:
    """Return what is remembered below *root* on a day."""
    found = Memory(root=root, today=read_date(day))
    found.load()
    return found


def kept(root: Path, **answers: Answer) -> None:
    """Remember *answers*."""
    writing = memory(root)
    for address, answer in answers.items():
        writing.keep(address, answer)
    writing.save()


def test_what_answered_is_remembered_and_what_did_not_is_asked_again(tmp_path: Path) -> None:
    unclear, dead = Answer(state="unclear", words="x"), Answer(state="dead", words="x")
    kept(tmp_path, a=FINE, b=MOVED, c=unclear, d=dead)

    recalled = {address: memory(tmp_path).recall(address) for address in "abcd"}

    assert recalled == {"a": FINE, "b": MOVED, "c": None, "d": None}


@pytest.mark.parametrize(
    ("day", "is_known"),
    [
        ("2026-11-22", False),  # it cannot have been asked tomorrow
        ("2026-11-23", True),
        ("2026-11-29", True),
        ("2026-11-30", False),
        ("2027-11-23", False),
    ],
)
def test_it_is_remembered_for_a_week(tmp_path: Path, day: str, is_known: bool) -> None:
    kept(tmp_path, a=FINE)

    assert (memory(tmp_path, day).recall("a") is not None) is is_known


def test_the_file_is_small_and_sorted_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    kept(tmp_path, b=MOVED, a=FINE)

    assert (tmp_path / FILE).read_text() == (
        "{\n"
        '"a": {\n"asked": "2026-11-23",\n"moved_to": ""\n},\n'
        '"b": {\n"asked": "2026-11-23",\n"moved_to": "https://new.example/"\n}\n'
        "}\n"
    )
    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == ["links.json"]


def test_what_is_old_is_forgotten_with_the_next_run(tmp_path: Path) -> None:
    kept(tmp_path, a=FINE)

    later = memory(tmp_path, "2026-12-24")
    later.keep("b", FINE)
    later.save()

    assert list(memory(tmp_path, "2026-12-24")) == ["b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b'{"a": 1}',
        b'{"a": {"asked": "2026-11-23"}}',
        b'{"a": {"asked": 1, "moved_to": ""}}',
        b'{"a": {"asked": "2026-99-23", "moved_to": ""}}',
        b'{"a": {"asked": "2026-11", "moved_to": ""}}',
        b'{"a": {"asked": "2026-11-23", "moved_to": null}}',
        b'{"a": {"asked": "2026-11-23", "moved_to": ""}',
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(content)

    assert memory(tmp_path).recall("a") is None
    kept(tmp_path, b=FINE)
    assert list(memory(tmp_path)) == ["b"]


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("in the way")

    kept(tmp_path, a=FINE)

    assert memory(tmp_path).recall("a") is None


def test_a_folder_in_the_place_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir(parents=True)

    kept(tmp_path, a=FINE)

    assert memory(tmp_path).recall("a") is None
    assert [path.name for path in (tmp_path / ".cache").iterdir()] == ["links.json"]


def test_where_there_is_nothing_to_remember_nothing_is_written(tmp_path: Path) -> None:
    kept(tmp_path, a=Answer(state="dead", words="x"))

    assert not (tmp_path / ".cache").exists()
