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
from .evidence import STATUSES, TO_DERIVE, Evidence
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
    depth: int = 0
    too_deep: bool = False

    def record(self, record: Record) -> Record:
        """Return *record* computed; evidence at its level takes the sources of its formulas."""
        statements = {name: self.statement(one) for name, one in record.statements.items()}
        shared = record.evidence
        if shared is None or shared.sources:
            settled = {name: self._settled(one) for name, one in statements.items()}
            return replace(record, statements=settled)
        computed = [one.evidence for one in statements.values() if one.formula and one.evidence]
        shared = next((one for one in computed if one.at == shared.at), shared)
        for name, one in statements.items():
            if one.evidence and one.evidence.at == shared.at and not one.evidence.sources:
                statements[name] = replace(one, evidence=replace(shared, accounts=()))
        settled = {name: self._settled(one) for name, one in statements.items()}
        has_status = shared.status != TO_DERIVE
        return replace(record, statements=settled, evidence=shared if has_status else None)

    def _settled(self, statement: Statement) -> Statement:
        """Return *statement* without evidence whose status should come from inputs and cannot."""
        evidence = statement.evidence
        if evidence is None or evidence.status != TO_DERIVE:
            return statement
        if statement.formula and statement.value is not None:
            message = f"{statement.name} has no status, and nothing that its formula reads has one"
            self.report.add(
                "status-and-sources", evidence.at, message, "add status: … and sources: […]"
            )
        return replace(statement, evidence=None)

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
        value, inputs = run.result(), tuple(run.inputs.values())
        evidence = _derived(statement, inputs)
        if evidence is not None and any(map(_is_unknown, inputs)):
            value, evidence = None, replace(evidence, status="unknown", derived=True)
        if value is not None and evidence is not None and evidence.status != TO_DERIVE:
            self._check_sources(statement, evidence)
        names = tuple(run.inputs)
        return replace(
            statement, value=value, evidence=evidence, formula=formula.text, inputs=names
        )

    def _check_sources(self, statement: Statement, evidence: Evidence) -> None:
        """Report a status that is given where nothing that the formula reads has a source."""
        if not evidence.sources and evidence.status != "unknown" and not evidence.derived:
            message = f'{statement.name} has the status "{evidence.status}" but no sources'
            hint = "add sources: […], since nothing that the formula reads has any"
            self.report.add("status-and-sources", evidence.at, message, hint)


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
            if not _is_unknown(computed):
                self.inputs.setdefault(computed.name, computed)

    def _holds(self, statement: Statement, asked: Expression) -> bool:
        computed = self._computed(statement)
        if _is_unknown(computed):
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


def _derived(statement: Statement, inputs: Iterable[Statement]) -> Evidence | None:
    """Return the evidence of a computed *statement*: its own where it has some, else derived."""
    own = statement.evidence
    held = [one.evidence for one in inputs if one.evidence]
    if not held:
        return own
    weakest = max((each.status for each in held), key=STATUSES.index)
    found = [*(own.sources if own else ()), *(one for each in held for one in each.sources)]
    sources = tuple({(one.source, one.locator): one for one in found}.values())
    if own is not None and own.status == TO_DERIVE:
        return replace(own, status=weakest, sources=sources, derived=True)
    if own is not None:
        return replace(own, sources=sources)
    dates = [each.as_of for each in held if each.as_of]
    return Evidence(
        status=weakest,
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
