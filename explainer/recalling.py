"""Prints what a fact said once, as facts print, though what it names may be gone by now."""

import re
from dataclasses import dataclass
from typing import Any

from .expressions import passage_of_scalar
from .facts import Facts, Statement, any_language
from .fields import Reference
from .printing import Printer
from .reading import Scalar
from .schema import Field, Type
from .settings import LocalText
from .snapshot import Said, flow

# The names of facts in an expression.
NAMED = re.compile(r"[a-z]\w*\.[a-z]\w*(?:\.[a-z]\w*)?")
_MARKDOWN = ((r"!?\[([^\]]*)\]\([^)]*\)", r"\1"), (r"(\*{1,3}|`)(?=\S)(.+?)(?<=\S)\1", r"\2"))


@dataclass(frozen=True, slots=True)
class Recaller:
    """Prints in the language of *printer*, which prints for nothing else."""

    printer: Printer

    @property
    def facts(self) -> Facts:
        """The facts as they are today."""
        return self.printer.facts

    def text(self, name: str, said: Said | None) -> str:
        """Return what the fact *name* said, as plain text; nothing of nothing."""
        if said is None:
            return ""
        if said.value is None:
            return self.printer.language.word("not_known")
        return self._value(said.type, said.value, self._statement(name, said))

    def _statement(self, name: str, said: Said) -> Statement:
        """Return a statement that says what was *said*."""
        kind, id_, field_ = [*name.split("."), "", ""][:3]
        found = self.facts.kinds.get(kind)
        first = found.first if found and found.fields else "value"
        return Statement(
            kind=kind,
            record=id_,
            field=Field(name=field_ or first, type=said.type),
            name=name,
            value=said.value,
            evidence=None,
            at=self.printer.settings.at,
        )

    def _value(self, type_: Type, value: Any, of: Statement) -> str:
        """Return a value as facts print, though what it names may be gone."""
        match value:
            case tuple():
                item = type_.item or type_
                return self.printer.language.join([self._value(item, one, of) for one in value])
            case Reference() if value.id not in self.facts.records.get(value.kind, {}):
                return value.id.replace("_", " ")
            case LocalText():
                return self._words(type_, value)
            case dict() | list():
                return flow(value)  # it cannot be read any more
            case str() if type_.name not in ("choice", "url"):
                return value  # nor can this
        return self.printer.value_text(type_, value, of)

    def _words(self, type_: Type, text: LocalText) -> str:
        scalar = text.scalars.get(self.printer.language.code)
        if scalar is None:
            return any_language(text)  # there was none in this language
        return self._unmarked(scalar) if type_.name == "markdown" else scalar.text.strip()

    def _unmarked(self, scalar: Scalar) -> str:
        """Return a text of type markdown as plain text; what it names prints as it does today."""
        passage, pieces, at = passage_of_scalar(scalar), [], 0
        for ref in passage.refs:
            printed = ""
            if ref.kind == "expression":
                names = NAMED.findall(ref.inside)
                statement = self.facts.statement(names[0]) if names else None
                printed = self.printer.statement_text(statement) if statement else ref.inside
            elif ref.kind != "citation":
                printed = passage.source(ref)
            before = passage.text[at : ref.start]
            pieces += [before if printed else before.rstrip(), printed]
            at = ref.end
        plain = "".join([*pieces, passage.text[at:]])
        for pattern, replacement in _MARKDOWN:
            plain = re.sub(pattern, replacement, plain)
        return " ".join(plain.split())
