"""The search: what it looks through, and in a real browser what it finds and how it is used."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from explainer.search import Searched, index, sections, told_in
from tests.browser import served
from tests.conftest import SMALLEST, Site, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BASE = "/some/base/"
FACTS = {
    "content/site.yaml": SMALLEST["content/site.yaml"]
    .replace("{en: English}", "{en: English, ja: 日本語}")
    .replace("https://lakes.example/", f"https://lakes.example{BASE}"),
    "content/schema.yaml": "lakes: {name: text}\n",
    "content/facts/lakes.yaml": (
        "miru:\n"
        "  name: {en: Lake Miru, ja: 見留湖}\n"
        "  status: reported\n"
        "  sources: [paper]\n"
        "  note: {en: A hidden remark., ja: 隠れた注。}\n"
    ),
    "content/facts/sources.yaml": (
        "paper: {title: Of lakes, publisher: Paper, type: news, url: https://paper.example/}\n"
    ),
    "content/en/index.md": (
        "---\ntitle: Waters\nsummary: Of lakes.\n---\n"
        "{{ lakes.miru }} is deep & <b>cold</b>[^1].\n\n"
        "## Where is {{ lakes.miru }}? {#where}\n\n"
        "In the north.\n\n"
        "### How far\n\n"
        "| from | by |\n|---|---|\n| town | boat |\n\n"
        "[^1]: In May.\n"
    ),
    "content/en/boats.md": (
        "---\ntitle: Boats\nsummary: How to cross.\norder: 1\n---\n"
        "## Tickets\n\nBoats go twice. Waters are calm.\n\n## Dogs\n\nMay come on boats.\n"
    ),
    "content/en/sources/source.md": (
        "---\ntitle: '{{ record.title }}'\nsummary: A source.\neach: sources\nevidence: off\n---\n"
        "By {{ record.publisher }} on lakes.\n\n## What leans on it\n\n{{ sentences(record) }}\n"
    ),
    "content/ja/index.md": (
        "---\ntitle: 水辺\nsummary: 湖について。\n---\n"
        "{{ lakes.miru }}には毎朝（ﾎﾞｰﾄで）渡し船が出て、"
        "北の町まで一時間ほどで着きます。\n\n"
        "## 行き方 {#way}\n\n駅から歩いて１０分です。\n"
    ),
    "content/ja/boats.md": "---\ntitle: 船\nsummary: 渡り方。\n---\n船は日に二度。\n",
}


def indexed(root: Path, path: str = "search/index.json") -> dict[str, Any]:
    """Return what a search looks through on the site below *root*, by address."""
    outputs = build(Order(root=root, today="2026-11-23"), Report()).outputs
    return {page["url"]: page for page in json.loads(outputs[path])}


# --- what is looked through --------------------------------------------------------------------


def test_a_page_is_told_by_its_headings(site: Site) -> None:
    page = indexed(site(FACTS))["/some/base/"]

    assert page["title"] == "Waters"
    assert page["sections"] == [
        ["", "", "Lake Miru is deep & cold."],
        ["where", "Where is Lake Miru?", "In the north."],
        ["how-far", "How far", "from\nby\ntown\nboat\nIn May."],
    ]


def test_each_language_has_pages_of_its_own(site: Site) -> None:
    pages = indexed(site(FACTS), "ja/search/index.json")

    assert list(pages) == [
        *("/some/base/ja/", "/some/base/ja/boats/"),
        *("/some/base/ja/changes/", "/some/base/ja/facts/"),
    ]
    assert pages["/some/base/ja/"]["sections"][1] == ["way", "行き方", "駅から歩いて１０分です。"]


def test_pages_stand_in_the_order_of_the_menu_and_the_search_finds_not_itself(site: Site) -> None:
    assert list(indexed(site(FACTS))) == [
        *("/some/base/", "/some/base/boats/", "/some/base/changes/", "/some/base/facts/"),
        "/some/base/sources/paper/",
    ]


def test_evidence_menus_and_lists_of_places_are_not_looked_through(site: Site) -> None:
    text = json.dumps(indexed(site(FACTS)))

    for word in ("hidden remark", "One report", "Skip to", "Main menu", "As of", "Sources of this"):
        assert word not in text


def test_of_ledger_and_sources_only_the_beginning_is_looked_through(site: Site) -> None:
    pages = indexed(site(FACTS))

    assert [len(pages[f"/some/base/{one}/"]["sections"]) for one in ("facts", "sources/paper")] == [
        *(1, 1),
    ]
    assert pages["/some/base/sources/paper/"]["sections"] == [["", "", "By Paper on lakes."]]
    assert pages["/some/base/facts/"]["sections"][0][2].startswith("Every fact of this site")


def test_a_page_without_opening_words_is_told_by_its_summary(site: Site) -> None:
    assert indexed(site(FACTS))["/some/base/boats/"]["sections"][0] == ["", "", "How to cross."]


def test_a_heading_without_an_id_begins_no_section() -> None:
    html = "<main><h1>T</h1><p>a</p><h2>b</h2><p>c<br>d</p><h3 id=x>e <i>f</i></h3>g</main>h"

    found = [(one.anchor, one.heading, one.text) for one in sections(html)]

    assert found == [("", "", "a\nb\nc d"), ("x", "e f", "g")]


def test_the_index_keeps_letters_as_they_are() -> None:
    html = "<main><p>湖 &lt;b&gt; &amp;</p></main>"

    made = index([Searched(url="/a/", title="湖", summary="", told=told_in(html))])

    assert made.decode() == '[{"url":"/a/","title":"湖","sections":[["","","湖 <b> &"]]}]'


# --- the page ----------------------------------------------------------------------------------


def test_a_page_of_the_author_gives_the_search_its_title_and_opening_words(site: Site) -> None:
    opening = "---\ntitle: Find it\nsummary: Seek.\nevidence: off\n---\nBoats are found as well.\n"
    root = site({**FACTS, "content/en/search.md": opening, "content/ja/search.md": opening})

    html = build(Order(root=root, today="2026-11-23"), Report()).outputs["search/index.html"]

    assert b"<h1>Find it</h1>\n<p>Boats are found as well.</p>" in html
    assert b'<meta name="description" content="Seek.">' in html
    assert html.count(b">Find it</a>") == 0  # the link to the search stands beside the menu
    assert b'<a href="/some/base/search/" aria-current="page">Search</a>' in html


def test_prose_may_link_to_the_search(site: Site) -> None:
    root = site({"content/en/index.md": f"{SMALLEST['content/en/index.md']}\n[Look](/search/)\n"})

    html = build(Order(root=root, today="2026-11-23"), Report()).outputs["index.html"]

    assert b'<a href="/search/">Look</a>' in html


@pytest.mark.parametrize("path", ["search/index.json", "search/index.html"])
def test_a_static_file_may_not_stand_where_the_search_does(site: Site, path: str) -> None:
    root, report = site({f"static/{path}": "x"}), Report()

    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)

    assert [(one.rule, one.at.path) for one in report] == [("address-taken", f"static/{path}")]


# --- in the browser ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site under a base path; give its address."""
    root = tmp_path_factory.mktemp("searched")
    many = "".join(f"## Part {n}\n\nA pebble.\n\n" for n in range(60))
    long = f"Of lakes. {'Before. ' * 40}The İstanbul ﬁle, 見留湖の渡し船. {'After. ' * 40}"
    pages = {
        "content/en/long.md": f"---\ntitle: Long\nsummary: L.\nevidence: off\n---\n{long}\n",
        "content/en/many.md": f"---\ntitle: Many\nsummary: M.\nevidence: off\n---\n{many}",
    }
    for path, content in {**FACTS, **pages}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    assert run(root, "-q").code == 0
    with served(root / "_site", BASE) as address:
        yield address


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """Give a context of the browser for one test."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Iterator[Page]":
    """Give a page about which nothing is complained of."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def results(page: "Page") -> list[str]:
    """Return the names of what is found, when the search has told of it."""
    page.get_by_role("status").filter(has_text=re.compile(".")).wait_for()
    return page.get_by_role("main").get_by_role("list").get_by_role("link").all_text_contents()


