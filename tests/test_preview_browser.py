"""The preview in a real browser: what an author sees of a save, of a mistake, and of mending."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from explainer.errors import Report
from explainer.overlay import Shown, beside_pages, sheets_of, state
from explainer.pipeline import Order, build
from tests.conftest import SMALLEST
from tests.serving import Preview, preview, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGE = "---\ntitle: A page\nsummary: About it.\n---\n{}\n"
SHEET = "body {{ color: rgb({}, 0, 0); }}\n"
FILES = {
    "content/en/other.md": PAGE.format("Other."),
    "static/css/site.css": SHEET.format(1),
}
COLOUR = "getComputedStyle(document.body).color"
OVERLAY = "#explainer-preview"
# Whether a page is still the one that was marked, or was loaded again.
MARK = "window.marked = true"
MARKED = "window.marked === true"
VIOLATIONS = """
    window.violations = []
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`)
    })
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Preview]]:
    """Give the root of a site with two pages and a style sheet of its own, and a preview of it."""
    root = tmp_path_factory.mktemp("site")
    write(root)
    with preview(root) as found:
        yield root, found


def write(root: Path) -> None:
    """Write the site as it is in the beginning."""
    for path, text in {**SMALLEST, **FILES}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.fixture
def root(running: tuple[Path, Preview]) -> Path:
    """Return the root of the site, which is as in the beginning."""
    root, _ = running
    write(root)
    (root / "content/en/late.md").unlink(missing_ok=True)
    return root


@pytest.fixture
def found(running: tuple[Path, Preview], root: Path) -> Preview:
    """Return a preview of the site, which is as in the beginning."""
    _, found = running
    first = build(Order(root=root, today="2026-11-23", base_url=found.address), Report())
    sheets = sheets_of(first.outputs)
    files = beside_pages(first.outputs, {*first.data, *sheets.values()})
    shown = Shown(outputs=first.outputs, sheets=sheets, files=files)
    pages = [path for path in first.outputs if path.endswith(".html")]
    addresses = [f"/{path.removesuffix('index.html')}" for path in pages]

    def is_as_in_the_beginning(address: str) -> bool:
        answer = found.get(f"/.preview/state.json?page={quote(address)}")
        return answer.body == state(shown, address).body.decode()

    wait_for(lambda: all(map(is_as_in_the_beginning, addresses)), "the beginning")
    found.forget()
    return found


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Give a page in which nothing may complain, but for what the network says."""
    context = browser.new_context()
    context.add_init_script(VIOLATIONS)
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    violations = page.evaluate("window.violations")
    context.close()
    assert violations == []
    assert [one for one in said if "Failed to load" not in one and "WebSocket" not in one] == []


def wait_until(page: "Page", expression: str) -> None:
    """Wait until something holds in a page; its policy forbids playwright's own way."""
    wait_for(lambda: bool(page.evaluate(expression)), expression)


def edit(root: Path, text: str, name: str = "index") -> None:
    """Save a page with another text."""
    (root / f"content/en/{name}.md").write_text(PAGE.format(text))


def test_a_save_reloads_the_page_wherever_it_is_open(
    browser: "Browser", page: "Page", root: Path, found: Preview
) -> None:
    other = browser.new_page()
    page.goto(found.address)
    other.goto(f"{found.address}other/")

    for text in ("First.", "Second.", "Third."):
        edit(root, text)
        page.get_by_text(text).wait_for()
    edit(root, "Changed.", "other")
    other.get_by_text("Changed.").wait_for()
    other.close()


def test_no_reload_is_lost_where_saves_follow_each_other(
    page: "Page", root: Path, found: Preview
) -> None:
    page.goto(found.address)

    for number in range(8):
        edit(root, f"Save {number}.")
        page.wait_for_timeout(120)

    page.get_by_text("Save 7.").wait_for()


def test_a_page_that_missed_something_catches_up(page: "Page", root: Path, found: Preview) -> None:
    page.route("**/livereload*", lambda route: route.abort())
    page.goto(found.address)
    edit(root, "Missed.")
    found.shows("Missed.")
    page.unroute("**/livereload*")

    # As if livereload came late: its script stands last, and the socket opens when it will.
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'),"
        " {src: document.querySelector('script[src*=livereload]').src}))"
    )

    page.get_by_text("Missed.").wait_for()


def test_a_style_sheet_changes_in_place(page: "Page", root: Path, found: Preview) -> None:
    page.goto(found.address)
    page.evaluate(MARK)

    for red in (2, 3, 4):
        (root / "static/css/site.css").write_text(SHEET.format(red))
        wait_until(page, f"{COLOUR} === 'rgb({red}, 0, 0)'")
    sheets = page.locator('link[rel="stylesheet"][href*="/css/site."]')
    wait_until(page, "document.querySelectorAll('link[href*=\"/css/site.\"]').length === 1")

    assert page.evaluate(MARKED)
    assert f'href="{sheets.get_attribute("href")}"' in found.get("").body


def test_a_style_sheet_and_a_page_saved_together_reload(
    page: "Page", root: Path, found: Preview
) -> None:
    page.goto(found.address)

    (root / "static/css/site.css").write_text(SHEET.format(5))
    edit(root, "Both.")

    page.get_by_text("Both.").wait_for()
    wait_until(page, f"{COLOUR} === 'rgb(5, 0, 0)'")


def test_errors_stand_over_the_page_and_go_without_a_reload_when_mended(
    page: "Page", root: Path, found: Preview
) -> None:
    edit(root, "As before.")
    found.shows("As before.")
    page.goto(found.address)
    page.evaluate(MARK)

    edit(root, "{{ nothing.here }} <b>")
    page.locator(OVERLAY).wait_for()
    first = page.locator(OVERLAY).inner_text()
    seen = page.get_by_text("As before.").is_visible()
    edit(root, "{{ nothing.there }}")
    wait_until(page, "document.querySelector('pre').textContent.includes('nothing.there')")
    shown = page.locator(OVERLAY).count()
    edit(root, "As before.")
    page.locator(OVERLAY).wait_for(state="detached")

    assert seen
    assert page.evaluate(MARKED)
    assert shown == 1
    assert first.strip() in "".join(found.err)
    assert first.strip().endswith("1 error to mend; nothing was written")


def test_a_page_opened_while_something_is_wrong_shows_it(
    page: "Page", root: Path, found: Preview
) -> None:
    edit(root, "{{ nothing.here }}", "other")
    found.says("nothing was written")

    page.goto(found.address)
    page.locator(OVERLAY).wait_for()

    box = page.locator(OVERLAY).bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert page.locator(OVERLAY).evaluate("one => getComputedStyle(one).position") == "fixed"
    edit(root, "Mended.", "other")
    page.locator(OVERLAY).wait_for(state="detached")


def test_where_the_first_build_fails_the_page_comes_when_it_is_mended(
    page: "Page", root: Path
) -> None:
    edit(root, "{{ nothing.here }}")

    with preview(root, first="nothing was written") as found:
        page.goto(f"{found.address}other/")
        page.get_by_text('there is no kind "nothing"').wait_for()
        edit(root, "{{ nothing.there }}")
        page.get_by_text("nothing.there").wait_for()
        edit(root, "Mended.")
        page.get_by_text("Other.").wait_for()

        assert page.locator(OVERLAY).count() == 0


def test_a_page_that_is_not_there_comes_when_it_is_written(
    page: "Page", root: Path, found: Preview
) -> None:
    page.goto(f"{found.address}late/")

    edit(root, "Here at last.", "late")

    page.get_by_text("Here at last.").wait_for()


def test_a_hostile_excerpt_stays_text(page: "Page", root: Path, found: Preview) -> None:
    page.goto(found.address)

    edit(root, '</pre><img src=x onerror="window.hurt = 1"><script>window.hurt = 1</script>')
    page.locator(OVERLAY).wait_for()

    assert "<script>window.hurt" in page.locator(OVERLAY).inner_text()
    assert page.locator(f"{OVERLAY} img").count() == 0
    assert page.evaluate("window.hurt") is None


def test_the_search_works_and_no_other_page_may_run_a_script_of_the_site(
    page: "Page", found: Preview
) -> None:
    page.goto(f"{found.address}search/")
    page.get_by_role("searchbox").fill("Other")
    page.locator(".results a").first.wait_for()

    policies = [found.get(path).body.partition('Policy" content="')[2] for path in ("", "search/")]

    own = f"127.0.0.1:{found.port}/.preview/"
    assert f"script-src {own}" in policies[0].partition('"')[0]
    assert f"script-src 'self' {own}" in policies[1].partition('"')[0]


def test_a_page_finds_a_server_that_has_begun_again(page: "Page", root: Path) -> None:
    with preview(root) as first:
        page.goto(first.address)
        port = str(first.port)
        first.end()
    edit(root, "While it was away.")

    with preview(root, "--port", port):
        page.get_by_text("While it was away.").wait_for()


def test_it_works_by_the_name_of_localhost(page: "Page", root: Path, found: Preview) -> None:
    page.goto(found.address.replace("127.0.0.1", "localhost"))

    edit(root, "By name.")

    page.get_by_text("By name.").wait_for()


def test_a_page_of_another_origin_reads_nothing(browser: "Browser", found: Preview) -> None:
    page = browser.new_page()
    page.goto("data:text/html,<p>Elsewhere.")

    read = page.evaluate(
        "address => fetch(address).then(answer => answer.text(), () => null)", found.address
    )
    opened = page.evaluate(
        """address => new Promise(resolve => {
            const socket = new WebSocket(address)
            socket.onopen = () => resolve(true)
            socket.onerror = () => resolve(false)
        })""",
        f"ws://127.0.0.1:{found.port}/livereload",
    )
    page.close()

    assert (read, opened) == (None, False)


def test_a_page_shown_before_a_mistake_elsewhere_was_found_gives_way_to_the_last_good_one(
    page: "Page", root: Path, found: Preview
) -> None:
    edit(root, "Good.")
    found.shows("Good.")
    page.goto(found.address)

    edit(root, "Not so good: [there](other.md#nowhere).")
    page.locator(OVERLAY).wait_for()

    assert 'has no place called "nowhere"' in page.locator(OVERLAY).inner_text()
    page.get_by_text("Good.", exact=True).wait_for()
    edit(root, "Mended.")
    page.get_by_text("Mended.").wait_for()
    wait_until(page, f"!document.querySelector('{OVERLAY}')")


def test_a_page_on_which_nothing_changes_is_left_alone(
    page: "Page", root: Path, found: Preview
) -> None:
    edit(root, "Somewhere.")
    found.shows("Somewhere.")
    page.goto(f"{found.address}other/")
    page.evaluate(MARK)

    edit(root, "Elsewhere.")
    found.shows("Elsewhere.")
    page.wait_for_timeout(500)

    assert page.evaluate(MARKED)
