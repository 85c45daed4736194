"""Compares the editions of a page paragraph by paragraph.

`editions` asks whether a page prints at all what its translation prints.  That does not see a
citation or a fact that was exchanged for another of the same page.  So each paragraph (or heading,
list, table) is to print the same facts, cite the same places and lead to the same pages as one of
the other edition: in what order is left to the language, as are the order of paragraphs and, as far
as those then do not come out even, how a text is divided into them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from .checks import Site
from .editions import editions_of
from .errors import Position, Report
from .pages import Page
from .refs import find_refs, names_in, read_citation

_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
# A link to a place of the site; what leads elsewhere may be another page for each language.
_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\((?!\w+:)(?P<target>[^()\s#]+)(?:#[^()\s]*)?\)")

# A file that is no page.
_FILE = re.compile(r"\.(?!md\Z)\w+\Z")

Sort = Literal["fact", "source", "link"]
_SAID = {"fact": "printed", "source": "cited", "link": "linked"}

# What a block prints, cites or leads to, and where in the text of the page it first does.
Block = dict[tuple[Sort, str], int]


@dataclass(frozen=True, slots=True)
class _Side:
    """A block of a page, to be compared."""

    page: Page
    block: Block

    def place(self, offset: int) -> Position:
        return self.page.source.file.position(self.page.source.body_at + offset)


def check(site: Site, report: Report) -> None:
    """Report what a paragraph says, and its counterpart in another edition does not."""
    if report.count("error"):
        return  # a page that fails lacks much that its author wrote
    codes = "|".join(map(re.escape, site.languages))
    read = partial(_blocks, own=re.compile(rf"/(?:{codes})(?=/)"))
    for first, *others in editions_of(site):
        for other in others:
            own, its = (
                site.remembered.of_text(f"blocks {codes}", page.source.body, read)
                for page in (first, other)
            )
            left, right = _uneven(own, its)
            here = [_Side(first, one) for one in left]
            there = [_Side(other, one) for one in right]
            if len(here) == len(there):
                for one, its_own in zip(here, there, strict=True):
                    _compare(one, its_own, report)
                    _compare(its_own, one, report)
            elif not here or not there:  # else nobody can tell which answers to which
                for one in here or there:
                    _lacking(one, other if here else first, report)


def _uneven(own: list[Block], its: list[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks that have no equal in the other edition, in their order."""
    left, right = [], list(its)
    for one in own:
        equal = next((other for other in right if other.keys() == one.keys()), None)
        if equal is None:
            left.append(one)
        else:
            right.remove(equal)
    return left, right


def _compare(here: _Side, there: _Side, report: Report) -> None:
    """Report what the block *here* says and that *there* does not."""
    for (sort, name), offset in here.block.items():
        if _is_in(there.block, sort, name) or not _is_for_us(sort, name, there.page):
            continue
        where = there.place(min(there.block.values()))
        what = f'"{name}"' if sort == "link" else name
        message = (
            f"{what} is {_SAID[sort]} here, but not in the paragraph that answers to it, "
            f"{where.path}:{where.line}"
        )
        report.add(f"edition-lacks-{sort}", here.place(offset), message, "say the same in both")


def _lacking(one: _Side, other: Page, report: Report) -> None:
    """Report a paragraph to which none of the *other* page answers."""
    for (sort, name), offset in one.block.items():
        if _is_for_us(sort, name, other):
            what = f'"{name}"' if sort == "link" else name
            message = (
                f"{what} is {_SAID[sort]} here, but no paragraph of {other.path} answers to it"
            )
            hint = "say the same in both, and divide it alike"
            report.add(f"edition-lacks-{sort}", one.place(offset), message, hint)
            return  # one of them tells where to look


def _is_in(block: Block, sort: Sort, name: str) -> bool:
    """Whether *block* says so; of two citations one may do without saying where in the source."""
    id_, _, locator = name.partition(",")
    if (sort, name) in block or (sort, id_) in block:
        return True
    is_bare = sort == "source" and not locator
    return is_bare and any(one == sort and its.startswith(f"{id_},") for one, its in block)


def _is_for_us(sort: Sort, name: str, other: Page) -> bool:
    """Whether `editions` does not tell it: the *other* page says it, in another paragraph."""
    bare = re.escape(name.partition(",")[0])
    return sort == "link" or re.search(rf"(?<![\w.]){bare}\b", other.source.body) is not None


def _blocks(text: str, own: re.Pattern[str]) -> list[Block]:
    """Return what the blocks of *text* say, those left out that say nothing.

    *own* is what an address begins with in one of the languages.
    """
    said = sorted([*_referred(text), *_linked(text, own)])
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        block: Block = {}
        for offset, sort, name in said:
            if match.start() <= offset < match.end():
                block.setdefault((sort, name), offset)
        found += [block] if block else []
    return found


def _referred(text: str) -> Iterator[tuple[int, Sort, str]]:
    """Yield the facts that are printed and the places that are cited."""
    for ref in find_refs(text):
        if ref.kind == "citation":
            for one in read_citation(ref.inside)[0]:
                name = f"{one.id}, {one.locator}" if one.locator else one.id
                yield ref.start + len("[@") + one.start, "source", name
        elif ref.kind == "expression":
            names = (name for _, name in names_in(ref.inside) if "." in name)
            yield from ((ref.start, "fact", name) for name in names)


def _linked(text: str, own: re.Pattern[str]) -> Iterator[tuple[int, Sort, str]]:
    """Yield which pages links lead to, whatever the language; a file is beside one of them only."""
    for match in _LINK.finditer(text):
        target = own.sub("", match["target"], count=1)
        if not _FILE.search(target.partition("#")[0]):
            yield match.start("target"), "link", target
