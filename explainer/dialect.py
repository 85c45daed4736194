"""The Markdown of our pages: Python-Markdown with its extensions, and what we add.

The only module that knows Python-Markdown, but for `thrift`, which quickens it.
"""

from collections.abc import Callable
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from .joining import join_elements
from .thrift import thrifty

__all__ = ["markdown", "slugify_unicode"]


def markdown(back: str, contents: str, slugify: Callable[[str, str], str]) -> Markdown:
    """Return what converts pages.

    *back* is the title of the link back from a footnote, where "{}" stands for its number;
    *contents* the title of a table of contents; *slugify* makes ids of headings.
    """
    found = Markdown(
        output_format="html",
        extensions=[
            FootnoteExtension(BACKLINK_TITLE=back, SEPARATOR="-"),
            TableExtension(),
            TocExtension(slugify=slugify, title=contents),
            AttrListExtension(),
            DefListExtension(),
            AdmonitionExtension(),
            FencedCodeExtension(),
        ],
    )
    found.treeprocessors.register(_LineEnds(found), "line-ends", 5)
    found.treeprocessors.register(_TableHeads(found), "table-heads", 4)
    found.treeprocessors.register(_Columns(found), "columns", 3)
    thrifty(found)
    return found


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
