"""A built site at each address that Pages may give: every link followed in a real browser.

The two small sites are walked through in each run.  With EXPLAINER_LONG=1 the real one is, too;
that takes minutes for each address, so that such a run needs `-o faulthandler_timeout=0`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import pytest

from tests.conftest import HERE, run
from tests.walking import Hosted, Walk, hosted, lost, visiting, walk_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# As the action configure-pages gives them, without a slash at the end.
ADDRESSES = ["https://owner.github.io/name", "https://owner.github.io", "https://lakes.example"]
LONG = pytest.mark.skipif(not os.environ.get("EXPLAINER_LONG"), reason="EXPLAINER_LONG is not set")
SITES = {"lakes": HERE / "tests/sites/lakes", "see": HERE / "tests/sites/see", "ours": HERE}
WHERE = [
    *(pytest.param(("lakes", address), id=f"lakes-{address}") for address in ADDRESSES),
    pytest.param(("see", ADDRESSES[0]), id=f"see-{ADDRESSES[0]}"),
    *(pytest.param(("ours", address), id=f"ours-{address}", marks=LONG) for address in ADDRESSES),
]
STYLED = "[...document.styleSheets].map(one => one.cssRules.length > 0)"


@pytest.fixture(scope="module", params=WHERE)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hosted]:
    """Give a site that is built as the workflow builds it, and served at its address."""
    name, address = request.param
    root = tmp_path_factory.mktemp("site")
    for folder in ("content", "templates", "static"):
        if (SITES[name] / folder).is_dir():
            shutil.copytree(SITES[name] / folder, root / folder)
    built = run(root, "build", "--format", "github", BASE_URL=address)
    assert built.code == 0, built.err
    with hosted(root / "_site", address) as found:
        yield found


@pytest.fixture(scope="module")
def walk(browser: "Browser", site: Hosted) -> Walk:
    """Give what was seen on the way through all of the site."""
    return walk_through(browser, site)


def test_every_link_leads_somewhere(site: Hosted, walk: Walk) -> None:
    assert len(walk.inside(site)) > 100
    assert lost(site, walk) == set()


def test_every_page_is_reached_from_the_start_page_by_links(site: Hosted, walk: Walk) -> None:
    assert set(walk.places) == site.pages


def test_nothing_is_asked_of_another_host_and_nothing_complains(walk: Walk) -> None:
    assert walk.left == []
    assert walk.said == []


def test_what_programs_are_told_names_the_pages_that_there_are(site: Hosted, walk: Walk) -> None:
    named: dict[str, set[str]] = {}
    for page, to in walk.links:
        named.setdefault(page, set()).add(urldefrag(to).url)

    assert named["sitemap.xml"] - {"http://www.w3.org/1999/xhtml"} <= site.pages
    assert named["robots.txt"] == {f"{site.address}sitemap.xml"}
    assert named["feed.xml"] & site.pages
    assert named["facts.json"] <= site.pages
    assert named["search/index.json"] <= site.pages


@pytest.mark.parametrize("path", ["no/such/page/", "no-such-page", "facts/no.html"])
def test_what_is_not_there_shows_a_page_whose_links_and_styles_work(
    browser: "Browser", site: Hosted, path: str
) -> None:
    walk = Walk()
    with visiting(browser, site, walk) as context:
        page = context.new_page()
        answer = page.goto(f"{site.address}{path}")
        assert answer is not None
        styled = page.evaluate(STYLED)
        leads = page.evaluate("[...document.querySelectorAll('a')].map(one => one.href)")
        page.get_by_role("main").get_by_role("link").first.click()

        assert answer.status == 404
        assert styled == [True]
        assert page.url == site.address
        shown = {urldefrag(to).url for to in leads if to.startswith(site.address)}
        assert len(shown) > 2
        assert {
            to for to in shown - {f"{site.address}{path}"} if site.get(to).status != 200
        } == set()
        assert walk.left == []


def test_what_is_searched_is_found_at_its_address(browser: "Browser", site: Hosted) -> None:
    walk = Walk()
    with visiting(browser, site, walk) as context:
        page = context.new_page()
        page.goto(f"{site.address}search/?q=a")
        found = page.get_by_role("main").locator("ol a")
        found.first.wait_for()
        leads = found.evaluate_all("all => all.map(one => one.href)")
        found.first.click()
        page.wait_for_load_state()

        assert {urldefrag(to).url for to in leads} <= site.pages
        assert page.url == leads[0]
        assert walk.said == []


def test_a_walk_finds_what_is_wrong(browser: "Browser", tmp_path: Path) -> None:
    page = '<!DOCTYPE html><link rel="icon" href="data:,"><p id="a">{}'
    files = {
        "index.html": page.format('<a href="/name/on/#b">on</a> <a href="/above/">above</a>'),
        "on/index.html": page.format('<a href="..">up</a> <img src="https://other.example/a.png">'),
        "alone/index.html": page.format("Nobody leads here."),
        "facts.json": '{"facts": {"a.b": {"pages": ["/gone/"]}}}',
        "robots.txt": "Sitemap: https://owner.github.io/name/sitemap.xml\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)

    with hosted(tmp_path, ADDRESSES[0]) as site:
        walk = walk_through(browser, site)

        home = site.address
        assert lost(site, walk) == {
            (home, f"{home}on/#b"),
            (home, "https://owner.github.io/above/"),
            ("facts.json", f"{home}gone/"),
            ("robots.txt", f"{home}sitemap.xml"),
        }
        assert site.pages - {*walk.places} == {f"{home}alone/"}
        assert walk.left == ["https://other.example/a.png"]
        assert len(walk.said) == 1
