"""Reckons what a formula gives, reading other facts on the way.

Nothing is evaluated but the language of `formulas`, and no row of formulas leads deeper than
`MAX_DEPTH`; Python's own calls have an end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Protocol

from . import arithmetic
from .arithmetic import Amount, Operand, ReckoningError
from .errors import Report, did_you_mean
from .facts import Facts, Record, Statement
from .fields import Formula, Reference
from .formulas import Call, Expression, FormulaError, Name, Number, Operation, Text, read_formula
from .settings import LocalText
from .values import Date, Quantity

FUNCTIONS = ("count", "sum", "min", "max", "round", "percent", "days")

# Formulas and what is nested in them lead no deeper than this; Python's own calls have an end.
MAX_DEPTH = 60

_SIGNS: Mapping[str, Callable[[Operand, Operand], Amount]] = {
    "+": arithmetic.add,
    "-": partial(arithmetic.add, sign=-1),
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}


class _UnknownError(Exception):
    """The result is not known, because an input is not, or could not be computed."""


class Computer(Protocol):
    """What has the facts and computes those that a formula names.

    *opened* are the names of the formulas that wait for this one, *depth* is how deep it lies.
    """

    facts: Facts
    report: Report
    opened: list[str]
    depth: int
    too_deep: bool

    def statement(self, statement: Statement) -> Statement:
        """Return *statement* with the result of its formula, if it has one."""


@dataclass(slots=True)
class Reckoner:
    """One formula on its way to a result; *inputs* are the statements that it has read."""

    computer: Computer
    formula: Formula
    statement: Statement
    inputs: dict[str, Statement] = field(default_factory=dict)
    offset: int = 0

    def report(self, rule: str, message: str, offset: int, hint: str = "") -> None:
        """Report what is wrong at an *offset* of the formula."""
        self.computer.report.add(rule, self.formula.position(offset), message, hint)

    def result(self) -> Quantity | Date | None:
        """Return what the formula gives, or nothing after reporting why it gives nothing."""
        try:
            return self._fitting(self.value(read_formula(self.formula.text)))
        except _UnknownError:
            pass
        except FormulaError as error:
            self.report("computed", f"the formula cannot be read: {error.message}", error.offset)
        except ReckoningError as fault:
            message = f"{self.statement.name}: {fault.message}"
            self.report(fault.rule, message, self.offset, fault.hint)
        return None

    def _fitting(self, operand: Operand) -> Quantity | Date:
        """Return the result as the type that its field declares."""
        wanted = self.statement.field.type.name
        given = "date" if isinstance(operand, Date) else "quantity"
        if given != wanted:
            message = f"the formula gives a {given} where a {wanted} belongs"
            raise ReckoningError(message, rule="unit-does-not-fit")
        return operand if isinstance(operand, Date) else arithmetic.quantity(operand)

    def value(self, expression: Expression) -> Operand:
        """Return what *expression* comes to."""
        if self.computer.depth == MAX_DEPTH:
            raise self._too_deep()
        self.computer.depth += 1
        try:
            return self._value(expression)
        finally:
            self.computer.depth -= 1

    def _too_deep(self) -> Exception:
        """Return what ends a row of formulas that is too long; it is told once."""
        told, self.computer.too_deep = self.computer.too_deep, True
        message = f"formulas lead to each other deeper than {MAX_DEPTH}"
        return _UnknownError() if told else ReckoningError(message)

    def _value(self, expression: Expression) -> Operand:
        match expression:
            case Number():
                return Amount(number=Fraction(expression.written), typed=True)
            case Name():
                return self._operand(self._fact(expression), expression)
            case Operation():
                return self._row(expression)
            case Call():
                return self._call(expression)
            case Text():
                raise FormulaError("a text is nothing to reckon with", expression.offset)

    def _row(self, last: Operation) -> Operand:
        """Reckon from left to right, however many signs stand in a row."""
        steps, first = [last], last.left
        while isinstance(first, Operation):
            steps.append(first)
            first = first.left
        result = self.value(first)
        for step in reversed(steps):
            right = self.value(step.right)
            self.offset = step.offset
            result = _SIGNS[step.sign](result, right)
        return result

    def _call(self, call: Call) -> Operand:
        if call.function not in FUNCTIONS:
            hint = did_you_mean(call.function, FUNCTIONS)
            self.report("computed", f'there is no function "{call.function}"', call.offset, hint)
            raise _UnknownError
        if call.function == "count":
            return self._count(call)
        if call.function == "sum" or (call.function in ("min", "max") and self._names_kind(call)):
            return self._over_column(call)
        values = [self.value(argument) for argument in call.arguments]
        self.offset = call.offset
        return _apply(call, values)

    def _count(self, call: Call) -> Amount:
        records = self._matching(call)
        if len(call.arguments) > 1:
            message = "count takes a kind, then fields and what they must be, as in in_video=true"
            raise FormulaError(message, call.offset)
        return Amount(number=Fraction(len(records)))

    def _over_column(self, call: Call) -> Operand:
        values = [self._operand(one, call) for one in self._column(call)]
        self.offset = call.offset
        if call.function == "sum":
            return arithmetic.total(values)
        return arithmetic.extreme(values, largest=call.function == "max")

    def _names_kind(self, call: Call) -> bool:
        first = call.arguments[0] if call.arguments else None
        return isinstance(first, Name) and first.name in self.computer.facts.kinds

    def _kind(self, call: Call) -> str:
        """Return the kind that *call* goes over."""
        facts, first = self.computer.facts, call.arguments[0] if call.arguments else None
        if not isinstance(first, Name) or "." in first.name:
            raise FormulaError(f"{call.function} takes a kind first", call.offset)
        if first.name not in facts.kinds:
            hint = did_you_mean(first.name, facts.kinds)
            self.report("unknown-fact", f'there is no kind "{first.name}"', first.offset, hint)
            raise _UnknownError
        if first.name in facts.incomplete:
            raise _UnknownError
        return first.name

    def _column(self, call: Call) -> list[Statement]:
        """Return the field that *call* names of each record that it chooses."""
        records, named = self._matching(call), call.arguments[-1]
        if len(call.arguments) != 2 or not isinstance(named, Text):
            message = f'{call.function} takes a kind and the name of a field, as in "value"'
            raise FormulaError(message, call.offset)
        self._check_field(self._kind(call), named.text, named.offset)
        found = (record.statements.get(named.text) for record in records)
        return [self._read(statement) for statement in found if statement is not None]

    def _matching(self, call: Call) -> list[Record]:
        """Return the records of a kind for which all that is asked for holds."""
        kind = self._kind(call)
        for name, asked in call.named.items():
            self._check_asked(kind, name, asked)
        records = self.computer.facts.records[kind].values()
        chosen = [record for record in records if self._fits(record, call.named)]
        for record in chosen:
            for name in call.named:
                self._read(record.statements[name])
            if not call.named and len(call.arguments) == 1:
                self._count_in(record)
        return chosen

    def _fits(self, record: Record, named: Mapping[str, Expression]) -> bool:
        return all(
            name in record.statements and self._holds(record.statements[name], asked)
            for name, asked in named.items()
        )

    def _count_in(self, record: Record) -> None:
        """Take what a record prints as input, for that it is there; how much it is counts not."""
        first = record.statements.get(self.computer.facts.kinds[record.kind].first)
        if first is not None and first.name not in self.computer.opened:
            computed = self._computed(first)
            if not is_unknown(computed):
                self.inputs.setdefault(computed.name, computed)

    def _holds(self, statement: Statement, asked: Expression) -> bool:
        computed = self._computed(statement)
        if is_unknown(computed):
            self._read(statement)
            raise _UnknownError
        held = computed.value if isinstance(computed.value, tuple) else (computed.value,)
        match asked:
            case Name(name="true" | "false"):
                return any(asked.name in _written(one) for one in held)
            case Text():
                return any(asked.text in _written(one) for one in held)
        other = self.value(asked)
        return any(_equal(one, other) for one in held)

    def _check_asked(self, kind: str, name: str, asked: Expression) -> None:
        """Report what no record of *kind* could ever be."""
        self._check_field(kind, name, asked.offset)
        facts = self.computer.facts
        type_ = facts.kinds[kind].fields[name].type
        if not isinstance(asked, Text):
            return
        if type_.choices and asked.text not in type_.choices:
            hint = did_you_mean(asked.text, type_.choices)
            message = f'{kind}.{name} cannot be "{asked.text}"'
            self.report("bad-choice", message, asked.offset, hint)
            raise _UnknownError

    def _check_field(self, kind: str, name: str, offset: int) -> None:
        fields = self.computer.facts.kinds[kind].fields
        if name not in fields:
            hint = did_you_mean(name, fields)
            self.report("unknown-field", f'{kind} have no field "{name}"', offset, hint)
            raise _UnknownError

    def _fact(self, name: Name) -> Statement:
        """Return the statement that a dotted name leads to."""
        facts, (kind, id_, field_name, *more) = self.computer.facts, _parts(name.name)
        record = facts.records.get(kind, {}).get(id_)
        if record is None or more:
            if kind not in facts.incomplete:
                hint = self._hint(kind, id_, more)
                self.report("unknown-fact", f'there is no fact "{name.name}"', name.offset, hint)
            raise _UnknownError
        field_name = field_name or facts.kinds[kind].first
        self._check_field(kind, field_name, name.offset)
        if field_name not in record.statements:
            message = f"{name.name} has no value, since it is left out there"
            self.report("missing-value", message, name.offset)
            raise _UnknownError
        return self._read(record.statements[field_name])

    def _hint(self, kind: str, id_: str, more: list[str]) -> str:
        facts = self.computer.facts
        if kind not in facts.kinds:
            return did_you_mean(kind, facts.kinds)
        if not id_:
            return f"that is a kind; name one of its facts, or write count({kind})"
        if more:
            return "a name has a kind, an id and at most a field"
        return did_you_mean(id_, facts.records[kind])

    def _read(self, statement: Statement) -> Statement:
        """Return *statement*, computed, as an input of this formula."""
        computed = self._computed(statement)
        self.inputs.setdefault(computed.name, computed)
        return computed

    def _computed(self, statement: Statement) -> Statement:
        opened = self.computer.opened
        if statement.name in opened:
            circle = " → ".join([*opened[opened.index(statement.name) :], statement.name])
            self.report("circle", f"the formulas go in a circle: {circle}", 0)
            raise _UnknownError
        return self.computer.statement(statement)

    def _operand(self, statement: Statement, at: Name | Call) -> Operand:
        match statement.value:
            case Quantity():
                return arithmetic.amount(statement.value)
            case Date():
                return statement.value
            case None:
                raise _UnknownError
        self.report(
            "unit-does-not-fit", f"{statement.name} is neither a quantity nor a date", at.offset
        )
        raise _UnknownError


def _apply(call: Call, values: list[Operand]) -> Operand:
    match call.function, () if call.named else values:
        case "round", [one]:
            return arithmetic.rounded(one, 0)
        case "round", [one, Amount(unit=None) as digits] if digits.number.denominator == 1:
            return arithmetic.rounded(one, int(digits.number))
        case "percent", [part, whole]:
            return arithmetic.percent(part, whole)
        case "days", [start, end]:
            return arithmetic.days(start, end)
        case (("min" | "max"), [_, *_]):
            return arithmetic.extreme(values, largest=call.function == "max")
    raise FormulaError(f"{call.function} does not take these arguments", call.offset)


def is_unknown(statement: Statement) -> bool:
    """Whether what *statement* says is not known."""
    return statement.evidence is not None and statement.evidence.status == "unknown"


def _parts(name: str) -> list[str]:
    """Return the kind, id and field in a dotted name, empty where they lack, and what follows."""
    parts = name.split(".")
    return [*parts, *[""] * (3 - len(parts))]


def _written(value: Any) -> tuple[str, ...]:
    """Return how an author may write *value* to ask for it."""
    match value:
        case bool():
            return (str(value).lower(),)
        case str():
            return (value,)
        case Date():
            return (value.written,)
        case Reference():
            return (value.id, f"{value.kind}.{value.id}")
        case LocalText():
            return tuple(scalar.text.strip() for scalar in value.scalars.values())
    return ()


def _equal(value: Any, other: Operand) -> bool:
    """Whether a *value* is what was asked for; a typed number has no unit to ask for."""
    if not isinstance(value, Quantity) or isinstance(other, Date):
        return bool(value == other)
    one = arithmetic.amount(value)
    return one.number == other.number and (other.typed or one.unit == other.unit)
