"""Tells how a site stands: what pages lean on, what rests on one voice, what nobody refers to."""

import re
from collections.abc import Iterable, Iterator, Mapping

from .facts import Facts
from .items import Use
from .pages import Library
from .support import origins

_LINES = re.compile(r"L(\d+)(?:-L(\d+))?\Z")
_WIDTH = 96


def survey(facts: Facts, library: Library, uses: Iterable[Use]) -> str:
    """Return the report that `check` prints: a paragraph for each thing worth a look."""
    used = list(uses)
    return "\n\n".join([_leaning(library, used), _single(facts), *_uncovered(facts, used)])


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
        lines.append(f"{counts[0]:>7}{counts[1]:>11}  {page.address}")
    return "\n".join(["What each page leans on:", *lines])


def _single(facts: Facts) -> str:
    """Return the facts that go back to one origin."""
    names = [
        one.name
        for one in facts.statements()
        if one.evidence and one.evidence.sources and origins(one.evidence, facts.sources) <= 1
    ]
    return _listed("Facts that go back to one origin", names)


def _uncovered(facts: Facts, uses: Iterable[Use]) -> Iterator[str]:
    """Yield, for each transcript, the lines that no fact, citation or repair refers to."""
    referred = _referred(facts, uses)
    for source in facts.sources.values():
        if source.type == "transcript" and source.lines:
            covered = referred.get(source.id, set())
            free = [line for line in range(1, source.lines + 1) if line not in covered]
            yield _listed(f"Lines of {source.id} that nothing refers to", _ranges(free))


def _referred(facts: Facts, uses: Iterable[Use]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for statement in facts.statements():
        for citation in statement.evidence.citations if statement.evidence else ():
            found.setdefault(citation.source, set()).update(_lines(citation.locator))
    for use in uses:
        if use.locator:
            found.setdefault(use.name.removeprefix("sources."), set()).update(_lines(use.locator))
    for repair in facts.records["repairs"].values():
        source, at = repair.statements.get("source"), repair.statements.get("at")
        if source and source.value and at and at.value:
            locator = next(iter(at.value.scalars.values())).text.strip()
            found.setdefault(source.value.id, set()).update(_lines(locator))
    return found


def _lines(locator: str | None) -> range:
    match = _LINES.match(locator or "")
    return range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)


def _ranges(lines: list[int]) -> list[str]:
    """Return *lines* with neighbours joined: L3, L5-L9."""
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return [f"L{first}" if first == last else f"L{first}-L{last}" for first, last in found]


def _listed(title: str, names: list[str]) -> str:
    """Return *names* under a title that counts them, in lines that a terminal can hold."""
    lines = [f"{title}: {len(names) or 'none'}"]
    for name in names:
        if len(lines) == 1 or len(lines[-1]) + len(name) + 2 > _WIDTH:
            lines.append(f"  {name}")
        else:
            lines[-1] += f"  {name}"
    return "\n".join(lines)
