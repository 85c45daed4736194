"""Reads what is typed by hand: paragraphs that lean on nothing, and numbers that are no facts."""

import re
from collections.abc import Collection, Iterator

from .bounding import TEXT, bounded
from .errors import Position, Report
from .expressions import Passage, passage_of_page, passage_of_scalar
from .pages import Page

# A paragraph shorter than this need not lean on anything.
MIN_PARAGRAPH = 60

_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_UNITS = (
    r"(?:[%％]|per\s?cent\b|dollars?\b|euros?\b|(?:thousand|million|billion|trillion)\b|"
    r"[千百]?[万億兆]|ドル|円|ユーロ|パーセント)"
)
# Numbers in words, as far as they begin a sum: "two billion dollars", "seven per cent".
_SPELLED = (
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"(?:\s+(?:hundred|thousand|million|billion|trillion))+\b|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty)\s+"
    r"(?:per\s?cent|dollars?|euros?|pounds?)\b)"
)
_SPELLED_IN_KANJI = r"[一二三四五六七八九十百千]+(?:[万億兆]|ドル|円|ユーロ|パーセント)"
# What a sum in words has in small letters, without which none need be looked for.
_SIGN_OF_SPELLED = re.compile(r"hundred|thousand|illion|per\s?cent|dollar|euro|pound")
_STARTS = r"(?=[\d$€£¥JFMASOND一二三四五六七八九十百千])"


def _handmade(begin: str, spelled: str) -> re.Pattern[str]:
    """Return what is typed by hand, with another way in which a sum may be *spelled*, if any."""
    return re.compile(
        rf"""
        {begin} (?:
          (?P<date>
              \b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}\.?,?\s+\d{{4}}\b
            | \b{_MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b
            | (?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)
            | \d{{4}}年\d{{1,2}}月\d{{1,2}}日
          )
        | (?P<sum>
              [$€£¥]\s?\d[\d.,]*(?:\s?(?:thousand|million|billion|trillion|bn|[kmb])\b)?
            | (?<![A-Za-z\d_.,/-])\d(?:[\d.,]*\d)?\s?{_UNITS}
            {spelled}
            | {_SPELLED_IN_KANJI}
          )
        | (?P<number>(?<![A-Za-z\d_.,/+-])\d[\d.,]*\d(?![A-Za-z_\d-]))
        )
        """,
        re.VERBOSE,
    )


