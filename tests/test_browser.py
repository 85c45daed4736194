"""The real site in a real browser: links, keyboard, contrast, narrow screens, print."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest

from tests.browser import served
from tests.conftest import HERE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

BASE = "/some/base/"
CHECKED = [
    "",
    "statement/",
    "departures/",
    "people/mira-murati/",
    "restructuring/",
    "claims/",
    "sources/video/",
    "facts/",
    "search/",
    "404.html",
]
# What could be otherwise in Japanese: type, line breaks, widths.
JAPANESE = ["ja/", "ja/departures/", "ja/people/mira-murati/", "ja/restructuring/", "ja/claims/"]
PICTURED = ["", "departures/", "restructuring/", "equity/", "ja/", "ja/restructuring/"]
# Everything that a page leads to, in full, and every place that it has.
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href)"
IDS = "[...document.querySelectorAll('[id]')].map(one => one.id)"
OPEN = "[...document.querySelectorAll(':popover-open')].map(one => one.id)"
HIDDEN = """
    [...document.querySelectorAll('[popover]')]
        .filter(one => !one.checkVisibility({visibilityProperty: true}) || one.offsetHeight === 0)
        .map(one => one.id)
"""
# Of rows that are alike, a few will do: axe takes most of a minute for the whole ledger.
LEAVE_FEW_ROWS = "document.querySelectorAll('tbody tr:nth-child(n+5)').forEach(one => one.remove())"
# What reaches beyond the window, but for what scrolls inside of a box of its own.
TOO_WIDE = """
    document.documentElement.scrollWidth > document.documentElement.clientWidth
        ? [...document.body.querySelectorAll('*')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 100))
        : []
"""

# The headings and paragraphs below a filter that are seen, each with how many rows are seen below
# it, up to the next heading.
FILTERED = """
    [...document.querySelectorAll('.filter ~ :is(h2, p:not(.help))')]
        .filter(above => above.checkVisibility())
        .map(above => {
            let rows = 0;
            for (let one = above.nextElementSibling; one && one.tagName !== 'H2';
                    one = one.nextElementSibling)
                rows += [...one.querySelectorAll('tr[data-group]')]
                    .filter(row => row.checkVisibility()).length;
            return rows;
        })
"""

# Texts in pictures that are shown smaller than 11 px, with their size; a viewBox scales them.
SMALL_TEXTS = """
    [...document.querySelectorAll('main svg text')].filter(one => one.checkVisibility())
        .map(one => [one.textContent, parseFloat(getComputedStyle(one).fontSize)
            * one.getScreenCTM().a])
        .filter(([_, size]) => size < 11)
