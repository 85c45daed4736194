"""Walks through HTML tag by tag, and reads and writes the attributes of a tag."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from .refs import PRIVATE

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)

# What a page is made of besides text.  Browsers end a comment at "<!-->", "<!--->" and "--!>", too.
_TOKEN = re.compile(
    r"""
    (
      <!--(?:-?>|.*?--!?>)
    | <!?/?[a-zA-Z][^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+>
    )
    """,
    re.DOTALL | re.VERBOSE,
)
# A block, or a button, that holds no other of its name, and no comment.
_LEAF = re.compile(
    r"""
    (?P<tag><(?P<name>button|div|section|nav|header|footer)
      (?:\s[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+)?>)
    (?P<inside>[^<]*+(?:<(?!/?(?P=name)\b|!)[^<]*+)*+)
    (?=</(?P=name)>)
    """,
    re.VERBOSE,
)
# So many tags at a time are told from the texts between them.
_PORTION = 128
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/<>\"']*)(?P<rest>.*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?""")


# Tags are looked at more often than anything else, and are told apart by what they are written as.
@dataclass(slots=True, eq=False)
class Tag:
    """A tag as it is written; *rest* is all that stands behind its name.

    It *opens* an element if that has to be closed.
    """

    written: str
    name: str
    closes: bool
    opens: bool
    rest: str

    def attributes(self) -> dict[str, str | None]:
        """Return the attributes by name, unescaped; None for those without a value."""
        return dict(_attributes(self.rest)) if self.rest else {}


@lru_cache(maxsize=8192)
def _attributes(rest: str) -> tuple[tuple[str, str | None], ...]:
    found = []
    for name, value in _ATTRIBUTE.findall(rest):
        plain = value[1:-1] if value[:1] in ("'", '"') else value
        found.append((name.lower(), _unescaped(plain) if value else None))
    return tuple(found)


def _unescaped(text: str) -> str:
    """Return *text* without entities; what stands for items is there as itself, or not at all."""
    if "&" not in text:
        return text
    plain = [PRIVATE.sub("\ufffd", unescape(part)) for part in PRIVATE.split(text)]
    stand_ins = [*PRIVATE.findall(text), ""]
    return "".join(f"{part}{char}" for part, char in zip(plain, stand_ins, strict=True))


def walk(html: str) -> Iterator[str | Tag]:
    """Return the pieces of *html* in order: texts and comments as they are, tags as `Tag`."""
    return _told_apart(_TOKEN.split(html))


def portions(html: str) -> Iterator[tuple[Iterator[str | Tag], int]]:
    """Yield the pieces of *html* by some hundred, with where the rest of it begins."""
    rest = html
    while rest:
        *pieces, rest = _TOKEN.split(rest, _PORTION)
        if len(pieces) < 2 * _PORTION:
            pieces, rest = [*pieces, rest], ""
        yield _told_apart(pieces), len(html) - len(rest)


def _told_apart(split: list[str]) -> Iterator[str | Tag]:
    pieces: list[str | Tag] = [*split]
    pieces[1::2] = map(_read, split[1::2])  # every second one is no text
    return filter(None, pieces)


def emptied(html: str, is_idle: Callable[[Tag, str], bool]) -> str:
    """Return *html* without what stands in the blocks of which *is_idle*, of a tag and that, holds.

    It spares a reader a walk through what he would leave out.  Not all blocks are asked for: none
    that hold another of their name, or in which not as many elements end as begin.
    """
    kept: list[str] = []
    begin = at = 0
    while match := _LEAF.search(html, at):
        tag, inside, at = _read(match["tag"]), match["inside"], match.end("tag")
        is_even = inside.count("<") == 2 * inside.count("</")
        if is_even and isinstance(tag, Tag) and is_idle(tag, inside):
            kept.append(html[begin:at])
            begin = at = match.end()
    return "".join([*kept, html[begin:]])


# Most tags of a site are like others of it, and a page is gone through several times.
@lru_cache(maxsize=32768)
def _read(written: str) -> str | Tag:
    """Return what is no text as a tag, or as it is."""
    match = _TAG.match(written)
    if match is None:
        return written
    slash, name, rest = match.groups()
    closes, name = slash == "/", name.lower()
    return Tag(written, name, closes, not closes and name not in VOID, rest)


def open_tag(name: str, attributes: Mapping[str, str | None]) -> str:
    """Return an opening tag; an attribute without value is written without one."""
    written = [
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    ]
    return f"<{' '.join([name, *written])}>"
