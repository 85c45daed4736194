"""Builds the pages of a site in memory: titles first, then the pages, then what leads to them."""

import pickle
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from sys import intern
from typing import Any

from markupsafe import Markup

from . import checks, export, feeds, foreign, search, structured
from .addresses import address_of, output_of
from .assets import Assets
from .backlinks import Completed, Placed, finished, without_anchors
from .brevity import Cards
from .comparing import History
from .contexts import PageView
from .digests import digest_of
from .errata import Errata, Telling
from .errors import Position, Report
from .expressions import Evaluator
from .facts import Facts, Statement
from .items import Use
from .leaning import Leaning
from .links import Anchored, Links, Outside
from .lookups import FILTERS, RecordView, views_of_kinds
from .menus import CHANGES, GENERATED, LEDGER, SEARCH
from .packing import refill
from .pages import Library, Page
from .posters import Poster
from .previews import Previews
from .printing import Printer
from .proofreading import proofread
from .prose import Converter
from .reading import Scalar
from .remembering import Remembered
from .settings import Settings
from .spreading import spread
from .strings import Language
from .templating import TemplateError, Templates
from .titling import Called, Titler, guesses
from .tracing import FAULT, Fingerprints, Noted, Reads, key_of, traced_facts, traced_library
from .values import read_date
from .views import Views
from .weaving import Writer

# Is told of a stage by its name and, of pages, how many are done of how many.
Watch = Callable[[str, int, int], None]
# Is given the HTML of pages that are made anew, by their addresses, long before the site is done.
Ahead = Callable[[Mapping[str, str]], None]


# So few pages are made sooner than other processes begin.
WORTH_SPREADING = 40
# So many at most are shown ahead of the rest: those that somebody has just edited.
SHOWN_AHEAD = 4
# What the words of a language call the pages that no author writes, and say of them.
_WORDS = {
    LEDGER: ("ledger", "ledger_summary"),
    SEARCH: ("search", "search_summary"),
    CHANGES: ("changes", "changes_summary"),
}


