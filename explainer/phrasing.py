"""Keeps the phrases of headings together in languages that put no blanks between their words.

The only module that knows BudouX, whose models (Japanese, and Chinese in both scripts) are loaded
when a page first needs one, in 2 ms.  It says where phrases end; a `<wbr>` goes there, and the
style sheet lets a heading break nowhere else.  It tears apart what is no word of the language
(202|4年), so that no break stays within a run of digits, Latin letters or katakana.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

from .markup import Tag, walk

if TYPE_CHECKING:
    from budoux import Parser

_HEADING = re.compile(r"(?P<open><(h[1-3])\b[^>]*>)(?P<inner>.*?)(?=</\2>)", re.DOTALL)
_CHARACTER = re.compile(r"&#?\w+;|.", re.DOTALL)
_OTHER_LANGUAGE = re.compile(r'\slang="')
# What is read by nobody as a word of the heading, and what may not be broken.
_SILENT = frozenset(("button", "svg", "rt", "rp"))
_WHOLE = frozenset(("data", "time", "code", "kbd", "samp", "ruby", "math", *_SILENT))
_WHOLE_CLASSES = frozenset(("fact", "hold", "vh"))

_RUNS = (
    re.compile(r"[0-9A-Za-z\u00c0-\u024f０-９Ａ-Ｚａ-ｚ.,'’&+/%％_-]"),
    re.compile(r"[\u30a0-\u30ff\uff66-\uff9f]"),
)
_KANJI = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]")
_DIGIT = re.compile(r"[0-9０-９]")
# What begins no line, and what ends none.
_NO_START = re.compile(
    r"[\s、。，．・：；？！…‥〜～ー々%％,.;:!?)\]}）」』】〉》〕］｝”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]"
)
_NO_END = re.compile(r"[\s（「『【〈《〔［｛“‘(\[{]")


def with_phrases(html: str, language: str) -> str:
    """Return a page in *language* with its headings of the first three levels in phrases."""
    model = _model_of(language)
    if not model:
        return html

    def phrased(match: re.Match[str]) -> str:
        if _OTHER_LANGUAGE.search(match["open"]):
            return match[0]
        return match["open"] + heading(match["inner"], model)

    return _HEADING.sub(phrased, html)


def heading(html: str, model: str = "ja") -> str:
    """Return the inside of a heading with a `<wbr>` at the end of each of its phrases."""
    reader = _Reader()
    for piece in walk(html):
        reader.read(piece)
    for index in breaks(reader.text, model):
        reader.put_break(index)
    return "".join(reader.out)


@cache
def breaks(text: str, model: str = "ja") -> tuple[int, ...]:
    """Return where in *text* a line may end: before which of its characters."""
    return tuple(at for at in ends_of_phrases(text, model) if _may_break(text[at - 1], text[at]))


@dataclass(slots=True)
class _Reader:
    """Takes a heading apart into its characters, and knows which may have a break before them.

    *places* has for each character of *text* the piece of *out* before which the break would go,
    or nothing inside what may not be broken.
    """

    text: str = ""
    out: list[str] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _whole: int = 0
    _begin: int | None = None

    def read(self, piece: str | Tag) -> None:
        """Read on."""
        if isinstance(piece, Tag):
            self._tag(piece)
        elif piece.startswith("<!") or any(name in _SILENT for name in self._open):
            self.out.append(piece)
        else:
            self._text(piece)

    def put_break(self, index: int) -> None:
        """Let a line end before a character, if it may."""
        place = self.places[index]
        if place is not None:
            self.out[place] = f"<wbr>{self.out[place]}"

    def _text(self, text: str) -> None:
        for match in _CHARACTER.finditer(text):
            place: int | None = len(self.out)
            if self._whole:  # only before its first character, and then before all of it
                place, self._begin = self._begin, None
            self.text += unescape(match[0])[:1]
            self.places.append(place)
            self.out.append(match[0])

    def _tag(self, tag: Tag) -> None:
        if tag.closes:
            self._close(tag.name)
        elif tag.opens:
            self._open.append(tag.name)
            if not self._whole and _is_whole(tag):
                self._whole = len(self._open)
                self._begin = None if tag.name in _SILENT else len(self.out)
        self.out.append(tag.written)

    def _close(self, name: str) -> None:
        while name in self._open and self._open.pop() != name:
            pass
        if len(self._open) < self._whole:
            self._whole = 0


def _is_whole(tag: Tag) -> bool:
    classes = (tag.attributes().get("class") or "").split() if tag.rest else []
    foreign = "lang" in tag.rest and "lang" in tag.attributes()
    return tag.name in _WHOLE or foreign or not _WHOLE_CLASSES.isdisjoint(classes)


def ends_of_phrases(text: str, model: str = "ja") -> Iterator[int]:
    """Yield where the phrases of *text* end, but for the last; some tear apart what is one."""
    at = 0
    for phrase, following in pairwise(_parser(model).parse(text)):
        at += len(phrase)
        if model != "ja" or not _is_torn(phrase, following):
            yield at


def _is_torn(phrase: str, following: str) -> bool:
    """Whether a word of two characters is taken for two: 方|法."""
    alone = len(phrase) == 1 or len(following) == 1
    return alone and bool(_KANJI.match(phrase[-1]) and _KANJI.match(following))


def _may_break(before: str, after: str) -> bool:
    if _NO_END.match(before) or _NO_START.match(after) or _DIGIT.match(before):
        return False
    return not any(run.match(before) and run.match(after) for run in _RUNS)


@cache
def _model_of(language: str) -> str:
    """Return the name of the model for *language*, or nothing."""
    base, *rest = re.split("[-_]", language.lower())
    if base == "zh":
        return "zh-hant" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-hans"
    return base if base == "ja" else ""


@cache
def _parser(model: str) -> "Parser":
    import budoux  # not before a heading needs it

    load = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return load[model]()
