"""Where things stand in a picture: days on an axis, parts of a whole, lines between bodies.

Numbers are exact until they are written, and written with few digits, so that the same facts make
the same picture everywhere.  Knows nothing of templates, languages and colours.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from .values import Date, Moment

# An axis of so many months or fewer is parted by months, a longer one by years.
MAX_MONTHS = 18
# So many labels find room side by side.
MAX_LABELS = 12
# A scale has so many steps at most.
MAX_STEPS = 4

# A picture of bodies is so wide, and its boxes stand in rows one below the other.
WIDTH = 320
_BOX_WIDTH, _BOX_HEIGHT, _GAP = 134, 46, 46
_COLUMNS = {"left": 68, "bottom_left": 68, "top": 160, "middle": 160, "right": 252}
_ROWS = ("top", "left right", "middle", "bottom_left bottom_right")
PLACES = ("top", "middle", "left", "right", "bottom_left", "bottom_right")
# Lines between the same two bodies stand so far apart; an arrow is so long and half so wide.
_APART, _ARROW = 22, 9


def short(number: Fraction | Decimal | float, digits: int = 2) -> str:
    """Return *number* with so many decimals at most, and no needless ones: "6.67", "50"."""
    written = format(float(round(Fraction(number), digits)), f".{digits}f")
    plain = written.rstrip("0").rstrip(".") if digits else written
    return "0" if plain == "-0" else plain


# --- parts of a line ----------------------------------------------------------------------------


class Span(NamedTuple):
    """Where something begins on a line and how long it is, both in per cent of the line."""

    x: str
    width: str


def shares(numbers: Sequence[Decimal]) -> list[Span]:
    """Return the part of a line for each of *numbers*, one behind the other, as they fill it.

    None of them is negative, and one at least is more than 0.
    """
    whole = sum(map(Fraction, numbers))
    ends = [Fraction(0)]
    for number in numbers:
        ends.append(ends[-1] + Fraction(number))
    return [_span(start / whole, end / whole) for start, end in pairwise(ends)]


def lengths(numbers: Sequence[Decimal]) -> list[str]:
    """Return how long the bar of each of *numbers* is, in per cent of that of the largest."""
    most = max([*numbers, Decimal(0)])
    return [short(Fraction(number) * 100 / Fraction(most)) if most else "0" for number in numbers]


def steps(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Return the round numbers that part a line from 0 to the largest of *numbers*."""
    most = max([*numbers, Decimal(0)])
    if not most:
        return [Decimal(0)]
    power = Decimal(1).scaleb(most.adjusted() - 1)
    rounds = (factor * power for factor in (1, 2, 5, 10, 20, 50))
    step = next(one for one in rounds if most / one <= MAX_STEPS)
    if all(number == int(number) for number in numbers):
        step = max(step, Decimal(1))
    return [_written(step * count) for count in range(int(most / step) + 1)]


def _written(number: Decimal) -> Decimal:
    """Return *number* with the decimals that it needs, and never with a power of ten."""
    return Decimal(format(number.normalize(), "f"))


def _span(start: Fraction, end: Fraction) -> Span:
    # The width is that between the places as they are written, so that parts leave no gap.
    x, stop = short(start * 100), short(end * 100)
    return Span(x, short(Decimal(stop) - Decimal(x)))