def told(page: "Page") -> Mapping[str, object]:
    """Return what the search says, and what it has marked."""
    return {
        "status": page.get_by_role("status").text_content(),
        "marked": page.locator("mark").all_text_contents(),
    }


@pytest.mark.browser
def test_japanese_words_are_found_inside_a_sentence_and_marked(page: "Page", address: str) -> None:
    page.goto(f"{address}ja/search/")

    page.keyboard.type("渡し船")

    assert results(page) == ["水辺"]
    assert told(page) == {"status": "見つかった箇所：1", "marked": ["渡し船"]}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "query", "marked"),
    [
        ("ja/", "ボート", "ﾎﾞｰﾄ"),
        ("ja/", "10分", "１０分"),
        ("ja/", "１０分", "１０分"),
        ("", "ＭＩＲＵ", "Miru"),
        ("", "FILE", "ﬁle"),
        ("", "istanbul", None),  # an İ is not an i
    ],
)
def test_neither_width_nor_case_hides_a_word(
    page: "Page", address: str, path: str, query: str, marked: str | None
) -> None:
    page.goto(f"{address}{path}search/?q={query}")

    assert bool(results(page)) == bool(marked)
    assert set(page.locator("mark").all_text_contents()) == ({marked} if marked else set())


@pytest.mark.browser
def test_titles_come_before_headings_and_headings_before_text(page: "Page", address: str) -> None:
    page.goto(f"{address}search/?q=boats")

    assert results(page) == ["Boats", "Boats – Tickets", "Boats – Dogs"]

    page.goto(f"{address}search/?q=waters")

    assert results(page) == ["Waters", "Boats – Tickets"]

    page.goto(f"{address}search/?q=lake miru")

    assert results(page)[0] == "Waters – Where is Lake Miru?"


