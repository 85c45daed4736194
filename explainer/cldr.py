"""Writes numbers, dates and lists as one language does; the only module that knows Babel.

Babel and the data of a language are slow to load, so that others import this module when they
first need it.  CLDR has no pattern for "$150 billion" or 「1500億ドル」: such sums are put together
from the compact number, the sign of the currency, and the place that the language gives it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache
from typing import Literal, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import (
    NumberPattern,
    get_currency_name,
    get_currency_symbol,
    get_minus_sign_symbol,
    is_currency,
    parse_pattern,
)

from .values import TIME_UNITS, Moment

# "default": compact from a million up; "exact": all digits; "short": as compact as can be.
Form = Literal["default", "exact", "short"]

# From where on a number is compact, and how many digits of it are then shown.
_COMPACT = {"default": (Decimal(1_000_000), 4), "short": (Decimal(1_000), 3)}

# Wide enough for every number that can be typed, and for products of such numbers.
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)

# What parts the two dates of an interval; it stands at the end of CLDR's first pattern.
_SEPARATOR = re.compile(r"[\s–—~～至-]*\Z")

# The script in the code of a language: "zh-Hant".
_SCRIPT = re.compile(r"[-_]([A-Za-z]{4})(?![A-Za-z0-9])")


class _Compact(NamedTuple):
    """A compact number: *digits* to put into *pattern*, and the number that they stand for."""

    pattern: NumberPattern
    digits: str
    rounded: Decimal


def knows_language(code: str) -> bool:
    """Whether CLDR has the language *code*, such as "de" or "pt-BR"."""
    try:
        return bool(Locale.parse(code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return False


def locale_of(code: str) -> str:
    """Return the language *code* with a region: "ja" → "ja_JP"; one that is unknown as it is."""
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return code
    likely = get_global("likely_subtags")
    full = likely.get(str(locale)) or likely.get(locale.language, "")
    region = locale.territory or full.rpartition("_")[2]
    return f"{locale.language}_{region}" if region else locale.language


def script_of(code: str) -> str:
    """Return the script of the language *code*: "ja" → "Jpan"; nothing of one that is unknown.

    A code may name a script of its own: "ja-Latn" is Japanese in Latin letters.
    """
    own = _SCRIPT.search(code)
    if own:
        return own[1].title()
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ""
    likely = get_global("likely_subtags")
    full = _SCRIPT.search(likely.get(str(locale)) or likely.get(locale.language, ""))
    return full[1] if full else ""


def is_right_to_left(code: str) -> bool:
    """Whether the language *code*, which CLDR must know, is written from right to left."""
    return Locale.parse(code.replace("-", "_")).character_order == "right-to-left"


def knows_currency(code: str) -> bool:
    """Whether *code* is a currency of ISO 4217, such as "USD"."""
    return is_currency(code)


class Cldr:
    """The manner of one language, which CLDR must know.

    Numbers keep the decimals of their `Decimal`, so that 7.0 stays 7.0.
    """

    def __init__(self, code: str) -> None:
        self._locale = Locale.parse(code.replace("-", "_"))
        # One Cldr lives as long as its language, so that these caches end with it.
        self._plain_pattern = cache(self._make_plain_pattern)
        self._separators = cache(self._make_separators)
        self._written = cache(self._make_written)
        self._moments = cache(self._make_moment)

    def plural(self, number: Decimal) -> str:
        """Return the plural form that *number* takes: zero, one, two, few, many or other."""
        with localcontext(_EXACT):
            return self._locale.plural_form(number)

    def plurals(self) -> frozenset[str]:
        """Return the plural forms that counts take; those of rare fractions and sums aside."""
        return frozenset({"other", *(self._locale.plural_form(count) for count in range(200))})

    def number(self, number: Decimal, form: Form = "exact") -> str:
        """Return *number* without a unit: "76,001", "1.5 million"."""
        return self._signed(number, self._amount(number.copy_abs(), form))

    def rounds(self, number: Decimal, form: Form, *, with_sign: bool = False) -> bool:
        """Whether *form* shows less of *number* than there is; *with_sign*, with a currency's."""
        size = number.copy_abs()
        if form == "exact" or size < _COMPACT[form][0]:
            return False
        table = self._table(form)
        if with_sign and form == "short":
            table = self._locale.compact_currency_formats["short"]
        found = self._compact(table, size, form)
        return found is not None and found.rounded != size

    def approximately(self) -> str:
        """Return the sign before a number that is not exact: "~", 「約」."""
        return str(self._locale.number_symbols["latn"].get("approximatelySign", "~"))

    def percent(self, number: Decimal, form: Form) -> str:
        """Return *number* as a percentage; 7 gives "7%"."""
        pattern = self._locale.percent_formats[None]
        return self._wrap(pattern, number, self._amount(number.copy_abs(), form))

    def time(self, number: Decimal, unit: str, form: Form) -> str:
        """Return *number* of a *unit* of time, one of `TIME_UNITS`: "6.5 years"."""
        # Babel's own way in would also write the number, which may have scale words in it.
        lengths = self._locale._data["unit_patterns"][f"duration-{TIME_UNITS[unit]}"]
        # What equals the same form of a shorter length is left out of its data.
        forms = (self.plural(number), "other")
        pattern: str = next(
            lengths[length][plural]
            for plural in forms
            for length in ("long", "short", "narrow")
            if plural in lengths.get(length, {})
        )
        return pattern.replace("{0}", self.number(number, form))

    def money(self, number: Decimal, code: str, form: Form) -> str:
        """Return *number* with the sign of the currency *code*: "$150 billion"."""
        symbol = get_currency_symbol(code, self._locale)
        size = number.copy_abs()
        if form == "short" and size >= _COMPACT["short"][0]:
            found = self._compact(self._locale.compact_currency_formats["short"], size, "short")
            if found:
                return self._wrap(found.pattern, number, found.digits, symbol)
        pattern = self._locale.currency_formats["standard"]
        return self._wrap(pattern, number, self._amount(size, form), symbol)

    def currency_name(self, code: str, number: Decimal) -> str:
        """Return the name of the currency *code*, in the form that *number* takes."""
        return get_currency_name(code, number, self._locale)

    def moment(self, moment: Moment) -> str:
        """Return a point in time, no more precise than it is: "September 2024"."""
        return self._moments(moment)

    def _make_moment(self, moment: Moment) -> str:
        if moment.day:
            pattern = self._locale.date_formats["long"].pattern
        else:
            pattern = self._locale.datetime_skeletons["yMMMM" if moment.month else "y"].pattern
        return format_date(moment.first_day, pattern, self._locale)

    def month(self, number: int) -> str:
        """Return the short name of a month that stands by itself: "Sep"."""
        name: str = self._locale.months["stand-alone"]["abbreviated"][number]
        return name

    def interval(self, start: Moment, end: Moment) -> tuple[str, str, str] | None:
        """Return what to write for *start*, between, and for *end*, or nothing.

        There is nothing where the two differ in precision: CLDR has patterns for like and like.
        """
        patterns = self._interval_patterns(start, end)
        if patterns is None:
            return None
        first = format_date(start.first_day, patterns[0], self._locale)
        second = format_date(end.first_day, patterns[1], self._locale)
        cut = _SEPARATOR.search(first)
        place = cut.start() if cut else len(first)
        return first[:place], first[place:], second

    def between(self) -> str:
        """Return what parts two dates that are each written in full."""
        pattern: str = self._locale.interval_formats[None]
        return pattern.replace("{0}", "").replace("{1}", "")

    def separators(self, count: int) -> tuple[str, ...]:
        """Return what stands before, between and after *count* things of a list."""
        return self._separators(count)

    def _make_separators(self, count: int) -> tuple[str, ...]:
        return tuple(format_list(["\0"] * count, locale=self._locale).split("\0"))

    def _interval_patterns(self, start: Moment, end: Moment) -> tuple[str, str] | None:
        if (start.month is None, start.day is None) != (end.month is None, end.day is None):
            return None
        skeletons = ["yMMMd"] if start.day else ["yMMMM", "yMMM"] if start.month else ["y"]
        formats = self._locale.interval_formats
        found: Mapping[str, Sequence[str]] = next(
            (formats[name] for name in skeletons if name in formats), {}
        )
        differing = "y" if start.year != end.year else "M" if start.month != end.month else "d"
        match [_widened(pattern) for pattern in found.get(differing, ())]:
            case [first, second]:
                return first, second
        return None

    def _amount(self, size: Decimal, form: Form) -> str:
        """Return the number *size*, which is not negative, in digits and scale words."""
        if form != "exact" and size >= _COMPACT[form][0]:
            found = self._compact(self._table(form), size, form)
            if found:
                return self._wrap(found.pattern, Decimal(1), found.digits)
        return self._plain(size)

    def _table(self, form: Form) -> Mapping[str, Mapping[str, NumberPattern]]:
        formats = self._locale.compact_decimal_formats
        # Japanese, Chinese and Korean have but one set of scale words: the short one.
        table: Mapping[str, Mapping[str, NumberPattern]] = (
            formats.get("long" if form == "default" else "short") or formats["short"]
        )
        return table

    def _compact(
        self, table: Mapping[str, Mapping[str, NumberPattern]], size: Decimal, form: Form
    ) -> _Compact | None:
        """Return the pattern of *table* for *size*, and what to put into it."""
        digits = _COMPACT[form][1]
        others = table["other"]
        rounded = size
        for _ in range(2):  # rounding may reach the next word: 999.96 million is 1 billion
            keys = (str(10**power) for power in range(min(rounded.adjusted(), 20), 2, -1))
            magnitude = next((key for key in keys if key in others), "")
            if not magnitude:
                return None
            pattern = others[magnitude]
            power = len(magnitude) - pattern.pattern.count("0")
            rounded = _rounded(size, power, digits)
        if pattern.pattern.strip("0") == "":
            return None
        with localcontext(_EXACT):
            figure = rounded.scaleb(-power).normalize()
        pattern = table.get(self.plural(figure), others).get(magnitude, pattern)
        return _Compact(pattern, self._plain(figure, grouped=figure >= 10_000), rounded)

    def _plain(self, size: Decimal, *, grouped: bool = True) -> str:
        return self._written(str(size), grouped)  # for 7.0 and 7 are equal, and not written alike

    def _make_written(self, digits: str, grouped: bool) -> str:
        size = Decimal(digits)
        exponent = size.as_tuple().exponent
        pattern = self._plain_pattern(max(0, -int(exponent)))
        with localcontext(_EXACT):
            return str(pattern.apply(size, self._locale, group_separator=grouped))

    def _make_plain_pattern(self, decimals: int) -> NumberPattern:
        pattern = parse_pattern(self._locale.decimal_formats[None].pattern)
        pattern.frac_prec = (decimals, decimals)
        return pattern

    def _signed(self, number: Decimal, text: str) -> str:
        return (get_minus_sign_symbol(self._locale) if number < 0 else "") + text

    def _wrap(self, pattern: NumberPattern, number: Decimal, text: str, symbol: str = "") -> str:
        """Put *text*, which writes *number* without its sign, into what *pattern* has around it."""
        prefix, suffix = (_unquoted(side[number < 0]) for side in (pattern.prefix, pattern.suffix))
        if number < 0:
            minus = get_minus_sign_symbol(self._locale)
            prefix, suffix = prefix.replace("-", minus), suffix.replace("-", minus)
        # CLDR parts a sign of letters from the digits, which Babel leaves out: CHF 5, but $5.
        if prefix.endswith("¤") and symbol[-1:].isalpha():
            prefix += "\N{NO-BREAK SPACE}"
        if suffix.startswith("¤") and symbol[:1].isalpha():
            suffix = "\N{NO-BREAK SPACE}" + suffix
        percent: str = self._locale.number_symbols["latn"].get("percentSign", "%")
        return (
            prefix.replace("¤", symbol).replace("%", percent)
            + text
            + suffix.replace("¤", symbol).replace("%", percent)
        )


def _rounded(size: Decimal, power: int, digits: int) -> Decimal:
    """Return *size* with at most *digits* digits, but all those above ten to the *power*."""
    with localcontext(_EXACT):
        decimals = max(0, digits - (size.adjusted() - power + 1))
        return size.quantize(Decimal(1).scaleb(power - decimals))


def _widened(pattern: str) -> str:
    """Spell the month out: CLDR has intervals with short names only, and says to widen them."""
    return re.sub(r"(?<![ML])(M|L)\1\1(?![ML])", r"\1\1\1\1", pattern)


def _unquoted(text: str) -> str:
    return re.sub(r"'([^']*)'", lambda match: match[1] or "'", text)
