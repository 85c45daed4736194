"""The files that a site hands on as they are."""

import hashlib
from pathlib import Path

import pytest

from explainer.assets import Assets, load_assets
from explainer.errors import Report
from explainer.settings import load_settings
from tests.conftest import Site

TWO = "title: Lakes\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"


def load(root: Path, report: Report, *static: str) -> Assets:
    """Return the files of the site below *root* and of its folders *static*."""
    settings = load_settings(root, report)
    assert settings is not None
    return load_assets(root, [root / folder for folder in static], settings, report)


def said(report: Report) -> list[str]:
    """Return the problems as they are shown."""
    return [str(problem) for problem in report]


@pytest.mark.parametrize("name", ["site.css", "search.js"])
def test_style_sheets_and_scripts_carry_the_hash_of_their_content(site: Site, name: str) -> None:
    stem, suffix = name.split(".")
    root = site({f"static/{name}": "p {}"})

    assets = load(root, Report(), "static")

    digest = hashlib.sha256(b"p {}").hexdigest()[:8]
    assert assets.by_path[f"/{name}"].address == f"/{stem}.{digest}.{suffix}"


def test_other_files_keep_their_names_and_their_bytes(site: Site) -> None:
    root = site({"static/img/a.svg": b"\x00\xff"})

    asset = load(root, Report(), "static").by_path["/img/a.svg"]

    assert (asset.address, asset.content) == ("/img/a.svg", b"\x00\xff")


def test_the_first_folder_counts_file_by_file(site: Site) -> None:
    root = site({"one/a.txt": "1", "two/a.txt": "2", "two/b.txt": "2"})

    assets = load(root, Report(), "one", "two", "three")

    assert {path: asset.content for path, asset in assets.by_path.items()} == {
        "/a.txt": b"1",
        "/b.txt": b"2",
    }


def test_a_file_beside_a_page_is_published_at_its_own_path(site: Site) -> None:
    files = {"content/en/map.svg": "m", "content/ja/people/a.png": "a", "content/en/x.yaml": "x"}
    root = site({"content/site.yaml": TWO, **files})

    assets = load(root, Report())

    assert assets.beside == {
        "content/en/map.svg": "/map.svg",
        "content/ja/people/a.png": "/ja/people/a.png",
    }
    assert assets.by_path["/ja/people/a.png"].content == b"a"


def test_a_file_beside_a_page_may_not_take_the_address_of_a_static_one(site: Site) -> None:
    report = Report()
    root = site({"content/en/map.svg": "m", "static/map.svg": "s"})

    load(root, report, "static")

    assert said(report) == [
        "content/en/map.svg:1:1: error: /map.svg is the address of a static file too "
        "[address-taken]\n    hint: rename one of the two"
    ]


def test_a_link_that_leads_out_of_the_site_is_refused(site: Site) -> None:
    report = Report()
    root = site({"static/a.txt": "a"})
    (root / "static/b.txt").symlink_to(__file__)

    assets = load(root, report, "static")

    assert list(assets.by_path) == ["/a.txt"]
    assert said(report) == [
        "static/b.txt:1:1: error: b.txt is a link that leads out of the site [outside-folder]"
    ]


def test_the_name_of_a_style_sheet_is_left_open_in_pages_until_it_is_put_in(site: Site) -> None:
    settings = "title: L\nlanguages: {en: E}\nas_of: 2026-11-23\nbase_url: https://o.example/a/\n"
    files = {"static/css/s.css": "p {}", "static/a.svg": "", "content/site.yaml": settings}
    root = site(files)
    read = load_settings(root, Report())
    assert read is not None
    assets = load(root, Report(), "static")

    opened = assets.href("/css/s.css", read)

    digest = hashlib.sha256(b"p {}").hexdigest()[:8]
    assert digest not in opened
    assert assets.named(f"<{opened}><{opened}>", read) == f"</a/css/s.{digest}.css>" * 2
    assert assets.href("/a.svg", read) == "/a/a.svg"
    with pytest.raises(KeyError):
        assets.href("/no.css", read)


def test_the_sign_of_what_is_left_open_may_stand_in_somebodys_text(site: Site) -> None:
    root = site({"static/css/s.css": "p {}"})
    read = load_settings(root, Report())
    assert read is not None

    html = "a\x1ab\x1ac"

    assert load(root, Report(), "static").named(html, read) == html
