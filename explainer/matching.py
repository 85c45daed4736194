"""Finds words in a text as a reader would: spelling counts, typesetting does not.

Both sides are folded alike.  What is only a matter of setting is the same: the form of quotation
marks, dashes and ellipses, the width of Japanese letters, how spaces and lines fall.  Letters,
their case and accents are not; only a first letter may be capital or small, as it is where a
sentence is quoted from its middle.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

# What may stand in place of an ellipsis, and of words between square brackets, in characters.
MAX_GAP = 600
MAX_BRACKETED = 60
# Words without their spaces are looked for only where they are as long as this.
_GLUED = 12
# Two texts that share less than this are not near each other; no more of a long one is compared.
_NEAR = 0.5
# What stands in more places than this tells nothing of where to look.
_FREQUENT = 400
_COMPARED = 400

# Letters of scripts that are written without spaces, and their punctuation.
_DENSE = "\u2e80-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = rf"[^\W{_DENSE}]"
_NUMERALS = "0123456789〇一二三四五六七八九十百千万億兆"

_QUOTES = "'\"`´‘’‚‛“”„‟′″‵‶‹›«»ʹʺʼ〝〞〟＇＂"
_DASHES = "-‐‑‒–—―−﹘﹣－"
# Before compatibility forms are folded, since some of these would come apart in that.
_SAME = str.maketrans(
    {
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys(_DASHES, "-"),
        **{"〜": "~", "～": "~", "『": "「", "』": "」", "〔": "[", "〕": "]"},
    }
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_QUOTE_SPACE = re.compile(r"(?<=«)\s+|\s+(?=»)")
_DASHED = re.compile(r" ?-[- ]*")
_DENSE_SPACE = re.compile(rf"(?<=[{_DENSE}]) | (?=[{_DENSE}])")

_SIC = re.compile(r" ?\[(?:sic|ママ|原文ママ)[!.]?\]")
_OMITTED = re.compile(
    r"(?P<far>[\[(] ?(?:\. ?){3,}[\])]|(?:\. ?){3,}|[\[(](?:中略|前略|後略|略)[\])])"
    rf"|\[(?P<letter>{_WORD})\](?={_WORD})|\[[^\[\]]*\]"
)
_EDGES = " .,;:'、。「」"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together, at most *gap* characters behind those before them."""

    words: str
    gap: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand: their first and last line, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text, and where in it each of its lines begins."""

    text: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return the lines of what stands from *start* to *end*."""
        last = bisect_right(self.starts, max(start, end - 1))
        return Span(bisect_right(self.starts, start), last)


def folded(text: str) -> str:
    """Return *text* without what is only a matter of its setting."""
    return _join(_fold(line) for line in text.splitlines()).text


def pieces_of(quotation: str) -> list[Piece]:
    """Return the words of *quotation* between what its editor left out or put in.

    An ellipsis stands for up to `MAX_GAP` characters, words in square brackets for up to
    `MAX_BRACKETED`; `[sic]` stands for nothing, and `[T]he` for "the" or "The".
    """
    text = _SIC.sub("", folded(quotation))
    found: list[Piece] = []
    gap, at, letter = 0, 0, ""
    for match in [*_OMITTED.finditer(text), None]:
        words = (letter + text[at : match.start() if match else None]).strip(_EDGES)
        if words:
            found.append(Piece(words, gap))
            gap = 0
        if match:
            gap = max(gap, MAX_GAP if match["far"] else MAX_BRACKETED)
            at, letter = match.end(), match["letter"] or ""
    return found


class Searched:
    """A text in lines, in which quotations are looked up."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    @cached_property
    def _whole(self) -> _Folded:
        return _join(map(_fold, self.lines))

    @cached_property
    def _unhyphenated(self) -> _Folded:
        """The text, in which hyphens at the ends of lines only divide words."""
        return _join(map(_fold, self.lines), hyphens=False)

    @cached_property
    def _glued(self) -> _Folded:
        """The text without spaces, which programs that read a PDF only guess."""
        return _join((_fold(line).replace(" ", "") for line in self.lines), "", hyphens=False)

    def find(self, quotation: str, *, glued: bool = False) -> list[Span]:
        """Return where *quotation* stands, from the beginning to the end of the text.

        Where its spaces do not count (*glued*), it must be long enough to be that by chance.
        """
        pieces = pieces_of(quotation)
        if not pieces:
            return []
        found = _spans(self._whole, pieces) or _spans(self._unhyphenated, pieces)
        if found or not glued:
            return found
        pieces = [Piece(one.words.replace(" ", ""), one.gap) for one in pieces]
        if any(len(one.words) < _GLUED for one in pieces):
            return []
        return _spans(self._glued, pieces, whole_words=False)

    def nearest(self, quotation: str, near: Collection[Span] = ()) -> tuple[Span, str] | None:
        """Return the passage that is most like *quotation*; if it can be, from lines *near*."""
        wanted = folded(quotation)[:_COMPARED]
        for span in near:
            own = self._whole.starts[span.first - 1 : span.last]
            if own and (found := self._alike(wanted, own[0], own[-1] + 2 * len(wanted) + 60)):
                return found
        start = _densest(self._whole.text, wanted)
        return None if start is None else self._alike(wanted, start, start + 3 * len(wanted) + 60)

    def _alike(self, wanted: str, start: int, end: int) -> tuple[Span, str] | None:
        """Return what is like *wanted* between two places of the text, if anything is."""
        window = self._whole.text[start:end][: 8 * len(wanted) + 4000]
        matcher = SequenceMatcher(None, window, wanted, autojunk=False)
        core = matcher.find_longest_match()
        first = max(0, min(core.a, core.a - core.b))
        last = min(len(window), core.a + len(wanted) - core.b)
        while first and _joined(window, first):
            first -= 1
        while last < len(window) and _joined(window, last):
            last += 1
        found = window[first:last].strip()
        if SequenceMatcher(None, found, wanted, autojunk=False).ratio() < _NEAR or not core.size:
            return None
        return self._whole.span(start + first, start + last), found


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on at *at*."""
    return re.match(_WORD, text[at - 1]) is not None and re.match(_WORD, text[at]) is not None


