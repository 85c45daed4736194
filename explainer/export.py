"""Writes the facts for other programs: `facts.json`, and the JSON Schema that it keeps to."""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from .evidence import Account, Citation
from .facts import Facts, Record, Statement
from .fields import Reference
from .items import Use
from .printing import Printer
from .schema import Type
from .settings import LocalText, Settings
from .values import Date, Quantity

FACTS, SCHEMA = "facts.json", "facts.schema.json"

# What is given of one statement.
Entry = dict[str, Any]

_TEXT: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ]
}
_VALUE: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "array"},
    ]
}
_OPTIONAL: dict[str, Any] = {"type": ["string", "null"]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of *properties* and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _many(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


_CITED = _object({"id": {"type": "string"}, "locator": _OPTIONAL, "url": _OPTIONAL})
_ACCOUNT = _object(
    {
        "value": _VALUE,
        "unit": _OPTIONAL,
        "as_of": _OPTIONAL,
        "sources": _many(_CITED),
        "wrong": {"type": "boolean"},
        "note": {"anyOf": [*_TEXT["anyOf"], {"type": "null"}]},
    }
)
_QUOTE = _object({"text": {"type": "string"}, "source": {"type": "string"}})
_FACT = _object(
    {
        "value": _VALUE,
        "unit": _OPTIONAL,
        "text": {"type": "object", "additionalProperties": {"type": "string"}},
        "status": {
            "enum": [
                *("confirmed", "stated", "reported", "disputed"),
                *("claimed", "speculation", "unknown", None),
            ]
        },
        "as_of": _OPTIONAL,
        "sources": _many(_CITED),
        "accounts": _many(_ACCOUNT),
        "quote": {"anyOf": [_QUOTE, {"type": "null"}]},
        "formula": _OPTIONAL,
        "pages": _many({"type": "string"}),
    }
)
_SOURCE = _object(
    {
        "title": _TEXT,
        "publisher": _TEXT,
        "type": {"enum": ["primary", "news", "analysis", "reprint", "transcript"]},
        "url": _OPTIONAL,
    }
)
_SITE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The facts of an explainer, with who says so, where, and how sure it is",
    **_object(
        {
            "as_of": {"type": "string"},
            "facts": {"type": "object", "additionalProperties": _FACT},
            "sources": {"type": "object", "additionalProperties": _SOURCE},
        }
    ),
}


def schema() -> bytes:
    """Return the JSON Schema of what `facts` gives."""
    return _json(_SITE)


# Gives what is made of a statement, which beside the facts depends on a text.
Exported = Callable[[Statement, str, Callable[[], Entry]], Entry]


def facts(
    settings: Settings,
    found: Facts,
    printers: Mapping[str, Printer],
    uses: Iterable[Use],
    exported: Exported = lambda _statement, _own, make: make(),
) -> bytes:
    """Return every fact and source of the site as JSON.

    *printers* has one printer for each language; *uses* says which pages print what; *exported* may
    know what is made of a statement.
    """
    pages = _pages(uses, settings)
    exporter = _Exporter(found, printers, pages)

    def entry(statement: Statement) -> Entry:
        own = repr(pages.get(statement.name))
        return exported(statement, own, lambda: exporter.fact(statement))

    return _json(
        {
            "as_of": settings.as_of.written,
            "facts": {
                one.name: entry(one)
                for one in found.statements()
                if one.kind not in ("sources", "repairs")
            },
            "sources": {id_: _source(one) for id_, one in found.records["sources"].items()},
        }
    )


class _Exporter:
    def __init__(
        self, found: Facts, printers: Mapping[str, Printer], pages: Mapping[str, list[str]]
    ) -> None:
        self.facts, self.printers, self.pages = found, printers, pages

    def fact(self, statement: Statement) -> dict[str, Any]:
        """Return one statement with all that holds it."""
        evidence = statement.evidence
        quote = evidence.quote if evidence else None
        return {
            **self.value(statement, statement.value),
            "text": {code: one.statement_text(statement) for code, one in self.printers.items()},
            "status": evidence.status if evidence else None,
            "as_of": evidence.as_of.written if evidence and evidence.as_of else None,
            "sources": [self.citation(one) for one in evidence.sources] if evidence else [],
            "accounts": [
                self.account(statement, one) for one in (evidence.accounts if evidence else ())
            ],
            "quote": {"text": quote.text, "source": quote.source} if quote else None,
            "formula": statement.formula,
            "pages": self.pages.get(statement.name, []),
        }

    def value(self, statement: Statement, value: Any) -> dict[str, Any]:
        """Return a value of *statement* and its unit."""
        if isinstance(value, Quantity):
            return _quantity(value)
        return {"value": self._plain(statement.field.type, value, statement), "unit": None}

    def _plain(self, type_: Type, value: Any, of: Statement) -> Any:
        match value:
            case LocalText():
                return self._texts(type_, value, of)
            case Date():
                return value.written
            case Reference():
                return f"{value.kind}.{value.id}"
            case Quantity():
                return _quantity(value)
            case tuple():
                return [self._plain(type_.item or type_, one, of) for one in value]
        return value

    def _texts(self, type_: Type, text: LocalText, of: Statement) -> str | dict[str, str]:
        texts = {
            code: printer.value_text(type_, text, of) for code, printer in self.printers.items()
        }
        return texts if _is_by_language(text) else next(iter(texts.values()))

    def account(self, statement: Statement, account: Account) -> dict[str, Any]:
        """Return another value that was given."""
        return {
            **self.value(statement, account.value),
            "as_of": account.as_of.written if account.as_of else None,
            "sources": [self.citation(one) for one in account.sources],
            "wrong": account.wrong,
            "note": _local(account.note),
        }

    def citation(self, citation: Citation) -> dict[str, Any]:
        """Return a source that is cited, and where in it."""
        record = self.facts.records["sources"].get(citation.source)
        url = record.statements["url"].value if record and "url" in record.statements else None
        return {"id": citation.source, "locator": citation.locator, "url": url}


def _source(record: Record) -> dict[str, Any]:
    values = {name: one.value for name, one in record.statements.items()}
    return {
        "title": _local(values.get("title")),
        "publisher": _local(values.get("publisher")),
        "type": values.get("type"),
        "url": values.get("url"),
    }


def _pages(uses: Iterable[Use], settings: Settings) -> dict[str, list[str]]:
    """Return the addresses of the pages that print each fact, the first language's first."""
    order = list(settings.languages)
    found: dict[str, set[tuple[int, str]]] = {}
    for use in uses:
        found.setdefault(use.name, set()).add((order.index(use.language), use.address))
    return {name: [address for _, address in sorted(pages)] for name, pages in found.items()}


def _is_by_language(text: LocalText) -> bool:
    return len({id(scalar) for scalar in text.scalars.values()}) > 1


def _local(text: LocalText | None) -> Any:
    if text is None:
        return None
    texts = {code: scalar.text.strip() for code, scalar in text.scalars.items()}
    return texts if _is_by_language(text) else next(iter(texts.values()), "")


def _quantity(value: Quantity) -> dict[str, Any]:
    return {"value": _number(value.number), "unit": value.unit}


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _json(value: Any) -> bytes:
    return f"{_lines(value, 2)}\n".encode()


def _lines(value: Any, depth: int) -> str:
    """Return *value* as JSON, with a line for each fact, so that what changed can be seen."""
    if depth == 0 or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    inside = (f"{json.dumps(key)}: {_lines(one, depth - 1)}" for key, one in value.items())
    return "{\n" + ",\n".join(inside) + "\n}"
