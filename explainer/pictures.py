"""What the macros of pictures are told: facts, with the places where they stand.

A macro calls one of `PICTURES` with facts as prose names them, and writes down what it is given.
What cannot be drawn is a fault at the place where the picture is asked for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import geometry
from .facts import Statement
from .geometry import Span, TimeAxis
from .localised import DateView
from .lookups import Nothing, RecordView, StatementView, comparable
from .printing import Printer
from .states import states
from .strings import Language
from .templating import UnknownNameError
from .values import Date, Moment, Quantity

# There are so many patterns that can be told apart.
MAX_PARTS = 8

Item = RecordView | StatementView


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a place of an axis."""

    x: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a picture: *item* prints it, *x* and *width* say where its bar is.

    *tone* is the number of its pattern, where it has one.
    """

    item: Item
    label: object
    x: str
    width: str
    tone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers that are drawn together, with the *labels* of their axis."""

    id: str
    numbers: tuple[Number, ...]
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record on a time axis: *day* is where its disc stands, *bar* what its bar takes, if any.

    *mark* says which of them is drawn, and how: "day", "part" of time that holds it, "span" or
    "about".
    """

    record: RecordView
    mark: str
    day: str
    bar: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Records on a time axis from *first* to *last*; *marks* are those that its entries have."""

    id: str
    first: DateView
    last: DateView
    lines: tuple[str, ...]
    labels: tuple[Label, ...]
    entries: tuple[Entry, ...]
    marks: tuple[str, ...]


# --- numbers --------------------------------------------------------------------------------------


def scale(items: Iterable[Item], labels: Sequence[object] = ()) -> Numbers | None:
    """Return bars for like numbers, from 0; what is unknown or 0 has an empty one.

    Raises:
        UnknownNameError: something is no number, is negative, or is counted in another unit.
    """
    given = list(items)
    if not given:
        return None
    numbers, unit = _alike(given)
    language, widths = _printer(given[0]).language, geometry.lengths(numbers)
    steps = geometry.steps(numbers)
    places = geometry.lengths([*steps, max(numbers)])
    return Numbers(
        id=_printer(given[0]).next_picture(),
        numbers=tuple(
            Number(item=item, label=label, x="0", width=width)
            for item, label, width in zip(given, _labels(given, labels), widths, strict=True)
        ),
        labels=tuple(
            Label(x=x, text=language.quantity(Quantity(number, unit), "short"))
            for x, number in zip(places, steps, strict=False)
        ),
    )


def parts(items: Iterable[Item], labels: Sequence[object] = ()) -> Numbers | None:
    """Return the parts of one bar that like numbers fill together.

    Raises:
        UnknownNameError: something is no number, is negative, or is counted in another unit; or
            there are too many numbers, or nothing but zeros.
    """
    given = list(items)
    if not given:
        return None
    numbers, _ = _alike(given)
    if len(given) > MAX_PARTS:
        raise _fault(f"a bar has {MAX_PARTS} parts at most, not {len(given)}")
    if not any(numbers):
        raise _fault("a bar of parts needs a number that is more than 0")
    return Numbers(
        id=_printer(given[0]).next_picture(),
        numbers=tuple(
            Number(item=item, label=label, x=span.x, width=span.width, tone=tone)
            for tone, (item, label, span) in enumerate(
                zip(given, _labels(given, labels), geometry.shares(numbers), strict=True), 1
            )
        ),
    )


def _alike(items: Sequence[Item]) -> tuple[list[Decimal], str | None]:
    """Return the numbers of *items*, 0 where one is unknown, and the unit of all of them.

    Nothing is as long in any unit: what is 0 may have another.
    """
    found, numbers = [], []
    for item in items:
        statement = _statement(item)
        quantity = _quantity(statement)
        numbers.append(quantity.number)
        if quantity.number:
            found.append((statement, quantity.unit))
    first, unit = found[0] if found else (None, None)
    for statement, other in found[1:]:
        if first and other != unit:
            message = (
                f"{statement.name} is counted in {other or 'no unit'}, "
                f"and {first.name} in {unit or 'no unit'}"
            )
            raise _fault(message, statement.record, "unit-does-not-fit")
    return numbers, unit


