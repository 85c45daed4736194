"""Breaks a title into lines of about one width, in any language that is written from the left.

Lines break at spaces, and in Japanese between phrases.  The only module that knows BudouX, which
finds those; it is loaded when the first Japanese title is broken.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import inf

# How wide a text is, in the unit of the width that it is to fit into.
Measure = Callable[[str], float]

ELLIPSIS = "…"

_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# What belongs to one word or number, in Japanese too: Latin letters, signs and digits; katakana.
_JOINED = re.compile(r"[!-~]{2}|[^\W\u3041-\u9fff\uf900-\ufaff]{2}|[\u30a1-\u30ff]{2}")
# No line begins with these, nor ends with those.
_NOT_FIRST = (
    "、。，．・：；？！,.:;?!…‥゛゜ヽヾゝゞ々ー」』）〕］｝〉》】〙〗)]}»›”’％%°′″–—〜"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NOT_LAST = "「『（〔［｛〈《【〘〖([{«‹“‘$£¥€＄￥"
# No text that has more characters than this fits into a few lines, so the rest need not be tried.
_LONGEST = 400


def broken(text: str, measure: Measure, width: float, most: int) -> list[str] | None:
    """Return *text* in as few lines as there can be, of about one width.

    Nothing comes back where it takes more than *most* lines of this *width*, or where one of its
    words or phrases is wider than a line.
    """
    pieces = pieces_of(text)
    if any(measure(piece.rstrip()) > width for piece in pieces):
        return None
    return _lines(pieces, measure, width, most)


def cut(text: str, measure: Measure, width: float, most: int) -> list[str]:
    """Return *text* in lines, come what may.

    A word or phrase that is wider than a line is broken within, and where *most* lines are too few
    the text ends in an ellipsis.
    """
    pieces = _narrow(pieces_of(text[:_LONGEST]), measure, width)
    lines = None if len(text) > _LONGEST else _lines(pieces, measure, width, most)
    while lines is None and pieces:
        pieces.pop()
        begun = "".join(pieces).rstrip(f" \u3000{_NOT_FIRST}{_NOT_LAST}")
        rest = _narrow(pieces_of(begun + ELLIPSIS), measure, width)
        lines = _lines(rest, measure, width, most)
    return lines or [ELLIPSIS]


def pieces_of(text: str) -> list[str]:
    """Return *text* in pieces between which a line may break; spaces stand at their ends."""
    ends = {match.end() for match in re.finditer("[ \u3000]+", text)} | set(_phrases(text))
    breaks = [0, *sorted(end for end in ends if _may_break(text, end)), len(text)]
    return [text[start:end] for start, end in pairwise(breaks) if start < end] or [""]


def is_japanese(text: str) -> bool:
    """Whether anything in *text* is written with kana or kanji."""
    return bool(_JAPANESE.search(text))


def _phrases(text: str) -> Iterator[int]:
    """Yield where the phrases of a Japanese text end."""
    if not is_japanese(text):
        return
    end = 0
    for phrase in _budoux()(text):
        end += len(phrase)
        yield end


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character *at* this place of *text*."""
    if not 0 < at < len(text) or text[at] in _NOT_FIRST:
        return False
    before, after = text[at - 1], text[at]
    if before in _NOT_LAST or after in " \u3000":
        return False
    counted = before.isdecimal() and _JAPANESE.match(after)  # 9月 is one
    return not counted and not _JOINED.match(before + after)


def _narrow(pieces: Sequence[str], measure: Measure, width: float) -> list[str]:
    """Return *pieces*, with those that are wider than a line broken within."""
    narrow: list[str] = []
    for piece in pieces:
        wide = measure(piece.rstrip()) > width
        narrow += _chunks(piece, measure, width) if wide else [piece]
    return narrow


def _chunks(piece: str, measure: Measure, width: float) -> Iterator[str]:
    """Yield *piece* in parts, in each of which there is room for a mark that may not begin a line.

    Of marks alone, one begins a line all the same.
    """
    start = 0
    for end in range(1, len(piece)):
        apart = piece[end] not in _NOT_FIRST and piece[end - 1] not in _NOT_LAST
        if measure(piece[start : end + 1 + apart]) > width:
            yield piece[start:end]
            start = end
    yield piece[start:]


def _lines(pieces: Sequence[str], measure: Measure, width: float, most: int) -> list[str] | None:
    count = _fewest(pieces, measure, width)
    return _balanced(pieces, measure, width, count) if count <= most else None


def _fewest(pieces: Sequence[str], measure: Measure, width: float) -> int:
    """Return how many lines *pieces* take."""
    count, line = 1, ""
    for piece in pieces:
        if line and measure((line + piece).rstrip()) > width:
            count, line = count + 1, ""
        line += piece
    return count


def _balanced(pieces: Sequence[str], measure: Measure, width: float, count: int) -> list[str]:
    """Return *pieces* in *count* lines that differ as little as they can."""

    @cache
    def best(start: int, lines: int) -> tuple[float, list[str]]:
        if lines == 0:
            return (0, []) if start == len(pieces) else (inf, [])
        found: tuple[float, list[str]] = inf, []
        for end in range(start + 1, len(pieces) - lines + 2):
            line = "".join(pieces[start:end]).rstrip()
            wide = measure(line)
            if wide > width and end > start + 1:
                break
            rest, others = best(end, lines - 1)
            if wide**2 + rest <= found[0]:
                found = wide**2 + rest, [line, *others]
        return found

    return best(0, count)[1]


@cache
def _budoux() -> Callable[[str], list[str]]:
    import budoux  # not before a Japanese title is broken

    parse: Callable[[str], list[str]] = budoux.load_default_japanese_parser().parse
    return parse
