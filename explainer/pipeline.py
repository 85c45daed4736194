"""The order of the stages: from a folder of content to a site in memory, and onto the disk."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from . import (
    abreast,
    authoring,
    checks,
    comparing,
    corrections,
    editions,
    foreign,
    seals,
    shelf,
    snapshot,
    writing,
)
from .addresses import output_of
from .assets import Assets, load_assets
from .bounding import TooMuchError
from .building import WORTH_SPREADING, Builder, Watch, unwatched
from .comparing import History
from .computing import compute
from .digests import digest_of
from .errors import BuildError, Report, UsageError
from .expressions import Evaluator
from .facts import Facts, load_facts
from .items import Use
from .links import Outside
from .lock import PATH, Lock, check_lock, read_lock, written
from .opening import read_bytes
from .outputs import Output, Outputs, ready
from .packing import Text
from .pages import Library, load_pages
from .posters import Poster, draw, maker
from .remembering import Remembered
from .schema import load_schema
from .settings import Settings, load_settings
from .spreading import spread
from .strings import load_languages
from .support import check_facts
from .templating import LAYOUTS
from .unchanged import made_in
from .values import read_date

if TYPE_CHECKING:
    from .verifying import Verified

# Says whether at a place stands what something tells from others.
Stands = Callable[[Path, str], bool]
# Is given files of a site by their paths.
Ahead = Callable[[Mapping[str, bytes]], None]

OURS = Path(__file__).parent.parent
# Where drawn cards are kept, below the root of a site.
KEPT, CARD = ".cache/cards", ".png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be built: the site below *root*, for *base_url* if given, on the day *today*.

    It may be built in as many processes as *jobs*, by which it becomes no other.
    """

    root: Path
    today: str
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


