"""What is read of a scalar, for inputs that nobody thought of."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.values import (
    SCALES,
    TIME_UNITS,
    BadValue,
    read_date,
    read_flag,
    read_number,
    read_quantity,
    read_url,
)

DAYS = st.dates(min_value=datetime.date(1, 1, 1))
SOUP = st.text(alphabet="0123456789-/~. ,%$€kMb年月日年thousandillyersUSD", max_size=20)
READERS: tuple[Callable[[str], object], ...] = (
    read_date,
    read_quantity,
    read_url,
    read_flag,
    read_number,
)


@given(DAYS)
def test_every_day_of_the_calendar_is_a_date(day: datetime.date) -> None:
    date = read_date(day.isoformat())

    assert (date.first_day, date.last_day) == (day, day)
    assert date.is_full


@given(DAYS, DAYS)
def test_two_days_are_an_interval_in_one_order_only(
    one: datetime.date, other: datetime.date
) -> None:
    first, last = sorted([one, other])

    if first == last:
        with pytest.raises(BadValue):
            read_date(f"{first}/{last}")
        return

    interval = read_date(f"{first}/{last}")
    assert (interval.first_day, interval.last_day) == (first, last)
    with pytest.raises(BadValue):
        read_date(f"{last}/{first}")


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4
    ),
    st.sampled_from(["", *SCALES]),
    st.sampled_from(["", "%", "USD", "people", *TIME_UNITS]),
)
def test_a_quantity_is_exact(number: Decimal, scale: str, unit: str) -> None:
    quantity = read_quantity(" ".join(part for part in (f"{number:f}", scale, unit) if part))

    assert quantity.number == number * 10 ** SCALES.get(scale, 0)
    assert quantity.unit == (unit or None)
    assert "E" not in str(quantity.number)
    assert not (quantity.number == 0 and quantity.number.is_signed())


def refusal(read: Callable[[str], object], text: str) -> BadValue | None:
    """Return the error with which *read* refuses *text*, or nothing."""
    try:
        read(text)
    except BadValue as error:
        return error
    return None


@given(st.one_of(st.text(), SOUP), st.sampled_from(READERS))
def test_any_text_is_read_or_refused_in_one_line(text: str, read: Callable[[str], object]) -> None:
    error = refusal(read, text)

    assert error is None or len(f"{error.message} {error.hint}".splitlines()) == 1


@given(SOUP, st.sampled_from([read_date, read_quantity]))
def test_a_hint_that_shows_how_to_write_a_value_is_right(
    text: str, read: Callable[[str], object]
) -> None:
    error = refusal(read, text)

    if error and error.hint.startswith("write it as "):
        assert refusal(read, error.hint.removeprefix("write it as ")) is None
