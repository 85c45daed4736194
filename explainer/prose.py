"""Turns Markdown into HTML: references are put back, links resolved, raw HTML checked.

The only module that knows Python-Markdown, but for `thrift`, which quickens it.  What that makes of
a text depends on the text alone, since references pass through it as single characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from .expressions import Passage
from .joining import fold, join_elements
from .refs import FIRST_REF, LAST_REF
from .strings import Language
from .thrift import thrifty

_REF = re.compile(f"[{chr(FIRST_REF)}-{chr(LAST_REF)}]")
# Ids that layouts and marks have themselves.
_OURS = re.compile(r"(?:main|page-sources|(?:evidence|mark|picture)-\d+(?:-\w+)?)\Z")
# Keeps a text of one line from being taken for a heading, a list or a quotation.
_GUARD = "\uf8ff"


@dataclass(frozen=True, slots=True)
class Converted:
    """The HTML of a page, and its headings: level, id and HTML of each."""

    html: str
    toc: tuple[tuple[int, str, str], ...]


class Converter:
    """Python-Markdown with our extensions, for one language; texts it has seen are remembered."""

    def __init__(self, language: Language) -> None:
        self._names: list[str] = []
        self._markdown = markdown.Markdown(
            output_format="html",
            extensions=[
                FootnoteExtension(
                    BACKLINK_TITLE=language.word("footnote_back", n="{}"), SEPARATOR="-"
                ),
                TableExtension(),
                TocExtension(slugify=self._slug, title=language.word("contents")),
                AttrListExtension(),
                DefListExtension(),
                AdmonitionExtension(),
                FencedCodeExtension(),
            ],
        )
        self._markdown.treeprocessors.register(_LineEnds(self._markdown), "line-ends", 5)
        self._markdown.treeprocessors.register(_TableHeads(self._markdown), "table-heads", 4)
        self._markdown.treeprocessors.register(_Columns(self._markdown), "columns", 3)
        thrifty(self._markdown)
        self._inline: dict[str, str] = {}

    def page(self, passage: Passage) -> Converted:
        """Return the HTML of a page and its headings; references are still characters."""
        self._names = [re.sub(r"[\W_]+", "-", ref.inside.strip()) for ref in passage.refs]
        html = self._markdown.reset().convert(passage.marked)
        tokens: list[dict[str, object]] = getattr(self._markdown, "toc_tokens", [])
        return Converted(html, tuple(_flat(tokens)))

    def inline(self, marked: str) -> str:
        """Return the HTML of a text within a line."""
        if marked not in self._inline:
            line = _GUARD + fold(marked)
            html = self._markdown.reset().convert(line).replace(_GUARD, "", 1)
            self._inline[marked] = html.removeprefix("<p>").removesuffix("</p>")
        return self._inline[marked]

    def _slug(self, text: str, separator: str) -> str:
        slug = slugify_unicode(text, separator)
        if slug:
            return f"section-{slug}" if _OURS.match(slug) else slug
        # A heading that is nothing but a fact is named for the fact, not for its value.
        names = (self._names[ord(match[0]) - FIRST_REF] for match in _REF.finditer(text))
        return "-".join(names).strip("-").lower()


class _LineEnds(Treeprocessor):
    """Joins lines where both sides are Japanese, for which browsers would draw a space."""

    def run(self, root: ElementTree.Element) -> None:
        join_elements(root, self._raw)

    def _raw(self, placeholder: str) -> str:
        """Return the raw HTML that *placeholder* stands for; nothing for an escaped sign."""
        match = HTML_PLACEHOLDER_RE.search(placeholder)
        return str(self.md.htmlStash.rawHtmlBlocks[int(match[1])]) if match else ""


class _TableHeads(Treeprocessor):
    """Says of the heads of a table that they are those of its columns."""

    def run(self, root: ElementTree.Element) -> None:
        for head in root.iter("th"):
            head.set("scope", "col")


class _Columns(Treeprocessor):
    """Sets the parts of a section side by side where its heading is of the class `columns`."""

    def run(self, root: ElementTree.Element) -> None:
        columns: ElementTree.Element | None = None
        kept: list[ElementTree.Element] = []
        for element in root:
            if element.tag in ("h1", "h2"):
                columns = _columns(element)
            elif columns is not None and (element.tag == "h3" or len(columns)):
                _into(columns, element)
                if columns not in kept:
                    kept.append(columns)
                continue
            kept.append(element)
        root[:] = kept


def _columns(heading: ElementTree.Element) -> ElementTree.Element | None:
    """Return what holds the columns below *heading*, which no longer asks for them."""
    classes = heading.get("class", "").split()
    if "columns" not in classes:
        return None
    classes.remove("columns")
    heading.set("class", " ".join(classes))
    if not classes:
        del heading.attrib["class"]
    columns = ElementTree.Element("div", {"class": "beside"})
    columns.text = columns.tail = "\n"
    return columns


def _into(columns: ElementTree.Element, element: ElementTree.Element) -> None:
    """Put *element* into the last of the *columns*, or into a new one that it heads."""
    if element.tag == "h3":
        section = ElementTree.SubElement(columns, "section")
        section.text = section.tail = "\n"
    columns[-1].append(element)


def _flat(tokens: list[dict[str, object]]) -> Iterator[tuple[int, str, str]]:
    for token in tokens:
        yield (
            int(str(token["level"])),
            str(token["id"]),
            str(token["html"] if "html" in token else token["name"]),
        )
        children = token["children"]
        assert isinstance(children, list)
        yield from _flat(children)