@dataclass(slots=True)
class Kept:
    """What one build leaves to the next: templates that are compiled, and what was made.

    *assets* are the addresses of the files that the pages of the last site show.
    """

    compiled: dict[str, bytes] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    assets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A site in memory: its files by their paths, and what they were made from.

    *outside* are the links of its prose that leave it.  *evaluators* has one for each language,
    which prints as on the start page; *posters* are the cards that are drawn once it is written,
    by their paths; *data* are the paths of what is there for programs.
    """

    settings: Settings
    facts: Facts
    library: Library
    uses: tuple[Use, ...]
    outside: frozenset[Outside]
    evaluators: Mapping[str, Evaluator]
    history: History
    outputs: Outputs
    posters: Mapping[str, Poster]
    data: frozenset[str]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(path.endswith(".html") for path in self.outputs)


def build(
    order: Order,
    report: Report,
    kept: Kept | None = None,
    watch: Watch = unwatched,
    ahead: Ahead | None = None,
) -> Built:
    """Return the site; nothing is written.

    What is *kept* and given again saves the next build what has not changed.  *watch* is told of
    each stage as it begins, and of each page that is done.  *ahead* is given the files of pages
    that are made anew, by their paths, before it is known whether all else holds.

    Raises:
        BuildError: an author has something to mend; *report* says what.
        UsageError: there is no site below the root, or the base address is none.
    """
    check_root(order)
    kept = kept or Kept()
    watch("reading", 0, 0)
    settings = load_settings(order.root, report)
    kinds = load_schema(order.root, report)
    if settings is None or kinds is None:
        raise BuildError
    settings = settings.with_base_url(order.base_url)
    languages = load_languages(order.root, settings.languages, settings.languages_at, report)
    shared = _digest_of(_shared(order))
    known = partial(kept.remembered.of_file, shared)
    kept.remembered.begin()
    facts = compute(load_facts(order.root, kinds, languages, report, known), report)
    check_facts(facts, report)
    facts = check_lock(facts, read_lock(order.root, report), report)
    library = load_pages(order.root, settings, facts, report, drafts=order.drafts, known=known)
    history = History(
        facts=facts,
        published=snapshot.load(order.root, languages, report, known),
        corrections=corrections.load(order.root, languages, report),
    )
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
        history=history,
        report=report,
        compiled=kept.compiled,
        remembered=kept.remembered,
        watch=watch,
        jobs=order.jobs,
        ahead=_shown_ahead(ahead, kept, assets, settings),
    )
    kept.remembered.depend_on(_state(shared, order, settings, assets))
    try:
        built = _checked(builder, report, watch)
    except TooMuchError as error:
        kept.remembered.break_off()
        report.add("too-large", error.at or settings.at, error.message, "make several of it")
        raise BuildError from None
    except BuildError:
        kept.remembered.break_off()
        raise
    kept.remembered.end()
    kept.assets = assets.addresses
    return built


def _shown_ahead(
    ahead: Ahead | None, kept: Kept, assets: Assets, settings: Settings
) -> Callable[[Mapping[str, str]], None] | None:
    """Return what is given pages ahead of all else; none before there is what they show."""
    if ahead is None or kept.assets != assets.addresses:
        return None

    def show(pages: Mapping[str, str]) -> None:
        named = {address: assets.named(html, settings) for address, html in pages.items()}
        ahead({output_of(address): html.encode() for address, html in named.items()})

    return show


def _checked(builder: Builder, report: Report, watch: Watch) -> Built:
    """Return what *builder* builds, if all holds that must.

    Raises:
        BuildError: something does not.
        TooMuchError: some of it takes too long.
    """
    site = builder.build()
    watch("checking", 0, 0)
    data = builder.data(site.uses)  # prints what no page does, and finds what is wrong in it
    checks.check(site, report)
    editions.check(site, report)
    abreast.check(site, report)
    foreign.check(site, report)
    comparing.tell(builder.history, builder.library, report)
    seals.check(builder.roots[0], builder.history, report)
    if report.failed:
        builder.leaning(site.uses).tell_what_falls(report)
        raise BuildError
    return Built(
        settings=builder.settings,
        facts=builder.facts,
        library=builder.library,
        uses=tuple(site.uses),
        outside=frozenset(builder.outside),
        evaluators=builder.evaluators,
        history=builder.history,
        outputs=_outputs(site, data),
        posters=builder.posters,
        data=site.data,
    )


def _state(shared: str, order: Order, settings: Settings, assets: Assets) -> str:
    """Return what tells from others all that every page depends on, of which some is *shared*."""
    paths, beside = sorted(assets.by_path), sorted(assets.beside.items())
    return digest_of(repr((shared, settings.base_url, order.drafts, paths, beside))).hex()


def _digest_of(files: Iterable[Path]) -> str:
    """Return the digest of *files*, of which some may not be there."""
    found: list[tuple[str, bytes]] = []
    for path in files:
        with suppress(OSError):  # what cannot be read was reported
            found.append((path.name, digest_of(read_bytes(path))))
    return digest_of(repr(found)).hex()


def _shared(order: Order) -> Iterator[Path]:
    """Yield the files that every page depends on."""
    content = order.root / "content"
    shared = ("site", "schema", "published", "corrections")
    yield from (content / f"{name}.yaml" for name in shared)
    yield from sorted((content / "strings").glob("*"))
    for root in _roots(order):
        yield from sorted(path for path in (root / "templates").rglob("*") if path.is_file())


def verify(order: Order, files: Mapping[str, Path], report: Report) -> "Verified":
    """Look up what the site quotes and cites in *files*, copies of its sources by their ids.

    What is found is written into quotes.lock.

    Raises:
        BuildError: an author has something to mend first; *report* says what.
        UsageError: there is no such source, or a file that cannot be read.
    """
    from .copies import read_copy  # no build needs what reads other people's files
    from .verifying import Verifier, check_source

    facts, library, lock = _quoting(order, report)
    for source in files:
        check_source(source, facts)
    copies = {source: read_copy(path) for source, path in files.items()}
    today = read_date(order.today)
    verifier = Verifier(facts=facts, library=library, lock=lock, today=today, report=report)
    verified = verifier.verify(copies)
    if verified.entries or lock:
        writing.write_file(order.root / PATH, written(verified.entries.values()))
    return verified


def _quoting(order: Order, report: Report) -> tuple[Facts, Library, Lock]:
    """Return what the site quotes and cites, and what was found of it; notes are for builds.

    A page that cannot be read keeps nobody from looking up what is quoted elsewhere.
    """
    check_root(order)
    found = Report()
    settings = load_settings(order.root, found)
    kinds = load_schema(order.root, found)
    if settings and kinds is not None:
        languages = load_languages(order.root, settings.languages, settings.languages_at, found)
        facts = compute(load_facts(order.root, kinds, languages, found), found)
        lock = read_lock(order.root, found)
        if not found.count("error"):
            library = load_pages(order.root, settings, facts, Report(), drafts=True)
            return facts, library, lock
    for problem in found:
        if problem.severity == "error":
            report.add(problem.rule, problem.at, problem.message, problem.hint)
    raise BuildError


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


def _outputs(site: checks.Site, data: Mapping[str, bytes]) -> Outputs:
    """Return every file of the site by its path: what it takes over, its pages, its *data*."""
    assets = site.assets.by_path.values()
    files = {asset.address.removeprefix("/"): asset.content for asset in assets}
    names = digest_of(repr(sorted(site.assets.addresses)))

    def output(page: Text) -> Output:
        named = partial(_named, page, site.assets, site.settings)
        return Output(digest_of(page.digest + names), named)

    pages = {path: output(page) for path, page in site.pages.items()}
    others = {**data, ".nojekyll": b""}
    return Outputs({**_ready(files), **pages, **_ready(others)})


def _ready(files: Mapping[str, bytes]) -> dict[str, Output]:
    return {path: ready(content) for path, content in files.items()}


def _named(page: Text, assets: Assets, settings: Settings) -> bytes:
    """Return a page as it is published, with the names of the files that it shows."""
    return assets.named(page.text, settings).encode()


def write(
    order: Order, built: Built, folder: Path, stands: Stands = writing.nowhere
) -> writing.Written:
    """Make *folder* hold the site, and the schemas for editors fresh where the site keeps them.

    What *stands* there already is not made again.

    Raises:
        UsageError: *folder* overlaps with the sources, or holds files of somebody else.
    """
    check_folder(order, folder)
    outputs = built.outputs.with_others(_cards(built.posters, order))
    written = writing.write(outputs, folder, lambda path: stands(folder / path, outputs.own(path)))
    if (order.root / authoring.FOLDER).is_dir():
        write_schemas(order, built)
    return written


def made_by(order: Order, folder: Path) -> list[Path]:
    """Return the files that builds have made: those of the site in *folder*, and the schemas."""
    return [*made_in(folder), *sorted((order.root / authoring.FOLDER).rglob("*.json"))]


def write_schemas(order: Order, built: Built) -> None:
    """Write the schemas for editors to where the files that name them look for them."""
    writing.write(schemas(built), order.root / authoring.FOLDER)


def _cards(posters: Mapping[str, Poster], order: Order) -> dict[str, Output]:
    """Return the cards by their paths, drawn where they are not among those that are kept."""
    if not posters:
        return {}
    made_by, kept = maker(), order.root / KEPT
    wanted = {f"{made_by} {one!r}": partial(draw, one) for one in posters.values()}
    drawn = _drawn(wanted, order)
    found = shelf.taken({**wanted, **drawn}, kept, CARD)
    return dict(zip(posters, found.values(), strict=True))


def _drawn(
    wanted: Mapping[str, Callable[[], bytes]], order: Order
) -> dict[str, Callable[[], bytes]]:
    """Return what gives the cards that have to be drawn, by several processes if that pays."""
    kept = order.root / KEPT
    names = shelf.lacking(wanted, kept)
    if order.jobs < 2 or len(names) < WORTH_SPREADING:
        return {}

    def work(name: str) -> bytes:
        card = wanted[name]()
        return pickle.dumps((name, None if shelf.laid(name, card, kept, CARD) else card))

    messages = map(pickle.loads, spread(names, order.jobs, work))
    return {name: partial(bytes, card) for name, card in messages if card is not None}


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
