"""Where pages stand in the site, and how links write it."""

import pytest

from explainer.addresses import address_of, full_address, href, output_of, slug
from explainer.errors import Report
from explainer.settings import Settings, load_settings
from tests.conftest import Site


def settings(site: Site, base_url: str = "") -> Settings:
    """Return the settings of a site in English and Japanese."""
    text = f"title: x\nlanguages: {{en: English, ja: 日本語}}\nas_of: 2026-11-23\n{base_url}\n"
    found = load_settings(site({"content/site.yaml": text}), Report())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "slugged"),
    [
        ("departures", "departures"),
        ("Our Story", "our-story"),
        ("mira_murati", "mira-murati"),
        ("a  b", "a--b"),
        ("湖の話", "湖の話"),
        ("ÉTÉ", "été"),
        ("cafe\u0301", "caf\u00e9"),
        ("v1.2", "v1.2"),
    ],
)
def test_a_name_stands_in_lower_case_with_hyphens_and_its_own_letters(
    name: str, slugged: str
) -> None:
    assert slug(name) == slugged


@pytest.mark.parametrize(
    ("key", "english", "japanese"),
    [
        ("index", "/", "/ja/"),
        ("departures", "/departures/", "/ja/departures/"),
        ("people/index", "/people/", "/ja/people/"),
        ("People/Mira_Murati", "/people/mira-murati/", "/ja/people/mira-murati/"),
        ("人々/湖", "/人々/湖/", "/ja/人々/湖/"),
        ("index/index", "/index/", "/ja/index/"),
        ("a.b", "/a.b/", "/ja/a.b/"),
    ],
)
def test_a_page_has_the_address_of_its_path(
    site: Site, key: str, english: str, japanese: str
) -> None:
    assert address_of(key, "en", settings(site)) == english
    assert address_of(key, "ja", settings(site)) == japanese


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/", "/"),
        ("/people/mira-murati/", "/people/mira-murati/"),
        ("/湖/", "/湖/"),
        ("/a?b/", "/a%3Fb/"),
        ("/a#b/", "/a%23b/"),
        ("/50%/", "/50%25/"),
        ('/"><b>/', "/%22%3E%3Cb%3E/"),
        ("/a b.svg", "/a%20b.svg"),
        ("/a&b=(c)/", "/a&b=(c)/"),
    ],
)
def test_a_link_escapes_what_means_something_in_an_address(
    site: Site, address: str, written: str
) -> None:
    assert href(address, settings(site)) == written


def test_a_link_stands_under_the_base_path(site: Site) -> None:
    under = settings(site, "base_url: https://owner.example/name/")

    assert href("/people/", under) == "/name/people/"
    assert href("/", under) == "/name/"


@pytest.mark.parametrize(
    ("address", "output"),
    [
        ("/", "index.html"),
        ("/people/", "people/index.html"),
        ("/img/map.svg", "img/map.svg"),
        ("/404.html", "404.html"),
    ],
)
def test_an_address_is_answered_by_a_file(address: str, output: str) -> None:
    assert output_of(address) == output


@pytest.mark.parametrize(
    ("base_url", "full"),
    [
        ("base_url: https://x.example", "https://x.example/a%20b/"),
        ("base_url: https://x.example/name/", "https://x.example/name/a%20b/"),
        ("", None),
    ],
)
def test_a_full_address_has_the_host_where_it_is_known(
    site: Site, base_url: str, full: str | None
) -> None:
    assert full_address("/a b/", settings(site, base_url)) == full
