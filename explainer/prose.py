"""Turns Markdown into HTML.

What comes of a text depends on the text alone, since references pass through it as single
characters; so it may be known from an earlier run, and the library is loaded only where it is not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from .expressions import Passage
from .joining import fold
from .packing import Packed, packed
from .refs import FIRST_REF, LAST_REF
from .strings import Language

T = TypeVar("T")

_REF = re.compile(f"[{chr(FIRST_REF)}-{chr(LAST_REF)}]")
# Ids that layouts and marks have themselves.
_OURS = re.compile(r"(?:main|page-sources|(?:evidence|mark|picture)-\d+(?:-\w+)?)\Z")
# Keeps a text of one line from being taken for a heading, a list or a quotation.
_GUARD = "\uf8ff"


@dataclass(frozen=True, slots=True)
class Converted:
    """The HTML of a page, and its headings: level, id and HTML of each."""

    html: Packed
    toc: tuple[tuple[int, str, str], ...]


class Known(Protocol):
    """Gives what is made of a text and of nothing else: from an earlier run, or made now."""

    def __call__(self, name: str, text: str, make: Callable[[str], T]) -> T:
        """Return what *make* makes of *text*; *name* says what that is."""


def anew(name: str, text: str, make: Callable[[str], T]) -> T:  # noqa: ARG001 — whatever it is
    """Return what *make* makes of *text*."""
    return make(text)


class Converter:
    """Python-Markdown with our extensions, for one language; what a text gives may be *known*.

    It depends on the text alone, since facts pass through it as characters: neither a fact nor a
    template that changes needs it.
    """

    def __init__(self, language: Language, known: Known = anew) -> None:
        self._known, self._names = known, list[str]()
        self._words = language.word("footnote_back", n="{}"), language.word("contents")
        self._inline: dict[str, str] = {}

    @cached_property
    def _markdown(self) -> Any:
        from .dialect import markdown  # it is slow to load, and most builds know all of their texts

        return markdown(*self._words, slugify=self._slug)

    def page(self, passage: Passage) -> Converted:
        """Return the HTML of a page and its headings; references are still characters."""
        marked = passage.marked
        names = [re.sub(r"[\W_]+", "-", ref.inside.strip()) for ref in passage.refs]

        def convert(_: str) -> Converted:
            self._names = names
            html = self._markdown.reset().convert(marked)
            tokens: list[dict[str, object]] = getattr(self._markdown, "toc_tokens", [])
            return Converted(packed(html), tuple(_flat(tokens)))

        return self._known("page", "\0".join([*self._words, *names, marked]), convert)

    def inline(self, marked: str) -> str:
        """Return the HTML of a text within a line."""
        if marked not in self._inline:
            self._inline[marked] = self._known("line", marked, self._line)
        return self._inline[marked]

    def _line(self, marked: str) -> str:
        line = _GUARD + fold(marked)
        html: str = self._markdown.reset().convert(line)
        html = html.replace(_GUARD, "", 1)
        return html.removeprefix("<p>").removesuffix("</p>")

    def _slug(self, text: str, separator: str) -> str:
        from .dialect import slugify_unicode

        slug = slugify_unicode(text, separator)
        if slug:
            return f"section-{slug}" if _OURS.match(slug) else slug
        # A heading that is nothing but a fact is named for the fact, not for its value.
        names = (self._names[ord(match[0]) - FIRST_REF] for match in _REF.finditer(text))
        return "-".join(names).strip("-").lower()


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
