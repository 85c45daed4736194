"""What readers are told of corrections: on each page that tells what changed, and in a list.

A page tells what it prints, in its title or summary, too, and what the facts that it prints name.
Typos are told nowhere.  What is less sure than reported, before or after, is told on pages alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from .addresses import address_of, full_address, href
from .cards import record_title, title_of
from .comparing import History, place_of
from .contexts import ChangeView, CorrectionView
from .corrections import Change, Correction
from .facts import Facts, Statement
from .fields import Reference
from .items import Use
from .ledger import LedgerPage
from .localised import DateView
from .menus import CHANGES, LEDGER
from .pages import Library
from .printing import Printer
from .recalling import NAMED, Recaller
from .settings import LocalText
from .snapshot import Said
from .structured import SURE, are_sure
from .tongues import marked
from .values import Date
from .wording import phrase

# The words for each class that readers are told of.
SORTS = {
    "clarification": "as_clarification",
    "update": "as_update",
    "correction": "as_correction",
    "withdrawal": "as_withdrawal",
}
# The types of what may be in another language than the page.
WORDS = ("text", "markdown", "reference")
# Longer ones are told in full in the list only.
MAX_TOLD = 160


@dataclass(kw_only=True)
class Errata:
    """The corrections of a site, and which page tells which facts; one for all languages."""

    history: History
    library: Library
    printed: dict[str, set[str]] = field(default_factory=dict)
    _wholes: dict[str, set[str]] = field(default_factory=dict)

    def prints(self, address: str, uses: Iterable[Use]) -> None:
        """Take note of what the page at *address* prints."""
        names = self.printed.setdefault(address, set())
        for use in uses:
            names.update(self._within(use.name))

    def of(self, address: str) -> list[tuple[Correction, list[Change]]]:
        """Return what readers of a page are told, the newest first: which changes of which."""
        found = ((one, self.changes_on(address, one)) for one in self.told)
        return [(one, changes) for one, changes in found if changes]

    def changes_on(self, address: str, correction: Correction) -> list[Change]:
        """Return which changes of a *correction* the page at *address* tells, or told."""
        page, names = self.library.by_address.get(address), self.printed.get(address, ())
        if page and any(item.path == place_of(page) for item in correction.pages):
            return list(correction.changes)
        return [change for change in correction.changes if change.name in names]

    @cached_property
    def told(self) -> list[Correction]:
        """All corrections of which readers are told, the newest first."""
        told = [one for one in self.history.corrections if one.is_told]
        return sorted(told, key=lambda one: one.day.last_day)[::-1]  # of a day the last is first

    def _within(self, name: str) -> set[str]:
        """Return *name* with those of the records that the fact prints."""
        if name in self._wholes:
            return self._wholes[name]
        found, left = self._wholes.setdefault(name, set()), [name]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                statement = self.history.facts.statement(one) if "." in one else None
                left += [named.name for named in statement.references] if statement else []
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Tells the corrections in one language; *printer* prints for nothing else."""

    errata: Errata
    printer: Printer
    titles: Mapping[str, str]

    def on(self, address: str) -> tuple[CorrectionView, ...]:
        """Return what the page at *address* tells of corrections, the newest first."""
        return tuple(self._view(one, changes) for one, changes in self.errata.of(address))

    def all(self) -> tuple[CorrectionView, ...]:
        """Return all corrections with the pages that tell them, the newest first."""
        return tuple(self._view(one, one.changes) for one in self.errata.told)

    def latest(self, address: str) -> Date | None:
        """Return the day of the newest correction of a page; lists hold what was corrected, too."""
        told = self.errata.told
        if address not in (self._address(CHANGES), self._address(LEDGER)):
            told = [one for one, _ in self.errata.of(address)]
        return told[0].day if told else None

    def printed(self, address: str) -> Iterator[Statement]:
        """Yield the facts that the page at *address* prints."""
        names = sorted(self.errata.printed.get(address, ()))
        return filter(None, map(self._facts.statement, names))

    def _address(self, key: str) -> str:
        return address_of(key, self.printer.language.code, self.printer.settings)

    def _view(self, one: Correction, changes: Iterable[Change]) -> CorrectionView:
        language, settings = self.printer.language, self.printer.settings
        address = self._address(CHANGES)
        full = full_address(address, settings)
        return CorrectionView(
            anchor=one.anchor,
            url=f"{href(address, settings)}#{one.anchor}",
            full=f"{full}#{one.anchor}" if full else None,
            sort=language.word(SORTS[one.sort]),
            day=one.day,
            date=DateView(language, one.day),
            changes=tuple(map(self._change, changes)),
            why=one.why.in_language(language.code) if one.why else "",
            pages=tuple(self._pages(one)),
        )

    def _pages(self, one: Correction) -> Iterator[LedgerPage]:
        """Yield the pages of the language that tell what changed, or told it."""
        for page in self.errata.library.pages:
            in_language = page.language == self.printer.language.code
            if in_language and self.errata.changes_on(page.address, one):
                url = href(page.address, self.printer.settings)
                yield LedgerPage(title=self.titles[page.address], url=url)

    # --- what changed ------------------------------------------------------------------------

    def _change(self, change: Change) -> ChangeView:
        word, title = self.printer.language.word, self._title(change)
        was, now = self._both(change)
        if change.was and change.now and change.was.is_value_of(change.now):
            title = word("labelled", label=title, value=word("support"))
        key = "gone" if change.now is None else "changed"
        if len(was) + len(now) > MAX_TOLD or _is_prose(change):
            key = "changed_at_length"
        marked_was, marked_now = self._marked(was, change.was), self._marked(now, change.now)
        return ChangeView(
            title=title,
            was=marked_was,
            now=marked_now,
            sentence=phrase(
                self.printer.language,
                key,
                title=marked(title, self.printer.tongues.of(title)),
                was=marked_was,
                now=marked_now,
            ),
            told=word(key, title=title, was=was, now=now),
            is_sure=self._is_sure(change),
        )

    def _marked(self, text: str, said: Said | None) -> Markup:
        """Return *text* as HTML, marked where it is words in another language than the page."""
        is_words = said is not None and (said.type.item or said.type).name in WORDS
        return marked(text, self.printer.tongues.of(text) if is_words else "")

    def _both(self, change: Change) -> tuple[str, str]:
        """Return what a fact said and says since; how sure it is, where that became less."""
        was, now = change.was, change.now
        texts = (
            Recaller(self.printer).text(change.name, was),
            Recaller(self.printer).text(change.name, now),
        )
        if not (was and now and was.status) or was.status == now.status:
            return texts
        sure = self._status(was), self._status(now)
        if was.is_value_of(now):
            return sure
        word = self.printer.language.word
        told = (word("with_status", value=v, status=s) for v, s in zip(texts, sure, strict=True))
        return next(told), next(told)

    def _status(self, said: Said) -> str:
        language = self.printer.language
        if not said.status:
            return language.word("no_evidence")
        return language.status_label(said.status, said.origins)

    def _title(self, change: Change) -> str:
        """Return what a fact is about; of one that is gone, its name as far as it is words."""
        statement = self._facts.statement(change.name)
        if statement is not None:
            title = title_of(self.printer, statement)
            return self._with_words(title, statement) if _is_prose(change) else title
        kind, id_, field_ = [*change.name.split("."), "", ""][:3]
        record = id_.replace("_", " ")
        label = self.printer.language.label
        if not field_:
            return record
        return self.printer.language.word("labelled", label=record, value=label(kind, field_))

    def _with_words(self, title: str, statement: Statement) -> str:
        """Return *title* with the first words of a text that its record has for a name."""
        record = self._facts.records[statement.kind][statement.record]
        if self.printer.first(record) is not statement or "label" in record.statements:
            return title
        words = record_title(self.printer, record)
        return self.printer.language.word("labelled", label=title, value=words)

    @property
    def _facts(self) -> Facts:
        return self.errata.history.facts

    # --- what may be told to those who see no evidence ----------------------------------------

    def _is_sure(self, change: Change) -> bool:
        """Whether a fact was and is at least reported, with all that it prints."""
        said = [one for one in (change.was, change.now) if one]
        if any(one.status not in (*SURE, "") for one in said):
            return False
        names = [change.name, *(name for one in said for name in self._named_in(one.value))]
        return are_sure(self._facts, (name for name in names if _has(self._facts, name)))

    def _named_in(self, value: Any) -> Iterator[str]:
        match value:
            case LocalText():
                for scalar in value.scalars.values():
                    yield from NAMED.findall(scalar.text)
            case Reference():
                yield value.name
            case tuple():
                for one in value:
                    yield from self._named_in(one)


def _is_prose(change: Change) -> bool:
    """Whether a text changed that has sentences of its own, not a word or a name."""
    return bool(change.now and change.now.type.name == "markdown")


def _has(facts: Facts, name: str) -> bool:
    return facts.statement(name) is not None
