"""What programs are told: the feed of each language, the map of the site, the rules for robots."""

from collections.abc import Mapping
from pathlib import Path

import feedparser
import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import SMALLEST, Site
from tests.test_views import BILINGUAL, page

HOST = "https://owner.example/name"
SETTINGS = BILINGUAL.replace(
    "title: Lakes\n", "title: {en: Lakes & ponds, ja: 湖と池}\nsummary: Still water.\n"
)
FILES = {
    "content/site.yaml": SETTINGS,
    "content/en/index.md": page(title="Start <here>", date="2024-09"),
    "content/ja/index.md": page(title="始め"),
    "content/en/lakes.md": page(title="Lakes", date="2025-01-02/2025-03-04"),
    "content/en/late.md": page(title="Late", draft="true"),
    "content/en/sources/source.md": page(title='"{{ record }}"', each="sources"),
    "content/facts/sources.yaml": "a: {title: A, publisher: A, type: news}\n",
}


def files(root: Path) -> Mapping[str, str]:
    """Return what programs are told by the site below *root*."""
    outputs = build(Order(root=root, today="2026-11-23"), Report()).outputs
    told = (path for path in outputs if path.endswith((".xml", "robots.txt")))
    return {path: outputs[path].decode() for path in told}


def test_a_feed_is_one_that_readers_of_feeds_can_read(site: Site) -> None:
    feed = feedparser.parse(files(site(FILES))["feed.xml"].encode())

    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == "en"
    assert (feed.feed.title, feed.feed.subtitle) == ("Lakes & ponds", "Still water.")
    assert (feed.feed.id, feed.feed.author) == (f"{HOST}/feed.xml", "Lakes & ponds")
    assert feed.feed.updated == "2026-11-23T00:00:00Z"
    assert [link.href for link in feed.feed.links] == [f"{HOST}/feed.xml", f"{HOST}/"]


def test_a_feed_has_the_newest_pages_first_but_none_of_sources_and_no_drafts(site: Site) -> None:
    feed = feedparser.parse(files(site(FILES))["feed.xml"].encode())

    assert [(one.title, one.id, one.link, one.summary) for one in feed.entries] == [
        ("Lakes", f"{HOST}/lakes/", f"{HOST}/lakes/", "About it."),
        ("Start <here>", f"{HOST}/", f"{HOST}/", "About it."),
    ]
    assert [(one.published, one.updated) for one in feed.entries] == [
        ("2025-01-02T00:00:00Z", "2025-03-04T00:00:00Z"),
        ("2024-09-01T00:00:00Z", "2024-09-30T00:00:00Z"),
    ]


def test_each_language_has_a_feed_of_its_own(site: Site) -> None:
    feed = feedparser.parse(files(site(FILES))["ja/feed.xml"].encode())

    assert not feed.bozo
    assert (feed.feed.language, feed.feed.title) == ("ja", "湖と池")
    assert [one.id for one in feed.entries] == [f"{HOST}/ja/"]


def test_the_map_names_every_page_with_its_day_and_its_translations(site: Site) -> None:
    told = files(site(FILES))["sitemap.xml"]

    places = [line[5:-6].removeprefix(HOST) for line in told.split("\n") if "<loc>" in line]
    english = ["/", "/lakes/", "/changes/", "/facts/", "/sources/a/"]
    assert places == [*english, "/ja/", "/ja/changes/", "/ja/facts/"]
    assert (
        f"<url>\n<loc>{HOST}/</loc>\n<lastmod>2024-09-30</lastmod>\n"
        f'<xhtml:link rel="alternate" hreflang="en" href="{HOST}/" />\n'
        f'<xhtml:link rel="alternate" hreflang="ja" href="{HOST}/ja/" />\n'
        f'<xhtml:link rel="alternate" hreflang="x-default" href="{HOST}/" />\n</url>\n'
    ) in told
    assert f"<url>\n<loc>{HOST}/lakes/</loc>\n<lastmod>2025-03-04</lastmod>\n</url>\n" in told


def test_robots_may_read_everything_and_are_led_to_the_map(site: Site) -> None:
    assert files(site(FILES))["robots.txt"] == (
        f"User-agent: *\nAllow: /\nSitemap: {HOST}/sitemap.xml\n"
    )


def test_a_site_without_a_full_address_has_neither_feed_nor_map(site: Site) -> None:
    settings = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")

    told = files(site({"content/site.yaml": settings}))

    assert told == {"robots.txt": "User-agent: *\nAllow: /\n"}


@pytest.mark.parametrize("path", ["feed.xml", "ja/feed.xml", "sitemap.xml", "robots.txt"])
def test_an_own_file_may_not_take_the_place_of_one_of_these(site: Site, path: str) -> None:
    root = site({**FILES, f"static/{path}": "mine"})
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)

    assert (
        f"static/{path}:1:1: error: /{path} is the address of something that the site makes too"
        in [str(one).partition(" [")[0] for one in report]
    )
