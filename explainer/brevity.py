"""Cuts the card of a mark down to what a reader takes in place; the ledger has all of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markupsafe import Markup, escape

from .cards import AccountCard, EvidenceCard, SourceCard, citation_card, fact_card
from .facts import Statement
from .items import Use
from .printing import Printer
from .tracing import Key, Reads

MAX_WORDS = 90
SHORT_VALUE = 4
LONG_VALUE = 12
# So many pieces of pages are kept while those of a language are made.
MAX_RENDERED = 8192

Cited = tuple[tuple[str, str | None], ...]

# Sixty Japanese characters say what 25 words do (both are the limit of a quotation).
_CHARACTERS_PER_WORD = 2.4
_WORD = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])|[^\s\u3040-\u30ff\u3400-\u9fff]+")
_SENTENCE_END = re.compile(r"[。！？]|[.!?](?=\s|\Z)")


def fitting(card: EvidenceCard) -> EvidenceCard:
    """Return *card* with no more on it than `MAX_WORDS`.

    What stands beside the mark anyway goes first, then long titles, then further sources; who
    denies a thing, and who has it wrong, goes last.
    """
    found = next((one for one in _shorter(card) if _words(one) <= MAX_WORDS), None)
    return found or _shortest(card)


@dataclass(frozen=True, slots=True)
class _Made:
    """A card, with what was read and printed for it by the page that had it made."""

    card: EvidenceCard
    reads: frozenset[Key]
    uses: frozenset[Use]


@dataclass(slots=True)
class Cards:
    """The cards of one language's facts: each is made and cut down once.

    What was read and printed for a card counts for every page that shows it.  *labels* are the
    names of marks, by how sure a thing is and by their number.
    """

    reads: Reads = field(default_factory=Reads)
    labels: dict[tuple[str, int], str] = field(default_factory=dict)
    _full: dict[str, _Made] = field(default_factory=dict)
    _brief: dict[tuple[str, bool], EvidenceCard] = field(default_factory=dict)
    _rendered: dict[tuple[str, object], str] = field(default_factory=dict)

    def full(self, printer: Printer, statement: Statement) -> EvidenceCard:
        """Return all that is known of the evidence of *statement*, for the ledger."""
        made = self._full.get(statement.name)
        if made is None:
            made = self._full[statement.name] = self._make(printer, statement)
        self.reads.note_all(made.reads)
        printer.uses |= {replace(use, address=printer.address) for use in made.uses}
        return made.card

    def _make(self, printer: Printer, statement: Statement) -> _Made:
        before, printer.uses = printer.uses, set()
        with self.reads.collected() as found:
            card = fact_card(printer, statement, 0)
        used, printer.uses = frozenset(printer.uses), before
        return _Made(card, frozenset(found), used)

    def brief(
        self, printer: Printer, statement: Statement, number: int, *, by_publisher: bool
    ) -> EvidenceCard:
        """Return what opens at mark *number* of *statement*."""
        full, key = self.full(printer, statement), (statement.name, by_publisher)
        if key not in self._brief:
            self._brief[key] = _opened(full, by_publisher=by_publisher)
        return replace(self._brief[key], number=number)

    def rendered(self, template: str, data: object, render: Callable[[], str]) -> str:
        """Return what *template* gives with *data*; many pages have the same, which is made once.

        A template that gives nothing may have failed, and is asked again.
        """
        found = self._rendered.get((template, data))
        if found is None:
            found = render()
            if len(self._rendered) >= MAX_RENDERED:
                self._rendered.clear()
            if found:
                self._rendered[template, data] = found
        return found

    def of_citation(
        self, printer: Printer, cited: Cited, number: int, *, by_publisher: bool
    ) -> EvidenceCard:
        """Return what opens at mark *number* of a citation."""
        return _opened(citation_card(printer, cited, number), by_publisher=by_publisher)


def _opened(card: EvidenceCard, *, by_publisher: bool) -> EvidenceCard:
    """Return what of *card* opens at a mark."""
    return fitting(told_by_publisher(card) if by_publisher else card)


def told_by_publisher(card: EvidenceCard) -> EvidenceCard:
    """Return *card* with its sources by their publishers, which lead to the pages of this site.

    On a page with very many marks their titles and addresses would weigh more than its text; both
    stand in the list at its end.
    """
    return replace(card, sources=tuple(map(_by_publisher, card.sources)))


def _by_publisher(source: SourceCard) -> SourceCard:
    # Where a quotation stands in a source is told by its address alone.
    if source.page_url is None or ":~:text=" in (source.url or ""):
        return _cut_source(source, 0)
    return replace(_cut_source(source, 0), url=source.page_url, written_in="")


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many sources, accounts and counted records a card may have, and words a title or note.

    A title with more words is left to the list of sources at the end of the page.
    """

    sources: int = 3
    accounts: int = 3
    title: int = 8
    note: int = 99
    counted: int = 12


