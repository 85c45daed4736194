"""What a reader is told at a mark: how sure a thing is, who says so, where, who says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from .addresses import address_of, href
from .evidence import Account, Citation, Evidence
from .facts import Record, Statement
from .items import PLAIN
from .localised import DateView
from .printing import Printer
from .support import origins
from .tongues import marked
from .values import Quantity
from .wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCard:
    """A source as it is shown; *origin* is the outlet of which it is a copy, where it is one.

    *url* is where the source is, *page_url* the address of the page that this site has on it.
    *written_in* is the language of the source, the others those of its title and names: each is
    empty where it is that of the page.
    """

    id: str
    title: str
    publisher: str = ""
    published: DateView | None = None
    type: str = ""
    type_word: str = ""
    rank: str = ""
    origin: str | None = None
    url: str | None = None
    archive: str | None = None
    locator: str | None = None
    language: str = ""
    written_in: str = ""
    publisher_language: str = ""
    origin_language: str = ""
    page_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """Another value that was given, and by whom."""

    value: str
    as_of: DateView | None
    wrong: bool
    note: str
    sources: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCard:
    """A few words of a source, in its language, and the day on which they were looked up there."""

    text: str
    publisher: Markup
    language: str
    checked: DateView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """Everything that opens at a mark; without a name it is that of a cited passage.

    *source_list* has the ids of all its sources, *more* counts those that are left out; *formula*
    says how a value was worked out, and *counted* what was counted for it.
    """

    number: int
    name: str | None
    title: str
    status: str
    status_label: str
    status_told: str
    value: str
    value_language: str = ""
    as_of: DateView | None
    sources: tuple[SourceCard, ...]
    source_list: tuple[str, ...]
    more: int
    accounts: tuple[AccountCard, ...]
    quote: QuoteCard | None
    note: str
    formula: Markup
    counted: tuple[Markup, ...]
    ledger_url: str | None

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"evidence-{self.number}"


def fact_card(printer: Printer, statement: Statement, number: int) -> EvidenceCard:
    """Return all that is known of the evidence of *statement*."""
    evidence = statement.evidence
    assert evidence is not None
    ledger = href(ledger_address(printer), printer.settings)
    wording = Wording(printer, ledger)
    return EvidenceCard(
        number=number,
        name=statement.name,
        title=title_of(printer, statement),
        status=evidence.status,
        status_label=printer.language.status_label(
            evidence.status, origins(evidence, printer.facts.sources)
        ),
        status_told=printer.language.status_told(evidence.status),
        value=value_of(printer, statement),
        value_language=printer.tongues.of_statement(statement),
        as_of=_date(printer, evidence.as_of),
        sources=tuple(source_card(printer, citation, evidence) for citation in evidence.sources),
        source_list=tuple(dict.fromkeys(citation.source for citation in evidence.citations)),
        more=0,
        accounts=tuple(_account(printer, account, statement) for account in evidence.accounts),
        quote=_quote(printer, evidence),
        note=evidence.note.in_language(printer.language.code) if evidence.note else "",
        formula=wording.of(statement),
        counted=wording.counted(statement),
        ledger_url=f"{ledger}#{statement.name}",
    )


def citation_card(
    printer: Printer, cited: Sequence[tuple[str, str | None]], number: int
) -> EvidenceCard:
    """Return what is known of the sources that one bracket cites."""
    return EvidenceCard(
        number=number,
        name=None,
        title="",
        status="",
        status_label="",
        status_told="",
        value="",
        value_language="",
        as_of=None,
        sources=tuple(_source(printer, id_, locator) for id_, locator in cited),
        source_list=tuple(dict.fromkeys(id_ for id_, _ in cited)),
        more=0,
        accounts=(),
        quote=None,
        note="",
        formula=Markup(""),
        counted=(),
        ledger_url=None,
    )


def source_card(
    printer: Printer, citation: Citation, evidence: Evidence | None = None
) -> SourceCard:
    """Return the card of a cited source; its link leads to the quotation where there is one."""
    card = _source(printer, citation.source, citation.locator)
    quotation = evidence.quote if evidence else None
    if quotation and quotation.source == citation.source and card.url and "#" not in card.url:
        return replace(card, url=f"{card.url}#:~:text={_fragment(quotation.text)}")
    return card


def _fragment(text: str) -> str:
    """Return *text* as a text fragment of an address has it, where a hyphen has a meaning."""
    return quote(text, safe="").replace("-", "%2D")


def title_of(printer: Printer, statement: Statement) -> str:
    """Return what a statement is about: its record's label, or record and field."""
    record = printer.facts.records[statement.kind][statement.record]
    own_label, kind = record.statements.get("label"), printer.facts.kinds[statement.kind]
    if own_label is not None and statement.field.name != "label":
        title = printer.statement_text(own_label)
        return title if statement.field.name == kind.first else _labelled(printer, title, statement)
    if statement.field.name == kind.first:
        return _label(printer, statement)
    return _labelled(printer, record_title(printer, record), statement)


