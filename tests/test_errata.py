"""What readers are told of a correction: in five places, in each language, and nowhere else."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from explainer.corrections import PATH
from tests.conftest import Site
from tests.published import FILES, change, main_of, outputs, record, released

WHO = "content/facts/people.yaml"
# What lists what others print: its day follows, and the list of changes tells all.
LISTS = {f"{lead}{name}/index.html" for lead in ("", "ja/") for name in ("changes", "facts")}
FEEDS = {"feed.xml", "ja/feed.xml", "sitemap.xml"}


def both(*names: str) -> set[str]:
    """Return the files of pages in both languages."""
    return {f"{lead}{name}/index.html" for lead in ("", "ja/") for name in names}


def told(root: Path, name: str, sort: str = "correction", why: str = "So it is.") -> set[str]:
    """Record why a fact changed; return the files of the site that are others for that."""
    before = outputs(root)
    record(root, name, sort, why)
    after = outputs(root)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def graph(html: str) -> Mapping[str, Any]:
    """Return what machines are told of a page."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    first: Mapping[str, Any] = json.loads(found)["@graph"][0]
    return first


def lastmods(sitemap: str) -> dict[str, str]:
    """Return the day of each page in the map."""
    found = re.findall(r"<loc>https://lakes.example/sub(.*?)</loc>\s*<lastmod>(.*?)<", sitemap)
    return dict(found)


