"""Keeps what is slow to make from one build to the next, in a folder that may go at any time.

Nothing that stands there is believed: a file bears in its name the digest of what is in it, and
what does not fit is made anew.  Where nothing can be kept, all is made, and nothing is said of it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from .opening import read_bytes
from .writing import write_file

# So many files may lie there that the last build did not need: those of a branch, or of a draft.
SPARE = 300

_NAME = re.compile(r"(?P<key>[0-9a-f]{32})\.(?P<digest>[0-9a-f]{32})\.\w+")
_PART = re.compile(rf"\.{_NAME.pattern}\.new")


def taken(wanted: Mapping[str, Callable[[], bytes]], folder: Path, suffix: str) -> dict[str, bytes]:
    """Return what is *wanted*, by its name: from *folder* where it is there, or else made.

    A name stands for all that decides what comes out.  What was made lies in *folder* from then on,
    in a file with this *suffix* such as ".png".
    """
    files = _files(folder)
    found: dict[str, bytes] = {}
    used: set[Path] = set()
    for name, make in wanted.items():
        key = _digest(name.encode())
        content = _kept(files.get(key, ()))
        if content is None:
            content = make()
            put(folder / f"{key}.{_digest(content)}{suffix}", content)
        found[name] = content
        used.add(folder / f"{key}.{_digest(content)}{suffix}")
    _tidy(folder, used)
    return found


def lacking(wanted: Mapping[str, object], folder: Path) -> list[str]:
    """Return the names of what is *wanted* that `taken` would have to make."""
    files = _files(folder)
    return [name for name in wanted if _kept(files.get(_digest(name.encode()), ())) is None]


def _files(folder: Path) -> dict[str, list[Path]]:
    """Return the files in *folder* by the key in their names."""
    files: dict[str, list[Path]] = {}
    for path in _listed(folder):
        if match := _NAME.fullmatch(path.name):
            files.setdefault(match["key"], []).append(path)
    return files


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _kept(paths: Iterable[Path]) -> bytes | None:
    """Return what is in the first of *paths* that holds what its name says."""
    for path in paths:
        match = _NAME.fullmatch(path.name)
        try:
            content = read_bytes(path)
        except OSError:
            continue
        if match and match["digest"] == _digest(content):
            return content
    return None


def put(path: Path, content: bytes) -> None:
    """Write *content* to its place in a folder that no history keeps, if that can be."""
    ignored = path.with_name(".gitignore")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not ignored.exists():
            ignored.write_bytes(b"*\n")
        write_file(path, content)
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


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
