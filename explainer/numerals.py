"""Which numbers and dates a few words in English or Japanese say, in digits or spelled out.

What is found is only ever asked whether a value is among it.  Words that say a number in a way that
is not read here, such as "a third", make that no question at all.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from .values import SCALES, Date, Moment

_ONES = {
    word: at
    for at, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    f"{word}ty": 10 * at
    for at, word in enumerate(("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"), 2)
}
_SHORT = {
    "k": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "b": 9,
    "bn": 9,
    "bln": 9,
    "t": 12,
    "tn": 12,
    "trn": 12,
}
_POWERS = {"hundred": 2, **SCALES, **_SHORT}
_SCALE = "|".join(sorted(_POWERS, key=len, reverse=True))
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\d.])(?![\d.,]*[十百千万億兆])(?P<low>{_DIGITS})(?:\s*(?:-|~|to|and|or)\s*\D?(?P<high>{_DIGITS}))?"
    rf"(?:[\s-]*(?P<scale>{_SCALE})s?(?![a-z]))?"
)
_NAMES = "|".join([*_ONES, *_TENS, "hundred", *SCALES])
_SPELLED = re.compile(rf"(?<!\d[\s-])\b(?:{_NAMES})(?:(?:[\s-]+(?:and\s+)?)(?:{_NAMES}))*\b")
_KANJI = "〇一二三四五六七八九"
_KANJI_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "億": 8, "兆": 12}
_JAPANESE = re.compile(rf"[\d.,{_KANJI}{''.join(_KANJI_POWERS)}]*[{_KANJI}十百千万億兆]")
_JAPANESE_PART = re.compile(rf"{_DIGITS}|[{_KANJI}]+|[十百千万億兆]")
_VAGUE = re.compile(
    r"\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|dozens?|scores?|couple|few|several|twice"
    r"|double[ds]?|triple[ds]?|both|many|hundreds|thousands|millions|billions|trillions|[ivx]{2,})\b"
    r"|[半数倍割]|[½⅓⅔¼¾]"
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",
        rf"(?:{_YEAR}年)?(?<!\d)(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日",
        rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?",
        rf"\b{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
    )
]


def numbers_in(text: str) -> set[Decimal] | None:
    """Return the numbers that *text* says; none where it may say others that are not read."""
    folded = _folded(text)
    if _VAGUE.search(folded) or _VAGUE.search(text):
        return None
    return {*_in_digits(folded), *_spelled(folded), *_in_japanese(folded)}


def may_say_date(text: str, date: Date) -> bool:
    """Whether *text* names no day, or one that is within *date*.

    A year or month alone is no question: it may well be that of something else.
    """
    named = list(_dates(_folded(text)))
    return not named or any(_fits(parts, date) for parts in named)


def _folded(text: str) -> str:
    return re.sub("[‐‑‒–—―−〜]", "-", unicodedata.normalize("NFKC", text).lower())


def _in_digits(text: str) -> Iterator[Decimal]:
    for match in _NUMBER.finditer(text):
        power = _POWERS.get(match["scale"] or "", 0)
        for written in filter(None, (match["low"], match["high"])):
            number = Decimal(written.replace(",", ""))
            yield number.scaleb(power)
            if not power or match["scale"] in _SHORT:  # 5 m may be metres
                yield number


def _spelled(text: str) -> Iterator[Decimal]:
    for match in _SPELLED.finditer(text):
        total = current = 0
        for word in re.findall("[a-z]+", match[0]):
            if word in ("and", "hundred"):
                current = max(current, 1) * 100 if word == "hundred" else current
            elif word in SCALES:
                total, current = total + max(current, 1) * 10 ** SCALES[word], 0
            else:
                current += _ONES.get(word, 0) + _TENS.get(word, 0)
        yield Decimal(total + current)


def _in_japanese(text: str) -> Iterator[Decimal]:
    for match in _JAPANESE.finditer(text):
        total = section = Decimal(0)
        number: Decimal | None = None
        for part in _JAPANESE_PART.findall(match[0]):
            power = _KANJI_POWERS.get(part)
            if power is None:
                digits = (str(_KANJI.index(char)) if char in _KANJI else char for char in part)
                number = Decimal("".join(digits).replace(",", ""))
            elif power < 4:
                section, number = section + (1 if number is None else number) * 10**power, None
            else:
                held = section + (number or 0)
                total, section, number = total + (held or 1) * 10**power, Decimal(0), None
        yield total + section + (number or 0)


def _dates(text: str) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Yield the year, month and day of what *text* names, each where it names it."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = parts.get("month")
            if name := parts.get("name"):
                month = str(_MONTHS.index(name) + 1)
            yield _number(parts.get("year")), _number(month), _number(parts.get("day"))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _fits(parts: tuple[int | None, int | None, int | None], date: Date) -> bool:
    """Whether a day of *date* may be what *parts* name."""
    year, month, day = parts
    first, last = date.first_day, date.last_day
    for one in [year] if year else range(first.year, last.year + 1):
        try:
            moment = Moment(one, month, day)
            if moment.first_day <= last and first <= moment.last_day:
                return True
        except ValueError:  # there is no such day
            continue
    return False