# --- time -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a month, or of a year, on an axis; it may have no label."""

    x: str
    moment: Moment
    labelled: bool


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The months from *first* to *last*, each of them in full; places are in per cent."""

    first: Moment
    last: Moment

    @property
    def _start(self) -> int:
        return self.first.first_day.toordinal()

    @property
    def _days(self) -> int:
        return self.last.last_day.toordinal() + 1 - self._start

    def day(self, date: Date) -> str:
        """Return where the middle of the first day of *date* stands."""
        return short((self._at(date.first_day.toordinal()) + Fraction(1, 2 * self._days)) * 100)

    def span(self, first: Date, last: Date) -> Span:
        """Return what the days from the first of *first* to the last of *last* take."""
        after = last.last_day.toordinal() + 1
        return _span(self._at(first.first_day.toordinal()), self._at(after))

    def ticks(self) -> Iterator[Tick]:
        """Yield the beginnings of its months; where these are many, of round years."""
        if _count(self.first, self.last) > MAX_MONTHS:
            moments, every = _years(self.first.year, self.last.year), 1
        else:
            moments = list(_months(self.first, self.last))
            every = -(-len(moments) // MAX_LABELS)
        for number, moment in enumerate(moments):
            x = short(self._at(moment.first_day.toordinal()) * 100)
            yield Tick(x, moment, number % every == 0)

    def _at(self, ordinal: int) -> Fraction:
        return Fraction(ordinal - self._start, self._days)


def time_axis(dates: Collection[Date]) -> TimeAxis:
    """Return the axis for *dates*: of one year, or of many, in full, else from month to month."""
    first = min(date.first_day for date in dates)
    last = max(date.last_day for date in dates)
    start, end = Moment(first.year, first.month), Moment(last.year, last.month)
    if first.year == last.year or _count(start, end) > MAX_MONTHS:
        return TimeAxis(Moment(first.year, 1), Moment(last.year, 12))
    return TimeAxis(start, end)


def _count(first: Moment, last: Moment) -> int:
    """Return how many months there are from *first* to *last*."""
    return (last.year - first.year) * 12 + (last.month or 1) - (first.month or 1) + 1


def _years(first: int, last: int) -> list[Moment]:
    """Return years from *first* to *last*: all, or every second, fifth, tenth …"""
    steps = (digit * 10**power for power in range(4) for digit in (1, 2, 5))
    step = next(one for one in steps if last // one - (first - 1) // one <= MAX_LABELS)
    return [Moment(year) for year in range(-(-first // step) * step, last + 1, step)]


def _months(first: Moment, last: Moment) -> Iterator[Moment]:
    start, end = (one.year * 12 + (one.month or 1) - 1 for one in (first, last))
    for number in range(start, end + 1):
        yield Moment(number // 12, number % 12 + 1)


# --- bodies and lines between them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A body in a picture: the middle of its box, in units of which the picture has `WIDTH`."""

    x: int
    y: int

    @property
    def left(self) -> str:
        """Where the box begins."""
        return short(self.x - _BOX_WIDTH / 2, 1)

    @property
    def top(self) -> str:
        """Where the box begins from above."""
        return short(self.y - _BOX_HEIGHT / 2, 1)

    @property
    def width(self) -> int:
        """How wide it is."""
        return _BOX_WIDTH

    @property
    def height(self) -> int:
        """How high it is."""
        return _BOX_HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line from the edge of one box to that of another, its arrow, and where its label stands.

    *path* and *arrow* are what a path has as `d`; *anchor* is the end of the label that stands at
    *x*.
    """

    path: str
    arrow: str
    x: str
    y: str
    anchor: str


def boxes(places: Collection[str]) -> tuple[dict[str, Box], int]:
    """Return the box for each of *places*, of `PLACES`, and how high the picture is."""
    found, top = {}, 1
    for row in _ROWS:
        here = [place for place in row.split() if place in places]
        for place in here:
            x = _COLUMNS.get(place, _COLUMNS["right"])
            found[place] = Box(x, top + _BOX_HEIGHT // 2)
        top += (_BOX_HEIGHT + _GAP) if here else 0
    return found, max(top - _GAP + 1, 1)


def lines(pairs: Sequence[tuple[Box, Box]]) -> list[Line]:
    """Return the line of each of *pairs*, of two boxes; those of the same two are side by side."""
    together: dict[frozenset[Box], list[int]] = {}
    for number, pair in enumerate(pairs):
        together.setdefault(frozenset(pair), []).append(number)
    found: dict[int, Line] = {}
    for numbers in together.values():
        for place, number in enumerate(numbers):
            shift = (place - (len(numbers) - 1) / 2) * _APART
            found[number] = _line(*pairs[number], shift)
    return [found[number] for number in range(len(pairs))]


def _line(start: Box, end: Box, shift: float) -> Line:
    across, down = end.x - start.x, end.y - start.y
    length = math.sqrt(across * across + down * down)
    along = (across / length, down / length)
    # The same side for both directions, or lines there and back would lie upon each other.
    sign = 1 if (down, across) > (0, 0) else -1
    aside = (along[1] * sign * shift, -along[0] * sign * shift)
    first = _edge(start, aside, along)
    last = _edge(end, aside, (-along[0], -along[1]))
    tip = [_moved(last, along, -_ARROW, turn) for turn in (_ARROW / 2, -_ARROW / 2)]
    x, y, anchor = _label(first, last, along, aside[0])
    return Line(
        path=f"M{_point(first)} {_point(last)}",
        arrow=f"M{_point(tip[0])} {_point(last)} {_point(tip[1])}z",
        x=short(x, 1),
        y=short(y, 1),
        anchor=anchor,
    )


_Point = tuple[float, float]


def _edge(box: Box, aside: _Point, along: _Point) -> _Point:
    """Return where a line leaves *box* that goes *along* from *aside* of its middle."""
    ways = [
        (half - math.copysign(1, step) * off) / abs(step)
        for half, off, step in zip((_BOX_WIDTH / 2, _BOX_HEIGHT / 2), aside, along, strict=True)
        if step
    ]
    way = min(ways)
    return box.x + aside[0] + along[0] * way, box.y + aside[1] + along[1] * way


def _moved(point: _Point, along: _Point, forward: float, turn: float) -> _Point:
    x = point[0] + along[0] * forward - along[1] * turn
    return x, point[1] + along[1] * forward + along[0] * turn


def _label(first: _Point, last: _Point, along: _Point, aside: float) -> tuple[float, float, str]:
    """Return where the label of a line stands: beside it, in the gap below the first box."""
    length = math.sqrt((last[0] - first[0]) ** 2 + (last[1] - first[1]) ** 2)
    way = min(length / 2, _GAP / 2 / max(abs(along[1]), 0.5))
    x, y = first[0] + along[0] * way, first[1] + along[1] * way
    if abs(along[1]) * 3 < abs(along[0]):
        return x, y - 8, "middle"
    before = aside < 0 or (aside == 0 and x < WIDTH / 2)
    room = 8 + 10 * abs(along[0])  # beside a line that leans, a text is higher than a point
    return (x - room, y + 5, "end") if before else (x + room, y + 5, "start")


def _point(point: _Point) -> str:
    return " ".join(short(one, 1) for one in point)


def wrapped(text: str, room: int) -> list[str]:
    """Return *text* in lines of as many letters as *room*, of which a wide one counts twice.

    A word that is longer than a line has one of its own; between wide letters any line may end.
    """
    found = [""]
    for word in re.findall(r"[^\s\u3000-\u9fff\uff00-\uff60]+\s*|\S\s*", text):
        if found[-1] and _width(f"{found[-1]}{word}".rstrip()) > room:
            found.append("")
        found[-1] += word
    return [line.strip() for line in found]


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
