"""Where things stand on a line: exact until written, and written short."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.geometry import Span, lengths, shares, short, steps, time_axis
from explainer.values import read_date

sizes = st.decimals(0, 10**15, places=3)


def decimals(*numbers: str) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def axis(*dates: str) -> list[str]:
    """Return what stands below the lines of an axis for *dates*, and where."""
    found = time_axis([read_date(date) for date in dates]).ticks()
    return [f"{tick.moment.iso} {tick.x}{'' if tick.labelled else ' -'}" for tick in found]


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [
        (Fraction(1, 3), 2, "0.33"),
        (Decimal("50.00"), 2, "50"),
        (100, 2, "100"),
        (Decimal("-0.001"), 2, "0"),
        (12.25, 1, "12.2"),
        (7, 0, "7"),
    ],
)
def test_a_number_has_no_digit_that_it_does_not_need(
    number: Fraction | Decimal, digits: int, written: str
) -> None:
    assert short(number, digits) == written


# --- parts of a line ----------------------------------------------------------------------------


def test_parts_fill_their_line_one_behind_the_other() -> None:
    assert shares(decimals("1", "1", "1")) == [
        Span("0", "33.33"),
        Span("33.33", "33.34"),
        Span("66.67", "33.33"),
    ]


@given(st.lists(sizes, min_size=1, max_size=8).filter(any))
def test_parts_leave_no_gap_and_nothing_over(numbers: Sequence[Decimal]) -> None:
    spans = shares(numbers)

    ends = [Decimal(span.x) + Decimal(span.width) for span in spans]
    assert [Decimal(span.x) for span in spans] == [Decimal(0), *ends[:-1]]
    assert ends[-1] == 100


def test_the_largest_number_has_the_whole_line_and_the_others_their_part_of_it() -> None:
    assert lengths(decimals("150000000000", "10500000000", "0")) == ["100", "7", "0"]


def test_where_all_is_nothing_no_bar_is_long() -> None:
    assert lengths(decimals("0", "0")) == ["0", "0"]
    assert steps(decimals("0")) == [0]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        (["150000000000", "10500000000"], ["0", "50000000000", "100000000000", "150000000000"]),
        (["7"], ["0", "2", "4", "6"]),
        (["3"], ["0", "1", "2", "3"]),
        (["1"], ["0", "1"]),
        (["0.07"], ["0.00", "0.02", "0.04", "0.06"]),
        (["99"], ["0", "50"]),
    ],
)
def test_a_scale_is_parted_by_round_numbers(numbers: list[str], found: list[str]) -> None:
    assert steps(decimals(*numbers)) == decimals(*found)


@given(st.lists(sizes, min_size=1, max_size=6))
def test_a_scale_has_few_steps_and_none_beyond_its_largest_number(
    numbers: Sequence[Decimal],
) -> None:
    found = steps(numbers)

    assert len(found) <= 5
    assert found == sorted(set(found))
    assert found[-1] <= max(numbers)
    assert all("E" not in str(one) for one in found)


# --- time -----------------------------------------------------------------------------------------


def test_dates_of_one_year_have_the_whole_year() -> None:
    found = axis("2024-04", "2024-09-25")

    assert found[:3] == ["2024-01 0", "2024-02 8.47", "2024-03 16.39"]
    assert found[-1] == "2024-12 91.53"


def test_dates_of_two_years_have_the_months_from_first_to_last() -> None:
    assert axis("2024-11-30", "2025-02") == [
        "2024-11 0",
        "2024-12 25",
        "2025-01 50.83",
        "2025-02 76.67",
    ]


def test_of_more_than_twelve_months_every_second_is_labelled() -> None:
    found = axis("2024-06", "2025-09")

    assert [tick.endswith(" -") for tick in found] == [False, True] * 8


def test_dates_far_apart_have_years() -> None:
    assert axis("2015-12-11", "2019-07") == [
        "2015 0",
        "2016 19.99",
        "2017 40.03",
        "2018 60.02",
        "2019 80.01",
    ]


def test_of_many_years_the_round_ones_stand_below_their_lines() -> None:
    assert [tick.split()[0] for tick in axis("1987", "2024")] == [
        *("1990", "1995", "2000", "2005", "2010", "2015", "2020")
    ]


def test_a_day_stands_in_its_middle_and_a_month_takes_all_its_days() -> None:
    year = time_axis([read_date("2024")])
    april, day = read_date("2024-04"), read_date("2024-01-01")

    assert year.day(day) == "0.14"
    assert year.span(april, april) == Span("24.86", "8.2")
    assert year.span(read_date("2024-08-05"), read_date("2024-12-31")) == Span("59.29", "40.71")


@given(st.dates(), st.dates())
def test_what_an_axis_was_made_for_stands_on_it(one: object, other: object) -> None:
    dates = [read_date(str(one)), read_date(str(other))]
    found = time_axis(dates)

    for date in dates:
        assert 0 <= Decimal(found.day(date)) <= 100
        assert Decimal(0) <= Decimal(found.span(date, date).x) <= 100
    assert 0 < sum(tick.labelled for tick in found.ticks()) <= 12
