"""The ledger: every fact with its evidence, under the anchor of its name."""

import re
from pathlib import Path

import html5lib
import pytest

from explainer.errors import Report
from explainer.pipeline import Order, build
from tests.conftest import SMALLEST, Site

FACTS = {
    "content/site.yaml": SMALLEST["content/site.yaml"]
    .replace("{en: English}", "{en: English, ja: 日本語}")
    .replace("lakes.example/", "lakes.example/name/"),
    "content/schema.yaml": "lakes: {depth: quantity, name: text}\nwords: {word: text}\n",
    "content/facts/lakes.yaml": (
        "miru:\n"
        "  name: {en: Miru, ja: 見留}\n"
        "  depth:\n"
        "    value: 12.5\n"
        "    status: confirmed\n"
        "    as_of: 2024-06\n"
        "    sources: [survey, radio#L3, letter, paper]\n"
        "    accounts: [{value: 125, sources: [radio], wrong: true}]\n"
        "kasumi: {depth: 40, name: Kasumi, status: reported, sources: [paper]}\n"
        "old: {depth: {status: unknown, note: We looked.}, name: Old}\n"
    ),
    "content/facts/words.yaml": "lake: {word: lake}\n",
    "content/facts/sources.yaml": (
        "survey: {title: A survey, publisher: Office, type: primary}\n"
        "radio: {title: An evening, publisher: Radio, type: transcript, lines: 9}\n"
        "letter: {title: A letter, publisher: Angler, type: analysis}\n"
        "paper: {title: A report, publisher: Paper, type: news, url: https://paper.example/}\n"
    ),
    "content/en/index.md": (
        "---\ntitle: Lakes and more\nsummary: Of lakes.\n---\n"
        "{{ lakes.miru }}, {{ lakes.kasumi }} and again {{ lakes.kasumi }}.\n"
    ),
    "content/en/z.md": "---\ntitle: Last\nsummary: Of lakes.\n---\n{{ lakes.kasumi }}\n",
    "content/ja/index.md": "---\ntitle: 湖\nsummary: 湖。\n---\n{{ lakes.kasumi.name }}\n",
}


@pytest.fixture
def root(site: Site) -> Path:
    """Return the root of a site with three lakes."""
    return site(FACTS)


def ledger(root: Path, language: str = "") -> str:
    """Return the ledger of the site below *root*."""
    outputs = build(Order(root=root, today="2026-11-23"), Report()).outputs
    return outputs[f"{language}facts/index.html"].decode()


def rows(html: str) -> dict[str, list[str]]:
    """Return the words in each cell of each row, by the anchor of the row."""
    found = re.findall(r'<tr id="([^"]+)">(.*?)</tr>', html, re.DOTALL)
    return {
        anchor: [words(cell) for cell in re.split("</t[hd]>", row)[:-1]] for anchor, row in found
    }


def words(html: str) -> str:
    """Return the text of a piece of HTML."""
    return " ".join(html5lib.parse(html, treebuilder="etree").itertext()).strip()


def test_each_statement_with_evidence_stands_under_its_name(root: Path) -> None:
    anchors = list(rows(ledger(root)))

    assert anchors == [
        "lakes.miru",
        "lakes.kasumi",
        "lakes.old",
    ]


def test_what_the_same_evidence_holds_stands_in_one_row_under_a_name_of_its_own(root: Path) -> None:
    html = ledger(root)

    fact, sure, record, _ = rows(html)["lakes.kasumi"]

    assert " ".join(fact.split()) == "Depth 40 lakes.kasumi Name: Kasumi"
    assert '<span id="lakes.kasumi.name" class="quiet">Name: Kasumi</span>' in html
    assert (sure, " ".join(record.split())) == ("One report", "Paper")


def test_facts_stand_by_kind_and_a_kind_without_evidence_is_left_out(root: Path) -> None:
    headings = re.findall(r'<h2 id="(\w+)">', ledger(root))

    assert headings == ["lakes"]


def test_a_row_holds_all_of_the_evidence_however_long(root: Path) -> None:
    fact, sure, record, _ = rows(ledger(root))["lakes.miru"]

    assert " ".join(fact.split()) == "Depth 12.5 lakes.miru"
    assert " ".join(sure.split()) == "On record As of June 2024"
    assert re.findall("Office|Radio|Angler|Paper|L3|125", record) == [
        *("Office", "Radio", "L3", "Angler", "Paper"),
        *("125", "Radio"),
    ]


def test_a_fact_that_is_not_known_says_so_and_where_one_looked(root: Path) -> None:
    fact, sure, record, printed = rows(ledger(root))["lakes.old"]

    assert " ".join(fact.split()) == "Depth not known lakes.old"
    assert (sure, record, printed) == ("Not known", "We looked.", "")


def test_a_row_leads_to_each_page_that_prints_the_fact_once(root: Path) -> None:
    row = ledger(root).partition('<tr id="lakes.kasumi">')[2].partition("</tr>")[0]

    assert re.findall(r'<a href="(/name/[^"]*)">([^<]*)</a>', row) == [
        ("/name/", "Lakes and more"),
        ("/name/z/", "Last"),
    ]


def test_each_language_names_its_own_pages(root: Path) -> None:
    cells = rows(ledger(root, "ja/"))

    assert cells["lakes.kasumi"][3] == "湖"
    assert cells["lakes.miru"][3] == ""


def test_the_evidence_at_a_mark_leads_to_its_row(root: Path) -> None:
    start = build(Order(root=root, today="2026-11-23"), Report()).outputs["index.html"].decode()

    targets = re.findall(r'<a href="/name/facts/#([^"]+)">', start)

    assert targets == ["lakes.miru", "lakes.kasumi"]
    assert set(targets) <= set(rows(ledger(root)))


def test_a_site_without_facts_has_a_ledger_that_is_empty(site: Site) -> None:
    html = ledger(site({}))

    assert rows(html) == {}
    assert "<h1>" in html
