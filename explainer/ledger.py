"""The ledger: every fact of the site with its evidence, and the pages that print it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .addresses import href
from .cards import EvidenceCard, fact_card, value_of
from .facts import Statement
from .items import Use
from .printing import Printer


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """A page that prints a fact."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A fact in the ledger, under the anchor of its name."""

    name: str
    value: str
    evidence: EvidenceCard
    pages: tuple[LedgerPage, ...]

    @property
    def anchor(self) -> str:
        """The id of its row."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerGroup:
    """The facts of one kind."""

    kind: str
    statements: tuple[LedgerRow, ...]


def ledger_groups(
    uses: Iterable[Use], printer: Printer, titles: Mapping[str, str]
) -> list[LedgerGroup]:
    """Return every statement that has evidence, by kind; *titles* are those of pages by address."""
    printed = _pages_by_name(uses, printer.language.code)
    groups = []
    for kind, records in printer.facts.records.items():
        found = [one for record in records.values() for one in record.statements.values()]
        rows = tuple(
            _row(one, printed.get(one.name, {}), printer, titles) for one in found if one.evidence
        )
        if rows:
            groups.append(LedgerGroup(kind=kind, statements=rows))
    return groups


def _row(
    statement: Statement, addresses: Iterable[str], printer: Printer, titles: Mapping[str, str]
) -> LedgerRow:
    return LedgerRow(
        name=statement.name,
        value=value_of(printer, statement),
        evidence=fact_card(printer, statement, 0),
        pages=tuple(
            LedgerPage(title=titles[one], url=href(one, printer.settings)) for one in addresses
        ),
    )


def _pages_by_name(uses: Iterable[Use], language: str) -> dict[str, dict[str, None]]:
    """Return the addresses of the pages that print each fact, in the order of *uses*."""
    found: dict[str, dict[str, None]] = {}
    for use in uses:
        if use.language == language:
            found.setdefault(use.name, {})[use.address] = None
    return found
