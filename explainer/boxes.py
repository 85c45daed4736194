"""Where the boxes of a picture stand, how lines go from one to another, and where words go.

Like `geometry`, it writes numbers with few digits and knows nothing of templates and colours.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .geometry import short

# A picture of boxes is so wide; they stand in rows one below the other.
WIDTH = 320
PLACES = ("top", "middle", "left", "right", "bottom_left", "bottom_right")
_ROWS = ("top", "left right", "middle", "bottom_left bottom_right")
_COLUMNS = {"left": 68, "bottom_left": 68, "top": 160, "middle": 160, "right": 252}
_BOX_WIDTH, _BOX_HEIGHT, _GAP = 134, 46, 46
# Lines between the same two boxes stand so far apart; an arrow is so long and wide.
_APART, _ARROW = 22, 9


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
