"""Which card a page shows where it is linked to, and where there is none."""

import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import html5lib
import pytest

from explainer import pipeline
from explainer.errors import Report
from explainer.pipeline import Built
from explainer.posters import Poster, draw
from tests.conftest import SMALLEST, Site, run
from tests.test_pipeline import build_site, page, told
from tests.test_site import files_of

BASE = "https://owner.example/name/"
SETTINGS = SMALLEST["content/site.yaml"].replace("https://lakes.example/", BASE)
BILINGUAL = SETTINGS.replace("{en: English}", "{en: English, ja: 日本語}").replace(
    "title: Lakes", "title: {en: Lakes, ja: 湖}"
)
DAY, JA_DAY = "As of November 23, 2026", "2026年11月23日時点"
SOURCES = {
    "content/facts/sources.yaml": (
        "deed: {title: The deed, publisher: Court, type: primary}\n"
        "news: {title: The news, publisher: Herald, type: news}\n"
    ),
    "content/en/index.md": page("So it is [@deed; @news]."),
    "content/en/papers/paper.md": (
        '---\ntitle: "{{ record.title }}"\nsummary: S.\neach: sources\n---\nHello.\n'
    ),
}


def image_of(built: Built, path: str) -> dict[str, str]:
    """Return what a page says of its picture, without the beginning of each name."""
    tree = html5lib.parse(built.outputs[path].decode(), namespaceHTMLElements=False)
    found = {one.get("property", ""): one.get("content", "") for one in tree.iter("meta")}
    return {
        name.removeprefix("og:"): said for name, said in found.items() if name.startswith("og:im")
    }


def shown(built: Built, path: str) -> str | None:
    """Return what stands on the card of a page, which is the file that the page names."""
    image = image_of(built, path)
    if not image:
        return None
    poster = built.posters[image["image"].removeprefix(BASE)]
    assert image["image:alt"] == poster.told
    return poster.told


def test_a_page_shows_its_title_the_site_and_its_day_in_its_language(site: Site) -> None:
    dated = "---\ntitle: 深い湖\nsummary: S.\ndate: 2025-06\n---\nHello.\n"
    files = {"content/en/a.md": page("Hello.", "Deep lakes"), "content/ja/a.md": dated}
    files["content/ja/index.md"] = page("Hello.", "湖")

    built = build_site(site({"content/site.yaml": BILINGUAL, **files}))

    assert image_of(built, "a/index.html") == {
        "image": f"{BASE}cards/b555590696dc.png",
        "image:type": "image/png",
        "image:width": "1200",
        "image:height": "630",
        "image:alt": f"Deep lakes – Lakes – {DAY}",
    }
    assert {path: shown(built, path) for path in built.outputs if path.endswith(".html")} == {
        "index.html": f"Start – Lakes – {DAY}",
        "a/index.html": f"Deep lakes – Lakes – {DAY}",
        "facts/index.html": f"All facts – Lakes – {DAY}",
        "changes/index.html": f"Changes – Lakes – {DAY}",
        "search/index.html": f"Search – Lakes – {DAY}",
        "ja/index.html": f"湖 – {JA_DAY}",
        "ja/a/index.html": "深い湖 – 湖 – 2025年6月時点",
        "ja/facts/index.html": f"すべての事実 – 湖 – {JA_DAY}",
        "ja/changes/index.html": f"変更の記録 – 湖 – {JA_DAY}",
        "ja/search/index.html": f"検索 – 湖 – {JA_DAY}",
        "404.html": None,
    }
    assert len(built.posters) == 10


def test_pages_that_show_the_same_share_a_card(site: Site) -> None:
    built = build_site(
        site({"content/en/a.md": page("One."), "content/en/b.md": page("Two.")}), base_url=BASE
    )

    assert image_of(built, "a/index.html") == image_of(built, "b/index.html")
    assert len(built.posters) == 5


def test_all_sources_share_the_card_of_their_list(site: Site) -> None:
    papers = "---\ntitle: Papers\nsummary: S.\ndate: 2025\n---\nHello.\n"
    root = site({**SOURCES, "content/en/papers/index.md": papers})

    built = build_site(root, base_url=BASE)

    paths = ("papers/deed/index.html", "papers/news/index.html", "papers/index.html")
    assert {shown(built, path) for path in paths} == {"Papers – Lakes – As of 2025"}
    assert {one.title for one in built.posters.values()} == {
        "A page",
        "Papers",
        "All facts",
        "Changes",
        "Search",
    }


def test_sources_without_a_list_have_the_card_of_the_site(site: Site) -> None:
    built = build_site(site(SOURCES), base_url=BASE)

    assert shown(built, "papers/deed/index.html") == f"Lakes – {DAY}"


@pytest.mark.parametrize("title", ["Почему", "왜?", "لماذا", "Łódź 🚀"])
def test_a_title_that_the_font_cannot_show_gives_way_to_that_of_the_site(
    site: Site, title: str
) -> None:
    root = site({"content/en/a.md": page("Hello.", title)})

    built = build_site(root, base_url=BASE)

    assert shown(built, "a/index.html") == f"Lakes – {DAY}"
    assert told(root, fails=False) == []


