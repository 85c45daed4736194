"""What pages are called: their titles, their summaries, and their names in the menu.

They are worked out before any page is made, since every page may print those of others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .errors import Report
from .expressions import Evaluator
from .facts import Facts
from .items import Use
from .pages import Page
from .placing import leaned_on
from .printing import Printer
from .structured import are_sure


@dataclass(frozen=True, slots=True)
class Titled:
    """What a page is called; the names that its title leans on, and all that is used.

    *unsure* says which of "title", "summary" and "nav" print what is less sure than reported.
    """

    title: str
    summary: str
    nav: str
    leaned_on: frozenset[str]
    unsure: tuple[str, ...]
    uses: frozenset[Use]


@dataclass(slots=True)
class Called:
    """What all pages are called, by address; each is the field of `Titled` with that name."""

    titles: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    navs: dict[str, str] = field(default_factory=dict)
    leaned_on: dict[str, frozenset[str]] = field(default_factory=dict)
    unsure: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def take(self, address: str, titled: Titled) -> None:
        """Keep what the page at *address* is called."""
        self.titles[address], self.summaries[address] = titled.title, titled.summary
        self.navs[address], self.leaned_on[address] = titled.nav, titled.leaned_on
        self.unsure[address] = titled.unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Titler:
    """Works out what pages are called; *guesses* are the names of facts that are only guessed."""

    facts: Facts
    guesses: frozenset[str]
    report: Report

    def titled(self, page: Page, evaluator_of: Callable[[], Evaluator]) -> Titled:
        """Return what *page* is called; *evaluator_of* gives one that has printed nothing yet."""
        evaluator = evaluator_of()
        title = evaluator.plain(page.title)
        names = frozenset(self._leaned_on(evaluator.printer))
        summary = evaluator.plain(page.summary)
        nav = evaluator.plain(page.nav) if page.nav else title
        self._check(evaluator.printer)
        uses = frozenset(evaluator.printer.uses)
        unsure = () if self._are_sure(evaluator.printer) else self._unsure(page, evaluator_of)
        return Titled(title, summary, nav, names, tuple(unsure), uses)

    def _unsure(self, page: Page, evaluator_of: Callable[[], Evaluator]) -> Iterator[str]:
        """Yield which of the texts print something that is less sure than reported."""
        texts = {"title": page.title, "summary": page.summary, "nav": page.nav or page.title}
        for name, text in texts.items():
            evaluator = evaluator_of()
            evaluator.plain(text)
            if not self._are_sure(evaluator.printer):
                yield name

    def _are_sure(self, printer: Printer) -> bool:
        return are_sure(self.facts, (use.name for use in printer.uses))

    def _leaned_on(self, printer: Printer) -> Iterator[str]:
        """Yield the names of all that what was printed so far leans on."""
        for use in printer.uses:
            statement = self.facts.statement(use.name)
            yield from leaned_on(statement) if statement else [use.name]

    def _check(self, printer: Printer) -> None:
        for use in printer.uses:
            if use.name in self.guesses and use.at:
                message = f"{use.name} is a guess and may not stand in a title, summary or menu"
                hint = "print it in the text, where its evidence can open"
                self.report.add("speculation-in-title", use.at, message, hint)


def guesses(facts: Facts) -> Iterator[str]:
    """Yield the names of the facts that are only guessed."""
    for statement in facts.statements():
        if statement.evidence and statement.evidence.status == "speculation":
            yield statement.name
