"""Exact arithmetic: what may be reckoned with what, and what comes out."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from explainer import arithmetic
from explainer.arithmetic import Amount, Operand, ReckoningError, amount, quantity
from explainer.values import Quantity, read_date, read_quantity


def of(text: str) -> Amount:
    """Return a quantity to reckon with, as facts have it."""
    return amount(read_quantity(text))


def typed(text: str) -> Amount:
    """Return a number that was written in a formula."""
    return Amount(number=of(text).number, typed=True)


def shown(result: Operand) -> str:
    """Return a result with its unit."""
    assert isinstance(result, Amount)
    exact = quantity(result)
    return f"{exact.number} {exact.unit or ''}".strip()


@pytest.mark.parametrize(
    ("reckon", "left", "right", "result"),
    [
        (arithmetic.add, "2 years", "6.5 years", "8.5 years"),
        (arithmetic.add, "7 %", "0.5 %", "7.5 %"),
        (arithmetic.multiply, "150 billion USD", "7 %", "10500000000 USD"),
        (arithmetic.multiply, "7 %", "150 billion USD", "10500000000 USD"),
        (arithmetic.multiply, "3 years", "2", "6 years"),
        (arithmetic.multiply, "50 %", "50 %", "25 %"),
        (arithmetic.multiply, "200", "7 %", "14"),
        (arithmetic.divide, "10.5 billion USD", "150 billion USD", "0.07"),
        (arithmetic.divide, "10.5 billion USD", "7 %", "150000000000 USD"),
        (arithmetic.divide, "9 people", "2", "4.5 people"),
        (arithmetic.percent, "26 people", "104 people", "25 %"),
    ],
)
def test_units_go_through_a_computation(
    reckon: Callable[[Operand, Operand], Amount], left: str, right: str, result: str
) -> None:
    assert shown(reckon(of(left), of(right))) == result


def test_a_share_that_is_doubled_is_a_share() -> None:
    assert shown(arithmetic.multiply(typed("2"), of("7 %"))) == "14 %"


def test_a_difference_keeps_the_unit() -> None:
    assert (
        shown(arithmetic.add(of("157 billion USD"), of("150 billion USD"), -1)) == "7000000000 USD"
    )


@pytest.mark.parametrize(
    ("reckon", "left", "right", "message"),
    [
        (
            arithmetic.add,
            "2 years",
            "3 USD",
            "an amount in USD cannot be added to an amount in years",
        ),
        (arithmetic.add, "2", "7 %", "a share cannot be added to a plain number"),
        (
            arithmetic.multiply,
            "2 USD",
            "3 USD",
            "an amount in USD cannot be multiplied by an amount in USD",
        ),
        (
            arithmetic.divide,
            "2 USD",
            "3 EUR",
            "an amount in USD cannot be divided by an amount in EUR",
        ),
        (arithmetic.percent, "2 USD", "3", "an amount in USD is no share of a plain number"),
    ],
)
def test_a_unit_that_does_not_fit_is_named(
    reckon: Callable[[Operand, Operand], Amount], left: str, right: str, message: str
) -> None:
    with pytest.raises(ReckoningError) as caught:
        reckon(of(left), of(right))

    assert (caught.value.message, caught.value.rule) == (message, "unit-does-not-fit")


def test_what_has_no_exact_decimal_asks_to_be_rounded() -> None:
    third = arithmetic.divide(of("10"), of("3"))

    with pytest.raises(ReckoningError) as caught:
        quantity(third)

    assert (caught.value.message, caught.value.hint) == (
        "the result has no exact decimal",
        "round it: = round(…, 1)",
    )


@pytest.mark.parametrize(
    ("number", "digits", "result"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("14.285", 1, "14.3"), ("1250 USD", -2, "1300 USD")],
)
def test_a_half_is_rounded_away_from_zero(number: str, digits: int, result: str) -> None:
    assert shown(arithmetic.rounded(of(number), digits)) == result


def test_nothing_can_be_divided_by_zero() -> None:
    with pytest.raises(ReckoningError, match="it divides by zero"):
        arithmetic.divide(of("1"), of("0"))


def test_days_count_from_one_full_date_to_another() -> None:
    between = arithmetic.days(read_date("2024-09-25"), read_date("2025-02-18"))

    assert quantity(between) == Quantity(Decimal(146), "days")


@pytest.mark.parametrize("date", ["2024-09", "2024-09-25~", "2024-09-25/2024-10-02"])
def test_days_take_full_dates_only(date: str) -> None:
    with pytest.raises(ReckoningError) as caught:
        arithmetic.days(read_date("2024-09-25"), read_date(date))

    assert caught.value.message == f'"{date}" is no full date, which days(a, b) needs'


def test_the_largest_is_found_among_dates_and_among_amounts_of_one_unit() -> None:
    dates = [read_date("2024-09-25"), read_date("2025-02-18")]

    assert arithmetic.extreme(dates, largest=True) == dates[1]
    assert arithmetic.extreme([of("3 USD"), of("2 USD")], largest=False) == of("2 USD")
    with pytest.raises(ReckoningError, match="only amounts of one unit"):
        arithmetic.extreme([of("3 USD"), of("2 EUR")], largest=True)


def test_all_of_a_column_is_summed() -> None:
    assert shown(arithmetic.total([of("3 USD"), of("2 USD"), of("1 USD")])) == "6 USD"
    with pytest.raises(ReckoningError, match="there is nothing to sum"):
        arithmetic.total([])
    with pytest.raises(ReckoningError, match='"2024" is a date'):
        arithmetic.total([read_date("2024")])


@pytest.mark.parametrize("number", [10**28, 10**40, -(10**28) - 1])
def test_a_result_of_more_than_28_digits_is_refused(number: int) -> None:
    assert quantity(Amount(number=Fraction(10**27 + 1))).number == 10**27 + 1
    with pytest.raises(ReckoningError, match="more digits than the 28"):
        quantity(Amount(number=Fraction(number)))


def test_a_number_is_rounded_to_at_most_28_decimals() -> None:
    with pytest.raises(ReckoningError, match="rounded to at most 28 decimals"):
        arithmetic.rounded(of("1"), 10**9)
