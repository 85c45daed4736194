"""Says in words, with links to what it reads, how a computed fact came about.

A reader sees "7% × $150 billion" and "the number of departures with Exit: resigned", not the names
and functions that the author wrote.  What stands between is read as a formula, so that a sign in a
name or a text is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from .facts import Statement
from .formulas import Call, Expression, FormulaError, Name, Number, Operation, Text, read_formula
from .printing import Printer
from .strings import Language

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
# What is reckoned first needs no brackets within what is reckoned later.
_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2}
# What is said of several values, or of a column of them.
_OF_VALUES = {"sum": "formula_sum", "min": "formula_min", "max": "formula_max"}
# Stand for what is put into a phrase until that is escaped.
_FIRST_SLOT = 0xE000


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts formulas into the words of *printer*'s language; links lead into the page *ledger*."""

    printer: Printer
    ledger: str

    def of(self, statement: Statement) -> Markup:
        """Return the formula of a computed *statement* in words, or nothing for one that is not."""
        if statement.formula is None:
            return Markup("")
        try:
            return self._said(read_formula(statement.formula))
        except FormulaError:  # reported where it was computed
            return escape(statement.formula)

    def counted(self, statement: Statement) -> tuple[Markup, ...]:
        """Return links to the records that the formula of *statement* goes over, in their order."""
        if statement.formula is None:
            return ()
        try:
            kinds = set(_columns(read_formula(statement.formula)))
        except FormulaError:
            return ()
        records: dict[str, Statement] = {}
        for name in statement.inputs:
            found = self.printer.facts.statement(name)
            if found is not None and found.kind in kinds:
                records.setdefault(found.record_name, found)
        return tuple(self._record(one) for one in records.values())

    def _record(self, read: Statement) -> Markup:
        """Return what the record is called of which *read* was read, with a link to that."""
        record = self.printer.facts.records[read.kind][read.record]
        return self._link(read.name, self.printer.record_text(record), read)

    def _said(self, expression: Expression, rank: int = 0) -> Markup:
        """Return *expression* in words, in brackets where it stands in what has a higher *rank*."""
        match expression:
            case Number():
                return escape(expression.written)
            case Text():
                return escape(expression.text)
            case Name():
                return self._name(expression.name)
            case Call():
                return self._call(expression)
            case Operation():
                return self._operation(expression, rank)

    def _operation(self, operation: Operation, rank: int) -> Markup:
        own = _RANKS[operation.sign]
        if operation.left == Number(written="-1", offset=operation.offset):
            return Markup("−{}").format(self._said(operation.right, 3))
        # What stands behind a minus or a division keeps its brackets: a − (b + c).
        behind = own + (operation.sign in "-/")
        left, right = self._said(operation.left, own), self._said(operation.right, behind)
        said = left + Markup(_SIGNS[operation.sign]) + right
        return Markup("({})").format(said) if own < rank else said

    def _name(self, name: str) -> Markup:
        found = self.printer.facts.statement(name) if "." in name else None
        if found is None:
            return escape(name)
        text = self.printer.statement_text(found) or self.printer.language.word("not_known")
        return self._link(found.name, text, found)

    def _call(self, call: Call) -> Markup:
        if call.arguments and isinstance(call.arguments[0], Name):
            kind = call.arguments[0].name
            if kind in self.printer.facts.kinds:
                return self._over_kind(call, kind)
        said = [self._said(argument) for argument in call.arguments]
        match call.function, said:
            case "round", [value, *_]:
                return self._phrase("formula_rounded", value=value)
            case "percent", [part, whole]:
                return self._phrase("formula_share", part=part, whole=whole)
            case "days", [start, end]:
                return self._phrase("formula_days", start=start, end=end)
        values = Markup(self.printer.language.join([str(one) for one in said]))
        return self._phrase(_OF_VALUES[call.function], values=values)

    def _over_kind(self, call: Call, kind: str) -> Markup:
        label = self.printer.language.label
        records = self._link(kind, label("kinds", kind), *self._statements(kind))
        if call.named:
            conditions = [self._condition(kind, name, one) for name, one in call.named.items()]
            joined = Markup(self.printer.language.join([str(one) for one in conditions]))
            records = self._phrase("formula_where", records=records, conditions=joined)
        if call.function == "count":
            return self._phrase("formula_count", records=records)
        column = [one.text for one in call.arguments[1:] if isinstance(one, Text)]
        fields = escape(label(kind, column[0])) if column else Markup("")
        values = self._phrase("formula_column", field=fields, records=records)
        return self._phrase(_OF_VALUES[call.function], values=values)

    def _condition(self, kind: str, field: str, asked: Expression) -> Markup:
        language = self.printer.language
        said = self._said(asked)
        match asked:
            case Name(name="true" | "false"):
                said = escape(language.flag(asked.name == "true"))
            case Text():
                said = self._value(kind, field, asked.text)
        return self._phrase(
            "formula_condition", field=escape(language.label(kind, field)), value=said
        )

    def _value(self, kind: str, field: str, text: str) -> Markup:
        """Return what a *text* in quotation marks means for a field: a choice, a record, itself."""
        facts = self.printer.facts
        found = facts.records.get(facts.kinds[kind].fields[field].type.kind, {}).get(
            text.rpartition(".")[2]
        )
        words = self.printer.language.choice(kind, field, text)
        return escape(self.printer.record_text(found) if found else words or text)

    def _statements(self, kind: str) -> Iterator[Statement]:
        for record in self.printer.facts.records[kind].values():
            yield from record.statements.values()

    def _link(self, anchor: str, text: str, *read: Statement) -> Markup:
        """Return *text* with a link to its place in the ledger, which lists what has evidence."""
        if not any(one.evidence for one in read):
            return escape(text)
        return Markup('<a href="{}#{}">{}</a>').format(self.ledger, anchor, text)

    def _phrase(self, key: str, **parts: Markup) -> Markup:
        return phrase(self.printer.language, key, **parts)


def phrase(language: Language, key: str, **parts: str) -> Markup:
    """Return a text of the interface as HTML with *parts* put in, escaped but for `Markup`."""
    slots: Mapping[str, str] = {name: chr(_FIRST_SLOT + n) for n, name in enumerate(parts)}
    said = escape(language.word(key, **slots))
    for name, part in parts.items():
        said = Markup(str(said).replace(slots[name], str(escape(part))))
    return said


def _columns(expression: Expression) -> list[str]:
    """Return the kinds that the functions in *expression* go over."""
    match expression:
        case Call():
            first = expression.arguments[0] if expression.arguments else None
            own = [first.name] if isinstance(first, Name) and "." not in first.name else []
            return own + [kind for one in expression.arguments for kind in _columns(one)]
        case Operation():
            return _columns(expression.left) + _columns(expression.right)
    return []
