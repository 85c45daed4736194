"""The real content: it builds, every page is sound, and what is broken in it is found."""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Built, Order, build
from tests.conftest import HERE

ADDRESS = "https://host.example/some/base/"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
# That of the one page with a script.
SEARCH_POLICY = POLICY.replace("'none'; ", "'none'; script-src 'self'; ", 1)
STRUCTURE = "content/facts/figures/structure.yaml"
# A fact with one outlet that says so.
ONE_REPORT = "  status: reported\n  as_of: 2024-09-13\n  sources: [reuters_valuation]\n"
HOME = "content/en/index.md"
XHTML = "{http://www.w3.org/1999/xhtml}"


def build_content(
    root: Path, report: Report, base_url: str | None = ADDRESS
) -> Mapping[str, bytes]:
    """Return the files of the site below *root*."""
    return build(Order(root=root, today="2026-11-23", base_url=base_url), report).outputs


@pytest.fixture(scope="module")
def built() -> Built:
    """Give the real site."""
    return build(Order(root=HERE, today="2026-11-23", base_url=ADDRESS), Report())


@pytest.fixture(scope="module")
def files(built: Built) -> Mapping[str, bytes]:
    """Give the files of the real site."""
    return built.outputs


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, Element]:
    """Give the pages of the real site, each of which parses without any error."""
    parser = html5lib.HTMLParser(strict=True)
    return {path: parser.parse(files[path]) for path in files if path.endswith(".html")}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return the root of a copy of the content, to be broken.

    It has no page of its own for each source: they are most of the pages, and alike.
    """
    leave_out = shutil.ignore_patterns("source.md")
    shutil.copytree(HERE / "content", tmp_path / "content", ignore=leave_out)
    return tmp_path


def address_of(path: str) -> str:
    """Return the full address of the page in this file."""
    return urljoin(ADDRESS, path.removesuffix("index.html"))


def elements(page: Element, *names: str) -> Iterator[Element]:
    """Yield the elements of *page* with these names."""
    return (one for one in page.iter() if one.tag in {f"{XHTML}{name}" for name in names})


def addresses(path: str, page: Element) -> Iterator[str]:
    """Yield every address that *page* leads to or loads, in full."""
    for one in page.iter():
        for name in ("href", "src", "srcset", "poster"):
            if name in one.attrib:
                yield urljoin(address_of(path), one.attrib[name])


@pytest.mark.parametrize("base_url", [None, ADDRESS], ids=["own", "other"])
def test_nothing_is_to_be_said_of_the_content(base_url: str | None) -> None:
    report = Report(strict=True)

    build_content(HERE, report, base_url)

    assert [str(problem) for problem in report] == []


def test_no_page_but_the_two_ledgers_is_larger_than_30_kb_on_its_way(
    files: Mapping[str, bytes],
) -> None:
    sizes = {path: len(gzip.compress(files[path])) for path in files if path.endswith(".html")}

    # Of more than 90 claims each has a review of 80 bytes, for machines.
    assert sizes.pop("claims/index.html") < 54_000
    assert sizes.pop("facts/index.html") < 70_000  # of more than 500 facts, 120 bytes each
    # A letter of Japanese takes three bytes, so the same page is a tenth larger.
    assert sizes.pop("ja/claims/index.html") < 60_000
    assert sizes.pop("ja/facts/index.html") < 77_000
    assert {path: size for path, size in sizes.items() if size > _limit(path)} == {}


def _limit(path: str) -> int:
    return 33_000 if path.startswith("ja/") else 30_000


def test_what_opens_at_a_mark_has_at_most_90_words(pages: Mapping[str, Element]) -> None:
    lengths = {
        f"{path}#{one.attrib['id']}": len(" ".join(one.itertext()).split())
        for path, page in pages.items()
        for one in page.iter()
        if "popover" in one.attrib
    }

    assert len(lengths) > 100
    assert {place: length for place, length in lengths.items() if length > 90} == {}


def test_every_address_of_our_own_is_there(
    files: Mapping[str, bytes], pages: Mapping[str, Element]
) -> None:
    links = {(path, link) for path, page in pages.items() for link in addresses(path, page)}

    own = {(path, urlsplit(link).path) for path, link in links if link.startswith(ADDRESS)}
    lost = {(path, place) for path, place in own if file_of(place) not in files}

    assert len(own) > 100
    assert lost == set()
    assert {
        link for _, link in links if "/some/base" not in link and "host.example" in link
    } == set()


def file_of(place: str) -> str:
    """Return the file that answers for the path of an address."""
    path = unquote(place).removeprefix("/some/base/")
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def test_every_anchor_of_our_own_is_there(pages: Mapping[str, Element]) -> None:
    ids = {path: {one.attrib.get("id") for one in page.iter()} for path, page in pages.items()}

    lost = {
        (path, link)
        for path, page in pages.items()
        for link in addresses(path, page)
        if link.startswith(ADDRESS) and urlsplit(link).fragment
        if unquote(urlsplit(link).fragment) not in ids[file_of(urlsplit(link).path)]
    }

    assert lost == set()


def test_every_button_opens_something_and_all_that_opens_has_a_button(
    pages: Mapping[str, Element],
) -> None:
    for path, page in pages.items():
        targets = {one.attrib.get("popovertarget") for one in elements(page, "button")}
        popovers = {one.attrib["id"] for one in page.iter() if "popover" in one.attrib}

        assert targets == popovers, path


def test_on_paper_the_number_of_a_mark_is_that_of_its_note(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        notes = [one.attrib["id"] for one in page.iter() if one.get("class") == "evidence"]
        marks = [one for one in elements(page, "button") if "data-status" in one.attrib]
        shown = [
            (one.attrib["popovertarget"], "".join(text.itertext()))
            for one in marks
            for text in elements(one, "b")
        ]

        assert notes == [f"evidence-{n}" for n in range(1, len(notes) + 1)], (
            path
        )  # they are counted
        assert len(shown) == len(marks), path
        assert all(target == f"evidence-{number}" for target, number in shown), path


def test_no_id_stands_twice(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        ids = [one.attrib["id"] for one in page.iter() if "id" in one.attrib]

        assert sorted(ids) == sorted(set(ids)), path


def test_a_page_has_one_first_heading_and_skips_no_level(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        levels = [int(str(one.tag)[-1]) for one in elements(page, *(f"h{n}" for n in range(1, 7)))]

        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_no_page_holds_style_or_script_of_its_own(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        active = [one.tag for one in elements(page, "style", "iframe", "object", "form")]
        attributes = {name for one in page.iter() for name in one.attrib}

        assert active == [], path
        assert {one for one in attributes if one == "style" or one.startswith("on")} == set(), path


def test_only_the_search_has_a_script(pages: Mapping[str, Element]) -> None:
    data = {"type": "application/ld+json"}  # which no browser runs
    scripts = {
        path: [one for one in elements(page, "script") if one.attrib != data]
        for path, page in pages.items()
    }

    found = {path: one for path, one in scripts.items() if one}

    assert found.keys() == {"search/index.html", "ja/search/index.html"}
    for (script,) in found.values():
        assert script.text is None
        assert script.attrib.keys() == {"type", "src"}
        assert script.attrib["src"].startswith("/some/base/js/search.")


def test_every_page_leads_to_the_search(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        (header,) = elements(page, "header")

        links = {one.attrib["href"] for one in elements(header, "a")}

        language = "ja/" if path.startswith("ja/") else ""
        assert f"/some/base/{language}search/" in links, path


@pytest.mark.parametrize("folder", ["", "ja/"])
def test_what_a_search_looks_through_is_small_and_leads_to_places_that_are_there(
    folder: str, files: Mapping[str, bytes], pages: Mapping[str, Element]
) -> None:
    index = files[f"{folder}search/index.json"]
    found = json.loads(index)
    ids = {path: {one.attrib.get("id") for one in page.iter()} for path, page in pages.items()}
    own = [path for path in pages if path.startswith("ja/") == bool(folder)]

    assert len(gzip.compress(index)) <= 100_000
    # All but the search, and the page that is not there.
    assert len(found) == len(own) - (1 if folder else 2)
    for entry in found:
        anchors = {anchor for anchor, _, _ in entry["sections"] if anchor}
        assert anchors <= ids[file_of(entry["url"])], entry["url"]


def test_every_page_shows_a_card_where_it_is_linked_to(
    built: Built, pages: Mapping[str, Element]
) -> None:
    metas = {path: [one.attrib for one in elements(page, "meta")] for path, page in pages.items()}
    cards = {
        path: [one["content"] for one in found if one.get("property") == "og:image"]
        for path, found in metas.items()
    }

    assert cards.pop("404.html") == []
    assert {urljoin(ADDRESS, path) for path in built.posters} == {
        card for found in cards.values() for card in found
    }
    assert {len(found) for found in cards.values()} == {1}
    # Pages of sources share one in each language.
    assert len({*cards["sources/video/index.html"], *cards["sources/index.html"]}) == 1
    assert len(built.posters) < 100


def test_the_policy_stands_before_all_that_it_governs(pages: Mapping[str, Element]) -> None:
    for path, page in pages.items():
        head = [one.attrib for one in next(elements(page, "head"))]

        assert head[0] == {"charset": "utf-8"}, path
        policy = SEARCH_POLICY if path.endswith("search/index.html") else POLICY
        assert head[1] == {"http-equiv": "Content-Security-Policy", "content": policy}, path


def test_nothing_is_loaded_from_another_host(pages: Mapping[str, Element]) -> None:
    loaded = {
        urljoin(address_of(path), one.attrib.get("src") or one.attrib.get("href", ""))
        for path, page in pages.items()
        for one in elements(page, "img", "link", "script", "source", "iframe", "use")
    }

    assert {address for address in loaded if not address.startswith(ADDRESS)} == set()


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (STRUCTURE, "value: 150 billion USD", "value: 150 bilion USD", "bad-value"),
        (STRUCTURE, "value: 7 %", "value: seven", "bad-value"),
        (STRUCTURE, "status: disputed", "status: disputd", "bad-choice"),
        (STRUCTURE, ONE_REPORT, ONE_REPORT.replace("reported", "confirmed"), "unmet-demand"),
        (
            STRUCTURE,
            "sources: [reuters_valuation]",
            "sources: [reuters_vluation]",
            "unknown-source",
        ),
        (STRUCTURE, "video#L131-L132", "video#L131-L99999", "line-outside"),
        (STRUCTURE, "as_of: 2024-09-13", "as_of: 2024-13-09", "bad-value"),
        (STRUCTURE, "valuation:\n", "valuation:\n  valeu: 3\n", "unknown-key"),
        (
            "content/facts/departures.yaml",
            "person: jan_leike",
            "person: jan_like",
            "unknown-record",
        ),
        ("content/facts/sources/video.yaml", "type: transcript", "type: trnscript", "bad-choice"),
        (HOME, "(statement.md)", "(statment.md)", "unknown-page"),
        (HOME, "(departures.md)", "(departures.md#nobody)", "broken-anchor"),
        (HOME, "[@video]", "[@vidoe]", "unknown-source"),
        (HOME, "[@video, L8-L9]", "[@video, L8-L99999]", "line-outside"),
        (HOME, "{{ people.mira_murati }}", "{{ people.mira_muratti }}", "unknown-fact"),
        (HOME, "{{ figures.altman_equity }}", "{{ figures.altman_equity.vaule }}", "unknown-field"),
        (HOME, "## Who left?", "#### Who left?", "skipped-heading"),
        (HOME, "## Who left?", "<script>1</script>\n\n## Who left?", "unsafe-html"),
    ],
)
def test_what_is_broken_is_found_where_it_stands_and_nothing_else_is_blamed(
    copy: Path, path: str, old: str, new: str, rule: str
) -> None:
    text = (copy / path).read_text("utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new, 1), "utf-8")
    report = Report()

    with pytest.raises(BuildError):
        build_content(copy, report)

    line = text[: text.index(old)].count("\n") + 1 + ("valeu" in new)
    errors = [(one.at.path, one.at.line, one.rule) for one in report if one.severity == "error"]
    assert errors == [(path, line, rule)]
