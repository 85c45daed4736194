"""Joins lines whose end is no blank: between Japanese or Chinese characters none is meant.

Browsers draw a space for a line end, and YAML makes one of it.  It goes where both sides are such
characters, be there the edges of elements between them, or a mark; next to a reference, whose text
is not known yet, where the other side is one.  Between words of letters it stays.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

_WIDE = r"\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6"
_WIDE_ONE = re.compile(f"[{_WIDE}]")
_JOINABLE = re.compile(rf"([{_WIDE}])\n[ \t]*(?=[{_WIDE}])")
# What stands within a line; all other elements end it.
_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u"),
    ]
)
_CODE = frozenset(("code", "pre", "kbd", "samp"))
# One character for each: a tag or mark to look over, something that is no text, a reference.
_SEEN_THROUGH, _OPAQUE, _END = "\x01", "\x04", "\x05"
_REFERENCE = "\U000f0000-\U000ffffd"
_LINE_END = re.compile(
    rf"(?P<before>[{_WIDE}{_REFERENCE}])\x01*(?P<end>[ \t]*\n[ \t]*)\x01*"
    rf"(?=(?P<after>[{_WIDE}{_REFERENCE}]))"
)
# The edges of two lines of Markdown: wide characters, or a reference, behind or before its signs.
_CITED = r"[ \t]*\[@[^\[\]]*\]"
_BEFORE = re.compile(
    rf"([{_WIDE}{_REFERENCE}]|\}}\}}|{_CITED})(?:[*_]+|\]\([^()\s]*\)|</[^<>]*>|{_CITED})*\Z"
)
_AFTER = re.compile(rf"(?:[*_]+|\[(?!@)|<[A-Za-z][^<>]*>)*([{_WIDE}{_REFERENCE}]|\{{\{{|\[@)")


def join_lines(text: str) -> str:
    """Return *text* with its line ends gone where both sides are Japanese."""
    return _JOINABLE.sub(r"\1", text) if "\n" in text else text


def join_folded(text: str, written: str) -> str:
    """Return a *text* that YAML has folded, from how it is *written*, without needless blanks."""
    lines = [line.strip() for line in written.split("\n")]
    for first, second in pairwise(lines):
        before, after = _BEFORE.search(first), _AFTER.match(second)
        if before and after and _is_wide(before[1], after[1]):
            text = text.replace(f"{before[0]} {after[0]}", f"{before[0]}{after[0]}", 1)
    return text


def fold(text: str) -> str:
    """Return *text* in one line, with blanks for its line ends where they are meant."""
    return join_folded(" ".join(text.split()), text)


def join_elements(root: Element, raw: Callable[[str], str]) -> None:
    """Take the line ends out of *root* that are no blanks, over the edges of its elements.

    *raw* gives the HTML that a placeholder stands for, or nothing for one that stands for a sign.
    """
    if not (_has_line_end(root) and _WIDE_ONE.search("".join(root.itertext()))):
        return
    for slots in _lines(root):
        if not any("\n" in slot.text for slot in slots):
            continue
        text = "".join(_seen(slot, raw) for slot in slots)
        if spans := [match.span("end") for match in _needless(text)]:
            _cut(slots, spans)


def _has_line_end(root: Element) -> bool:
    """Whether a line ends in a text of *root*, and not only between its blocks."""
    for element in root.iter():
        for text in (element.text, element.tail):
            if text and "\n" in text and (element.tag in _INLINE or not text.isspace()):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Slot:
    """A text of an element: what stands in it ("text") or behind it ("tail").

    Of a mark, such as that of a footnote, and of code nothing is taken.
    """

    element: Element
    name: str
    is_mark: bool = False
    is_code: bool = False

    @property
    def text(self) -> str:
        """What stands there."""
        return getattr(self.element, self.name) or ""


def _lines(root: Element) -> Iterator[list[_Slot]]:
    """Yield the texts that stand in one line, before browsers break it."""
    slots: list[_Slot] = []
    for slot in _slots(root):
        if slot is not None:
            slots.append(slot)
        elif slots:
            yield slots
            slots = []
    if slots:
        yield slots


def _slots(
    element: Element, *, in_mark: bool = False, in_code: bool = False
) -> Iterator[_Slot | None]:
    """Yield the texts of *element* in their order, and nothing where a line ends."""
    ends = element.tag not in _INLINE
    in_mark, in_code = in_mark or element.tag == "sup", in_code or element.tag in _CODE
    if ends:
        yield None
    yield _Slot(element, "text", in_mark, in_code)
    for child in element:
        yield from _slots(child, in_mark=in_mark, in_code=in_code)
        yield _Slot(child, "tail", in_mark, in_code)
    if ends:
        yield None


_PLACEHOLDER = re.compile("\x02[^\x02\x03]*\x03")


def _seen(slot: _Slot, raw: Callable[[str], str]) -> str:
    """Return the text of *slot* as long as it is, with one sign for what is no text of it."""
    if slot.is_mark:
        return _SEEN_THROUGH * len(slot.text)
    text = slot.text.replace("\n", _OPAQUE) if slot.is_code else slot.text

    def sign(match: re.Match[str]) -> str:
        html = raw(match[0])
        tag = re.match(r"</?([A-Za-z]+)", html)
        looked_over = (tag and tag[1].lower() in _INLINE) or html.startswith("<!--")
        return (_SEEN_THROUGH if looked_over else _OPAQUE) * len(match[0])

    return _PLACEHOLDER.sub(sign, text)


def _needless(text: str) -> Iterator[re.Match[str]]:
    for match in _LINE_END.finditer(text):
        if _is_wide(match["before"], match["after"]):
            yield match


def _is_wide(before: str, after: str) -> bool:
    """Whether one of two characters is a wide one; the other may be a reference."""
    return bool(_WIDE_ONE.match(before) or _WIDE_ONE.match(after))


def _cut(slots: list[_Slot], spans: list[tuple[int, int]]) -> None:
    """Take what lies in *spans* of the joined texts out of *slots*."""
    at = 0
    cut = {index for start, end in spans for index in range(start, end)}
    for slot in slots:
        text = slot.text
        kept = [char for index, char in enumerate(text, at) if index not in cut] if cut else text
        at += len(text)
        if len(kept) < len(text):
            setattr(slot.element, slot.name, "".join(kept))
