"""Puts the facts of a finished page into their places.

Until here each is a character.  In text it becomes an element and its mark, in an attribute or a
title plain text, in a link an element whose mark follows the link.  What opens at a mark is put
after the block in which it first appears, so that it is read in place and stands there in print.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from html import escape

from markupsafe import Markup

from .brevity import Cards
from .cards import EvidenceCard
from .facts import Statement
from .items import CitationItem, FactItem, Item, LinkItem, PlacesItem, TermItem
from .markup import Tag, portions, walk
from .printing import ITEM, Printer
from .wording import phrase

# Evidence is put after the outermost of these, or before the end of one of those.
BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "figure",
        "summary",
        "address",
        "hr",
    ]
)
CONTAINERS = frozenset(
    [
        "body",
        "main",
        "article",
        "section",
        "div",
        "aside",
        "header",
        "footer",
        "nav",
        "blockquote",
        "details",
        "form",
        "fieldset",
    ]
)
# Elements that may not hold a button, so that marks follow them, and those that hold text only.
CLOSED = frozenset(("a", "button", "summary", "label"))
TEXT_ONLY = frozenset(("title", "textarea", "option", "text", "tspan", "desc"))

# What an element is to what stands in it, and in all elements within.
_BLOCK, _CONTAINER, _CLOSED, _TEXT_ONLY, _LINK, _INLINE = 1, 2, 4, 8, 16, 32
# The word that keeps room for its mark; of Japanese, which breaks anywhere, two characters.
_LAST_WORD = re.compile(r"\S{1,24}\Z")
_LAST_TWO = re.compile(r"(?:&\w+;|[^\s&;])?[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]\Z")
# Keeps room for a mark that no word and no element stands before.
_ROOM = '<span class="hold"></span>'
# Stands on both sides of a form and a name, where the list of the places that lean on it goes.
PLACES = "\U0010fffe"
# Begins the id of an element which has one only if something leads to it.  Nearly all pages have
# some, and with a sign from further behind each letter of a page would take four bytes.
ANCHOR = "\x1c"


@lru_cache(maxsize=1024)
def _nature(name: str) -> int:
    """Return what an element called *name* is to what stands in it."""
    is_inline = name not in CONTAINERS and name not in BLOCKS and name != "html"
    return (
        _BLOCK * (name in BLOCKS)
        | _CONTAINER * (name in CONTAINERS)
        | _CLOSED * (name in CLOSED)
        | _TEXT_ONLY * (name in TEXT_ONLY)
        | _LINK * (name in ("a", "button"))
        | _INLINE * is_inline
    )


Render = Callable[[str, dict[str, object]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkData:
    """What the template of a mark is given."""

    number: int
    popover: str
    anchor: str
    status: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermData:
    """What the templates of a term are given."""

    name: str
    id: str
    title: str
    definition: Markup
    url: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseOfSource:
    """A place of the page that leans on a source."""

    number: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An element of the page with an id, and what is leaned on or named there.

    *names* are those of facts, records and sources: "figures.valuation", "sources.video".
    """

    anchor: str
    names: frozenset[str]


