"""Puts a site into its folder: only what changed is written, only what we made is removed."""

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .errors import UsageError
from .outputs import folders_of

# Lists what builds have made in the folder; nothing else there is ever taken away.
LIST = ".explainer"
# Seconds that a build waits for another to write, and between two looks whether it has.
PATIENCE, PAUSE = 60, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a build changed in the output: how many files it holds, wrote and removed."""

    files: int
    changed: int
    removed: int


def nowhere(*_: object) -> bool:
    """Know of no file that stands there as it is to be."""
    return False


def check_folder(folder: Path, sources: Iterable[Path]) -> None:
    """Refuse a folder that a build must not write into.

    Raises:
        UsageError: *folder* is, holds or lies in a source, or has files of somebody else.
    """
    place = folder.resolve()
    for source in (source.resolve() for source in sources):
        if place == source or place in source.parents or source in place.parents:
            raise UsageError(
                f"the output {folder} would overlap with {source.name}/; choose another with --out"
            )
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"the output {folder} is a file; choose a folder with --out")
    if folder.is_dir() and not (folder / LIST).is_file() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} holds files that no build has made; empty it, or choose another with --out"
        )


def write(
    outputs: Mapping[str, bytes], folder: Path, stands: Callable[[str], bool] = nowhere
) -> Written:
    """Make *folder* hold *outputs*, by paths relative to it; what *stands* there is left alone.

    Each file is written beside its place and moved there, so that a reader sees the old or the new
    one.  The list names a file before it is written and until it is removed, so that a build that
    is cut off can be mended by the next.

    Raises:
        UsageError: *folder* cannot be written, or something stands in the way of a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            return _write(outputs, folder, stands)
    except OSError as error:
        place = error.filename2 or error.filename or folder
        raise UsageError(f"the output {place} cannot be written: {error.strerror}") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other build write into *folder*; one that is killed is in the way of none.

    Raises:
        UsageError: another build has written for longer than any takes.
    """
    place = os.open(folder, os.O_RDONLY)
    try:
        _lock(place, folder)
        yield
    finally:
        os.close(place)


def _lock(place: int, folder: Path) -> None:
    for _ in range(round(PATIENCE / PAUSE)):
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE)
        except OSError:  # a file system without locks
            return
        else:
            return
    raise UsageError(f"another build is writing into {folder}; let it end first")


def _write(outputs: Mapping[str, bytes], folder: Path, stands: Callable[[str], bool]) -> Written:
    _refuse_links(outputs, folder)
    old = _listed(folder)
    _write_list(folder, {*old, *outputs})
    for path in old:
        with suppress(FileNotFoundError, NotADirectoryError):  # such as of a file turned folder
            _beside(folder / path).unlink()  # of a build that was cut off
    gone = sorted(old - outputs.keys(), reverse=True)
    first = _in_the_way(gone, outputs)
    removed = sum(_remove(folder, path) for path in first)
    lacking = [path for path in sorted(outputs) if not stands(path)]
    changed = sum(write_file(folder / path, outputs[path]) for path in lacking)
    removed += sum(_remove(folder, path) for path in gone if path not in first)
    _write_list(folder, set(outputs))
    return Written(files=len(outputs), changed=changed, removed=removed)


def _refuse_links(outputs: Mapping[str, bytes], folder: Path) -> None:
    """Refuse to write through a link, which may lead anywhere.

    Raises:
        UsageError: there is one among the folders of *outputs*.
    """
    for parent in folders_of(outputs):
        if (folder / parent).is_symlink():
            raise UsageError(f"the output {folder / parent} is a link; take it away")


def _listed(folder: Path) -> set[str]:
    """Return what builds have made in *folder*, by a list that a hand may have changed."""
    try:
        paths = (folder / LIST).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    place = str(folder.resolve())
    leads_away = any(_may_lead_away(place, one) for one in folders_of(paths))
    folders = {_parent(path) for path in paths}
    inside = {one for one in folders if not leads_away or _lies_in(place, one)}
    return {path for path in paths if _parent(path) in inside and _lies_inside(place, path)}


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _may_lead_away(folder: str, path: str) -> bool:
    return ".." in path.split("/") or os.path.islink(f"{folder}/{path}")  # noqa: PTH114


def _lies_inside(folder: str, path: str) -> bool:
    """Whether a file lies in *folder*, as that in which it stands does; it may be a link."""
    name = path.rpartition("/")[2]
    if path.startswith("/") or name in ("", ".", "..") or "\0" in path:
        return False  # no name for a file of the site
    file = os.path.join(folder, path)  # noqa: PTH118 — of thousands
    return not os.path.islink(file) or _lies_in(folder, path)  # noqa: PTH114


def _lies_in(folder: str, path: str) -> bool:
    try:
        place = Path(folder, path).resolve()
        return place == Path(folder) or Path(folder) in place.parents
    except (OSError, RuntimeError, ValueError):  # links in a circle; no name for a file
        return False


def _in_the_way(gone: Iterable[str], outputs: Mapping[str, bytes]) -> list[str]:
    """Return those of the files *gone* that are now folders, or lie in what is now a file."""
    folders = folders_of(outputs)
    return [path for path in gone if path in folders or not folders_of([path]).isdisjoint(outputs)]


def _write_list(folder: Path, paths: set[str]) -> None:
    write_file(folder / LIST, "".join(f"{path}\n" for path in sorted(paths)).encode())


def write_file(path: Path, content: bytes) -> bool:
    """Write *content* unless it is there already, and return whether it had to be written.

    It is written beside its place and moved there, so that no part of it ever stands there.

    Raises:
        OSError: it cannot be written.
    """
    try:
        told = path.stat()
        is_same = stat.S_ISREG(told.st_mode) and told.st_size == len(content)
        if is_same and path.read_bytes() == content:
            return False
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_by(path, lambda file: file.write(content))
    return True


def write_by(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write the file at *path* by *write*, as `write_file` does.

    Raises:
        OSError: it cannot be written.
    """
    beside = _beside(path)
    try:
        # It is no link, whatever a build that was cut off, or somebody, left there.
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:
            write(file)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _remove(folder: Path, path: str) -> bool:
    """Remove a file that no build makes any more, and the folders that it leaves empty."""
    file = folder / path
    try:
        file.unlink()
    except OSError:
        return False
    for parent in file.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True
