"""Where things stand on a line: the parts of a whole, the steps of a scale, days and months.

Numbers are exact until they are written, and written with few digits, so that the same facts make
the same picture everywhere.  Knows nothing of templates, languages and colours.
"""

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
    """Return years from *first* to *last*: all, or only round ones."""
    steps = (digit * 10**power for power in range(4) for digit in (1, 2, 5))
    step = next(one for one in steps if last // one - (first - 1) // one <= MAX_LABELS)
    return [Moment(year) for year in range(-(-first // step) * step, last + 1, step)]


def _months(first: Moment, last: Moment) -> Iterator[Moment]:
    start, end = (one.year * 12 + (one.month or 1) - 1 for one in (first, last))
    for number in range(start, end + 1):
        yield Moment(number // 12, number % 12 + 1)
