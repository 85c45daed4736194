"""The pages of a site: what each says of itself, and where it lives.

A file with `each: people` gives a page per record of that kind.  The same path in two languages
makes two pages translations of each other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

from . import reading
from .addresses import address_of, output_of
from .errors import Position, Report, did_you_mean
from .facts import Facts, Record
from .reading import MarkdownFile, Scalar
from .schema import SNAKE_CASE
from .settings import Settings
from .values import BadValue, Date, read_date, read_flag, read_number

T = TypeVar("T")

FRONT_KEYS = (
    "title",
    "summary",
    "nav",
    "order",
    "date",
    "layout",
    "each",
    "draft",
    "evidence",
    "allow",
)
# Folders and files of content/ that are no language.
NOT_LANGUAGES = ("facts", "strings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the output.

    *path* is the file it is made from, *key* that path without language and suffix.
    *address* is where it stands in the site, without the base path ("/people/mira-murati/");
    *record* is its record where there is one page per record.  With *brief*, evidence tells its
    sources by their publishers.
    """

    path: str
    key: str
    language: str
    address: str
    title: Scalar
    summary: Scalar
    nav: Scalar | None
    order: int | None
    date: Date | None
    layout: str
    layout_at: Position
    record: Record | None
    draft: bool
    evidence: bool
    brief: bool
    allow: tuple[str, ...]
    source: MarkdownFile

    @property
    def output(self) -> str:
        """The file of the output that this page becomes."""
        return output_of(self.address)

    @property
    def twin_key(self) -> tuple[str, str]:
        """What this page shares with its translations."""
        return self.key, self.record.id if self.record else ""


@dataclass(frozen=True, kw_only=True)
class Library:
    """All pages of the site, in the order of their languages and files.

    *drafts* are the paths of pages that are not built; *unread* those that could not be read.
    """

    pages: tuple[Page, ...]
    drafts: frozenset[str]
    unread: frozenset[str]
    kinds_of_files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> Mapping[str, tuple[Page, ...]]:
        """The pages that each file gives."""
        found: dict[str, list[Page]] = {}
        for page in self.pages:
            found.setdefault(page.path, []).append(page)
        return {path: tuple(pages) for path, pages in found.items()}

    @cached_property
    def by_address(self) -> Mapping[str, Page]:
        """The page at each address."""
        return {page.address: page for page in self.pages}

    @cached_property
    def started(self) -> frozenset[str]:
        """The languages that have a start page, without which they have no other of their own."""
        return frozenset(page.language for page in self.pages if page.key == "index")

    @cached_property
    def _twins(self) -> Mapping[tuple[str, str], Mapping[str, Page]]:
        found: dict[tuple[str, str], dict[str, Page]] = {}
        for page in self.pages:
            found.setdefault(page.twin_key, {})[page.language] = page
        return found

    def twins(self, page: Page) -> Mapping[str, Page]:
        """Return *page* and its translations by language."""
        return self._twins[page.twin_key]

    @cached_property
    def _record_pages(self) -> Mapping[tuple[str, str, str], Page]:
        found: dict[tuple[str, str, str], Page] = {}
        for page in self.pages:
            if page.record:
                found.setdefault((page.language, page.record.kind, page.record.id), page)
        return found

    def page_of(self, language: str, kind: str, record: str) -> Page | None:
        """Return the page that a record has of its own in *language*."""
        return self._record_pages.get((language, kind, record))


def load_pages(  # noqa: PLR0913 — what is read, and how
    root: Path,
    settings: Settings,
    facts: Facts,
    report: Report,
    *,
    drafts: bool = False,
    known: reading.Known = reading.anew,
) -> Library:
    """Return the pages below *root*; *drafts* says whether those marked as draft are built.

    What the text of a file gives may be *known*.
    """
    reader = _PagesReader(settings, facts, report, drafts=drafts, known=known)
    _check_folders(root, settings, report)
    for language in settings.languages:
        for path in reading.find_files(root, f"content/{language}", report):
            if path.endswith(".md"):
                reader.file(root, path, language)
    library = Library(
        pages=tuple(reader.pages),
        drafts=frozenset(reader.drafts),
        unread=frozenset(reader.unread),
        kinds_of_files=reader.each,
    )
    _check_addresses(library, report)
    _check_homes(settings, library, report)
    return library


