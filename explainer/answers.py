"""What became of the addresses that were asked, and what is remembered of that for a week.

An address that answered is not asked again for so long; one that did not is asked each time.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .opening import read_bytes
from .values import BadValue, Date, read_date
from .writing import write_file

State = Literal["fine", "moved", "dead", "unclear"]

FILE = ".cache/links.json"
DAYS = 7
# More than any site needs; what is larger was not written here.
_MOST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an address.

    It is "fine", has "moved" for good to *moved_to*, is "dead", or it is "unclear" which of them.
    For the last two *words* say why; they go on after the address.  *silent*: no host said a word.
    """

    state: State
    words: str = ""
    moved_to: str = ""
    silent: bool = False


@dataclass(slots=True, kw_only=True)
class Memory:
    """The addresses that answered, with the day on which they did, in a file below *root*.

    Nothing depends on the file: where it is lost, broken or cannot be written all is asked again.
    """

    root: Path
    today: Date
    _entries: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def _path(self) -> Path:
        return self.root / FILE

    def load(self) -> None:
        """Recall what is not older than a week."""
        with suppress(OSError, ValueError, RecursionError):
            if self._path.stat().st_size <= _MOST:
                found = json.loads(read_bytes(self._path))
                self._entries = dict(self._fresh(found)) if isinstance(found, dict) else {}

    def _fresh(self, found: Mapping[str, object]) -> list[tuple[str, tuple[str, str]]]:
        fresh = []
        for address, entry in found.items():
            match entry:
                case {"asked": str(asked), "moved_to": str(moved_to)} if self._is_fresh(asked):
                    fresh.append((address, (asked, moved_to)))
        return fresh

    def _is_fresh(self, asked: str) -> bool:
        try:
            date = read_date(asked)
        except BadValue:
            return False
        return date.is_full and 0 <= (self.today.first_day - date.first_day).days < DAYS

    def recall(self, address: str) -> Answer | None:
        """Return how *address* answered in the last week, if it did."""
        if address not in self._entries:
            return None
        moved_to = self._entries[address][1]
        return Answer(state="moved" if moved_to else "fine", moved_to=moved_to)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))

    def keep(self, address: str, answer: Answer) -> None:
        """Remember *answer* if it is one of those that are not asked for again."""
        if answer.state in ("fine", "moved"):
            self._entries[address] = (self.today.written, answer.moved_to)

    def save(self) -> None:
        """Write down what is remembered, or give up: next time all is asked again."""
        if not self._entries:
            return
        entries = {
            address: {"asked": asked, "moved_to": moved_to}
            for address, (asked, moved_to) in self._entries.items()
        }
        text = json.dumps(entries, ensure_ascii=True, indent=0, sort_keys=True)
        with suppress(OSError):
            write_file(self._path, f"{text}\n".encode())
