"""What facts look like to an expression or a template, and how they print.

A `Printer` prints for one page in one language.  Where a template prints a record or a statement,
a single private-use character is left in its place; `placing` replaces it once it is known where
on the page it stands.  Every use is recorded.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import total_ordering
from html import unescape
from typing import Any, Literal

from markupsafe import Markup, escape

from .errors import Position
from .evidence import Account, Citation, Evidence
from .facts import Facts, Record, Reference, Statement
from .pages import Library, href
from .reading import Scalar
from .refs import FIRST_ITEM, LAST_ITEM
from .schema import Type
from .settings import LocalText, Settings
from .strings import Language
from .templating import UnknownNameError
from .values import Date, Quantity

Form = Literal["default", "exact", "short"]
ITEM = re.compile(f"[{chr(FIRST_ITEM)}-{chr(LAST_ITEM)}]")

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place that leans on a fact ("figures.valuation") or a source ("sources.video")."""

    name: str
    address: str
    language: str
    at: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactItem:
    """A statement that is printed."""

    view: "StatementView"

    @property
    def evidence(self) -> Evidence | None:
        """What opens at its mark; nothing where it has none or prints without."""
        view = self.view
        return view._statement.evidence if view._style.mark and view._printer.with_marks else None

    def text(self) -> str:
        """Return it as plain text."""
        return self.view._text()

    def html(self, *, linked: bool) -> str:
        """Return its element; *linked* says that it stands in a link already."""
        return self.view._element(linked=linked)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkItem:
    """A record that is printed as a link to its page."""

    name: str
    url: str
    words: str

    def text(self) -> str:
        """Return it as plain text."""
        return self.words

    def html(self, *, linked: bool) -> str:
        """Return its element; in a link, which cannot hold another, a mere span."""
        if linked:
            return f'<span data-record="{self.name}">{escape(self.words)}</span>'
        return f'<a data-record="{self.name}" href="{escape(self.url)}">{escape(self.words)}</a>'


@dataclass(frozen=True, slots=True, kw_only=True)
class TermItem:
    """A term that is printed as a button which opens its definition."""

    record: Record
    title: str
    words: str
    definition: Callable[[], Markup]

    def text(self) -> str:
        """Return it as plain text."""
        return self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationItem:
    """What one bracket cites: pairs of a source's id and a locator."""

    cited: tuple[tuple[str, str | None], ...]