def test_a_site_that_the_font_cannot_show_has_no_cards(site: Site) -> None:
    settings = SETTINGS.replace("title: Lakes", "title: Озёра")

    built = build_site(site({"content/site.yaml": settings}))

    assert image_of(built, "index.html") == {}
    assert b'<meta name="twitter:card" content="summary">' in built.outputs["index.html"]
    assert built.posters == {}


def test_a_day_that_the_font_cannot_show_leaves_out_the_cards_of_its_language(site: Site) -> None:
    words = 'words: {as_of: "На {date}"}\n'

    built = build_site(site({"content/strings/en.yaml": words}), base_url=BASE)

    assert built.posters == {}


def test_without_a_base_address_there_are_no_cards(site: Site) -> None:
    settings = SETTINGS.replace(f"base_url: {BASE}\n", "")
    root = site({"content/site.yaml": settings})

    built = build_site(root)

    assert (image_of(built, "index.html"), built.posters) == ({}, {})
    assert image_of(build_site(root, base_url=BASE), "index.html") != {}


def test_a_draft_has_a_card_only_where_it_is_built(site: Site) -> None:
    draft = "---\ntitle: Later\nsummary: Not yet.\ndraft: true\n---\nLater.\n"
    root = site({"content/en/later.md": draft})

    assert "Later" not in {one.title for one in build_site(root).posters.values()}
    assert "Later" in {one.title for one in build_site(root, drafts=True).posters.values()}


@pytest.mark.parametrize(
    ("path", "address"),
    [("static/cards", "/cards"), ("static/cards/{card}", "/cards/{card}")],
)
def test_no_file_stands_where_cards_do(site: Site, path: str, address: str) -> None:
    (card, *_) = (path.removeprefix("cards/") for path in build_site(site({})).posters)
    path, address = path.format(card=card), address.format(card=card)

    assert told(site({path: "mine"})) == [
        f"{path}:1:1: error: {address} is the address of something that the site makes too "
        "[address-taken]\n"
        "    hint: rename one of the two"
    ]


# --- on the disk ------------------------------------------------------------------------------


@pytest.fixture
def bilingual(site: Site) -> Path:
    """Give the root of a site in both languages."""
    files = {
        "content/site.yaml": BILINGUAL,
        "content/en/a.md": page("Hello.", "Deep lakes, and how deep they are"),
        "content/ja/a.md": page("こんにちは。", "深い湖と、その深さについて"),
        "content/ja/index.md": page("こんにちは。", "湖"),
    }
    return site(files)


def built_files(root: Path, **environment: str) -> Mapping[str, bytes]:
    """Return the files of the site below *root*, which is built anew."""
    shutil.rmtree(root / "_site", ignore_errors=True)
    ran = run(root, **environment)
    assert (ran.code, ran.err) == (0, "")
    return files_of(root / "_site")


def test_cards_are_the_same_from_the_shelf_or_drawn_here_or_elsewhere(
    bilingual: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = shutil.copytree(bilingual, tmp_path_factory.mktemp("else") / "別の場所")

    first = built_files(bilingual)
    again = built_files(bilingual)
    (bilingual / ".cache/cards").rename(bilingual / ".cache/old")
    anew = built_files(bilingual)

    assert sum(path.startswith("cards/") for path in first) == 10
    assert first == again == anew
    assert first == built_files(elsewhere, LC_ALL="C", TZ="Pacific/Kiritimati", PYTHONHASHSEED="7")


@pytest.mark.parametrize("jobs", [2, 3])
def test_cards_are_the_same_by_however_many_they_are_drawn(
    bilingual: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built_files(bilingual)
    shutil.rmtree(bilingual / ".cache")
    monkeypatch.setattr(pipeline, "WORTH_SPREADING", 1)
    monkeypatch.setattr(pipeline, "draw", partial(_drawn_elsewhere, os.getpid()))
    order = pipeline.Order(root=bilingual, today="2026-11-23", jobs=jobs)

    pipeline.write(order, pipeline.build(order, Report()), bilingual / "_site")

    assert files_of(bilingual / "_site") == first


def _drawn_elsewhere(here: int, poster: Poster) -> bytes:
    assert os.getpid() != here
    return draw(poster)


def test_a_spoilt_card_is_drawn_anew(bilingual: Path) -> None:
    first = built_files(bilingual)
    for path in (bilingual / ".cache/cards").iterdir():
        path.write_bytes(path.read_bytes()[:-40])

    assert built_files(bilingual) == first


def test_cards_that_no_page_shows_any_more_are_taken_away(bilingual: Path) -> None:
    first = built_files(bilingual)
    for code in ("en", "ja"):
        (bilingual / f"content/{code}/a.md").unlink()
    run(bilingual)

    now = files_of(bilingual / "_site")
    assert sum(path.startswith("cards/") for path in first) == 10
    assert sum(path.startswith("cards/") for path in now) == 8
