"""Scalars as the type that their field declares."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from explainer.values import (
    BadValue,
    Date,
    Moment,
    Quantity,
    canonical_unit,
    read_date,
    read_flag,
    read_number,
    read_quantity,
    read_url,
)

DATE_HINT = (
    "write year, year-month or year-month-day, as in 2024-09-25; "
    "two of them with a / between are an interval, and ~ behind one says about"
)
QUANTITY_HINT = "write number, scale word and unit, as in 9, 6.5 years, 7 % or 150 billion USD"


def complaint(read: Callable[[str], object], text: str) -> tuple[str, str]:
    """Return the message and the hint with which *read* refuses *text*."""
    with pytest.raises(BadValue) as caught:
        read(text)
    return caught.value.message, caught.value.hint


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", Date("2024", Moment(2024))),
        ("2024-09", Date("2024-09", Moment(2024, 9))),
        ("2024-09-25", Date("2024-09-25", Moment(2024, 9, 25))),
        ("2024-02-29", Date("2024-02-29", Moment(2024, 2, 29))),
        ("2024-09~", Date("2024-09~", Moment(2024, 9, about=True))),
        (
            "2024-09-25/2024-10-02",
            Date("2024-09-25/2024-10-02", Moment(2024, 9, 25), Moment(2024, 10, 2)),
        ),
        ("2023~/2024-05", Date("2023~/2024-05", Moment(2023, about=True), Moment(2024, 5))),
        ("2024-09/2024-09-25", Date("2024-09/2024-09-25", Moment(2024, 9), Moment(2024, 9, 25))),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(text: str, date: Date) -> None:
    assert read_date(text) == date
    assert str(read_date(text)) == text


@pytest.mark.parametrize(
    ("text", "iso", "first", "last"),
    [
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02~", "2023-02", "2023-02-01", "2023-02-28"),
        ("0987-06-05", "0987-06-05", "0987-06-05", "0987-06-05"),
        ("2023-12/2024", None, "2023-12-01", "2024-12-31"),
    ],
)
def test_a_date_says_which_days_it_may_mean(
    text: str, iso: str | None, first: str, last: str
) -> None:
    date = read_date(text)

    assert date.iso == iso
    assert date.first_day == datetime.date.fromisoformat(first)
    assert date.last_day == datetime.date.fromisoformat(last)


def test_only_one_certain_day_is_a_full_date() -> None:
    full = [
        text
        for text in ("2024-09-25", "2024-09-25~", "2024-09", "2024", "2024-09-25/2024-09-26")
        if read_date(text).is_full
    ]

    assert full == ["2024-09-25"]


def test_dates_are_in_the_order_of_their_first_days_then_of_their_last() -> None:
    written = ["2024-09-25", "2024", "2024-09", "2023-12-31", "2024-09-25/2024-10-02", "2024-09~"]

    assert [str(date) for date in sorted(map(read_date, written))] == [
        "2023-12-31",
        "2024",
        "2024-09",
        "2024-09~",
        "2024-09-25",
        "2024-09-25/2024-10-02",
    ]
    assert max(map(read_date, written)) >= read_date("2024-09-25")


def test_a_date_has_no_order_with_anything_else() -> None:
    with pytest.raises(TypeError):
        assert read_date("2024") < "2025"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("25.9.2024", "write it as 2024-09-25"),
        ("2024/09/25", "write it as 2024-09-25"),
        ("2024-9-5", "write it as 2024-09-05"),
        ("2024年9月25日", "write it as 2024-09-25"),
        ("２０２４-０９", "write it as 2024-09"),
        ("~2024", "write it as 2024~"),
        ("9/25/2024", DATE_HINT),
        ("31.2.2024", DATE_HINT),
        ("September 2024", DATE_HINT),
        ("before 2024", DATE_HINT),
        ("2024-09-25T10:00", DATE_HINT),
        ("2024/..", DATE_HINT),
        ("2024/", DATE_HINT),
        ("24-09-25", DATE_HINT),
        ("", DATE_HINT),
    ],
)
def test_what_is_no_date_is_refused_with_the_right_way_to_write_it(text: str, hint: str) -> None:
    assert complaint(read_date, text) == (f'must be a date, not "{text}"', hint)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("2024-13", "month 13"),
        ("2024-00-10", "month 0"),
        ("2024-02-30", "day 30 in 2024-02"),
        ("2023-02-29", "day 29 in 2023-02"),
        ("2024-09-00", "day 0 in 2024-09"),
        ("0000", "year 0"),
        ("2024-09-25/2024-09-31", "day 31 in 2024-09"),
    ],
)
def test_a_day_that_the_calendar_lacks_is_refused(text: str, missing: str) -> None:
    assert complaint(read_date, text) == (
        f'must be a date that exists, not "{text}"',
        f"there is no {missing}",
    )


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("2024-10/2024-09", "2024-09/2024-10"),
        ("2024-09-25/2023", "2023/2024-09-25"),
        ("2024-09/2024-09", "2024-09"),
    ],
)
def test_an_interval_ends_after_it_begins(text: str, mended: str) -> None:
    assert complaint(read_date, text) == (
        f'must end after it begins, not "{text}"',
        f"write it as {mended}",
    )


# --- quantities -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("9", "9", None),
        ("-3", "-3", None),
        ("-0", "0", None),
        ("6.5 years", "6.5", "years"),
        ("7 %", "7", "%"),
        ("7%", "7", "%"),
        ("7.0 %", "7.0", "%"),
        ("3 million GBP", "3000000", "GBP"),
        ("150 billion USD", "150000000000", "USD"),
        ("1.5 trillion USD", "1500000000000", "USD"),
        ("2.50 thousand", "2500", None),
        ("1.2345 thousand", "1234.5", None),
        ("616 people", "616", "people"),
        ("3 million people", "3000000", "people"),
        ("3人", None, None),
        ("3 人", "3", "人"),
        ("5 km/h", "5", "km/h"),
    ],
)
def test_a_quantity_is_a_number_scale_word_and_unit(
    text: str, number: str | None, unit: str | None
) -> None:
    if number is None:
        assert complaint(read_quantity, text)[1] == QUANTITY_HINT
        return

    quantity = read_quantity(text)

    assert (str(quantity.number), quantity.unit) == (number, unit)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1 year", "years"), ("2 years", "years"), ("1 century", "centuries"), ("1 day", "days")],
)
def test_units_of_time_are_kept_in_the_plural(typed: str, kept: str) -> None:
    assert read_quantity(typed).unit == kept


def test_other_units_are_kept_as_typed() -> None:
    assert [canonical_unit(unit) for unit in ("person", "USD", "%")] == ["person", "USD", "%"]


def test_quantities_are_equal_by_number_and_unit() -> None:
    assert read_quantity("7 %") == read_quantity("7.0 %")
    assert read_quantity("3 million") == read_quantity("3000000")
    assert read_quantity("7 %") != read_quantity("7")
    assert len({read_quantity("7 %"), read_quantity("7.00 %"), read_quantity("7")}) == 2


def test_quantities_of_one_unit_have_an_order() -> None:
    assert read_quantity("2 million USD") > read_quantity("150 thousand USD")
    assert read_quantity("7 %") <= read_quantity("7.0 %")


def test_quantities_of_two_units_have_none() -> None:
    with pytest.raises(TypeError):
        assert Quantity(Decimal(1), "USD") < Quantity(Decimal(2), "GBP")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("$150 billion", "write it as 150 billion USD"),
        ("-$3 million", "write it as -3 million USD"),
        ("$76,001", "write it as 76001 USD"),
        ("$5bn", "write it as 5 billion USD"),
        ("£2.5M", "write it as 2.5 million GBP"),
        ("5 €", "write it as 5 EUR"),
        ("76,001 USD", "write it as 76001 USD"),
        ("1 234 567 people", "write it as 1234567 people"),
        ("1'000", "write it as 1000"),
        ("6,5 years", "write it as 6.5 years"),
        ("7 percent", "write it as 7 %"),
        ("7 per cent", "write it as 7 %"),
        ("９ people", "write it as 9 people"),
        ("−3", "write it as -3"),
        ("+3", "write it as 3"),
        ("9people", "write it as 9 people"),
        ("150 Billion USD", "write it as 150 billion USD"),
        ("3 millions", "write it as 3 million"),
        ("80k", "write it as 80 thousand"),
        ("10-20 people", "give one number, and say the range in words in a note"),
        ("10 to 20", "give one number, and say the range in words in a note"),
        ("more than 10 billion USD", QUANTITY_HINT),
        ("nine", QUANTITY_HINT),
        ("3 million billion", QUANTITY_HINT),
        ("9 people and more", QUANTITY_HINT),
        ("1e9", QUANTITY_HINT),
        ("2.5.1", QUANTITY_HINT),
        ("USD 5", QUANTITY_HINT),
        ("", QUANTITY_HINT),
    ],
)
def test_what_is_no_quantity_is_refused_with_the_right_way_to_write_it(
    text: str, hint: str
) -> None:
    assert complaint(read_quantity, text) == (f'must be a quantity, not "{text}"', hint)


def test_a_number_of_too_many_digits_is_refused() -> None:
    assert read_quantity("9" * 15).number == Decimal("9" * 15)
    assert complaint(read_quantity, "9" * 16) == (
        "has more digits than the 15 that a number may have",
        "",
    )


# --- addresses, flags, whole numbers ----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://ja.wikipedia.org/wiki/東京",
        "https://[::1]/",
        "HTTPS://example.org/",
    ],
)
def test_an_address_of_the_web_is_kept_as_typed(text: str) -> None:
    assert read_url(text) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("www.example.org/a", "write it as https://www.example.org/a"),
        ("example.org", "write it as https://example.org"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org", ""),
        ("//example.org", ""),
        ("https:///path", ""),
        ("https://.", ""),
        ("http://[::1", ""),
        ("https://example.org:port/", ""),
        ("https://example.org:99999/", ""),
        ("", ""),
        ("https://example.org/a b", 'write a space as %20, and leave out < > " and \\'),
        ("https://example.org/\\x", 'write a space as %20, and leave out < > " and \\'),
        ("https://example.org/<b>", 'write a space as %20, and leave out < > " and \\'),
    ],
)
def test_other_addresses_are_refused(text: str, hint: str) -> None:
    assert complaint(read_url, text) == (
        f'must be an address that begins with https:// or http://, not "{text}"',
        hint,
    )


@pytest.mark.parametrize("text", ["https://me:secret@example.org/", "https://me@example.org/"])
def test_an_address_may_not_give_a_user_away(text: str) -> None:
    assert complaint(read_url, text) == (
        "must be an address without a user",
        "leave out what stands before the @",
    )


def test_a_flag_is_true_or_false() -> None:
    assert read_flag("true") is True
    assert read_flag("false") is False


@pytest.mark.parametrize("text", ["yes", "no", "True", "1", ""])
def test_other_words_are_no_flags(text: str) -> None:
    assert complaint(read_flag, text) == (f'must be true or false, not "{text}"', "")


def test_a_whole_number_is_read() -> None:
    assert [read_number(text) for text in ("182", "0", "-3", "007")] == [182, 0, -3, 7]


@pytest.mark.parametrize("text", ["1.5", "1,000", "ten", "٣", "+3", "", "1" * 16])
def test_other_numbers_are_refused(text: str) -> None:
    assert complaint(read_number, text) == (
        f'must be a whole number, not "{text}"',
        "write digits, as in 182",
    )


def test_a_long_text_is_quoted_in_part_and_on_one_line() -> None:
    assert complaint(read_flag, "two\nlines") == ('must be true or false, not "two lines"', "")
    assert complaint(read_flag, "x" * 100)[0] == f'must be true or false, not "{"x" * 57}…"'
