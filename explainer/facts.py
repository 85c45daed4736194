"""The facts of a site: records by kind and id, and what each of their fields says.

Reads `content/facts/`.  A record that is partly wrong is there all the same, so that the pages
which print it are not blamed as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from . import evidence as ev
from . import reading
from .errors import Position, Report, did_you_mean
from .evidence import Evidence, EvidenceReader, Source
from .reading import Node, Scalar
from .schema import SNAKE_CASE, Field, Kind, Type
from .settings import LocalText, read_local_text
from .strings import Language
from .values import BadValue, Quantity, read_date, read_flag, read_number, read_quantity, read_url

FOLDER = "content/facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A record that a field names, and where it names it."""

    kind: str
    id: str
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one field of a record says, and the evidence that holds for it.

    *value* depends on the field's type: `LocalText` for text and markdown, `Date`, `Quantity`,
    `Reference`, a tuple for a list, else text, a number or a truth; None where it is not known or
    could not be read.
    """

    kind: str
    record: str
    field: Field
    name: str
    value: Any
    evidence: Evidence | None
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record and its statements by field, in the order of the schema."""

    kind: str
    id: str
    statements: Mapping[str, Statement]
    evidence: Evidence | None
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything below `content/facts/`.

    *incomplete* names the kinds of which a file could not be read, so that what is missing from
    them is not reported once more.
    """

    kinds: Mapping[str, Kind]
    records: Mapping[str, Mapping[str, Record]]
    sources: Mapping[str, Source]
    incomplete: frozenset[str]

    def statements(self) -> Iterator[Statement]:
        """Yield every statement of every record."""
        for records in self.records.values():
            for record in records.values():
                yield from record.statements.values()


def load_facts(
    root: Path, kinds: Mapping[str, Kind], languages: Mapping[str, Language], report: Report
) -> Facts:
    """Return the facts of the site below *root*; *languages* are those it is written in."""
    reader = _FactsReader(kinds, languages, report)
    for path in reading.find_files(root, FOLDER, report):
        reader.file(root, path)
    return Facts(
        kinds=kinds,
        records=reader.records,
        sources={id_: _source(record) for id_, record in reader.records["sources"].items()},
        incomplete=frozenset(reader.incomplete),
    )


def is_statement(node: Node, type_: Type) -> bool:
    """Whether *node* is a value with its evidence, not a plain value (or a text by language)."""
    if not isinstance(node, reading.Mapping):
        return False
    by_language = type_.name in ("text", "markdown")
    return not by_language or any(key in ("value", *ev.KEYS) for key in node)


@dataclass(slots=True)
class _FactsReader:
    kinds: Mapping[str, Kind]
    languages: Mapping[str, Language]
    report: Report
    records: dict[str, dict[str, Record]] = field(init=False)
    incomplete: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.records = {name: {} for name in self.kinds}

    def file(self, root: Path, path: str) -> None:
        parts = PurePosixPath(path).relative_to(FOLDER).parts
        if PurePosixPath(path).suffix != ".yaml" or len(parts) > 2:
            message = "facts are read from facts/<kind>.yaml and facts/<kind>/*.yaml only"
            self.report.add("unknown-file", Position(path=path), message)
            return
        name = parts[0].removesuffix(".yaml")
        kind = self.kinds.get(name)
        if kind is None:
            hint = did_you_mean(name, self.kinds)
            self.report.add(
                "unknown-kind", Position(path=path), f'schema.yaml has no kind "{name}"', hint
            )
            return
        mapping = reading.read_yaml(root, path, self.report)
        if mapping is None:
            self.incomplete.add(name)
            return
        for id_ in mapping:
            self.record(kind, mapping, id_)

    def record(self, kind: Kind, mapping: reading.Mapping, id_: str) -> None:
        key, records = mapping.key(id_), self.records[kind.name]
        if id_ in records:
            message = f'"{kind.name}.{id_}" is there already, in {records[id_].at}'
            self.report.add(
                "duplicate-id", key.at, message, "take one of the two out, or give it another id"
            )
            return
        if not SNAKE_CASE.match(id_):
            hint = "use small letters, digits and _, beginning with a letter"
            self.report.add("bad-id", key.at, f'"{id_}" cannot be an id', hint)
        node = mapping.get(id_) or reading.Mapping(key.file, key.offset, {})
        fields = reading.read_mapping(node, f"{kind.name}.{id_}", self.report)
        if fields is not None:
            records[id_] = self._read_record(kind, fields, id_, key.at)

    def _read_record(self, kind: Kind, fields: reading.Mapping, id_: str, at: Position) -> Record:
        name = f"{kind.name}.{id_}"
        known = kind.fields if kind.built_in else (*kind.fields, *ev.KEYS)
        reading.check_keys(fields, known, name, self.report)
        evidence = None if kind.built_in else self._evidence(kind.fields[kind.first], fields, name)
        unknown = _is_unknown(fields)
        statements: dict[str, Statement] = {}
        for field_ in kind.fields.values():
            own = name if field_.name == kind.first else f"{name}.{field_.name}"
            statement = self._statement(field_, fields, own, evidence)
            if statement is not None:
                statements[field_.name] = statement
            elif fields.get(field_.name) is None and not field_.optional:
                self._missing(field_, name, at, statements, own, evidence, unknown=unknown)
        return Record(kind=kind.name, id=id_, statements=statements, evidence=evidence, at=at)

    def _missing(
        self,
        field_: Field,
        record: str,
        at: Position,
        into: dict[str, Statement],
        own: str,
        evidence: Evidence | None,
        *,
        unknown: bool,
    ) -> None:
        kind, id_ = record.split(".")
        into[field_.name] = Statement(
            kind=kind, record=id_, field=field_, name=own, value=None, evidence=evidence, at=at
        )
        if not unknown:
            hint = (
                f"add {field_.name}: …, or say that it is not known: status: unknown, with a note"
            )
            self.report.add("missing-key", at, f'{record} lacks "{field_.name}"', hint)

    def _statement(
        self, field_: Field, fields: reading.Mapping, own: str, inherited: Evidence | None
    ) -> Statement | None:
        node = fields.get(field_.name)
        if node is None:
            return None
        kind, id_ = own.split(".")[:2]
        evidence, first = inherited, field_.name == self.kinds[kind].first
        if evidence is not None and not first:
            evidence = ev.without_accounts(evidence)
        value_node: Node | None = node
        if not self.kinds[kind].built_in and is_statement(node, field_.type):
            assert isinstance(node, reading.Mapping)
            reading.check_keys(node, ("value", *ev.KEYS), own, self.report)
            evidence = self._evidence(field_, node, own) or evidence
            value_node = node.get("value")
            if (
                value_node is None
                and not _is_unknown(node)
                and not (evidence and evidence.status == "unknown")
            ):
                self.report.add(
                    "missing-key",
                    node.at,
                    f'{own} lacks "value"',
                    "only what is unknown may have none",
                )
        value = None if value_node is None else self.value(field_.type, value_node, own)
        return Statement(
            kind=kind,
            record=id_,
            field=field_,
            name=own,
            value=value,
            evidence=evidence,
            at=fields.key(field_.name).at,
        )

    def _evidence(self, field_: Field, mapping: reading.Mapping, what: str) -> Evidence | None:
        reader = EvidenceReader(self.languages, self.report)
        return reader.read(
            mapping, what, lambda node, _: self.value(field_.type, node, f"an account of {what}")
        )

    def value(self, type_: Type, node: Node, what: str) -> Any:
        """Return the value of *node* read as its type, or nothing after reporting what is wrong."""
        if type_.name in ("text", "markdown"):
            return read_local_text(node, self.languages, what, self.report)
        if type_.name == "list":
            assert type_.item is not None
            items = reading.read_list(node, what, self.report)
            read = (self.value(type_.item, item, f"an item of {what}") for item in items)
            return tuple(value for value in read if value is not None)
        text = reading.read_scalar(node, what, self.report)
        return None if text is None else self._scalar(type_, node, text, what)

    def _scalar(self, type_: Type, node: Node, text: str, what: str) -> Any:
        if type_.name == "reference":
            return Reference(kind=type_.kind, id=text, at=node.at)
        if type_.name == "choice":
            if text in type_.choices:
                return text
            self.report.add(
                "bad-choice",
                node.at,
                f'{what} cannot be "{text}"',
                did_you_mean(text, type_.choices),
            )
            return None
        try:
            value = _READERS[type_.name](text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f"{what} {error.message}", error.hint)
            return None
        if isinstance(value, Quantity) and value.unit:
            self._check_unit(value.unit, node)
        return value

    def _check_unit(self, unit: str, node: Node) -> None:
        lacking = [
            code for code, language in self.languages.items() if not language.knows_unit(unit)
        ]
        if lacking:
            files = " and ".join(f"content/strings/{code}.yaml" for code in lacking)
            message = f'the unit "{unit}" has no words in {", ".join(lacking)}'
            self.report.add(
                "unit-without-words", node.at, message, f"add it under units in {files}"
            )


_READERS = {
    "date": read_date,
    "quantity": read_quantity,
    "url": read_url,
    "flag": read_flag,
    "number": read_number,
}


def _is_unknown(mapping: reading.Mapping) -> bool:
    status = mapping.get("status")
    return isinstance(status, Scalar) and status.text.strip() == "unknown"


def _source(record: Record) -> Source:
    values = {name: statement.value for name, statement in record.statements.items()}
    texts = {name: any_language(values.get(name)) for name in ("publisher", "origin")}
    return Source(id=record.id, type=values.get("type") or "", lines=values.get("lines"), **texts)


def any_language(text: LocalText | None) -> str:
    """Return a text in whichever language it has."""
    return next((scalar.text.strip() for scalar in text.scalars.values()), "") if text else ""
