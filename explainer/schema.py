"""The kinds of facts of an explainer, from `content/schema.yaml`, and the two built-in ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from . import reading
from .errors import Position, Report, did_you_mean

TypeName = Literal[
    "text", "markdown", "date", "quantity", "url", "flag", "number", "choice", "list", "reference"
]

SCALAR_TYPES = ("text", "markdown", "date", "quantity", "url", "flag")
# Names that a field may not have, because evidence or a record itself has them.
RESERVED_FIELDS = (
    "status",
    "sources",
    "quote",
    "as_of",
    "review_by",
    "accounts",
    "note",
    "id",
    "kind",
    "url",
)
# Names that mean something else in an expression.
RESERVED_KINDS = (
    *(
        "record",
        "page",
        "site",
        "true",
        "false",
        "none",
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
    ),
    *("count", "sum", "min", "max", "round", "percent", "days"),
    *SCALAR_TYPES,
    *("choice", "list"),
)

SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*\Z")
_CALL = re.compile(r"(?P<name>choice|list)\s*\((?P<inside>.*)\)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """The type of a field: what may be written in it and how it prints.

    *choices* are those of a choice, *item* is the type of a list's items, *kind* is the kind that a
    reference leads to.
    """

    name: TypeName
    choices: tuple[str, ...] = ()
    item: "Type | None" = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a kind; *at* is its key in the schema, none for a built-in kind."""

    name: str
    type: Type
    optional: bool = False
    at: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of records; the first of its fields is what a record prints."""

    name: str
    fields: Mapping[str, Field]
    built_in: bool = False

    @property
    def first(self) -> str:
        """The name of the field that a record prints."""
        return next(iter(self.fields))


def _built_in(name: str, fields: str) -> Kind:
    """Return a built-in kind; *fields* is one "name: type" to a line."""
    found = {}
    for line in fields.strip().splitlines():
        field, _, written = (part.strip() for part in line.partition(":"))
        number = written.rstrip("?") == "number"
        type_ = Type(name="number") if number else _parse(written.rstrip("?"), {"sources"})
        assert isinstance(type_, Type)
        found[field] = Field(name=field, type=type_, optional=written.endswith("?"))
    return Kind(name=name, fields=found, built_in=True)


def load_schema(root: Path, report: Report) -> Mapping[str, Kind] | None:
    """Return the kinds of the site by name, or nothing where its schema cannot be read at all."""
    built_in = {"sources": SOURCES, "repairs": REPAIRS}
    if not (root / "content/schema.yaml").exists():
        return MappingProxyType(built_in)
    mapping = reading.read_yaml(root, "content/schema.yaml", report)
    if mapping is None:
        return None
    names = {*mapping, *built_in}
    kinds = {
        name: _read_kind(mapping, name, names, report)
        for name in mapping
        if _may_be_kind(mapping, name, report)
    }
    return MappingProxyType({name: kind for name, kind in kinds.items() if kind} | built_in)


def _may_be_kind(mapping: reading.Mapping, name: str, report: Report) -> bool:
    at = mapping.key(name).at
    if name in ("sources", "repairs"):
        report.add(
            "bad-id",
            at,
            f'the kind "{name}" is built in',
            "take it out of the schema; its fields are always there",
        )
        return False
    if not SNAKE_CASE.match(name):
        report.add(
            "bad-id",
            at,
            f'"{name}" cannot name a kind',
            "use small letters, digits and _, beginning with a letter",
        )
    elif name in RESERVED_KINDS:
        report.add(
            "bad-id",
            at,
            f'"{name}" cannot name a kind, since it means something else',
            "choose another name",
        )
    return True


def _read_kind(mapping: reading.Mapping, name: str, names: set[str], report: Report) -> Kind | None:
    node = mapping.get(name)
    if node is None:
        report.add(
            "missing-key",
            mapping.key(name).at,
            f'the kind "{name}" has no fields',
            "add one, as in name: text",
        )
        return None
    fields = reading.read_mapping(node, f'the kind "{name}"', report)
    if fields is None:
        return None
    found = {field: _read_field(fields, field, names, report) for field in fields}
    known = {field: value for field, value in found.items() if value}
    return Kind(name=name, fields=known) if known else None


def _read_field(
    fields: reading.Mapping, name: str, names: set[str], report: Report
) -> Field | None:
    key = fields.key(name)
    if name in RESERVED_FIELDS:
        report.add(
            "bad-id",
            key.at,
            f'no field may be called "{name}"',
            "records and evidence have that name already",
        )
        return None
    if not SNAKE_CASE.match(name):
        report.add(
            "bad-id",
            key.at,
            f'"{name}" cannot name a field',
            "use small letters, digits and _, beginning with a letter",
        )
        return None
    node = fields.get(name)
    if node is None:
        report.add(
            "missing-key", key.at, f'the field "{name}" has no type', "add one, such as text"
        )
        return None
    written = reading.read_scalar(node, f'the type of "{name}"', report)
    if written is None:
        return None
    type_ = _parse(written.removesuffix("?").strip(), names)
    if isinstance(type_, Type):
        return Field(name=name, type=type_, optional=written.endswith("?"), at=key.at)
    hint = did_you_mean(type_, [*SCALAR_TYPES, "choice(a, b)", "list(text)", *names])
    report.add("bad-type", node.at, f'there is no type "{type_}"', hint)
    return None


def _parse(written: str, kinds: set[str]) -> Type | str:
    """Return the type that is *written*, or the part of it that is none."""
    if written in SCALAR_TYPES:
        return Type(name=cast(TypeName, written))
    if written in kinds:
        return Type(name="reference", kind=written)
    match = _CALL.match(written)
    if match is None:
        return written
    if match["name"] == "list":
        item = _parse(match["inside"].strip(), kinds)
        return item if isinstance(item, str) else Type(name="list", item=item)
    choices = tuple(choice.strip() for choice in match["inside"].split(","))
    wrong = [choice for choice in choices if not re.match(r"[A-Za-z0-9_-]+\Z", choice)]
    return wrong[0] or written if wrong else Type(name="choice", choices=choices)


SOURCES = _built_in(
    "sources",
    """
    title: text
    publisher: text
    type: choice(primary, news, analysis, reprint, transcript)
    url: url?
    archive: url?
    author: text?
    published: date?
    language: text?
    rank: choice(A, B, C)?
    origin: text?
    lines: number?
    note: text?
    """,
)
REPAIRS = _built_in(
    "repairs",
    """
    source: sources
    at: text
    heard: text
    meant: text
    record: text?
    because: text
    sure: choice(certain, likely, guess)
    """,
)


def types_within(type_: Type) -> Iterator[Type]:
    """Yield *type_* and, for a list, the type of its items."""
    yield type_
    if type_.item:
        yield from types_within(type_.item)
