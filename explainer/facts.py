"""The facts of a site: records by kind and id, and what each of their fields says.

Reads `content/facts/`.  A record that is partly wrong is there all the same, so that the pages
which print it are not blamed as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from . import reading
from .digests import digest_of
from .errors import Position, Report, did_you_mean
from .evidence import KEYS, STATUSES, Evidence, EvidenceReader, Source, without_accounts
from .fields import FieldReader, Formula, Reference
from .reading import Node, Scalar
from .schema import SNAKE_CASE, Field, Kind
from .settings import LocalText
from .strings import Language
from .values import Date

FOLDER = "content/facts"

# What is told of these in a text names their place in the file, which thus counts as well.
_PLACED = ("{{", "[@", "](", "<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one field of a record says, and the evidence that holds for it.

    *value* is what `FieldReader` gives; None where it is not known, or could not be read.  Where it
    is computed, *inputs* are the names of the statements that *formula* reads.
    """

    kind: str
    record: str
    field: Field
    name: str
    value: Any
    evidence: Evidence | None
    at: Position
    formula: str | None = None
    inputs: tuple[str, ...] = ()

    def shares_evidence_of(self, record: "Record") -> bool:
        """Whether the evidence of its *record* holds it, and none of its own."""
        own, shared = self.evidence, record.evidence
        return own is not None and shared is not None and own.at == shared.at

    @property
    def record_name(self) -> str:
        """The name of its record, which is that of the record's first field, too."""
        return f"{self.kind}.{self.record}"

    @property
    def references(self) -> Iterator[Reference]:
        """The records that its value names."""
        yield from _references(self.value)


def _references(value: Any) -> Iterator[Reference]:
    match value:
        case tuple():
            for one in value:
                yield from _references(one)
        case Reference():
            yield value


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record and its statements by field, in the order of the schema.

    *digest* is that of the text it was read from: with the same one, the same schema and the same
    languages it says the same.
    """

    kind: str
    id: str
    statements: Mapping[str, Statement]
    evidence: Evidence | None
    at: Position
    digest: str = ""

    @property
    def name(self) -> str:
        """What facts call it: "figures.valuation"."""
        return f"{self.kind}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything below `content/facts/`.

    *incomplete* names the kinds that could not be read, or of which a file could not, so that what
    is missing from them is not reported once more.  *checked* has, by the places of quotations that
    were looked up in a copy of their source, the days on which that was.
    """

    kinds: Mapping[str, Kind]
    records: Mapping[str, Mapping[str, Record]]
    sources: Mapping[str, Source]
    incomplete: frozenset[str]
    checked: Mapping[Position, Date] = field(default_factory=dict)

    def statement(self, name: str) -> Statement | None:
        """Return the statement called *name* ("figures.valuation", "people.x.role"), if any."""
        kind, id_, field = [*name.split("."), "", ""][:3]
        record = self.records.get(kind, {}).get(id_)
        return record.statements.get(field or self.kinds[kind].first) if record else None

    def checked_on(self, statement: Statement) -> Date | None:
        """Return the day on which the words that *statement* quotes were found in their source.

        They are its quotation; those of a repair are what was heard.
        """
        evidence, value = statement.evidence, statement.value
        places = [evidence.quote.text_at] if evidence and evidence.quote else []
        places += [one.at for one in value.scalars.values()] if isinstance(value, LocalText) else []
        return next((self.checked[at] for at in places if at in self.checked), None)

    def statements(self) -> Iterator[Statement]:
        """Yield every statement of every record."""
        for records in self.records.values():
            for record in records.values():
                yield from record.statements.values()


