"""Finds references to facts and sources in a text, with their places, before Markdown sees it.

A reference is an expression `{{ … }}` or a citation `[@source, locator; @other]`.  Each travels
through Markdown as one private-use character: such a character means nothing to it, survives
headings, tables and attributes alike, and drops out of the ids of headings.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

# References of one text are numbered from here on, other marks from `FIRST_ITEM` on.
FIRST_REF, LAST_REF = 0xF0000, 0xFFFFD
FIRST_ITEM, LAST_ITEM = 0x100000, 0x10FFFA
PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

# There are so many characters for the references of one text.
MAX_REFS = 65_000

RefKind = Literal["expression", "citation", "braces", "logic", "near-miss", "private", "too-many"]
# What is reported, and stays in the text as it is typed.
UNMARKED = ("near-miss", "private", "too-many")

# Each begins with one of the signs that are looked for first, which spares a try of all the others.
_STARTERS = re.compile(
    r"""
    (?=[`~<\\{\[\U000f0000-\U0010ffff]) (?:
      (?P<fence>^(?P<ticks>`{3,}|~{3,})[^\n]*\n)
    | (?P<comment><!--)
    | (?P<code>(?<!\\)`+)
    | (?P<braces>\\\{\{)
    | (?P<expression>\{\{)
    | (?P<logic>\{%)
    | (?P<citation>(?<![\\!])\[@(?P<cited>[^\[\]]*)\](?![(\[]))
    | (?P<near>\{[ ]\{[^{}\n]*\}[ ]?\} | \{(?![{#:.%])[^{}\n]*\}\})
    | (?P<private>[\U000f0000-\U0010ffff])
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_FENCE_END = re.compile(r"^(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STRINGS = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_SIGNS = re.compile("[\"'{}]")
_CITED = re.compile(r"\s*@(?P<id>[^\s,;@]+)\s*(?:,\s*(?P<locator>[^;]*?)\s*)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A reference, or what looks like one; *inside* is what stands between its marks."""

    kind: RefKind
    start: int
    end: int
    inside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One source of a citation; *start* counts from the beginning of the brackets' inside."""

    id: str
    locator: str | None
    start: int


def find_refs(text: str) -> list[Ref]:
    """Return the references in a Markdown *text* in their order; none stands in code."""
    return [*_refs_of(text)]


# A page is looked through as its title is printed, as it is written, and as it is proofread.
@lru_cache(maxsize=256)
def _refs_of(text: str) -> Sequence[Ref]:
    found: list[Ref] = []
    at, dead_until = 0, 0
    ends = _Ends(text)
    while match := _STARTERS.search(text, at):
        start, at = match.start(), match.end()
        kind = match.lastgroup  # of nested groups this is the outer one
        if kind in ("fence", "code", "comment"):
            at = ends.of(match)
            continue
        if len(found) == MAX_REFS:
            return [*found, Ref(kind="too-many", start=start, end=at, inside="")]
        if kind == "expression":
            if start < dead_until:
                continue
            end = _end_of_expression(text, at)
            if end < 0:
                dead_until = _paragraph_end(text, at)
                found.append(Ref(kind="near-miss", start=start, end=at, inside=""))
                continue
            found.append(Ref(kind="expression", start=start, end=end + 2, inside=text[at:end]))
            at = end + 2
        else:
            found.append(_ref(match, kind))
    return found


class _Ends:
    """Knows where code and comments end in a text, which is looked through once for all."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._no_comment_after = len(text)

    def of(self, match: re.Match[str]) -> int:
        """Return where what begins with *match* ends, or where to look on if it has no end."""
        if match.lastgroup == "comment":
            return self._comment(match.end())
        if match.lastgroup == "fence":
            fence = self._fence(match["ticks"], match.end())
            if fence is not None or match["ticks"].startswith("~"):
                return fence or match.start("ticks") + len(match["ticks"])
        ticks = _TICKS.match(self._text, match.start())
        assert ticks is not None
        # Where as many ticks end nothing, a few less may, of which the last begin it.
        for start in range(match.start(), ticks.end()):
            end = self._code(ticks.end(), ticks.end() - start)
            if end is not None:
                return end
        return ticks.end()

    def _comment(self, at: int) -> int:
        if at < self._no_comment_after:
            end = self._text.find("-->", at)
            if end >= 0:
                return end + len("-->")
            self._no_comment_after = at
        return at

    def _fence(self, ticks: str, at: int) -> int | None:
        """Return where a fence of *ticks* ends: at as many of them, or else at fewer."""
        for number in self._fences[ticks[0]]:
            if number <= len(ticks):
                places = self._fences[ticks[0]][number]
                following = bisect.bisect_left(places, (at, 0))
                if following < len(places):
                    return places[following][1]
        return None

    def _code(self, at: int, number: int) -> int | None:
        """Return where code ends that so many ticks before *at* begin, in the same paragraph."""
        places = self._ticks.get(number, [])
        following = bisect.bisect_left(places, at)
        if following == len(places):
            return None
        blank = bisect.bisect_left(self._blanks, at)
        if blank < len(self._blanks) and self._blanks[blank] < places[following]:
            return None
        return places[following] + number

    @cached_property
    def _fences(self) -> dict[str, dict[int, list[tuple[int, int]]]]:
        """The lines that end fences, by their sign and its number, the highest first."""
        found: dict[str, dict[int, list[tuple[int, int]]]] = {"`": {}, "~": {}}
        for match in _FENCE_END.finditer(self._text):
            sign, number = match[1][0], len(match[1])
            found[sign].setdefault(number, []).append(match.span())
        return {sign: dict(sorted(one.items(), reverse=True)) for sign, one in found.items()}

    @cached_property
    def _ticks(self) -> dict[int, list[int]]:
        """Where rows of backticks begin, by their length."""
        found: dict[int, list[int]] = {}
        for match in _TICKS.finditer(self._text):
            found.setdefault(len(match[0]), []).append(match.start())
        return found

    @cached_property
    def _blanks(self) -> list[int]:
        return [match.start() for match in _BLANK_LINE.finditer(self._text)]


def mark_refs(text: str, refs: list[Ref]) -> str:
    """Return *text* with each reference as one character, the n-th as `FIRST_REF` + n.

    Near misses stay as they are typed.
    """
    pieces, at = [], 0
    for number, ref in enumerate(refs):
        if ref.kind not in UNMARKED:
            pieces += [text[at : ref.start], chr(FIRST_REF + number)]
            at = ref.end
    return "".join([*pieces, text[at:]])


def read_citation(inside: str) -> tuple[list[Cited], list[int]]:
    """Return what a citation cites, and where in it (from 0) something is not understood.

    *inside* is the text between `[@` and `]`.
    """
    cited, wrong, at = [], [], 0
    for part in f"@{inside}".split(";"):
        match = _CITED.match(part)
        if match:
            start = at + match.start("id") - 1
            cited.append(Cited(id=match["id"], locator=match["locator"] or None, start=start))
        else:
            wrong.append(max(at + len(part) - len(part.lstrip()) - 1, 0))
        at += len(part) + 1
    return cited, wrong


def names_in(expression: str) -> Iterator[tuple[int, str]]:
    """Yield the dotted names in an expression with their offsets, those in strings left out."""
    blank = _STRINGS.sub(lambda match: " " * len(match[0]), expression)
    for match in re.finditer(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*", blank):
        yield match.start(), match[0]


def _ref(match: re.Match[str], kind: str | None) -> Ref:
    start, end = match.span()
    match kind:
        case "citation":
            return Ref(kind="citation", start=start, end=end, inside=match["cited"])
        case "braces":
            return Ref(kind="braces", start=start, end=end, inside="{{")
        case "logic":
            return Ref(kind="logic", start=start, end=end, inside="{%")
        case "near":
            return Ref(kind="near-miss", start=start, end=end, inside=match["near"])
        case _:
            return Ref(kind="private", start=start, end=end, inside=match[0])


def _paragraph_end(text: str, at: int) -> int:
    match = _BLANK_LINE.search(text, at)
    return match.start() if match else len(text)


def _end_of_expression(text: str, at: int) -> int:
    """Return where the `}}` stands that ends the expression beginning at *at*, or -1."""
    limit = _paragraph_end(text, at)
    inner, position = 0, at
    while match := _SIGNS.search(text, position, limit):
        position, char = match.start(), match[0]
        if char in "\"'" and (string := _STRINGS.match(text, position, limit)):
            position = string.end()
            continue
        if char == "{":
            inner += 1
        elif char == "}":
            if inner == 0 and text.startswith("}}", position):
                return position
            inner = max(inner - 1, 0)
        position += 1
    return text.find("}}", at, limit)