def unwatched(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Edition:
    """What the pages of one language share; of those in *tasks* the *lacking* are made anew."""

    language: Language
    templates: Templates
    writer: Writer
    views: Views = field(init=False)
    macros: Mapping[str, object] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    tasks: list["_Task"] = field(default_factory=list)
    lacking: list["_Task"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Task:
    """A page that is to be made: what it is by itself, and how it is made."""

    view: PageView
    address: str
    own: bytes
    make: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Gleaned:
    """What is read off a page that was laid out.

    It is what a search is told, the phrases that are foreign in it, the addresses that it may link
    to, and its ids but for those that it keeps only if something leads there.
    """

    told: Sequence[search.Told]
    phrases: Sequence[str]
    inside: Sequence[str]
    ids: frozenset[str]

    def __setstate__(self, found: Sequence[Any]) -> None:
        told, phrases, inside, ids = found
        # Many pages link to the same, which is to be in memory once.
        refill(self, (told, phrases, tuple(map(intern, inside)), ids))


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a page, and what it leaves behind.

    Nothing is gleaned of one that has lists of places, which are not known yet.
    """

    placed: Placed
    uses: frozenset[Use]
    anchored: tuple[Anchored, ...]
    outside: frozenset[Outside]
    gleaned: Gleaned | None


@dataclass(kw_only=True)
class Builder:
    """Builds the pages of a site, language by language.

    *roots* are the folders that hold templates, the site's own before ours; *compiled* keeps what
    was compiled of them, and *watch* is told how far it is.  *remembered* is what earlier builds
    have made; many pages are made in as many processes as *jobs*.  *ahead* is given the pages that
    are made anew, if they are few, before all else is done.
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
    jobs: int = 1
    ahead: Ahead | None = None
    done: int = 0
    pages: dict[str, Completed] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    listed: list[feeds.Listed] = field(default_factory=list)
    posters: dict[str, Poster] = field(default_factory=dict)
    gleaned: dict[str, Gleaned] = field(default_factory=dict)
    early: dict[str, Made] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    uses: set[Use] = field(default_factory=set)
    outside: set[Outside] = field(default_factory=set)
    remembered: Remembered = field(default_factory=Remembered)
    reads: Reads = field(default_factory=Reads)
    called: Called = field(default_factory=Called)
    evaluators: dict[str, Evaluator] = field(default_factory=dict)
    now: Fingerprints = field(init=False)
    errata: Errata = field(init=False)

    def __post_init__(self) -> None:
        self.errata = Errata(history=self.history, library=self.library)

    def build(self) -> checks.Site:
        """Return the site with all its pages."""
        links = self._links()
        self.report.listeners.append(lambda: self.reads.note(FAULT))
        self.now = self._now(links)
        editions = [self._edition(language, links) for language in self.languages.values()]
        if self.ahead:  # first what its author is waiting for
            self._show_ahead([(edition, self._edited(edition)) for edition in editions], self.ahead)
        for edition in editions:
            self._look_through(edition)
        if self.ahead:
            self._show_ahead([(edition, edition.lacking) for edition in editions], self.ahead)
        for edition in editions:
            self._language(edition)
        self._for_robots()
        return checks.Site(
            settings=self.settings,
            languages=self.languages,
            facts=self.facts,
            library=self.library,
            assets=self.assets,
            anchored=links.anchored,
            uses=_sorted(self.uses),
            pages=self.pages,
            phrases={output_of(one): found.phrases for one, found in self.gleaned.items()},
            inside={output_of(one): found.inside for one, found in self.gleaned.items()},
            ids={output_of(one): found.ids for one, found in self.gleaned.items()},
            remembered=self.remembered,
            data=frozenset([export.FACTS, export.SCHEMA, *self.files, *self.posters]),
            files=frozenset(
                [
                    *self.pages,
                    *(address.removeprefix("/") for address in self.assets.addresses),
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
        found = export.facts(self.settings, self._read_facts, printers, uses, self._exported)
        return {export.FACTS: found, export.SCHEMA: export.schema(), **self.files}

    def _exported(
        self, statement: Statement, own: str, make: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """Return what programs are given of *statement*, which beside it tells *own*."""
        own = self.now.of(key_of("record", statement.kind, statement.record)) + own
        name = f"facts.json {statement.name}"
        return self.remembered.part(name, digest_of(own), self.now, self.reads, make)

    def _links(self) -> Links:
        return Links(
            library=self.library,
            assets=self.assets,
            settings=self.settings,
            report=self.report,
            outside=self.outside,
            reads=self.reads,
            generated=[one for code in self.languages for one in self._generated_at(code)],
        )

    def _now(self, links: Links) -> Fingerprints:
        """Return what tells what things are now; whom it asks where links lead, tells nobody."""
        silent = replace(links, report=Report(), anchored=[], outside=set(), reads=Reads())
        at = Position(path="")
        called = self.called
        return Fingerprints(
            facts=self.facts,
            library=self.library,
            named={"title": called.titles, "nav": called.navs, "unsure": called.unsure},
            resolve=partial(silent.resolve, at=at),
        )

    def _generated_at(self, code: str) -> list[str]:
        """Return the addresses of the pages that a language has though no author writes them."""
        return [address_of(key, code, self.settings) for key in GENERATED]

    def _edition(self, language: Language, links: Links) -> _Edition:
        """Return what the pages of a language share, with what it takes to make them."""
        folders = [root / "templates" for root in self.roots]
        templates = Templates(folders, FILTERS, self.compiled)
        writer = Writer(
            converter=Converter(language, self.remembered.of_text), links=links, report=self.report
        )
        edition = _Edition(language, templates, writer)
        views = edition.views = self._views(edition)
        views.set_globals()
        edition.macros = self._macros(views)
        self.evaluators[language.code] = self._evaluator_at("/", edition)
        pages = [page for page in self.library.pages if page.language == language.code]
        for page in pages:
            self._titles(page, edition)
        generated = self._generated_at(language.code)
        edition.pages = [page for page in pages if page.address not in generated]
        return edition

    def _edited(self, edition: _Edition) -> list[_Task]:
        """Return what it takes to make the pages whose files are new, which are seen at once."""
        fresh = self.remembered.fresh
        edited = [page for page in edition.pages if page.path in fresh]
        if len(edited) > SHOWN_AHEAD:
            return []
        return [*filter(self._is_lacking, [self._task(page, edition) for page in edited])]

    def _look_through(self, edition: _Edition) -> None:
        """Find out which pages have to be made; the titles of all must be known."""
        edition.tasks = [self._task(page, edition) for page in edition.pages]
        edition.lacking = [*filter(self._is_lacking, edition.tasks)]
        self.known |= {task.address for task in edition.tasks}
        self.known -= {task.address for task in edition.lacking}

    def _is_lacking(self, task: _Task) -> bool:
        return self.remembered.lacks(task.address, task.own, self.now)

    def _show_ahead(
        self, lacking: Sequence[tuple[_Edition, Sequence[_Task]]], ahead: Ahead
    ) -> None:
        """Make pages that are *lacking* before all others, and show them if all is well."""
        tasks = [
            (task, edition)
            for edition, found in lacking
            for task in found
            if task.address not in self.early
        ]
        if not 0 < len(tasks) <= SHOWN_AHEAD or self.report.failed:
            return
        made = {task.address: self._made(task, edition) for task, edition in tasks}
        self.early |= made
        if not self.report.failed and not any(one.placed.listed for one in made.values()):
            led_to = self.remembered.led_to  # as far as is known: where others led to last
            ahead(
                {
                    address: finished(one.placed.html.text, {}, led_to.get(address, ()))
                    for address, one in made.items()
                }
            )

    def _language(self, edition: _Edition) -> None:
        language, views = edition.language, edition.views
        self._spread(edition.lacking, edition)
        for task in edition.tasks:
            self._make(task, edition)
            self.done += 1
            self.watch("pages", self.done, len(self.library.pages))
        self.watch("finishing", 0, 0)
        if language.code in self.library.started:
            self._generated(edition)
        pages = dict(views.finished())
        self.remembered.led_to |= {address: views.led_to(address) for address in pages}
        self.pages |= {output_of(address): page for address, page in pages.items()}
        if language.code in self.library.started:
            self._for_programs(language.code, pages, views)

    def _for_programs(self, code: str, pages: Mapping[str, Completed], views: Views) -> None:
        """Keep what programs are given of a language beside its pages."""

        def told(address: str) -> Sequence[search.Told]:
            gleaned, page = self.gleaned.get(address), pages[address]
            return gleaned.told if gleaned else remembered.of_text("told", page, search.told_in)

        remembered, index = self.remembered, output_of(self._index_at(code))
        self.files[index] = search.index(views.searched(told))
        if self.settings.base_url:
            feed = output_of(feeds.feed_of(code, self.settings))
            self.files[feed] = feeds.atom(views.told(), code, self.settings)
            self.listed += views.listed()

    def _for_robots(self) -> None:
        """Keep what robots are told of all languages."""
        if self.library.started:
            self.files[feeds.ROBOTS] = feeds.robots(self.settings)
        if self.listed:
            told = repr([(one.full, one.modified, one.view.alternates) for one in self.listed])
            written = self.remembered.of_text("sitemap", told, lambda _: feeds.sitemap(self.listed))
            self.files[feeds.SITEMAP] = written

    def _views(self, edition: _Edition) -> Views:
        return Views(
            language=edition.language,
            languages=self.languages,
            templates=edition.templates,
            settings=self.settings,
            library=self.library,
            assets=self.assets,
            report=self.report,
            titles=Noted("title", self.called.titles, self.reads),
            navs=self.called.navs,
            titled=self.called.leaned_on,
            cards=Cards(self.reads),
            remembered=self.remembered,
            relative=self._relative,
            previews=Previews(
                settings=self.settings,
                library=self.library,
                language=edition.language,
                titles=self.called.titles,
                posters=self.posters,
            ),
            structured=structured.Structured(
                settings=self.settings,
                library=self.library,
                printer=self._evaluator_at("/", edition).printer,
                ledger=address_of(LEDGER, edition.language.code, self.settings),
                navs=Noted("nav", self.called.navs, self.reads),
                unsure=Noted("unsure", self.called.unsure, self.reads),
            ),
            telling=Telling(
                errata=self.errata,
                printer=self._evaluator_at("/", edition).printer,
                titles=self.called.titles,
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
            self.reads.note("record", page.record.kind, page.record.id)
            evaluator.names["record"] = RecordView(evaluator.printer, page.record)
        return evaluator

    def _evaluator_at(
        self, address: str, edition: _Edition, *, with_marks: bool = True
    ) -> Evaluator:
        def inline(scalar: Scalar, printer: Printer) -> Markup:
            return edition.writer.field(scalar, printer, evaluator)

        printer = Printer(
            facts=self._read_facts,
            library=self._read_library,
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

    @cached_property
    def _titler(self) -> Titler:
        found = frozenset(guesses(self.facts))
        return Titler(facts=self._read_facts, guesses=found, report=self.report)

    @cached_property
    def _read_facts(self) -> Facts:
        return traced_facts(self.facts, self.reads)

    @cached_property
    def _read_library(self) -> Library:
        return traced_library(self.library, self.reads)

    def _titles(self, page: Page, edition: _Edition) -> None:
        front = page.source.file.text[: page.source.body_at]
        own = f"{page.path} {page.record and page.record.name}\0{front}"
        make = partial(self._titler.titled, page, partial(self._evaluator, page, edition))
        titled = self.remembered.part(
            f"title {page.address}", digest_of(own), self.now, self.reads, make
        )
        self.called.take(page.address, titled)
        self.uses |= titled.uses
        self.errata.prints(page.address, titled.uses)

    def _task(self, page: Page, edition: _Edition) -> _Task:
        """Return what it takes to make *page*."""
        views = edition.views
        title, summary = self.called.titles[page.address], self.called.summaries[page.address]
        view = views.view_of(page, title, summary)

        def make() -> None:
            evaluator = self._evaluator(page, edition)
            prose = edition.writer.page(page, evaluator)
            views.page(page, view, prose, evaluator)
            self.uses |= evaluator.printer.uses
            proofread(page, evaluator.evidenced, self.report)

        return _Task(view, page.address, digest_of(views.own(page, view)), make)

    def _spread(self, tasks: Sequence[_Task], edition: _Edition) -> None:
        """Have the pages that are not remembered made by several processes, if that pays."""
        if self.jobs < 2 or len(tasks) < WORTH_SPREADING:
            return

        def work(task: _Task) -> bytes:
            self._make(task, edition)
            return pickle.dumps(self.remembered.handed_on())

        kept = self.remembered.news()  # what was made so far is no news to anybody
        for done, message in enumerate(spread(tasks, self.jobs, work), 1):
            self.remembered.add(pickle.loads(message))
            self.watch("pages", self.done + done // 2, len(self.library.pages))
        self.remembered.add(kept)

    def _make(self, task: _Task, edition: _Edition) -> None:
        """Make a page, or take it as it was made before."""
        views, links, address = edition.views, edition.writer.links, task.address
        made = self.early.pop(address, None) or self._made(task, edition)
        views.take(task.view, made.placed)
        if made.gleaned:
            self.gleaned[address] = made.gleaned
        self.errata.prints(address, made.uses)
        self.uses |= made.uses
        links.anchored += made.anchored
        links.outside |= made.outside

    def _made(self, task: _Task, edition: _Edition) -> Made:
        """Return what comes of a page, which is made if it has to be."""
        views, links, address = edition.views, edition.writer.links, task.address
        if address in self.known:
            known: Made = self.remembered.taken(address)
            return known

        def collected() -> Made:
            kept = self.uses, links.anchored, links.outside
            self.uses, links.anchored, links.outside = set(), [], set()
            task.make()
            left = frozenset(self.uses), tuple(links.anchored), frozenset(links.outside)
            self.uses, links.anchored, links.outside = kept
            placed = views.placed[address]
            return Made(placed, *left, None if placed.listed else _gleaned(placed.html.text))

        return self.remembered.part(address, task.own, self.now, self.reads, collected)

    def _generated(self, edition: _Edition) -> None:
        """Make the pages that no author writes: ledger, search, and the one that is not there."""
        views = edition.views
        code = edition.language.code
        self._ledger(edition)
        view, content, printer = self._opened(SEARCH, edition)
        views.search(view, content, self._index_at(code), printer)
        view, content, printer = self._opened(CHANGES, edition)
        views.changes(view, content, printer)
        if code == self.settings.default_language:
            views.not_found(self._evaluator_at("/404.html", edition).printer)

    def _ledger(self, edition: _Edition) -> None:
        """Make the page that lists every fact, or take it as it was made before."""
        views = edition.views
        code = edition.language.code
        address, page, view = self._view_of(LEDGER, edition)
        all_uses = self.uses  # while the page is made, it is its own that are collected
        printed = sorted({(one.name, one.address) for one in all_uses if one.language == code})

        def make() -> None:
            uses = _sorted(all_uses)
            content, printer = self._opening(address, edition)
            views.ledger(view, content, uses, printer)

        own = "\0".join([views.own(page, view), repr(printed)])
        self._make(_Task(view, address, digest_of(own), make), edition)

    def _index_at(self, code: str) -> str:
        return f"{address_of(SEARCH, code, self.settings)}index.json"

    def _view_of(self, key: str, edition: _Edition) -> tuple[str, Page | None, PageView]:
        """Return a generated page as templates see it, and that of an author at its place.

        Without one its title and its summary are words of the language.
        """
        address = address_of(key, edition.language.code, self.settings)
        page, word = self.library.by_address.get(address), edition.language.word
        if page:
            title, summary = self.called.titles[address], self.called.summaries[address]
        else:
            title, summary = map(word, _WORDS[key])
        return address, page, edition.views.generated(address, title, summary, key)

    def _opened(self, key: str, edition: _Edition) -> tuple[PageView, Markup, Printer]:
        """Return how a generated page begins."""
        address, _, view = self._view_of(key, edition)
        return view, *self._opening(address, edition)

    def _opening(self, address: str, edition: _Edition) -> tuple[Markup, Printer]:
        """Return what an author says at the beginning of a generated page."""
        page, content = self.library.by_address.get(address), Markup("")
        evaluator = self._evaluator(page, edition) if page else self._evaluator_at(address, edition)
        if page:
            content = edition.writer.page(page, evaluator).html
            self.uses |= evaluator.printer.uses
            self.errata.prints(address, evaluator.printer.uses)
            proofread(page, evaluator.evidenced, self.report)
        return content, evaluator.printer


def _gleaned(html: str) -> Gleaned:
    ids = checks.ids_in(without_anchors(html))
    return Gleaned(search.told_in(html), foreign.phrases_of(html), checks.inside_of(html), ids)


def _sorted(uses: Iterable[Use]) -> list[Use]:
    nowhere = Position(path="")
    return sorted(
        uses, key=lambda use: (use.address, use.at or nowhere, use.name, use.locator or "")
    )
