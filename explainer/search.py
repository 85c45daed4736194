"""What a search looks through: titles, headings and text of the finished pages, in one JSON file.

There is one such index for each language; the script of the search page fetches it once and does
the rest.  Evidence, menus and lists of what leads to a page are left out, because their words are
those of other places.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from .backlinks import BLOCKS, Depth, is_aside
from .markup import Tag, walk

# Nor what stands on many pages, or tells no more than others do.
_FRAME = frozenset(("standing", "corrected", "help", "toc", "footnote-ref"))
_HEADING = re.compile(r"h[2-6]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A finished page that a search looks through; *url* is its address as links have it.

    Of a *brief* one only what stands before its first section is looked through; the title of a
    *minor* one counts no more than a text, as that of a source, whose words are not the site's.
    """

    url: str
    title: str
    summary: str
    html: str
    brief: bool = False
    minor: bool = False


@dataclass(slots=True)
class Section:
    """What stands below a heading that can be led to; at first what stands before the first one."""

    anchor: str = ""
    heading: str = ""
    text: str = ""

    def read(self, text: str, *, in_heading: bool) -> None:
        """Read on."""
        if in_heading:
            self.heading += text
        else:
            self.text += text


# A section as the index has it: its anchor, its heading and its text.
Told = tuple[str, str, str]


def index(pages: Iterable[Searched], read: Callable[[str], Sequence[Told]] | None = None) -> bytes:
    """Return the index of *pages*: for each its address, its title and its sections.

    A section is its anchor, its heading and its text, in which each block has a line.  The first
    one has neither anchor nor heading; where it would be empty, the summary is its text.  *read*
    gives what `told_in` gives of the HTML of a page.
    """
    entries = [_entry(page, (read or told_in)(page.html)) for page in pages]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def told_in(html: str) -> list[Told]:
    """Return the sections of a finished page as the index has them."""
    return [(one.anchor, one.heading, one.text) for one in sections(html)]


def _entry(page: Searched, told: Sequence[Told]) -> dict[str, Any]:
    anchor, heading, text = told[0]
    first = (anchor, heading, text or page.summary)
    kept = [first] if page.brief else [first, *told[1:]]
    rank = {"minor": True} if page.minor else {}
    return {"url": page.url, "title": page.title, **rank, "sections": kept}


def sections(html: str) -> Iterator[Section]:
    """Yield the sections of a finished page as they are read; its title is in none of them."""
    section, heading = Section(), ""
    for piece in _said(html):
        if isinstance(piece, str):
            section.read(piece, in_heading=bool(heading))
        elif piece.closes and piece.name == heading:
            heading = ""
        elif anchor := _anchor(piece):
            yield _tidied(section)
            section, heading = Section(anchor), piece.name
        elif piece.name in BLOCKS:
            section.read("\n", in_heading=bool(heading))
        elif piece.name == "br":
            section.read(" ", in_heading=bool(heading))
    yield _tidied(section)


def _anchor(tag: Tag) -> str:
    """Return the id of a heading, if it is one that has an id."""
    if tag.closes or not _HEADING.match(tag.name):
        return ""
    return tag.attributes().get("id") or ""


def _tidied(section: Section) -> Section:
    lines = (" ".join(line.split()) for line in section.text.split("\n"))
    text = "\n".join(line for line in lines if line)
    return Section(section.anchor, " ".join(section.heading.split()), text)


def _said(html: str) -> Iterator[str | Tag]:
    """Yield the tags and the plain text of what is said on a page itself."""
    depth = Depth()
    for piece in walk(html):
        if isinstance(piece, Tag):
            if piece.closes:
                depth.leave(piece.name)
            elif piece.opens:
                depth.enter(piece.name, is_aside=not depth.aside and _is_left_out(piece))
        elif piece.startswith("<!"):
            continue
        if depth.is_said:
            yield piece if isinstance(piece, Tag) else re.sub(r"\s+", " ", unescape(piece))


def _is_left_out(tag: Tag) -> bool:
    attributes = tag.attributes()
    classes = (attributes.get("class") or "").split()
    return tag.name == "h1" or not _FRAME.isdisjoint(classes) or is_aside(tag.name, attributes)
