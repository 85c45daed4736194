"""Whether what the facts say is carried by their evidence, and leads to what is there."""

import re
from collections.abc import Mapping
from typing import Any

from .errors import Position, Report, did_you_mean
from .evidence import Citation, Evidence, Source
from .facts import Facts, Record, any_language
from .fields import Reference
from .settings import LocalText

# The number of digits is bounded, because Python reads no number that is much longer.
_LINES = re.compile(r"L(?P<first>[1-9][0-9]{0,99})(?:-L(?P<last>[1-9][0-9]{0,99}))?\Z")
_NEARLY_LINES = re.compile(r"[Ll]\s?\d{1,99}(?:\s*[-–—]\s*[Ll]?\s?\d{1,99})?\Z")


def check_facts(facts: Facts, report: Report) -> None:
    """Report references that lead nowhere, and evidence that does not carry its status."""
    for records in facts.records.values():
        for record in records.values():
            blocks = {id(record.evidence): (record.evidence, record.name)}
            for statement in record.statements.values():
                _check_references(statement.value, statement.name, facts, report)
                if statement.formula or not statement.shares_evidence_of(record):
                    blocks[id(statement.evidence)] = (statement.evidence, statement.name)
            for evidence, what in blocks.values():
                if evidence is not None and not evidence.derived:
                    _check_evidence(evidence, what, facts, report)
    for repair in facts.records["repairs"].values():
        _check_repair(repair, facts, report)


def _check_evidence(evidence: Evidence, what: str, facts: Facts, report: Report) -> None:
    for account in evidence.accounts:
        _check_references(account.value, f"an account of {what}", facts, report)
    if "sources" not in facts.incomplete:
        for citation in evidence.citations:
            check_citation(citation, facts.sources, report)
        quote = evidence.quote
        if quote and quote.locator and quote.source in facts.sources:
            check_locator(quote.locator, facts.sources[quote.source], quote.at, report)
        check_demands(evidence, what, facts.sources, report)


def _check_references(value: Any, what: str, facts: Facts, report: Report) -> None:
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, tuple):
            _check_references(one, what, facts, report)
        elif (
            isinstance(one, Reference)
            and one.id not in facts.records[one.kind]
            and one.kind not in facts.incomplete
        ):
            message = f'{what} names "{one.id}", but {one.kind} has no such record'
            hint = did_you_mean(one.id.removeprefix(f"{one.kind}."), facts.records[one.kind])
            report.add("unknown-record", one.at, message, hint)


def _check_repair(repair: Record, facts: Facts, report: Report) -> None:
    values = {name: statement.value for name, statement in repair.statements.items()}
    reference, locator, record = (values.get(name) for name in ("source", "at", "record"))
    source = facts.sources.get(reference.id) if reference else None
    if source and locator and locator.scalars:
        check_locator(any_language(locator), source, _place_of(locator), report)
    if record and record.scalars:
        name = any_language(record)
        kind, _, id_ = name.partition(".")
        if id_ not in facts.records.get(kind, {}) and kind not in facts.incomplete:
            message = f'{repair.name}.record names "{name}", which is not there'
            names = {f"{kind}.{id_}" for kind, records in facts.records.items() for id_ in records}
            hint = did_you_mean(name, names)
            report.add("unknown-record", _place_of(record), message, hint)


def _place_of(text: LocalText) -> Position:
    return next(iter(text.scalars.values())).at


def line_span(locator: str) -> tuple[int, int] | None:
    """Return the first and last of the lines that *locator* names, if that is what it names."""
    match = _LINES.match(locator)
    return (int(match["first"]), int(match["last"] or match["first"])) if match else None


def origins(evidence: Evidence, sources: Mapping[str, Source]) -> int:
    """Return how many independent origins report it; a transcript is no report of its own."""
    cited = [sources[one.source] for one in evidence.sources if one.source in sources]
    return len({source.goes_back_to for source in cited if source.type != "transcript"})


def check_citation(citation: Citation, sources: Mapping[str, Source], report: Report) -> None:
    """Report a source that is not there, and lines that it does not have."""
    source = sources.get(citation.source)
    if source is None:
        message = f'there is no source "{citation.source}"'
        report.add("unknown-source", citation.at, message, did_you_mean(citation.source, sources))
    elif citation.locator:
        check_locator(citation.locator, source, citation.at, report)


def check_locator(locator: str, source: Source, at: Position, report: Report) -> None:
    """Report lines that *source* does not have, and what only looks like lines."""
    match = _LINES.match(locator)
    if match is None:
        if _NEARLY_LINES.match(locator):
            numbers = [int(number) for number in re.findall(r"\d+", locator)]
            hint = f"write {'-'.join(f'L{number}' for number in numbers)}" if all(numbers) else ""
            message = f'"{locator}" is not how lines are written'
            report.add("ambiguous-locator", at, message, hint or "lines are counted from L1")
        return
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if last < first:
        message = f'the lines "{locator}" end before they begin'
        report.add("line-outside", at, message, f"write L{last}-L{first}")
    elif source.lines is not None and last > source.lines:
        message = f'"{source.id}" has {source.lines} lines, so "{locator}" is outside of it'
        report.add("line-outside", at, message)


def check_demands(
    evidence: Evidence, what: str, sources: Mapping[str, Source], report: Report
) -> None:
    """Report where *evidence* is below what its status demands (DESIGN, section 2)."""
    cited = [
        sources[citation.source] for citation in evidence.sources if citation.source in sources
    ]
    if len(cited) < len(evidence.sources) or any(not source.type for source in cited):
        return  # a source that is missing or broken is reported already
    if not cited and evidence.status != "unknown":
        return  # and so is evidence without any
    demand = _unmet(evidence, cited)
    if demand:
        message = f'{what} has the status "{evidence.status}" but {demand[0]}'
        report.add("unmet-demand", evidence.at, message, demand[1])


def _unmet(evidence: Evidence, cited: list[Source]) -> tuple[str, str] | None:
    """Return what is lacking and what to do about it, or nothing."""
    primary = any(source.type == "primary" for source in cited)
    outlets = {source.goes_back_to for source in cited if source.type in ("news", "analysis")}
    match evidence.status:
        case "confirmed" if not primary and len(outlets) < 2:
            return (
                "neither a primary source nor two independent outlets",
                "add one, or write status: reported",
            )
        case "stated" if not primary and evidence.quote is None:
            return (
                "neither a primary source nor a quote",
                "quote a few of their own words, or write status: reported",
            )
        case "reported" if cited and all(source.type == "transcript" for source in cited):
            return "only a transcript for it", "add a report, or write status: claimed"
        case "disputed" if not evidence.accounts and evidence.note is None:
            return (
                "neither another account nor a note that says who denies it",
                "add accounts: or note:",
            )
        case "unknown" if evidence.note is None:
            return "no note that says where one looked", "add note:"
        case _:
            return None
