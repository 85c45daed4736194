"""What the macros of pictures are told: facts, with the places where they stand.

A macro calls one of `PICTURES` with facts as prose names them, and writes down what it is given.
What cannot be drawn is a fault at the place where the picture is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import geometry
from .facts import Statement
from .geometry import Box, Line, Span, TimeAxis, wrapped
from .localised import DateView
from .lookups import Nothing, RecordView, StatementView, comparable
from .printing import Printer
from .strings import Language
from .templating import UnknownNameError
from .values import Date, Moment, Quantity

# There are so many patterns that can be told apart.
MAX_PARTS = 8
# How ties are drawn; those of the last sort are not.
SORTS = ("control", "share", "right", "ended", "none")
# As many letters find room in a box, and beside a line; a line of text is so high.
_BOX_ROOM, _LABEL_ROOM = 16, 14
_LINE_HEIGHT = 17

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The lines of a text: the end of each that *anchor* names stands at *x*, the first at *y*."""

    x: str
    y: str
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie between two bodies; without a *line* it is told and not drawn."""

    record: RecordView
    sort: str
    line: Line | None
    label: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Bodies at their places, and what ties them to each other in one state."""

    id: str
    record: RecordView
    height: int
    bodies: tuple[tuple[Box, Words], ...]
    ties: tuple[Tie, ...]


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
                f"{statement.name} is counted in {other or 'nothing'}, "
                f"and {first.name} in {unit or 'nothing'}"
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


# --- states ---------------------------------------------------------------------------------------


def states(
    records: Iterable[RecordView], bodies: Iterable[RecordView], ties: Iterable[RecordView]
) -> list[State]:
    """Return a picture of each state: *bodies* at their places, and the *ties* of that state.

    Raises:
        UnknownNameError: a place or a sort of tie is none that can be drawn, or a tie leads from
            a body to itself.
    """
    known = {body.id: _choice(body, "place", geometry.PLACES) for body in bodies}
    views, all_ties = {body.id: body for body in bodies}, list(ties)
    if len(set(known.values())) < len(known):
        raise _fault("two bodies have the same place", "place")
    places, height = geometry.boxes(known.values())
    boxes = {id_: places[place] for id_, place in known.items()}
    return [
        State(
            id=record._printer.next_picture(),
            record=record,
            height=height,
            bodies=tuple((box, _inside(views[id_], box)) for id_, box in boxes.items()),
            ties=tuple(_ties([one for one in all_ties if one["state"] == record], boxes)),
        )
        for record in records
    ]


def _ties(ties: Sequence[RecordView], boxes: Mapping[str, Box]) -> Iterator[Tie]:
    sorts = [_choice(tie, "sort", SORTS) for tie in ties]
    drawn = [tie for tie, sort in zip(ties, sorts, strict=True) if sort != "none"]
    pairs = [(_end(tie, "from", boxes), _end(tie, "to", boxes)) for tie in drawn]
    for tie, (start, end) in zip(drawn, pairs, strict=True):
        if start == end:
            raise _fault(f"{tie.kind}.{tie.id} leads from a body to itself", tie.id)
    lines = iter(geometry.lines(pairs))
    for tie, sort in zip(ties, sorts, strict=True):
        line = next(lines) if sort != "none" else None
        yield Tie(record=tie, sort=sort, line=line, label=_beside(tie, line) if line else None)


def _end(tie: RecordView, field: str, boxes: Mapping[str, Box]) -> Box:
    id_ = tie[field].value.id
    if id_ not in boxes:
        raise _fault(f'{tie.kind}.{tie.id} names "{id_}", which is not among the bodies', tie.id)
    return boxes[id_]


def _choice(record: RecordView, field: str, known: Sequence[str]) -> str:
    value = record[field].value
    if value not in known:
        raise _fault(f'"{field}" of {record.kind} is one of {", ".join(known)}', field)
    return str(value)


def _inside(body: RecordView, box: Box) -> Words:
    """Return the name of *body* in its *box*."""
    lines = wrapped(str(body), _BOX_ROOM)
    first = box.y + 5 - _LINE_HEIGHT * (len(lines) - 1) / 2
    return _words(lines, str(box.x), geometry.short(first, 1), "middle")


def _beside(tie: RecordView, line: Line) -> Words | None:
    """Return the label of *tie* beside its *line*; of one that has ended, at least that."""
    label = tie["label"]
    text = str(label) if label.name else str(tie["sort"]) if tie["sort"] == "ended" else ""
    return _words(wrapped(text, _LABEL_ROOM), line.x, line.y, line.anchor) if text else None


def _words(lines: Sequence[str], x: str, y: str, anchor: str) -> Words:
    return Words(x=x, y=y, anchor=anchor, lines=tuple(lines))


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
