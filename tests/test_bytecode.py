"""What templates were compiled to is kept beside the generator's own code, and nowhere else."""

import sys
from pathlib import Path

import pytest

from explainer import bytecode
from explainer.errors import Report
from explainer.pipeline import Kept, Order, build

LAKES = Path(__file__).parent / "sites/lakes"
OWN = Path(bytecode.__file__).parent.parent / "templates"


@pytest.fixture(scope="module")
def compiled() -> dict[str, bytes]:
    """What a build of the lakes, which has templates of its own, compiles."""
    kept = Kept()
    build(Order(root=LAKES, today="2026-11-23"), Report(), kept)
    return kept.compiled


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "templates"


def test_the_next_run_compiles_nothing_of_ours(compiled: dict[str, bytes], place: Path) -> None:
    bytecode.keep(compiled, place)
    kept = Kept(compiled=bytecode.loaded(place))

    build(Order(root=LAKES, today="2026-11-23"), Report(), kept)

    ours = {file for file in kept.compiled if Path(file).is_relative_to(OWN)}
    assert str(OWN / "base.html") in ours
    assert ours == bytecode.loaded(place).keys()


def test_a_template_of_a_site_is_not_kept(compiled: dict[str, bytes], place: Path) -> None:
    strange = str(LAKES / "templates/macros/a.html")

    bytecode.keep({**compiled, strange: b"code"}, place)

    assert strange not in bytecode.loaded(place)


def test_a_template_that_was_changed_is_compiled_anew(
    compiled: dict[str, bytes], place: Path
) -> None:
    old = build(Order(root=LAKES, today="2026-11-23"), Report()).outputs["index.html"]
    file = str(OWN / "base.html")
    other = {**compiled, file: compiled[str(OWN / "layouts/search.html")]}
    bytecode.keep(other, place)  # the code of another text

    kept = Kept(compiled=bytecode.loaded(place))
    built = build(Order(root=LAKES, today="2026-11-23"), Report(), kept)

    assert built.outputs["index.html"] == old
    assert kept.compiled[file] == compiled[file]


@pytest.mark.parametrize("at", [0, 20, 40, -1])
def test_a_file_with_a_wrong_byte_is_not_believed(
    compiled: dict[str, bytes], place: Path, at: int
) -> None:
    bytecode.keep(compiled, place)
    content = bytearray(place.read_bytes())
    content[at] ^= 1
    place.write_bytes(content)

    assert bytecode.loaded(place) == {}


def test_it_lies_where_python_keeps_the_code_of_the_generator() -> None:
    assert bytecode.PLACE.parent.name == "__pycache__"
    assert bytecode.PLACE.parent.parent == Path(bytecode.__file__).parent


def test_who_wants_no_bytecode_gets_none(
    compiled: dict[str, bytes], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    bytecode.keep(compiled, place)

    assert not place.exists()


def test_nothing_is_said_where_nothing_can_be_kept(compiled: dict[str, bytes], place: Path) -> None:
    place.mkdir()

    bytecode.keep(compiled, place)

    assert bytecode.loaded(place) == {}
