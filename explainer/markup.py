"""Walks through HTML tag by tag, and reads and writes the attributes of a tag."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

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

# Browsers end a comment at "<!-->", "<!--->" and "--!>", too.
_TOKEN = re.compile(
    r"""
    <!--(?:-?>|.*?--!?>)
    | <!/?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/<>"']*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?""")


class Tag(NamedTuple):
    """A tag as it is written; *rest* is all that stands behind its name."""

    written: str
    name: str
    closes: bool
    rest: str

    @property
    def opens(self) -> bool:
        """Whether an element begins here that has to be closed."""
        return not self.closes and self.name not in VOID

    def attributes(self) -> dict[str, str | None]:
        """Return the attributes by name, unescaped; None for those without a value."""
        return dict(_attributes(self.rest)) if self.rest else {}


# Most tags of a page are like others of it, and the page is gone through several times.
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
    """Yield the pieces of *html* in order: texts and comments as they are, tags as `Tag`."""
    at = 0
    for match in _TOKEN.finditer(html):
        start, end = match.span()
        if start > at:
            yield html[at:start]
        written, slash, name, rest = match.group(0, "slash", "name", "rest")
        yield written if name is None else Tag(written, name.lower(), slash == "/", rest)
        at = end
    if at < len(html):
        yield html[at:]


def open_tag(name: str, attributes: Mapping[str, str | None]) -> str:
    """Return an opening tag; an attribute without value is written without one."""
    written = [
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    ]
    return f"<{' '.join([name, *written])}>"
