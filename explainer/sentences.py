"""Finds the sentences of a Markdown text, in which references are single characters."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from .joining import join_lines

_LINE = re.compile(r"[^\n]+")
_QUOTED = r"[ \t]*(?:>[ \t]*)*"
_BLANK = re.compile(rf"{_QUOTED}\Z")
# Begins a paragraph of its own: an item of a list, a definition, a footnote.
_ITEM = re.compile(rf"{_QUOTED}(?:(?:[-*+:]|\d+[.)])[ \t]+|\[\^[^\]\s]+\]:[ \t]*)")
# Is one by itself: a heading and what underlines it, the row of a table, a fence, tags alone.
_ALONE = re.compile(
    rf"{_QUOTED}(?:\#{{1,6}}(?!\#)|[=-]+[ \t]*\Z|`{{3}}|~{{3}}|!!!|(?:<[^<>]*>[ \t]*)+\Z)"
    r"|.*(?<!\\)\|"
)
_LEAD = re.compile(rf"(?:{_ITEM.pattern}|{_QUOTED}\#{{1,6}}(?!\#)|{_QUOTED})[ \t]*")
_QUOTE_SIGNS = re.compile(r"\n[ \t]*(?:>[ \t]*)+")
_ATTRIBUTES = re.compile(r" ?#* ?\{:? ?[#.][^{}]*\}\Z")
# What may stand between the end of a sentence and the blank behind it: ." .) .** .[^1]
_CLOSERS = r"(?:[\"'”’»)*_\]]|\[\^[^\]\s]+\])*"
_ABBREVIATED = re.compile(r"(?:\A|[\s(\[.“\"])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|vs|cf|pp)\Z")
_LONGEST = len(" Prof")


def sentences(text: str, citations: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of *text* begins and ends.

    *citations* are the characters that stand for one: behind a full stop it belongs to what it
    stands behind.
    """
    end = _end("".join(citations))
    for begin, stop in _blocks(text):
        at = begin
        for match in _ends(end, text, begin, stop):
            if not _is_abbreviated(text, match):
                yield at, match.end()
                at = match.end()
        if text[at:stop].strip():
            yield at, stop


@lru_cache
def _end(citations: str) -> re.Pattern[str]:
    """Return what looks like the end of a sentence."""
    cited = rf"(?:\s*[{citations}])*" if citations else ""
    latin = rf"(?<![.!?])(?P<latin>[.!?]+){_CLOSERS}{cited}(?=\s|\Z)(?!\s+[a-z])"
    return re.compile(rf"{latin}|[。！？]+(?![。！？」』）]){cited}")


def _ends(end: re.Pattern[str], text: str, begin: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield what looks like the end of a sentence; a heading or row is one as a whole."""
    lead = _LEAD.match(text, begin, stop)
    if lead and not _ALONE.match(text, begin, stop):
        yield from end.finditer(text, lead.end(), stop)


def folded(sentence: str) -> str:
    """Return a sentence in one line, without what marks it as a heading, an item or a quotation."""
    text = _LEAD.sub("", _QUOTE_SIGNS.sub("\n", sentence.strip()), count=1)
    return _ATTRIBUTES.sub("", re.sub(r"[ \t\n]+", " ", join_lines(text)).strip())


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph, heading, item of a list and row of a table begins and ends."""
    begin = end = -1
    for line in _LINE.finditer(text):
        apart = line.start() != end + 1 or _ITEM.match(line[0]) or _ALONE.match(line[0])
        if begin >= 0 and (apart or _BLANK.match(line[0])):
            yield begin, end
            begin = -1
        if not _BLANK.match(line[0]):
            begin, end = line.start() if begin < 0 else begin, line.end()
        if begin >= 0 and _ALONE.match(line[0]):
            yield begin, end
            begin = -1
    if begin >= 0:
        yield begin, end


def _is_abbreviated(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is that of a word, as in "J. Smith"."""
    before = text[max(match.start() - _LONGEST, 0) : match.start()]
    return match["latin"] == "." and _ABBREVIATED.search(before) is not None
