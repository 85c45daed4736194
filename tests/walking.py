"""A walk through a hosted site: the browser takes its address for true and follows every link.

The site is served on this machine; the browser asks for its real address, such as
https://owner.github.io/name/, and is handed what the server has.  So whatever a page means by an
address is what it means once it is published, and nothing leaves this machine.
"""

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from tests.browser import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

# What leads a reader on, what else a page names, and the places that it has.  What is said of a
# page to search engines is read from the script that holds it; there an @id tells things apart by
# what follows a #, which is no place of the page.
LINKS = "[...document.querySelectorAll('a[href], area[href]')].map(one => one.href)"
NAMED = """
    [
        ...[...document.querySelectorAll('[src], [href]:not(a, area), [data-index]')].map(one =>
            one.getAttribute('src') ?? one.getAttribute('href') ?? one.dataset.index),
        ...[...document.querySelectorAll('meta[property="og:url"], meta[property="og:image"]')]
            .map(one => one.content),
        ...[...document.querySelectorAll('script[type="application/ld+json"]')].flatMap(one =>
            one.text.replace(/(?<="@id": *"[^"]*)#[^"]*/g, '').match(/(?<=")https?:[^"]+/g) ?? []),
    ].map(one => new URL(one, document.baseURI).href)
"""
IDS = "[...document.querySelectorAll('[id]')].map(one => one.id)"


@dataclass(frozen=True)
class Hosted:
    """A built site in *folder*, which readers find at *address*; *at* is where it is served."""

    folder: Path
    address: str
    at: str

    @property
    def pages(self) -> set[str]:
        """The addresses of all pages that were built, but for the one of what is not there."""
        paths = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")}
        return {
            self.address + quote(re.sub(r"(^|(?<=/))index\.html$", "", path))
            for path in paths - {"404.html"}
        }

    def get(self, address: str) -> http.client.HTTPResponse:
        """Return what is served for an address of the site; its body is still to be read."""
        asked, server = urlsplit(address), urlsplit(self.at)
        connection = http.client.HTTPConnection(server.netloc, timeout=60)
        connection.request("GET", asked._replace(scheme="", netloc="", fragment="").geturl())
        return connection.getresponse()

    def text(self, path: str) -> str:
        """Return the text of a file of the site."""
        return (self.folder / path).read_text("utf-8")


@contextmanager
def hosted(folder: Path, address: str) -> Iterator[Hosted]:
    """Serve the built site in *folder* as what stands at *address*."""
    with served(folder, urlsplit(address).path) as at:
        yield Hosted(folder=folder, address=f"{address.rstrip('/')}/", at=at)


@dataclass
class Walk:
    """What was seen on a walk: the places of each page, and all links with where they stand."""

    places: dict[str, set[str]] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def inside(self, site: Hosted) -> set[tuple[str, str]]:
        """Return the links that stay in the site."""
        return {(page, to) for page, to in self.links if to.startswith(site.address)}


@contextmanager
def visiting(browser: "Browser", site: Hosted, walk: Walk) -> "Iterator[BrowserContext]":
    """Give a browser that takes the site for what it says it is, and reaches nothing else."""

    def hand_over(route: "Route") -> None:
        address = route.request.url
        if not address.startswith(site.address):
            walk.left.append(address)
            route.abort()
            return
        found = site.get(address)
        route.fulfill(status=found.status, headers=dict(found.getheaders()), body=found.read())

    context = browser.new_context()
    context.route("**/*", hand_over)
    context.on("console", lambda message: walk.said.append(f"{message.text} {message.location}"))
    context.on("weberror", lambda error: walk.said.append(str(error.error)))
    yield context
    context.close()


def walk_through(browser: "Browser", site: Hosted) -> Walk:
    """Follow every link from the start page on, and note what else is named."""
    walk, waiting = Walk(), [site.address]
    with visiting(browser, site, walk) as context:
        page = context.new_page()
        while waiting:
            address = waiting.pop()
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            walk.places[address] = set(page.evaluate(IDS))
            leads = set(page.evaluate(LINKS))
            walk.links |= {(address, to) for to in [*leads, *page.evaluate(NAMED)]}
            targets = {urldefrag(to).url for to in leads} - {*walk.places, *waiting}
            waiting += sorted(to for to in targets if leads_to_a_page(site, to))
    walk.links |= set(told_to_programs(site))
    return walk


def leads_to_a_page(site: Hosted, address: str) -> bool:
    """Tell whether an address is one in the site that shows a page, or nothing at all."""
    if not address.startswith(site.address):
        return False
    found = site.get(address)
    return found.status != 200 or found.headers.get_content_type() == "text/html"


def told_to_programs(site: Hosted) -> Iterator[tuple[str, str]]:
    """Yield the addresses in feeds, maps, the search and the data, each with its file."""
    for file in sorted(path.relative_to(site.folder) for path in site.folder.rglob("*.xml")):
        for one in ElementTree.parse(site.folder / file).iter():
            told = [one.get("href"), *re.findall(r"https?://[^\s\"<>]+", one.text or "")]
            yield from ((str(file), urljoin(site.address, to)) for to in told if to)
    for to in re.findall(r"Sitemap: (.*)", site.text("robots.txt")):
        yield "robots.txt", to
    for path in {page for one in facts(site) for page in one["pages"]}:
        yield "facts.json", site.address + path.removeprefix("/")
    for file in sorted(
        path.relative_to(site.folder) for path in site.folder.rglob("search/*.json")
    ):
        for page in json.loads(site.text(str(file))):
            for anchor, *_ in page["sections"]:
                yield str(file), urljoin(site.address, page["url"]) + (anchor and f"#{anchor}")


def facts(site: Hosted) -> list[dict[str, list[str]]]:
    """Return what facts.json says of each fact."""
    return list(json.loads(site.text("facts.json"))["facts"].values())


def lost(site: Hosted, walk: Walk) -> set[tuple[str, str]]:
    """Return the links that lead to nothing, to no place of their page, or beside the site.

    Beside it, on the same host, is where a link leads that has forgotten the path of the site.
    """
    targets = {urldefrag(to).url for _, to in walk.inside(site)}
    missing = {to for to in targets - {*walk.places} if site.get(to).status != 200}
    host = urljoin(site.address, "/")
    found = {(page, to) for page, to in walk.links - walk.inside(site) if to.startswith(host)}
    for page, to in walk.inside(site):
        target, anchor = urldefrag(to)
        place = walk.places.get(target, set())
        if target in missing or (anchor and unquote(anchor) not in place):
            found.add((page, to))
    return found
