"""The words, numbers and dates of one language.

The words are those of `lexicon`.  Whatever has grammar or digits in it is written by `cldr`, which
is imported when something is first printed, because Babel is slow to load.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from .errors import Position, Report
from .lexicon import FIELD, Words, built_in_words, load_words
from .values import TIME_UNITS, Date, Moment, Quantity

if TYPE_CHECKING:
    from .cldr import Cldr

# How much of a number is printed; see `Language.quantity`.
Form = Literal["default", "exact", "short"]


class Language:
    """How the site speaks in one language.

    *code* is that of site.yaml, *name* what the language calls itself.
    """

    def __init__(self, code: str, name: str, words: Words) -> None:
        self.code = code
        self.name = name
        self._texts = words.texts
        self._manner = words.manner
        self._words: dict[str, str] = {}

    @property
    def tag(self) -> str:
        """Its code as HTML has it: "pt-BR", whatever it is written with in site.yaml."""
        return self.code.replace("_", "-")

    @cached_property
    def direction(self) -> str:
        """The direction of its script as HTML has it: "ltr" or "rtl"."""
        if self._manner in ("en", "ja"):
            return "ltr"  # what ships with us need not wait for what is slow to load
        from .cldr import is_right_to_left

        return "rtl" if is_right_to_left(self._manner) else "ltr"

    @cached_property
    def _cldr(self) -> "Cldr":
        from .cldr import Cldr  # not before something is printed: it is slow to load

        return Cldr(self._manner)

    def word(self, key: str, **fields: object) -> str:
        """Return a text of the interface with *fields* put in; numbers as the language has them.

        A text with plural forms takes the one that the field *n* asks for.

        Raises:
            KeyError: there is no such text or field, which is a defect of a template.
        """
        if not fields and key in self._words:
            return self._words[key]
        forms = self._texts.get(("words", key))
        if forms is None:
            raise KeyError(f'there is no text "{key}" among the words of the interface')
        count = fields.get("n", 0)
        text = self._form(forms, Decimal(count) if isinstance(count, int | Decimal) else Decimal(0))
        if fields:
            return FIELD.sub(lambda match: self._written(fields[match[1]]), text)
        self._words[key] = FIELD.sub(lambda match: self._written(fields[match[1]]), text)
        return self._words[key]

    def status_label(self, status: str, origins: int) -> str:
        """Return the name of *status*; of a report, by the number of independent *origins*."""
        name = "label"
        if status == "reported":
            name = "label_one" if origins < 2 else "label_several"
        return self._texts["statuses", status, name]["other"]

    def status_told(self, status: str) -> str:
        """Return the sentence that says what *status* means."""
        return self._texts["statuses", status, "told"]["other"]

    def label(self, kind: str, field: str) -> str:
        """Return the words for a *field* of *kind*, or else its identifier with spaces."""
        forms = self._texts.get(("fields", kind, field))
        spaced = field.replace("_", " ")
        return forms["other"] if forms else spaced[:1].upper() + spaced[1:]

    def lacks(self, kind: str) -> list[str]:
        """Return where words of a built-in *kind*, such as `sources`, are lacking: whole fields."""
        lacking = [key for key in built_in_words(kind) if key not in self._texts]
        return list(dict.fromkeys(".".join(key[:3]) for key in lacking))

    def choice(self, kind: str, field: str, value: str) -> str | None:
        """Return the words for one of the choices of a field, or nothing where it has none."""
        forms = self._texts.get(("choices", kind, field, value))
        return forms["other"] if forms else None

    def flag(self, value: bool) -> str:
        """Return the word for yes or no."""
        return self.word("yes" if value else "no")

    def knows_unit(self, unit: str) -> bool:
        """Whether a quantity of *unit* can be printed in this language."""
        return (
            unit == "%"
            or unit in TIME_UNITS
            or ("units", unit) in self._texts
            or _is_currency(unit)
        )

    def number(self, number: Decimal | int) -> str:
        """Return *number* with all its digits in groups, and the decimals that it has."""
        return self._cldr.number(Decimal(number), "exact")

    def quantity(self, quantity: Quantity, form: Form = "default") -> str:
        """Return *quantity* with its unit, which the language must know.

        By default numbers from a million up are compact, with four digits at most, and all others
        are as they were typed; "exact" keeps every digit, and "short" is as brief as the language
        can be ("$150B").  What is rounded so says that it is: "about $12.35 billion", "~$12.3B".
        """
        text = self._quantity(quantity, form)
        if not self.rounds(quantity, form):
            return text
        if form == "short":
            return self._cldr.approximately() + text
        return self.word("about_quantity", quantity=text)

    def rounds(self, quantity: Quantity, form: Form = "default") -> bool:
        """Whether *quantity* is printed with fewer digits than it has."""
        signed = self._has_sign(quantity.unit)
        return self._cldr.rounds(quantity.number, form, with_sign=signed)

    def _quantity(self, quantity: Quantity, form: Form) -> str:
        number, unit = quantity.number, quantity.unit
        if unit is None:
            return self._cldr.number(number, form)
        forms = self._texts.get(("units", unit))
        if forms is not None:
            return _filled(self._form(forms, number), n=self._cldr.number(number, form))
        if unit == "%":
            return self._cldr.percent(number, form)
        if unit in TIME_UNITS:
            return self._cldr.time(number, unit, form)
        return self._money(number, unit, form)

    def _has_sign(self, unit: str | None) -> bool:
        """Whether *unit* is a currency that is written with its sign: "$9"."""
        return (
            unit is not None
            and ("units", unit) not in self._texts
            and _is_currency(unit)
            and self._currency_forms(unit) is None
        )

    def _currency_forms(self, code: str) -> Mapping[str, str] | None:
        texts = self._texts
        return texts.get(("currencies", code)) or texts.get(("currencies", "default"))

    def date(self, date: Date) -> str:
        """Return *date* as the language writes it, no more precise than it is."""
        return "".join(text for text, _ in self.date_pieces(date))

    def date_pieces(self, date: Date) -> tuple[tuple[str, Moment | None], ...]:
        """Return *date* in pieces: each text with the moment it names, or none between the two."""
        start, end = date.start, date.end
        if end is None:
            return ((self._moment(start), start),)
        pieces = None if start.about or end.about else self._cldr.interval(start, end)
        if pieces is None:
            pieces = self._moment(start), self._cldr.between(), self._moment(end)
        return (pieces[0], start), (pieces[1], None), (pieces[2], end)

    def month(self, number: int) -> str:
        """Return the short name of a month, of which the first is 1."""
        return self._cldr.month(number)

    def join(self, items: Sequence[str]) -> str:
        """Return *items* as a list in a sentence: "a, b, and c"."""
        return "".join(self.join_parts(items))

    def join_parts(self, items: Sequence[str]) -> tuple[str, ...]:
        """Return *items* with what stands around them, so that each can be escaped by itself.

        Every second one is an item: before, item, between, item, after.
        """
        if len(items) < 2:
            return ("", *items, "") if items else ()
        before, *others = self._cldr.separators(len(items))
        parts = [before]
        for item, after in zip(items, others, strict=True):
            parts += [item, after]
        return tuple(parts)

    def _money(self, number: Decimal, code: str, form: Form) -> str:
        forms = self._currency_forms(code)
        if forms is None:
            return self._cldr.money(number, code, form)
        name = self._cldr.currency_name(code, number)
        return _filled(self._form(forms, number), n=self._cldr.number(number, form), name=name)

    def _moment(self, moment: Moment) -> str:
        text = self._cldr.moment(moment)
        return self.word("about", date=text) if moment.about else text

    def _form(self, forms: Mapping[str, str], number: Decimal) -> str:
        """Return the text for *number* among its plural *forms*."""
        if len(forms) == 1:
            return next(iter(forms.values()))
        return forms.get(self._cldr.plural(number)) or forms["other"]

    def _written(self, value: object) -> str:
        match value:
            case int() | Decimal():
                return self.number(value)
            case Date():
                return self.date(value)
            case _:
                return str(value)


def load_languages(
    root: Path, names: Mapping[str, str], at: Position, report: Report
) -> Mapping[str, Language]:
    """Return the languages of the site by their codes, in the order of *names*.

    *names* holds what each language calls itself; *at* is the place of `languages` in site.yaml.
    A language with something to mend is there all the same, and speaks English for what it lacks.
    """
    words = load_words(root, names, at, report)
    return MappingProxyType({code: Language(code, names[code], words[code]) for code in words})


@cache
def locale_of(code: str) -> str:
    """Return the language *code* with the region where most speak it, if it names none: "ja_JP"."""
    from .cldr import locale_of  # not before it is asked for: it is slow to load

    return locale_of(code)


@cache
def is_latin(code: str) -> bool:
    """Whether the language *code* is written in Latin letters; one that is unknown is."""
    if code in ("en", "ja"):
        return code == "en"  # what ships with us need not wait for what is slow to load
    from .cldr import script_of

    return script_of(code) in ("Latn", "")


@cache
def _is_currency(unit: str) -> bool:
    if not re.fullmatch("[A-Z]{3}", unit):
        return False
    from .cldr import knows_currency  # not before a currency is met: it is slow to load

    return knows_currency(unit)


def _filled(text: str, **fields: str) -> str:
    return FIELD.sub(lambda match: fields.get(match[1], match[0]), text)
