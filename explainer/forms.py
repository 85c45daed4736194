"""The JSON Schema of a file of facts: which fields its records have, and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from .evidence import KEYS, STATUSES
from .facts import Facts, Record, any_language
from .schema import Field, Kind, Type, types_within
from .settings import LocalText
from .shapes import (
    COUNT,
    DATE,
    DAY,
    FLAG,
    FORMULA,
    QUANTITY,
    SCALAR,
    SNAKE_CASE,
    URL,
    Shape,
    defined,
    described,
    listing,
    mapping,
    one_of,
    text_in,
    unknown,
)
from .strings import Language

# The file of what names a record, beside the folder of the others.
RECORDS = "records.json"

# What the build demands of each status (evidence and support hold it).
DEMANDS = {
    "confirmed": "On record. Demands a primary source, or two independent news or analysis ones.",
    "stated": "In their own words. Demands a primary source, or a quote.",
    "reported": "One report or several. Demands a source that is not a transcript.",
    "disputed": "Somebody in a position to know denies it. Demands an entry under accounts, or a "
    "note that says who denies it.",
    "claimed": "One voice says so, and no support was found. Demands a source.",
    "speculation": "A guess, labelled as one. Demands a source; never in a title or summary.",
    "unknown": "Looked for and not found. Demands a note that says where; may lack its value.",
}
_SOURCE_FIELDS = {
    "rank": "how much it can carry",
    "origin": "the outlet or person that it goes back to, where that is not its publisher",
    "lines": "how many lines its text has",
}
_REPAIR_FIELDS = {
    "at": "the locator, such as L12 or 00:12:34",
    "heard": "what the machine heard",
    "meant": "what was said",
    "record": "the record that is meant, such as people.ilya_sutskever",
    "because": "why we think so",
}
_TOLD = {"sources": _SOURCE_FIELDS, "repairs": _REPAIR_FIELDS}

_UNKNOWN: Shape = {"required": ["status"], "properties": {"status": {"const": "unknown"}}}
_DISPUTED: Shape = {"required": ["status"], "properties": {"status": {"const": "disputed"}}}
# Evidence that must name its sources; that of a formula brings them along.
_SOURCED: Shape = {
    "required": ["status"],
    "properties": {"status": {"enum": [one for one in STATUSES if one != "unknown"]}},
    "additionalProperties": {"not": FORMULA},
}
_RULES: Shape = {
    "dependencies": {key: ["status"] for key in KEYS if key not in ("status", "note")},
    "allOf": [
        {"if": _SOURCED, "then": {"required": ["sources"]}},
        {"if": _UNKNOWN, "then": {"required": ["note"]}},
        {"if": _DISPUTED, "then": {"anyOf": [{"required": [k]} for k in ("note", "accounts")]}},
    ],
}
# What is not unknown has a value.
_VALUED: Shape = {
    "if": {
        "type": "object",
        "anyOf": [{"required": [key]} for key in KEYS],
        "not": _UNKNOWN,
    },
    "then": {"required": ["value"]},
}


def of_kind(kind: Kind, languages: Mapping[str, Language]) -> Shape:
    """Return the schema of the files that hold the records of *kind*."""
    label = next(iter(languages.values())).label
    form = _Form(kind, {name: label(kind.name, name) for name in kind.fields})
    kinds = {one.kind for field in kind.fields.values() for one in types_within(field.type)}
    definitions = {
        "text": text_in(languages),
        "date": DATE,
        "quantity": QUANTITY,
        "url": URL,
        **{_id_of(name): _shared(_id_of(name)) for name in sorted(kinds - {""})},
    }
    if kind.name == "repairs":
        definitions["record"] = _shared("record")
    if not kind.built_in:
        definitions |= _DEFINITIONS
    return {
        "title": kind.name,
        "description": f"Records of {kind.name}, by id.",
        "type": "object",
        "propertyNames": SNAKE_CASE,
        "additionalProperties": form.record(),
        "definitions": definitions,
    }


@dataclass(frozen=True, slots=True)
class _Form:
    """What a record of *kind* may hold; *labels* are the words for its fields."""

    kind: Kind
    labels: Mapping[str, str]

    def record(self) -> Shape:
        fields = {field.name: self._field(field) for field in self.kind.fields.values()}
        required = [field.name for field in self.kind.fields.values() if not field.optional]
        if self.kind.built_in:
            return mapping(fields, required)
        first = self.kind.fields[self.kind.first].type
        valued = {name: defined("valued") for name in fields}
        return mapping(
            {**fields, **_evidence(_plain(first))},
            allOf=[defined("evidence")],
            **{"if": _UNKNOWN, "else": {"required": required, "properties": valued}},
        )

    def _field(self, field: Field) -> Shape:
        """Return a plain value, or one with its evidence."""
        told = _TOLD.get(self.kind.name, {}).get(field.name)
        words = [f"{self.labels[field.name]}: {told or field.type}"]
        description = f"{', '.join([*words, *(['may be left out'] if field.optional else [])])}."
        if (self.kind.name, field.name) == ("repairs", "record"):
            return described(description, defined("record"))
        plain = _plain(field.type)
        if self.kind.built_in:
            return described(description, plain)
        values = [plain, FORMULA] if field.type.name in ("date", "quantity") else [plain]
        value = described("The value, for which the evidence beside it holds.", *values)
        statement = mapping(
            {"value": value, **_evidence(plain)}, allOf=[defined("evidence")], minProperties=1
        )
        return described(description, *values, statement)


def _shared(name: str) -> Shape:
    """Return the shape that all files of facts share under *name*."""
    return {"$ref": f"../{RECORDS}#/definitions/{name}"}


def _id_of(kind: str) -> str:
    return f"id_of_{kind}"


def _plain(type_: Type) -> Shape:
    """Return the shape of a value of *type_* without evidence."""
    match type_.name:
        case "text" | "markdown":
            return defined("text")
        case "date" | "quantity" | "url":
            return defined(type_.name)
        case "reference":
            return defined(_id_of(type_.kind))
        case "choice":
            return one_of(type_.choices)
        case "list":
            return listing(_plain(type_.item or type_))
    return {"flag": FLAG, "number": COUNT}.get(type_.name, {})


def _evidence(plain: Shape) -> dict[str, Shape]:
    """Return the keys of evidence for a value of the shape *plain*."""
    account = mapping(
        {
            "value": described("The value that was given instead.", plain),
            **{key: defined(key) for key in ("as_of", "sources", "note")},
            "wrong": described("true: these sources have it wrong.", FLAG),
        },
        ["value", "sources"],
    )
    accounts = described("Other values that were given.", listing(account))
    return {key: accounts if key == "accounts" else defined(key) for key in KEYS}


def _definitions() -> dict[str, Shape]:
    """Return what the evidence of every field is made of."""
    quote = mapping(
        {
            "text": described("Their own words: at most 25, or 60 characters of Japanese.", SCALAR),
            "source": described("One of the sources of this fact.", defined("citation")),
        },
        ["text", "source"],
    )
    status = one_of(STATUSES, DEMANDS)
    sources = listing(defined("citation"))
    return {
        "citation": _shared("citation"),
        "status": described("How well it is supported; stands together with sources.", status),
        "sources": described("Who says so: ids of sources, or id#locator.", sources),
        "quote": described("A few words from one of the sources.", quote),
        "as_of": described("The day to which it holds.", defined("date")),
        "review_by": described("The day by which it is to be looked at again.", DAY),
        "note": described("What else there is to say of it.", defined("text")),
        "evidence": _RULES,
        "valued": _VALUED,
    }


_DEFINITIONS = _definitions()


def of_records(facts: Facts) -> Shape:
    """Return the shapes of what names a record; all files of facts share them.

    They stand apart because they change with every record, and the others with the schema only.
    """
    return {
        "title": "records",
        "description": "The records that there are, as files of facts name them.",
        "definitions": {
            **{_id_of(kind): _ids(kind, facts) for kind in facts.kinds},
            "citation": _citation(facts),
            "record": _records(facts),
        },
    }


def _citation(facts: Facts) -> Shape:
    """Return the shape of a source, with or without the place in it."""
    ids = _ids("sources", facts)
    names = "|".join(sorted(facts.sources)) or "[a-z][a-z0-9_]*"
    located = {
        "type": "string",
        "pattern": rf"^\s*({names})\s*(#.*)?$",
        "errorMessage": unknown("record of sources"),
    }
    return {"anyOf": [located, ids]}


def _ids(kind: str, facts: Facts) -> Shape:
    """Return the shape of a reference to a record of *kind*."""
    records = facts.records[kind]
    told = {id_: words for id_ in records if (words := _told(records[id_]))}
    return one_of(sorted(records), told, unknown(f"record of {kind}"))


def _told(record: Record) -> str:
    """Return what an editor says of *record*: its first field, and who published it."""
    values = {name: one.value for name, one in record.statements.items()}
    texts = [next(iter(values.values()), None), values.get("publisher")]
    return ", ".join(any_language(text) for text in texts if isinstance(text, LocalText))


def _records(facts: Facts) -> Shape:
    names = (record.name for records in facts.records.values() for record in records.values())
    return one_of(sorted(names), error=unknown("record"))
