"""What a preview adds to the pages of a site, and that no build adds it."""

import json
import re
from html import unescape

import pytest

from explainer.hosting import HTML, Answer
from explainer.overlay import (
    FAILED,
    Shown,
    beside_pages,
    own_file,
    previewed,
    sheets_of,
    state,
    version_of,
)
from tests.conftest import HERE
from tests.rewrite_golden import LAKES, expected
from tests.test_site import files_of

HOST = "127.0.0.1:8000"
OWN = f"{HOST}/.preview/"
SOCKET = f"ws://{HOST}"
PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    "<title>&lt;/head></title>\n</head>\n<body>\n<p>Hello.</p>\n</body>\n</html>\n"
)
PUBLISHED = "default-src 'none'; style-src 'self'; connect-src 'self'; base-uri 'none'"
SITE = {"index.html": b"start"}
HOSTILE = 'content/en/a.md:1:1: error: "</pre></section><script>x</script>" & more [unsafe-html]\n'


def page(html: str, problems: str = "", host: str = HOST) -> str:
    """Return a page as the preview gives it."""
    shown = Shown(outputs=SITE, files="12ab", problems=problems)
    found = Answer(status=200, type=HTML, body=html.encode())
    return previewed(found, shown, host, "/").body.decode()


def policy(written: str, host: str = HOST) -> dict[str, list[str]]:
    """Return the policy that a page with the policy *written* has in the preview."""
    match = re.search(r'Policy" content="([^"]*)"', page(PAGE.format(policy=written), host=host))
    assert match is not None
    parts = [part.split() for part in unescape(match[1]).split(";")]
    assert len({name for name, *_ in parts}) == len(parts)
    return {name: sources for name, *sources in parts}


def test_a_page_gets_the_script_at_the_end_of_its_head_and_nothing_else() -> None:
    html = page(PAGE.format(policy=PUBLISHED))

    version = version_of(Shown(outputs=SITE, files="12ab"), "/")
    added = (
        '<link rel="stylesheet" href="/.preview/preview.css">\n'
        '<script defer src="/.preview/preview.js" data-version="' + version + '"></script>\n'
        '<script defer src="/.preview/livereload.js?host=127.0.0.1&amp;port=8000&amp;mindelay=200'
        '&amp;maxdelay=2000"></script>\n'
    )
    assert added + "</head>\n<body>" in html
    without = re.sub('content="default-src[^"]*"', f'content="{PUBLISHED}"', html)
    assert without.replace(added, "") == PAGE.format(policy=PUBLISHED)


def test_a_page_may_do_no_more_than_where_it_is_published_but_for_the_preview() -> None:
    assert policy(PUBLISHED) == {
        "default-src": ["'none'"],
        "script-src": [OWN],
        "style-src": ["'self'", OWN],
        "connect-src": ["'self'", SOCKET],
        "base-uri": ["'none'"],
    }


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        (
            "default-src 'self'",
            {
                "script-src": ["'self'", OWN],
                "style-src": ["'self'", OWN],
                "connect-src": ["'self'", SOCKET],
            },
        ),
        ("script-src 'none'", {"script-src": [OWN]}),
        ("SCRIPT-SRC 'None'; ;", {"script-src": [OWN]}),
        ("script-src 'self'; script-src *", {"script-src": ["'self'", OWN]}),
        ("img-src 'self'", {}),
        ("", {}),
    ],
)
def test_any_policy_is_widened_by_the_same(written: str, changed: dict[str, list[str]]) -> None:
    found = policy(written) if written else {}

    assert {name: found.get(name) for name in changed} == changed
    assert "script-src" not in found or "script-src" in changed


def test_an_address_in_brackets_has_no_place_in_a_policy() -> None:
    assert policy(PUBLISHED, "[::1]:8000")["script-src"] == ["'self'"]


@pytest.mark.parametrize("html", ["<p>No head.", "", "<HEAD></HEAD><BODY></BODY>"])
def test_a_page_of_any_shape_reloads_and_shows_what_is_wrong(html: str) -> None:
    found = page(html, "1 error to mend\n")

    assert found.count('src="/.preview/preview.js"') == 1
    assert found.count("<pre>1 error to mend\n</pre>") == 1


def test_a_page_that_is_no_utf_8_keeps_its_bytes() -> None:
    latin = Answer(status=200, type=HTML, body=b"<p>caf\xe9</p>")

    assert b"<p>caf\xe9</p>" in previewed(latin, Shown(outputs=SITE), HOST, "/").body


@pytest.mark.parametrize(
    "found",
    [
        Answer(status=200, type="text/css; charset=utf-8", body=b"</head>"),
        Answer(status=301, type=HTML, location="/lakes/"),
    ],
    ids=["sheet", "elsewhere"],
)
def test_what_is_no_page_is_handed_on_as_it_is(found: Answer) -> None:
    assert previewed(found, Shown(outputs=SITE, problems="x"), HOST, "/") == found


