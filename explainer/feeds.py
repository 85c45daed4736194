"""What programs are told of the pages: a feed per language, a map of the site, rules for robots.

The feed is Atom (RFC 4287).  All of it names full addresses, so a site without one has none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .addresses import address_of, full_address
from .contexts import CorrectionView, PageView
from .settings import Settings
from .strings import Language
from .values import Date

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
ATOM = "http://www.w3.org/2005/Atom"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page with its full address, and the day to which it was checked.

    *corrected* is the day of its newest correction, if there is one.
    """

    view: PageView
    full: str
    date: Date
    corrected: Date | None = None

    @property
    def modified(self) -> str:
        """The day on which it was changed last."""
        days = [one.last_day for one in (self.date, self.corrected) if one]
        return max(days).isoformat()


def feed_of(code: str, settings: Settings) -> str:
    """Return the address of the feed of a language: "/ja/feed.xml"."""
    return f"{address_of('index', code, settings)}feed.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed tells: a page or a correction; its address is its id, and never changes."""

    full: str
    title: str
    summary: str
    date: Date


def entry_of_page(page: Listed) -> Entry:
    """Return what a feed tells of a page that is new."""
    return Entry(full=page.full, title=page.view.title, summary=page.view.summary, date=page.date)


def entry_of_correction(one: CorrectionView, language: Language) -> Entry:
    """Return what a feed tells of a correction; not what it says where that is not sure."""
    title, summary = one.sort, language.word("correction_untold")
    if one.is_sure:
        title = language.word("labelled", label=title, value=one.changes[0].title)
        summary = one.sentences(language.code)
    return Entry(full=one.full or "", title=title, summary=summary, date=one.day)


def newest_first(corrections: Iterable[Entry], pages: Iterable[Entry]) -> list[Entry]:
    """Return what a feed tells in its order; of one day corrections come first."""
    return sorted([*corrections, *pages], key=lambda one: one.date.last_day, reverse=True)


def atom(entries: Sequence[Entry], code: str, settings: Settings) -> bytes:
    """Return the feed of the language *code*, with *entries*, the newest first."""
    title, own = settings.title.in_language(code), full_address(feed_of(code, settings), settings)
    publisher = settings.publisher.in_language(code) if settings.publisher else ""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": code})
    _text(feed, "title", title)
    if settings.summary:
        _text(feed, "subtitle", settings.summary.in_language(code))
    _text(feed, "id", own or "")
    SubElement(feed, "link", {"rel": "self", "href": own or ""})
    home = full_address(address_of("index", code, settings), settings)
    SubElement(feed, "link", {"rel": "alternate", "href": home or "", "hreflang": code})
    corrected = [one.date.last_day for one in entries if "#" in one.full]
    updated = max([settings.as_of.last_day, *corrected])
    _text(feed, "updated", _moment(updated.isoformat()))
    _text(SubElement(feed, "author"), "name", publisher or title)
    for one in entries:
        _entry(feed, one)
    return _written(feed)


def _entry(feed: Element, one: Entry) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", one.title)
    _text(entry, "id", one.full)
    SubElement(entry, "link", {"rel": "alternate", "href": one.full})
    _text(entry, "published", _moment(one.date.first_day.isoformat()))
    _text(entry, "updated", _moment(one.date.last_day.isoformat()))
    _text(entry, "summary", one.summary)


def sitemap(pages: Iterable[Listed]) -> bytes:
    """Return the map of the site: each page with its day, and where it is in other languages."""
    root = Element("urlset", {"xmlns": MAP, "xmlns:xhtml": XHTML})
    for page in pages:
        url = SubElement(root, "url")
        _text(url, "loc", page.full)
        _text(url, "lastmod", page.modified)
        for code, full in page.view.alternates:
            link = {"rel": "alternate", "hreflang": code, "href": full}
            SubElement(url, "xhtml:link", link)
    return _written(root)


def robots(settings: Settings) -> bytes:
    """Return the rules for robots: they may read everything, and here is the map."""
    full = full_address(f"/{SITEMAP}", settings)
    lines = ["User-agent: *", "Allow: /", *([f"Sitemap: {full}"] if full else [])]
    return "".join(f"{line}\n" for line in lines).encode()


def _moment(day: str) -> str:
    """Return when a *day* begins, as feeds have it: 2026-11-23T00:00:00Z."""
    return f"{day}T00:00:00Z"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _written(root: Element) -> bytes:
    indent(root, "")
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"
