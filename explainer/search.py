"""What a search looks through: titles, headings and text of the finished pages, in one JSON file.

There is one such index for each language; the script of the search page fetches it once and does
the rest.  Evidence, menus and lists of what leads to a page are left out, because their words are
those of other places.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from .backlinks import BLOCKS, Depth, is_aside
from .markup import Tag, emptied, walk

# Nor what stands on many pages, or tells no more than others do.
_FRAME = frozenset(("standing", "corrected", "help", "toc", "footnote-ref"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# The elements whose tags tell where a line begins or a word ends.
_TELLING = BLOCKS | {"br"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A finished page that a search looks through; *url* is its address as links have it.

    *told* is what `told_in` gives of its HTML.
    Of a *brief* one only what stands before its first section is looked through; the title of a
    *minor* one counts no more than a text, as that of a source, whose words are not the site's.
    """

    url: str
    title: str
    summary: str
    told: Sequence["Told"]
    brief: bool = False
    minor: bool = False


class Section:
    """What stands below a heading that can be led to; at first what stands before the first one."""

    __slots__ = ("anchor", "heading", "text")

    def __init__(self, anchor: str = "", heading: str = "", text: str = "") -> None:
        self.anchor, self.heading, self.text = anchor, heading, text


# A section as the index has it: its anchor, its heading and its text.
Told = tuple[str, str, str]


def index(pages: Iterable[Searched]) -> bytes:
    """Return the index of *pages*: for each its address, its title and its sections.

    A section is its anchor, its heading and its text, in which each block has a line.  The first
    one has neither anchor nor heading; where it would be empty, the summary is its text.
    """
    entries = [_entry(page) for page in pages]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def told_in(html: str) -> list[Told]:
    """Return the sections of a finished page as the index has them."""
    return [(one.anchor, one.heading, one.text) for one in sections(html)]


def _entry(page: Searched) -> dict[str, Any]:
    anchor, heading, text = page.told[0]
    first = (anchor, heading, text or page.summary)
    kept = [first] if page.brief else [first, *page.told[1:]]
    rank = {"minor": True} if page.minor else {}
    return {"url": page.url, "title": page.title, **rank, "sections": kept}


def sections(html: str) -> Iterator[Section]:
    """Yield the sections of a finished page as they are read; its title is in none of them."""
    anchor, heading = "", ""
    text: list[str] = []
    title: list[str] = []
    read = text
    for piece in _said(html):
        if isinstance(piece, str):
            read.append(piece)
        elif piece.closes and piece.name == heading:
            heading, read = "", text
        elif (piece.name in _HEADINGS) and (found := _anchor(piece)):
            yield _section(anchor, title, text)
            anchor, heading, text, title = found, piece.name, [], []
            read = title
        elif piece.name in BLOCKS:
            read.append("\n")
        elif piece.name == "br":
            read.append(" ")
    yield _section(anchor, title, text)


def _anchor(tag: Tag) -> str:
    """Return the id of a heading, if it is one that has an id."""
    return "" if tag.closes else tag.attributes().get("id") or ""


def _section(anchor: str, title: list[str], text: list[str]) -> Section:
    lines = (" ".join(line.split()) for line in "".join(text).split("\n"))
    return Section(anchor, " ".join("".join(title).split()), "\n".join(filter(None, lines)))


def _said(html: str) -> Iterator[str | Tag]:
    """Yield the tags and the plain text, in one line, of what is said on a page itself."""
    depth = Depth(_is_left_out)
    for piece in walk(emptied(html, lambda tag, _: _is_left_out(tag))):
        if isinstance(piece, Tag):
            if piece.closes:
                depth.leave(piece.name)
            elif piece.opens:
                depth.enter(piece)
            if depth.is_said and piece.name in _TELLING:
                yield piece
        elif depth.is_said and not piece.startswith("<!"):
            yield unescape(piece).replace("\n", " ")


# Most tags of a site are like others of it.
@lru_cache(maxsize=8192)
def _is_left_out(tag: Tag) -> bool:
    classes = (tag.attributes().get("class") or "").split()
    return tag.name == "h1" or not _FRAME.isdisjoint(classes) or is_aside(tag)