"""

# Marks that stand on another line than what they follow, and what follows that is parted from it.
PARTED = """
    [...document.querySelectorAll('main button.mark')].flatMap(mark => {
        const before = [...mark.previousElementSibling.getClientRects()].pop()
        const own = mark.getBoundingClientRect()
        const middle = (own.top + own.bottom) / 2
        const found = []
        if (middle < before.top || middle > before.bottom) found.push(`begins a line: ${mark.id}`)
        const next = mark.nextSibling
        if (next?.nodeType === Node.TEXT_NODE && /^[.,;:!?)、。」]/.test(next.data)) {
            const range = document.createRange()
            range.setStart(next, 0)
            range.setEnd(next, 1)
            const sign = range.getBoundingClientRect()
            if (middle < sign.top || middle > sign.bottom) found.push(`is parted: ${mark.id}`)
        }
        return found
    })
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the real site."""
    folder: Path = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(HERE / "build.py"), "--out", str(folder), "-q", "--strict"]
    subprocess.run([*command, "--base-url", f"https://host.example{BASE}"], check=True)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """Serve the real site under a base path; give its address."""
    with served(folder, BASE) as address:
        yield address


@pytest.fixture(scope="module")
def marked(folder: Path) -> list[str]:
    """Give the paths of all pages with marks; of the Japanese ones, which are alike, a few."""
    pages = [page for page in folder.rglob("index.html") if 'class="mark"' in page.read_text()]
    paths = [f"{page.parent.relative_to(folder).as_posix()}/".removeprefix("./") for page in pages]
    return sorted(path for path in paths if not path.startswith("ja/") or path in JAPANESE)


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Give a page that runs no script of its own."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_every_link_of_every_page_leads_somewhere_and_nothing_complains(
    browser: "Browser", site: str
) -> None:
    context = browser.new_context()
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("response", lambda answer: said.extend([answer.url] if not answer.ok else []))
    waiting, seen, anchors = [site], {site}, set[tuple[str, str]]()
    places: dict[str, set[str]] = {}

    while waiting:
        address = waiting.pop()
        if address.endswith(".xml"):  # a feed, for which a browser asks for an icon by itself
            assert context.request.get(address).status == 200, address
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        places[address] = set(page.evaluate(IDS))
        for link in page.evaluate(LINKS):
            target, anchor = urldefrag(link)
            if not target.startswith(site):
                continue
            if anchor:
                anchors.add((target, unquote(anchor)))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    context.close()

    assert len(places) > 20
    assert said == []
    assert {(target, anchor) for target, anchor in anchors if anchor not in places[target]} == set()


def test_the_page_that_is_not_there_is_answered_with_a_way_home(page: "Page", site: str) -> None:
    answer = page.goto(f"{site}no/such/page/")

    assert answer is not None
    assert answer.status == 404
    page.get_by_role("main").get_by_role("link").first.click()
    assert page.url == site


def test_a_mark_opens_its_evidence_by_keyboard_and_gives_the_focus_back(
    browser: "Browser", site: str
) -> None:
    # Without the scripts of a page; the questions of this test are asked from outside.
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    assert page.locator('script:not([type="application/ld+json"])').count() == 0
    mark = page.locator("main button.mark").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if mark.evaluate("one => one === document.activeElement"):
            break

    page.keyboard.press("Enter")
    opened = page.evaluate(OPEN)
    page.keyboard.press("Escape")
    closed = page.evaluate(OPEN)

    assert opened == [mark.get_attribute("popovertarget")]
    assert closed == []
    assert mark.evaluate("one => one === document.activeElement")
    context.close()


def test_a_mark_opens_its_evidence_where_scripts_are_off(page: "Page", site: str) -> None:
    page.goto(site)
    mark = page.locator("main button.mark").first
    evidence = page.locator(f"#{mark.get_attribute('popovertarget')}")
    assert not evidence.is_visible()

    mark.focus()
    page.keyboard.press("Enter")
    assert evidence.is_visible()
    evidence.get_by_role("link").last.click()

    assert page.url.startswith(f"{site}facts/#")


def opened_by(page: "Page", address: str, press: Callable[["Locator"], None]) -> dict[str, str]:
    """Return what goes wrong when each mark of a page is pressed, by its address."""
    page.goto(address)
    wrong = {}
    for mark in page.locator("main button.mark").all():
        evidence = page.locator(f"#{mark.get_attribute('popovertarget')}")
        place = f"{address}#{mark.get_attribute('id')}"
        press(mark)
        if not evidence.is_visible():
            wrong[place] = "stays closed"
        page.keyboard.press("Escape")
        if evidence.is_visible():
            wrong[place] = "stays open"
    return wrong


def test_every_value_of_every_page_opens_its_evidence_by_keyboard_without_scripts(
    page: "Page", site: str, marked: list[str]
) -> None:
    def press(mark: "Locator") -> None:
        mark.focus()
        page.keyboard.press("Enter")

    wrong = [opened_by(page, f"{site}{path}", press) for path in marked]

    assert len(wrong) > 20
    assert [one for one in wrong if one] == []


def test_every_value_of_every_third_page_opens_its_evidence_by_touch_without_scripts(
    browser: "Browser", site: str, marked: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False, has_touch=True)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})

    wrong = [opened_by(page, f"{site}{path}", lambda mark: mark.tap()) for path in marked[::3]]
    context.close()

    assert len(wrong) > 8
    assert [one for one in wrong if one] == []


@pytest.mark.parametrize("path", ["", "equity/", "claims/", *JAPANESE])
def test_no_mark_begins_a_line_and_no_full_stop_stands_alone(
    browser: "Browser", site: str, path: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}{path}")

    parted = {}
    for width in range(320, 1300, 17):
        page.set_viewport_size({"width": width, "height": 800})
        if found := page.evaluate(PARTED):
            parted[width] = found
    context.close()

    assert parted == {}


@pytest.mark.parametrize("path", [*CHECKED, *JAPANESE, "equity/", "claims/#verdict-wrong"])
def test_axe_finds_nothing_in_light_and_in_dark(browser: "Browser", site: str, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}{path}")
    page.evaluate(LEAVE_FEW_ROWS)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page)

        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"
    context.close()


@pytest.mark.parametrize("path", [*CHECKED, *JAPANESE, "people/", "equity/", "method/", "sources/"])
def test_nothing_is_wider_than_a_narrow_screen(browser: "Browser", site: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()

    page.goto(f"{site}{path}")

    assert page.evaluate(TOO_WIDE) == []
    context.close()


def test_a_filter_leaves_its_rows_by_keyboard_where_scripts_are_off(
    page: "Page", site: str
) -> None:
    rows = page.locator("tr[data-group]")
    page.goto(f"{site}claims/")
    all_rows = rows.count()
    link = page.locator('.filter a[href="#verdict-wrong"]')
    count = int(link.inner_text().rpartition(" ")[2])

    link.focus()
    page.keyboard.press("Enter")
    shown = page.locator("tr[data-group]:visible")
    verdicts = set(shown.locator(".tag").all_inner_texts())

    assert 0 < shown.count() == count < all_rows
    assert verdicts == {"Wrong"}
    assert page.url.endswith("/claims/#verdict-wrong")
    assert f"{count} of {all_rows}" in page.locator(":focus").inner_text()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown.count() == all_rows
    page.go_back()
    assert shown.count() == count
    page.emulate_media(media="print")
    assert shown.count() == all_rows


def test_every_group_of_every_filter_has_as_many_rows_as_its_link_says(
    page: "Page", site: str
) -> None:
    page.goto(f"{site}claims/")
    links = [one.inner_text().rpartition(" ") for one in page.locator(".filter a:visible").all()]
    addresses = [one.get_attribute("href") for one in page.locator(".filter a:visible").all()]

    shown = []
    for address in addresses:
        page.goto(f"{site}claims/{address}")
        shown.append(page.locator("tr[data-group]:visible").count())

    assert len(links) > 10
    assert shown == [int(count) for _, _, count in links]


def test_a_filter_leaves_no_heading_with_nothing_below_it(page: "Page", site: str) -> None:
    page.goto(f"{site}claims/")
    everything = page.evaluate(FILTERED)
    addresses = [one.get_attribute("href") for one in page.locator(".filter a:visible").all()]

    left = []
    for address in addresses:
        page.goto(f"{site}claims/{address}")
        left.append(page.evaluate(FILTERED))

    assert min(len(one) for one in left) < len(everything) == max(len(one) for one in left)
    assert all(rows > 0 for one in left for rows in one)


def test_what_a_filter_leaves_is_still_a_table(page: "Page", site: str) -> None:
    page.goto(f"{site}claims/#verdict-wrong")

    heads = page.get_by_role("rowheader").count()

    assert heads == page.locator("tr[data-group]:visible").count()
    assert page.get_by_role("columnheader", name="Verdict").count() > 0


@pytest.mark.parametrize("path", PICTURED)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_of_a_picture_is_smaller_than_11_px(
    browser: "Browser", site: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()

    page.goto(f"{site}{path}")

    assert page.locator("main svg[role=img]").count() > 0
    assert page.evaluate(SMALL_TEXTS) == []
    context.close()


def test_what_a_strip_draws_covers_no_link(browser: "Browser", site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site}departures/")

    page.locator(".strip li a").first.click()

    assert "/people/" in page.url
    context.close()


@pytest.mark.parametrize("path", ["", "departures/", "ja/"])
def test_evidence_stands_in_print(browser: "Browser", site: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}{path}")
    on_screen = page.evaluate(HIDDEN)

    page.emulate_media(media="print")

    assert len(on_screen) > 5
    assert page.evaluate(HIDDEN) == []
    context.close()
