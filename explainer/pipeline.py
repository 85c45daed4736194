"""The order of the stages: from a folder of content to a site in memory, and onto the disk."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from . import authoring, checks, export, writing
from .addresses import address_of, output_of
from .assets import Assets, load_assets
from .computing import compute
from .errors import BuildError, Position, Report, UsageError
from .expressions import Evaluator
from .facts import Facts, load_facts
from .items import Use
from .leaning import Leaning
from .links import Links
from .lookups import FILTERS, RecordView, views_of_kinds
from .pages import Library, Page, load_pages
from .placing import leaned_on
from .printing import Printer
from .proofreading import proofread
from .prose import Converter
from .reading import Scalar
from .schema import load_schema
from .settings import Settings, load_settings
from .strings import Language, load_languages
from .support import check_facts
from .templating import LAYOUTS, TemplateError, Templates
from .values import read_date
from .views import LEDGER, Views
from .weaving import Writer

OURS = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be built: the site below *root*, for *base_url* if given, on the day *today*."""

    root: Path
    today: str
    base_url: str | None = None
    drafts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A site in memory: its files by their paths, and what they were made from.

    *evaluators* has one for each language, which prints as on the start page.
    """

    settings: Settings
    facts: Facts
    library: Library
    uses: tuple[Use, ...]
    evaluators: Mapping[str, Evaluator]
    outputs: Mapping[str, bytes]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(path.endswith(".html") for path in self.outputs)


def build(order: Order, report: Report) -> Built:
    """Return the site; nothing is written.

    Raises:
        BuildError: an author has something to mend; *report* says what.
        UsageError: there is no site below the root, or the base address is none.
    """
    if not (order.root / "content").is_dir():
        raise UsageError(
            f"{order.root} has no folder content/; name the folder of a site with --root"
        )
    settings = load_settings(order.root, report)
    kinds = load_schema(order.root, report)
    if settings is None or kinds is None:
        raise BuildError
    settings = settings.with_base_url(order.base_url)
    languages = load_languages(order.root, settings.languages, settings.languages_at, report)
    facts = compute(load_facts(order.root, kinds, languages, report), report)
    check_facts(facts, report)
    library = load_pages(order.root, settings, facts, report, drafts=order.drafts)
    assets = load_assets(order.root, _folders(order.root, "static"), settings, report)
    builder = _Builder(order, settings, languages, facts, library, assets, report)
    site = builder.build()
    data = builder.data(site.uses)  # prints what no page does, and finds what is wrong in it
    checks.check(site, report)
    if report.failed:
        builder.leaning(site.uses).tell_what_falls(report)
        raise BuildError
    outputs = {path: html.encode() for path, html in site.pages.items()}
    files = {asset.address.removeprefix("/"): asset.content for asset in assets.by_path.values()}
    return Built(
        settings=settings,
        facts=facts,
        library=library,
        uses=tuple(site.uses),
        evaluators=builder.evaluators,
        outputs={**files, **outputs, **data, ".nojekyll": b""},
    )


def write(order: Order, built: Built, folder: Path) -> writing.Written:
    """Make *folder* hold the site, and the schemas for editors fresh where the site keeps them.

    Raises:
        UsageError: *folder* overlaps with the sources, or holds files of somebody else.
    """
    check_folder(order, folder)
    written = writing.write(built.outputs, folder)
    if (order.root / authoring.FOLDER).is_dir():
        writing.write(schemas(built), order.root / authoring.FOLDER)
    return written


def schemas(built: Built) -> Mapping[str, bytes]:
    """Return the schemas by which editors check what the site is made from."""
    languages = {code: one.printer.language for code, one in built.evaluators.items()}
    layouts = next(iter(built.evaluators.values())).templates.names(LAYOUTS)
    return authoring.schemas(built.settings, built.facts, built.library, layouts, languages)


def check_folder(order: Order, folder: Path) -> None:
    """Refuse an output folder that a build must not write into.

    Raises:
        UsageError: it overlaps with the sources, or holds files of somebody else.
    """
    sources = [
        order.root / "content",
        order.root / authoring.FOLDER,
        *_folders(order.root, "templates"),
        *_folders(order.root, "static"),
        OURS / "explainer",
    ]
    writing.check_folder(folder, sources)


def _folders(root: Path, name: str) -> list[Path]:
    """Return the folders called *name*, the site's own before ours."""
    return list(dict.fromkeys([root / name, OURS / name]))


