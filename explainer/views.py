"""Fills the layouts: what a template is told about the site, the page and the menu."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from .addresses import address_of, full_address, href
from .assets import Assets
from .backlinks import (
    Backlinks,
    Completed,
    PageOfBacklinks,
    Placed,
    completed,
    leaning,
    listed_in,
    sentences_by_anchor,
    told_of,
)
from .brevity import Cards
from .cards import SourceCard, source_card
from .changes import by_day, is_news
from .contexts import HomeView, MenuEntry, PageView, SiteView, SourceEntry, TranslationView
from .errata import Telling
from .errors import Position, Report, did_you_mean
from .evidence import Citation
from .expressions import Evaluator
from .feeds import Entry, Listed, entry_of_correction, entry_of_page, feed_of, newest_first
from .filtering import FILTERING
from .items import PlacesItem, Use
from .ledger import Ledger
from .localised import DateView
from .lookups import RecordView, StatementView
from .menus import CHANGES, LEDGER, SEARCH, Menu
from .packing import packed
from .pages import Library, Page
from .phrasing import with_phrases
from .pictures import PICTURES
from .placing import Place, Placer
from .previews import Previews
from .printing import Printer
from .remembering import Remembered
from .search import Searched, Told
from .settings import LocalText, Settings
from .standing import Standing, minutes, unchecked_since
from .strings import Language, locale_of
from .structured import Finished, Structured, script
from .templating import LAYOUTS, TemplateError, Templates, UnknownNameError
from .values import Date
from .weaving import Prose
from .wording import phrase

LEDGER_LAYOUT = "ledger"
# Layouts of pages on which nothing is to be found.
UNSEARCHED = ("not-found", SEARCH)
# Layouts of pages that list what others print; they themselves print what their author wrote.
LISTS = (LEDGER_LAYOUT, CHANGES, SEARCH)
# Stands where the sources of a page go, until it is known which they are.
SLOT = Markup("\U0010ffff")
# Stands where it is said how much a page leans on, and what of it was corrected, until both are
# known.
STANDING = Markup("\U0010fffb")
# Stands where what machines are told of a page goes, if it has no sources to stand before.
DATA = Markup("\U0010fffc")


@dataclass(kw_only=True)
class Views:
    """Renders the pages of one language.

    *titles* and *navs* are the titles of its pages, and what the menu calls them, by address, and
    *titled* what the titles lean on; *relative* gives the path of a template as problems name it.
    """

    language: Language
    languages: Mapping[str, Language]
    templates: Templates
    settings: Settings
    library: Library
    assets: Assets
    report: Report
    titles: Mapping[str, str]
    navs: Mapping[str, str]
    titled: Mapping[str, frozenset[str]]
    relative: Callable[[Path], str]
    structured: Structured
    previews: Previews
    telling: Telling
    cards: Cards
    remembered: Remembered
    placed: dict[str, Placed] = field(default_factory=dict)
    found: dict[str, PageView] = field(default_factory=dict)
    _lines: dict[SourceCard, Markup] = field(default_factory=dict)
    _links: dict[MenuEntry, str] = field(default_factory=dict)

    def set_globals(self) -> None:
        """Give the templates what is the same on every page of the language."""
        self.templates.set_globals(
            {
                "language": self.language,
                "word": self.language.word,
                "label": self.language.label,
                "site": self._site(),
                "asset": self._asset,
                "source_line": self._source_line,
                "link_lines": self._link_lines,
                "places": _places,
                "page_of": _page_of,
                "phrase": partial(phrase, self.language),
                "tongue": self._tongue,
                "checked": self._checked,
                **FILTERING,
                **PICTURES,
                "url": lambda address: href(address, self.settings),
            }
        )

    def page(self, page: Page, view: PageView, prose: Prose, evaluator: Evaluator) -> None:
        """Make *page*, with every fact in its place."""
        record = {"record": RecordView(evaluator.printer, page.record)} if page.record else {}
        view = replace(view, toc=prose.toc)
        values = {"page": view, "content": prose.html, **record}
        self._make(page.layout, page.layout_at, page.address, values, evaluator.printer)

    def take(self, view: PageView, placed: Placed) -> None:
        """Keep a page that was made, now or before."""
        page = self.library.by_address.get(placed.address)
        if page is None or page.layout not in UNSEARCHED:
            self.found[placed.address] = view
        self.placed[placed.address] = placed

    @cached_property
    def frame(self) -> str:
        """What stands around every page of the language, as a text that tells it from others."""
        return repr((self.menu.entries(""), self.menu.more("")))

    def own(self, page: Page | None, view: PageView) -> str:
        """Return what a page is by itself, as a text that tells it from others."""
        said = (view.title, view.title_language, view.summary, str(view.date), view.date.iso)
        elsewhere = [(one.url, one.full) for one in view.translations]
        card = view.card and (view.card.url, view.card.alt)
        led_to = (view.url, view.canonical, elsewhere, view.edit_url, card)
        if page is None:
            return "\0".join([self.frame, repr((said, led_to))])
        name = page.record.name if page.record else ""
        titled = sorted(self.titled.get(page.address, ()))
        unsure = sorted(self.structured.unsure.get(page.address, ()))
        told = (page.path, name, said, led_to, titled, unsure)
        return "\0".join([self.frame, repr(told), page.source.file.text])

    def ledger(
        self, page: PageView, content: Markup, uses: Sequence[Use], printer: Printer
    ) -> None:
        """Make the page that lists every fact with its evidence."""
        groups = Ledger(printer, self.cards, self.titles).groups(uses)
        values = {"page": page, "content": content, "groups": groups}
        self._make(LEDGER_LAYOUT, self.settings.at, printer.address, values, printer)

    def search(self, page: PageView, content: Markup, index: str, printer: Printer) -> None:
        """Make the page that searches the others; *index* is where all that it looks through is."""
        values = {
            "page": page,
            "content": content,
            "index": href(index, self.settings),
            "pages": self.menu.all(printer.address),
            "ledger": self._url(LEDGER, self.language.code),
        }
        self._make(SEARCH, self.settings.at, printer.address, values, printer)

    def changes(self, page: PageView, content: Markup, printer: Printer) -> None:
        """Make the page that says what is new."""
        news = [one.view for one in self.news()]
        corrections = self.telling.all()
        values = {
            "page": page,
            "content": content,
            "days": by_day(news),
            "corrections": corrections,
        }
        self._make(CHANGES, self.settings.at, printer.address, values, printer)

    def news(self) -> list[Listed]:
        """Return the pages that readers are told of, the newest first."""
        pages = [page for page in self.library.pages if page.language == self.language.code]
        known = {page.address for page in pages if is_news(page)}
        listed = self.listed(address for address in self.menu.in_order(self.found.keys() & known))
        return sorted(listed, key=lambda one: one.date.last_day, reverse=True)

    def told(self) -> list[Entry]:
        """Return what the feed tells: what was corrected, and which pages are new."""
        corrected = (entry_of_correction(one, self.language) for one in self.telling.all())
        return newest_first(corrected, map(entry_of_page, self.news()))

    def listed(self, addresses: Iterable[str] | None = None) -> list[Listed]:
        """Return the pages at *addresses*, by default all that can be found, in their order."""
        if addresses is None:
            addresses = self.menu.in_order(self.found)
        return [
            Listed(
                view=self.found[address],
                full=self._full(address) or "",
                date=self._date(self.library.by_address.get(address)),
                corrected=self.telling.latest(address),
            )
            for address in addresses
        ]

    def _date(self, page: Page | None) -> Date:
        return (page and page.date) or self.settings.as_of

    def searched(self, told: Callable[[str], Sequence[Told]]) -> Iterator[Searched]:
        """Yield what a search looks through; *told* gives what a page tells, by its address.

        Of lists and of the pages of sources it is little: what they hold is told elsewhere.
        """
        lists = [address_of(key, self.language.code, self.settings) for key in (LEDGER, CHANGES)]
        for address in self.menu.in_order(self.found):
            page = self.library.by_address.get(address)
            of_source = bool(page and page.record and page.record.kind == "sources")
            yield Searched(
                url=self.found[address].url,
                title=self.found[address].title,
                summary=self.found[address].summary,
                told=told(address),
                brief=address in lists or of_source,
                minor=of_source,
            )

    def not_found(self, printer: Printer) -> None:
        """Make what stands where no page is, in every language."""
        default = self.settings.default_language
        codes = (code for code in self.languages if code == default or code in self.library.started)
        homes = [self._home(code) for code in codes]
        word = self.language.word
        page = self.generated(printer.address, word("not_found"), word("not_found_why"))
        values = {"page": page, "content": "", "languages": homes}
        self._make("not-found", self.settings.at, printer.address, values, printer)

    def generated(self, address: str, title: str, summary: str, key: str = "") -> PageView:
        """Return the view of a page that no author writes; one with a *key* is in each language."""
        codes = [code for code in self.settings.languages if key and code in self.library.started]
        return PageView(
            title=title,
            summary=summary,
            url=href(address, self.settings),
            canonical=self._full(address),
            toc=(),
            date=DateView(self.language, self.settings.as_of),
            language=self.language.code,
            is_home=False,
            translations=tuple(
                self._translation(code, address_of(key, code, self.settings)) for code in codes
            ),
            edit_url=None,
            card=self.previews.of(title) if key else None,
        )

    def _home(self, code: str) -> HomeView:
        language = self.languages[code]
        return HomeView(
            code=language.tag,
            direction=language.direction,
            name=language.name,
            home=self._url("index", code),
            search=self._url(SEARCH, code),
            word=language.word,
        )

    def _elsewhere(self, address: str) -> list[HomeView]:
        """Return the languages that have pages, but not the one at *address*."""
        page = self.library.by_address.get(address)
        if page is None or page.key in (LEDGER, SEARCH, CHANGES):
            return []  # what no author writes is there in each of them
        lacking = self.library.started - self.library.twins(page).keys()
        return [self._home(code) for code in self.languages if code in lacking]

    def render(self, template: str, values: Mapping[str, object], at: Position) -> str:
        """Return what a template gives, or nothing after reporting why it fails."""
        try:
            return self.templates.render(template, values)
        except TemplateError as fault:
            self.report_fault(fault, at)
            return ""

    def _make(
        self, layout: str, at: Position, address: str, values: Mapping[str, Any], printer: Printer
    ) -> None:
        """Keep the page that *layout* gives, until it is known what leads to it."""
        printer.at = at
        slots = {"page_sources": SLOT, "structured": DATA, "standing": STANDING}
        given = {**self._frame(address), **values, **slots}
        html = self._laid_out(layout, given, at)
        page = self.library.by_address.get(address)
        placer = Placer(
            printer,
            lambda template, data: self.render(template, data, at),
            self.cards,
            brief=page is not None and page.brief,
        )
        placed = placer.place(html)
        if layout not in LISTS:
            self.telling.errata.prints(address, printer.uses)
        if STANDING in placed:
            opening = self._opening(address, values["page"], placed, placer)
            placed = placed.replace(STANDING, self.render("partials/standing.html", opening, at))
        finished = self._finished(address, values["page"], placed, placer)
        data = script(self.structured.graph(finished))
        placed = self.structured.with_reviews(finished, placed, ends=(SLOT, DATA))
        if SLOT in placed:
            entries = {"entries": self._entries(placer, printer), "structured": data}
            sources = self.render("partials/page-sources.html", entries, at)
            placed = placed.replace(SLOT, sources)
            data = Markup("") if data in sources else data
        placed = placed.replace(DATA, data)
        # The heading of the page stands first in its main element.
        heading = Place(anchor="main", names=self.titled.get(address, frozenset()))
        html = with_phrases(placed, self.language.code)
        made = Placed(
            address=address,
            title=values["page"].title,
            html=packed(html),
            listed=listed_in(html),
            leaning=leaning([heading, *placer.places]),
        )
        self.take(values["page"], made)
        if layout in UNSEARCHED:
            self.found.pop(address, None)

    def _opening(
        self, address: str, view: PageView, html: str, placer: Placer
    ) -> dict[str, object]:
        """Return what stands under the title of a page: how much it leans on, what was corrected.

        Of one that leans on nothing there is nothing to say but its day.
        """
        facts, sources = placer.facts_shown, len(placer.uses_of_sources)
        page, found = self.library.by_address.get(address), self.telling.printed(address)
        evidence = [one.evidence for one in found if one.evidence]
        own = page.date if page else None
        since = unchecked_since(evidence, own, self.settings.as_of)
        standing = Standing(
            facts=facts,
            sources=sources,
            minutes=minutes(html) if facts or sources > 1 else 0,
            since=DateView(self.language, since) if since else None,
        )
        return {"standing": standing, "page": view, "corrections": self.telling.on(address)}

    def _finished(self, address: str, view: PageView, html: str, placer: Placer) -> Finished:
        return Finished(
            address=address,
            view=view,
            page=self.library.by_address.get(address),
            cited=tuple(placer.uses_of_sources),
            uses=placer.printer.uses,
            html=html,
            corrections=self.telling.on(address),
            corrected=self.telling.latest(address),
        )

    def _laid_out(self, layout: str, values: Mapping[str, object], at: Position) -> str:
        names = self.templates.names(LAYOUTS)
        if layout in names:
            return self.render(f"{LAYOUTS}{layout}.html", values, at)
        message, hint = f'there is no layout "{layout}"', did_you_mean(layout, names)
        self.report.add("unknown-layout", at, message, hint)
        return ""

    def finished(self) -> Iterator[tuple[str, Completed]]:
        """Yield each page that was made, by its address, with its lists of places."""
        for address, page in self.placed.items():
            lists = {}
            for form, name in page.listed:
                lists[form, name] = self._list_of(form, self._backlinks.of(name, address))
            yield address, completed(page, lists, self.led_to(address))

    def led_to(self, address: str) -> set[str]:
        """Return the ids of the page at *address* that something leads to."""
        return self._backlinks.anchors(address)

    def _list_of(self, form: str, found: Sequence[PageOfBacklinks]) -> str:
        """Return a list of places as HTML."""

        def make(_: str) -> str:
            values = {"pages": found, "count": sum(len(one.links) for one in found)}
            return self.render(f"partials/places-{form}.html", values, self.settings.at).strip()

        told = "\0".join([self.remembered.state, self.language.code, *map(told_of, found)])
        return self.remembered.of_text(f"places-{form}", told, make)

    @cached_property
    def menu(self) -> Menu:
        """Which pages every page links to."""
        return Menu(
            language=self.language,
            settings=self.settings,
            library=self.library,
            navs=self.navs,
        )

    @cached_property
    def _backlinks(self) -> Backlinks:
        """Where all pages, in the order of the menu, lean on what some of them list."""
        addresses = self.menu.in_order(self.placed.keys() & self.library.by_address.keys())
        pages = [self.placed[address] for address in addresses]
        listed = {name for page in pages for _, name in page.listed}
        return Backlinks(
            pages,
            listed,
            lambda page: self.remembered.of_text("sentences", page, sentences_by_anchor),
        )

    def _frame(self, address: str) -> dict[str, Any]:
        code = self.language.code
        return {
            "menu": self.menu.entries(address),
            "more": self.menu.more(address),
            "home": self._url("index", code),
            "search": self._url(SEARCH, code) if code in self.library.started else None,
            "elsewhere": self._elsewhere(address),
            "feed": self._feed(),
            "record": None,
        }

    def _entries(self, placer: Placer, printer: Printer) -> list[SourceEntry]:
        entries = []
        for id_, uses in placer.uses_of_sources.items():
            at = printer.at or self.settings.at
            card = source_card(printer, Citation(source=id_, locator=None, at=at))
            entries.append(SourceEntry(source=card, uses=tuple(uses)))
        return entries

    def report_fault(self, fault: TemplateError, at: Position) -> None:
        """Report why a template fails, where it does; *at* is the place where it was asked for."""
        where = at
        if fault.file:
            where = Position(path=self.relative(fault.file), line=fault.line)
            lines = _lines(fault.file)
            if fault.line <= len(lines):
                text = lines[fault.line - 1]
                column = text.find(fault.name) + 1 if fault.name else 0
                lead = len(text) - len(text.lstrip()) + 1
                where = Position(path=where.path, line=fault.line, column=column or lead, text=text)
        self.report.add("template", where, f"the template fails: {fault.message}")

    def _site(self) -> SiteView:
        settings = self.settings
        return SiteView(
            title=self._local(settings.title),
            summary=self._local(settings.summary),
            publisher=self._local(settings.publisher),
            license=self._local(settings.license),
            repository=settings.repository,
            as_of=DateView(self.language, settings.as_of),
            base_url=settings.base_url,
        )

    def _local(self, text: LocalText | None) -> str:
        return text.in_language(self.language.code) if text else ""

    def _asset(self, path: str) -> str:
        try:
            return self.assets.href(f"/{path.removeprefix('/')}", self.settings)
        except KeyError:
            known = tuple(self.assets.by_path)
            raise UnknownNameError(
                f'there is no static file "{path}"', path, "unknown-asset", known
            ) from None

    def _source_line(self, source: SourceCard) -> Markup:
        """Return a source in one line; it stands in many places and is rendered once."""
        if source not in self._lines:
            html = self.templates.render("partials/source-line.html", {"source": source})
            self._lines[source] = Markup(html.strip())
        return self._lines[source]

    def _link_lines(self, entries: Iterable[MenuEntry]) -> Markup:
        """Return the entries of a menu, each in a line."""
        known = self._links
        return Markup("".join([known.get(entry) or self._link_line(entry) for entry in entries]))

    def _link_line(self, entry: MenuEntry) -> str:
        """Return an entry, which all pages show alike but its own, in a line."""
        line = f"{self.templates.render('partials/link.html', {'entry': entry}).strip()}\n"
        if not entry.current:
            self._links[entry] = line
        return line

    def _feed(self) -> str | None:
        """Return where the feed of the language is; none of a site without a full address."""
        if not (self.settings.base_url and self.language.code in self.library.started):
            return None
        return href(feed_of(self.language.code, self.settings), self.settings)

    def _url(self, key: str, code: str) -> str:
        """Return the address, as links have it, of a page that each language has."""
        return href(address_of(key, code, self.settings), self.settings)

    def _full(self, address: str) -> str | None:
        return full_address(address, self.settings)

    def view_of(self, page: Page, title: str, summary: str) -> PageView:
        """Return *page* as templates see it, but for its table of contents."""
        twins = self.library.twins(page)
        return PageView(
            title=title,
            title_language=self._title_language(page, title),
            summary=summary,
            url=href(page.address, self.settings),
            canonical=self._full(page.address),
            toc=(),
            date=DateView(self.language, self._date(page)),
            language=page.language,
            is_home=page.key == "index",
            translations=tuple(
                self._translation(code, twins[code].address)
                for code in self.settings.languages
                if code in twins
            ),
            edit_url=self._edit_url(page),
            card=self.previews.of_page(page),
        )

    def _title_language(self, page: Page, title: str) -> str:
        """Return the language of the title of a page, which may be that of a source."""
        record, tongues = page.record, self.structured.printer.tongues
        first = self.structured.printer.first(record) if record else None
        if first and title == self.structured.printer.statement_text(first):
            return tongues.of_statement(first)
        return ""

    def _checked(self, words: object) -> DateView | None:
        """Return the day on which what *words* quote was found in a copy of its source."""
        if not isinstance(words, StatementView):
            return None
        day = self.structured.printer.facts.checked_on(words._statement)
        return DateView(self.language, day) if day else None

    def _tongue(self, words: object, own: str = "") -> str:
        """Return the language of *words* where it is not that of the page."""
        tongues = self.structured.printer.tongues
        if isinstance(words, StatementView):
            return tongues.of_statement(words._statement)
        return tongues.of(str(words), own)

    def _translation(self, code: str, address: str) -> TranslationView:
        return TranslationView(
            code=self.languages[code].tag,
            locale=locale_of(code),
            name=self.settings.languages[code],
            url=href(address, self.settings),
            full=self._full(address),
            current=code == self.language.code,
        )

    def _edit_url(self, page: Page) -> str | None:
        repository = self.settings.repository
        return f"{repository.rstrip('/')}/edit/HEAD/{page.path}" if repository else None


def _places(record: RecordView, form: Literal["sentences", "pages", "count"]) -> Markup:
    """Return what stands for the places that lean on a source, or name a record."""
    name = f"{record.kind}.{record.id}"
    return record._printer.list_places(PlacesItem(name=name, form=form))


def _page_of(record: RecordView) -> str | None:
    """Return the address of the page that a record has of its own; sources have another `url`."""
    return record._printer.record_url(record._record)


def _lines(file: Path) -> list[str]:
    """Return the lines of a template, which may be none and may be no text."""
    try:
        return file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
