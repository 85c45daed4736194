"""Tells how a site stands: what pages lean on, what rests on one voice, what nobody refers to.

What is noted where it stands, such as an unused fact, is counted here once more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from .errors import Problem
from .evidence import STATUSES
from .facts import Facts, any_language
from .items import Use
from .pages import Library
from .quotations import evidence_of, quotations_of
from .support import origins

_LINES = re.compile(r"L(\d{1,15})(?:-L(\d{1,15}))?\Z")
_WIDTH = 96

_Span = tuple[int, int]


# What `check` counts of the notes, whether there are any or not.
_COUNTED = {
    "unused-fact": "Facts that no page uses",
    "unused-source": "Sources that nothing cites",
    "past-review": "Facts past the day of their review",
    "missing-translation": "Pages that lack a language",
    "edition-lacks-fact": "Facts that an edition of a page lacks",
    "edition-lacks-source": "Sources that an edition of a page lacks",
    "edition-length": "Editions of another length",
    "foreign-words": "Phrases left in Latin letters",
    "uncited-paragraph": "Paragraphs that lean on nothing",
    "typed-number": "Numbers typed by hand",
}


def survey(facts: Facts, library: Library, uses: Iterable[Use], problems: Iterable[Problem]) -> str:
    """Return the report that `check` prints: a paragraph for each thing worth a look."""
    used = list(uses)
    paragraphs = [
        _leaning(library, used),
        _statuses(facts),
        _single(facts),
        _quotes(facts),
        *_uncovered(facts, used),
        _noted(problems),
    ]
    return "\n\n".join(paragraphs)


def _noted(problems: Iterable[Problem]) -> str:
    counts = Counter(problem.rule for problem in problems)
    return "\n".join(f"{title}: {counts[rule] or 'none'}" for rule, title in _COUNTED.items())


def _statuses(facts: Facts) -> str:
    """Return how many pieces of evidence there are of each status."""
    counts = Counter(evidence.status for _, evidence in evidence_of(facts).values())
    listed = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    return f"Facts with evidence: {sum(counts.values()) or 'none'}{listed and f' ({listed})'}"


def _quotes(facts: Facts) -> str:
    """Return the facts and repairs whose words nobody has looked up in their source yet."""
    names = [one.name for one in quotations_of(facts) if one.at not in facts.checked]
    return _listed("Quotations that were not looked up", names, len(names))


def _leaning(library: Library, uses: Iterable[Use]) -> str:
    """Return how many facts and sources each page leans on."""
    facts: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for use in uses:
        into = sources if use.name.startswith("sources.") else facts
        into.setdefault(use.address, set()).add(use.name)
    lines = ["  facts  citations  page"]
    for page in library.pages:
        counts = len(facts.get(page.address, ())), len(sources.get(page.address, ()))
        if page.evidence or any(counts):  # one that asserts nothing need not lean on anything
            lines.append(f"{counts[0]:>7}{counts[1]:>11}  {page.address}")
    return "\n".join(["What each page leans on:", *lines])


def _single(facts: Facts) -> str:
    """Return the facts that go back to one origin."""
    names = [
        name
        for name, (_, evidence) in evidence_of(facts).items()
        if evidence.sources and origins(evidence, facts.sources) <= 1
    ]
    return _listed("Facts that go back to one origin", names, len(names))


def _uncovered(facts: Facts, uses: Iterable[Use]) -> Iterator[str]:
    """Yield, for each transcript, the lines that no fact, citation or repair refers to."""
    referred = _referred(facts, uses)
    for source in facts.sources.values():
        if source.type == "transcript" and source.lines:
            free = _gaps(referred.get(source.id, ()), source.lines)
            count = sum(last - first + 1 for first, last in free)
            names = [f"L{first}" if first == last else f"L{first}-L{last}" for first, last in free]
            yield _listed(f"Lines of {source.id} that nothing refers to", names, count)


def _referred(facts: Facts, uses: Iterable[Use]) -> Mapping[str, list[_Span]]:
    """Return, for each source, the first and last lines of the passages that are referred to."""
    found: dict[str, list[_Span]] = {}
    for source, locator in _locators(facts, uses):
        match = _LINES.match(locator or "")
        if match:
            found.setdefault(source, []).append((int(match[1]), int(match[2] or match[1])))
    return found


def _locators(facts: Facts, uses: Iterable[Use]) -> Iterator[tuple[str, str | None]]:
    """Yield every source that a fact, citation or repair refers to, and where in it."""
    for statement in facts.statements():
        for citation in statement.evidence.citations if statement.evidence else ():
            yield citation.source, citation.locator
    for use in uses:
        yield use.name.removeprefix("sources."), use.locator
    for repair in facts.records["repairs"].values():
        yield repair.statements["source"].value.id, any_language(repair.statements["at"].value)


def _gaps(covered: Iterable[_Span], lines: int) -> list[_Span]:
    """Return the first and last lines of the passages of a source that are not *covered*."""
    found, free = [], 1
    for first, last in [*sorted(covered), (lines + 1, lines + 1)]:
        if free < first:
            found.append((free, first - 1))
        free = max(free, last + 1)
    return found


def _listed(title: str, names: list[str], count: int) -> str:
    """Return *names* under a title with their *count*, in lines that a terminal can hold."""
    lines = [f"{title}: {count or 'none'}"]
    for name in names:
        if len(lines) == 1 or len(lines[-1]) + len(name) + 2 > _WIDTH:
            lines.append(f"  {name}")
        else:
            lines[-1] += f"  {name}"
    return "\n".join(lines)
