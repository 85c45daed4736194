"""What the macro of states is told: bodies at their places, and the ties between them in each.

What cannot be drawn is a fault at the place where the picture is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import boxes as drawing
from .boxes import PLACES, Box, Line, wrapped
from .geometry import short
from .lookups import RecordView
from .templating import UnknownNameError

# How ties are drawn; those of the last sort are not.
SORTS = ("control", "share", "right", "ended", "none")
# As many letters find room in a box, and beside a line; a line of text is so high.
_BOX_ROOM, _LABEL_ROOM = 16, 14
_LINE_HEIGHT = 17


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


def states(
    records: Iterable[RecordView], bodies: Iterable[RecordView], ties: Iterable[RecordView]
) -> list[State]:
    """Return a picture of each state: *bodies* at their places, and the *ties* of that state.

    Raises:
        UnknownNameError: a place or a sort of tie is none that can be drawn, or a tie leads from
            a body to itself.
    """
    known = {body.id: _choice(body, "place", PLACES) for body in bodies}
    views, all_ties = {body.id: body for body in bodies}, list(ties)
    if len(set(known.values())) < len(known):
        raise _fault("two bodies have the same place", "place")
    places, height = drawing.boxes(known.values())
    at = {id_: places[place] for id_, place in known.items()}
    return [
        State(
            id=record._printer.next_picture(),
            record=record,
            height=height,
            bodies=tuple((box, _inside(views[id_], box)) for id_, box in at.items()),
            ties=tuple(_ties([one for one in all_ties if one["state"] == record], at)),
        )
        for record in records
    ]


def _ties(ties: Sequence[RecordView], at: Mapping[str, Box]) -> Iterator[Tie]:
    sorts = [_choice(tie, "sort", SORTS) for tie in ties]
    drawn = [tie for tie, sort in zip(ties, sorts, strict=True) if sort != "none"]
    pairs = [(_end(tie, "from", at), _end(tie, "to", at)) for tie in drawn]
    for tie, (start, end) in zip(drawn, pairs, strict=True):
        if start == end:
            raise _fault(f"{tie.kind}.{tie.id} leads from a body to itself", tie.id)
    lines = iter(drawing.lines(pairs))
    for tie, sort in zip(ties, sorts, strict=True):
        line = next(lines) if sort != "none" else None
        yield Tie(record=tie, sort=sort, line=line, label=_beside(tie, line) if line else None)


def _end(tie: RecordView, field: str, at: Mapping[str, Box]) -> Box:
    """Return the box of the body in a *field* of *tie*."""
    id_ = tie[field].value.id
    if id_ not in at:
        raise _fault(f'{tie.kind}.{tie.id} names "{id_}", which is not among the bodies', tie.id)
    return at[id_]


def _choice(record: RecordView, field: str, known: Sequence[str]) -> str:
    value = record[field].value
    if value not in known:
        raise _fault(f'"{field}" of {record.kind} is one of {", ".join(known)}', field)
    return str(value)


def _inside(body: RecordView, box: Box) -> Words:
    """Return the name of *body* in its *box*."""
    lines = wrapped(str(body), _BOX_ROOM)
    first = box.y + 5 - _LINE_HEIGHT * (len(lines) - 1) / 2
    return _words(lines, str(box.x), short(first, 1), "middle")


def _beside(tie: RecordView, line: Line) -> Words | None:
    """Return the label of *tie* beside its *line*; of one that has ended, at least that."""
    has_label = "label" in tie._record.statements
    text = str(tie["label"]) if has_label else str(tie["sort"]) if tie["sort"] == "ended" else ""
    return _words(wrapped(text, _LABEL_ROOM), line.x, line.y, line.anchor) if text else None


def _words(lines: Sequence[str], x: str, y: str, anchor: str) -> Words:
    return Words(x=x, y=y, anchor=anchor, lines=tuple(lines))


def _fault(message: str, name: str) -> UnknownNameError:
    return UnknownNameError(message, name, "expression", ())