def test_a_correction_is_told_in_five_places_and_nowhere_else(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")

    changed = told(root, "figures.share")

    # The part is computed from the share, and the text about the flood prints it.
    pages = both("share", "part", "flood")
    assert changed == pages | LISTS | FEEDS
    files = outputs(root)
    for path in pages:
        assert 'class="corrected"' in files[path]
        assert graph(files[path])["dateModified"] == "2026-12-24"
        assert graph(files[path])["correction"]["@type"] == "CorrectionComment"
    days = lastmods(files["sitemap.xml"])
    new = {path for path, day in days.items() if day == "2026-12-24"}
    assert new == {f"/{path.removesuffix('index.html')}" for path in pages | LISTS}


def test_typos_are_told_nowhere(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")

    assert told(root, "figures.share", "typo") == set()


def test_a_page_says_what_it_said_before(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")
    record(root, "figures.share", "correction", "So it is.")

    files = outputs(root)

    assert main_of(files["share/index.html"]).startswith(
        "Share As of November 23, 2026 · facts: 1 · sources: 1 · 1 min "
        "Correction · The share: now 8%, before 7%. Why, December 24, 2026 It is 8%"
    )
    assert "Correction · Their part: now 16 people, before 14 people." in main_of(
        files["part/index.html"]
    )
    assert "訂正 · 割合：8%（これまでは7%）。 理由（2026年12月24日）" in main_of(
        files["ja/share/index.html"]
    )
    assert 'href="/sub/ja/changes/#figures.share-1"' in files["ja/share/index.html"]


def test_the_list_tells_all_of_it_the_newest_first(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")
    record(root, "figures.share", "correction", "It was rounded.")
    change(root, "200 people", "300 people")
    record(root, "figures.staff", "update", "More came.")
    change(root, "why: More came.", "why: {en: More came., ja: 増えた。}", PATH)

    files = outputs(root)

    assert main_of(files["changes/index.html"]).startswith(
        "Changes Corrections "
        "Update · December 24, 2026 Staff Before: 200 people Now: 300 people "
        "Their part Before: 16 people Now: 24 people Why More came. Printed on Part · Staff "
        "Correction · December 24, 2026 The share Before: 7% Now: 8% "
        "Their part Before: 14 people Now: 16 people Why It was rounded. "
        "Printed on Flood · Part · Share Pages by the day"
    )
    assert 'id="figures.staff-1"' in files["changes/index.html"]
    assert "更新 · 2026年12月24日 職員 これまで： 200人 現在： 300人" in main_of(
        files["ja/changes/index.html"]
    )
    assert "理由 増えた。" in main_of(files["ja/changes/index.html"])


def test_the_feed_has_an_entry_whose_id_stays(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")
    record(root, "figures.share", "correction", "It was rounded.")

    feed = outputs(root)["feed.xml"]

    assert "<updated>2026-12-24T00:00:00Z</updated>\n<author>" in feed
    assert feed.partition("<entry>")[2].partition("</entry>")[0] == (
        "\n<title>Correction: The share</title>\n"
        "<id>https://lakes.example/sub/changes/#figures.share-1</id>\n"
        '<link rel="alternate" href="https://lakes.example/sub/changes/#figures.share-1" />\n'
        "<published>2026-12-24T00:00:00Z</published>\n"
        "<updated>2026-12-24T00:00:00Z</updated>\n"
        "<summary>The share: now 8%, before 7%. Their part: now 16 people, before 14 people. "
        "It was rounded.</summary>\n"
    )


def test_machines_are_told_what_the_page_tells(site: Site) -> None:
    root = released(site)
    change(root, "7 %", "8 %")
    record(root, "figures.share", "correction", "It was rounded.")

    assert graph(outputs(root)["part/index.html"])["correction"] == {
        "@type": "CorrectionComment",
        "url": "https://lakes.example/sub/changes/#figures.share-1",
        "name": "Correction",
        "text": "Their part: now 16 people, before 14 people. It was rounded.",
        "datePublished": "2026-12-24",
    }


@pytest.mark.parametrize("sure_before", [True, False])
def test_what_is_less_sure_than_reported_is_told_on_pages_alone(
    site: Site, sure_before: bool
) -> None:
    root = released(site)
    if sure_before:
        change(root, "reported, sources: [news]}\nstaff", "claimed, sources: [news]}\nstaff")
        name, page, word = "figures.share", "share", "Only claimed"
    else:
        change(root, "value: 3", "value: 4")
        name, page, word = "figures.rumour", "rumour", "now 4, before 3"
    record(root, name, "correction", "SECRET")

    files = outputs(root)

    assert word in main_of(files[f"{page}/index.html"])
    assert "SECRET" in main_of(files["changes/index.html"])
    assert "correction" not in graph(files[f"{page}/index.html"])
    assert graph(files[f"{page}/index.html"])["dateModified"] == "2026-12-24"
    assert "SECRET" not in files["feed.xml"]
    assert (
        f"<title>Correction</title>\n<id>https://lakes.example/sub/changes/#{name}-1</id>"
        in files["feed.xml"]
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "name", "english", "japanese"),
    [
        (
            WHO,
            "en: Ann, ja: アン",
            "en: Anne, ja: アンヌ",
            "people.ann",
            "Name: now Anne, before Ann.",
            "アンヌ（これまではアン）",
        ),
        (
            WHO,
            "boss: ann",
            "boss: bob",
            "people.bob.boss",
            "Bob: Boss: now Bob, before Ann.",
            "ボブ（これまではアン）",
        ),
        (
            "content/facts/events.yaml",
            "1911-08",
            "1911-08/1911-09",
            "events.flood.when",
            "now August – September 1911, before August 1911.",
            "（これまでは1911年8月）",
        ),
        (
            "content/facts/events.yaml",
            "sort: sudden",
            "sort: slow",
            "events.flood.sort",
            "now slow, before sudden.",
            "ゆっくり（これまでは突然）",
        ),
        (
            "content/facts/events.yaml",
            "A *flood* took",
            "A *fire* took",
            "events.flood",
            "Correction · What: A fire took 7%.: the text has changed.",
            "訂正 ·",
        ),
    ],
    ids=["text", "reference", "date", "choice", "markdown"],
)
def test_both_values_print_as_facts_do(  # noqa: PLR0913, PLR0917 — a table has columns
    site: Site, path: str, old: str, new: str, name: str, english: str, japanese: str
) -> None:
    root = released(site)
    change(root, old, new, path)
    record(root, name)

    files = outputs(root)

    pages = {"people.ann": "bob", "people.bob.boss": "bob"}
    page = pages.get(name, "flood")
    assert english.replace(" – ", "\u2009–\u2009") in files[f"{page}/index.html"] or (
        english in main_of(files[f"{page}/index.html"])
    )
    assert japanese in main_of(files[f"ja/{page}/index.html"])


def test_of_a_fact_that_is_gone_those_pages_tell_that_are_named(site: Site) -> None:
    root = released(site)
    gone = "---\ntitle: T\nsummary: S.\n---\nGone.\n"
    figures = "".join(FILES["content/facts/figures.yaml"].splitlines(keepends=True)[:3])
    site(
        {
            **FILES,
            "content/en/rumour.md": gone,
            "content/ja/rumour.md": gone,
            "content/facts/figures.yaml": figures,
        }
    )
    record(root, "figures.rumour", "withdrawal", "Nobody else says so.")
    change(root, "  with:", "  pages: [rumour]\n  with:", PATH)

    files = outputs(root)

    assert "Withdrawal · rumour: no longer told here, before 3." in main_of(
        files["rumour/index.html"]
    )
    assert "Withdrawal · December 24, 2026 rumour Before: 3 Now: no longer told here" in main_of(
        files["changes/index.html"]
    )


def test_many_are_folded(site: Site) -> None:
    root = released(site)
    for number in range(4):
        change(root, f"{200 + number} people", f"{201 + number} people")
        record(root, "figures.staff")

    html = outputs(root)["staff/index.html"]

    assert "<summary>Changes since this page was published: 4</summary>" in html
    assert html.index("now 204 people") < html.index("now 201 people")


def test_without_a_full_address_pages_tell_it_all_the_same(site: Site) -> None:
    settings = FILES["content/site.yaml"].replace("base_url: https://lakes.example/sub/\n", "")
    root = released(site, {"content/site.yaml": settings})
    change(root, "200 people", "201 people")
    record(root, "figures.staff")

    assert 'href="/changes/#figures.staff-1"' in outputs(root)["staff/index.html"]