class _PagesReader:
    def __init__(
        self,
        settings: Settings,
        facts: Facts,
        report: Report,
        *,
        drafts: bool,
        known: reading.Known,
    ) -> None:
        self.settings, self.facts, self.report, self.with_drafts = settings, facts, report, drafts
        self.known = known
        self.pages: list[Page] = []
        self.drafts: list[str] = []
        self.unread: list[str] = []
        self.each: dict[str, str] = {}

    def file(self, root: Path, path: str, language: str) -> None:
        """Add the pages that one Markdown file gives."""
        source = reading.read_page(root, path, self.report, self.known)
        front = source and _FrontMatter(source.front, self.report)
        if not source or not front or front.title is None or front.summary is None:
            self.unread.append(path)
            return
        if front.draft and not self.with_drafts:
            self.drafts.append(path)
            return
        key = PurePosixPath(path).relative_to(f"content/{language}").with_suffix("").as_posix()
        records = self._records(front, path)
        for record in records:
            self.pages.append(self._page(source, front, language, key, record))

    def _records(self, front: "_FrontMatter", path: str) -> Sequence[Record | None]:
        kind = front.each
        if kind is None:
            return [None]
        if kind.text.strip() not in self.facts.kinds:
            message = f'each names "{kind.text.strip()}", which is no kind'
            self.report.add(
                "unknown-kind", kind.at, message, did_you_mean(kind.text.strip(), self.facts.kinds)
            )
            self.unread.append(path)
            return []
        self.each[path] = kind.text.strip()
        records = self.facts.records[kind.text.strip()].values()
        # An id that is none is reported where it stands, and makes no address.
        return [record for record in records if SNAKE_CASE.match(record.id)]

    def _page(
        self,
        source: MarkdownFile,
        front: "_FrontMatter",
        language: str,
        key: str,
        record: Record | None,
    ) -> Page:
        assert front.title is not None
        assert front.summary is not None
        place = PurePosixPath(key).with_name(record.id).as_posix() if record else key
        return Page(
            path=source.file.path,
            key=key,
            language=language,
            address=address_of(place, language, self.settings),
            title=front.title,
            summary=front.summary,
            nav=front.nav,
            order=front.order,
            date=front.date,
            layout=front.layout.text.strip() if front.layout else "page",
            layout_at=front.layout.at if front.layout else source.file.position(0),
            record=record,
            draft=front.draft,
            evidence=front.evidence != "off",
            brief=front.evidence == "brief",
            allow=front.allow,
            source=source,
        )


class _FrontMatter:
    """The front matter of a page, read as its keys mean it."""

    def __init__(self, front: reading.Mapping, report: Report) -> None:
        self._front, self._report = front, report
        reading.check_keys(front, FRONT_KEYS, "the front matter", report)
        self.title, self.summary = self._required("title"), self._required("summary")
        self.nav, self.layout, self.each = (self._scalar(key) for key in ("nav", "layout", "each"))
        self.order = self._read("order", read_number)
        self.date = self._read("date", read_date)
        self.draft = bool(self._read("draft", read_flag))
        self.evidence = self._read("evidence", _read_evidence)
        self.allow = tuple(self._allow())

    def _scalar(self, key: str) -> Scalar | None:
        node = self._front.get(key)
        if node is None or reading.read_scalar(node, f'"{key}"', self._report) is None:
            return None
        return node if isinstance(node, Scalar) else None

    def _required(self, key: str) -> Scalar | None:
        if self._front.get(key) is None:
            empty = key in self._front
            at = self._front.key(key).at if empty else self._front.file.position(0)
            self._report.add("missing-key", at, f'the front matter lacks "{key}"', f"add {key}: …")
        return self._scalar(key)

    def _read(self, key: str, read: Callable[[str], T]) -> T | None:
        node = self._scalar(key)
        if node is None:
            return None
        try:
            return read(node.text.strip())
        except BadValue as error:
            self._report.add("bad-value", node.at, f'"{key}" {error.message}', error.hint)
            return None

    def _allow(self) -> Iterator[str]:
        node = self._front.get("allow")
        for item in reading.read_list(node, '"allow"', self._report) if node else ():
            text = reading.read_scalar(item, 'an entry of "allow"', self._report)
            if text:
                yield text


def _read_evidence(text: str) -> str:
    if text in ("on", "brief", "off"):
        return text
    raise BadValue(f'must be on, brief or off, not "{text}"')


def _check_folders(root: Path, settings: Settings, report: Report) -> None:
    for path in sorted((root / "content").iterdir()):
        if (
            path.is_dir()
            and path.name not in (*NOT_LANGUAGES, *settings.languages)
            and not path.name.startswith(".")
        ):
            hint = f"add {path.name} to languages in site.yaml, or move it"
            message = f"content/{path.name} is the folder of no language of the site"
            report.add("unknown-file", Position(path=f"content/{path.name}"), message, hint)
        elif path.suffix == ".md":
            hint = f"move it to content/{settings.default_language}/{path.name}"
            report.add(
                "unknown-file",
                Position(path=f"content/{path.name}"),
                "a page stands outside of the languages",
                hint,
            )


def _check_addresses(library: Library, report: Report) -> None:
    taken: dict[str, Page] = {}
    for page in library.pages:
        first = taken.setdefault(page.address.casefold(), page)
        if first is not page:
            message = f"{page.address} is the address of {first.path} too"
            report.add(
                "address-taken", page.source.file.position(0), message, "rename one of the two"
            )


def _check_homes(settings: Settings, library: Library, report: Report) -> None:
    """Report each language with pages that has no start page; the first must have one."""
    used = {page.language for page in library.pages} | {settings.default_language}
    for language in settings.languages:
        path = f"content/{language}/index.md"
        home = address_of("index", language, settings)
        if language in used and home not in library.by_address and path not in library.unread:
            message = f'the language "{language}" has no start page'
            hint = f"{path} is a draft" if path in library.drafts else f"write {path}"
            report.add("unknown-page", settings.languages_at, message, hint)