_HANDMADE, _HANDMADE_OR_SPELLED = _handmade(_STARTS, ""), _handmade("", rf"| (?i:\b{_SPELLED})")
_YEAR = re.compile(r"[12]\d{3}\Z")
# What is not the author's own counting: code, quotations, addresses, tags, attributes, markers.
# Each begins with one of the signs that are looked for first, which spares a try of all the others.
_FOREIGN = re.compile(
    r"""
    (?=[`~<>\[\]&{h"“«「『\ \t\d]) (?:
      ^(?P<ticks>`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?P=ticks)[ \t]*$
    | (?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)(?P=tick)(?!`)
    | <!--[\s\S]*?-->
    | ^[ ]{0,3}>[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*
    | <[^<>\n]*>
    | \]\([^()\s]*(?:\s+"[^"\n]*")?\)
    | ^\[(?!\^)[^\]\n]+\]:[^\n]*
    | &\#\w+;
    | \[\^[^\]\n]+\]
    | \{[:\#.][^{}\n]*\}
    | https?://\S+
    | ^[ \t]*(?:\d+[.)])(?=[ \t])
    | "[^"\n]{1,300}" | “[^”]{1,300}” | «[^»]{1,300}» | 「[^」]{1,200}」 | 『[^』]{1,200}』
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(?:.*\n)*?\1[ \t]*$", re.MULTILINE)
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_NO_PARAGRAPH = re.compile(
    r"[ ]{4}|\t|[#>|<:]|!!!|\[\^|[-*+][ \t]|\d+[.)][ \t]|[-=*_]{3,}[ \t]*$|\*\[", re.MULTILINE
)
_TABLE_OR_TERM = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}.*\||^:[ \t]|^(?:=+|-+)[ \t]*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def proofread(page: Page, evidenced: Collection[Position], report: Report) -> None:
    """Note what in *page* is typed by hand; *evidenced* are the references with evidence."""
    with bounded(TEXT, lambda: page.source.file.position(page.source.body_at)):
        _proofread(page, evidenced, report)


def _proofread(page: Page, evidenced: Collection[Position], report: Report) -> None:
    body = passage_of_page(page.source)
    for passage in (passage_of_scalar(page.title), passage_of_scalar(page.summary), body):
        for offset, written in typed_numbers(passage, page.allow):
            at = _place(page, passage, body, offset)
            hint = "print it from a fact, or add it to allow: in the front matter"
            report.add("typed-number", at, f'"{written}" is typed by hand', hint)
    if page.evidence:
        for start in uncited_paragraphs(body, evidenced):
            at = page.source.file.position(page.source.body_at + start)
            hint = "print a fact, or cite a source as [@source]"
            report.add(
                "uncited-paragraph", at, "the paragraph has neither a fact nor a citation", hint
            )


def typed_numbers(passage: Passage, allow: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield each number, sum and full date that is typed by hand, with its offset."""
    text = _without_refs(passage)
    text = _FOREIGN.sub(lambda match: _blank(match[0]), text)
    handmade = _HANDMADE_OR_SPELLED if _SIGN_OF_SPELLED.search(text.lower()) else _HANDMADE
    for match in handmade.finditer(text):
        written = match[0].rstrip(".,")
        number = re.sub(r"[^\d.,]", "", written).strip(".,")
        if match.lastgroup == "number" and _YEAR.match(written):
            continue
        if written not in allow and number not in allow:
            yield match.start(), written


def uncited_paragraphs(passage: Passage, evidenced: Collection[Position]) -> Iterator[int]:
    """Yield where each paragraph begins that should lean on something and does not."""
    for match in paragraphs(passage.text)[1:]:
        within = [ref for ref in passage.refs if match.start() <= ref.start < match.end()]
        if any(passage.place(ref, 0) in evidenced for ref in within):
            continue
        read = _LINK.sub(r"\1", _IMAGE.sub("", match[0])).strip()
        if len(read) >= MIN_PARAGRAPH and not _is_call(match[0]):
            yield match.start() + len(match[0]) - len(match[0].lstrip())


def paragraphs(text: str) -> list[re.Match[str]]:
    """Return where in a Markdown *text* there are paragraphs: no headings, lists or quotations."""
    text = _FENCED.sub(lambda match: _blank(match[0]), text)
    return [match for match in _BLOCK.finditer(text) if _is_paragraph(match[0])]


def _is_paragraph(block: str) -> bool:
    return not _NO_PARAGRAPH.match(block) and not _TABLE_OR_TERM.search(block)


def _is_call(block: str) -> bool:
    """Whether a block is nothing but one expression, such as a macro that gives a table."""
    stripped = block.strip()
    return stripped.startswith("{{") and stripped.endswith("}}") and stripped.count("{{") == 1


def _without_refs(passage: Passage) -> str:
    pieces, at = [], 0
    for ref in passage.refs:
        pieces += [passage.text[at : ref.start], _blank(passage.text[ref.start : ref.end])]
        at = ref.end
    return "".join([*pieces, passage.text[at:]])


def _blank(text: str) -> str:
    """Return blanks in the place of *text*, so that what follows keeps its offset."""
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _place(page: Page, passage: Passage, body: Passage, offset: int) -> Position:
    if passage is body:
        return page.source.file.position(page.source.body_at + offset)
    scalar = page.title if passage.text == page.title.text.strip() else page.summary
    return scalar.at
