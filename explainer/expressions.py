"""Evaluates the references of a text: expressions to what they print, citations to their marks."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from .bounding import EXPRESSION, bounded
from .errors import Position, Report, did_you_mean
from .evidence import Citation
from .items import CitationItem, FactItem, Item
from .localised import DateView, QuantityView, Year
from .lookups import FILTERS, KindView, Nothing, RecordView, StatementView
from .printing import Printer
from .reading import MarkdownFile, Scalar
from .refs import (
    FIRST_ITEM,
    MAX_REFS,
    PRIVATE,
    UNMARKED,
    Ref,
    find_refs,
    mark_refs,
    names_in,
    read_citation,
)
from .support import check_citation
from .templating import TemplateError, Templates, UnknownNameError

# A fact by its name, and how it is to look; what begins with an underscore is for the sandbox.
_NAMED = re.compile(
    r"""(?P<name>[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)
        (?P<filters>(?:\s*\|\s*(?:plain|exact|short|text\(\s*"[^"\\]*"\s*\)))*)\Z""",
    re.VERBOSE,
)
# Half of a pair, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")
_FILTER = re.compile(r'(plain|exact|short|text)(?:\(\s*"([^"]*)"\s*\))?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text with its references; *place* gives the place of a reference and an offset in it."""

    text: str
    refs: list[Ref]
    place: Callable[[Ref, int], Position]

    @property
    def marked(self) -> str:
        """The text with each reference as one private-use character."""
        return mark_refs(self.text, self.refs)

    def source(self, ref: Ref) -> str:
        """Return *ref* as it was typed."""
        return self.text[ref.start : ref.end]


def passage_of_page(source: MarkdownFile) -> Passage:
    """Return the text of a page below its front matter."""
    file, begin = source.file, source.body_at
    return Passage(
        text=source.body,
        refs=find_refs(source.body),
        place=lambda ref, offset: file.position(begin + ref.start + offset),
    )


def passage_of_scalar(scalar: Scalar) -> Passage:
    """Return a text that stands in YAML; quoting and folding may have moved its references."""
    text = scalar.text.strip()

    def place(ref: Ref, offset: int) -> Position:
        found = scalar.file.text.find(text[ref.start : ref.end], scalar.offset)
        return scalar.file.position(found + offset) if found >= 0 else scalar.at

    return Passage(text=text, refs=find_refs(text), place=place)


@dataclass(slots=True, kw_only=True)
class Evaluator:
    """Evaluates references for one page; *names* are what expressions can use.

    *evidenced* collects the places of references that print something with evidence.
    """

    printer: Printer
    templates: Templates
    names: dict[str, Any]
    report: Report
    evidenced: set[Position] = field(default_factory=set)

    def evaluate(self, ref: Ref, passage: Passage) -> Markup:
        """Return what *ref* prints as HTML, in which facts are still characters."""
        self.printer.at = at = passage.place(ref, 0)
        before = len(self.printer.items)
        html = self._html_of(ref, passage)
        if any(self._is_evidenced(item) for item in self.printer.items[before:]):
            self.evidenced.add(at)
        return html

    def _html_of(self, ref: Ref, passage: Passage) -> Markup:
        match ref.kind:
            case "expression":
                return self._expression(ref, passage)
            case "citation":
                return self._citation(ref, passage)
            case "logic":
                hint = "logic lives in templates and macros; call a macro as {{ name(…) }}"
                self.report.add(
                    "logic-in-prose", passage.place(ref, 0), "{% … %} is not for prose", hint
                )
                return Markup("")
            case _:
                return Markup("{{")

    @staticmethod
    def _is_evidenced(item: Item) -> bool:
        return isinstance(item, CitationItem) or (
            isinstance(item, FactItem) and item.statement.evidence is not None
        )

    def report_near_misses(self, passage: Passage) -> None:
        """Report what looks like a reference in *passage* but is none."""
        for ref in passage.refs:
            at = passage.place(ref, 0)
            if ref.kind == "near-miss":
                message = "these braces are printed as they are"
                self.report.add(
                    "near-miss", at, message, r"write {{ kind.id }} for a fact, or \{{ for braces"
                )
            elif ref.kind == "private":
                message = f"the character U+{ord(ref.inside):X} is reserved for the generator"
                self.report.add("reserved-character", at, message, "take it out")
            elif ref.kind == "too-many":
                message = f"a text holds at most {MAX_REFS} references"
                self.report.add("expression", at, message, "make several pages of it")

    def plain(self, scalar: Scalar) -> str:
        """Return a text of the front matter with its expressions as plain text."""
        passage = passage_of_scalar(scalar)
        self.report_near_misses(passage)
        pieces, at = [], 0
        for ref in passage.refs:
            if ref.kind in UNMARKED:
                continue
            pieces += [passage.text[at : ref.start], self._plain(ref, passage)]
            at = ref.end
        return " ".join("".join([*pieces, passage.text[at:]]).split())

    def named(self, ref: Ref) -> str | None:
        """Return what *ref* prints as plain text, where it does no more than name a fact."""
        expression, before = ref.inside.strip(), len(self.printer.items)
        if ref.kind != "expression" or not _NAMED.match(expression):
            return None
        try:
            return self.printer.plain(self._html(self._value(expression)))
        except (UnknownNameError, TemplateError):  # such as a record that another page has
            return None
        finally:
            del self.printer.items[before:]

    def _plain(self, ref: Ref, passage: Passage) -> str:
        if ref.kind == "citation":
            at = passage.place(ref, 0)
            self.report.add(
                "misplaced-reference",
                at,
                "a citation cannot stand in a title or summary",
                "cite in the text",
            )
            return ""
        return self.printer.plain(self.evaluate(ref, passage))

    def _expression(self, ref: Ref, passage: Passage) -> Markup:
        try:
            with bounded(EXPRESSION, partial(passage.place, ref, 0)):
                return self._without_strays(self._html(self._value(ref.inside.strip())))
        except UnknownNameError as error:
            at = self._place_of(error.name, ref, passage)
            self.report.add(error.rule, at, error.message, did_you_mean(error.name, error.known))
        except TemplateError as fault:
            self._report_fault(fault, ref, passage)
        return Markup("")

    def _without_strays(self, html: Markup) -> Markup:
        """Return *html*, in which each character that we work with stands for an item."""
        ours = range(FIRST_ITEM, FIRST_ITEM + len(self.printer.items))
        if _HALF.search(html):
            raise TemplateError("it makes half a character")
        for char in PRIVATE.findall(html):
            if ord(char) not in ours:
                raise TemplateError(f"it makes the character U+{ord(char):X}, which is reserved")
        return html

    def _report_fault(self, fault: TemplateError, ref: Ref, passage: Passage) -> None:
        at = self._place_of(fault.name, ref, passage)
        inside = f" in the macro {fault.file.stem}, line {fault.line}" if fault.file else ""
        if fault.name in self.names or not fault.name:
            self.report.add("expression", at, f"the expression fails{inside}: {fault.message}")
        else:
            hint = did_you_mean(fault.name, self.names)
            self.report.add(
                "expression", at, f'there is nothing called "{fault.name}"{inside}', hint
            )

    def _value(self, expression: str) -> Any:
        # Nearly all expressions name a fact, and for that nothing needs to be compiled.
        named = _NAMED.match(expression)
        if named:
            root, *parts = named["name"].split(".")
            if root not in self.names:
                raise UnknownNameError(
                    f'there is no kind "{root}"', root, "unknown-fact", tuple(self.names)
                )
            value = self.names[root]
            if isinstance(value, KindView | RecordView):
                for part in parts:
                    if part == "value" and isinstance(value, StatementView):
                        self.printer.use(value.name)
                    value = _attribute(value, part)
                for name, words in _FILTER.findall(named["filters"]):
                    value = FILTERS[name](value, words) if name == "text" else FILTERS[name](value)
                return value
        return self.templates.evaluate(expression, self.names)

    def _html(self, value: Any) -> Markup:
        match value:
            case Markup():
                return value
            case RecordView() | StatementView() | Nothing() | KindView():
                return Markup(value.__html__())
            case str() | DateView() | QuantityView():
                return escape(value)
            case int() | float() | Decimal():
                return escape(self._number(value))
            case list() | tuple():
                return Markup(self.printer.language.join([str(self._html(one)) for one in value]))
        raise TemplateError(_why_not_printed(value))

    def _number(self, value: float | Decimal) -> str:
        """Return a number as the language has it: a truth as a word, a year without a comma."""
        match value:
            case bool():
                return self.printer.language.flag(value)
            case Year():
                return str(int(value))
        return self.printer.language.number(_finite(value))

    def _citation(self, ref: Ref, passage: Passage) -> Markup:
        cited, wrong = read_citation(ref.inside)
        inside = len("[@")
        for offset in wrong:
            at, hint = passage.place(ref, inside + offset), "write [@source, p. 4; @other]"
            self.report.add("bad-citation", at, "this part of the citation is not understood", hint)
        known = []
        for one in cited:
            at = passage.place(ref, inside + one.start)
            if "sources" not in self.printer.facts.incomplete:
                check_citation(
                    Citation(source=one.id, locator=one.locator, at=at),
                    self.printer.facts.sources,
                    self.report,
                )
            if one.id in self.printer.facts.sources:
                known.append((one.id, one.locator))
        return self.printer.cite(tuple(known)) if known else Markup("")

    def _place_of(self, name: str, ref: Ref, passage: Passage) -> Position:
        """Return where *name* stands in an expression, or where that begins."""
        inside = passage.source(ref).find(ref.inside)
        for offset, dotted in names_in(ref.inside):
            parts = dotted.split(".")
            if name in parts:
                return passage.place(
                    ref,
                    inside
                    + offset
                    + len("".join(f"{part}." for part in parts[: parts.index(name)])),
                )
        lead = len(ref.inside) - len(ref.inside.lstrip())
        return passage.place(ref, inside + lead)


def _why_not_printed(value: object) -> str:
    if value is None:
        return "it gives nothing"
    if callable(value):
        return "it names a macro without calling it"
    return "it gives neither a fact nor a text nor a number"


def _finite(value: float | Decimal) -> Decimal:
    try:
        number = Decimal(str(value))
    except ValueError:  # Python refuses to write integers of thousands of digits
        raise TemplateError("it gives a number that is too long to print") from None
    if not number.is_finite():
        raise TemplateError("it gives no number that can be printed")
    return number


def _attribute(value: Any, name: str) -> Any:
    try:
        return getattr(value, name)
    except AttributeError:
        raise UnknownNameError(
            f'there is nothing called "{name}" here', name, "unknown-field", ()
        ) from None
