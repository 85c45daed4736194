"""The groups by which what stands on a page can be filtered, without a script.

A group is all that has one value in a field.  It has a number on its page: rows say to which
groups they belong, the line that a link of the filter leads to says which it shows, and the style
sheet hides the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .facts import Statement
from .fields import Reference
from .lookups import RecordView
from .printing import Printer
from .schema import Type
from .templating import UnknownNameError

# The style sheet knows so many groups of a page.
MAX_GROUPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What has one value in a field: its words, the anchor of its line, and how much it is."""

    number: int
    label: str
    anchor: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The groups of records, *total* in all, by a field called *label*; one may be in many groups.

    *anchor* is that of the filter itself, to which a link leads that shows all.
    """

    label: str
    anchor: str
    total: int
    groups: tuple[Group, ...]


def filter_of(records: Iterable[RecordView], field: str) -> Filter | None:
    """Return the groups of *records* by a *field*: a choice, a flag, a reference, a list of them.

    Choices are in the order of the schema, records in that of the facts; empty groups are left out.

    Raises:
        UnknownNameError: the field is none of these, or the page has too many groups.
    """
    given = list(records)
    if not given:
        return None
    kind, printer = given[0].kind, given[0]._printer
    type_ = _type(given[0], field)
    counts = _counts(given, field)
    groups = [
        Group(
            number=_number(printer, (kind, field, value)),
            label=_label(printer, kind, field, type_, value),
            anchor=_kebab(f"{field}-{value}"),
            count=counts[value],
        )
        for value in _values(printer, type_)
        if value in counts
    ]
    return Filter(
        label=printer.language.label(kind, field),
        anchor=_kebab(f"filter-{field}"),
        total=len(given),
        groups=tuple(groups),
    )


def groups_of(records: Iterable[RecordView], fields: Sequence[str]) -> str:
    """Return the numbers of the groups to which one of *records* belongs, by each of *fields*."""
    found: dict[int, None] = {}
    for record in records:
        for field in fields:
            _type(record, field)
            for value in _values_of(record, field):
                found[_number(record._printer, (record.kind, field, value))] = None
    return " ".join(map(str, sorted(found)))


def _counts(records: Sequence[RecordView], field: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for record in records:
        for value in _values_of(record, field):
            counts[value] = counts.get(value, 0) + 1
    return counts


def _type(record: RecordView, field: str) -> Type:
    """Return the type of the values in a *field*, be it of a list."""
    fields = record._printer.facts.kinds[record.kind].fields
    if field not in fields:
        message = f'{record.kind} have no field "{field}"'
        raise UnknownNameError(message, field, "unknown-field", tuple(fields))
    type_ = fields[field].type.item or fields[field].type
    if type_.name not in ("choice", "flag", "reference"):
        message = f'"{field}" is {type_}, and a filter goes by a choice, a flag or a record'
        raise UnknownNameError(message, field, "expression", ())
    return type_


def _values(printer: Printer, type_: Type) -> Sequence[str]:
    """Return all values that a field of *type_* may have, in their order."""
    if type_.name == "flag":
        return ("true", "false")
    return type_.choices or tuple(printer.facts.records[type_.kind])


def _values_of(record: RecordView, field: str) -> Iterator[str]:
    statement = record._record.statements.get(field)
    yield from dict.fromkeys(_written(statement)) if statement else ()


def _written(statement: Statement) -> Iterator[str]:
    value = statement.value
    for one in value if isinstance(value, tuple) else (value,):
        match one:
            case Reference():
                yield one.id
            case bool():
                yield "true" if one else "false"
            case str():
                yield one


def _label(printer: Printer, kind: str, field: str, type_: Type, value: str) -> str:
    if type_.name == "flag":
        return printer.language.flag(value == "true")
    if type_.name == "choice":
        return printer.language.choice(kind, field, value) or value.replace("_", " ")
    return printer.record_text(printer.facts.records[type_.kind][value])


def _number(printer: Printer, key: tuple[str, str, str]) -> int:
    number = printer.groups.setdefault(key, len(printer.groups) + 1)
    if number > MAX_GROUPS:
        message = f"a page can be filtered by {MAX_GROUPS} groups at most"
        raise UnknownNameError(message, key[1], "expression", ())
    return number


def _kebab(name: str) -> str:
    return name.replace("_", "-")


FILTERING: Mapping[str, Callable[..., Any]] = {"filter_of": filter_of, "groups_of": groups_of}
