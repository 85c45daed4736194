"""Asks whether the value for which words are quoted stands in them."""

from .errors import Report
from .facts import Facts, any_language
from .numerals import may_say_date, numbers_in
from .quotations import Quotation
from .values import SCALES, Date, Quantity

# The languages whose numbers are read.
_READ = ("en", "ja")


def check_value(quotation: Quotation, facts: Facts, report: Report) -> None:
    """Note a number, or a day, that is quoted for but does not stand in the quotation.

    Only of a quantity and of a date can that be asked, and only in languages whose numbers we read.
    """
    statement = quotation.statement
    language = facts.records["sources"][quotation.source].statements.get("language")
    code = any_language(language.value) if language else "en"
    if statement is None or statement.formula or code.partition("-")[0] not in _READ:
        return
    value, held = statement.value, True
    if isinstance(value, Quantity):
        numbers = numbers_in(quotation.text)
        held = numbers is None or abs(value.number) in numbers
    elif isinstance(value, Date):
        held = may_say_date(quotation.text, value)
    if not held:
        message = f"the quotation of {quotation.name} does not hold its value, {_written(value)}"
        hint = "quote the words that say it, or take the quotation out"
        report.add("value-not-quoted", quotation.at, message, hint)


def _written(value: Quantity | Date) -> str:
    if isinstance(value, Date):
        return value.written
    number, scale = value.number, ""
    for word, power in SCALES.items():
        if abs(value.number) >= 10**power:
            number, scale = value.number.scaleb(-power), f" {word}"
    digits = f"{number:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}{scale}{f' {value.unit}' if value.unit else ''}"
