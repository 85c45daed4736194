"""Looks the quotations and locators of sources up in local copies of them, and says what is off."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from .copies import Copy
from .errors import Report, UsageError, did_you_mean
from .evidence import Citation
from .expressions import Passage, passage_of_page
from .facts import Facts, Record
from .leaning import texts_of
from .lock import DIGITS, Entry, Lock, hash_of
from .matching import Searched, Span, pieces_of
from .pages import Library
from .quotations import Quotation, quotations_of
from .refs import read_citation
from .support import line_span
from .tallying import check_value
from .values import Date

_PAGES = re.compile(
    r"(?:pp?|pages?|S)[. ]\s*(?P<first>\w{1,9})(?:\s*[-–]\s*(?P<last>\w{1,9}))?\Z"
    r"|(?P<one>\d{1,9})(?:\s*[-–~〜～]\s*(?P<other>\d{1,9}))?\s*(?:ページ|頁)\Z",
    re.IGNORECASE,
)
_SHOWN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What came of looking up: the new entries of the lock, and how many were found and missed."""

    entries: Mapping[str, Entry]
    found: int
    missing: int


def check_source(name: str, facts: Facts) -> None:
    """Refuse the name of a source that is not there.

    Raises:
        UsageError: there is none of that name.
    """
    known = facts.records["sources"]
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(f'there is no source "{name}"{hint and f"; {hint}"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """Looks up what a site quotes and cites; *lock* is what was found before, *today* the day."""

    facts: Facts
    library: Library
    lock: Lock
    today: Date
    report: Report

    def verify(self, copies: Mapping[str, Copy]) -> Verified:
        """Look up everything that is quoted or cited from the sources of *copies*, by their ids.

        The lock keeps what it has of other sources; and what was found once and is not any more,
        for the words may have been changed since.  It loses what is quoted no longer.
        """
        quotations = {one.name: one for one in quotations_of(self.facts)}
        entries = {name: entry for name, entry in self.lock.items() if name in quotations}
        found = missing = 0
        for source, copy in copies.items():
            record = self.facts.records["sources"][source]
            checker = _Checker(record, copy, self.today, self.report)
            checker.check_lines()
            for citation in _cited(self.facts, self.library, quotations.values()):
                if citation.source == source:
                    checker.check_locator(citation)
            for name, quotation in quotations.items():
                if quotation.source == source:
                    entry = checker.look_up(quotation, self.lock.get(name))
                    found, missing = found + (entry is not None), missing + (entry is None)
                    if entry:
                        entries[name] = entry
                        check_value(quotation, self.facts, self.report)
        return Verified(entries=entries, found=found, missing=missing)


@dataclass(slots=True)
class _Checker:
    """Looks things up in the copy of one source."""

    source: Record
    copy: Copy
    today: Date
    report: Report
    _searched: Searched | None = None

    @property
    def searched(self) -> Searched:
        """The text of the copy, made ready once."""
        self._searched = self._searched or Searched(self.copy.lines)
        return self._searched

    def check_lines(self) -> None:
        """Note a number of lines that the copy does not have."""
        stated = self.source.statements.get("lines")
        known = (None, len(self.copy.lines), self.copy.complete)
        if stated and stated.value not in known:
            has = f"{stated.value} lines, but its copy has {self._count('line')}"
            hint = "correct lines: if the copy is whole"
            self.report.add("copy-differs", stated.at, f'"{self.source.id}" has {has}', hint)

    def _count(self, what: str) -> str:
        """Return how many lines or pages the copy has, as text."""
        number = len(self.copy.lines if what == "line" else self.copy.pages)
        return f"{number} {what}{'s' * (number != 1)}"

    def check_locator(self, citation: Citation) -> None:
        """Report a locator that lies outside of the copy."""
        locator = citation.locator or ""
        lines, pages = line_span(locator), _pages(locator)
        what = ""
        if lines and lines[1] > len(self.copy.lines):
            what = "line"
        elif pages and self.copy.pages and not all(map(self.copy.pages_called, pages)):
            what = "page"
        if what:
            message = f'the copy of "{self.source.id}" has {self._count(what)}, not "{locator}"'
            self.report.add("line-outside", citation.at, message)

    def look_up(self, quotation: Quotation, before: Entry | None) -> Entry | None:
        """Return where *quotation* stands, or nothing after reporting that it does not.

        What was found there *before* in the same copy keeps its day.
        """
        spans = self.searched.find(quotation.text, glued=self.copy.guesses_spaces)
        near = [span for place in quotation.places for span in self._spans(place)]
        if not spans:
            self._report_missing(quotation, near)
            return None
        best = min(spans, key=lambda span: min((_away(span, one) for one in near), default=0))
        if near and all(_away(best, one) for one in near):
            self._note_drift(quotation, best)
        entry = Entry(
            name=quotation.name,
            source=quotation.source,
            words=hash_of(quotation.text),
            copy=self.copy.digest[:DIGITS],
            day=self.today,
            where=self._where(best),
        )
        return before if before and replace(entry, day=before.day) == before else entry

    def _spans(self, citation: Citation) -> Iterator[Span]:
        """Yield the lines of the copy that a locator may mean."""
        locator = citation.locator or ""
        if lines := line_span(locator):
            yield Span(lines[0], min(lines[1], len(self.copy.lines)))
        elif pages := _pages(locator):
            begins = [*self.copy.pages, len(self.copy.lines) + 1]
            firsts, lasts = (self.copy.pages_called(page) for page in pages)
            for first, last in product(firsts, lasts):
                if first <= last:
                    yield Span(begins[first - 1], max(begins[last] - 1, begins[first - 1]))

    def _where(self, span: Span) -> str:
        page = self.copy.page_of(span.first)
        return _lines(span) if page is None else f"p. {page}"

    def _note_drift(self, quotation: Quotation, span: Span) -> None:
        place, where = quotation.places[0], self._where(span)
        message = (
            f'the words of {quotation.name} stand at {where} of the copy of "{quotation.source}", '
            f"not at {place.locator}"
        )
        self.report.add("quote-elsewhere", place.at, message, f"write {where}")

    def _report_missing(self, quotation: Quotation, near: Iterable[Span]) -> None:
        message = f'the copy of "{quotation.source}" does not hold the words of {quotation.name}'
        hint = "nothing in it comes near them"
        if not pieces_of(quotation.text):
            hint = "there are no words in it to look up"
        elif found := self.searched.nearest(quotation.text, list(near)):
            span, words = found
            hint = f'the nearest is, at {self._where(span)}: "{_short(words)}"'
        self.report.add("quote-not-found", quotation.at, message, hint)


def _pages(locator: str) -> tuple[str, str] | None:
    """Return the first and last of the pages that *locator* names, if that is what it names."""
    match = _PAGES.match(locator.strip())
    if match is None:
        return None
    first = match["first"] or match["one"]
    return first, match["last"] or match["other"] or first


def _lines(span: Span) -> str:
    return f"L{span.first}" if span.first == span.last else f"L{span.first}-L{span.last}"


def _away(one: Span, other: Span) -> int:
    """Return how many lines lie between two passages; none where they meet."""
    return max(0, other.first - one.last, one.first - other.last)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _cited(facts: Facts, library: Library, quotations: Iterable[Quotation]) -> Iterator[Citation]:
    """Yield what a site cites in its facts, repairs, texts and pages."""
    for statement in facts.statements():
        yield from statement.evidence.citations if statement.evidence else ()
    for quotation in quotations:
        yield from quotation.places
    for _, _, passage in texts_of(facts):
        yield from _cited_in(passage)
    for page in library.pages:
        yield from _cited_in(passage_of_page(page.source))


def _cited_in(passage: Passage) -> Iterator[Citation]:
    for ref in passage.refs:
        if ref.kind == "citation":
            for one in read_citation(ref.inside)[0]:
                at = passage.place(ref, len("[@") + one.start)
                yield Citation(source=one.id, locator=one.locator, at=at)
