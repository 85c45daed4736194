"""Finds every sentence that leans on a fact or a source, through other facts too."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import Position, Report, UsageError, did_you_mean
from .expressions import Evaluator, Passage, passage_of_page, passage_of_scalar
from .facts import Facts, Statement
from .items import Use
from .lookups import RecordView
from .pages import Library, Page
from .reading import Scalar
from .refs import FIRST_REF, PRIVATE, Ref
from .sentences import folded, sentences
from .settings import LocalText

# The rules by which a fact falls when evidence is taken from it.
OF_EVIDENCE = frozenset(("unmet-demand", "status-and-sources", "unknown-source", "quote-source"))


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence that leans on something, and where in it that begins."""

    at: Position
    text: str

    def __str__(self) -> str:
        return f"{self.at.path}:{self.at.line}: {self.text}"


@dataclass(slots=True, kw_only=True)
class Leaning:
    """What leans on what in a finished site; *evaluators* has one for each language."""

    facts: Facts
    library: Library
    uses: Collection[Use]
    evaluators: Mapping[str, Evaluator]
    _texts: list[tuple[Statement, str, Passage]] = field(init=False)

    def __post_init__(self) -> None:
        self._texts = list(texts_of(self.facts))

    def on(self, name: str) -> list[str]:
        """Return every sentence that leans on the fact or source *name*, as "file:line: text".

        Raises:
            UsageError: there is none of that name.
        """
        names = self._resting_on(full_name(name, self.facts))
        uses = [use for use in self.uses if use.name in names]
        found = {*self._in_pages(uses), *self._in_facts(uses)}
        return list(dict.fromkeys(str(one) for one in sorted(found)))

    def tell_what_falls(self, report: Report) -> None:
        """Add to each problem of evidence which pages print what can no longer be printed."""
        fallen: dict[Position, set[str]] = {}
        for statement in self.facts.statements():
            for at in _places_of_evidence(statement):
                fallen.setdefault(at, set()).add(statement.name)
        for problem in report:
            if problem.rule in OF_EVIDENCE and problem.at in fallen:
                pages = ", ".join(self._pages_that_print(fallen[problem.at]))
                if pages:
                    report.explain(problem, f"pages that would fall: {pages}")

    def _pages_that_print(self, names: Collection[str]) -> Iterator[str]:
        """Yield where each page first prints one of *names*, or what rests on it."""
        resting = set[str]().union(*(self._resting_on(name) for name in names))
        places: dict[str, list[Position]] = {}
        for use in self.uses:
            page = self.library.by_address.get(use.address)
            if use.name in resting and page is not None:
                own = [use.at] if use.at and use.at.path == page.path else []
                places.setdefault(page.path, []).extend(own)
        for path, found in sorted(
            places.items()
        ):  # by a text of a fact it is in no line of its own
            yield f"{path}:{min(found).line}" if found else path

    def _resting_on(self, name: str) -> set[str]:
        """Return *name* and all facts that rest on it, directly or through others."""
        leaners: dict[str, set[str]] = {}
        for statement in self.facts.statements():
            for one in _rests_on(statement):
                leaners.setdefault(one, set()).add(statement.name)
        for leaner, one in self._printed_in_texts():
            leaners.setdefault(one, set()).add(leaner)
        found, left = {name}, [name]
        while left:
            new = leaners.get(left.pop(), set()) - found
            found |= new
            left += new
        return found

    def _printed_in_texts(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each fact that is a text, with that of what it prints or cites."""
        names: dict[Position, set[str]] = {}
        for use in self.uses:
            if use.at:
                names.setdefault(use.at, set()).add(use.name)
        for statement, _, passage in self._texts:
            for ref in passage.refs:
                for name in names.get(passage.place(ref, 0), ()):
                    yield statement.name, name

    def _in_pages(self, uses: Iterable[Use]) -> Iterator[Sentence]:
        places: dict[str, set[Position]] = {}
        for use in uses:
            if use.at:
                places.setdefault(use.address, set()).add(use.at)
        for address, wanted in places.items():
            page = self.library.by_address[address]
            evaluator = self._evaluator(page)
            for passage in _passages(page):
                yield from _sentences(passage, wanted, evaluator)
            if page.layout_at in wanted:  # what a layout prints stands in no sentence
                yield Sentence(page.layout_at, f"layout: {page.layout}")

    def _in_facts(self, uses: Iterable[Use]) -> Iterator[Sentence]:
        """Yield the sentences in texts of the facts themselves."""
        wanted = {use.at for use in uses if use.at}
        for _, language, passage in self._texts:
            yield from _sentences(passage, wanted, self.evaluators[language])

    def _evaluator(self, page: Page) -> Evaluator:
        evaluator = self.evaluators[page.language]
        if page.record is None:
            return evaluator
        record = RecordView(evaluator.printer, page.record)
        return replace(evaluator, names={**evaluator.names, "record": record})


def _places_of_evidence(statement: Statement) -> Iterator[Position]:
    """Yield where the evidence of *statement* stands: its status, its sources, its quote."""
    evidence = statement.evidence
    if evidence is not None:
        yield evidence.at
        yield from (citation.at for citation in evidence.citations)
        if evidence.quote is not None:
            yield evidence.quote.at


def full_name(name: str, facts: Facts) -> str:
    """Return what uses call the fact or source *name*; a source may go by its id.

    Raises:
        UsageError: there is none of that name.
    """
    source = name.removeprefix("sources.")
    if source in facts.records["sources"]:
        return f"sources.{source}"
    kind, _, rest = name.partition(".")
    if kind != "sources" and rest.count(".") <= 1:
        if statement := facts.statement(name):
            return statement.name
        if rest in facts.records.get(kind, {}):
            return name
    known = {one.name for one in facts.statements() if one.kind != "sources"}
    ids = facts.records["sources"]
    known |= {f"sources.{id_}" for id_ in ids} if kind == "sources" else set(ids)
    hint = did_you_mean(name, known)
    raise UsageError(f'there is no fact or source "{name}"{hint and f"; {hint}"}')


def _rests_on(statement: Statement) -> Iterator[str]:
    """Yield the names of what *statement* rests on: inputs, records it names, its sources."""
    yield from statement.inputs
    yield from (one.name for one in statement.references)
    for citation in statement.evidence.citations if statement.evidence else ():
        yield f"sources.{citation.source}"


def _within(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, tuple) else (value,)


def texts_of(facts: Facts) -> Iterator[tuple[Statement, str, Passage]]:
    """Yield each text of type markdown with its statement and language."""
    for statement in facts.statements():
        type_ = statement.field.type
        if "markdown" in (type_.name, type_.item and type_.item.name):
            for language, scalar in _scalars(statement.value):
                yield statement, language, passage_of_scalar(scalar)


def _scalars(value: Any) -> Iterator[tuple[str, Scalar]]:
    """Yield the texts in *value*; one that is for all languages comes once."""
    for text in _within(value):
        if isinstance(text, LocalText):
            codes: dict[int, str] = {}
            for code, scalar in text.scalars.items():
                if codes.setdefault(scalar.offset, code) == code:
                    yield code, scalar


def _passages(page: Page) -> Iterator[Passage]:
    for scalar in (page.title, page.summary, page.nav):
        if scalar is not None:
            yield passage_of_scalar(scalar)
    yield passage_of_page(page.source)


def _sentences(
    passage: Passage, wanted: Collection[Position], evaluator: Evaluator
) -> Iterator[Sentence]:
    """Yield the sentences of *passage* that have a reference at one of the *wanted* places."""
    if not any(passage.place(ref, 0) in wanted for ref in passage.refs):
        return
    marked, refs = passage.marked, passage.refs
    citations = [chr(FIRST_REF + n) for n, ref in enumerate(refs) if ref.kind == "citation"]
    for start, end in sentences(marked, citations):
        text = marked[start:end]
        places = (passage.place(refs[ord(char) - FIRST_REF], 0) for char in PRIVATE.findall(text))
        found = [place for place in places if place in wanted]
        if found:
            yield Sentence(min(found), folded(_printed(text, passage, evaluator)))


def _printed(text: str, passage: Passage, evaluator: Evaluator) -> str:
    """Return *text* with what its references print, or as they are typed."""

    def write(ref: Ref) -> str:
        printed = evaluator.named(ref)
        return passage.source(ref) if printed is None else printed

    return PRIVATE.sub(lambda match: write(passage.refs[ord(match[0]) - FIRST_REF]), text)
