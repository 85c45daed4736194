"""Exact arithmetic with quantities and dates, as computed facts need it.

Numbers are fractions until they are written, so nothing is lost on the way; units decide what may
be reckoned with what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, Rounded
from fractions import Fraction
from functools import reduce

from .values import Date, Quantity

# As many as a decimal has by itself; a power could otherwise fill the memory.
MAX_DIGITS = 28


class ReckoningError(Exception):
    """A computation that has no result; *rule* is that of the problem it makes."""

    def __init__(self, message: str, hint: str = "", rule: str = "computed") -> None:
        super().__init__(message)
        self.message, self.hint, self.rule = message, hint, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit: "%" for a share, None for a plain number.

    *typed* says that it was written in the formula itself, so that doubling a share gives a share.
    """

    number: Fraction
    unit: str | None = None
    typed: bool = False


Operand = Amount | Date


def amount(quantity: Quantity) -> Amount:
    """Return *quantity* to reckon with."""
    return Amount(number=Fraction(quantity.number), unit=quantity.unit)


def quantity(result: Amount) -> Quantity:
    """Return *result* as it is printed.

    Raises:
        ReckoningError: it has no exact decimal.
    """
    denominator = result.number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        hint = "round it: = round(…, 1)"
        raise ReckoningError("the result has no exact decimal", hint)
    exact = Context(prec=MAX_DIGITS, traps=[Inexact, Rounded])
    try:
        number = exact.divide(Decimal(result.number.numerator), Decimal(result.number.denominator))
    except (Inexact, Rounded):
        message = f"the result has more digits than the {MAX_DIGITS} that can be reckoned with"
        raise ReckoningError(message) from None
    whole = number == number.to_integral_value()
    return Quantity(number.quantize(Decimal(1)) if whole else number.normalize(exact), result.unit)


def add(left: Operand, right: Operand, sign: int = 1) -> Amount:
    """Return the sum of two amounts of one unit, or with *sign* -1 their difference."""
    one, other = _amounts(left, right)
    if one.unit != other.unit:
        verb = "added to" if sign > 0 else "taken from"
        raise _unfit(f"{_unit(other)} cannot be {verb} {_unit(one)}")
    total = one.number + sign * other.number
    return Amount(number=total, unit=one.unit, typed=one.typed and other.typed)


def total(values: Sequence[Operand]) -> Amount:
    """Return the sum of all of *values*, of which there must be some."""
    if not values:
        raise ReckoningError("there is nothing to sum")
    first, *others = _amounts(*values)
    return reduce(add, others, first)


def multiply(left: Operand, right: Operand) -> Amount:
    """Return a product: one factor is a plain number or a share, and the other keeps its unit."""
    one, other = _amounts(left, right)
    if one.unit == other.unit == "%":
        return Amount(number=one.number * other.number / 100, unit="%")
    if "%" in (one.unit, other.unit):
        share, whole = (one, other) if one.unit == "%" else (other, one)
        if whole.typed:
            return Amount(number=share.number * whole.number, unit="%")
        return Amount(number=share.number * whole.number / 100, unit=whole.unit)
    if one.unit is not None and other.unit is not None:
        raise _unfit(f"{_unit(one)} cannot be multiplied by {_unit(other)}")
    typed = one.typed and other.typed
    return Amount(number=one.number * other.number, unit=one.unit or other.unit, typed=typed)


def divide(left: Operand, right: Operand) -> Amount:
    """Return a quotient: of like amounts a plain number, else that of the dividend's unit."""
    one, other = _amounts(left, right)
    if other.number == 0:
        raise ReckoningError("it divides by zero")
    if one.unit == other.unit:
        return Amount(number=one.number / other.number, typed=one.typed and other.typed)
    if other.unit == "%":
        return Amount(number=one.number * 100 / other.number, unit=one.unit)
    if other.unit is not None:
        raise _unfit(f"{_unit(one)} cannot be divided by {_unit(other)}")
    return Amount(number=one.number / other.number, unit=one.unit)


def percent(part: Operand, whole: Operand) -> Amount:
    """Return *part* as a share of *whole*, two amounts of one unit."""
    one, other = _amounts(part, whole)
    if one.unit != other.unit:
        raise _unfit(f"{_unit(one)} is no share of {_unit(other)}")
    return Amount(number=divide(one, other).number * 100, unit="%")


def days(start: Operand, end: Operand) -> Amount:
    """Return how many days lie between two full dates."""
    for one in (start, end):
        if not isinstance(one, Date):
            raise _unfit("days(a, b) takes two dates")
        if not one.is_full:
            raise _unfit(f'"{one.written}" is no full date, which days(a, b) needs')
    assert isinstance(start, Date)
    assert isinstance(end, Date)
    return Amount(number=Fraction((end.first_day - start.first_day).days), unit="days")


def rounded(value: Operand, digits: int) -> Amount:
    """Return *value* with so many decimals, a half rounded away from zero."""
    (one,) = _amounts(value)
    if abs(digits) > MAX_DIGITS:
        raise ReckoningError(f"a number can be rounded to at most {MAX_DIGITS} decimals")
    factor = Fraction(10) ** digits
    scaled = one.number * factor
    sign = -1 if scaled < 0 else 1
    nearest = Fraction(sign * int(abs(scaled) + Fraction(1, 2)))
    return Amount(number=nearest / factor, unit=one.unit)


def extreme(values: Sequence[Operand], *, largest: bool) -> Operand:
    """Return the smallest or the largest of *values*, which are all dates or all of one unit."""
    if not values:
        raise ReckoningError("there is nothing to choose from")
    dates = [value for value in values if isinstance(value, Date)]
    if len(dates) == len(values):
        return max(dates) if largest else min(dates)
    amounts = _amounts(*values)
    if len({one.unit for one in amounts}) > 1:
        raise _unfit("only amounts of one unit have a smallest and a largest")
    return (max if largest else min)(amounts, key=lambda one: one.number)


def _amounts(*values: Operand) -> list[Amount]:
    for value in values:
        if isinstance(value, Date):
            raise _unfit(f'"{value.written}" is a date, with which only days(a, b) can reckon')
    return [value for value in values if isinstance(value, Amount)]


def _unit(one: Amount) -> str:
    return {None: "a plain number", "%": "a share"}.get(one.unit, f"an amount in {one.unit}")


def _unfit(message: str) -> ReckoningError:
    return ReckoningError(message, rule="unit-does-not-fit")