def load_facts(
    root: Path,
    kinds: Mapping[str, Kind],
    languages: Mapping[str, Language],
    report: Report,
    known: reading.Known = reading.anew,
) -> Facts:
    """Return the facts of the site below *root*; *languages* are those it is written in.

    The records of a file depend on its text, *kinds* and *languages*; they may be *known*.
    """
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}
    incomplete = {name for name, kind in kinds.items() if not kind.fields}
    values, evidence = FieldReader(languages, report), EvidenceReader(languages, report)
    for path in reading.find_files(root, FOLDER, report):
        kind = _kind_of(path, kinds, report)
        if kind is None or not kind.fields:
            continue
        reader = _RecordReader(kind, values, evidence, report)
        file = reading.read_file(root, path, report)
        found = None if file is None else known(file, report, partial(reader.read_all, file))
        if found is None:
            incomplete.add(kind.name)
        else:
            _add(found, records[kind.name], report)
    sources = {id_: _source(record) for id_, record in records["sources"].items()}
    return Facts(kinds=kinds, records=records, sources=sources, incomplete=frozenset(incomplete))


def any_language(text: LocalText | None) -> str:
    """Return a text in whichever language it has."""
    return next((scalar.text.strip() for scalar in text.scalars.values()), "") if text else ""


def _kind_of(path: str, kinds: Mapping[str, Kind], report: Report) -> Kind | None:
    """Return the kind whose records the file at *path* holds."""
    parts = PurePosixPath(path).relative_to(FOLDER).parts
    if PurePosixPath(path).suffix != ".yaml" or len(parts) > 2:
        message = "facts are read from facts/<kind>.yaml and facts/<kind>/*.yaml only"
        report.add("unknown-file", Position(path=path), message)
        return None
    name = parts[0].removesuffix(".yaml")
    if name not in kinds:
        message, hint = f'schema.yaml has no kind "{name}"', did_you_mean(name, kinds)
        report.add("unknown-kind", Position(path=path), message, hint)
    return kinds.get(name)


def _add(found: Mapping[str, Record], records: dict[str, Record], report: Report) -> None:
    """Add the records of a file to those that its kind has already."""
    for id_, record in found.items():
        if id_ in records:
            message = f'"{record.name}" is there already, in {records[id_].at}'
            hint = "give it another id, or take it out"
            report.add("duplicate-id", record.at, message, hint)
        else:
            records[id_] = record