@dataclass(slots=True)
class Placer:
    """Places the facts of one page; *render* fills a partial template.

    With *brief*, what opens at a mark tells sources by their publishers.
    *uses_of_sources* tells, when all is placed, which marks lean on which source, and *places* all
    that can be led to.
    """

    printer: Printer
    render: Render
    cards: Cards
    brief: bool = False
    uses_of_sources: dict[str, list[UseOfSource]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    _numbers: dict[object, int] = field(default_factory=dict)
    _times: dict[int, int] = field(default_factory=dict)
    _cards: dict[int, EvidenceCard] = field(default_factory=dict)
    _terms: set[str] = field(default_factory=set)
    _mentioned: set[str] = field(default_factory=set)
    _leaned_on_record: set[str] = field(default_factory=set)
    _unmarked: int = 0
    _after_element: bool = False
    _open: list[str] = field(default_factory=list)
    _within: list[int] = field(default_factory=lambda: [0])  # what the open ones are, together
    _after_closed: list[str] = field(default_factory=list)
    _after_block: list[str] = field(default_factory=list)

    @property
    def facts_shown(self) -> int:
        """How many facts open their evidence on the page, as far as it was placed."""
        return sum(bool(card.status) for card in self._cards.values())

    def place(self, html: str) -> str:
        """Return *html* with every character in it replaced by what it stands for."""
        out: list[str] = []
        last, at = max((match.start() for match in ITEM.finditer(html)), default=-1), 0
        for pieces, at in portions(html):
            self._pass(pieces, out)
            if at > last and not self._waits:
                break  # what follows stays as it is, such as the menu at the foot
        self._flush(out, at_container=True)
        return "".join([*out, html[at:]])

    def _pass(self, pieces: Iterable[str | Tag], out: list[str]) -> None:
        for piece in pieces:
            if isinstance(piece, Tag):
                self._tag(piece, out)
                continue
            out.append(self._run(piece))
            if self._waits:
                self._flush(out, at_container=False)

    @property
    def _waits(self) -> bool:
        """Whether there is something to be put behind what is open."""
        return bool(self._after_block or self._after_closed)

    def _tag(self, tag: Tag, out: list[str]) -> None:
        self._after_element = tag.closes and not self._after_closed
        if tag.closes:
            self._close(tag, out)
            return
        nature, within = _nature(tag.name), self._within[-1]
        if nature & _CONTAINER and not within & _BLOCK:
            self._flush(out, at_container=True)
        written = tag.written
        if not written.isascii() and ITEM.search(written):
            written = ITEM.sub(lambda match: self._text(self.printer.item(match[0])), written)
        out.append(written)
        if tag.opens:
            self._open.append(tag.name)
            self._within.append(within | nature)

    def _close(self, tag: Tag, out: list[str]) -> None:
        is_open, nature = tag.name in self._open, _nature(tag.name)
        if not self._waits:  # nearly always
            out.append(tag.written)
            if is_open:
                self._unwind(tag.name)
                self._pop()
            return
        if is_open and nature & _CONTAINER:
            self._unwind(tag.name)
            if not self._within[-1] & _BLOCK:
                self._flush(out, at_container=True)
            out.append(tag.written)
            self._pop()
            return
        was_in_block = self._within[-1] & _BLOCK
        if is_open:
            self._unwind(tag.name)
            self._pop()
        out.append(tag.written)
        if self._after_closed and nature & _CLOSED and not self._within[-1] & _CLOSED:
            out.append(_ROOM.join(self._after_closed))
            self._after_closed.clear()
        if was_in_block and not self._within[-1] & _BLOCK:
            self._flush(out, at_container=True)

    def _pop(self) -> None:
        self._open.pop()
        self._within.pop()

    def _unwind(self, name: str) -> None:
        """Take elements off the stack whose end is left out, up to the one called *name*."""
        while self._open[-1] != name:
            self._pop()

    def _flush(self, out: list[str], *, at_container: bool) -> None:
        """Put out what waits; between inline elements it has to wait for the next container."""
        if not (self._after_block or self._after_closed):
            return
        if at_container or not self._within[-1] & (_INLINE | _BLOCK):
            out += [_ROOM.join(self._after_closed), *self._after_block]
            self._after_closed.clear()
            self._after_block.clear()

    def _run(self, text: str) -> str:
        """Return a run of text with its items; in a comment nothing is replaced."""
        if text.isascii() or text.startswith("<!--") or not ITEM.search(text):
            return text
        out: list[str] = []
        at, last = 0, None
        for match in ITEM.finditer(text):
            item, before = self.printer.item(match[0]), text[at : match.start()]
            written = self._item(item)
            if isinstance(item, CitationItem) and written:
                if isinstance(last, TermItem) and not before.strip():
                    before, out[-1] = "", f'<span class="hold">{out[-1]}</span>'
                else:
                    before = _holding(before, bare=self._after_element and at == 0)
            elif isinstance(item, CitationItem):
                before = before.rstrip()
            out += [before, written]
            at, last = match.end(), item
        return "".join([*out, text[at:]])

    def _text(self, item: Item) -> str:
        return escape(self.printer.item_text(item))

    def _item(self, item: Item) -> str:
        within = self._within[-1]
        if within & _TEXT_ONLY:
            return self._text(item)
        closed, linked = bool(within & _CLOSED), bool(within & _LINK)
        match item:
            case FactItem():
                return self._fact(item, closed=closed, linked=linked)
            case LinkItem():
                anchor = self._mention(item.name)
                return self.printer.item_html(item, linked=linked, anchor=anchor)
            case TermItem():
                return escape(item.words) if closed else self._term(item)
            case PlacesItem():
                return f"{PLACES}{item.form} {item.name}{PLACES}"
            case CitationItem():
                cited, names = item.cited, [f"sources.{id_}" for id_, _ in item.cited]
                make = partial(self.cards.of_citation, self.printer, cited, by_publisher=self.brief)
                return self._mark(cited, make, names, closed=closed)

    def _mention(self, name: str) -> str:
        """Return the id of the first place of the page that names a record; else nothing."""
        if name in self._mentioned:
            return ""
        self._mentioned.add(name)
        return ANCHOR + self._place(f"mention-{_kebab(name)}", [name])

    def _place(self, anchor: str, names: Iterable[str]) -> str:
        self.places.append(Place(anchor=anchor, names=frozenset(names)))
        return anchor

    def _fact(self, item: FactItem, *, closed: bool, linked: bool) -> str:
        statement = item.statement
        if self.printer.evidence(item) is None:
            html = self.printer.item_html(item, linked=linked, anchor=self._anchor(statement))
            return self._nested(html)
        html = self._nested(self.printer.item_html(item, linked=linked))
        make = partial(self.cards.brief, self.printer, statement, by_publisher=self.brief)
        return html + self._mark(statement.name, make, self._leaned_on(statement), closed=closed)

    def _anchor(self, statement: Statement) -> str:
        """Return the id of a fact without a mark; nothing where it tells nothing of its own."""
        if statement.evidence is None:
            return next((self._mention(one.name) for one in statement.references), "")
        record = self.printer.facts.records[statement.kind][statement.record]
        is_told = statement.name != record.name and record.name in self._leaned_on_record
        if is_told and statement.shares_evidence_of(record):
            return ""  # what the record says is led to already
        self._unmarked += 1
        return ANCHOR + self._place(f"use-{self._unmarked}", self._leaned_on(statement))

    def _leaned_on(self, statement: Statement) -> tuple[str, ...]:
        self._leaned_on_record.add(statement.record_name)
        return tuple(leaned_on(statement))

    def _nested(self, html: str) -> str:
        """Return the element of a fact, whose text may print further facts."""
        if not ITEM.search(html):
            return html
        out: list[str] = []
        for piece in walk(html):
            if isinstance(piece, Tag):
                self._tag(piece, out)
            else:
                out.append(self._run(piece))
        return "".join(out)

    def _mark(
        self,
        key: object,
        make: Callable[[int], EvidenceCard],
        names: Iterable[str],
        *,
        closed: bool,
    ) -> str:
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._times[number] = times = self._times.get(number, 0) + 1
        if times == 1:
            self._cards[number] = card = make(number)
            self._after_block.append(self._evidence(card))
        card = self._cards[number]
        anchor = f"mark-{number}" if times == 1 else f"mark-{number}-{times}"
        self._place(anchor, names)
        for source in card.source_list:
            self.uses_of_sources.setdefault(source, []).append(
                UseOfSource(number=number, anchor=anchor)
            )
        button = self._button(card, anchor)
        if closed:
            self._after_closed.append(button)
            return ""
        return button

    def _button(self, card: EvidenceCard, anchor: str) -> str:
        label = self._label(card)
        data = MarkData(
            number=card.number, popover=card.id, anchor=anchor, status=card.status, label=label
        )
        return self._rendered("partials/mark.html", "mark", data).strip()

    def _label(self, card: EvidenceCard) -> str:
        """Return what a mark is called; marks of many pages are called the same."""
        key, known = (card.status_label, card.number), self.cards.labels
        if key not in known:
            known[key] = self._named(card)
        return known[key]

    def _named(self, card: EvidenceCard) -> str:
        """Return the name of a mark; the number of a fact's stands apart, for paper shows it."""
        language = self.printer.language
        if not card.status:
            return language.word("mark_sources", n=card.number)
        number = Markup("<b>{}</b>").format(card.number)
        return phrase(language, "mark", status=card.status_label, n=number)

    def _evidence(self, card: EvidenceCard) -> str:
        """Return what opens at a mark, cut down to what a reader will take."""
        return self._rendered("partials/evidence.html", "evidence", card)

    def _rendered(self, template: str, name: str, data: object) -> str:
        """Return what a partial template gives that knows nothing of the page but *data*."""
        return self.cards.rendered(template, data, lambda: self.render(template, {name: data}))

    def _term(self, item: TermItem) -> str:
        record = item.record
        name, id_ = f"terms.{record.id}", f"term-{_kebab(record.id)}"
        data = TermData(
            name=name,
            id=id_,
            title=self.printer.record_text(record),
            definition=Markup(""),
            url=None,
            language=self.printer.tongues.of_name(item.words),
        )
        if name not in self._terms:
            self._terms.add(name)
            full = replace(data, definition=Markup(self.printer.definition(record)))
            self._after_block.append(self.render("partials/term.html", {"term": full}))
        return self.render("partials/term-button.html", {"term": data, "text": item.words}).strip()


def _holding(before: str, *, bare: bool) -> str:
    """Return the text *before* a citation with its last word held to the mark that follows.

    With *bare*, an element stands before the text, and may keep room for the mark itself.
    """
    text = before.rstrip()
    word = _LAST_TWO.search(text) or _LAST_WORD.search(text)
    if word is None:
        return "" if bare else _ROOM
    return f'{text[: word.start()]}<span class="hold">{word[0]}</span>'


def leaned_on(statement: Statement) -> Iterator[str]:
    """Yield the names of *statement*, of the records in it, and of all its sources."""
    yield statement.name
    yield from (one.name for one in statement.references)
    for citation in statement.evidence.citations if statement.evidence else ():
        yield f"sources.{citation.source}"


def _kebab(name: str) -> str:
    return name.replace("_", "-").replace(".", "-")
