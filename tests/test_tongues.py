"""Foreign words that the generator prints by itself are marked as what they are."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.conftest import Site, run
from tests.rewrite_golden import LAKES

PAGE = "---\ntitle: x\nsummary: y\n---\n"
FILES = {
    "content/site.yaml": (
        "title: About the lakes\n"
        "languages: {en: English, ja: 日本語}\n"
        "as_of: 2026-11-23\n"
        "base_url: https://lakes.example/\n"
        "publisher: 湖守の会\n"
        "license: Free for all\n"
    ),
    "content/schema.yaml": (
        "lakes: {name: text, names: list(text)?, depth: quantity?, also: text?}\n"
        "terms: {term: text, definition: text}\n"
    ),
    "content/facts/lakes.yaml": (
        "miru:\n"
        "  name: Lake Miru\n"
        "  names: [Mirror, 鏡]\n"
        "  also: みるこ\n"
        "  depth:\n"
        "    value: 12\n"
        "    status: stated\n"
        "    sources: [french, wire]\n"
        "    quote: {text: Il est profond, source: french}\n"
        "    accounts: [{value: 9, sources: [paper]}]\n"
    ),
    "content/facts/terms.yaml": "seiche: {term: seiche, definition: {en: A wave., ja: 波。}}\n",
    "content/facts/repairs.yaml": (
        "a: {source: paper, at: L1, heard: みる, meant: Miru, because: {en: x, ja: 音}, "
        "sure: certain}\n"
    ),
    "content/facts/sources.yaml": (
        "french: {title: Le lac, publisher: Le Monde, type: news, language: fr, url: https://a.fr/}\n"
        "paper: {title: 湖の深さ, publisher: 青山新報, type: news, language: ja, url: https://b.jp/}\n"
        "wire: {title: The lake, publisher: Evening Wire, type: reprint, origin: Le Monde, "
        "language: en, archive: https://c.uk/}\n"
        "ours: {title: '[A letter]', publisher: An angler, type: analysis, language: ja}\n"
    ),
}
TEXT = (
    "{{ lakes.miru.depth }} {{ lakes.miru.names }} {{ lakes.miru.also }} {{ lakes.miru }} "
    "{{ terms.seiche }} [@paper; @wire; @ours].\n\n"
    "{{ repairs_table(repairs) }}\n\n{{ sources_by_origin(sources) }}\n"
)


def marked(html: str) -> set[tuple[str, str]]:
    """Return the texts of a page that are in another language than it, each with that."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    page = root.get("lang") or ""
    found: set[tuple[str, str]] = set()

    def go(element: Element, language: str) -> Iterator[tuple[str, str]]:
        language = element.get("lang", language)
        if element.tag in ("script", "style", "head"):
            return
        yield language, element.text or ""
        for child in element:
            yield from go(child, language)
            yield language, child.tail or ""

    for language, text in go(root, page):
        if language != page and text.strip():
            found.add((language, text.strip()))
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A site that prints foreign words in all the ways there are."""
    root = tmp_path_factory.mktemp("site")
    files = {**FILES, "content/en/index.md": PAGE + TEXT, "content/ja/index.md": PAGE + TEXT}
    for code in ("en", "ja"):
        files[f"content/{code}/sources/source.md"] = (
            "---\ntitle: '{{ record }}'\nsummary: y\neach: sources\n---\n"
            "{{ fields(record, ['title', 'publisher', 'origin']) }}\n"
        )
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    ran = run(root)
    assert ran.code == 0, ran.err
    return {
        f"/{path.parent.relative_to(root / '_site').as_posix()}/".replace("/./", "/"): (
            path.read_text("utf-8")
        )
        for path in (root / "_site").rglob("index.html")
    }


def test_on_an_english_page_what_is_japanese_or_french_says_so(pages: dict[str, str]) -> None:
    assert marked(pages["/"]) == {
        ("ja", "日本語"),
        ("fr", "Le lac"),
        ("fr", "Le Monde"),
        ("fr", "Il est profond"),
        ("ja", "湖の深さ"),
        ("ja", "青山新報"),
        ("ja", "鏡"),
        ("ja", "みるこ"),
        ("ja", "みる"),
        ("ja", "湖守の会"),
    }


def test_on_a_japanese_page_what_is_english_or_french_says_so(pages: dict[str, str]) -> None:
    assert marked(pages["/ja/"]) == {
        ("en", "English"),
        ("en", "About the lakes"),
        ("en", "Free for all"),
        ("fr", "Le lac"),
        ("fr", "Le Monde"),
        ("fr", "Il est profond"),
        ("en", "The lake"),
        ("en", "Evening Wire"),
        ("en", "Le Monde"),  # as the origin of an English copy
        ("en", "Lake Miru"),
        ("en", "Mirror"),
        ("en", "Miru"),
        ("en", "seiche"),
        ("en", "[A letter]"),
        ("en", "An angler"),
    }


def test_the_title_of_a_page_about_a_source_is_in_its_language(pages: dict[str, str]) -> None:
    assert '<h1 lang="fr">Le lac</h1>' in pages["/ja/sources/french/"]
    assert '<h1 lang="ja">湖の深さ</h1>' in pages["/sources/paper/"]
    assert "<h1>湖の<wbr>深さ</h1>" in pages["/ja/sources/paper/"]
    assert "<h1>The lake</h1>" in pages["/sources/wire/"]
    fact = '<span class="fact" data-fact="sources.paper.publisher" lang="ja">青山新報</span>'
    assert fact in pages["/sources/paper/"]


def test_a_link_to_a_source_or_its_title_names_the_language_that_it_leads_to(
    pages: dict[str, str],
) -> None:
    links = (
        r'<a href="(https://(?:a\.fr|b\.jp|c\.uk)/)[^"]*"(?: hreflang="(\w+)")?>'
        r'(?:<cite lang="(\w+)">)?'
    )

    def led_to(html: str) -> set[tuple[str, str]]:
        return {(address, named or marked) for address, named, marked in re.findall(links, html)}

    assert led_to(pages["/"]) == {
        ("https://a.fr/", "fr"),
        ("https://b.jp/", "ja"),
        ("https://c.uk/", ""),
    }
    assert led_to(pages["/ja/"]) == {
        ("https://a.fr/", "fr"),
        ("https://b.jp/", ""),
        ("https://c.uk/", "en"),
    }


def test_the_ledger_marks_values_as_well(site: Site) -> None:
    facts = "miru: {name: {value: Lake Miru, status: reported, sources: [wire]}, also: みるこ}\n"
    files = {
        **FILES,
        "content/facts/lakes.yaml": facts,
        "content/en/index.md": PAGE + "{{ lakes.miru }}",
        "content/ja/index.md": PAGE + "{{ lakes.miru }}",
    }
    root = site(files)
    assert run(root).code == 0

    found = marked((root / "_site/ja/facts/index.html").read_text("utf-8"))

    assert ("en", "Lake Miru") in found
    assert ("en", "Evening Wire") in found


def test_a_sentence_that_nobody_translated_is_not_called_foreign(site: Site) -> None:
    facts = "miru: {name: The lake that nobody knows, also: x}\n"
    root = site(
        {
            **FILES,
            "content/facts/lakes.yaml": facts,
            "content/ja/index.md": PAGE + "{{ lakes.miru }}",
        }
    )

    ran = run(root, "check")

    assert 'note: "The lake that nobody knows" stands in a page in ja' in ran.err


def test_every_page_of_the_lakes_is_in_one_language_but_for_what_says_so() -> None:
    """What is in Latin letters on a Japanese page is a name, code, or marked."""
    for path in sorted((LAKES.with_name("lakes.expected") / "ja").rglob("index.html")):
        for _, text in marked(Path(path).read_text("utf-8")):
            assert re.search("[A-Za-z]", text), path