@dataclass(frozen=True, slots=True)
class _RecordReader:
    """Reads the records of one kind."""

    kind: Kind
    values: FieldReader
    evidence: EvidenceReader
    report: Report

    def read_all(self, file: reading.SourceFile) -> dict[str, Record] | None:
        """Return the records of a file by id, or nothing where it cannot be read."""
        mapping, found = reading.mapping_in(file, self.report), {}
        if mapping is None:
            return None
        ends = _ends(mapping)
        for id_ in mapping:
            key, name = mapping.key(id_), f"{self.kind.name}.{id_}"
            if not SNAKE_CASE.match(id_):
                hint = "use small letters, digits and _, beginning with a letter"
                self.report.add("bad-id", key.at, f'"{id_}" cannot be an id', hint)
            node = mapping.get(id_) or reading.Mapping(key.file, key.offset, {})
            fields = reading.read_mapping(node, name, self.report)
            read = self._record(id_, fields, key.at) if fields else self._broken(id_, key.at)
            found[id_] = replace(read, digest=_digest(key, ends[id_]))
        return found

    def _broken(self, id_: str, at: Position) -> Record:
        """Return a record that could not be read: all its fields are there, without a value."""
        record = Record(kind=self.kind.name, id=id_, statements={}, evidence=None, at=at)
        found = {
            name: self._with_value(record, field, None, None, at)
            for name, field in self.kind.fields.items()
        }
        return replace(record, statements=found)

    def _record(self, id_: str, fields: reading.Mapping, at: Position) -> Record:
        name = f"{self.kind.name}.{id_}"
        known = self.kind.fields if self.kind.built_in else (*self.kind.fields, *KEYS)
        reading.check_keys(fields, known, name, self.report)
        first = self.kind.fields[self.kind.first]
        shared = None if self.kind.built_in else self._evidence(first, fields, name)
        record = Record(kind=self.kind.name, id=id_, statements={}, evidence=shared, at=at)
        found = (self._statement(field, fields, record) for field in self.kind.fields.values())
        return replace(record, statements={one.field.name: one for one in found if one})

    def _statement(self, field: Field, fields: reading.Mapping, record: Record) -> Statement | None:
        """Return what *field* says, with its own evidence or else that of its *record*."""
        node, name = fields.get(field.name), self._name_of(field, record)
        shared = record.evidence
        evidence = shared if name == record.name or not shared else without_accounts(shared)
        value, at = None, record.at
        if node is not None:
            at = fields.key(field.name).at
            if not self.kind.built_in and _has_evidence(node):
                evidence = self._evidence(field, node, name) or evidence
                node = self._value_of(node, name, evidence)
            value = _formula(field, node) or (
                self.values.value(field.type, node, name) if node else None
            )
        elif field.optional:
            return None
        elif not _may_lack_value(fields) and not self._is_misspelt(field, fields):
            hint = f"add {field.name}: …"
            if not self.kind.built_in:
                hint += ", or with a note that it is not known: status: unknown"
            self.report.add("missing-key", at, f'{record.name} lacks "{field.name}"', hint)
        return self._with_value(record, field, value, evidence, at)

    def _is_misspelt(self, field: Field, fields: reading.Mapping) -> bool:
        """Whether a key that nothing reads, which is reported, was meant for *field*."""
        known = (*self.kind.fields, *KEYS)
        unknown = (key for key in fields if key not in known)
        return any(did_you_mean(key, known) == did_you_mean(field.name, known) for key in unknown)

    def _with_value(
        self, record: Record, field: Field, value: Any, evidence: Evidence | None, at: Position
    ) -> Statement:
        return Statement(
            kind=record.kind,
            record=record.id,
            field=field,
            name=self._name_of(field, record),
            value=value,
            evidence=evidence,
            at=at,
        )

    def _name_of(self, field: Field, record: Record) -> str:
        return record.name if field.name == self.kind.first else f"{record.name}.{field.name}"

    def _value_of(self, node: Node, name: str, evidence: Evidence | None) -> Node | None:
        """Return the value in a field that is written with its evidence."""
        assert isinstance(node, reading.Mapping)
        reading.check_keys(node, ("value", *KEYS), name, self.report)
        value = node.get("value")
        inherited = evidence is not None and evidence.status == "unknown"
        if value is None and not inherited and not _may_lack_value(node):
            hint = "only what is unknown may have none"
            self.report.add("missing-key", node.at, f'{name} lacks "value"', hint)
        return value

    def _evidence(self, field: Field, node: Node, what: str) -> Evidence | None:
        assert isinstance(node, reading.Mapping)
        account = f"an account of {what}"
        return self.evidence.read(
            node, what, lambda value: self.values.value(field.type, value, account)
        )


def _ends(mapping: reading.Mapping) -> dict[str, int | None]:
    """Return where the text of each entry ends: where the next begins, or with the file."""
    ids = list(mapping)
    starts = [mapping.key(id_).offset for id_ in ids]
    return dict(zip(ids, [*starts[1:], None], strict=False))  # of none there is no end


def _digest(key: Scalar, end: int | None) -> str:
    """Return the digest of the text from *key* to *end*."""
    text = key.file.text[key.offset : end]
    if any(sign in text for sign in _PLACED):
        text += f"\0{key.at}"
    return digest_of(text).hex()


def _has_evidence(node: Node) -> bool:
    """Whether *node* is a value with its evidence, not a plain value or a text by language."""
    return isinstance(node, reading.Mapping) and any(key in ("value", *KEYS) for key in node)


def _formula(field: Field, node: Node | None) -> Formula | None:
    """Return what *node* says is to be computed, if it does."""
    if field.type.name not in ("quantity", "date") or not isinstance(node, Scalar):
        return None
    text = node.text.strip()
    return Formula(text=text[1:].strip(), scalar=node) if text.startswith("=") else None


def _may_lack_value(mapping: reading.Mapping) -> bool:
    """Whether what *mapping* says is unknown, or has a status that is reported already."""
    status = mapping.get("status")
    text = status.text.strip() if isinstance(status, Scalar) else None
    return status is not None and (text == "unknown" or text not in STATUSES)


def _source(record: Record) -> Source:
    values = {name: statement.value for name, statement in record.statements.items()}
    texts = {name: any_language(values.get(name)) for name in ("publisher", "origin")}
    return Source(id=record.id, type=values.get("type") or "", lines=values.get("lines"), **texts)