@dataclass(slots=True)
class _Edition:
    """What the pages of one language share."""

    language: Language
    templates: Templates
    writer: Writer
    macros: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class _Builder:
    order: Order
    settings: Settings
    languages: Mapping[str, Language]
    facts: Facts
    library: Library
    assets: Assets
    report: Report
    pages: dict[str, str] = field(default_factory=dict)
    uses: set[Use] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    navs: dict[str, str] = field(default_factory=dict)
    titled: dict[str, frozenset[str]] = field(default_factory=dict)
    guesses: frozenset[str] = frozenset()
    evaluators: dict[str, Evaluator] = field(default_factory=dict)

    def build(self) -> checks.Site:
        links = self._links()
        self.guesses = frozenset(_guesses(self.facts))
        compiled: dict[str, bytes] = {}
        for language in self.languages.values():
            self._language(language, links, compiled)
        return checks.Site(
            settings=self.settings,
            languages=self.languages,
            facts=self.facts,
            library=self.library,
            assets=self.assets,
            anchored=links.anchored,
            uses=self._sorted_uses(),
            pages=self.pages,
            files=frozenset(
                [
                    *self.pages,
                    *(asset.address.removeprefix("/") for asset in self.assets.by_path.values()),
                ]
            ),
            today=read_date(self.order.today),
        )

    def leaning(self, uses: Collection[Use]) -> Leaning:
        """Return what leans on what in the site, as far as it could be built."""
        return Leaning(
            facts=self.facts, library=self.library, uses=uses, evaluators=self.evaluators
        )

    def data(self, uses: Sequence[Use]) -> dict[str, bytes]:
        """Return the facts as other programs read them, and the schema of that."""
        printers = {code: one.printer for code, one in self.evaluators.items()}
        found = export.facts(self.settings, self.facts, printers, uses)
        return {export.FACTS: found, export.SCHEMA: export.schema()}

    def _links(self) -> Links:
        generated = [address_of(LEDGER, code, self.settings) for code in self.languages]
        return Links(
            library=self.library,
            assets=self.assets,
            settings=self.settings,
            report=self.report,
            generated=generated,
        )

    def _sorted_uses(self) -> list[Use]:
        nowhere = Position(path="")
        return sorted(
            self.uses,
            key=lambda use: (use.address, use.at or nowhere, use.name, use.locator or ""),
        )

    def _language(self, language: Language, links: Links, compiled: dict[str, bytes]) -> None:
        templates = Templates(_folders(self.order.root, "templates"), FILTERS, compiled)
        writer = Writer(converter=Converter(language), links=links, report=self.report)
        edition = _Edition(language, templates, writer)
        views = self._views(edition)
        views.set_globals()
        edition.macros = self._macros(views)
        self.evaluators[language.code] = self._evaluator_at("/", edition)
        pages = [page for page in self.library.pages if page.language == language.code]
        for page in pages:
            self._titles(page, edition)
        ledger = address_of(LEDGER, language.code, self.settings)
        for page in pages:
            if page.address != ledger:
                self._page(page, edition, views)
        if address_of("index", language.code, self.settings) in self.library.by_address:
            self._generated(edition, views)
        self.pages |= {output_of(address): html for address, html in views.finished()}

    def _views(self, edition: _Edition) -> Views:
        return Views(
            language=edition.language,
            templates=edition.templates,
            settings=self.settings,
            library=self.library,
            assets=self.assets,
            report=self.report,
            titles=self.titles,
            navs=self.navs,
            titled=self.titled,
            relative=self._relative,
        )

    def _relative(self, file: Path) -> str:
        for folder in (self.order.root, OURS):
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
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
        self._check_titles(evaluator.printer)

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
        """Make the pages that no author writes: the ledger, and the one that is not there."""
        word = edition.language.word
        address = address_of(LEDGER, edition.language.code, self.settings)
        page = self.library.by_address.get(address)
        content, title, summary = Markup(""), word("ledger"), word("ledger_summary")
        evaluator = self._evaluator(page, edition) if page else self._evaluator_at(address, edition)
        if page:
            content = edition.writer.page(page, evaluator).html
            title, summary = self.titles[address], self.summaries[address]
            self.uses |= evaluator.printer.uses
            proofread(page, evaluator.evidenced, self.report)
        view = views.generated(address, title, summary, LEDGER)
        views.ledger(view, content, self._sorted_uses(), evaluator.printer)
        if edition.language.code == self.settings.default_language:
            views.not_found(self.languages, self._evaluator_at("/404.html", edition).printer)


def _guesses(facts: Facts) -> Iterator[str]:
    """Yield the names of the facts that are only guessed."""
    for statement in facts.statements():
        if statement.evidence and statement.evidence.status == "speculation":
            yield statement.name
