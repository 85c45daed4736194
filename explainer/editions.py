"""Compares the editions of a page, which are its translations: they print the same facts.

What one of them has and another lacks is told once, where it first stands.  Two editions differ
widely in length where one has at least three paragraphs more than the other, and more than a
quarter of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .checks import Site
from .errors import Position, Report
from .items import Use
from .pages import Page
from .proofreading import paragraphs
from .remembering import Remembered

# So many paragraphs more, and of its own such a share, make an edition a longer one.
MIN_APART = 3
SHARE_APART = 0.25

_SOURCES = "sources."

# How a name is used by the pages at each address, where first.
_Used = Mapping[str, Mapping[str, Position]]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A place that prints what other editions lack; *lacking* says which those are."""

    rule: str
    at: Position
    lacking: str


@dataclass(slots=True)
class _Gaps:
    """All that is lacking, by where it is printed: what one call of a macro prints is one gap.

    *within_facts* are the names that texts of the facts print in each language, with their files.
    """

    within_facts: Collection[tuple[str, str, str]]
    found: dict[_Gap, list[str]] = field(default_factory=dict)

    def add(self, gap: _Gap, name: str) -> None:
        """Add what is printed there."""
        names = self.found.setdefault(gap, [])
        if name not in names:
            names.append(name)


def check(site: Site, report: Report) -> None:
    """Report where the editions of a page do not say the same."""
    if report.count("error"):
        return  # a page that fails lacks much that its author wrote
    used, gaps = _used(site.uses), _Gaps(_within_facts(site))
    for pages in editions_of(site):
        _compare(pages, used, gaps)
        _measure(pages, site.remembered, report)
    for gap, names in gaps.found.items():
        verb = "cited" if gap.rule == "edition-lacks-source" else "printed"
        are = "is" if len(names) == 1 else "are"
        message = f"{_listed(sorted(names))} {are} {verb} here, but not in {gap.lacking}"
        report.add(gap.rule, gap.at, message, "say the same in both, or take it out here")


def editions_of(site: Site) -> Iterator[tuple[Page, ...]]:
    """Yield the pages that are translations of each other, in the order of their languages."""
    for page in site.library.pages:
        twins = site.library.twins(page)
        codes = [code for code in site.languages if code in twins]
        if len(codes) > 1 and page.language == codes[0]:
            yield tuple(twins[code] for code in codes)


def _used(uses: Iterable[Use]) -> _Used:
    found: dict[str, dict[str, Position]] = {}
    for use in uses:
        at = use.at
        if at is None:
            continue  # what a layout prints by itself, in every language
        names = found.setdefault(use.address, {})
        names[use.name] = min(at, names.get(use.name, at))
    return found


def _within_facts(site: Site) -> frozenset[tuple[str, str, str]]:
    paths = site.library.by_path
    used = (use for use in site.uses if use.at and use.at.path not in paths)
    return frozenset((use.language, use.at.path, use.name) for use in used if use.at)


def _compare(pages: tuple[Page, ...], used: _Used, gaps: _Gaps) -> None:
    """Add what some of *pages* use and others do not, where the first that does so does it."""
    names = {page.address: used.get(page.address, {}) for page in pages}
    for name in dict.fromkeys(name for page in pages for name in names[page.address]):
        lacking = [page for page in pages if name not in names[page.address]]
        if not lacking:
            continue
        first = next(page for page in pages if name in names[page.address])
        rule = "edition-lacks-source" if name.startswith(_SOURCES) else "edition-lacks-fact"
        at = names[first.address][name]
        where = [page.path for page in lacking]
        if at.path != first.path:
            # A text of the facts stands on many pages and is told of once; where it prints the same
            # in the other language, it is the text that is not printed there, which is told too.
            codes = [page.language for page in lacking]
            where = [
                f'"{code}"' for code in codes if (code, at.path, name) not in gaps.within_facts
            ]
        if where:
            gaps.add(_Gap(rule, at, " and ".join(where)), name.removeprefix(_SOURCES))


def _measure(pages: tuple[Page, ...], remembered: Remembered, report: Report) -> None:
    """Report each of *pages* that is far longer or shorter than the first of them."""
    first, *others = pages
    own = remembered.of_text("paragraphs", first.source.body, _paragraphs)
    for page in others:
        count = remembered.of_text("paragraphs", page.source.body, _paragraphs)
        apart = abs(count - own)
        if apart >= MIN_APART and apart > SHARE_APART * max(count, own):
            message = f"this edition has {_counted(count)}, {first.path} has {own}"
            hint = "say the same in both"
            report.add("edition-length", page.source.file.position(0), message, hint)


def _paragraphs(text: str) -> int:
    return len(paragraphs(text))


def _counted(count: int) -> str:
    return f"{count} paragraph{'' if count == 1 else 's'}"


def _listed(names: list[str]) -> str:
    """Return the first two of *names*, and how many more there are."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
