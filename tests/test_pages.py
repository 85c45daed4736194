"""The pages of a site: their front matter, their addresses, their translations."""

from collections.abc import Mapping

import pytest

from explainer.errors import Report
from explainer.pages import Library, Page, load_pages
from explainer.settings import load_settings
from explainer.values import read_date
from tests.conftest import Site, facts_of

FILES = {
    "content/site.yaml": (
        "title: Lakes\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
    ),
    "content/schema.yaml": "people: {name: text}\n",
    "content/facts/people.yaml": "mira_murati: {name: Mira}\nann: {name: Ann}\n",
}
NEEDED = "title: A page\nsummary: About it.\n"
DATE_HINT = (
    "write year, year-month or year-month-day, as in 2024-09-25; "
    "two of them with a / between are an interval, and ~ behind one says about"
)


def page(more: str = "") -> str:
    """Return a page whose front matter has *more* behind what it needs, from line 4 on."""
    return f"---\n{NEEDED}{more}---\nText.\n"


def load(
    site: Site, files: Mapping[str, str], report: Report | None = None, *, drafts: bool = False
) -> Library:
    """Return the pages of a site with *files*, whose names count from content/."""
    placed = {f"content/{name}": text for name, text in files.items()}
    root, report = site({**FILES, **placed}), report or Report()
    settings = load_settings(root, report)
    assert settings is not None
    return load_pages(root, settings, facts_of(root, report), report, drafts=drafts)


