"""The answers for addresses, which are those of GitHub Pages."""

import pytest

from explainer.hosting import TYPES, answer, type_of

SITE = {
    "index.html": b"start",
    "404.html": b"not here",
    "lakes/index.html": b"lakes",
    "lakes/miru/index.html": b"miru",
    "lakes/depths.csv": b"a,b",
    "about.html": b"about",
    "only/deep/file.txt": b"deep",
    "見出し/index.html": "日本".encode(),
    "a b.txt": b"spaced",
}


def told(path: str, query: str = "", base: str = "/aoyama/") -> tuple[int, str]:
    """Return the status of an answer, and where it leads or what it holds."""
    found = answer(SITE, base, path, query)
    return found.status, found.location or found.body.decode()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", (200, "start")),
        ("index.html", (200, "start")),
        ("lakes/", (200, "lakes")),
        ("lakes/miru/", (200, "miru")),
        ("lakes/miru/index.html", (200, "miru")),
        ("lakes/depths.csv", (200, "a,b")),
        ("about", (200, "about")),
        ("about.html", (200, "about")),
        ("about/", (404, "not here")),
        ("a%20b.txt", (200, "spaced")),
        ("%E8%A6%8B%E5%87%BA%E3%81%97/", (200, "日本")),
        ("見出し/", (200, "日本")),
        ("lakes%2Fmiru/", (200, "miru")),
        ("lakes", (301, "/aoyama/lakes/")),
        ("lakes/miru", (301, "/aoyama/lakes/miru/")),
        ("%E8%A6%8B%E5%87%BA%E3%81%97", (301, "/aoyama/%E8%A6%8B%E5%87%BA%E3%81%97/")),
        ("見出し", (301, "/aoyama/%E8%A6%8B%E5%87%BA%E3%81%97/")),
        ("only/deep", (301, "/aoyama/only/deep/")),
        ("only/deep/", (404, "not here")),
        ("Lakes/", (404, "not here")),
        ("404", (200, "not here")),
        ("no/such/page/", (404, "not here")),
    ],
)
def test_an_address_of_the_site_is_answered_as_pages_does(
    path: str, expected: tuple[int, str]
) -> None:
    assert told(f"/aoyama/{path}") == expected
    assert told(f"/{path}", base="/") == (expected[0], expected[1].replace("/aoyama", ""))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", (302, "/some/base/")),
        ("/some", (302, "/some/base/")),
        ("/some/", (302, "/some/base/")),
        ("/some/base", (302, "/some/base/")),
        ("/some/base/", (200, "start")),
        ("/some/bases/", (404, "not here")),
        ("/lakes/", (404, "not here")),
        ("/so", (404, "not here")),
        ("*", (404, "not here")),
        ("", (404, "not here")),
    ],
)
def test_what_stands_above_the_site_leads_to_it(path: str, expected: tuple[int, str]) -> None:
    assert told(path, base="/some/base/") == expected


def test_a_question_goes_along() -> None:
    assert told("/lakes", "q=a&b=é", base="/") == (301, "/lakes/?q=a&b=%C3%A9")
    assert told("/", "q", base="/a/") == (302, "/a/?q")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%252e%252e/secret",
        "/lakes/../../secret",
        "/lakes/..",
        "/lakes/%2e%2e/index.html",
        "/./index.html",
        "//index.html",
        "//evil.example/",
        "//evil.example",
        "/\\..\\secret",
        "/%5c..%5csecret",
        "/index.html%00",
        "/%00",
        "/index.html/",
        "/etc/passwd",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/%ff%fe",
        "/%",
        "/%zz",
        "http://evil.example/",
        "file:///etc/passwd",
        "/" + "a/" * 5000,
    ],
)
def test_nothing_but_the_files_of_the_site_can_be_asked_for(path: str) -> None:
    assert told(path, base="/") == (404, "not here")
    assert told(f"/aoyama{path}") == (404, "not here")


def test_a_site_without_a_page_for_that_says_nothing_at_all() -> None:
    found = answer({}, "/", "/")

    assert (found.status, found.body) == (404, b"")


def test_a_type_goes_by_the_end_of_the_name() -> None:
    assert type_of("css/site.1a2b3c4d.css") == "text/css; charset=utf-8"
    assert type_of("A.SVG") == "image/svg+xml"
    assert type_of("feed.xml") == "application/xml"
    assert type_of(".nojekyll") == type_of("a.b/c") == "application/octet-stream"
    assert all(suffix == suffix.lower() for suffix in TYPES)
