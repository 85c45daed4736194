"""Computes the facts that are formulas over other facts, and derives who says so, and how sure.

The evidence of a computed fact is the union of that of its inputs, its status the weakest of
theirs, unless it is given one; what rests on something unknown is unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from . import arithmetic
from .arithmetic import Amount, Operand, ReckoningError
from .errors import Report, did_you_mean
from .evidence import STATUSES, Evidence
from .facts import Facts, Record, Statement
from .fields import Formula, Reference
from .formulas import Call, Expression, FormulaError, Name, Number, Operation, Text, read_formula
from .settings import LocalText
from .values import Date, Quantity

FUNCTIONS = ("count", "sum", "min", "max", "round", "percent", "days")

_SIGNS: Mapping[str, Callable[[Operand, Operand], Amount]] = {
    "+": arithmetic.add,
    "-": partial(arithmetic.add, sign=-1),
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}


def compute(facts: Facts, report: Report) -> Facts:
    """Return *facts* with every formula replaced by its result and the evidence it rests on."""
    computer = _Computer(facts, report)
    records = {
        kind: {id_: computer.record(record) for id_, record in found.items()}
        for kind, found in facts.records.items()
    }
    return replace(facts, records=records)


class _UnknownError(Exception):
    """The result is not known, because an input is not, or could not be computed."""


@dataclass(slots=True)
class _Computer:
    facts: Facts
    report: Report
    done: dict[str, Statement] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)

    def record(self, record: Record) -> Record:
        """Return *record* computed; evidence at its level takes the sources of its formulas."""
        statements = {name: self.statement(one) for name, one in record.statements.items()}
        shared = record.evidence
        if shared is None or shared.sources:
            return replace(record, statements=statements)
        computed = [one.evidence for one in statements.values() if one.formula and one.evidence]
        shared = next((one for one in computed if one.at == shared.at), shared)
        for name, one in statements.items():
            if one.evidence and one.evidence.at == shared.at and not one.evidence.sources:
                statements[name] = replace(one, evidence=replace(shared, accounts=()))
        return replace(record, statements=statements, evidence=shared)

    def statement(self, statement: Statement) -> Statement:
        """Return *statement* with the result of its formula, if it has one."""
        if not isinstance(statement.value, Formula):
            return statement
        if statement.name not in self.done:
            self.opened.append(statement.name)
            self.done[statement.name] = self._compute(statement, statement.value)
            self.opened.pop()
        return self.done[statement.name]

    def _compute(self, statement: Statement, formula: Formula) -> Statement:
        run = _Run(self, formula, statement)
        value: Quantity | Date | None = None
        try:
            value = _result(run.value(read_formula(formula.text)))
        except _UnknownError:
            pass
        except FormulaError as error:
            run.report("computed", f"the formula cannot be read: {error.message}", error.offset)
        except ReckoningError as fault:
            run.report(fault.rule, f"{statement.name}: {fault.message}", run.offset, fault.hint)
        evidence = _derived(statement, run.inputs.values())
        if value is None and evidence is not None and any(map(_is_unknown, run.inputs.values())):
            evidence = replace(evidence, status="unknown", derived=True)
        names = tuple(run.inputs)
        return replace(
            statement, value=value, evidence=evidence, formula=formula.text, inputs=names
        )


@dataclass(slots=True)
class _Run:
    """One formula on its way to a result; *inputs* are the statements that it has read."""

    computer: _Computer
    formula: Formula
    statement: Statement
    inputs: dict[str, Statement] = field(default_factory=dict)
    offset: int = 0

    def report(self, rule: str, message: str, offset: int, hint: str = "") -> None:
        """Report what is wrong at an *offset* of the formula."""
        self.computer.report.add(rule, self.formula.position(offset), message, hint)

    def value(self, expression: Expression) -> Operand:
        match expression:
            case Number():
                return Amount(number=Fraction(expression.written), typed=True)
            case Name():
                return self._operand(self._fact(expression), expression)
            case Operation():
                left, right = self.value(expression.left), self.value(expression.right)
                self.offset = expression.offset
                return _SIGNS[expression.sign](left, right)
            case Call():
                return self._call(expression)
            case Text():
                raise FormulaError("a text is nothing to reckon with", expression.offset)

    def _call(self, call: Call) -> Operand:
        if call.function not in FUNCTIONS:
            hint = did_you_mean(call.function, FUNCTIONS)
            self.report("computed", f'there is no function "{call.function}"', call.offset, hint)
            raise _UnknownError
        self.offset = call.offset
        if call.function in ("count", "sum"):
            return self._over_kind(call)
        if call.function in ("min", "max") and self._names_kind(call):
            values = [self._operand(one, call) for one in self._column(call)]
            return arithmetic.extreme(values, largest=call.function == "max")
        values = [self.value(argument) for argument in call.arguments]
        self.offset = call.offset
        return _apply(call, values)

    def _over_kind(self, call: Call) -> Operand:
        if not self._names_kind(call):
            raise FormulaError(f"{call.function} takes a kind first", call.offset)
        if call.function == "count":
            return Amount(number=Fraction(len(self._matching(call))))
        values = [self._operand(one, call) for one in self._column(call)]
        if not values:
            raise ReckoningError("there is nothing to sum")
        total = values[0]
        for value in values[1:]:
            total = arithmetic.add(total, value)
        return total

    def _names_kind(self, call: Call) -> bool:
        first = call.arguments[0] if call.arguments else None
        return isinstance(first, Name) and first.name in self.computer.facts.kinds

    def _column(self, call: Call) -> list[Statement]:
        """Return the field that *call* names of each record that it chooses."""
        named = call.arguments[1] if len(call.arguments) > 1 else None
        if not isinstance(named, Text):
            message = f'{call.function} takes a kind and the name of a field, as in "value"'
            raise FormulaError(message, call.offset)
        found = []
        for record in self._matching(call):
            statement = self._field(record, named.text, named.offset)
            if statement is not None:
                found.append(self._read(statement))
        return found

    def _matching(self, call: Call) -> list[Record]:
        """Return the records of a kind for which all that is asked for holds."""
        first = call.arguments[0]
        assert isinstance(first, Name)
        chosen = []
        for record in self.computer.facts.records[first.name].values():
            asked = {
                key: (self._field(record, key, value.offset), value)
                for key, value in call.named.items()
            }
            if all(one is not None and self._holds(one, value) for one, value in asked.values()):
                chosen.append(record)
                for one, _ in asked.values():
                    if one is not None:
                        self._read(one)
                if not asked and (printed := self._first(record)):
                    self.inputs.setdefault(printed.name, printed)
        return chosen

    def _first(self, record: Record) -> Statement | None:
        return record.statements.get(self.computer.facts.kinds[record.kind].first)

    def _field(self, record: Record, name: str, offset: int) -> Statement | None:
        fields = self.computer.facts.kinds[record.kind].fields
        if name not in fields:
            message, hint = f'{record.kind} have no field "{name}"', did_you_mean(name, fields)
            self.report("unknown-field", message, offset, hint)
            raise _UnknownError
        return record.statements.get(name)

    def _holds(self, statement: Statement, asked: Expression) -> bool:
        value = self.computer.statement(statement).value
        if _is_unknown(statement):
            self._read(statement)
            raise _UnknownError
        match asked:
            case Name(name="true" | "false"):
                return value is (asked.name == "true")
            case Text():
                return asked.text in (value, _id(value), _text(value))
            case _:
                other = self.value(asked)
                return isinstance(value, Quantity) and arithmetic.amount(value).number == getattr(
                    other, "number", None
                )

    def _fact(self, name: Name) -> Statement:
        """Return the statement that a dotted name leads to."""
        facts, (kind, id_, *fields) = self.computer.facts, [*name.name.split("."), ""][:4]
        names = [one for one in fields if one]
        if kind not in facts.kinds or not id_:
            hint = did_you_mean(kind, facts.kinds)
            self.report("unknown-fact", f'there is no fact "{name.name}"', name.offset, hint)
            raise _UnknownError
        record = facts.records[kind].get(id_)
        if record is None:
            if kind not in facts.incomplete:
                hint = did_you_mean(id_, facts.records[kind])
                message = f'there is no fact "{kind}.{id_}"'
                self.report("unknown-fact", message, name.offset, hint)
            raise _UnknownError
        field_name = names[0] if names else facts.kinds[kind].first
        statement = self._field(record, field_name, name.offset)
        if statement is None:
            message = f"{name.name} has no value, since it is left out there"
            self.report("missing-value", message, name.offset)
            raise _UnknownError
        return self._read(statement)

    def _read(self, statement: Statement) -> Statement:
        """Return *statement*, computed, as an input of this formula."""
        opened = self.computer.opened
        if statement.name in opened:
            circle = " → ".join([*opened[opened.index(statement.name) :], statement.name])
            self.report("circle", f"the formulas go in a circle: {circle}", 0)
            raise _UnknownError
        computed = self.computer.statement(statement)
        self.inputs.setdefault(computed.name, computed)
        return computed

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
    match call.function, values:
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


def _result(operand: Operand) -> Quantity | Date:
    return operand if isinstance(operand, Date) else arithmetic.quantity(operand)


def _derived(statement: Statement, inputs: Iterable[Statement]) -> Evidence | None:
    """Return the evidence of a computed *statement*: its own where it has some, else derived."""
    own = statement.evidence
    held = [one.evidence for one in inputs if one.evidence]
    if not held:
        return own
    sources = tuple(
        {(one.source, one.locator): one for each in held for one in each.sources}.values()
    )
    if own is not None:
        return replace(own, sources=own.sources or sources)
    dates = [each.as_of for each in held if each.as_of]
    return Evidence(
        status=max((each.status for each in held), key=STATUSES.index),
        sources=sources,
        quote=None,
        as_of=min(dates, key=lambda date: date.last_day) if dates else None,
        review_by=None,
        accounts=(),
        note=None,
        derived=True,
        at=statement.at,
    )


def _is_unknown(statement: Statement) -> bool:
    return statement.evidence is not None and statement.evidence.status == "unknown"


def _id(value: Any) -> str | None:
    return value.id if isinstance(value, Reference) else None


def _text(value: Any) -> str | None:
    if not isinstance(value, LocalText):
        return None
    return next((scalar.text.strip() for scalar in value.scalars.values()), None)