def record_title(printer: Printer, record: Record) -> str:
    """Return what a record is called: the first words of its first field."""
    first = printer.first(record)
    text = printer.statement_text(first) if first else ""
    words = text.split()
    return text if len(text) <= 60 else f"{' '.join(words[:8])[:60]} …"


def value_of(printer: Printer, statement: Statement) -> str:
    """Return the value of a statement as plain text; a word where it is not known.

    What is rounded in the text has all its digits here.
    """
    value = statement.value
    rounded = isinstance(value, Quantity) and printer.language.rounds(value)
    style = replace(PLAIN, form="exact") if rounded else PLAIN
    return printer.statement_text(statement, style) or printer.language.word("not_known")


def ledger_address(printer: Printer) -> str:
    """Return the address of the ledger in the printer's language."""
    return address_of("facts", printer.language.code, printer.settings)


def _labelled(printer: Printer, record: str, statement: Statement) -> str:
    """Return what *record* is called, and the name of the field."""
    return printer.language.word("labelled", label=record, value=_label(printer, statement))


def _label(printer: Printer, statement: Statement) -> str:
    return printer.language.label(statement.kind, statement.field.name)


def _source(printer: Printer, id_: str, locator: str | None) -> SourceCard:
    record = printer.facts.records["sources"].get(id_)
    if record is None:  # reported where it is cited
        return SourceCard(id=id_, title=id_, locator=locator)
    values = {name: statement.value for name, statement in record.statements.items()}
    texts = {
        name: _local(printer, values.get(name))
        for name in ("title", "publisher", "origin", "language")
    }
    type_ = values.get("type") or ""
    written_in = texts.pop("language")
    tongues = printer.tongues
    return SourceCard(
        id=id_,
        title=texts["title"],
        publisher=texts["publisher"],
        published=_date(printer, values.get("published")),
        type=type_,
        type_word=printer.language.choice("sources", "type", type_) or type_,
        rank=values.get("rank") or "",
        origin=texts["origin"] or None if type_ == "reprint" else None,
        url=values.get("url"),
        archive=values.get("archive"),
        locator=locator,
        language=tongues.of_title(values.get("title"), written_in),
        written_in=written_in if written_in != printer.language.code else "",
        publisher_language=tongues.of_publisher(values.get("publisher"), written_in),
        origin_language=tongues.of_publisher(values.get("origin"), written_in),
        page_url=printer.record_url(record),
    )


def _account(printer: Printer, account: Account, statement: Statement) -> AccountCard:
    return AccountCard(
        value=printer.value_text(statement.field.type, account.value, statement),
        as_of=_date(printer, account.as_of),
        wrong=account.wrong,
        note=account.note.in_language(printer.language.code) if account.note else "",
        sources=tuple(
            _publisher(_source(printer, citation.source, None)) for citation in account.sources
        ),
    )


def _quote(printer: Printer, evidence: Evidence) -> QuoteCard | None:
    if evidence.quote is None:
        return None
    source, text = _source(printer, evidence.quote.source, None), evidence.quote.text
    language = printer.tongues.of_quoted(text, source.written_in)
    checked = _date(printer, printer.facts.checked.get(evidence.quote.text_at))
    return QuoteCard(text=text, publisher=_publisher(source), language=language, checked=checked)


def _publisher(source: SourceCard) -> Markup:
    return marked(source.publisher, source.publisher_language)


def _date(printer: Printer, date: Any) -> DateView | None:
    return DateView(printer.language, date) if date else None


def _local(printer: Printer, text: Any) -> str:
    return text.in_language(printer.language.code) if text else ""