def _quantity(statement: Statement) -> Quantity:
    value = statement.value
    if value is None:
        return Quantity(Decimal(0))
    if not isinstance(value, Quantity):
        raise _fault(f"{statement.name} is no number", statement.record)
    if value.number < 0:
        raise _fault(f"{statement.name} is negative and has no bar", statement.record)
    return value


def _labels(items: Sequence[Item], given: Sequence[object]) -> list[object]:
    """Return what the numbers are called: as *given*, or else as their records say."""
    if given and len(given) != len(items):
        raise _fault(f"there are {len(given)} labels for {len(items)} numbers")
    return list(given) or [_label(item) for item in items]


def _label(item: Item) -> str:
    statement, printer = _statement(item), _printer(item)
    record = printer.facts.records[statement.kind][statement.record]
    label = record.statements.get("label")
    if label is None:
        return printer.language.label(statement.kind, statement.field.name)
    printer.use(label.name)
    return printer.statement_text(label)


# --- time -----------------------------------------------------------------------------------------


def strip(records: Iterable[RecordView], when: str, until: str = "") -> Strip | None:
    """Return *records* on a time axis, by the dates in the field *when*.

    With *until*, a field of a date, that is to where they last.  What has no date stands last.

    Raises:
        UnknownNameError: one of the fields holds no date.
    """
    given = list(records)
    dates = [(_date(record, when), _date(record, until) if until else None) for record in given]
    known = [date for pair in dates for date in pair if date]
    if not known:
        return None
    axis, printer = geometry.time_axis(known), given[0]._printer
    pairs = sorted(zip(given, dates, strict=True), key=lambda pair: _rank(pair[1][0]))
    entries = tuple(_entry(record, axis, *found) for record, found in pairs)
    ticks, language = list(axis.ticks()), printer.language
    return Strip(
        id=printer.next_picture(),
        first=_view(axis.first, language),
        last=_view(axis.last, language),
        lines=tuple(tick.x for tick in ticks),
        labels=tuple(
            Label(x=tick.x, text=_name(tick.moment, axis, language))
            for tick in ticks
            if tick.labelled
        ),
        entries=entries,
        marks=tuple(
            mark
            for mark in ("day", "part", "about", "span")
            if any(entry.mark == mark for entry in entries)
        ),
    )


def _date(record: RecordView, field: str) -> Date | None:
    """Return the date in a *field* of *record*, none where that is unknown or left out."""
    view = record[field]
    if isinstance(view, Nothing):
        return None
    value = _statement(view).value
    if value is not None and not isinstance(value, Date):
        raise _fault(f'"{field}" of {record.kind} is no date', field)
    return value


def _rank(date: Date | None) -> Any:
    return (date is None, comparable(date) if date else ())


def _entry(record: RecordView, axis: TimeAxis, date: Date | None, until: Date | None) -> Entry:
    if date is None:
        return Entry(record=record, mark="", day="", bar=None)
    bar = axis.span(date, until or date)
    day = axis.day(date) if date.start.day else ""
    if until or date.end:
        return Entry(record=record, mark="span", day=day, bar=bar)
    mark = "about" if date.start.about else "day" if date.start.day else "part"
    return Entry(record=record, mark=mark, day=day, bar=None if day else bar)


def _name(moment: Moment, axis: TimeAxis, language: Language) -> str:
    """Return the label of a month; where another year begins, that of the year."""
    if moment.month is None or (moment.month == 1 and moment != axis.first):
        return str(_view(Moment(moment.year), language))
    return language.month(moment.month)


def _view(moment: Moment, language: Language) -> DateView:
    return DateView(language, Date(moment.iso, moment))


# --------------------------------------------------------------------------------------------------


def _statement(item: object) -> Statement:
    """Return the statement that *item* prints."""
    match item:
        case StatementView():
            return item._statement
        case RecordView():
            first = item._printer.first(item._record)
            if first is not None:
                return first
    raise _fault("a picture is drawn from facts, such as figures.size")


def _printer(item: Item) -> Printer:
    return item._printer


def _fault(message: str, name: str = "", rule: str = "expression") -> UnknownNameError:
    return UnknownNameError(message, name, rule, ())


PICTURES: Mapping[str, Callable[..., Any]] = {
    "drawn_scale": scale,
    "drawn_parts": parts,
    "drawn_strip": strip,
    "drawn_states": states,
}