Item = FactItem | LinkItem | TermItem | CitationItem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How a record or statement is to print, as its filters say."""

    mark: bool = True
    form: Form = "default"
    words: str | None = None


@dataclass(slots=True, kw_only=True)
class Printer:
    """Prints facts on one page in one language and records which.

    *inline_markdown* renders a text of type markdown; *with_marks* is off on a page that asserts
    nothing; *at* is the place of the reference that is being evaluated.
    """

    facts: Facts
    library: Library
    settings: Settings
    language: Language
    address: str
    inline_markdown: Callable[[Scalar, "Printer"], Markup]
    with_marks: bool = True
    at: Position | None = None
    items: list[Item] = field(default_factory=list)
    uses: set[Use] = field(default_factory=set)
    _opened: list[str] = field(default_factory=list)

    def kinds(self) -> dict[str, "KindView"]:
        """Return the kinds as expressions and templates see them."""
        return {name: KindView(self, name) for name in self.facts.kinds}

    def record(self, record: Record) -> "RecordView":
        """Return *record* as expressions and templates see it."""
        return RecordView(self, record)

    def mark(self, item: Item) -> Markup:
        """Return the character that stands for *item* until it is put into its place."""
        self.items.append(item)
        return Markup(chr(FIRST_ITEM + len(self.items) - 1))

    def item(self, char: str) -> Item:
        """Return what a character stands for."""
        return self.items[ord(char) - FIRST_ITEM]

    def cite(self, cited: tuple[tuple[str, str | None], ...]) -> Markup:
        """Return the mark of a citation."""
        for source, _ in cited:
            self.use(f"sources.{source}")
        return self.mark(CitationItem(cited=cited)) if self.with_marks else Markup("")

    def use(self, name: str) -> None:
        """Record that this page leans on a fact or source."""
        self.uses.add(Use(name=name, address=self.address, language=self.language.code, at=self.at))

    def plain(self, html: str) -> str:
        """Return *html* as plain text, with what its characters stand for."""
        return unescape(_TAG.sub("", ITEM.sub(lambda match: self._plain_item(match[0]), html)))

    def _plain_item(self, char: str) -> str:
        item = self.item(char)
        return "" if isinstance(item, CitationItem) else str(escape(item.text()))

    def value_text(
        self, type_: Type, value: Any, form: Form = "default", *, of: Statement | None = None
    ) -> str:
        """Return a value of this type as plain text."""
        match type_.name, value:
            case _, None:
                return ""
            case "text", LocalText():
                return value.in_language(self.language.code)
            case "markdown", LocalText():
                return self.plain(self.markdown(value, of))
            case "date", Date():
                return self.language.date(value)
            case "quantity", Quantity():
                return self.language.quantity(value, form)
            case "flag", bool():
                return self.language.flag(value)
            case "choice", str():
                return self._choice(value, of)
            case "list", tuple():
                return self.language.join(
                    [self.value_text(type_.item or type_, one, form, of=of) for one in value]
                )
            case "reference", Reference():
                view = self.find(value)
                return view._text() if view else ""
            case _:
                return str(value)

    def value_html(
        self, type_: Type, value: Any, form: Form, of: Statement, *, linked: bool
    ) -> str:
        """Return a value of this type as HTML without an element of its own."""
        match type_.name, value:
            case "markdown", LocalText():
                return str(self.markdown(value, of))
            case "date", Date():
                return self._times(value)
            case "url", str() if not linked:
                return f'<a href="{escape(value)}">{escape(value)}</a>'
            case "list", tuple():
                parts = [
                    self.value_html(type_.item or type_, one, form, of, linked=linked)
                    for one in value
                ]
                return self.language.join(parts)
            case "reference", Reference():
                view = self.find(value)
                return view._inner(linked=linked) if view else ""
            case _:
                return str(escape(self.value_text(type_, value, form, of=of)))

    def _times(self, date: Date) -> str:
        pieces = self.language.date_pieces(date)
        return "".join(
            f'<time datetime="{moment.iso}">{escape(text)}</time>' if moment else str(escape(text))
            for text, moment in pieces
        )

    def _choice(self, value: str, of: Statement | None) -> str:
        words = self.language.choice(of.kind, of.field.name, value) if of else None
        return words or value.replace("_", " ")

    def find(self, reference: Reference) -> "RecordView | None":
        """Return the record that a reference names, or nothing where it is not there."""
        record = self.facts.records[reference.kind].get(reference.id)
        return RecordView(self, record) if record else None

    def markdown(self, text: LocalText, of: Statement | None) -> Markup:
        """Return a text of type markdown as inline HTML."""
        scalar = text.scalars.get(self.language.code)
        name = of.name if of else ""
        if scalar is None:
            return Markup("")
        if name in self._opened:
            circle = " → ".join([*self._opened[self._opened.index(name) :], name])
            raise UnknownNameError(f"a text prints itself: {circle}", name, "expression", ())
        self._opened.append(name)
        try:
            return self.inline_markdown(scalar, self)
        finally:
            self._opened.pop()


class KindView:
    """A kind: it gives its records by id, and iterates them in the order of the files."""

    def __init__(self, printer: Printer, name: str) -> None:
        self._printer, self._name = printer, name

    @property
    def _records(self) -> Mapping[str, Record]:
        return self._printer.facts.records[self._name]

    def __getattr__(self, name: str) -> "RecordView | Nothing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, id_: str) -> "RecordView | Nothing":
        record = self._records.get(str(id_))
        if record is not None:
            return RecordView(self._printer, record)
        if self._name in self._printer.facts.incomplete:
            return Nothing("")
        message = f'there is no fact "{self._name}.{id_}"'
        raise UnknownNameError(message, str(id_), "unknown-fact", tuple(self._records))

    def __iter__(self) -> Iterator["RecordView"]:
        return (RecordView(self._printer, record) for record in self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, item: object) -> bool:
        return (item.id if isinstance(item, RecordView) else item) in self._records

    def __str__(self) -> str:
        message = f'"{self._name}" is a kind and prints nothing by itself'
        raise UnknownNameError(message, self._name, "expression", ())

    __html__ = __str__


class RecordView:
    """A record: `.id`, `.kind`, `.url` and its fields."""

    __iter__ = None  # it has items by name but is no sequence

    def __init__(self, printer: Printer, record: Record, style: _Style = _Style()) -> None:
        self._printer, self._record, self._style = printer, record, style

    @property
    def id(self) -> str:
        """The id in the facts."""
        return self._record.id

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self._record.kind

    @property
    def url(self) -> str | None:
        """The address of its own page; that of a source is where the source is."""
        if self.kind == "sources":
            statement = self._record.statements.get("url")
            return str(statement.value) if statement and statement.value else None
        page = self._printer.library.page_of(self._printer.language.code, self.kind, self.id)
        return href(page.address, self._printer.settings) if page else None

    def __getattr__(self, name: str) -> "StatementView | Nothing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> "StatementView | Nothing":
        statement = self._record.statements.get(str(name))
        if statement is not None:
            return StatementView(self._printer, statement)
        full, fields = f"{self.kind}.{self.id}.{name}", self._printer.facts.kinds[self.kind].fields
        if name in fields:
            return Nothing(full)
        message = f'{self.kind} have no field "{name}"'
        raise UnknownNameError(message, str(name), "unknown-field", tuple(fields))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StatementView):
            return other == self
        return isinstance(other, RecordView) and (other.kind, other.id) == (self.kind, self.id)

    def __hash__(self) -> int:
        return hash((self.kind, self.id))

    def __str__(self) -> str:
        self._printer.use(f"{self.kind}.{self.id}")
        return self._text()

    def _text(self) -> str:
        first = self._first()
        if self._style.words is not None:
            return self._style.words
        return first._text() if first else self.id.replace("_", " ")

    def __html__(self) -> str:
        return str(self._mark())

    def _first(self) -> "StatementView | None":
        statement = self._record.statements.get(self._printer.facts.kinds[self.kind].first)
        return StatementView(self._printer, statement, self._style) if statement else None

    def _mark(self) -> Markup:
        name = f"{self.kind}.{self.id}"
        item = self._link_or_term(name)
        if item is not None:
            self._printer.use(name)
            return self._printer.mark(item)
        first = self._first()
        return Markup(first.__html__()) if first else escape(self._text())

    def _link_or_term(self, name: str) -> LinkItem | TermItem | None:
        if self.url and self.kind != "sources":
            return LinkItem(name=name, url=self.url, words=self._text())
        if self.kind == "terms" and "definition" in self._record.statements:
            definition = self._record.statements["definition"]
            return TermItem(
                record=self._record,
                title=self._title(),
                words=self._text(),
                definition=lambda: self._definition(definition),
            )
        return None

    def _title(self) -> str:
        return RecordView(self._printer, self._record)._text()

    def _definition(self, statement: Statement) -> Markup:
        return Markup(
            self._printer.value_html(
                statement.field.type, statement.value, "default", statement, linked=False
            )
        )

    def _inner(self, *, linked: bool) -> str:
        """Return this record as it prints within another fact: without a mark of its own."""
        item = self._link_or_term(f"{self.kind}.{self.id}")
        if isinstance(item, LinkItem):
            return item.html(linked=linked)
        return str(escape(self._text()))


@total_ordering
class StatementView:
    """A statement: its value with who says so."""

    def __init__(self, printer: Printer, statement: Statement, style: _Style = _Style()) -> None:
        self._printer, self._statement, self._style = printer, statement, style

    @property
    def name(self) -> str:
        """Its name, such as "figures.valuation"."""
        return self._statement.name

    @property
    def value(self) -> Any:
        """The value as a template can use it; it prints as plain text in the page's language."""
        self._printer.use(self.name)
        return _usable(self._printer, self._statement)

    @property
    def status(self) -> str | None:
        """How sure it is, as in the facts."""
        return self._statement.evidence.status if self._statement.evidence else None

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Who says so: citations with `.source` and `.locator`."""
        return self._statement.evidence.sources if self._statement.evidence else ()

    @property
    def as_of(self) -> "DateView | None":
        """The day for which it holds."""
        evidence = self._statement.evidence
        return (
            DateView(self._printer.language, evidence.as_of)
            if evidence and evidence.as_of
            else None
        )

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The other values that were given."""
        return self._statement.evidence.accounts if self._statement.evidence else ()

    @property
    def quote(self) -> Any:
        """The quotation, with `.text` and `.source`."""
        return self._statement.evidence.quote if self._statement.evidence else None

    @property
    def note(self) -> str:
        """The note, in the page's language."""
        evidence = self._statement.evidence
        return (
            evidence.note.in_language(self._printer.language.code)
            if evidence and evidence.note
            else ""
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not isinstance(self._statement.value, Reference):
            raise AttributeError(name)
        record = self._printer.find(self._statement.value)
        return getattr(record, name) if record else Nothing("")

    def __bool__(self) -> bool:
        return self._statement.value is not False

    def __eq__(self, other: object) -> bool:
        value = self._statement.value
        if isinstance(value, Reference) and isinstance(other, RecordView):
            return (value.kind, value.id) == (other.kind, other.id)
        return _comparable(self) == _comparable(other)

    def __lt__(self, other: object) -> bool:
        return bool(_comparable(self) < _comparable(other))

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        self._printer.use(self.name)
        return self._text()

    def _text(self) -> str:
        if self._style.words is not None:
            return self._style.words
        statement = self._statement
        if (
            statement.value is None
            and statement.evidence
            and statement.evidence.status == "unknown"
        ):
            return self._printer.language.word("not_known")
        return self._printer.value_text(
            statement.field.type, statement.value, self._style.form, of=statement
        )

    def __html__(self) -> str:
        self._printer.use(self.name)
        return str(self._printer.mark(FactItem(view=self)))

    def _element(self, *, linked: bool) -> str:
        statement, attributes = self._statement, f'class="fact" data-fact="{self.name}"'
        words = self._style.words
        match statement.value:
            case Quantity() as quantity:
                number = f"{_plain_number(quantity.number)}"
                return f'<data value="{number}" {attributes}>{escape(self._text())}</data>'
            case Date() as date if date.end is None:
                return (
                    f'<time datetime="{date.start.iso}" {attributes}>{escape(self._text())}</time>'
                )
            case None:
                return f"<span {attributes}>{escape(self._text())}</span>"
        inner = str(escape(words)) if words else self._inner(linked=linked)
        return f"<span {attributes}>{inner}</span>"

    def _inner(self, *, linked: bool) -> str:
        statement = self._statement
        return self._printer.value_html(
            statement.field.type, statement.value, self._style.form, statement, linked=linked
        )


class Nothing:
    """A field that a record does not have: false, empty, and an error only where it is printed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nothing)

    def __hash__(self) -> int:
        return 0

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __str__(self) -> str:
        if self._name:
            last = self._name.rpartition(".")[2]
            raise UnknownNameError(
                f'{self._name} has no value, since "{last}" is left out there',
                last,
                "missing-value",
                (),
            )
        return ""

    __html__ = __str__


@total_ordering
@dataclass(frozen=True, slots=True)
class DateView:
    """A date in a template: prints in the page's language, with `.iso` for a `datetime` attribute."""

    _language: Language
    _date: Date

    @property
    def iso(self) -> str | None:
        """The date as 2024-09-25, 2024-09 or 2024; nothing for an interval."""
        return self._date.iso

    @property
    def year(self) -> int:
        """The year in which it begins."""
        return self._date.start.year

    def __eq__(self, other: object) -> bool:
        return _comparable(self) == _comparable(other)

    def __lt__(self, other: object) -> bool:
        return bool(_comparable(self) < _comparable(other))

    def __hash__(self) -> int:
        return hash(self._date)

    def __str__(self) -> str:
        return self._language.date(self._date)


@total_ordering
@dataclass(frozen=True, slots=True)
class QuantityView:
    """A quantity in a template: prints in the page's language, with `.number` and `.unit`."""

    _language: Language
    _quantity: Quantity

    @property
    def number(self) -> Decimal:
        """The exact number, with its scale: 150000000000."""
        return self._quantity.number

    @property
    def unit(self) -> str | None:
        """The unit; nothing for a plain count."""
        return self._quantity.unit

    def __eq__(self, other: object) -> bool:
        return self.number == _number(other)

    def __lt__(self, other: object) -> bool:
        return bool(self.number < _number(other))

    def __hash__(self) -> int:
        return hash(self._quantity)

    def __str__(self) -> str:
        return self._language.quantity(self._quantity)


def _restyled(value: Any, **changes: Any) -> Any:
    if isinstance(value, RecordView | StatementView):
        subject = value._record if isinstance(value, RecordView) else value._statement
        return type(value)(value._printer, subject, replace(value._style, **changes))  # type: ignore[arg-type]
    return value


def plain(value: Any) -> Any:
    """Print a fact without its mark."""
    return _restyled(value, mark=False)


def exact(value: Any) -> Any:
    """Print a quantity with all its digits."""
    return _restyled(value, form="exact")


def short(value: Any) -> Any:
    """Print a quantity as short as the language has it: $150B."""
    return _restyled(value, form="short")


def text(value: Any, words: object) -> Any:
    """Print a fact in other words, with the same evidence."""
    return _restyled(value, words=str(words))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "plain": plain,
    "exact": exact,
    "short": short,
    "text": text,
}


def _usable(printer: Printer, statement: Statement) -> Any:
    value = statement.value
    match statement.field.type.name, value:
        case "text", LocalText():
            return value.in_language(printer.language.code)
        case "markdown", LocalText():
            return printer.markdown(value, statement)
        case "date", Date():
            return DateView(printer.language, value)
        case "quantity", Quantity():
            return QuantityView(printer.language, value)
        case "reference", Reference():
            return printer.find(value) or Nothing("")
        case "list", tuple():
            item = replace(statement.field, type=statement.field.type.item or statement.field.type)
            return [_usable(printer, replace(statement, field=item, value=one)) for one in value]
        case _:
            return Nothing("") if value is None else value


def _comparable(value: object) -> Any:
    match value:
        case StatementView():
            found = value._statement.value
            return _comparable(found) if not isinstance(found, LocalText) else str(value)
        case RecordView():
            return value.id
        case Reference():
            return value.id
        case DateView():
            return value._date
        case QuantityView():
            return value.number
        case Quantity():
            return value.number
        case _:
            return value


def _number(value: object) -> Any:
    return _comparable(value)


def _plain_number(number: Decimal) -> str:
    """Return *number* with all digits and no needless zeros: 150000000000, 6.5."""
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
