"""What was changed after publication, and why: `content/corrections.yaml`.

Authors may write on in it; `correct` appends to it and touches nothing that stands there.  A
correction keeps what a fact said and what it says since, so that it can be told for ever, and
the same of the facts that changed with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import reading, snapshot
from .errors import Position, Report, did_you_mean
from .reading import Node
from .settings import LocalText, NavItem, read_local_text
from .snapshot import Said, flow
from .strings import Language
from .values import BadValue, Date, read_date

PATH = "content/corrections.yaml"
KEYS = ("fact", "as", "date", "why", "was", "now", "with", "pages")
# The classes, and what each is for.
CLASSES = {
    "typo": "a slip that misled nobody, or a fact that only got another name; readers see nothing",
    "clarification": "it was right, and could be misunderstood",
    "update": "it was right when it was published, and something has happened since",
    "correction": "it was wrong",
    "withdrawal": "we no longer say it",
}
SILENT = "typo"

HEAD = """\
# What was changed after it had been published, and why. `python build.py correct` appends to this
# file. The reason may be written in each language, as in why: {en: …, ja: …}.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a fact said and what it says since; nothing where it was not there, or is gone."""

    name: str
    was: Said | None
    now: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that is recorded: of one fact first, and of those that changed with it.

    *sort* is one of `CLASSES`; *number* counts the corrections of that fact.  *pages* are those
    that told what they no longer print.
    """

    number: int
    sort: str
    day: Date
    why: LocalText | None
    changes: tuple[Change, ...]
    pages: tuple[NavItem, ...] = ()
    at: Position = field(compare=False)

    @property
    def fact(self) -> str:
        """The name of the fact that was corrected."""
        return self.changes[0].name

    @property
    def anchor(self) -> str:
        """The id under which it stands on the page of changes; it never becomes another."""
        return f"{self.fact}-{self.number}"

    @property
    def is_told(self) -> bool:
        """Whether readers are told of it."""
        return self.sort != SILENT


def is_one_more(before: str, after: str, languages: Mapping[str, Language]) -> bool:
    """Whether the file *after* holds the corrections that it held *before*, and one more."""
    old, new = (_read_text(text, languages) for text in (before, after))
    return old is not None and new is not None and new[:-1] == old and len(new) == len(old) + 1


def _read_text(text: str, languages: Mapping[str, Language]) -> list[str] | None:
    """Return what corrections *text* holds; nothing where there is something to mend in it."""
    report = Report()
    items = reading.read_list_of(reading.SourceFile(PATH, text), report) or ()
    found = _Reader(languages, report).read(items)
    return None if report.count("error") else [f"{one.anchor} {one.day}" for one in found]


def load(root: Path, languages: Mapping[str, Language], report: Report) -> tuple[Correction, ...]:
    """Return all corrections in the order of the file, which is that in which they were made."""
    if not (root / PATH).exists():
        return ()
    return _Reader(languages, report).read(reading.read_yaml_list(root, PATH, report) or ())


@dataclass(slots=True)
class _Reader:
    languages: Mapping[str, Language]
    report: Report
    counts: dict[str, int] = field(default_factory=dict)

    def read(self, items: Iterable[Node]) -> tuple[Correction, ...]:
        """Return the corrections among *items*."""
        return tuple(one for one in map(self._correction, items) if one)

    def _correction(self, node: Node) -> Correction | None:
        mapping = reading.read_mapping(node, "a correction", self.report)
        if mapping is None:
            return None
        reading.check_keys(mapping, KEYS, "a correction", self.report)
        fact, sort, day = self._text(mapping, "fact"), self._sort(mapping), self._day(mapping)
        if not fact or sort is None or day is None:
            return None
        self.counts[fact] = number = self.counts.get(fact, 0) + 1
        return Correction(
            number=number,
            sort=sort,
            day=day,
            why=self._why(mapping, sort),
            changes=(self._change(fact, mapping), *self._with(mapping)),
            pages=self._pages(mapping),
            at=mapping.at,
        )

    def _text(self, mapping: reading.Mapping, key: str) -> str:
        node = mapping.get(key)
        if node is None:
            self.report.add("missing-key", mapping.at, f'a correction lacks "{key}"')
            return ""
        return reading.read_scalar(node, f'"{key}"', self.report) or ""

    def _sort(self, mapping: reading.Mapping) -> str | None:
        text = self._text(mapping, "as")
        if not text or text in CLASSES:
            return text or None
        at, hint = mapping.entries["as"][1].at, did_you_mean(text, CLASSES)
        self.report.add("bad-choice", at, f'a correction cannot be made as "{text}"', hint)
        return None

    def _day(self, mapping: reading.Mapping) -> Date | None:
        text = self._text(mapping, "date")
        if not text:
            return None
        at, hint = mapping.entries["date"][1].at, "write it as 2026-11-23"
        try:
            day = read_date(text)
        except BadValue as error:
            self.report.add("bad-value", at, f'"date" {error.message}', error.hint)
            return None
        if not day.is_full:
            self.report.add("bad-value", at, f'"date" must be a full date, not "{text}"', hint)
            return None
        return day

    def _why(self, mapping: reading.Mapping, sort: str) -> LocalText | None:
        node = mapping.get("why")
        if node is not None:
            return read_local_text(node, self.languages, '"why"', self.report)
        if sort != SILENT:
            self.report.add("missing-key", mapping.at, 'a correction lacks "why"')
        return None

    def _change(self, name: str, mapping: reading.Mapping) -> Change:
        return Change(name=name, was=self._said(mapping, "was"), now=self._said(mapping, "now"))

    def _said(self, mapping: reading.Mapping, key: str) -> Said | None:
        node = mapping.get(key)
        found = reading.read_mapping(node, f'"{key}"', self.report) if node else None
        if found is None:
            return None
        reading.check_keys(found, snapshot.KEYS, f'"{key}"', self.report)
        return snapshot.read(found, self.languages, self.report)

    def _with(self, mapping: reading.Mapping) -> list[Change]:
        node = mapping.get("with")
        others = reading.read_mapping(node, '"with"', self.report) if node else None
        found = []
        for name in others or ():
            assert others is not None
            one = reading.read_mapping(others.entries[name][1], name, self.report)
            if one is not None:
                reading.check_keys(one, ("was", "now"), name, self.report)
                found.append(self._change(name, one))
        return found

    def _pages(self, mapping: reading.Mapping) -> tuple[NavItem, ...]:
        node = mapping.get("pages")
        items = reading.read_list(node, '"pages"', self.report) if node else ()
        paths = [(one, reading.read_scalar(one, "a page", self.report)) for one in items]
        return tuple(NavItem(path=path, at=one.at) for one, path in paths if path)


def appended(text: str, correction: Correction, why: str) -> str:
    """Return the *text* of the file with one more *correction* at its end, for the reason *why*."""
    lines = [f"- fact: {correction.fact}", f"  as: {correction.sort}", f"  date: {correction.day}"]
    lines += [f"  why: {flow(why)}"] if why else []
    first, *others = correction.changes
    lines += _told(first, "  ")
    lines += ["  with:"] if others else []
    for one in others:
        lines += [f"    {one.name}:", *_told(one, "      ")]
    end = "\r\n" if "\r\n" in text else "\n"
    between = "" if text.endswith("\n") or not text else end
    return text + between + "".join(f"{line}{end}" for line in lines)


def _told(change: Change, indent: str) -> list[str]:
    both = (("was", change.was), ("now", change.now))
    return [f"{indent}{key}: {flow(snapshot.as_mapping(said))}" for key, said in both if said]