def problems(site: Site, files: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the pages among *files*, without their folder."""
    report = Report()
    load(site, files, report)
    return [str(problem).removeprefix("content/") for problem in report]


def one(site: Site, more: str) -> Page:
    """Return a page of which nothing is wrong."""
    files = {"en/a.md": page(more)}
    assert problems(site, files) == []
    return load(site, files).by_path["content/en/a.md"][0]


# --- front matter -----------------------------------------------------------------------------


def test_title_and_summary_are_enough(site: Site) -> None:
    found = one(site, "")

    assert (found.title.text, found.summary.text) == ("A page", "About it.")
    assert (found.layout, found.evidence, found.draft, found.allow) == ("page", True, False, ())
    assert (found.nav, found.order, found.date, found.record) == (None, None, None, None)


def test_every_key_is_read(site: Site) -> None:
    found = one(
        site,
        "nav: Short\norder: -2\ndate: 2024-09\nlayout: home\nevidence: off\ndraft: false\n"
        "allow: [616, '1,500']\n",
    )

    assert found.nav is not None
    assert (found.nav.text, found.order, found.date) == ("Short", -2, read_date("2024-09"))
    assert (found.layout, found.evidence, found.draft) == ("home", False, False)
    assert found.allow == ("616", "1,500")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            "ordr: 1\n",
            '4:1: error: the front matter has no key "ordr" [unknown-key]\n'
            '    ordr: 1\n    ^\n    hint: did you mean "order"?',
        ),
        (
            "order: first\n",
            '4:8: error: "order" must be a whole number, not "first" [bad-value]\n'
            "    order: first\n           ^\n    hint: write digits, as in 182",
        ),
        (
            "date: soon\n",
            '4:7: error: "date" must be a date, not "soon" [bad-value]\n'
            f"    date: soon\n          ^\n    hint: {DATE_HINT}",
        ),
        (
            "draft: yes\n",
            '4:8: error: "draft" must be true or false, not "yes" [bad-value]\n'
            "    draft: yes\n           ^",
        ),
        (
            "evidence: false\n",
            '4:11: error: "evidence" must be on, brief or off, not "false" [bad-value]\n'
            "    evidence: false\n              ^",
        ),
        (
            "allow: 616\n",
            '4:8: error: "allow" must be a list, not "616" [wrong-shape]\n'
            "    allow: 616\n           ^\n    hint: write it as [one, another]",
        ),
        (
            "allow: [[616]]\n",
            '4:9: error: an entry of "allow" must be a single value, not a list [wrong-shape]\n'
            "    allow: [[616]]\n            ^",
        ),
        (
            "layout: [home]\n",
            '4:9: error: "layout" must be a single value, not a list [wrong-shape]\n'
            "    layout: [home]\n            ^",
        ),
        (
            "each: peple\n",
            '4:7: error: each names "peple", which is no kind [unknown-kind]\n'
            '    each: peple\n          ^\n    hint: did you mean "people"?',
        ),
    ],
)
def test_a_key_that_is_wrong_is_shown_where_it_stands(site: Site, more: str, problem: str) -> None:
    assert problems(site, {"en/a.md": page(more)}) == [f"en/a.md:{problem}"]


@pytest.mark.parametrize(
    ("front", "found"),
    [
        (
            "summary: x\n",
            '1:1: error: the front matter lacks "title" [missing-key]\n'
            "    ---\n    ^\n    hint: add title: …",
        ),
        (
            "title: x\nsummary: ''\n",
            '3:1: error: the front matter lacks "summary" [missing-key]\n'
            "    summary: ''\n    ^\n    hint: add summary: …",
        ),
        (
            "title: {en: x}\nsummary: x\n",
            '2:8: error: "title" must be a single value, not a mapping [wrong-shape]\n'
            "    title: {en: x}\n           ^",
        ),
    ],
)
def test_a_page_needs_a_title_and_a_summary(site: Site, front: str, found: str) -> None:
    files = {"en/a.md": f"---\n{front}---\n"}

    assert problems(site, files) == [f"en/a.md:{found}"]
    assert load(site, files).unread == {"content/en/a.md"}


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "address", "output"),
    [
        ("en/index.md", "/", "index.html"),
        ("en/departures.md", "/departures/", "departures/index.html"),
        ("en/people/index.md", "/people/", "people/index.html"),
        ("en/Our Story.md", "/our-story/", "our-story/index.html"),
        ("en/湖/青い_湖.md", "/湖/青い-湖/", "湖/青い-湖/index.html"),
        ("ja/index.md", "/ja/", "ja/index.html"),
        ("ja/departures.md", "/ja/departures/", "ja/departures/index.html"),
    ],
)
def test_a_page_stands_where_its_file_does(
    site: Site, path: str, address: str, output: str
) -> None:
    (found,) = load(site, {path: page()}).by_path[f"content/{path}"]

    assert (found.address, found.output) == (address, output)


@pytest.mark.parametrize(
    ("first", "second", "address"),
    [
        ("en/Our Story.md", "en/our_story.md", "/our-story/"),
        ("en/people.md", "en/people/index.md", "/people/"),
        ("en/ja/a.md", "ja/a.md", "/ja/a/"),
        ("en/people/mira-murati.md", "en/people/person.md", "/people/mira-murati/"),
    ],
)
def test_two_pages_with_one_address_are_an_error(
    site: Site, first: str, second: str, address: str
) -> None:
    each = "each: people\n" if "person" in second else ""
    files = {first: page(), second: page(each), "ja/index.md": page()}

    assert problems(site, files) == [
        f"{second}:1:1: error: {address} is the address of content/{first} too [address-taken]\n"
        "    ---\n    ^\n    hint: rename one of the two"
    ]


# --- a page per record ------------------------------------------------------------------------


def test_each_makes_a_page_per_record_in_the_folder_of_its_file(site: Site) -> None:
    files = {"en/people/person.md": page("each: people\n"), "en/people/index.md": page()}

    library = load(site, files)

    made = library.by_path["content/en/people/person.md"]
    assert [found.address for found in made] == ["/people/mira-murati/", "/people/ann/"]
    assert [found.record and found.record.name for found in made] == (
        ["people.mira_murati", "people.ann"]
    )
    assert library.page_of("en", "people", "ann") is made[1]
    assert library.page_of("ja", "people", "ann") is library.page_of("en", "people", "x") is None
    assert library.kinds_of_files == {"content/en/people/person.md": "people"}


def test_a_record_whose_id_is_none_makes_no_page(site: Site) -> None:
    files = {
        "facts/people.yaml": "a/b: {name: A}\n..: {name: B}\n'': {name: C}\nann: {name: D}\n",
        "en/people/person.md": page("each: people\n"),
    }

    assert [found.partition(" [")[2].partition("]")[0] for found in problems(site, files)] == (
        ["bad-id"] * 3
    )
    assert [found.address for found in load(site, files).pages] == ["/", "/people/ann/"]


@pytest.mark.parametrize("schema", ["people:\n", "people: {name: txt}\n"])
def test_each_of_a_kind_that_is_wrong_is_not_blamed(site: Site, schema: str) -> None:
    files = {"schema.yaml": schema, "en/people/person.md": page("each: people\n")}

    (problem,) = problems(site, files)

    assert problem.startswith("schema.yaml:1:")


# --- languages --------------------------------------------------------------------------------


def test_one_path_in_two_languages_makes_translations(site: Site) -> None:
    files = {
        "en/a.md": page(),
        "ja/a.md": page(),
        "ja/index.md": page(),
        "en/p.md": page("each: people\n"),
        "ja/p.md": page("each: people\n"),
    }

    library = load(site, files)

    twins = {
        found.address: [twin.address for twin in library.twins(found).values()]
        for found in library.pages
        if found.language == "en"
    }
    assert twins == {
        "/": ["/", "/ja/"],
        "/a/": ["/a/", "/ja/a/"],
        "/mira-murati/": ["/mira-murati/", "/ja/mira-murati/"],
        "/ann/": ["/ann/", "/ja/ann/"],
    }


def test_pages_come_in_the_order_of_their_languages_and_files(site: Site) -> None:
    files = {"ja/index.md": page(), "en/b.md": page(), "en/a/z.md": page(), "en/note.txt": "x"}

    library = load(site, files)

    assert [found.key for found in library.pages] == ["a/z", "b", "index", "index"]
    assert library.by_address["/ja/"].language == "ja"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"ja/a.md": page()},
            'error: the language "ja" has no start page [unknown-page]\n'
            "    languages: {en: English, ja: 日本語}\n    ^\n    hint: write content/ja/index.md",
        ),
        (
            {"en/index.md": page("draft: true\n")},
            'error: the language "en" has no start page [unknown-page]\n'
            "    languages: {en: English, ja: 日本語}\n    ^\n"
            "    hint: content/en/index.md is a draft",
        ),
        (
            {"en/index.md": page("each: people\n")},
            'error: the language "en" has no start page [unknown-page]\n'
            "    languages: {en: English, ja: 日本語}\n    ^\n    hint: write content/en/index.md",
        ),
    ],
)
def test_a_language_with_pages_needs_a_start_page(
    site: Site, files: Mapping[str, str], problem: str
) -> None:
    assert problems(site, files) == [f"site.yaml:2:1: {problem}"]


def test_a_start_page_that_cannot_be_read_is_not_missing_too(site: Site) -> None:
    (problem,) = problems(site, {"en/index.md": "Hello.\n"})

    assert "[front-matter]" in problem


def test_what_stands_beside_the_languages_gets_a_note(site: Site) -> None:
    files = {"fr/index.md": "x", "about.md": "x", "strings/en.yaml": "", ".drafts/a.md": "x"}

    assert problems(site, files) == [
        "about.md:1:1: note: a page stands outside of the languages [unknown-file]\n"
        "    hint: move it to content/en/about.md",
        "fr:1:1: note: content/fr is the folder of no language of the site [unknown-file]\n"
        "    hint: add fr to languages in site.yaml, or move it",
    ]


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_is_a_page_only_where_it_is_asked_for(site: Site) -> None:
    files = {"en/a.md": page("draft: true\n")}

    without, with_drafts = load(site, files), load(site, files, drafts=True)

    assert [found.key for found in without.pages] == ["index"]
    assert without.drafts == {"content/en/a.md"}
    assert [found.key for found in with_drafts.pages] == ["a", "index"]
    assert with_drafts.drafts == frozenset()