def _densest(text: str, wanted: str) -> int | None:
    """Return where *text* has most of the small pieces of *wanted*, a little before them."""
    size = 2 if re.search(f"[{_DENSE}]", wanted) else 4
    width = max(len(wanted), 20)
    grams = {wanted[at : at + size] for at in range(max(1, len(wanted) - size + 1))}
    weights: defaultdict[int, float] = defaultdict(float)
    for gram in sorted(grams):
        places = [match.start() for match in re.finditer(re.escape(gram), text)]
        if len(places) <= _FREQUENT:
            for slot in {place // width for place in places}:
                weights[slot] += 1 / len(places)  # what is rare tells more of where to look
    if not weights:
        return None
    slots = sorted(weights)
    pairs = {
        one: weights.get(one, 0) + weights.get(one + 1, 0)
        for slot in slots
        for one in (slot - 1, slot)
    }
    best = max(pairs, key=lambda slot: (pairs[slot], -slot))
    return max(0, best * width - width // 2)


def _spans(text: _Folded, pieces: Sequence[Piece], *, whole_words: bool = True) -> list[Span]:
    found = list(_places(text.text, pieces[0].words, whole_words))
    for piece in pieces[1:]:
        found = list(_behind(found, _places(text.text, piece.words, whole_words), piece.gap))
    return [text.span(start, end) for start, end in found]


def _behind(
    found: Sequence[tuple[int, int]], places: Iterable[tuple[int, int]], gap: int
) -> Iterator[tuple[int, int]]:
    """Yield the passages *found* up to those *places* that stand close behind their ends."""
    at = 0
    for start, end in places:
        while at < len(found) and found[at][1] <= start:
            at += 1
        if at and start - found[at - 1][1] <= gap:
            yield found[at - 1][0], end


def _places(text: str, words: str, whole_words: bool) -> Iterator[tuple[int, int]]:
    """Yield where *words* stand in *text*: not within other words, nor within a number."""
    head = re.escape(words[0])
    pattern = f"(?:{head}|{re.escape(words[0].swapcase())})" + re.escape(words[1:])
    if whole_words and re.match(_WORD, words[0]):
        pattern = rf"(?<!{_WORD}){pattern}"
    if whole_words and re.match(_WORD, words[-1]):
        pattern = rf"{pattern}(?!{_WORD})"
    if words[0] in _NUMERALS:
        pattern = rf"(?<![{_NUMERALS}])(?<!\d[.,]){pattern}"
    if words[-1] in _NUMERALS:
        pattern = rf"{pattern}(?![{_NUMERALS}]|[.,]\d)"
    for match in re.finditer(pattern, text):
        yield match.span()


def _fold(line: str) -> str:
    text = line
    if not line.isascii():
        text = _QUOTE_SPACE.sub("", text).translate(_SAME)
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_SAME)
    else:
        text = text.translate(_SAME)
    text = re.sub("'+", "'", " ".join(text.split()))
    return _DENSE_SPACE.sub("", _DASHED.sub("-", text))


def _join(lines: Iterable[str], space: str = " ", *, hyphens: bool = True) -> _Folded:
    """Return folded *lines* as one text; *hyphens* at the end of one may be there to stay."""
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, ""
    for line in lines:
        if line and before:
            if before[-1] == "-" and not hyphens and line[0].islower():
                parts[-1] = parts[-1][:-1]
                length -= 1
            elif not _closes(before[-1], line[0]):
                parts.append(space)
                length += len(space)
        starts.append(length)
        if line:
            parts.append(line)
            length, before = length + len(line), line
    return _Folded("".join(parts), starts)


def _closes(before: str, after: str) -> bool:
    """Whether no space stands between two characters at which a line ends and begins."""
    return (
        "-" in (before, after)
        or re.match(f"[{_DENSE}]", f"{before}") is not None
        or (re.match(f"[{_DENSE}]", after) is not None)
    )
