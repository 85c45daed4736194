"""Reads the text of a scalar as the type that its field declares.

Imports nothing of ours and knows no language: how a value is printed is for `strings` to say.
What cannot be read is a `BadValue`, whose message goes on after the name of the field.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from urllib.parse import urlsplit

# Scale words, and the power of ten that each stands for.
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}

# CLDR's units of time: in the plural, which is how we keep them, and as CLDR names them.
_TIMES = ("decade", "year", "quarter", "month", "week", "day", "hour", "minute", "second")
TIME_UNITS = {"centuries": "century", **{f"{unit}s": unit for unit in _TIMES}}

# Beyond this many digits a number is a slip; and it must survive being printed and multiplied.
MAX_DIGITS = 15

_PLURALS = {one: many for many, one in TIME_UNITS.items()}

_MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")
_QUANTITY = re.compile(
    rf"(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?: +(?P<scale>{'|'.join(SCALES)}))?"
    r"(?: *(?P<percent>%)| +(?P<unit>[^\W\d_][\w/-]*))?"
)
_NO_UNITS = {*SCALES, "percent"}
_RANGE = re.compile(r"[0-9]\s*(?:-|–|—|~|\bto\b)\s*[0-9]")

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

# What authors type, and how it is written here; tried one after the other to find a hint.
_MENDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"^[−–](?=[0-9$€£¥])", "-"),
    (r"^\+", ""),
    (r"(?<=[0-9])[,_'’ ](?=[0-9]{3}(?![0-9]))", ""),
    (r"(?<=[0-9]),(?=[0-9])", "."),
    (r"(?<=[0-9]) ?[kK]\b", " thousand"),
    (r"(?<=[0-9])(?:[mM]|mn|mln)\b", " million"),
    (r"(?<=[0-9])(?:[bB]|bn|bln)\b", " billion"),
    (r"(?<=[0-9])(?:[tT]|tn|trn)\b", " trillion"),
    (r"^(-?)([$€£¥]) ?(.*)$", lambda match: f"{match[1]}{match[3]} {_SIGNS[match[2]]}"),
    (r" ?([€£])$", lambda match: f" {_SIGNS[match[1]]}"),
    (r"(?i)(thousand|million|billion|trillion)s?\b", lambda match: match[1].lower()),
    (r" ?(?:percent|per cent)$", " %"),
    (r"(?<=[0-9])(?=[^\W\d_]{2})", " "),
    (r" +", " "),
)

_DATE_HINT = (
    "write year, year-month or year-month-day, as in 2024-09-25; "
    "two of them with a / between are an interval, and ~ behind one says about"
)
_QUANTITY_HINT = "write number, scale word and unit, as in 9, 6.5 years, 7 % or 150 billion USD"


class BadValue(ValueError):  # noqa: N818 — it is what the author has to mend
    """A text that is not what its field declares.

    *message* goes on after the name of the field: `must be a date, not "25.9.2024"`.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, as precisely as it is known; *about* marks it as approximate."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    @property
    def iso(self) -> str:
        """This in the spelling of ISO 8601 and HTML, without saying about: "2024-09"."""
        parts = (f"-{part:02}" for part in (self.month, self.day) if part is not None)
        return f"{self.year:04}" + "".join(parts)

    @property
    def first_day(self) -> datetime.date:
        """The first day that this may mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        """The last day that this may mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@total_ordering
@dataclass(frozen=True, slots=True)
class Date:
    """A date as it was written; *end* is there for an interval only.

    Dates are in the order of their first days, then of their last.
    """

    written: str
    start: Moment
    end: Moment | None = None

    @property
    def iso(self) -> str | None:
        """The date for a machine, or nothing for an interval, which has two."""
        return None if self.end else self.start.iso

    @property
    def is_full(self) -> bool:
        """Whether this is one certain day: no interval, no month or year, no about."""
        return self.end is None and self.start.day is not None and not self.start.about

    @property
    def first_day(self) -> datetime.date:
        """The first day that this may mean."""
        return self.start.first_day

    @property
    def last_day(self) -> datetime.date:
        """The last day that this may mean."""
        return (self.end or self.start).last_day

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Date):
            return NotImplemented
        # One spelling has one meaning, so that it may part what shares its days: 2024 and 2024~.
        mine = (self.first_day, self.last_day, self.written)
        return mine < (other.first_day, other.last_day, other.written)

    def __str__(self) -> str:
        return self.written


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; 7 % and 7.0 % are equal, but each keeps its decimals.

    *unit* is None for a plain count, "%", the code of a currency, a unit of time in the plural, or
    a word as it was typed.  Only quantities of one unit have an order.
    """

    number: Decimal
    unit: str | None = None

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Quantity) or self.unit != other.unit:
            return NotImplemented
        return self.number < other.number


def read_date(text: str) -> Date:
    """Return the date or interval that *text* spells.

    Raises:
        BadValue: it is none, no such day exists, or it ends before it begins.
    """
    first, slash, second = text.partition("/")
    start = _read_moment(first, text)
    if not slash:
        return Date(text, start)
    end = _read_moment(second, text)
    if start == end or end.last_day < start.first_day:
        mended = first if start == end else f"{second}/{first}"
        raise BadValue(f"must end after it begins, not {_quote(text)}", f"write it as {mended}")
    return Date(text, start, end)


def read_quantity(text: str) -> Quantity:
    """Return the number and unit that *text* spells, exactly.

    Raises:
        BadValue: it is no quantity.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None or (match["unit"] or "").lower().removesuffix("s") in _NO_UNITS:
        raise BadValue(f"must be a quantity, not {_quote(text)}", _quantity_hint(text))
    if sum(char.isdigit() for char in match["number"]) > MAX_DIGITS:
        raise BadValue(f"has more digits than the {MAX_DIGITS} that a number may have")
    number = _scaled(Decimal(match["number"]), SCALES.get(match["scale"], 0))
    unit = match["percent"] or match["unit"]
    return Quantity(number, unit and canonical_unit(unit))


