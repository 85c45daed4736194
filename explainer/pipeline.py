"""The order of the stages: from a folder of content to a site in memory, and onto the disk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import authoring, checks, editions, foreign, shelf, writing
from .assets import load_assets
from .bounding import TooMuchError
from .building import Builder, Watch, unwatched
from .computing import compute
from .errors import BuildError, Report, UsageError
from .expressions import Evaluator
from .facts import Facts, load_facts
from .items import Use
from .links import Outside
from .pages import Library, load_pages
from .posters import Poster, draw, maker
from .schema import load_schema
from .settings import Settings, load_settings
from .strings import load_languages
from .support import check_facts
from .templating import LAYOUTS

OURS = Path(__file__).parent.parent
# Where drawn cards are kept, below the root of a site.
KEPT = ".cache/cards"


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

    *outside* are the links of its prose that leave it.  *evaluators* has one for each language,
    which prints as on the start page; *posters* are the cards that are drawn once it is written,
    by their paths.
    """

    settings: Settings
    facts: Facts
    library: Library
    uses: tuple[Use, ...]
    outside: frozenset[Outside]
    evaluators: Mapping[str, Evaluator]
    outputs: Mapping[str, bytes]
    posters: Mapping[str, Poster]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(path.endswith(".html") for path in self.outputs)


def build(
    order: Order,
    report: Report,
    compiled: dict[str, bytes] | None = None,
    watch: Watch = unwatched,
) -> Built:
    """Return the site; nothing is written.

    One *compiled* that is given again saves the next build the compiling of templates that have
    not changed.  *watch* is told of each stage as it begins, and of each page that is done.

    Raises:
        BuildError: an author has something to mend; *report* says what.
        UsageError: there is no site below the root, or the base address is none.
    """
    check_root(order)
    watch("reading", 0, 0)
    settings = load_settings(order.root, report)
    kinds = load_schema(order.root, report)
    if settings is None or kinds is None:
        raise BuildError
    settings = settings.with_base_url(order.base_url)
    languages = load_languages(order.root, settings.languages, settings.languages_at, report)
    facts = compute(load_facts(order.root, kinds, languages, report), report)
    check_facts(facts, report)
    library = load_pages(order.root, settings, facts, report, drafts=order.drafts)
    roots = _roots(order)
    assets = load_assets(order.root, [root / "static" for root in roots], settings, report)
    builder = Builder(
        today=order.today,
        roots=roots,
        settings=settings,
        languages=languages,
        facts=facts,
        library=library,
        assets=assets,
        report=report,
        compiled={} if compiled is None else compiled,
        watch=watch,
    )
    try:
        site = builder.build()
        watch("checking", 0, 0)
        data = builder.data(site.uses)  # prints what no page does, and finds what is wrong in it
    except TooMuchError as error:
        report.add("too-large", error.at or settings.at, error.message, "make several of it")
        raise BuildError from None
    checks.check(site, report)
    editions.check(site, report)
    foreign.check(site, report)
    if report.failed:
        builder.leaning(site.uses).tell_what_falls(report)
        raise BuildError
    return Built(
        settings=settings,
        facts=facts,
        library=library,
        uses=tuple(site.uses),
        outside=frozenset(builder.outside),
        evaluators=builder.evaluators,
        outputs=_outputs(site, data),
        posters=builder.posters,
    )


def check_root(order: Order) -> None:
    """Refuse a root that has no site.

    Raises:
        UsageError: there is no folder content/.
    """
    if not (order.root / "content").is_dir():
        raise UsageError(
            f"{order.root} has no folder content/; name the folder of a site with --root"
        )


def at_origin(order: Order, origin: str) -> Order:
    """Return *order* for the same path at *origin*, such as "http://127.0.0.1:8000".

    An order for a site that has no base address stays as it is.

    Raises:
        UsageError: the base address that was given is none.
    """
    settings = load_settings(order.root, Report())
    settings = settings and settings.with_base_url(order.base_url)
    if settings is None or settings.base_url is None:
        return order
    return replace(order, base_url=origin + settings.base_path)


def sources(order: Order) -> list[Path]:
    """Return the folders that the site is made from, whether they are there or not."""
    return [
        order.root / "content",
        *(root / name for root in _roots(order) for name in ("templates", "static")),
    ]


def _outputs(site: checks.Site, data: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return every file of the site by its path: what it takes over, its pages, its *data*."""
    assets = site.assets.by_path.values()
    files = {asset.address.removeprefix("/"): asset.content for asset in assets}
    pages = {path: html.encode() for path, html in site.pages.items()}
    return {**files, **pages, **data, ".nojekyll": b""}


def write(order: Order, built: Built, folder: Path) -> writing.Written:
    """Make *folder* hold the site, and the schemas for editors fresh where the site keeps them.

    Raises:
        UsageError: *folder* overlaps with the sources, or holds files of somebody else.
    """
    check_folder(order, folder)
    cards = _cards(built.posters, order.root / KEPT)
    written = writing.write({**built.outputs, **cards}, folder)
    if (order.root / authoring.FOLDER).is_dir():
        write_schemas(order, built)
    return written


def write_schemas(order: Order, built: Built) -> None:
    """Write the schemas for editors to where the files that name them look for them."""
    writing.write(schemas(built), order.root / authoring.FOLDER)


def _cards(posters: Mapping[str, Poster], kept: Path) -> dict[str, bytes]:
    """Return the cards by their paths, drawn where they are not among those *kept*."""
    if not posters:
        return {}
    made_by = maker()
    wanted = {f"{made_by} {one!r}": partial(draw, one) for one in posters.values()}
    return dict(zip(posters, shelf.taken(wanted, kept, ".png").values(), strict=True))


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
    kept = [*sources(order), order.root / authoring.FOLDER, OURS / "explainer"]
    writing.check_folder(folder, kept)


def _roots(order: Order) -> list[Path]:
    """Return the folders that may hold templates and static files, the site's own before ours."""
    return list(dict.fromkeys([order.root, OURS]))