_LIMITS = (
    _Limits(),
    _Limits(title=6),
    _Limits(title=6, sources=2),
    _Limits(title=6, sources=1),
    _Limits(title=6, sources=1, counted=6),
    _Limits(title=6, sources=1, counted=0),
)
_NARROW_LIMITS = (
    _Limits(title=6, sources=2, note=30, counted=0),
    _Limits(title=6, sources=1, note=30, counted=0),
    # Half a note can say the opposite of the whole, so a second account goes before it.
    _Limits(title=6, sources=1, note=30, accounts=2, counted=0),
    _Limits(title=6, sources=1, note=30, accounts=1, counted=0),
    _Limits(title=6, sources=1, note=15, accounts=1, counted=0),
    _Limits(title=6, sources=1, note=10, accounts=1, counted=0),
)


def _shorter(card: EvidenceCard) -> Iterator[EvidenceCard]:
    # A value stands beside the mark anyway, and half of a long one would say less than that; a
    # short one makes the title a sentence.
    card = card if _length(card.value) <= LONG_VALUE else replace(card, value="")
    yield _cut(card, _Limits())
    card = card if _length(card.value) <= SHORT_VALUE else replace(card, value="")
    yield from (_cut(card, limits) for limits in _LIMITS)
    card = replace(card, status_told="")
    yield from (_cut(card, limits) for limits in _NARROW_LIMITS)


def _cut(card: EvidenceCard, limits: _Limits) -> EvidenceCard:
    kept = card.sources[: limits.sources]
    # A mistake is worth more to the reader than one more figure, so it is kept before others.
    ranked = sorted(card.accounts, key=lambda account: not account.wrong)[: limits.accounts]
    return replace(
        card,
        sources=tuple(_cut_source(one, limits.title) for one in kept),
        more=len(card.sources) - len(kept),
        counted=_first(card.counted, limits.counted),
        accounts=tuple(_cut_account(account, limits.note) for account in ranked),
        note=_first_words(card.note, limits.note),
    )


def _first(counted: tuple[Markup, ...], number: int) -> tuple[Markup, ...]:
    """Return the first of what was counted, with a sign that there are more."""
    if len(counted) <= number:
        return counted
    return (*counted[:number], Markup("…")) if number else ()


def _cut_source(source: SourceCard, words: int) -> SourceCard:
    """Return *source* by its publisher alone if its title is too long: half of one says little."""
    if _length(source.title) <= words or not source.publisher:
        return source
    return replace(source, title="")


def _cut_account(account: AccountCard, words: int) -> AccountCard:
    value, note = _first_words(account.value, words), _first_words(account.note, words)
    if (value, note) == (account.value, account.note) and len(account.sources) <= 2:
        return account
    return replace(account, value=value, note=note, sources=account.sources[:2])


def _shortest(card: EvidenceCard) -> EvidenceCard:
    quoted = replace(card.quote, text=_first_words(card.quote.text, 12)) if card.quote else None
    brief = _cut(card, _Limits(sources=1, title=6, note=6, accounts=1, counted=0))
    title = _first_words(card.title, 12)
    formula = escape(_first_words(str(card.formula.striptags()), 20))
    return replace(brief, title=title, value="", status_told="", quote=quoted, formula=formula)


def _words(card: EvidenceCard) -> int:
    """Return how many words of *card* are read, those of the template included."""
    texts = [card.title, card.status_label, card.status_told, card.value, card.note]
    texts += [
        f"Worked out: {card.formula.striptags()}" if card.formula else "",
        f"Counted: {Markup(' ').join(card.counted).striptags()}" if card.counted else "",
        "· : As of September 25, 2024 · Full entry",
    ]
    if card.quote:
        texts += [card.quote.text, card.quote.publisher]
        texts.append("· checked against a copy on September 25, 2024" if card.quote.checked else "")
    for account in card.accounts:
        texts += [account.value, account.note, *account.sources, "Has it wrong: –"]
        texts.append("(September 25, 2024)" if account.as_of else "")
    for source in card.sources:
        texts += [source.title, source.publisher, source.locator or "", "·", source.type_word, "·"]
        texts.append("· September 25, 2024" if source.published else "")
        texts.append("· rank A" if source.rank else "")
        texts.append(f"· copy of {source.origin}" if source.origin else "")
        texts.append("· archived copy" if source.archive else "")
    texts.append("and 2 more" if card.more else "")
    return round(sum(map(_length, texts)))


# A text stands on many cards, and each card is tried at several lengths.
@lru_cache(maxsize=16384)
def _length(text: str) -> float:
    """Return how many words *text* has, or what it would have in a language with spaces."""
    return sum([1 / _CHARACTERS_PER_WORD if wide else 1 for wide in _WORD.findall(text)])


def _weight(word: re.Match[str]) -> float:
    return 1 / _CHARACTERS_PER_WORD if word[1] else 1


@lru_cache(maxsize=16384)
def _first_words(text: str, count: int) -> str:
    """Return as much of *text* as *count* words are; whole sentences if they are most of that."""
    if _length(text) <= count:
        return text
    taken, end = 0.0, 0
    for word in _WORD.finditer(text):
        taken += _weight(word)
        if taken > count:
            break
        end = word.end()
    ends = [one.end() for one in _SENTENCE_END.finditer(text, 0, end) if 2 * one.end() > end]
    return f"{text[: max(ends, default=end)]} …" if end else ""
