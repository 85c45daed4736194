"""Numbers, dates and lists in many languages, compared with what Babel makes of them itself."""

import datetime
import unicodedata
from decimal import Decimal
from typing import Literal

import pytest
from babel import Locale
from babel.dates import format_date, format_interval
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.cldr import Cldr, Form, knows_currency, knows_language
from explainer.values import TIME_UNITS, Moment

CODES = ["en", "ja", "de", "fr", "es", "pt-BR", "sv", "pl", "ru", "ar", "hi", "tr", "zh-Hant", "ko"]
LANGUAGES = {code: Cldr(code) for code in CODES}

FORMS: list[Form] = ["default", "exact", "short"]

codes = st.sampled_from(CODES)
numbers = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2
)
days = st.dates(min_value=datetime.date(1000, 1, 1))


def bare(text: str) -> str:
    """Return *text* without the marks of direction, of which Babel leaves some out."""
    return text.translate({0x200E: None, 0x200F: None, 0x061C: None}).replace("−", "-")


@settings(deadline=None)
@given(codes, numbers)
def test_a_number_is_as_babel_writes_it(code: str, number: Decimal) -> None:
    number = number.normalize()
    if number != number.to_integral_value():
        written = format_decimal(number, locale=code.replace("-", "_"), decimal_quantization=False)

        assert bare(LANGUAGES[code].number(number)) == bare(written)


@settings(deadline=None)
@given(codes, st.integers(min_value=-(10**9), max_value=10**9))
def test_a_percentage_is_as_babel_writes_it(code: str, number: int) -> None:
    written = format_percent(Decimal(number) / 100, locale=code.replace("-", "_"))

    assert bare(LANGUAGES[code].percent(Decimal(number), "exact")) == bare(written)


@settings(deadline=None)
@given(codes, st.integers(min_value=-(10**9), max_value=10**9), st.sampled_from(["USD", "EUR"]))
def test_a_sum_of_whole_units_is_as_babel_writes_it(code: str, number: int, currency: str) -> None:
    locale = Locale.parse(code.replace("-", "_"))
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0")
    written = format_currency(number, currency, pattern, locale, currency_digits=False)

    assert bare(LANGUAGES[code].money(Decimal(number), currency, "exact")) == bare(written)


# Of Arabic and of whole millions Babel's data lack forms, and it writes their singular.
@settings(deadline=None)
@given(
    st.sampled_from([code for code in CODES if code != "ar"]),
    st.integers(min_value=0, max_value=999_999),
    st.sampled_from(list(TIME_UNITS)),
)
def test_a_time_is_as_babel_writes_it(code: str, number: int, unit: str) -> None:
    name, locale = f"duration-{TIME_UNITS[unit]}", code.replace("-", "_")
    # Babel falls back to the name of the unit where its data leave out the longer of two lengths.
    lengths: list[Literal["long", "short", "narrow"]] = ["long", "short", "narrow"]
    written = [format_unit(number, name, length, locale=locale) for length in lengths]

    ours = LANGUAGES[code].time(Decimal(number), unit, "exact")

    assert ours == next(text for text in written if name not in text)


@settings(deadline=None)
@given(codes, days)
def test_a_day_is_as_babel_writes_it(code: str, day: datetime.date) -> None:
    written = format_date(day, "long", locale=code.replace("-", "_"))

    assert LANGUAGES[code].moment(Moment(day.year, day.month, day.day)) == written


@settings(deadline=None)
@given(codes, days, days)
def test_an_interval_of_days_is_as_babel_writes_it_but_for_the_month(
    code: str, one: datetime.date, other: datetime.date
) -> None:
    first, last = sorted([one, other])
    start, end = (Moment(day.year, day.month, day.day) for day in (first, last))
    if first == last:
        return

    pieces = LANGUAGES[code].interval(start, end)

    assert pieces is not None
    written = format_interval(first, last, "yMMMd", locale=code.replace("-", "_"))
    # Ours has the whole name of the month, which begins, in most of them, as the short one does.
    assert [char for char in "".join(pieces) if char.isdigit()] == [
        char for char in written if char.isdigit()
    ]


@settings(deadline=None)
@given(codes, st.lists(st.text(max_size=3), min_size=1, max_size=6))
def test_a_list_is_as_babel_writes_it(code: str, items: list[str]) -> None:
    before, *others = LANGUAGES[code].separators(len(items))

    ours = before + "".join(item + after for item, after in zip(items, others, strict=True))

    assert ours == format_list(items, locale=code.replace("-", "_"))


@settings(deadline=None)
@given(codes, st.decimals(min_value=10**6, max_value=10**15, places=2, allow_nan=False))
def test_a_compact_number_is_near_and_short(code: str, number: Decimal) -> None:
    text = LANGUAGES[code].number(number, "default")

    assert 1 <= sum(char.isdigit() for char in text) <= 5
    assert "." not in text or not text.rstrip("0123456789").endswith("0")


@settings(deadline=None)
@given(codes, st.decimals(min_value=1, max_value=10**15, places=2), st.sampled_from(FORMS))
def test_a_number_is_rounded_only_where_that_is_said(
    code: str, number: Decimal, form: Form
) -> None:
    language = LANGUAGES[code]

    if not language.rounds(number, form):
        # What is compact and not rounded is a number of few digits, times a power of ten.
        digits = [char for char in language.number(number, form) if char.isdigit()]
        told = "".join(str(unicodedata.digit(char)) for char in digits).strip("0")
        assert told == f"{number:f}".replace(".", "").strip("0")


@settings(deadline=None)
@given(codes, st.decimals(max_value=10**60, min_value=-(10**60), allow_nan=False))
def test_no_number_is_too_big_or_too_fine(code: str, number: Decimal) -> None:
    language = LANGUAGES[code]

    for text in (
        language.number(number, "default"),
        language.number(number, "short"),
        language.money(number, "USD", "short"),
        language.percent(number, "exact"),
    ):
        assert text


def test_every_language_of_cldr_can_be_written() -> None:
    numbers = [Decimal(text) for text in ("0", "7.50", "-3", "76001", "999960000", "1e15")]
    moments = [Moment(2024, 9, 25), Moment(2024, 10, 2), Moment(2024, 9), Moment(2024)]
    languages = [Cldr(code) for code in locale_identifiers() if "_" not in code]

    for language in languages:
        for number in numbers:
            for form in FORMS:
                assert language.number(number, form)
                assert "%" in bare(language.percent(number, form)).replace("٪", "%")
                assert "¤" not in language.money(number, "USD", form)
        assert all("{" not in language.time(Decimal(2), unit, "exact") for unit in TIME_UNITS)
        assert all(map(language.moment, moments))
        assert language.interval(moments[0], moments[1])
        assert language.interval(moments[0], moments[2]) is None
        assert language.between()
        assert "other" in language.plurals()
    assert len(languages) > 200


@pytest.mark.parametrize(
    ("code", "known"),
    [("en", True), ("pt-BR", True), ("zh-Hant", True), ("xx", False), ("", False), ("e-n", False)],
)
def test_a_language_is_known_where_cldr_has_it(code: str, known: bool) -> None:
    assert knows_language(code) is known


def test_currencies_are_those_of_the_standard() -> None:
    assert [knows_currency(code) for code in ("USD", "JPY", "BTC", "usd")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("code", "forms"),
    [("en", {"one", "other"}), ("ja", {"other"}), ("pl", {"one", "few", "many", "other"})],
)
def test_plural_forms_are_those_that_counts_take(code: str, forms: set[str]) -> None:
    assert Cldr(code).plurals() == forms
