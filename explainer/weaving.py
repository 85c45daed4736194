"""Weaves the references of a text back into what Markdown made of it.

Links are resolved on the way, and raw HTML that would run or load something is reported.
"""

import re
from dataclasses import dataclass, field
from functools import partial
from html import escape

from markupsafe import Markup

from .bounding import EXPRESSION, TEXT, bounded
from .errors import Position, Report
from .expressions import Evaluator, Passage, passage_of_page, passage_of_scalar
from .links import Links, Outside
from .markup import Tag, open_tag, walk
from .pages import Library, Page
from .printing import Printer
from .prose import Converter
from .reading import MarkdownFile, Scalar
from .refs import FIRST_REF, LAST_REF, Ref

FORBIDDEN = frozenset(
    [
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "form",
        "base",
        "link",
        "meta",
    ]
)
# Attributes by which an element would load something, and those that hold an address to follow.
LOADING = frozenset(["src", "srcset", "poster", "data", "background", "ping"])
FOLLOWED = frozenset(["href", "cite", "action", "formaction", "xlink:href"])

_REF = re.compile(f"[{chr(FIRST_REF)}-{chr(LAST_REF)}]")
_LONE = re.compile(f"<p>([{chr(FIRST_REF)}-{chr(LAST_REF)}])</p>")
_BLOCK = re.compile(
    r"\s*<(?:address|article|aside|blockquote|details|div|dl|figure|footer|h[1-6]|header|hr|nav|ol|p|pre|section|svg|table|ul)\b"
)
_ELSEWHERE = re.compile(r"https?://[^\s\\]+\Z", re.IGNORECASE)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LINKED = re.compile(r"(?<=\]\()|(?<=\]: )|(?<=[<\"'])")
_HEADING_LINE = re.compile(r"^(#{1,6})(?!#)", re.MULTILINE)
_UNESCAPED = re.compile(r"\|\s*safe\b")
_FOREIGN_PAINT = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align:\s*(left|center|right);?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class TocEntry:
    """A heading of a page: its level (2 or 3), id and text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The text of a page as HTML, in which facts are still characters of its printer."""

    html: Markup
    toc: tuple[TocEntry, ...]


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes the prose of pages in one language."""

    converter: Converter
    links: Links
    report: Report
    _passages: dict[tuple[str, int], Passage] = field(default_factory=dict)

    def page(self, page: Page, evaluator: Evaluator) -> Prose:
        """Return the prose of *page*."""
        passage = passage_of_page(page.source)
        evaluator.report_near_misses(passage)
        with bounded(TEXT, partial(page.source.file.position, page.source.body_at)):
            converted = self.converter.page(passage)
        weaver = _Weaver(passage, evaluator, self.links, self.report, page=page, path=page.path)
        toc = [
            (level, id_, weaver.plain(html))
            for level, id_, html in converted.toc
            if level in (2, 3)
        ]
        with bounded(EXPRESSION, weaver.begin):
            html = weaver.weave(converted.html.text)
        return Prose(
            html=Markup(html),
            toc=tuple(TocEntry(level=level, id=id_, title=title) for level, id_, title in toc),
        )

    def field(self, scalar: Scalar, printer: Printer, evaluator: Evaluator) -> Markup:
        """Return a text of type markdown as HTML; its links begin at the start page."""
        passage = self._passage(scalar)
        evaluator.report_near_misses(passage)
        at = printer.at
        with bounded(TEXT, lambda: scalar.at):
            html = self.converter.inline(passage.marked)
        if "<" not in html and not passage.refs:
            return Markup(html)
        path = f"content/{printer.language.code}/index.md"
        weaver = _Weaver(passage, evaluator, self.links, self.report, path=path, fallback=scalar.at)
        woven = Markup(weaver.weave(html))
        printer.at = at
        return woven

    def _passage(self, scalar: Scalar) -> Passage:
        """Return the text of a field with its references, which are looked for once."""
        place = scalar.file.path, scalar.offset
        if place not in self._passages:
            self._passages[place] = passage_of_scalar(scalar)
        return self._passages[place]


@dataclass(slots=True)
class _Weaver:
    """Walks through what Markdown made and puts the references of one passage back."""

    passage: Passage
    evaluator: Evaluator
    links: Links
    report: Report
    path: str
    page: Page | None = None
    fallback: Position | None = None
    _code: int = 0
    _toc: int = 0
    _level: int = 1
    _seen: dict[str, int] = field(default_factory=dict)
    _headings: dict[int, int] = field(default_factory=dict)
    _linked: list[int] | None = None
    _lines: dict[int, list[int]] = field(default_factory=dict)
    _lower: str = ""

    def weave(self, html: str) -> str:
        """Return *html* with references evaluated, links resolved and what is unsafe reported."""
        out: list[str] = []
        for number, part in enumerate(_LONE.split(html)):
            if number % 2:  # a paragraph that is nothing but a reference
                out.append(self._lone(part))
            else:
                out += (
                    self._tag(piece) if isinstance(piece, Tag) else self._text(piece)
                    for piece in self._walked(part)
                )
        return "".join(out)

    def _walked(self, html: str) -> list[str | Tag]:
        with bounded(TEXT, self.begin):
            return list(walk(html))

    def begin(self) -> Position:
        """Return where the text begins."""
        if self.page:
            return self.page.source.file.position(self.page.source.body_at)
        return self.fallback or Position(path=self.path)

    def plain(self, html: str) -> str:
        """Return *html* as plain text, for a table of contents."""
        return self.evaluator.printer.plain(_REF.sub(lambda match: self._evaluate(match[0]), html))

    def _lone(self, char: str) -> str:
        """Return a paragraph with a single reference, which a macro may turn into a block."""
        html = self._evaluate(char)
        return html if _BLOCK.match(html) or not html.strip() else f"<p>{html}</p>"

    def _ref(self, char: str) -> Ref:
        return self.passage.refs[ord(char) - FIRST_REF]

    def _evaluate(self, char: str) -> str:
        ref = self._ref(char)
        html = str(self.evaluator.evaluate(ref, self.passage))
        return self._checked(html) if _UNESCAPED.search(ref.inside) else html

    def _checked(self, html: str) -> str:
        """Return HTML that an expression calls safe, after the checks of what is typed as HTML."""
        return "".join(
            self._tag(piece) if isinstance(piece, Tag) else piece for piece in walk(html)
        )

    def _text(self, text: str) -> str:
        if text.startswith("<!--"):
            return _REF.sub(lambda match: self.passage.source(self._ref(match[0])), text)
        if self._code:
            return _REF.sub(lambda match: escape(self.passage.source(self._ref(match[0]))), text)
        if self._toc:
            return escape(self.plain(text)) if _REF.search(text) else text
        return _REF.sub(lambda match: self._evaluate(match[0]), text)

    def _tag(self, tag: Tag) -> str:
        if tag.name in ("code", "pre"):
            self._code += -1 if tag.closes else 1
        if tag.closes:
            self._toc = max(self._toc - (tag.name == "div"), 0)
            return tag.written
        if tag.name in FORBIDDEN:
            message = f"<{tag.name}> may not stand in a page"
            self.report.add(
                "unsafe-html",
                self._find(rf"<{tag.name}\b"),
                message,
                "it would run or load something",
            )
            return ""
        if level := _LEVELS.get(tag.name):
            self._heading(level)
        if not tag.rest.strip(" /"):
            self._toc += bool(self._toc and tag.name == "div")
            return tag.written
        attributes = tag.attributes()
        if tag.name == "div" and (self._toc or attributes.get("class") == "toc"):
            self._toc += 1
        return self._with_attributes(tag, attributes)

    def _with_attributes(self, tag: Tag, attributes: dict[str, str | None]) -> str:
        changed = dict(attributes)
        for name, value in attributes.items():
            if name.startswith("on"):
                self.report.add(
                    "unsafe-html",
                    self._find(_assignment(name)),
                    f'the attribute "{name}" would run something',
                    "take it out",
                )
                del changed[name]
            elif value is not None and (name in FOLLOWED or name in LOADING):
                changed[name] = self._address(name, value, tag)
            elif value is not None and _REF.search(value):
                changed[name] = self._attribute(value)
            elif name == "style":
                self._style(value or "", changed)
            else:
                self._check_value(tag, name, value or "")
        if tag.name == "img":
            self._picture(changed)
        return tag.written if changed == attributes else open_tag(tag.name, changed)

    def _check_value(self, tag: Tag, name: str, value: str) -> None:
        if _FOREIGN_PAINT.search(value):
            message, hint = f'"{value}" would be loaded from elsewhere', "write it as url(#id)"
            self.report.add("other-host", self._find(_assignment(name)), message, hint)
        if name == "attributename" and value.strip().lower().endswith("href"):
            message, hint = f"<{tag.name}> would change an address", "take it out"
            self.report.add("unsafe-html", self._find(rf"<{tag.name}\b"), message, hint)

    def _attribute(self, value: str) -> str:
        """Return the value of an attribute with its references as plain text."""
        for match in _REF.finditer(value):
            if self._ref(match[0]).kind == "citation":
                at = self.passage.place(self._ref(match[0]), 0)
                message = "a citation cannot stand in an attribute, a description or an address"
                self.report.add("misplaced-reference", at, message, "cite in the text beside it")
        return _REF.sub(lambda match: self._plain_unless_citation(match[0]), value)

    def _plain_unless_citation(self, char: str) -> str:
        return "" if self._ref(char).kind == "citation" else self.plain(char)

    def _address(self, name: str, value: str, tag: Tag) -> str:
        refs = _REF.findall(value)
        if not refs and tag.name == "a" and name == "href" and _ELSEWHERE.match(value):
            self._leave(value)
            return value  # nearly all are of this kind, and their place is not worth a search
        at = self.passage.place(self._ref(refs[0]), 0) if refs else self._find_address(value)
        loads = name in LOADING or tag.name in ("image", "use", "feimage")
        written = self.links.inside(self._attribute(value)) if refs else value
        if name == "srcset":
            parts = [part.split() for part in written.split(",")]
            return ", ".join(
                " ".join([self._resolve(url, at, loads=True), *size]) for url, *size in parts if url
            )
        return self._resolve(written, at, loads=loads)

    def _resolve(self, written: str, at: Position, *, loads: bool) -> str:
        return self.links.resolve(
            written, self.path, self.evaluator.printer.address, at, loads=loads
        )

    def _leave(self, address: str) -> None:
        """Keep that a link leads out of the site."""
        page, fallback = self.page, self.fallback
        within = page.path if page is not None else fallback
        if within is not None:
            self.links.outside.add(Outside(address=address, within=within))

    def _style(self, value: str, changed: dict[str, str | None]) -> None:
        aligned = _ALIGNED.match(value)
        if aligned:  # Python-Markdown aligns the cells of tables so
            changed["class"] = " ".join(filter(None, [changed.get("class"), f"align-{aligned[1]}"]))
        else:
            hint = "give it a class, and the class a rule in static/"
            self.report.add(
                "inline-style",
                self._find(_assignment("style")),
                "a style attribute does nothing under the site's policy",
                hint,
            )
        del changed["style"]

    def _picture(self, attributes: dict[str, str | None]) -> None:
        decorative = (
            attributes.get("role") in ("presentation", "none")
            or attributes.get("aria-hidden") == "true"
        )
        if not (attributes.get("alt") or "").strip() and not decorative:
            at = self._find(r"!\[\s*\]|<img\b")
            self.report.add(
                "missing-description",
                at,
                "the image has no description",
                "say what it shows: ![…](…)",
            )

    def _heading(self, level: int) -> None:
        at = self._heading_place(level)
        if level == 1:
            hint = "begin the headings of a page with ##; its title is the first one"
            self.report.add(
                "second-title", at, "the page has a second heading of the first level", hint
            )
        elif level > self._level + 1:
            message = f"a heading of level {level} follows one of level {self._level}"
            self.report.add("skipped-heading", at, message, f"write {'#' * (self._level + 1)}")
        self._level = level

    def _heading_place(self, level: int) -> Position:
        self._headings[level] = number = self._headings.get(level, 0) + 1
        if not self._lines:
            for match in _HEADING_LINE.finditer(self.passage.text):
                self._lines.setdefault(len(match[1]), []).append(match.start())
        found = self._lines.get(level, [])
        if number <= len(found):
            return self._position(found[number - 1])
        return self._find(rf"<h{level}\b")

    def _find_address(self, value: str) -> Position:
        """Return where an address stands that is linked to; it may stand in the text, too."""
        if not self._lower:
            self._lower = self.passage.text.lower()
        number = self._lower.count(value.lower())
        if not number:  # such as what leads to a footnote
            return self._position(0)
        text, linked = self.passage.text, _linked(re.escape(value))
        if self._linked is None:
            self._linked = [match.start() for match in _LINKED.finditer(text)]
        places = [at for at in self._linked if text.startswith(value, at)]
        if not places:
            return self._find(re.escape(value))
        # What `_find` would find by the pattern, which need not be made for each address.
        seen = self._seen.get(linked, 0)
        if number > text.count(value):
            places = [at for at in self._linked if _is_alike(text[at : at + len(value)], value)]
        place = next((at for at in places if at >= seen), places[0])
        self._seen[linked] = place + len(value)
        return self._position(place)

    def _find(self, pattern: str) -> Position:
        """Return where *pattern* next matches in the source, or the beginning of the text."""
        text, wanted = self.passage.text, re.compile(pattern, re.IGNORECASE)
        match = wanted.search(text, self._seen.get(pattern, 0)) or wanted.search(text)
        if match:
            self._seen[pattern] = match.end()
        return self._position(match.start() if match else 0)

    def _position(self, offset: int) -> Position:
        if self.page is None:
            assert self.fallback is not None
            return self.fallback
        return self.page.source.file.position(self.page.source.body_at + offset)


def _is_alike(part: str, value: str) -> bool:
    """Whether *part* is *value*, be it in other letters as to case."""
    if part == value or (part.isascii() and value.isascii()):
        return part.lower() == value.lower()
    return re.fullmatch(re.escape(value), part, re.IGNORECASE) is not None


def _linked(written: str) -> str:
    """Return a pattern of an address, itself *written* as one, where it is linked to."""
    return rf"(?<=\]\(){written}|(?<=\]: ){written}|(?<=[<=\"']){written}"


def place_of(outside: Outside, library: Library) -> Position:
    """Return where a link leaves the site, for which the text of a page is looked through."""
    if isinstance(outside.within, Position):
        return outside.within
    return _place_of(library.by_path[outside.within][0].source, outside.address)


def _place_of(source: MarkdownFile, address: str) -> Position:
    """Return where a page first links to *address*, or its beginning."""
    for spelt in (address, escape(address)):
        written = re.escape(spelt) + r"(?=[\s<>()\"']|\Z)"
        match = re.search(_linked(written), source.body)
        if match:
            return source.file.position(source.body_at + match.start())
    return source.file.position(source.body_at)


def _assignment(name: str) -> str:
    return rf"(?<![\w-]){re.escape(name)}\s*="
