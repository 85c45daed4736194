"""Computes the facts that are formulas over other facts, and derives who says so, and how sure.

The evidence of a computed fact is the union of that of its inputs, its status the weakest of
theirs, unless it is given one; what rests on something unknown is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .errors import Report
from .evidence import STATUSES, TO_DERIVE, Evidence
from .facts import Facts, Record, Statement
from .fields import Formula
from .reckoning import Reckoner, is_unknown


def compute(facts: Facts, report: Report) -> Facts:
    """Return *facts* with every formula replaced by its result and the evidence it rests on."""
    computer = _Computer(facts, report)
    records = {
        kind: {id_: computer.record(record) for id_, record in found.items()}
        for kind, found in facts.records.items()
    }
    return replace(facts, records=records)


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
        if shared is not None and not shared.sources:
            computed = [one.evidence for one in statements.values() if one.formula and one.evidence]
            shared = next((one for one in computed if one.at == shared.at), shared)
            for name, one in statements.items():
                if one.evidence and one.evidence.at == shared.at and not one.evidence.sources:
                    statements[name] = replace(one, evidence=replace(shared, accounts=()))
        settled = {name: self._settled(one) for name, one in statements.items()}
        lacks_status = shared is not None and shared.status == TO_DERIVE
        return replace(record, statements=settled, evidence=None if lacks_status else shared)

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
        run = Reckoner(self, formula, statement)
        value, inputs = run.result(), tuple(run.inputs.values())
        evidence = _derived(statement, inputs)
        if evidence is not None and any(map(is_unknown, inputs)):
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
