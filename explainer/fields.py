"""Reads what stands in a field as the type that its kind declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import reading
from .errors import Position, Report, did_you_mean
from .reading import Node, Scalar
from .schema import Type
from .settings import read_local_text
from .strings import Language
from .values import BadValue, Quantity, read_date, read_flag, read_number, read_quantity, read_url


def _read_count(text: str) -> int:
    number = read_number(text)
    if number < 1:
        raise BadValue(f'must be 1 or more, not "{text}"')
    return number


_READERS: Mapping[str, Callable[[str], Any]] = {
    "date": read_date,
    "quantity": read_quantity,
    "url": read_url,
    "flag": read_flag,
    "number": _read_count,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A record that a field names, and where it names it."""

    kind: str
    id: str
    at: Position = field(compare=False)

    @property
    def name(self) -> str:
        """What facts call the record: "people.mira_murati"."""
        return f"{self.kind}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A value that is to be computed: what is written after its "="."""

    text: str
    scalar: Scalar

    def position(self, offset: int) -> Position:
        """Return where the character at *offset* of the formula stands, from 0."""
        start = self.scalar.file.text.find(self.text, self.scalar.offset)
        return self.scalar.file.position(start + offset) if start >= 0 else self.scalar.at


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads values for a site in *languages*."""

    languages: Mapping[str, Language]
    report: Report

    def value(self, type_: Type, node: Node, what: str) -> Any:
        """Return the value of *node*, or nothing after reporting why it is not of this type.

        That is `LocalText` for text and markdown, `Date`, `Quantity`, `Reference`, a tuple for a
        list, else text, a whole number or a truth.  *what* names the field in messages.
        """
        if type_.name == "unreadable":
            return None
        if type_.name in ("text", "markdown"):
            return read_local_text(node, self.languages, what, self.report)
        if type_.item is not None:
            items = reading.read_list(node, what, self.report)
            read = [self.value(type_.item, item, f"an item of {what}") for item in items]
            return tuple(value for value in read if value is not None)
        text = reading.read_scalar(node, what, self.report)
        if text is None:
            return None
        if type_.name == "reference":
            return Reference(kind=type_.kind, id=text, at=node.at)
        return (
            self._choice(type_, node, text, what)
            if type_.choices
            else self._scalar(type_, node, text, what)
        )

    def _choice(self, type_: Type, node: Node, text: str, what: str) -> str | None:
        if text in type_.choices:
            return text
        message, hint = f'{what} cannot be "{text}"', did_you_mean(text, type_.choices)
        self.report.add("bad-choice", node.at, message, hint)
        return None

    def _scalar(self, type_: Type, node: Node, text: str, what: str) -> Any:
        try:
            value = _READERS[type_.name](text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f"{what} {error.message}", error.hint)
            return None
        if isinstance(value, Quantity) and value.unit:
            self._check_unit(value.unit, node)
        return value

    def _check_unit(self, unit: str, node: Node) -> None:
        lacking = [code for code, one in self.languages.items() if not one.knows_unit(unit)]
        if lacking:
            files = " and ".join(f"content/strings/{code}.yaml" for code in lacking)
            message = f'the unit "{unit}" has no words in {", ".join(lacking)}'
            self.report.add(
                "unit-without-words", node.at, message, f"add it under units in {files}"
            )
