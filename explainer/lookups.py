"""Facts as expressions and templates see them: kinds, records and statements by name.

Nothing here can be reached from an expression but what does not begin with an underscore.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import total_ordering
from typing import Any

from markupsafe import Markup

from .evidence import Account, Citation, Quote
from .facts import Record, Statement
from .fields import Reference
from .items import Style
from .localised import DateView, QuantityView
from .printing import Printer
from .settings import LocalText
from .templating import UnknownNameError
from .values import Date, Quantity

# What a record tells of its first field: who says so.
EVIDENCE = ("status", "sources", "as_of", "accounts", "quote", "note")


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

    def __init__(self, printer: Printer, record: Record, style: Style = Style()) -> None:  # noqa: B008 — frozen
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
        return self._printer.record_url(self._record)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        statement = self._record.statements.get(str(name))
        if statement is not None:
            return StatementView(self._printer, statement)
        fields = self._printer.facts.kinds[self.kind].fields
        if name in fields:
            return Nothing(f"{self.kind}.{self.id}.{name}")
        if name in ("id", "kind", "url"):  # Jinja's filters look for attributes among the items
            return getattr(self, name)
        first = self._printer.first(self._record)
        if name in EVIDENCE and first is not None:  # its statement bears the name of the record
            return getattr(StatementView(self._printer, first), name)
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
        return self._printer.record_text(self._record, self._style)

    def __html__(self) -> Markup:
        return self._printer.print_record(self._record, self._style)

    def _restyled(self, style: Style) -> "RecordView":
        return RecordView(self._printer, self._record, style)


@total_ordering
class StatementView:
    """A statement: its value with who says so."""

    def __init__(self, printer: Printer, statement: Statement, style: Style = Style()) -> None:  # noqa: B008 — frozen
        self._printer, self._statement, self._style = printer, statement, style

    @property
    def name(self) -> str:
        """Its name, such as "figures.valuation"."""
        return self._statement.name

    @property
    def value(self) -> Any:
        """The value as a template can use it; it prints as plain text in the page's language.

        Templates compare and sort by it, so asking for it is not printing it.
        """
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
    def as_of(self) -> DateView | None:
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
    def quote(self) -> Quote | None:
        """The quotation, with `.text` and `.source`."""
        return self._statement.evidence.quote if self._statement.evidence else None

    @property
    def note(self) -> str:
        """The note, in the page's language."""
        evidence = self._statement.evidence
        if evidence is None or evidence.note is None:
            return ""
        return evidence.note.in_language(self._printer.language.code)

    def __getattr__(self, name: str) -> Any:
        # What a reference leads to is reached through it: {{ departures.x.person.role }}.
        if name.startswith("_") or not isinstance(self._statement.value, Reference):
            raise AttributeError(name)
        record = self._printer.find(self._statement.value)
        return getattr(RecordView(self._printer, record), name) if record else Nothing("")

    def __bool__(self) -> bool:
        return self._statement.value is not False

    def __eq__(self, other: object) -> bool:
        return bool(comparable(self) == comparable(other))

    def __lt__(self, other: object) -> bool:
        return bool(comparable(self) < comparable(other))

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        self._printer.use(self.name)
        return self._printer.statement_text(self._statement, self._style)

    def __html__(self) -> Markup:
        return self._printer.print_statement(self._statement, self._style)

    def _restyled(self, style: Style) -> "StatementView":
        return StatementView(self._printer, self._statement, style)


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
            message = f'{self._name} has no value, since "{last}" is left out there'
            raise UnknownNameError(message, last, "missing-value", ())
        return ""

    __html__ = __str__


def views_of_kinds(printer: Printer) -> dict[str, KindView]:
    """Return every kind by its name, as expressions see them."""
    return {name: KindView(printer, name) for name in printer.facts.kinds}


def _restyled(value: Any, **changes: Any) -> Any:
    if isinstance(value, RecordView | StatementView):
        return value._restyled(replace(value._style, **changes))
    return value


FILTERS: Mapping[str, Callable[..., Any]] = {
    "plain": lambda value: _restyled(value, mark=False),
    "exact": lambda value: _restyled(value, form="exact"),
    "short": lambda value: _restyled(value, form="short"),
    "text": lambda value, words: _restyled(value, words=str(words)),
}


def _usable(printer: Printer, statement: Statement) -> Any:
    """Return the value of *statement* as a template can use it."""
    type_, value = statement.field.type, statement.value
    if isinstance(value, LocalText):
        by_markdown = type_.name == "markdown"
        text = value.in_language(printer.language.code)
        return printer.markdown(value, statement) if by_markdown else text
    if isinstance(value, Reference):
        record = printer.find(value)
        return RecordView(printer, record) if record else Nothing("")
    if isinstance(value, tuple):
        item = replace(statement.field, type=type_.item or type_)
        return [_usable(printer, replace(statement, field=item, value=one)) for one in value]
    return _plain_value(printer, value)


def _plain_value(printer: Printer, value: Any) -> Any:
    match value:
        case Date():
            return DateView(printer.language, value)
        case Quantity():
            return QuantityView(printer.language, value)
        case None:
            return Nothing("")
        case _:
            return value


def comparable(value: object) -> Any:
    """Return what of a view decides whether it equals another, or stands before it."""
    match value:
        case StatementView():
            found = value._statement.value
            return str(value) if isinstance(found, LocalText) else comparable(found)
        case RecordView() | Reference():
            return value.id
        case Date():
            # What is known to a month only stands behind the days of that month.
            return value.last_day, value.first_day
        case DateView():
            return comparable(value._date)
        case QuantityView() | Quantity():
            return value.number
        case _:
            return value
