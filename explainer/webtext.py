"""Takes from an HTML page what a reader reads: the main text, in lines as its blocks fall."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from .apart import read_apart

# What a page has around its text, or does not show; <rt> is how a word in Japanese is read.
_AROUND = re.compile(
    r"(?:head|script|style|template|noscript|iframe|svg|math|nav|aside|footer|button|select"
    r"|textarea|dialog|object|canvas|audio|video|rt|rp)\Z"
)
_INLINE = re.compile(
    r"(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rb"
    r"|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)\Z"
)
_VOID = re.compile(r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\Z")
_ZONES = ("main", "article", "h1")

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)

_TEXTUAL = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1256"),
        *("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15", "koi8-r"),
        *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5"),
        *("euc_kr", "cp949"),
    )
)


def charset_of(data: bytes) -> str:
    """Return the encoding that a page says it has; UTF-8 where it names none that is known."""
    match = _CHARSET.search(data[:4096])
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else "utf-8"
    except (LookupError, UnicodeDecodeError):
        return "utf-8"
    # A page that can say so in ASCII is in no UTF-16, and no codec that makes bytes of bytes.
    return "utf-8" if name.startswith("utf-") or name not in _TEXTUAL else name


def lines_of(html: str) -> list[str]:
    """Return the main text of a page, line by line.

    That is what stands in its `<main>`, else in its `<article>` elements, else all but menus and
    the like; its headings of the first level belong to it wherever they stand.

    Raises:
        UnreadableError: it is so damaged that it takes too long.
    """
    lines: list[str] = read_apart("webtext", html.encode("utf-8", "replace"))
    return lines


def read(data: bytes) -> list[str]:
    """Return the main text of a page in UTF-8, in the process that may be ended at it."""
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    for zone in ("main", "article"):
        if any(zone in zones and "h1" not in zones for _, zones in reader.found):
            return reader.lines(zone)
    return reader.lines("")


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has begun, whether its text is left out, and what it is part of."""

    name: str
    hidden: bool
    zone: str


class _Reader(HTMLParser):
    """Collects the lines of a page, each with the zones that it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, frozenset[str]]] = []
        self._open: list[_Open] = []
        self._names: Counter[str] = Counter()
        self._zones: Counter[str] = Counter()
        self._pieces: list[str] = []

    def lines(self, zone: str) -> list[str]:
        """Return the lines that stand in *zone* or a heading, or all where none is named."""
        return [line for line, zones in self.found if not zone or {zone, "h1"} & zones]

    def close(self) -> None:
        """End the last line."""
        super().close()
        self._end_line()

    def parse_html_declaration(self, i: int) -> int:
        """Pass over what begins as a declaration and is none, such as "<![>"."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:  # so older versions of Python say it
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _INLINE.match(tag):
            self._end_line()
        if _VOID.match(tag):
            return
        given = dict(attrs)
        hidden = bool(_AROUND.match(tag)) or "hidden" in given or given.get("aria-hidden") == "true"
        zone = "main" if given.get("role") == "main" else tag if tag in _ZONES else ""
        self._open.append(_Open(tag, hidden or self._is_hidden, zone))
        self._names[tag] += 1
        self._zones[zone] += 1

    def handle_endtag(self, tag: str) -> None:
        if not _INLINE.match(tag):
            self._end_line()
        # What closes nothing is passed over; what lies open within an element ends with it.
        while self._names[tag]:
            closed = self._open.pop()
            self._names[closed.name] -= 1
            self._zones[closed.zone] -= 1
            if closed.name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self._pieces.append(data)

    @property
    def _is_hidden(self) -> bool:
        return bool(self._open) and self._open[-1].hidden

    def _end_line(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces = []
        if text:
            self.found.append((text, frozenset(zone for zone in _ZONES if self._zones[zone])))
