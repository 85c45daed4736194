"""Notes what is read while a page is made, so that it is made again only when that has changed.

Whatever makes a page is given facts, pages and titles that say when something of them is read.
What was read is kept as keys, each a kind of thing and its name; `Fingerprints` tells of each what
it is now.  Two builds in which a page reads the same under the same keys give the same page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import eq
from sys import intern
from typing import TypeVar

from .digests import digest_of
from .evidence import Source
from .facts import Facts, Record, Statement
from .pages import Library, Page

# What was read, in parts: "record", kind and id; "ids" and a kind; "page-of", language, kind and
# id; "title", "nav" or "unsure" and an address; "link" and what `Links.resolve` is given.  It is
# one text, since there are hundreds of thousands to look up, and a text is hashed only once.
Key = str
_SEPARATOR = "\0"
# What no part but the last may hold; of a link that is what somebody wrote.
_PARTS = 4
# Stands for something that was reported; what is at fault is never the same again.
FAULT: Key = "fault"
T = TypeVar("T")


def key_of(*parts: str) -> Key:
    """Return the key of what is read; the same object each time, so that it is known by sight."""
    return intern(_SEPARATOR.join(parts))


@dataclass(slots=True)
class Reads:
    """Collects the keys of what is read just now, for each of those who want to know."""

    _open: list[set[Key]] = field(default_factory=list)

    def note(self, *key: str) -> None:
        """Say that something is read."""
        if self._open:
            self._open[-1].add(key_of(*key))

    def note_all(self, keys: Iterable[Key]) -> None:
        """Say that all of this is read, as by whoever once made what is now taken ready-made."""
        if self._open:
            self._open[-1].update(keys)

    @contextmanager
    def collected(self) -> Iterator[set[Key]]:
        """Give the keys of what is read meanwhile; it counts as read by those around, too."""
        found: set[Key] = set()
        self._open.append(found)
        try:
            yield found
        finally:
            self._open.pop()
            self.note_all(found)


class _Records(Mapping[str, Record]):
    """The records of one kind; reading one, or that there is none, is noted."""

    def __init__(self, kind: str, records: Mapping[str, Record], reads: Reads) -> None:
        self._kind, self._records, self._reads = kind, records, reads

    def __getitem__(self, id_: str) -> Record:
        self._reads.note("record", self._kind, id_)
        return self._records[id_]

    def __iter__(self) -> Iterator[str]:
        self._reads.note("ids", self._kind)
        return iter(self._records)

    def __len__(self) -> int:
        self._reads.note("ids", self._kind)
        return len(self._records)


class _Sources(Mapping[str, Source]):
    """The sources, each of which is a record, too."""

    def __init__(self, sources: Mapping[str, Source], reads: Reads) -> None:
        self._sources, self._reads = sources, reads

    def __getitem__(self, id_: str) -> Source:
        self._reads.note("record", "sources", id_)
        return self._sources[id_]

    def __iter__(self) -> Iterator[str]:
        self._reads.note("ids", "sources")
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


class Noted(Mapping[str, T]):
    """What is known of pages by address, such as titles; reading one is noted under *name*."""

    def __init__(self, name: str, known: Mapping[str, T], reads: Reads) -> None:
        self._name, self._known, self._reads = name, known, reads

    def __getitem__(self, address: str) -> T:
        self._reads.note(self._name, address)
        return self._known[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True, kw_only=True)
class _TracedLibrary(Library):
    """The pages; asking for that of a record is noted."""

    reads: Reads

    def page_of(self, language: str, kind: str, record: str) -> Page | None:
        self.reads.note("page-of", language, kind, record)
        return super().page_of(language, kind, record)


def traced_facts(facts: Facts, reads: Reads) -> Facts:
    """Return *facts* that note in *reads* what is read of them."""
    records = {kind: _Records(kind, found, reads) for kind, found in facts.records.items()}
    return replace(facts, records=records, sources=_Sources(facts.sources, reads))


def traced_library(library: Library, reads: Reads) -> Library:
    """Return *library*, which notes in *reads* what pages records are asked for."""
    return _TracedLibrary(
        pages=library.pages,
        drafts=library.drafts,
        unread=library.unread,
        kinds_of_files=library.kinds_of_files,
        reads=reads,
    )


class _Known(dict[Key, str]):
    """The digests of what *told* tells of keys, each found once it is asked for."""

    def __init__(self, told: Callable[[Key], str]) -> None:
        self._told = told

    def __missing__(self, key: Key) -> str:
        found = self[key] = digest_of(self._told(key)).hex()
        return found


@dataclass(slots=True, kw_only=True)
class Fingerprints:
    """Tells what things are now, in one build; *resolve* is that of links, and tells nobody."""

    facts: Facts
    library: Library
    named: Mapping[str, Mapping[str, object]]
    resolve: Callable[..., str]
    _known: _Known = field(init=False)

    def __post_init__(self) -> None:
        self._known = _Known(lambda key: self._told(*key.split(_SEPARATOR, _PARTS)))

    def of(self, key: Key) -> str:
        """Return the fingerprint of what *key* stands for."""
        return self._known[key]

    def hold(self, reads: Mapping[Key, str]) -> bool:
        """Whether all that was read is still the same."""
        return all(map(eq, map(self._known.__getitem__, reads), reads.values()))

    def _told(self, kind: str, *name: str) -> str:
        match kind, name:
            case "record", (of, id_):
                record = self.facts.records[of].get(id_)
                return _record(record, self.facts) if record else ""
            case "ids", (of,):
                return "\0".join(self.facts.records[of])
            case "page-of", (language, of, id_):
                page = self.library.page_of(language, of, id_)
                return page.address if page else ""
            case "link", (path, address, loads, written):
                return self.resolve(written, path, address, loads=bool(loads))
        return repr(self.named[kind].get(name[0]))


def _record(record: Record, facts: Facts) -> str:
    """Return what a record says: its text, what was computed from others, what was looked up."""
    statements = record.statements.values()
    computed = (_computed(one) for one in statements if one.formula)
    checked = [facts.checked_on(one) for one in statements] if facts.checked else []
    return "\0".join([record.digest, *computed, repr(checked)])


def _computed(statement: Statement) -> str:
    evidence = statement.evidence
    found = evidence and (evidence.status, evidence.as_of, [_cited(evidence)])
    return repr((statement.value, statement.inputs, found))


def _cited(evidence: object) -> list[tuple[str, str | None]]:
    return [(one.source, one.locator) for one in getattr(evidence, "sources", ())]
