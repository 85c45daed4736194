"""What is read for a page is noted, and each of it has a fingerprint."""

from pathlib import Path

import pytest

from explainer.errors import Report
from explainer.pipeline import Kept, Order, build
from explainer.tracing import Noted, Reads, key_of, traced_facts, traced_library
from tests.bench import FILES


def test_what_is_read_counts_for_all_who_want_to_know() -> None:
    reads = Reads()

    with reads.collected() as outer:
        reads.note("title", "/a/")
        with reads.collected() as inner:
            reads.note("title", "/b/")
    reads.note("title", "/c/")

    assert inner == {key_of("title", "/b/")}
    assert outer == {key_of("title", "/a/"), key_of("title", "/b/")}


def test_what_fails_has_read_as_well() -> None:
    reads = Reads()

    with pytest.raises(KeyError), reads.collected() as found:
        Noted("title", {}, reads)["/a/"]

    assert found == {key_of("title", "/a/")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def test_facts_and_pages_say_what_is_read_of_them(site: Path) -> None:
    built, reads = build(Order(root=site, today="2026-11-23"), Report()), Reads()
    facts, library = traced_facts(built.facts, reads), traced_library(built.library, reads)

    with reads.collected() as found:
        assert facts.statement("people.ann.role")
        assert facts.records["people"].get("nobody") is None
        assert list(facts.records["terms"]) == list(built.facts.records["terms"])
        assert "deed" in facts.sources
        library.page_of("en", "people", "ann")

    assert found == {
        key_of("record", "people", "ann"),
        key_of("record", "people", "nobody"),
        key_of("ids", "terms"),
        key_of("record", "sources", "deed"),
        key_of("page-of", "en", "people", "ann"),
    }


class Site:
    """A small site that is built again and again."""

    def __init__(self, root: Path) -> None:
        self.root, self.kept = root, Kept()
        self.write("content/en/a.md", "{{ figures.valuation }} of {{ people.ann }} [@news]")
        self.write("content/en/b.md", "{{ figures.share }}, see [a](a.md)")
        self.write("content/en/c.md", "Nothing at all")

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(f"---\ntitle: T\nsummary: S\n---\n{text}\n", "utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), "utf-8")

    def made(self) -> list[str]:
        """Return which pages are made again."""
        build(Order(root=self.root, today="2026-11-23"), Report(), self.kept)
        named = [name for name in self.kept.remembered.made if name in ("/a/", "/b/", "/c/")]
        return sorted(named)


@pytest.mark.parametrize(
    ("path", "old", "new", "made"),
    [
        ("content/en/c.md", "Nothing", "Something", ["/c/"]),
        ("content/facts/figures.yaml", "7.50 %", "7.25 %", ["/b/"]),
        ("content/facts/figures.yaml", "The worth", "Its worth", ["/a/"]),
        ("content/facts/figures.yaml", "2024-09-13", "2024-09-14", ["/a/"]),
        ("content/facts/figures.yaml", "616 people", "617 people", []),
        ("content/facts/figures.yaml", "plain:", "\n\nplain:", []),
        ("content/facts/people.yaml", "Ann & Co", "Anna", ["/a/"]),
        ("content/facts/sources.yaml", "The news", "Old news", ["/a/"]),
        ("content/facts/sources.yaml", "The deed", "A deed", ["/b/"]),
        ("content/site.yaml", "title: Lakes", "title: Seas", ["/a/", "/b/", "/c/"]),
        ("content/strings/en.yaml", "quietly", "softly", ["/a/", "/b/", "/c/"]),
    ],
)
def test_only_what_reads_a_change_is_made_again(
    site: Path, path: str, old: str, new: str, made: list[str]
) -> None:
    small = Site(site)
    assert small.made() == ["/a/", "/b/", "/c/"]
    assert small.made() == []

    small.replace(path, old, new)

    assert small.made() == made


def test_a_style_sheet_is_named_anew_and_no_page_made(site: Path) -> None:
    small, order = Site(site), Order(root=site, today="2026-11-23")
    layout, sheet = site / "templates/layouts/page.html", site / "static/css/site.css"
    layout.write_text('<link href="{{ asset("css/site.css") }}">{{ content }}', "utf-8")
    small.made()
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p {}", "utf-8")

    outputs = build(order, Report(), small.kept).outputs

    assert not {"/a/", "/b/", "/c/"} & set(small.kept.remembered.made)
    assert b'<link href="/sub/css/site.48d24394.css">' in outputs["c/index.html"]
    assert outputs == build(order, Report()).outputs


def test_a_page_that_goes_is_missed_by_those_that_lead_to_it(site: Path) -> None:
    small = Site(site)
    small.made()

    (site / "content/en/a.md").rename(site / "content/en/d.md")
    small.replace("content/en/b.md", "(a.md)", "(d.md)")

    assert small.made() == ["/b/", "/c/"]  # the menu of all has changed


def test_a_page_on_which_nothing_is_to_be_found_is_listed_nowhere(site: Path) -> None:
    small, kept = Site(site), Kept()
    path = site / "content/en/c.md"
    path.write_text("---\ntitle: T\nsummary: S\nlayout: not-found\n---\nNothing\n", "utf-8")

    first, again = (
        build(Order(root=small.root, today="2026-11-23"), Report(), kept).outputs for _ in range(2)
    )

    assert b"/c/" not in first["sitemap.xml"] + first["search/index.json"]
    assert first == again
