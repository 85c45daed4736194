"""Dates and quantities as templates see them: they print in the page's language."""

from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Any

from .strings import Language
from .values import Date, Quantity


class Year(int):
    """A year: a number by which templates compare, printed without a sign between its digits."""

    __slots__ = ()


@total_ordering
@dataclass(frozen=True, slots=True)
class DateView:
    """A date in a template: prints in the page's language; `.iso` is for `datetime`."""

    _language: Language
    _date: Date

    @property
    def iso(self) -> str | None:
        """The date as 2024-09-25, 2024-09 or 2024; nothing for an interval."""
        return self._date.iso

    @property
    def year(self) -> "Year":
        """The year in which it begins."""
        return Year(self._date.start.year)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateView) and self._date == other._date

    def __lt__(self, other: "DateView") -> bool:
        return self._date < other._date

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
        return bool(self.number == _number(other))

    def __lt__(self, other: object) -> bool:
        return bool(self.number < _number(other))

    def __hash__(self) -> int:
        return hash(self._quantity)

    def __str__(self) -> str:
        return self._language.quantity(self._quantity)


def _number(value: object) -> Any:
    return value.number if isinstance(value, QuantityView) else value