def canonical_unit(unit: str) -> str:
    """Return *unit* as it is kept: units of time in the plural, all others as they are."""
    return _PLURALS.get(unit, unit)


def read_url(text: str) -> str:
    """Return *text* if it is an address that begins with http or https.

    Raises:
        BadValue: it is none, or has a space, or holds a user's name.
    """
    wrong = f"must be an address that begins with https:// or http://, not {_quote(text)}"
    if re.search(r'[\s<>"\\\x00-\x1f\x7f-\x9f]', text):
        raise BadValue(wrong, 'write a space as %20, and leave out < > " and \\')
    try:
        parts = urlsplit(text)
        host, user, _ = parts.hostname or "", parts.username, parts.port
    except ValueError:
        raise BadValue(wrong) from None
    if parts.scheme not in {"http", "https"} or not any(char.isalnum() for char in host):
        raise BadValue(wrong, _url_hint(text))
    if user is not None:
        raise BadValue("must be an address without a user", "leave out what stands before the @")
    return text


def read_flag(text: str) -> bool:
    """Return whether *text* is true.

    Raises:
        BadValue: it is neither true nor false.
    """
    if text not in {"true", "false"}:
        raise BadValue(f"must be true or false, not {_quote(text)}")
    return text == "true"


def read_number(text: str) -> int:
    """Return the whole number that *text* spells.

    Raises:
        BadValue: it is none.
    """
    if not re.fullmatch(rf"-?[0-9]{{1,{MAX_DIGITS}}}", text):
        raise BadValue(f"must be a whole number, not {_quote(text)}", "write digits, as in 182")
    return int(text)


def _read_moment(part: str, whole: str) -> Moment:
    match = _MOMENT.fullmatch(part)
    if match is None:
        raise BadValue(f"must be a date, not {_quote(whole)}", _date_hint(whole))
    year, month, day = (int(number) if number else None for number in match.group(1, 2, 3))
    missing = _missing(year or 0, month, day)
    if missing:
        raise BadValue(f"must be a date that exists, not {_quote(whole)}", f"there is no {missing}")
    return Moment(year or 0, month, day, bool(match[4]))


def _missing(year: int, month: int | None, day: int | None) -> str:
    """Return the part of a date that the calendar lacks, or nothing."""
    if year == 0:
        return "year 0"
    if month is not None and not 1 <= month <= 12:
        return f"month {month}"
    if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
        return f"day {day} in {year:04}-{month:02}"
    return ""


def _date_hint(text: str) -> str:
    # Words ("before 2024") say more than a date can: what they hold is not offered as the date.
    if re.search(r"[^\W\d年月日]|\.\.|/$", text):
        return _DATE_HINT
    numbers = re.findall(r"[0-9]+", unicodedata.normalize("NFKC", text))
    if "." in text:
        numbers.reverse()
    if not 1 <= len(numbers) <= 3 or len(numbers[0]) != 4:
        return _DATE_HINT
    mended = "-".join([numbers[0], *(number.zfill(2) for number in numbers[1:])])
    match = _MOMENT.fullmatch(mended)
    year, month, day = (int(number or 1) for number in match.group(1, 2, 3)) if match else (0, 0, 0)
    about = "~" if "~" in text else ""
    return _DATE_HINT if _missing(year, month, day) else f"write it as {mended}{about}"


def _scaled(number: Decimal, power: int) -> Decimal:
    """Return *number* times ten to the *power*; exact at any length, and never in exponents."""
    sign, digits, exponent = number.as_tuple()
    scaled = Decimal((sign if number else 0, digits, int(exponent) + power))  # no "-0"
    return scaled if int(exponent) + power < 0 else Decimal(int(scaled))


def _quantity_hint(text: str) -> str:
    if _RANGE.search(text):
        return "give one number, and say the range in words in a note"
    mended = unicodedata.normalize("NFKC", text)
    for pattern, replacement in _MENDS:
        mended = re.sub(pattern, replacement, mended)
    match = _QUANTITY.fullmatch(mended)
    return _QUANTITY_HINT if match is None or mended == text else f"write it as {mended}"


def _url_hint(text: str) -> str:
    bare = re.fullmatch(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/.*)?", text)
    return f"write it as https://{text}" if bare else ""


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= 60 else f'"{line[:57]}…"'
