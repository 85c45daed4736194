"""The ledger: every fact of the site with its evidence, and the pages that print it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .addresses import href
from .brevity import Cards
from .cards import EvidenceCard, value_of
from .facts import Record, Statement
from .items import Use
from .printing import Printer


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """A page that prints a fact."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerField:
    """A further field of a record that the same evidence holds, under the anchor of its name.

    *language* is that of its value, where it is another than that of the page.
    """

    name: str
    label: str
    value: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A fact in the ledger, under the anchor of its name, with what its evidence holds besides."""

    name: str
    value: str
    evidence: EvidenceCard
    fields: tuple[LedgerField, ...]
    pages: tuple[LedgerPage, ...]

    @property
    def anchor(self) -> str:
        """The id of its row."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerGroup:
    """The facts of one kind, which stand under a heading."""

    kind: str
    title: str
    statements: tuple[LedgerRow, ...]

    @property
    def id(self) -> str:
        """The id of its heading."""
        return self.kind


@dataclass(frozen=True, slots=True)
class Ledger:
    """The facts as *printer* prints them; *titles* are those of pages by address."""

    printer: Printer
    cards: Cards
    titles: Mapping[str, str]

    def groups(self, uses: Iterable[Use]) -> list[LedgerGroup]:
        """Return every statement that has evidence, by kind, with the pages that use it."""
        printed = _pages_by_name(uses, self.printer.language.code)
        groups = []
        for kind, records in self.printer.facts.records.items():
            rows = [
                self._row(held, printed)
                for record in records.values()
                for held in _by_evidence(record)
            ]
            if rows:
                name = self.printer.language.label("kinds", kind)
                title = f"{name[:1].upper()}{name[1:]}"
                groups.append(LedgerGroup(kind=kind, title=title, statements=tuple(rows)))
        return groups

    def _row(self, held: list[Statement], printed: Mapping[str, Mapping[str, None]]) -> LedgerRow:
        """Return the row of the first of the statements that one piece of evidence holds."""
        statement, *others = held
        addresses = dict.fromkeys(address for one in held for address in printed.get(one.name, ()))
        settings = self.printer.settings
        pages = [LedgerPage(title=self.titles[one], url=href(one, settings)) for one in addresses]
        return LedgerRow(
            name=statement.name,
            value=value_of(self.printer, statement),
            evidence=self.cards.full(self.printer, statement),
            fields=tuple(self._field(one) for one in others),
            pages=tuple(pages),
        )

    def _field(self, statement: Statement) -> LedgerField:
        return LedgerField(
            name=statement.name,
            label=self.printer.language.label(statement.kind, statement.field.name),
            value=value_of(self.printer, statement),
            language=self.printer.tongues.of_statement(statement),
        )


def _by_evidence(record: Record) -> Iterator[list[Statement]]:
    """Yield the statements of *record* that have evidence, those that share it together."""
    groups: dict[str, list[Statement]] = {}
    for one in record.statements.values():
        if one.evidence:
            group = record.name if one.shares_evidence_of(record) else one.field.name
            groups.setdefault(group, []).append(one)
    yield from groups.values()


def _pages_by_name(uses: Iterable[Use], language: str) -> dict[str, dict[str, None]]:
    """Return the addresses of the pages that print each fact, in the order of *uses*."""
    found: dict[str, dict[str, None]] = {}
    for use in uses:
        if use.language == language:
            found.setdefault(use.name, {})[use.address] = None
    return found
