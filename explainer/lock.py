"""The file quotes.lock: which quotations were found in which copy of their source, where, and when.

It holds no words: of a quotation and of a copy it has the first digits of a hash.  One line each,
in the order of names, so that two people who add to it seldom meet.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from . import reading
from .errors import Position, Report
from .facts import Facts
from .matching import folded
from .quotations import Quotation, quotations_of
from .values import BadValue, Date, read_date

PATH = "content/quotes.lock"
# Enough of a hash to tell two texts apart, where nobody gains by making two that are alike.
DIGITS = 16

_HEAD = """\
# Written by `build.py verify`: the quotations that were found in a copy of their source. Each line:
# what is quoted for, source, hash of the words, hash of the copy (both sha256), day, where.
"""
_LINE = re.compile(
    rf"(?P<name>\w+(?:\.\w+)+) (?P<source>\w+) (?P<words>[0-9a-f]{{{DIGITS}}})"
    rf" (?P<copy>[0-9a-f]{{{DIGITS}}}) (?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) (?P<where>\S.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A quotation that was found: in the copy with that hash, on that day, at that place."""

    name: str
    source: str
    words: str
    copy: str
    day: Date
    where: str

    def holds(self, quotation: Quotation) -> bool:
        """Whether this is what was found when *quotation* was as it is now."""
        return (self.source, self.words) == (quotation.source, hash_of(quotation.text))

    def __str__(self) -> str:
        return f"{self.name} {self.source} {self.words} {self.copy} {self.day} {self.where}"


Lock = Mapping[str, Entry]


def hash_of(words: str) -> str:
    """Return what is kept of *words*: how they are set makes no difference to it."""
    return hashlib.sha256(folded(words).encode()).hexdigest()[:DIGITS]


def read_lock(root: Path, report: Report) -> Lock:
    """Return what quotes.lock holds; nothing where there is none."""
    if not (root / PATH).exists() and not (root / PATH).is_symlink():
        return {}
    file = reading.read_file(root, PATH, report)
    entries: dict[str, Entry] = {}
    offset = 0
    for line in file.text.split("\n") if file else ():
        if file and line.strip() and not line.startswith("#"):
            entry = _entry(line, file.position(offset), report)
            if entry and entry.name in entries:
                message = f'"{entry.name}" stands twice'
                hint = "take out the older of the two"
                report.add("bad-lock", file.position(offset), message, hint)
            elif entry:
                entries[entry.name] = entry
        offset += len(line) + 1
    return entries


def _entry(line: str, at: Position, report: Report) -> Entry | None:
    match = _LINE.fullmatch(line.rstrip())
    if match:
        name, source, words, copy, day, where = match.groups()
        with suppress(BadValue):
            date = read_date(day)
            return Entry(name=name, source=source, words=words, copy=copy, day=date, where=where)
    message = "this is no line that verify has written"
    report.add("bad-lock", at, message, "take it out, and run verify with a copy of the source")
    return None


def check_lock(facts: Facts, lock: Lock, report: Report) -> Facts:
    """Return *facts* with the days on which quotations were found; report what changed since."""
    checked = {}
    for quotation in quotations_of(facts):
        entry = lock.get(quotation.name)
        if entry is None:
            continue
        if entry.holds(quotation):
            checked[quotation.at] = entry.day
            continue
        was = f'was found in "{entry.source}" ({entry.where}) on {entry.day}'
        message = f"the quotation of {quotation.name} has changed since it {was}"
        hint = f"put it back, or look it up again: verify {quotation.source}=FILE"
        report.add("quote-changed", quotation.at, message, hint)
    return replace(facts, checked=checked)


def written(entries: Iterable[Entry]) -> bytes:
    """Return the file of *entries*."""
    lines = [f"{entry}\n" for entry in sorted(entries, key=lambda entry: entry.name)]
    return "".join([_HEAD, *lines]).encode()
