"""What programs are told of the pages: a feed per language, a map of the site, rules for robots.

The feed is Atom (RFC 4287).  All of it names full addresses, so a site without one has none of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .addresses import address_of, full_address
from .contexts import PageView
from .settings import Settings
from .values import Date

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
ATOM = "http://www.w3.org/2005/Atom"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page with its full address, and the day to which it was checked."""

    view: PageView
    full: str
    date: Date


def feed_of(code: str, settings: Settings) -> str:
    """Return the address of the feed of a language: "/ja/feed.xml"."""
    return f"{address_of('index', code, settings)}feed.xml"


def atom(pages: Iterable[Listed], code: str, settings: Settings) -> bytes:
    """Return the feed of the language *code*, with *pages*, the newest first.

    The id of an entry is the full address of its page, the days are those that the pages give.
    """
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
    _text(feed, "updated", _moment(settings.as_of.last_day.isoformat()))
    _text(SubElement(feed, "author"), "name", publisher or title)
    for page in pages:
        _entry(feed, page)
    return _written(feed)


def _entry(feed: Element, page: Listed) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", page.view.title)
    _text(entry, "id", page.full)
    SubElement(entry, "link", {"rel": "alternate", "href": page.full})
    _text(entry, "published", _moment(page.date.first_day.isoformat()))
    _text(entry, "updated", _moment(page.date.last_day.isoformat()))
    _text(entry, "summary", page.view.summary)


def sitemap(pages: Iterable[Listed]) -> bytes:
    """Return the map of the site: each page with its day, and where it is in other languages."""
    root = Element("urlset", {"xmlns": MAP, "xmlns:xhtml": XHTML})
    for page in pages:
        url = SubElement(root, "url")
        _text(url, "loc", page.full)
        _text(url, "lastmod", page.date.last_day.isoformat())
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
