"""Remembers what a build has made, so that the next makes anew only what has changed.

Two things are remembered.  Of a part, such as a page, what came of it, with all that was read for
it: it serves as long as that is the same.  And what is made of a text alone, such as its sections,
by the text itself.  Nothing is remembered of what was at fault, so that each build tells of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any, TypeVar

from .digests import digest_of
from .errors import Report
from .packing import Text, refill
from .reading import SourceFile
from .tracing import FAULT, Fingerprints, Key, Reads

T = TypeVar("T")

# What is made of a text for a part that may itself be remembered, and then need not be made: it is
# kept though a build has not used it, so many of the newest at most.
SPARED = ("page", "line")
SPARE = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a part that by itself was *own*, and the fingerprints of all else it read."""

    own: bytes
    reads: dict[Key, str]
    value: Any

    def __setstate__(self, found: Sequence[Any]) -> None:
        own, reads, value = found
        # Many parts read the same, which is to be in memory once.
        refill(self, (own, {intern(key): intern(told) for key, told in reads.items()}, value))


# Parts by their names, and what was made of texts.
News = tuple[dict[str, Part], dict[tuple[str, bytes], Any]]
# What all parts depend on, and these.
Lasting = tuple[str, dict[str, Part], dict[tuple[str, bytes], Any]]


@dataclass(slots=True)
class Remembered:
    """What is remembered from one build to the next.

    *state* tells from others all that every part depends on, such as templates and settings;
    *made* names the parts that the build has made itself, *fresh* has the paths of the files that
    it has read for the first time.  *led_to* are the ids of pages, by their addresses, that
    something led to in the last build.
    """

    state: str = ""
    made: list[str] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    led_to: dict[str, set[str]] = field(default_factory=dict)
    _parts: dict[str, Part] = field(default_factory=dict)
    _texts: dict[tuple[str, bytes], Any] = field(default_factory=dict)
    _used_parts: set[str] = field(default_factory=set)
    _used_texts: set[tuple[str, bytes]] = field(default_factory=set)
    _new_texts: set[tuple[str, bytes]] = field(default_factory=set)

    def begin(self) -> None:
        """Begin a build."""
        for used in (self._used_parts, self._used_texts, self._new_texts):
            used.clear()
        self.made.clear()
        self.fresh.clear()

    def depend_on(self, state: str) -> None:
        """Say that all parts of this build depend on *state*."""
        if state != self.state:
            self._parts.clear()
        self.state = state

    def end(self) -> None:
        """Forget what the build has not used, and can be of no use to the next."""
        self._parts = {name: self._parts[name] for name in self._used_parts}
        used = {key: self._texts.pop(key) for key in self._used_texts if key in self._texts}
        spare = [(key, one) for key, one in self._texts.items() if key[0] in SPARED]
        self._texts = dict(spare[-SPARE:]) | used

    def lasting(self) -> Lasting:
        """Return what the next run can go on with; what is made of files is not worth it."""
        texts = {key: one for key, one in self._texts.items() if not key[0].startswith("file ")}
        return self.state, self._parts, texts

    def restore(
        self, state: str, parts: dict[str, Part], texts: dict[tuple[str, bytes], Any]
    ) -> None:
        """Go on with what `lasting` gave in an earlier run, or with some of it after the rest."""
        self.state = state
        self._parts |= parts
        self._texts |= texts

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered."""
        return not self._parts and not self._texts

    def break_off(self) -> None:
        """Forget what was made of texts in a build that failed: it may be for this that it did."""
        for key in self._new_texts:
            self._texts.pop(key, None)

    def lacks(self, name: str, own: bytes, now: Fingerprints) -> bool:
        """Whether the part called *name* would have to be made; *own* and *now* are as for it."""
        part = self._parts.get(name)
        return part is None or part.own != own or not now.hold(part.reads)

    def news(self) -> News:
        """Return what was made since the last call, for `add` in another process."""
        parts = {name: self._parts[name] for name in self.made if name in self._used_parts}
        texts = {key: self._texts[key] for key in self._new_texts}
        self.made.clear()
        self._new_texts.clear()
        return parts, texts

    def handed_on(self) -> News:
        """Return the `news`, which from now on are with somebody else, and forget them."""
        parts, texts = self.news()
        for name in parts:
            del self._parts[name]
        for key in texts:
            del self._texts[key]
        return parts, texts

    def add(self, news: News) -> None:
        """Remember what was made elsewhere, for this very build."""
        parts, texts = news
        self._parts |= parts
        self._texts |= texts
        self.made += parts
        self._used_texts |= texts.keys()
        self._new_texts |= texts.keys()

    def part(
        self, name: str, own: bytes, now: Fingerprints, reads: Reads, make: Callable[[], T]
    ) -> T:
        """Return what came of the part called *name*, or what comes of it now that it is made.

        *own* is the digest of what it is by itself, *now* tells what all else is; *reads* hears
        what *make* reads.
        """
        if self.lacks(name, own, now):
            with reads.collected() as found:
                value = make()
            self.made.append(name)
            if FAULT in found:
                return value
            fingerprints = {key: now.of(key) for key in sorted(found)}
            self._parts[name] = Part(own, fingerprints, value)
        known: T = self.taken(name)
        return known

    def taken(self, name: str) -> Any:
        """Return what came of the part called *name*, which the build does not lack."""
        self._used_parts.add(name)
        return self._parts[name].value

    def of_file(self, shared: str, file: SourceFile, report: Report, make: Callable[[], T]) -> T:
        """Return what *make* makes of *file* and of what is *shared*, another text; as is `Known`.

        Where it reports something, it is made again.
        """
        key = f"file {file.path}", digest_of(f"{shared}\0{file.text}")
        self._used_texts.add(key)
        if key in self._texts:
            known: T = self._texts[key]
            return known
        self.fresh.add(file.path)
        made, is_faulty = _reported(report, make)
        if not is_faulty:
            self._texts[key] = made
        return made

    def of_text(self, name: str, text: str | Text, make: Callable[[str], T]) -> T:
        """Return what *make* makes of *text*, and of nothing else; *name* says what that is."""
        key = name, digest_of(text) if isinstance(text, str) else text.digest
        self._used_texts.add(key)
        if key not in self._texts:
            self._texts[key] = make(text if isinstance(text, str) else text.text)
            self._new_texts.add(key)
        found: T = self._texts[key]
        return found


def _reported(report: Report, make: Callable[[], T]) -> tuple[T, bool]:
    """Return what *make* makes, and whether it reported something."""
    heard: list[None] = []
    report.listeners.append(lambda: heard.append(None))
    try:
        return make(), bool(heard)
    finally:
        report.listeners.pop()
