"""Makes Python-Markdown do less in vain; what it gives stays the same, byte for byte.

As it comes, it tries each of its inline patterns on each piece of text, reads each page as HTML,
looks the names of elements up in a list, and goes through all of them for a table of contents, for
attributes and for what was escaped.  Most pieces lack the sign that a pattern begins with, and most
pages have none of all that.  This leans on the inside of the library, whose version is held by
pyproject.toml; tests compare the outcome with that of the library untouched.
"""

import re
from functools import cache
from typing import Any, cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.inlinepatterns import DelimiterProcessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString

# What a text must hold for a pattern of that name to match in it.
_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}
_MARKUP = re.compile("[<&]")


def thrifty(converter: Markdown) -> Markdown:
    """Return *converter*, which has all its extensions, so that it does less in vain."""
    converter.block_level_elements = cast(Any, frozenset(converter.block_level_elements))
    cast(Any, converter).is_block_level = cache(converter.is_block_level)
    converter.preprocessors.register(_HtmlBlocks(converter), "html_block", 20)
    blocks, trees = converter.parser.blockprocessors, converter.treeprocessors
    blocks.register(_Tables(converter.parser, cast(Any, blocks["table"]).config), "table", 75)
    trees.register(_Inline(converter), "inline", 20)
    trees.register(_Attributes(converter), "attr_list", 8)
    contents = next(one for one in converter.registeredExtensions if isinstance(one, TocExtension))
    trees.register(_Contents(converter, contents.getConfigs()), "toc", 6)  # what joins lines has 5
    trees.register(_Escapes(converter), "unescape", 0)
    return converter


def _holds(md: Markdown, sign: str) -> bool:
    """Whether *sign* stands in the text that is converted."""
    return any(sign in line for line in cast(Any, md).lines)


class _HtmlBlocks(HtmlBlockPreprocessor):
    """Takes blocks of raw HTML out of a text that may have any."""

    def run(self, lines: list[str]) -> list[str]:
        """Return *lines* without the blocks."""
        return super().run(lines) if any(map(_MARKUP.search, lines)) else lines


class _Tables(TableProcessor):
    """Looks whether a block is a table if it holds what parts its cells."""

    def test(self, parent: Element, block: str) -> bool:
        """Return whether *block* is a table."""
        return "|" in block and super().test(parent, block)


class _Attributes(AttrListTreeprocessor):
    """Looks for attributes in a text with braces."""

    def run(self, doc: Element) -> None:
        """Give the elements the attributes that follow them."""
        if _holds(self.md, "{"):
            super().run(doc)


class _Contents(TocTreeprocessor):
    """Makes a table of contents where one is asked for."""

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """Return the table, which is empty where none is asked for."""
        return super().build_toc_div(toc_list) if _holds(self.md, self.marker) else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        """Put the table into its place."""
        if _holds(self.md, self.marker):
            super().replace_marker(root, elem)


class _Escapes(UnescapeTreeprocessor):
    """Puts back what was escaped in a text with a backslash."""

    def run(self, root: Element) -> None:
        """Put it back in all elements."""
        if _holds(self.md, "\\"):
            super().run(root)


class _Inline(InlineProcessor):
    """Tries a pattern only on a text that holds a sign it begins with."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._patterns = [
            (_signs_of(pattern, md), pattern, index)
            for index, pattern in enumerate(self.inlinePatterns)
        ]
        signs = {sign for signs, _, _ in self._patterns for sign in signs}
        self._signs = re.compile("|".join(map(re.escape, sorted(signs))))

    # Two underscores before its name make it one of the class above.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Return *data* with placeholders for what the patterns from one on match in it."""
        if isinstance(data, AtomicString) or not self._signs.search(data):
            return data
        attempt = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for signs, pattern, index in self._patterns[patternIndex:]:
            for sign in signs:
                if sign in data:
                    break
            else:
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = attempt(pattern, data, index, start)
        return data


def _signs_of(pattern: object, md: Markdown) -> tuple[str, ...]:
    """Return the signs of which a text must hold one if *pattern* is to match in it."""
    if isinstance(pattern, DelimiterProcessor):
        return tuple(pattern.tokens)
    patterns = md.inlinePatterns
    return next((sign,) for name, sign in _SIGNS.items() if patterns[name] is pattern)
