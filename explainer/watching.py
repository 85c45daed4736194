"""Finds out what changes on the disk, by looking again and again.

A look asks the system for the stamp of every file, which takes about a hundredth of a millisecond
for each; only where a stamp is another is the file read.  So whatever way an editor has of writing
is noticed, and what was saved without a change is none.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """What the system says of a file; any change of its content changes something of this."""

    inode: int
    size: int
    written: int
    changed: int


def look(folders: Sequence[Path]) -> dict[str, Stamp]:
    """Return the stamps of all files below *folders*, by their paths.

    What begins with a dot is passed over, as a build does.  A folder that is not there has no
    files, and neither has one that goes, or a file that goes, while this looks.
    """
    return {path: stamp for folder in folders for path, stamp in _files(str(folder))}


def _files(folder: str) -> Iterator[tuple[str, Stamp]]:
    waiting = [folder]
    while waiting:
        for entry in _entries(waiting.pop()):
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    told = entry.stat()
                    stamp = Stamp(told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
                    yield entry.path, stamp
            except OSError:  # it is gone already, or a link to nothing
                continue


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if not entry.name.startswith(".")]
    except OSError:
        return []


class Watch:
    """Remembers what stands in *folders*, to say what has changed since."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._stamps: Mapping[str, Stamp] = look(folders)
        self._digests = {path: _digest(path) for path in self._stamps}
        self._touched: set[str] = set()

    def moves(self) -> bool:
        """Look again, and say whether anything is other than at the last look."""
        stamps = look(self._folders)
        touched = {
            path
            for path in stamps.keys() | self._stamps.keys()
            if stamps.get(path) != self._stamps.get(path)
        }
        self._stamps = stamps
        self._touched |= touched
        return bool(touched)

    def news(self) -> bool:
        """Whether what has moved since this was asked last has another content now."""
        touched, self._touched = self._touched, set()
        return sum(self._is_new(path) for path in touched) > 0  # each is read, and remembered

    def _is_new(self, path: str) -> bool:
        before = self._digests.pop(path, None)
        after = _digest(path) if path in self._stamps else None
        if after is not None:
            self._digests[path] = after
        return before != after


def _digest(path: str) -> bytes:
    """Return what stands for the content of a file; one that cannot be read is as if empty."""
    try:
        if not Path(path).is_file():  # such as a pipe, at which reading would wait for ever
            return b""
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b""
