"""The kinds of facts of an explainer, from `content/schema.yaml`, and the two built-in ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from . import reading
from .errors import Position, Report, did_you_mean

TypeName = Literal[
    "text",
    "markdown",
    "date",
    "quantity",
    "url",
    "flag",
    "number",
    "choice",
    "list",
    "reference",
    "unreadable",
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

# Lists of lists beyond this depth are a slip; reading a type recurses along.
MAX_LISTS = 5

SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*\Z")
_CALL = re.compile(r"(?P<name>choice|list)\s*\((?P<inside>.*)\)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """The type of a field: what may be written in it and how it prints.

    *choices* are those of a choice, *item* is the type of a list's items, *kind* is the kind that a
    reference leads to.  What stands in a field whose type is "unreadable" is passed over.
    """

    name: TypeName
    choices: tuple[str, ...] = ()
    item: "Type | None" = None
    kind: str = ""

    def __str__(self) -> str:
        """The type as authors write it."""
        if self.choices:
            return f"choice({', '.join(self.choices)})"
        return f"list({self.item})" if self.item else self.kind or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a kind; *at* is its key in the schema, none for a built-in kind."""

    name: str
    type: Type
    optional: bool = False
    at: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of records; the first of its fields is what a record prints.

    A kind without fields is one that the schema has, but that could not be read.
    """

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
    _break_circles(kinds, report)
    return MappingProxyType(kinds | built_in)


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


def _read_kind(mapping: reading.Mapping, name: str, names: set[str], report: Report) -> Kind:
    node = mapping.get(name)
    fields = reading.read_mapping(node, f'the kind "{name}"', report) if node else None
    if node is None or (fields is not None and not fields.entries):
        report.add(
            "missing-key",
            mapping.key(name).at,
            f'the kind "{name}" has no fields',
            "add one, as in name: text",
        )
    found = {field: _read_field(fields, field, names, report) for field in fields} if fields else {}
    return Kind(name=name, fields=found)


def _read_field(fields: reading.Mapping, name: str, names: set[str], report: Report) -> Field:
    """Return a field; one that is wrong is there all the same, so that no record is blamed."""
    key, type_ = fields.key(name), None
    if _may_be_field(key, report):
        type_, optional = _read_type(fields, name, names, report)
    if type_ is None:
        type_, optional = Type(name="unreadable"), True
    return Field(name=name, type=type_, optional=optional, at=key.at)


def _may_be_field(key: reading.Scalar, report: Report) -> bool:
    message, hint = "", ""
    if key.text in RESERVED_FIELDS:
        message = f'no field may be called "{key.text}"'
        hint = "records and evidence have that name already"
    elif not SNAKE_CASE.match(key.text):
        message = f'"{key.text}" cannot name a field'
        hint = "use small letters, digits and _, beginning with a letter"
    if message:
        report.add("bad-id", key.at, message, hint)
    return not message


def _read_type(
    fields: reading.Mapping, name: str, names: set[str], report: Report
) -> tuple[Type | None, bool]:
    """Return the type of a field, or nothing after reporting; and whether it may be left out."""
    node = fields.get(name)
    if node is None:
        at, message = fields.key(name).at, f'the field "{name}" has no type'
        report.add("missing-key", at, message, "add one, such as text")
        return None, True
    written = reading.read_scalar(node, f'the type of "{name}"', report)
    if written is None:
        return None, True
    type_ = _parse(written.removesuffix("?").strip(), names)
    if isinstance(type_, str):
        hint = did_you_mean(type_, [*SCALAR_TYPES, "choice(a, b)", "list(text)", *names])
        short = type_ if len(type_) <= 60 else f"{type_[:59]}…"
        report.add("bad-type", node.at, f'there is no type "{short}"', hint)
        return None, True
    return type_, written.endswith("?")


def _break_circles(kinds: dict[str, Kind], report: Report) -> None:
    """Report kinds whose first fields print each other for ever, and let them print nothing."""
    for name, kind in kinds.items():
        circle = _circle_from(name, kinds)
        if circle:
            first = kind.fields[kind.first]
            assert first.at is not None
            message = f"first fields print each other in a circle: {' → '.join(circle)}"
            hint = "put a field of another type first"
            report.add("circle", first.at, message, hint)
            broken = replace(first, type=Type(name="unreadable"), optional=True)
            kinds[name] = replace(kind, fields={**kind.fields, first.name: broken})


def _circle_from(name: str, kinds: Mapping[str, Kind]) -> list[str]:
    """Return the kinds that first fields lead through from *name* back to it, or none."""
    path = [name]
    while path[-1] in kinds and kinds[path[-1]].fields:
        kind = kinds[path[-1]]
        following = list(types_within(kind.fields[kind.first].type))[-1].kind
        if following == name:
            return [*path, name]
        if following in path:
            return []
        path.append(following)
    return []


def _parse(written: str, kinds: set[str]) -> Type | str:
    """Return the type that is *written*, or the part of it that is none."""
    if written in SCALAR_TYPES:
        return Type(name=cast(TypeName, written))
    if written in kinds:
        return Type(name="reference", kind=written)
    match = _CALL.match(written)
    if match is None or written.count("(") > MAX_LISTS:
        return written
    if match["name"] == "list":
        item = _parse(match["inside"].strip(), kinds)
        return item if isinstance(item, str) else Type(name="list", item=item)
    choices = tuple(choice.strip() for choice in match["inside"].split(","))
    wrong = [choice for choice in choices if not re.match(r"[A-Za-z0-9_-]+\Z", choice)]
    return written if wrong else Type(name="choice", choices=choices)


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
