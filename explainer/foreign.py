"""Finds what is left in Latin letters on the pages of a language that has another script.

Three words of them or more need to be marked as what they are, such as by `lang="en"`: by that a
browser chooses the letters, a voice how to read them.  Names in one or two words are left alone.
Where the words come from is looked for: in the page, in the facts and the settings, and in the
names of fields, which stand for labels that are missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from itertools import islice

from .checks import Site
from .errors import Position, Report
from .evidence import Evidence
from .facts import Facts
from .markup import Tag, emptied, walk
from .reading import Scalar, SourceFile
from .settings import LocalText
from .strings import is_latin

# So many words in Latin letters are a phrase, and no name.
MIN_WORDS = 3

# What holds no words of the page: code, what is typed on keys, drawings, what is not shown.
_WORDLESS = frozenset(
    [
        *(
            "head",
            "script",
            "style",
            "template",
            "code",
            "pre",
            "kbd",
            "samp",
            "var",
            "svg",
            "math",
        ),
    ]
)
# What stands within a line, so that a phrase goes on behind it.
_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "time", "u", "wbr"),
    ]
)
_HTML = re.compile(r'<html\b[^>]*\blang="([^"]+)"')
# All that tells the menu of one page from that of another.
_CURRENT = ' aria-current="page"'
# Ends a phrase.
_BREAK = "\0"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?")
_IN_ADDRESSES = re.compile(r"@|://|www\.|[\w-]\.[a-z]{2}")
_LATIN = r"[A-Za-z\u00c0-\u024f]"
_WORD = rf"{_LATIN}(?:[\w'’.+&/-]*[\w'’+])?"
_SOME_LATIN = re.compile(f"{_LATIN}.*{_LATIN}.*{_LATIN}|&", re.DOTALL)
_MARKS = r"[!-/:-@\[-`{-~–—‘’“”…«»]*"
# Words one after the other, with numbers among them; no word of another script.
_RUN = re.compile(rf"\b{_WORD}(?:(?:{_MARKS} )+{_MARKS}(?:{_WORD}|[0-9][0-9.,]*\b))*", re.ASCII)

# A tag with a language whose element has not ended.
_MARKED = re.compile(r"<\w+[^<>]*\blang=[^<>]*>[^<]*\Z")


def check(site: Site, report: Report) -> None:
    """Report phrases in Latin letters on the pages of languages that have other letters."""
    if report.count("error") or all(map(is_latin, site.languages)):
        return
    finder = _Finder(site)
    for path, page in site.pages.items():
        found = site.phrases.get(path)
        if found is None:
            found = site.remembered.of_text("foreign", page, phrases_of)
        for phrase in found:
            told = phrase if len(phrase) <= 60 else f"{phrase[:57]}…"
            language = _language(page.text)
            message = f'"{told}" stands in a page in {language} without being marked as foreign'
            if place := finder.place(phrase, path):
                report.add("foreign-words", place[0], message, place[1])


def phrases_of(html: str) -> list[str]:
    """Return what `phrases` finds in a page, if that is in a language of other letters."""
    language = _language(html)
    return [] if language is None or is_latin(language) else list(phrases(html))


def _language(html: str) -> str | None:
    match = _HTML.search(html)
    return match[1] if match else None


def phrases(html: str) -> Iterator[str]:
    """Return each phrase in Latin letters of a page that is in no element marked as such."""
    return _phrases(emptied(html, _has_none))


def _phrases(html: str) -> Iterator[str]:
    reader = _Reader()
    for piece in walk(html):
        if isinstance(piece, Tag):
            reader.tag(piece)
        elif not piece.startswith("<!"):
            reader.text(piece)
    for passage in reader.passages():
        for match in _RUN.finditer(_without_addresses(" ".join(unescape(passage).split()))):
            if sum(map(_is_word, match[0].split())) >= MIN_WORDS:
                yield match[0]


def _has_none(_: Tag, inside: str) -> bool:
    """Whether there is no phrase in what stands *inside* of a block."""
    return not _has_any(inside.replace(_CURRENT, ""))


# Other pages have the same blocks: the evidence of a fact, the menu.
@lru_cache(maxsize=512)
def _has_any(html: str) -> bool:
    return any(_phrases(html))


def _without_addresses(text: str) -> str:
    """Return *text* with an end of the phrase for each address in it."""
    # Nearly all texts lack the sign that one needs, which takes less time to see.
    return _ADDRESS.sub(_BREAK, text) if _IN_ADDRESSES.search(text) else text


def _is_word(part: str) -> bool:
    """Whether *part* of a phrase is a word: no number, and no line of a source, such as L12."""
    return part[0].isalpha() and not part[1:2].isdigit()


class _Reader:
    """Reads what is said in a page in its own script; *open* are the elements one is in.

    Each has its name and whether what stands in it counts.
    """

    def __init__(self) -> None:
        self.read: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.counts = True

    def passages(self) -> Iterator[str]:
        """Yield what was read, as far as there may be a phrase in it."""
        for passage in "".join(self.read).split(_BREAK):
            if _SOME_LATIN.search(passage):
                yield passage

    def text(self, text: str) -> None:
        """Read a text between tags."""
        if self.counts:
            self.read.append(text)

    def tag(self, tag: Tag) -> None:
        """Go into an element or out of it."""
        before = self.counts
        if tag.closes:
            self._leave(tag.name)
        elif tag.opens:
            self.counts = self._is_read(tag, inherited=before)
            self.open.append((tag.name, self.counts))
        if tag.name not in _INLINE or before != self.counts:
            self.read.append(_BREAK)

    def _leave(self, left: str) -> None:
        opened = self.open
        # Nearly always it is the innermost; the end of one that is not open ends nothing.
        if opened and (opened[-1][0] == left or any(name == left for name, _ in opened)):
            while opened.pop()[0] != left:
                pass
        self.counts = opened[-1][1] if opened else True

    def _is_read(self, tag: Tag, *, inherited: bool) -> bool:
        if tag.name in _WORDLESS:
            return False
        if not tag.rest:
            return inherited
        if 'class="places' in tag.rest:
            return False  # sentences of other pages, where they are looked at
        language = tag.attributes().get("lang") if "lang" in tag.rest else None
        if language is None or any(name in _WORDLESS for name, _ in self.open):
            return inherited
        return not is_latin(language)


@dataclass
class _Finder:
    """Finds where a phrase comes from.

    Words that are marked where they come from are left alone: the page prints them once more as
    plain text, as the evidence of a fact does.
    """

    site: Site
    _places: dict[str, tuple[Position, str] | None] = field(default_factory=dict)

    def place(self, phrase: str, path: str) -> tuple[Position, str] | None:
        """Return where the words stand that the page at *path* prints, and what to do."""
        page = next((one for one in self.site.library.pages if one.output == path), None)
        mark = 'translate it, or write <span lang="en">…</span>'
        found = list(_find(phrase, page.source.file)) if page else []
        if page and (unmarked := [at for at, is_marked in found if not is_marked]):
            return page.source.file.position(unmarked[0]), mark
        if phrase not in self._places:
            start = page.source.file.position(0) if page else Position(path=path)
            self._places[phrase] = self._elsewhere(phrase, None if found else (start, mark))
        return self._places[phrase]

    @cached_property
    def _scalars(self) -> list[tuple[Scalar, bool]]:
        return list(_scalars(self.site))

    def _elsewhere(
        self, phrase: str, otherwise: tuple[Position, str] | None
    ) -> tuple[Position, str] | None:
        words = _loosely(phrase)
        for scalar, of_source in self._scalars:
            if of_source and otherwise is None:
                return None  # what is marked elsewhere happens to stand in a title, too
            if not (count := len(words.findall(scalar.text))):
                continue
            otherwise = None
            for at, is_marked in islice(_find(phrase, scalar.file, scalar.offset), count):
                if not is_marked:
                    hint = "write it in each language, as {en: …, ja: …}"
                    hint = "say what language: the source is in" if of_source else hint
                    return scalar.file.position(at), hint
        for label, place, key in _identifiers(self.site.facts):
            if label in phrase:
                hint = f"add fields: {key}: … to the words of the language in content/strings/"
                return place, hint
        return otherwise


def _find(phrase: str, file: SourceFile, start: int = 0) -> Iterator[tuple[int, bool]]:
    """Yield where *phrase* stands in *file*, and whether it is marked as foreign there."""
    for match in _loosely(phrase).finditer(file.text, start):
        yield (
            match.start(),
            bool(_MARKED.search(file.text[max(match.start() - 300, 0) : match.start()])),
        )


def _loosely(phrase: str) -> re.Pattern[str]:
    """Return what matches the words of *phrase*, whatever marks stand between them."""
    return re.compile(r"[^\w]+".join(re.escape(word) for word in re.findall(r"\w+", phrase)))


def _identifiers(facts: Facts) -> Iterator[tuple[str, Position, str]]:
    """Yield what stands for fields without a label, where they are declared, and their keys."""
    for kind in facts.kinds.values():
        for name, declared in kind.fields.items():
            if declared.at and "_" in name:
                label = f"{name[:1].upper()}{name[1:]}".replace("_", " ")
                yield label, declared.at, f"{kind.name}: {name}"


def _scalars(site: Site) -> Iterator[tuple[Scalar, bool]]:
    """Yield the texts that pages print and that no page holds, as they are for other scripts.

    With each goes whether it is that of a source, which come last.
    """
    settings = site.settings
    texts = [settings.title, settings.summary, settings.publisher, settings.license]
    told = [(text, False) for text in (*filter(None, texts), *_texts(site.facts))]
    for text, of_source in [*told, *((text, True) for text in _texts(site.facts, of_sources=True))]:
        for code, scalar in text.scalars.items():
            if not is_latin(code):
                yield scalar, of_source


def _texts(facts: Facts, *, of_sources: bool = False) -> Iterator[LocalText]:
    for statement in facts.statements():
        if (statement.kind == "sources") != of_sources:
            continue
        yield from _texts_within(statement.value)
        if statement.evidence:
            yield from _texts_of(statement.evidence)


def _texts_of(evidence: Evidence) -> Iterator[LocalText]:
    if evidence.note:
        yield evidence.note
    for account in evidence.accounts:
        yield from _texts_within(account.value)
        if account.note:
            yield account.note


def _texts_within(value: object) -> Iterator[LocalText]:
    match value:
        case LocalText():
            yield value
        case tuple():
            for one in value:
                yield from _texts_within(one)
