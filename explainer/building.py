"""Builds the pages of a site in memory: titles first, then the pages, then what leads to them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from . import checks, export, feeds, search, structured
from .addresses import address_of, output_of
from .assets import Assets
from .comparing import History
from .contexts import PageView
from .errata import Errata, Telling
from .errors import Position, Report
from .expressions import Evaluator
from .facts import Facts
from .items import Use
from .leaning import Leaning
from .links import Links, Outside
from .lookups import FILTERS, RecordView, views_of_kinds
from .menus import CHANGES, GENERATED, LEDGER, SEARCH
from .pages import Library, Page
from .placing import leaned_on
from .posters import Poster
from .previews import Previews
from .printing import Printer
from .proofreading import proofread
from .prose import Converter
from .reading import Scalar
from .settings import Settings
from .strings import Language
from .templating import TemplateError, Templates
from .values import read_date
from .views import Views
from .weaving import Writer

# Is told of a stage by its name and, of pages, how many are done of how many.
Watch = Callable[[str, int, int], None]


def unwatched(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Edition:
    """What the pages of one language share."""

    language: Language
    templates: Templates
    writer: Writer
    macros: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds the pages of a site, language by language.

    *roots* are the folders that hold templates, the site's own before ours; *compiled* keeps what
    was compiled of them, and *watch* is told how far it is.
    """

    today: str
    roots: Sequence[Path]
    settings: Settings
    languages: Mapping[str, Language]
    facts: Facts
    library: Library
    assets: Assets
    history: History
    report: Report
    compiled: dict[str, bytes] = field(default_factory=dict)
    watch: Watch = unwatched
    done: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    listed: list[feeds.Listed] = field(default_factory=list)
    posters: dict[str, Poster] = field(default_factory=dict)
    uses: set[Use] = field(default_factory=set)
    outside: set[Outside] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    navs: dict[str, str] = field(default_factory=dict)
    titled: dict[str, frozenset[str]] = field(default_factory=dict)
    unsure: dict[str, frozenset[str]] = field(default_factory=dict)
    guesses: frozenset[str] = frozenset()
    evaluators: dict[str, Evaluator] = field(default_factory=dict)
    errata: Errata = field(init=False)

    def __post_init__(self) -> None:
        self.errata = Errata(history=self.history, library=self.library)

    def build(self) -> checks.Site:
        """Return the site with all its pages."""
        links = self._links()
        self.guesses = frozenset(_guesses(self.facts))
        for language in self.languages.values():
            self._language(language, links)
        self._for_robots()
        return checks.Site(
            settings=self.settings,
            languages=self.languages,
            facts=self.facts,
            library=self.library,
            assets=self.assets,
            anchored=links.anchored,
            uses=self._sorted_uses(),
            pages=self.pages,
            data=frozenset([export.FACTS, export.SCHEMA, *self.files, *self.posters]),
            files=frozenset(
                [
                    *self.pages,
                    *(asset.address.removeprefix("/") for asset in self.assets.by_path.values()),
                ]
            ),
            today=read_date(self.today),
        )

    def leaning(self, uses: Collection[Use]) -> Leaning:
        """Return what leans on what in the site, as far as it could be built."""
        return Leaning(
            facts=self.facts, library=self.library, uses=uses, evaluators=self.evaluators
        )

    def data(self, uses: Sequence[Use]) -> dict[str, bytes]:
        """Return the files for programs: the facts and their schema, feeds, what a search needs."""
        printers = {code: one.printer for code, one in self.evaluators.items()}
        found = export.facts(self.settings, self.facts, printers, uses)
        return {export.FACTS: found, export.SCHEMA: export.schema(), **self.files}

    def _links(self) -> Links:
        return Links(
            library=self.library,
            assets=self.assets,
            settings=self.settings,
            report=self.report,
            outside=self.outside,
            generated=[one for code in self.languages for one in self._generated_at(code)],
        )

    def _generated_at(self, code: str) -> list[str]:
        """Return the addresses of the pages that a language has though no author writes them."""
        return [address_of(key, code, self.settings) for key in GENERATED]

    def _sorted_uses(self) -> list[Use]:
        nowhere = Position(path="")
        return sorted(
            self.uses,
            key=lambda use: (use.address, use.at or nowhere, use.name, use.locator or ""),
        )

    def _language(self, language: Language, links: Links) -> None:
        folders = [root / "templates" for root in self.roots]
        templates = Templates(folders, FILTERS, self.compiled)
        writer = Writer(converter=Converter(language), links=links, report=self.report)
        edition = _Edition(language, templates, writer)
        views = self._views(edition)
        views.set_globals()
        edition.macros = self._macros(views)
        self.evaluators[language.code] = self._evaluator_at("/", edition)
        pages = [page for page in self.library.pages if page.language == language.code]
        for page in pages:
            self._titles(page, edition)
        generated = self._generated_at(language.code)
        for page in pages:
            if page.address not in generated:
                self._page(page, edition, views)
            self.done += 1
            self.watch("pages", self.done, len(self.library.pages))
        self.watch("finishing", 0, 0)
        if language.code in self.library.started:
            self._generated(edition, views)
        finished = dict(views.finished())
        self.pages |= {output_of(address): html for address, html in finished.items()}
        if language.code in self.library.started:
            self._for_programs(language.code, finished, views)

    def _for_programs(self, code: str, finished: Mapping[str, str], views: Views) -> None:
        """Keep what programs are given of a language beside its pages."""
        index = output_of(self._index_at(code))
        self.files[index] = search.index(views.searched(finished))
        if self.settings.base_url:
            feed = output_of(feeds.feed_of(code, self.settings))
            self.files[feed] = feeds.atom(views.told(), code, self.settings)
            self.listed += views.listed()

    def _for_robots(self) -> None:
        """Keep what robots are told of all languages."""
        if self.library.started:
            self.files[feeds.ROBOTS] = feeds.robots(self.settings)
        if self.listed:
            self.files[feeds.SITEMAP] = feeds.sitemap(self.listed)

    def _views(self, edition: _Edition) -> Views:
        return Views(
            language=edition.language,
            languages=self.languages,
            templates=edition.templates,
            settings=self.settings,
            library=self.library,
            assets=self.assets,
            report=self.report,
            titles=self.titles,
            navs=self.navs,
            titled=self.titled,
            relative=self._relative,
            previews=Previews(
                settings=self.settings,
                library=self.library,
                language=edition.language,
                titles=self.titles,
                posters=self.posters,
            ),
            structured=structured.Structured(
                settings=self.settings,
                library=self.library,
                printer=self._evaluator_at("/", edition).printer,
                ledger=address_of(LEDGER, edition.language.code, self.settings),
                navs=self.navs,
                unsure=self.unsure,
            ),
            telling=Telling(
                errata=self.errata,
                printer=self._evaluator_at("/", edition).printer,
                titles=self.titles,
            ),
        )

    def _relative(self, file: Path) -> str:
        for root in self.roots:
            if file.is_relative_to(root):
                return file.relative_to(root).as_posix()
        return file.as_posix()

    def _macros(self, views: Views) -> Mapping[str, object]:
        try:
            return views.templates.macros()
        except TemplateError as fault:
            views.report_fault(fault, self.settings.at)
            return {}

    def _evaluator(self, page: Page, edition: _Edition) -> Evaluator:
        evaluator = self._evaluator_at(page.address, edition, with_marks=page.evidence)
        if page.record:
            evaluator.names["record"] = RecordView(evaluator.printer, page.record)
        return evaluator

    def _evaluator_at(
        self, address: str, edition: _Edition, *, with_marks: bool = True
    ) -> Evaluator:
        def inline(scalar: Scalar, printer: Printer) -> Markup:
            return edition.writer.field(scalar, printer, evaluator)

        printer = Printer(
            facts=self.facts,
            library=self.library,
            settings=self.settings,
            language=edition.language,
            address=address,
            inline_markdown=inline,
            with_marks=with_marks,
        )
        names = {**edition.macros, **views_of_kinds(printer)}
        evaluator = Evaluator(
            printer=printer, templates=edition.templates, names=names, report=self.report
        )
        return evaluator

    def _titles(self, page: Page, edition: _Edition) -> None:
        evaluator = self._evaluator(page, edition)
        self.titles[page.address] = evaluator.plain(page.title)
        self.titled[page.address] = frozenset(self._leaned_on(evaluator.printer))
        self.summaries[page.address] = evaluator.plain(page.summary)
        self.navs[page.address] = (
            evaluator.plain(page.nav) if page.nav else self.titles[page.address]
        )
        self.uses |= evaluator.printer.uses
        self.errata.prints(page.address, evaluator.printer.uses)
        self._check_titles(evaluator.printer)
        if not self._are_sure(evaluator.printer):
            texts = {"title": page.title, "summary": page.summary, "nav": page.nav or page.title}
            unsure = (name for name, text in texts.items() if self._is_unsure(text, page, edition))
            self.unsure[page.address] = frozenset(unsure)

    def _is_unsure(self, text: Scalar, page: Page, edition: _Edition) -> bool:
        """Whether *text* prints something that is less sure than reported."""
        evaluator = self._evaluator(page, edition)
        evaluator.plain(text)
        return not self._are_sure(evaluator.printer)

    def _are_sure(self, printer: Printer) -> bool:
        return structured.are_sure(self.facts, (use.name for use in printer.uses))

    def _leaned_on(self, printer: Printer) -> Iterator[str]:
        """Yield the names of all that what was printed so far leans on."""
        for use in printer.uses:
            statement = self.facts.statement(use.name)
            yield from leaned_on(statement) if statement else [use.name]

    def _check_titles(self, printer: Printer) -> None:
        for use in printer.uses:
            if use.name in self.guesses and use.at:
                message = f"{use.name} is a guess and may not stand in a title, summary or menu"
                hint = "print it in the text, where its evidence can open"
                self.report.add("speculation-in-title", use.at, message, hint)

    def _page(self, page: Page, edition: _Edition, views: Views) -> None:
        evaluator = self._evaluator(page, edition)
        prose = edition.writer.page(page, evaluator)
        title, summary = self.titles[page.address], self.summaries[page.address]
        views.page(page, title, summary, prose, evaluator)
        self.uses |= evaluator.printer.uses
        proofread(page, evaluator.evidenced, self.report)

    def _generated(self, edition: _Edition, views: Views) -> None:
        """Make the pages that no author writes: ledger, search, and the one that is not there."""
        code, word = edition.language.code, edition.language.word
        told = word("ledger"), word("ledger_summary")
        view, content, printer = self._opening(LEDGER, told, edition, views)
        views.ledger(view, content, self._sorted_uses(), printer)
        told = word("search"), word("search_summary")
        view, content, printer = self._opening(SEARCH, told, edition, views)
        views.search(view, content, self._index_at(code), printer)
        told = word("changes"), word("changes_summary")
        view, content, printer = self._opening(CHANGES, told, edition, views)
        views.changes(view, content, printer)
        if code == self.settings.default_language:
            views.not_found(self._evaluator_at("/404.html", edition).printer)

    def _index_at(self, code: str) -> str:
        return f"{address_of(SEARCH, code, self.settings)}index.json"

    def _opening(
        self, key: str, told: tuple[str, str], edition: _Edition, views: Views
    ) -> tuple[PageView, Markup, Printer]:
        """Return how a generated page begins: as the page of an author at its place says.

        Without one it has the title and the summary that are *told*.
        """
        address = address_of(key, edition.language.code, self.settings)
        page = self.library.by_address.get(address)
        content, (title, summary) = Markup(""), told
        evaluator = self._evaluator(page, edition) if page else self._evaluator_at(address, edition)
        if page:
            content = edition.writer.page(page, evaluator).html
            title, summary = self.titles[address], self.summaries[address]
            self.uses |= evaluator.printer.uses
            self.errata.prints(address, evaluator.printer.uses)
            proofread(page, evaluator.evidenced, self.report)
        return views.generated(address, title, summary, key), content, evaluator.printer


def _guesses(facts: Facts) -> Iterator[str]:
    """Yield the names of the facts that are only guessed."""
    for statement in facts.statements():
        if statement.evidence and statement.evidence.status == "speculation":
            yield statement.name
