"""Finds references to facts and sources in a text, with their places, before Markdown sees it.

A reference is an expression `{{ … }}` or a citation `[@source, locator; @other]`.  Each travels
through Markdown as one private-use character: such a character means nothing to it, survives
headings, tables and attributes alike, and drops out of the ids of headings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
      (?P<fence>^(?P<ticks>`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?P=ticks)[ \t]*$)
    | (?P<comment><!--[\s\S]*?-->)
    | (?P<code>(?<!\\)(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)(?P=tick)(?!`))
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
    while match := _STARTERS.search(text, at):
        start, at = match.start(), match.end()
        kind = match.lastgroup  # of nested groups this is the outer one
        if kind in ("fence", "code", "comment"):
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
