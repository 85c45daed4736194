"""All words that a site quotes from its sources: those of evidence, and those of its repairs."""

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Position
from .evidence import Citation, Evidence, Quote
from .facts import Facts, Record, Statement, any_language
from .settings import LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a source, and the places in it at which they may stand.

    *name* is that of what leans on them: the first of the facts that they are evidence for, which
    is *statement*, or a repair, which has none.
    """

    name: str
    source: str
    text: str
    at: Position
    places: tuple[Citation, ...]
    statement: Statement | None = None


def evidence_of(facts: Facts) -> dict[str, tuple[Statement, Evidence]]:
    """Return each piece of evidence once, by the name of the first statement that it holds."""
    found: dict[Position, tuple[Statement, Evidence]] = {}
    for one in facts.statements():
        if one.evidence:
            found.setdefault(one.evidence.at, (one, one.evidence))
    return {statement.name: (statement, evidence) for statement, evidence in found.values()}


def quotations_of(facts: Facts) -> Iterator[Quotation]:
    """Yield the quotations of a site."""
    for statement, evidence in evidence_of(facts).values():
        if evidence.quote:
            yield _of_evidence(statement, evidence, evidence.quote)
    for repair in facts.records["repairs"].values():
        if found := _of_repair(repair, facts):
            yield found


def _of_evidence(statement: Statement, evidence: Evidence, quote: Quote) -> Quotation:
    own = Citation(source=quote.source, locator=quote.locator, at=quote.at)
    cited = [own] if quote.locator else evidence.sources
    return Quotation(
        name=statement.name,
        source=quote.source,
        text=quote.text,
        at=quote.text_at,
        places=tuple(one for one in cited if one.source == quote.source and one.locator),
        statement=statement,
    )


def _of_repair(repair: Record, facts: Facts) -> Quotation | None:
    values = {name: statement.value for name, statement in repair.statements.items()}
    source, heard, locator = (values.get(name) for name in ("source", "heard", "at"))
    if not source or heard is None or not any_language(heard):
        return None  # which is reported
    written = facts.records["sources"].get(source.id)
    language = written and written.statements.get("language")
    text = _in_language(heard, any_language(language.value) if language else "")
    places = []
    if locator is not None and any_language(locator):
        at = next(iter(locator.scalars.values())).at
        places = [Citation(source=source.id, locator=any_language(locator), at=at)]
    at = next(one.at for one in heard.scalars.values() if one.text.strip() == text)
    return Quotation(name=repair.name, source=source.id, text=text, at=at, places=tuple(places))


def _in_language(text: LocalText, code: str) -> str:
    """Return *text* in the language of its source, if it is there in that."""
    return text.in_language(code) or any_language(text)