def test_what_is_wrong_is_text_whatever_it_holds() -> None:
    html = page(PAGE.format(policy=PUBLISHED), HOSTILE)

    shown = html.partition("<pre>")[2].partition("</pre>")[0]
    assert unescape(shown) == HOSTILE
    assert "<script>" not in html
    assert html.endswith("</section>\n</body>\n</html>\n")


def test_until_there_is_a_site_what_is_wrong_stands_at_every_address() -> None:
    found = previewed(Answer(status=404), Shown(problems=HOSTILE), HOST, "/")

    assert (found.status, found.type) == (FAILED, HTML)
    assert "&lt;script&gt;" in found.body.decode()
    assert f"script-src {OWN}" in found.body.decode()
    assert 'data-version=""' in found.body.decode()


def test_the_state_tells_a_page_all_that_it_would_be_made_from() -> None:
    shown = Shown(
        outputs=SITE,
        base_path="/%E6%B9%96/",
        sheets={"css/site": "css/site.0123abcd.css"},
        problems="<b>",
    )

    told = json.loads(state(shown, "/%E6%B9%96/").body)

    assert told["version"] == version_of(shown, "/湖/")
    assert told["sheets"] == {"/湖/css/site": "/湖/css/site.0123abcd.css"}
    assert "<pre>&lt;b&gt;</pre>" in told["problems"]
    assert json.loads(state(Shown(outputs=SITE), "/").body)["problems"] == ""


SHEET = {"css/site.0123abcd.css": b"p {}", "js/a.0123abcd.js": b"", "b.css": b"b {}"}


def version(outputs: dict[str, bytes], path: str = "/") -> str:
    """Return the version of a page."""
    sheets, data = sheets_of(outputs), ("facts.json", "search/index.json")
    files = beside_pages(outputs, {*data, *sheets.values()})
    shown = Shown(outputs=outputs, sheets=sheets, files=files)
    return version_of(shown, path)


def test_only_style_sheets_with_a_hash_change_in_place() -> None:
    assert sheets_of(SHEET) == {"css/site": "css/site.0123abcd.css"}


def test_another_style_sheet_is_no_other_version() -> None:
    before = {**SHEET, "index.html": b'<link href="/css/site.0123abcd.css">'}
    after = {
        "css/site.4567cdef.css": b"p {color: red}",
        "js/a.0123abcd.js": b"",
        "b.css": b"b {}",
        "index.html": b'<link href="/css/site.4567cdef.css">',
    }

    assert version(before) == version(after)


@pytest.mark.parametrize(
    "change",
    [
        {"index.html": b"other"},
        {"b.css": b"b {color: red}"},
        {"js/b.0123abcd.js": b""},
        {"map.json": b"{}"},
        {"index.html": b'<link href="/css/site.99999999.css">'},
    ],
    ids=["page", "sheet without a hash", "script", "file of the author", "another link"],
)
def test_what_a_page_may_show_makes_another_version(change: dict[str, bytes]) -> None:
    site = {**SHEET, "index.html": b'<link href="/css/site.0123abcd.css">'}

    assert version({**site, **change}) != version(site)


@pytest.mark.parametrize("path", ["other/index.html", "facts.json", "search/index.json"])
def test_what_no_reader_of_the_page_sees_does_not(path: str) -> None:
    site = {**SHEET, "index.html": b"a", "404.html": b"none"}

    assert version({**site, path: b"{}"}) == version(site)


def test_the_search_page_is_another_when_its_index_is() -> None:
    site = {"search/index.html": b"a", "search/index.json": b"[]"}

    assert version({**site, "search/index.json": b"[1]"}, "/search/") != version(site, "/search/")


def test_an_address_at_which_nothing_stands_is_another_when_something_does() -> None:
    site = {"index.html": b"a", "404.html": b"none"}

    assert version({**site, "late/index.html": b"b"}, "/late/") != version(site, "/late/")


def test_the_preview_has_its_own_files_and_no_others() -> None:
    assert own_file("/.preview/preview.js").status == 200
    assert own_file("/.preview/preview.css").type == "text/css; charset=utf-8"
    for name in ("", "other.js", "../overlay.py", "../browser/preview.js", "%2e%2e/overlay.py"):
        assert own_file(f"/.preview/{name}").status == 404


def test_nothing_of_the_preview_is_ever_published() -> None:
    published = files_of(expected(LAKES))

    assert len(published) > 20
    for path, content in published.items():
        for trace in (b".preview", b"explainer-preview", b"livereload", b"ws://"):
            assert trace not in content, path
    shipped = [*(HERE / "templates").rglob("*"), *(HERE / "static").rglob("*")]
    assert not any("preview" in path.name or "livereload" in path.name for path in shipped)