@pytest.mark.browser
def test_the_title_of_a_source_counts_no_more_than_a_text(page: "Page", address: str) -> None:
    page.goto(f"{address}search/?q=lakes")

    assert results(page) == ["Long", "Of lakes"]


@pytest.mark.browser
def test_every_word_must_be_there_and_the_title_of_the_page_counts(
    page: "Page", address: str
) -> None:
    page.goto(f"{address}search/?q=calm boats")

    assert results(page) == ["Boats – Tickets"]

    page.goto(f"{address}search/?q=calm pebble")

    assert results(page) == []
    assert told(page)["status"] == "Nothing found for “calm pebble”."


@pytest.mark.browser
def test_a_search_is_made_and_a_result_reached_by_keyboard_alone(
    page: "Page", address: str
) -> None:
    page.goto(f"{address}search/")
    assert page.get_by_label("Words to look for").evaluate("one => one === document.activeElement")

    page.keyboard.type("dogs")
    page.keyboard.press("Enter")
    assert results(page) == ["Boats – Dogs"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}boats/#dogs")

    page.go_back()
    assert results(page) == ["Boats – Dogs"]
    assert page.url == f"{address}search/?q=dogs"


@pytest.mark.browser
def test_the_query_stands_in_the_address_and_goes_with_it(page: "Page", address: str) -> None:
    page.goto(f"{address}search/?q=a%26b%20%22%3Cb%3E")
    assert results(page) == []
    assert page.get_by_role("searchbox").input_value() == 'a&b "<b>'
    assert told(page)["status"] == 'Nothing found for “a&b "<b>”.'

    page.get_by_role("searchbox").fill("")
    page.wait_for_url(f"{address}search/")

    assert told(page) == {"status": "", "marked": []}


@pytest.mark.browser
def test_of_a_long_text_the_passage_of_the_hit_is_shown(page: "Page", address: str) -> None:
    page.goto(f"{address}search/?q=留湖")

    assert results(page) == ["Long"]
    passage = page.locator("main li p").text_content() or ""

    assert passage.startswith("… The İstanbul ﬁle, 見留湖の渡し船. After.")
    assert passage.endswith("After. …")
    assert len(passage) < 150


@pytest.mark.browser
def test_of_very_many_results_the_best_are_listed(page: "Page", address: str) -> None:
    page.goto(f"{address}search/?q=pebble")

    assert len(results(page)) == 30
    assert told(page)["status"] == "Passages found: 60. The best 30 are listed."


@pytest.mark.browser
def test_what_is_looked_through_is_fetched_once(page: "Page", address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{address}search/?q=dogs")
    results(page)

    page.get_by_role("searchbox").fill("boats")
    page.get_by_role("link", name="Boats – Tickets").wait_for()

    assert [one for one in fetched if one.endswith(".json")] == [f"{address}search/index.json"]


@pytest.mark.browser
def test_a_search_that_cannot_be_loaded_says_so(context: "BrowserContext", address: str) -> None:
    page = context.new_page()
    page.route("**/index.json", lambda route: route.abort())

    page.goto(f"{address}search/?q=dogs")

    assert results(page) == []
    assert told(page)["status"] == ("The search could not be loaded. Reload the page to try again.")


@pytest.mark.browser
def test_where_scripts_are_off_the_page_says_so_and_shows_no_box(
    browser: "Browser", address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{address}ja/search/")

    main = page.get_by_role("main")
    assert "検索にはJavaScriptが必要" in main.inner_text()
    assert not page.locator("input").is_visible()
    main.get_by_role("link").first.click()
    assert page.url == f"{address}ja/facts/"
    context.close()


@pytest.mark.browser
def test_axe_finds_nothing_among_results_and_nothing_is_too_wide(
    browser: "Browser", address: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{address}ja/search/?q=見留湖")
    assert results(page) == ["水辺"]

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)

        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
