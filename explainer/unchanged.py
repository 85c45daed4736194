"""Knows whether anything has changed since the last build, without loading what a build needs.

Of each file that the site was made from, and of each that was made, it keeps what tells it from
others: first what the system says of it, and where that differs, the digest of its content.  A
file that was written at about the time it was looked at may have been written once more within the
same tick of the clock, and has its content read again.
"""

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .digests import digest_of
from .errors import RULES, Position, Problem
from .opening import read_bytes
from .shelf import put
from .writing import LIST

# Nanoseconds.  So close to being looked at, a file may have changed without a trace.
TICK = 2_000_000_000
# Bytes.  More than is ever kept, or made of one file.
MOST = 1 << 28

# What the system says of a file (size, times of content and of the entry, number), and its digest.
Stamp = tuple[int, int, int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last build: what was wrong, and how many pages and files there were."""

    problems: tuple[Problem, ...]
    pages: int
    files: int


class UnknownError(Exception):
    """Something stands among the files of which nothing can be told: a link, a device."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A build: what is *asked* for, of what stands in the folders *sources*.

    *place* is the file in which the last one is kept.
    """

    place: Path
    asked: Mapping[str, object]
    sources: Sequence[Path]
    _before: dict[str, Stamp] | None = None
    _known: dict[str, Any] = field(default_factory=dict)
    _at: int = 0
    _owns: dict[str, str] = field(default_factory=dict)
    _made: dict[str, str] = field(default_factory=dict)

    def recall(self, now: int) -> Last | None:
        """Return the last build, if it was the same and nothing has changed since.

        *now* is the time in nanoseconds.
        """
        try:
            told = json.loads(read_bytes(self.place, MOST))
            still = {kind: _still(told[kind], told["at"]) for kind in ("sources", "made")}
            self._known, self._at = {**still["sources"], **still["made"]}, now
            self._owns = {path: own for path, own in told["owns"].items() if path in still["made"]}
            if told["asked"] != self.asked or set(_files(self.sources)) != set(told["sources"]):
                return None
            if any(still[kind].keys() != told[kind].keys() for kind in still):
                return None
            problems = tuple(map(_read, told["problems"]))
            last = Last(problems=problems, pages=int(told["pages"]), files=int(told["files"]))
        except Exception:  # there is none, or none of ours
            return None
        if any(still[kind] != told[kind] for kind in still):
            self._keep({**told, **still, "at": now})
        return last

    def begin(self) -> None:
        """Look at the sources before they are read, so that what changes meanwhile is noticed."""
        try:
            self._before = {path: self._stamp(path) for path in _files(self.sources)}
        except UnknownError:
            self._before = None

    def stands(self, place: Path, own: str) -> bool:
        """Whether an earlier build has put at *place* what is to stand there, and it still does.

        *own* tells it from others; as such it is remembered.
        """
        path = str(place)
        self._made[path] = own
        return self._owns.get(path) == own

    def remember(self, last: Last, made: Iterable[Path], now: int) -> None:
        """Keep what came of the build, and the files that it *made*; *now* is as above.

        Where that cannot be, the next one begins anew.
        """
        if self._before is None:
            return
        try:
            stamps = {str(path): self._stamp(str(path)) for path in made}
        except UnknownError:
            return
        if any(self._stood(path) and self._known[path][4] != stamps[path][4] for path in stamps):
            return  # somebody has changed meanwhile what was left alone
        told = {"asked": self.asked, "sources": self._before, "made": stamps, "at": now}
        told["owns"] = {path: own for path, own in self._made.items() if path in stamps}
        problems = [_written(one) for one in last.problems]
        self._keep({**told, "problems": problems, "pages": last.pages, "files": last.files})

    def _stood(self, path: str) -> bool:
        """Whether the file at *path* was left as it was."""
        return path in self._made and self._owns.get(path) == self._made[path]

    def _stamp(self, path: str) -> Stamp:
        """Return the stamp of a file, which is only read if it may be another than it was."""
        status = _status(path)
        match self._known.get(path):
            case [*before, str(digest)] if before == [*status] and _is_settled(status, self._at):
                return *status, digest
        return *status, _digest(path)

    def _keep(self, told: Mapping[str, object]) -> None:
        put(self.place, json.dumps(told, separators=(",", ":")).encode())


def made_in(folder: Path) -> list[Path]:
    """Return the files in *folder* that builds have made, and the list of them."""
    paths = (folder / LIST).read_text("utf-8").splitlines()
    return [folder / LIST, *(folder / path for path in paths)]


def _still(before: Mapping[str, Sequence[Any]], at: int) -> dict[str, Sequence[Any]]:
    """Return the stamps, as they are now, of the files that have the content that they had."""
    found: dict[str, Sequence[Any]] = {}
    for path, stamp in before.items():
        with suppress(UnknownError):
            status = _status(path)
            if list(status) == list(stamp[:4]) and _is_settled(status, at):
                found[path] = stamp
            elif status[0] == stamp[0] and _digest(path) == stamp[4]:
                found[path] = [*status, stamp[4]]
    return found


def _files(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for where, inside, names in os.walk(folder, onerror=_unknown):
            inside[:] = [name for name in inside if name != "__pycache__"]
            if any(Path(where, name).is_symlink() for name in inside):
                raise UnknownError(where)
            yield from (os.path.join(where, name) for name in names)  # noqa: PTH118 — of thousands


def _unknown(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a folder that may be missing
        raise UnknownError(error.filename)


def _is_settled(status: tuple[int, int, int, int], at: int) -> bool:
    """Whether what the system said at this time tells of all that was done until then."""
    return max(status[1], status[2]) < at - TICK


def _status(path: str) -> tuple[int, int, int, int]:
    try:
        status = os.lstat(path)
    except OSError as error:
        raise UnknownError(path) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnknownError(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _digest(path: str) -> str:
    try:
        return digest_of(read_bytes(Path(path), MOST)).hex()
    except OSError as error:
        raise UnknownError(path) from error


def _written(problem: Problem) -> list[Any]:
    at = problem.at
    place = [at.path, at.line, at.column, at.text]
    return [place, problem.rule, problem.message, problem.hint]


def _read(told: Sequence[Any]) -> Problem:
    (path, line, column, text), rule, message, hint = told
    if rule not in RULES or not all(isinstance(one, str) for one in (path, message, hint)):
        raise ValueError(rule)
    at = Position(path=path, line=int(line), column=int(column), text=str(text))
    return Problem(at=at, rule=rule, message=message, hint=hint)
