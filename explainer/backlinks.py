"""Leads back from a source, or a record, to every sentence of the finished pages that needs it.

The sentences are read off the pages themselves, so that what a table or a layout prints has one,
too: the cell of a table with the head of its row, a description with what it describes.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import chain

from .digests import digest_of
from .markup import Tag, emptied, walk
from .packing import Packed, Text
from .placing import ANCHOR, PLACES, Place
from .sentences import sentences

# What ends a passage of text.
BLOCKS = frozenset(
    [
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("caption", "thead", "tbody", "tr", "th", "td", "pre", "figure", "figcaption", "section"),
        *("article", "aside", "div", "blockquote", "details", "summary", "hr"),
    ]
)
# What tells what the passages behind it are about, until one of the others ends.
_HEADS = frozenset(("th", "dt"))
_HEADED = frozenset(("tr", "dl", "li", "thead"))
# What is no text of the page: what opens, what leads elsewhere in it, what is drawn.
_ASIDE = frozenset(("nav", "svg", "header", "footer"))
_ASIDE_CLASSES = frozenset(("mark", "page-sources", "places", "vh", "footnote-backref"))
# What is one expression: a point in it, as in "25. September" or "1,2 Mio. Euro", ends no sentence.
_EXPRESSIONS = frozenset(("time", "data"))
_POINT = "\x02"
# The first words of an item, such as its date, are a head if they are no more than this.
_MAX_HEAD = 40
_BLANKS = re.compile(r"\s+")
_ANCHOR = re.compile(f' id="{ANCHOR}([^"]+)"')
_LISTED = re.compile(f"{PLACES}(?P<form>\\w+) (?P<name>[^{PLACES}]+){PLACES}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A finished page, but for its lists of places.

    *listed* has the forms of these, with the names of the sources and records that they are of,
    *leaning* the ids at which each fact, record or source is leaned on or named, in order.
    """

    address: str
    title: str
    html: Packed
    listed: Sequence[tuple[str, str]]
    leaning: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Completed:
    """A page with its *lists* of places, and those of its ids that are in *anchors*.

    Its text is made each time that somebody asks for it.
    """

    digest: bytes
    page: Placed
    lists: Mapping[tuple[str, str], str]
    anchors: Collection[str]

    @property
    def text(self) -> str:
        """The HTML of the page."""
        return finished(self.page.html.text, self.lists, self.anchors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink:
    """A sentence of a page that leans on a source or names a record."""

    address: str
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfBacklinks:
    """The sentences of one page."""

    title: str
    links: tuple[Backlink, ...]


class Backlinks:
    """Where in *pages*, in their order, each of *names* is leaned on or named.

    *read* gives what `sentences_by_anchor` gives of the HTML of a page.
    """

    def __init__(
        self,
        pages: Iterable[Placed],
        names: Iterable[str],
        read: Callable[[Text], dict[str, str]] | None = None,
    ) -> None:
        self._sentences = read or (lambda page: sentences_by_anchor(page.text))
        self._names = set(names)
        self._found: dict[str, dict[str, PageOfBacklinks]] = {name: {} for name in self._names}
        self._anchors: dict[str, set[str]] = {}
        if self._names:
            for page in pages:
                self._read(page)

    def of(self, name: str, address: str) -> list[PageOfBacklinks]:
        """Return the sentences that lean on *name*, by page; those at *address* are left out."""
        return [page for where, page in self._found[name].items() if where != address]

    def anchors(self, address: str) -> set[str]:
        """Return the ids of the page at *address* that something leads to."""
        return self._anchors.get(address, set())

    def _read(self, page: Placed) -> None:
        found = page.leaning.keys() & self._names
        if not found:
            return
        told = self._sentences(page.html)
        for name in found:
            anchors = page.leaning[name]
            # The same sentence may lean on a source at several marks: it is led to at the first.
            firsts = {told[anchor]: anchor for anchor in reversed(anchors) if anchor in told}
            links = tuple(
                Backlink(address=page.address, anchor=anchor, sentence=sentence)
                for sentence, anchor in reversed(firsts.items())
            )
            self._anchors.setdefault(page.address, set()).update(link.anchor for link in links)
            if links:
                self._found[name][page.address] = PageOfBacklinks(title=page.title, links=links)


def told_of(page: PageOfBacklinks) -> str:
    """Return all that *page* says as one text, by which it can be compared."""
    links = ((one.address, one.anchor, one.sentence) for one in page.links)
    return "\0".join([page.title, *chain.from_iterable(links), ""])


def leaning(places: Iterable[Place]) -> dict[str, list[str]]:
    """Return the ids of *places* by the names of what is leaned on there."""
    found: dict[str, list[str]] = {}
    for place in places:
        for name in sorted(place.names):
            found.setdefault(name, []).append(place.anchor)
    return found


def completed(
    page: Placed, lists: Mapping[tuple[str, str], str], anchors: Collection[str]
) -> Completed:
    """Return *page* with its *lists* of places, and of its ids those in *anchors*."""
    told = page.html.digest, sorted(lists.items()), sorted(anchors)
    return Completed(digest_of(repr(told)), page, lists, anchors)


def listed_in(html: str) -> list[tuple[str, str]]:
    """Return the forms of the lists in a page, with the names of what they are of."""
    return sorted(set(_LISTED.findall(html)))


def finished(html: str, lists: Mapping[tuple[str, str], str], anchors: Collection[str]) -> str:
    """Return *html* with its lists of places, by form and name, and of its ids those in *anchors*.

    What has an id for other reasons keeps it.
    """
    html = _ANCHOR.sub(lambda match: f' id="{match[1]}"' if match[1] in anchors else "", html)
    return _LISTED.sub(lambda match: lists[match["form"], match["name"]], html) if lists else html


def without_anchors(html: str) -> str:
    """Return *html* without the ids that are there only if something leads to them."""
    return _ANCHOR.sub("", html)


def sentences_by_anchor(html: str) -> dict[str, str]:
    """Return the sentence in which each element of a page stands that has an id."""
    reader = _Reader()
    for piece in walk(emptied(html, lambda tag, _: is_aside(tag))):
        if isinstance(piece, Tag):
            reader.tag(piece)
        elif not piece.startswith("<!--"):
            reader.text(piece)
    reader.flush()
    return reader.found


class Depth:
    """How deep one is in a page, and whether what stands there is said on the page itself.

    *is_aside* tells of a tag whether what stands in its element is not; *aside* is how deep that
    lies, nothing outside of it.  *is_said* is whether a text here is one of the main element.
    """

    __slots__ = ("_is_aside", "aside", "is_said", "opened")

    def __init__(self, is_aside: Callable[[Tag], bool]) -> None:
        self.opened: list[str] = []
        self.aside = 0
        self.is_said = False
        self._is_aside = is_aside

    def enter(self, tag: Tag) -> None:
        """Go into an element."""
        self.opened.append(tag.name)
        if self.aside:
            return
        if self._is_aside(tag):
            self.aside, self.is_said = len(self.opened), False
        elif tag.name == "main":
            self.is_said = True

    def leave(self, name: str) -> None:
        """Go out of an element, and of those in it whose end is left out."""
        opened = self.opened
        if opened and opened[-1] == name:  # nearly always
            opened.pop()
        elif name in opened:
            while opened.pop() != name:
                pass
        else:
            return
        if len(opened) < self.aside:
            self.aside = 0
        if not self.aside:
            self.is_said = "main" in opened


class _Reader:
    """Goes through the text of a page.

    *passage* is what was read of the passage so far, as long as *length*, *anchors* are the ids in
    it with their offsets; *head* is what the passage is about, *waiting* are the ids in that.
    """

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.passage: list[str] = []
        self.length = 0
        self.anchors: list[tuple[int, str]] = []
        self.head = ""
        self.waiting: list[str] = []
        self.depth = Depth(is_aside)

    def text(self, text: str) -> None:
        """Read a text between tags."""
        if not self.depth.is_said:
            return
        said = _BLANKS.sub(" ", unescape(_LISTED.sub("", text) if PLACES in text else text))
        if "." in said and not _EXPRESSIONS.isdisjoint(self.depth.opened):
            said = said.replace(".", _POINT)
        self.passage.append(said)
        self.length += len(said)

    def tag(self, tag: Tag) -> None:
        """Read a tag; what its element is about ends with it."""
        name = tag.name
        if tag.closes:
            self._close(name)
            return
        depth = self.depth
        if not depth.aside:
            if name in BLOCKS:
                self.flush()
            if anchor := _id_of(tag):
                # A mark stands behind what it belongs to, be it the end of a sentence.
                self.anchors.append((self.length - (name == "button"), anchor))
        if tag.opens:
            depth.enter(tag)

    def _close(self, name: str) -> None:
        if not self.depth.aside:
            if name in BLOCKS:
                self.flush(is_head=name in _HEADS or (name == "p" and self._may_head()))
            if name in _HEADED:
                self._end_of_head()
        self.depth.leave(name)

    def _may_head(self) -> bool:
        """Whether the paragraph that ends here is the short beginning of an item."""
        first = self.depth.opened[-2:] == ["li", "p"] and not self.head
        return first and self.length <= _MAX_HEAD

    def flush(self, *, is_head: bool = False) -> None:
        """End the passage, and give each id in it its sentence."""
        text, anchors = "".join(self.passage), self.anchors
        self.passage, self.length, self.anchors = [], 0, []
        if is_head:
            self.head = text.strip().replace(_POINT, ".")
            self.waiting = [anchor for _, anchor in anchors]
            return
        if not text.strip():
            self.anchors = [(0, anchor) for _, anchor in anchors]  # of an element around the next
            return
        if not anchors and not self.waiting:
            return
        spans = list(sentences(text)) or [(0, len(text))]
        for offset, anchor in anchors:
            span = next((one for one in spans if offset < one[1]), spans[-1])
            self.found[anchor] = self._headed(text[slice(*span)])
        for anchor in self.waiting:
            self.found[anchor] = self._headed(text[slice(*spans[0])])
        self.waiting = []

    def _headed(self, sentence: str) -> str:
        text = " ".join(sentence.split()).replace(_POINT, ".")
        return f"{self.head}{_colon(self.head)}{text}" if self.head else text

    def _end_of_head(self) -> None:
        for anchor in self.waiting:  # nothing follows what it stands in
            self.found[anchor] = self.head
        self.head, self.waiting = "", []


def _colon(head: str) -> str:
    """Return the colon after *head*: that of its script."""
    return "：" if unicodedata.east_asian_width(head[-1]) == "W" else ": "


# Most tags of a site are like others of it.
@lru_cache(maxsize=8192)
def is_aside(tag: Tag) -> bool:
    """Whether the element of *tag* is no text of the page."""
    attributes = tag.attributes()
    classes = (attributes.get("class") or "").split()
    return tag.name in _ASIDE or "popover" in attributes or not _ASIDE_CLASSES.isdisjoint(classes)


def _id_of(tag: Tag) -> str:
    """Return the id of an element, if it has one."""
    if "id" not in tag.rest.lower():
        return ""
    return (tag.attributes().get("id") or "").removeprefix(ANCHOR)
