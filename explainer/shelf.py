"""Keeps what is slow to make from one build to the next, in a folder that may go at any time.

Nothing that is read there is believed: a file bears in its name the digest of what is in it, and
what does not fit is made anew.  Where nothing can be kept, all is made, and nothing is said of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from .digests import digest_of
from .opening import read_bytes
from .outputs import Output, ready
from .writing import write_by

# So many files may lie there that the last build did not need: those of a branch, or of a draft.
SPARE = 300

_NAME = re.compile(r"(?P<key>[0-9a-f]{32})\.(?P<digest>[0-9a-f]{32})\.\w+")
_PART = re.compile(rf"\.{_NAME.pattern}\.new")


def taken(
    wanted: Mapping[str, Callable[[], bytes]], folder: Path, suffix: str
) -> dict[str, Output]:
    """Return what is *wanted*, by its name: from *folder* where it is there, or else made.

    A name stands for all that decides what comes out.  What was made lies in *folder* from then on,
    in a file with this *suffix* such as ".png".
    """
    files = _files(folder)
    found: dict[str, Output] = {}
    used: set[Path] = set()
    for name, make in wanted.items():
        path = files.get(_digest(name.encode()))
        if path is None:
            content = make()
            path = _laid(name, content, folder, suffix)
            if path is None:
                found[name] = ready(content)
                continue
        found[name] = Output(bytes.fromhex(_digest_in(path)), partial(_content, path, make))
        used.add(path)
    _tidy(folder, used)
    return found


def lacking(wanted: Iterable[str], folder: Path) -> list[str]:
    """Return the names of what is *wanted* that `taken` would have to make."""
    files = _files(folder)
    return [name for name in wanted if _digest(name.encode()) not in files]


def laid(name: str, content: bytes, folder: Path, suffix: str) -> bool:
    """Lay what is called *name* into *folder*, and return whether it lies there for `taken`."""
    return _laid(name, content, folder, suffix) is not None


def _laid(name: str, content: bytes, folder: Path, suffix: str) -> Path | None:
    path = folder / f"{_digest(name.encode())}.{_digest(content)}{suffix}"
    put(path, content)
    return path if path.exists() else None


def _files(folder: Path) -> dict[str, Path]:
    """Return the files in *folder* by the key in their names."""
    matches = ((path, _NAME.fullmatch(path.name)) for path in _listed(folder))
    return {match["key"]: path for path, match in matches if match}


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _content(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what is in the file at *path* if that is what its name says, or else made anew."""
    try:
        content = read_bytes(path)
        if _digest_in(path) == _digest(content):
            return content
    except OSError:
        pass
    content = make()
    put(path, content)
    return content


def put(path: Path, content: bytes) -> None:
    """Write *content* to its place in a folder that no history keeps, if that can be."""
    put_by(path, lambda file: file.write(content))


def put_by(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Have the file at *path* written by *write*, as `put` does."""
    ignored = path.with_name(".gitignore")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not ignored.exists():
            ignored.write_bytes(b"*\n")
        write_by(path, write)
    except OSError:  # no room, no right, or something stands in the way
        return


def _tidy(folder: Path, used: set[Path]) -> None:
    """Take away what is broken off, and what is not *used* once that is too much."""
    files = _listed(folder)
    spare = [path for path in files if _NAME.fullmatch(path.name) and path not in used]
    parts = [path for path in files if _PART.fullmatch(path.name)]
    for path in [*parts, *(spare if len(spare) > SPARE else ())]:
        try:
            path.unlink()
        except OSError:
            continue


def _digest_in(path: Path) -> str:
    """Return the digest that a file of ours has in its name."""
    return path.name.split(".")[1]


def _digest(content: bytes) -> str:
    return digest_of(content).hex()
