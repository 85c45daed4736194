"""How facts print on a page: as plain text, as elements, and what stands for them until then.

A `Printer` prints for one page in one language.  Where a template prints a fact, a single
private-use character is left in its place; `placing` replaces it once it is known where on the page
it stands.  Every use is recorded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from .addresses import href
from .errors import Position
from .evidence import Evidence
from .facts import Facts, Record, Statement
from .fields import Reference
from .items import PLAIN, CitationItem, FactItem, Item, LinkItem, PlacesItem, Style, TermItem, Use
from .pages import Library
from .reading import Scalar
from .refs import FIRST_ITEM, LAST_ITEM, PRIVATE
from .schema import Type
from .settings import LocalText, Settings
from .strings import Language
from .templating import UnknownNameError
from .values import Date, Quantity

ITEM = re.compile(f"[{chr(FIRST_ITEM)}-{chr(LAST_ITEM)}]")

# Texts may print texts that print texts so many times.
MAX_DEPTH = 8

_TAG = re.compile(r"<[^>]*>")
_SPACED_ITEM = re.compile(rf"([ ]?)({ITEM.pattern})")


@dataclass(slots=True, kw_only=True)
class Printer:
    """Prints facts on one page in one language and records which.

    *inline_markdown* renders a text of type markdown; *with_marks* is off on a page that asserts
    nothing; *at* is the place of the reference that is being evaluated.  *groups* are those by
    which something on the page is filtered: kind, field and value, with the number of each.
    """

    facts: Facts
    library: Library
    settings: Settings
    language: Language
    address: str
    inline_markdown: Callable[[Scalar, "Printer"], Markup]
    with_marks: bool = True
    at: Position | None = None
    items: list[Item] = field(default_factory=list)
    uses: set[Use] = field(default_factory=set)
    groups: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _pictures: int = 0
    _opened: list[str] = field(default_factory=list)
    _spoilt: set[str] = field(default_factory=set)

    def print_record(self, record: Record, style: Style) -> Markup:
        """Return what stands for *record*: for its link, its term, or its first field."""
        item = self.link(record, style) or self.term(record, style)
        if item is not None:
            self.use(record.name)
            return self._stand_in(item)
        first = self.first(record)
        return (
            self.print_statement(first, style) if first else escape(self.record_text(record, style))
        )

    def print_statement(self, statement: Statement, style: Style) -> Markup:
        """Return what stands for *statement*.

        Raises:
            UnknownNameError: it stands in a text that it prints itself.
        """
        self.use(statement.name)
        if self._opened:
            self.statement_text(statement)  # a circle is found while it is known where it closes
        return self._stand_in(FactItem(statement=statement, style=style))

    def cite(self, cited: tuple[tuple[str, str | None], ...]) -> Markup:
        """Return what stands for a citation."""
        for source, locator in cited:
            self._lean_on(f"sources.{source}", locator)
        return self._stand_in(CitationItem(cited=cited)) if self.with_marks else Markup("")

    def list_places(self, item: PlacesItem) -> Markup:
        """Return what stands for the list of the places that lean on something, or name it."""
        return self._stand_in(item)

    def next_picture(self) -> str:
        """Return an id that no other picture of the page has."""
        self._pictures += 1
        return f"picture-{self._pictures}"

    def use(self, name: str) -> None:
        """Record that this page leans on a fact; a source that is only listed carries nothing."""
        if not name.startswith("sources."):
            self._lean_on(name)

    def _lean_on(self, name: str, locator: str | None = None) -> None:
        code = self.language.code
        use = Use(name=name, address=self.address, language=code, at=self.at, locator=locator)
        self.uses.add(use)

    def _stand_in(self, item: Item) -> Markup:
        self.items.append(item)
        return Markup(chr(FIRST_ITEM + len(self.items) - 1))

    def item(self, char: str) -> Item:
        """Return what a character stands for."""
        return self.items[ord(char) - FIRST_ITEM]

    def evidence(self, item: Item) -> Evidence | None:
        """Return what opens at the mark of *item*; nothing where it prints without one."""
        marked = isinstance(item, FactItem) and item.style.mark and self.with_marks
        return item.statement.evidence if marked and isinstance(item, FactItem) else None

    def item_text(self, item: Item) -> str:
        """Return *item* as plain text; a citation is none, nor is a list of places."""
        match item:
            case FactItem():
                return self.statement_text(item.statement, item.style)
            case LinkItem() | TermItem():
                return item.words
            case CitationItem() | PlacesItem():
                return ""

    def item_html(self, item: FactItem | LinkItem, *, linked: bool, anchor: str = "") -> str:
        """Return the element of *item*.

        *linked* says that it stands in a link; *anchor* is the id that it is to have, if any.
        """
        place = f' id="{anchor}"' if anchor else ""
        match item:
            case FactItem():
                return self._element(item.statement, item.style, place, linked=linked)
            case LinkItem():
                record, words = f'data-record="{item.name}"{place}', escape(item.words)
                if linked:
                    return f"<span {record}>{words}</span>"
                return f'<a {record} href="{escape(item.url)}">{words}</a>'

    def plain(self, html: str) -> str:
        """Return *html* as plain text, with what its characters stand for."""
        text = unescape(_TAG.sub("", _SPACED_ITEM.sub(self._plain_item, html)))
        return PRIVATE.sub("\ufffd", text)  # an entity may name what stands for items

    def _plain_item(self, match: re.Match[str]) -> str:
        item = self.item(match[2])
        if isinstance(item, CitationItem | PlacesItem):  # gone, with the blank before it
            return ""
        return match[1] + escape(self.item_text(item))

    def record_url(self, record: Record) -> str | None:
        """Return the address of the page that *record* has of its own."""
        page = self.library.page_of(self.language.code, record.kind, record.id)
        return href(page.address, self.settings) if page else None

    def record_text(self, record: Record, style: Style = PLAIN) -> str:
        """Return *record* as plain text: its first field."""
        first = self.first(record)
        if style.words is not None or first is None:
            return style.words or record.id.replace("_", " ")
        return self.statement_text(first, style)

    def first(self, record: Record) -> Statement | None:
        """Return the statement that *record* prints."""
        return record.statements.get(self.facts.kinds[record.kind].first)

    def link(self, record: Record, style: Style = PLAIN) -> LinkItem | None:
        """Return *record* as a link, if it has a page of its own."""
        url, name = self.record_url(record), record.name
        return LinkItem(name=name, url=url, words=self.record_text(record, style)) if url else None

    def term(self, record: Record, style: Style) -> TermItem | None:
        """Return *record* as a term, if it is one that has a definition."""
        if record.kind != "terms" or "definition" not in record.statements:
            return None
        return TermItem(record=record, words=self.record_text(record, style))

    def definition(self, record: Record) -> str:
        """Return the definition of a term as HTML; facts in it are plain text."""
        statement = record.statements["definition"]
        html = self.value_html(statement.field.type, statement.value, statement, linked=False)
        return ITEM.sub(lambda match: str(escape(self.item_text(self.item(match[0])))), html)

    def find(self, reference: Reference) -> Record | None:
        """Return the record that a reference names, or nothing where it is not there."""
        return self.facts.records[reference.kind].get(reference.id)

    def statement_text(self, statement: Statement, style: Style = PLAIN) -> str:
        """Return *statement* as plain text; what is not known has a word for it."""
        if style.words is not None:
            return style.words
        if (
            statement.value is None
            and statement.evidence
            and statement.evidence.status == "unknown"
        ):
            return self.language.word("not_known")
        return self.value_text(statement.field.type, statement.value, statement, style)

    def value_text(self, type_: Type, value: Any, of: Statement, style: Style = PLAIN) -> str:
        """Return a *value* of this type, from the statement *of*, as plain text."""
        write = _TEXTS.get(type_.name)
        if value is None:
            return ""
        return write(self, type_, value, of, style) if write else str(value)

    def value_html(
        self, type_: Type, value: Any, of: Statement, style: Style = PLAIN, *, linked: bool
    ) -> str:
        """Return a *value* of this type as HTML without an element of its own."""
        match value:
            case LocalText() if type_.name == "markdown":
                return str(self.markdown(value, of))
            case Date():
                return self._times(value)
            case str() if type_.name == "url" and not linked:
                return f'<a href="{escape(value)}">{escape(value)}</a>'
            case tuple():
                item = type_.item or type_
                parts = [self.value_html(item, one, of, style, linked=linked) for one in value]
                return self.language.join(parts)
            case Reference():
                return self._reference(value, linked=linked)
            case _:
                return str(escape(self.value_text(type_, value, of, style)))

    def markdown(self, text: LocalText, of: Statement) -> Markup:
        """Return a text of type markdown as HTML within a line.

        Raises:
            UnknownNameError: the text prints itself.
        """
        scalar = text.scalars.get(self.language.code)
        if scalar is None:
            return Markup("")
        if of.name in self._spoilt:
            return Markup("")
        if fault := self._fault_of_nesting(of.name):
            self._spoilt.update(self._opened)  # reported once; they print nothing from now on
            raise UnknownNameError(fault, of.name, "expression", ())
        self._opened.append(of.name)
        try:
            return self.inline_markdown(scalar, self)
        finally:
            self._opened.pop()

    def _fault_of_nesting(self, name: str) -> str:
        """Return why the text of *name* cannot be printed in those that are open, or nothing."""
        if name in self._opened:
            circle = " → ".join([*self._opened[self._opened.index(name) :], name])
            return f"a text prints itself: {circle}"
        too_deep = len(self._opened) == MAX_DEPTH
        return f"texts that print each other are nested deeper than {MAX_DEPTH}" if too_deep else ""

    def _element(self, statement: Statement, style: Style, place: str, *, linked: bool) -> str:
        attributes = f'class="fact" data-fact="{statement.name}"{place}'
        text = escape(self.statement_text(statement, style))
        match statement.value:
            case Quantity() as quantity:
                return f'<data value="{plain_number(quantity.number)}" {attributes}>{text}</data>'
            case Date() as date if date.end is None:
                return f'<time datetime="{date.start.iso}" {attributes}>{text}</time>'
        if statement.value is None or style.words is not None:
            return f"<span {attributes}>{text}</span>"
        inner = self.value_html(
            statement.field.type, statement.value, statement, style, linked=linked
        )
        return f"<span {attributes}>{inner}</span>"

    def _times(self, date: Date) -> str:
        pieces = self.language.date_pieces(date)
        return "".join(
            f'<time datetime="{moment.iso}">{escape(text)}</time>' if moment else str(escape(text))
            for text, moment in pieces
        )

    def _reference(self, reference: Reference, *, linked: bool) -> str:
        record = self.find(reference)
        if record is None:
            return ""
        link = self.link(record)
        return (
            self.item_html(link, linked=linked) if link else str(escape(self.record_text(record)))
        )


_Write = Callable[[Printer, Type, Any, Statement, Style], str]


def _text_of_list(printer: Printer, type_: Type, value: Any, of: Statement, style: Style) -> str:
    item = type_.item or type_
    return printer.language.join([printer.value_text(item, one, of, style) for one in value])


def _text_of_reference(printer: Printer, _: Type, value: Any, __: Statement, ___: Style) -> str:
    record = printer.find(value)
    return printer.record_text(record) if record else ""


def _text_of_choice(printer: Printer, _: Type, value: str, of: Statement, __: Style) -> str:
    return printer.language.choice(of.kind, of.field.name, value) or value.replace("_", " ")


_TEXTS: dict[str, _Write] = {
    "text": lambda printer, _, value, __, ___: value.in_language(printer.language.code),
    "markdown": lambda printer, _, value, of, __: printer.plain(printer.markdown(value, of)),
    "date": lambda printer, _, value, __, ___: printer.language.date(value),
    "quantity": lambda printer, _, value, __, style: printer.language.quantity(value, style.form),
    "flag": lambda printer, _, value, __, ___: printer.language.flag(value),
    "choice": _text_of_choice,
    "list": _text_of_list,
    "reference": _text_of_reference,
}


def plain_number(number: Decimal) -> str:
    """Return *number* with all digits and no needless zeros: 150000000000, 6.5."""
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
