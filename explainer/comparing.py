"""What differs from what readers were last told, and whether that is recorded.

Readers were told by the snapshot of the last release, and by the corrections since.  Compared are
values, by their types, and a status where it falls: a reader who was told that a thing is on
record has to learn that it no longer is.  A new fact, a status that rises and other sources need no
record.  A computed fact that changed because of what it is computed from is recorded with that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from .corrections import Change, Correction
from .errors import Position, Report, did_you_mean
from .evidence import STATUSES
from .facts import Facts, Statement
from .pages import Library, Page
from .snapshot import Published, Said, flow, said_by, statements_of

HINT = 'python build.py correct {} --as correction --why "…"'


@dataclass(kw_only=True)
class History:
    """What was published of *facts*, if anything was, and the corrections of it."""

    facts: Facts
    published: Mapping[str, Published] | None
    corrections: tuple[Correction, ...]
    _said: dict[str, Said] = field(default_factory=dict)

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """How many corrections there are of each fact, those with another fact included."""
        return {name: len(found) for name, found in self._recorded.items()}

    @cached_property
    def _recorded(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for correction in self.corrections:
            for change in correction.changes:
                found.setdefault(change.name, []).append(change)
        return found

    def told(self, name: str) -> Said | None:
        """Return what readers were last told of the fact *name*."""
        published = (self.published or {}).get(name)
        since = self._recorded.get(name, [])[published.recorded if published else 0 :]
        if since:
            return since[-1].now
        return published.said if published else None

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """All changes that are not recorded, by the names of facts; none before a release."""
        if self.published is None:
            return {}
        known = dict.fromkeys([*self.published, *self._recorded])
        now = {one.name: one for one in statements_of(self.facts)}
        changes = (self._change(name, now.get(name)) for name in known)
        return {one.name: one for one in changes if one}

    def _change(self, name: str, statement: Statement | None) -> Change | None:
        was, now = self.told(name), said_by(statement, self.facts) if statement else None
        if was is None or (now and was.is_value_of(now) and not _falls(was, now)):
            return None
        return Change(name=name, was=was, now=now)

    def with_others(self, name: str) -> tuple[Change, ...]:
        """Return the change of the fact *name*, which has one, and those that go along with it."""
        others = sorted(self._following({name}) - {name})
        return tuple(self.changes[one] for one in (name, *others))

    def causes(self) -> list[str]:
        """Return the names of the changes that go along with no other, in order."""
        names = sorted(self.changes)
        followed = {one for name in names for one in self._following({name}) - {name}}
        return [name for name in names if name not in followed]

    def _following(self, names: Iterable[str]) -> set[str]:
        """Return *names* with all that changed along with them."""
        found, left = set(names), list(names)
        while left:
            name = left.pop()
            new = {one for one in self.changes if one not in found and self._follows(one, name)}
            found |= new
            left += new
        return found

    def _follows(self, name: str, other: str) -> bool:
        """Whether *name* changed as *other* did: its result, or by one record or evidence."""
        record = ".".join(other.split(".")[:2])
        if self.changes[name].now is None:
            return record == other and name.startswith(f"{record}.") and self.is_gone(record)
        statement, cause = self.facts.statement(name), self.facts.statement(other)
        if statement is None:
            return False
        if other in statement.inputs:
            return True
        return cause is not None and self._only_falls(name) and _share(statement, cause)

    def is_gone(self, record: str) -> bool:
        """Whether a *record*, such as "figures.valuation", is no longer there at all."""
        kind, _, id_ = record.partition(".")
        return id_ not in self.facts.records.get(kind, {})

    def _only_falls(self, name: str) -> bool:
        change = self.changes[name]
        return bool(change.was and change.now and change.was.is_value_of(change.now))


def _share(one: Statement, other: Statement) -> bool:
    """Whether one piece of evidence holds both; the record's first field stands for the others."""
    if one.evidence is None or other.evidence is None or one.evidence.at != other.evidence.at:
        return False
    return other.name == other.record_name


def _falls(was: Said, now: Said) -> bool:
    """Whether a fact is less sure than it was; that it has no evidence is least sure of all."""
    order = [*STATUSES, ""]
    if was.status not in STATUSES:
        return False
    return order.index(now.status) > order.index(was.status)


def tell(history: History, library: Library, report: Report) -> None:
    """Note each change that is not recorded; report pages of corrections that are not there."""
    places = {place_of(page) for page in library.pages}
    places |= {path.split("/", 2)[2].removesuffix(".md") for path in library.drafts}
    for item in (item for one in history.corrections for item in one.pages):
        if item.path not in places:
            message, hint = f'there is no page "{item.path}"', did_you_mean(item.path, places)
            report.add("unknown-page", item.at, message, hint)
    if report.count("error"):
        return  # a fact may be missing for a reason that is told already
    for name in history.causes():
        change, others = history.changes[name], len(history.with_others(name)) - 1
        also = f"; with it {others} more changed" if others else ""
        hint = "; ".join(filter(None, [HINT.format(name), _renamed(change, history)]))
        at = _place(name, history)
        report.add("unrecorded-change", at, f"{_difference(change)}{also}", f"run {hint}")


def place_of(page: Page) -> str:
    """Return where a page stands, whatever its language: its path, of records with the id."""
    path = PurePosixPath(page.key)
    return path.with_name(page.record.id).as_posix() if page.record else page.key


def _place(name: str, history: History) -> Position:
    """Return where a fact stands, or stood."""
    statement = history.facts.statement(name)
    if statement is not None:
        return statement.at
    published = (history.published or {}).get(name)
    if published is not None:
        return published.at
    return next(
        one.at
        for one in reversed(history.corrections)
        if any(change.name == name for change in one.changes)
    )


def _difference(change: Change) -> str:
    was, now = change.was, change.now
    if now is None:
        return f"{change.name} was published, and is no longer there"
    assert was is not None
    if was.is_value_of(now):
        less = f'"{now.status}"' if now.status else "without evidence"
        return f'{change.name} was published as "{was.status}", and is now {less}'
    return f"{change.name} was published as {_short(was, now)}, and is now {_short(now, was)}"


def _short(said: Said, other: Said) -> str:
    """Return what was said, as far as it fits into a message; in a language that differs."""
    text = said.written
    if text is None:
        return "not known"
    if isinstance(text, dict):
        others = other.written if isinstance(other.written, dict) else {}
        text = next((one for code, one in text.items() if one != others.get(code)), "")
    text = text if isinstance(text, str) else flow(text)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'


def _renamed(change: Change, history: History) -> str:
    """Return a hint where a new fact says what a fact said that is gone."""
    if change.now is not None or change.was is None or change.was.value is None:
        return ""
    kind, field_ = change.name.split(".")[0], change.name.split(".")[2:]
    for one in _new(history):
        said = said_by(one, history.facts)
        alike = one.kind == kind and one.name.split(".")[2:] == field_
        if alike and said.status == change.was.status and said.is_value_of(change.was):
            return f"{one.name} says the same: if that is its new name, record it as a typo"
    return ""


def _new(history: History) -> Iterator[Statement]:
    """Yield the statements of which readers were told nothing yet."""
    return (one for one in statements_of(history.facts) if history.told(one.name) is None)
