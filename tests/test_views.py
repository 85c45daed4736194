"""What a layout is told: the menu, translations, addresses, and what is said where it fails."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import HERE, SMALLEST, Site

BASE = "base_url: https://owner.example/name/\n"
BILINGUAL = (
    SMALLEST["content/site.yaml"]
    .replace("{en: English}", "{en: English, ja: 日本語}")
    .replace("base_url: https://lakes.example/\n", BASE)
)
# Layouts of a site's own, each of which prints one thing.
MENU = (
    "{% for entry in menu %}[{{ entry.title }} {{ entry.url }}{{ '!' if entry.current }}]"
    "{% endfor %}"
)
OTHERS = (
    "{% for one in page.translations %}"
    "[{{ one.code }} {{ one.name }} {{ one.url }} {{ one.full }}{{ '!' if one.current }}]"
    "{% endfor %}"
)


def page(text: str = "Hello.", **front: object) -> str:
    """Return a page with this text and front matter."""
    keys = {"title": "A page", "summary": "About it.", **front}
    return "".join(["---\n", *(f"{key}: {value}\n" for key, value in keys.items()), "---\n", text])


def printed(root: Path) -> Mapping[str, str]:
    """Return the pages of the site below *root* by their addresses."""
    outputs = build(Order(root=root, today="2026-11-23"), Report()).outputs
    return {
        f"/{path.removesuffix('index.html')}": html.decode()
        for path, html in outputs.items()
        if path.endswith(".html")
    }


def told(root: Path) -> list[str]:
    """Return what is said of the site below *root*, which does not build."""
    report = Report()
    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)
    return [str(problem) for problem in report]


def switch(html: str) -> list[str]:
    """Return the links to other languages in a page."""
    return re.findall(r"<a [^>]*hreflang=[^>]*>[^<]*</a>", html)


def alternates(html: str) -> list[tuple[str, str]]:
    """Return the languages that a page names in its head, with the addresses."""
    return re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)


def test_the_menu_has_pages_by_order_and_then_by_title(site: Site) -> None:
    root = site(
        {
            "content/en/index.md": page(title="Start", nav="Home", layout="menu"),
            "content/en/b.md": page(title="Beta"),
            "content/en/a.md": page(title="Alpha"),
            "content/en/last.md": page(title="First by order", order=1),
            "content/en/people/index.md": page(title="People"),
            "content/en/people/deep.md": page(title="Deep"),
            "templates/layouts/menu.html": MENU,
        }
    )

    assert printed(root)["/"] == (
        "[First by order /last/][Alpha /a/][Beta /b/][Home /!][People /people/]"
    )


def test_the_menu_of_the_settings_counts_before_all_order(site: Site) -> None:
    root = site(
        {
            "content/site.yaml": BILINGUAL + "nav: [people/index, index]\n",
            "content/en/index.md": page(title="Start", layout="menu"),
            "content/ja/index.md": page(title="始め", layout="menu"),
            "content/en/people/index.md": page(title="People"),
            "templates/layouts/menu.html": MENU,
        }
    )

    pages = printed(root)

    assert pages["/"] == "[People /name/people/][Start /name/!]"
    assert pages["/ja/"] == "[始め /name/ja/!]"


def test_a_page_knows_its_translations_and_where_they_are_hosted(site: Site) -> None:
    root = site(
        {
            "content/site.yaml": BILINGUAL,
            "content/en/index.md": page(layout="others"),
            "content/ja/index.md": page(layout="others"),
            "content/en/alone.md": page(layout="others"),
            "templates/layouts/others.html": OTHERS,
        }
    )

    pages = printed(root)

    english = "[en English /name/ https://owner.example/name/{}]"
    japanese = "[ja 日本語 /name/ja/ https://owner.example/name/ja/{}]"
    assert pages["/"] == english.format("!") + japanese.format("")
    assert pages["/ja/"] == english.format("") + japanese.format("!")
    assert pages["/alone/"] == "[en English /name/alone/ https://owner.example/name/alone/!]"


def test_a_page_without_a_twin_leads_to_the_start_page_and_says_so(site: Site) -> None:
    root = site(
        {
            "content/site.yaml": BILINGUAL.replace("日本語}", "日本語, de: Deutsch}"),
            "content/strings/de.yaml": (HERE / "explainer/words/en.yaml").read_text("utf-8"),
            "content/en/alone.md": page(),
            "content/ja/index.md": page(),
            "content/ja/only.md": page(),
        }
    )

    pages = printed(root)

    # German has no pages at all, and nothing leads there.
    assert switch(pages["/alone/"]) == [
        '<a href="/name/ja/" lang="ja" hreflang="ja">日本語: 最初のページへ</a>'
    ]
    assert switch(pages["/ja/only/"]) == [
        '<a href="/name/" lang="en" hreflang="en">English: To the start page</a>'
    ]
    assert switch(pages["/"]) == ['<a href="/name/ja/" lang="ja" hreflang="ja">日本語</a>']
    assert alternates(pages["/alone/"]) == []


def test_twins_name_each_other_and_the_first_language_is_the_default(site: Site) -> None:
    root = site(
        {
            "content/site.yaml": BILINGUAL.replace("日本語}", "日本語, en_GB: British}"),
            "content/ja/index.md": page(),
            "content/en_GB/index.md": page(),
            "content/ja/two.md": page(),
            "content/en_GB/two.md": page(),
        }
    )

    pages = printed(root)
    home = "https://owner.example/name/"

    assert alternates(pages["/"]) == alternates(pages["/ja/"]) == alternates(pages["/en_GB/"])
    assert alternates(pages["/"]) == [
        ("en", home),
        ("ja", f"{home}ja/"),
        ("en-GB", f"{home}en_GB/"),
        ("x-default", home),
    ]
    assert alternates(pages["/ja/two/"]) == alternates(pages["/en_GB/two/"])
    assert alternates(pages["/ja/two/"]) == [
        ("ja", f"{home}ja/two/"),
        ("en-GB", f"{home}en_GB/two/"),
        ("x-default", f"{home}ja/two/"),
    ]
    assert '<html lang="en-GB">' in pages["/en_GB/two/"]
    for name in ("facts", "search"):
        assert [code for code, _ in alternates(pages[f"/{name}/"])] == [
            "en",
            "ja",
            "en-GB",
            "x-default",
        ]


def test_a_language_from_right_to_left_says_so(site: Site) -> None:
    words = (HERE / "explainer/words/en.yaml").read_text("utf-8")
    root = site(
        {
            "content/site.yaml": BILINGUAL.replace("ja: 日本語", "ar: العربية"),
            "content/strings/ar.yaml": words,
            "content/ar/index.md": page(),
        }
    )

    pages = printed(root)

    assert '<html lang="ar" dir="rtl">' in pages["/ar/"]
    assert '<html lang="en">' in pages["/"]
    assert '<section lang="ar" dir="rtl">' in pages["/404.html"]


def test_the_ledger_is_there_in_each_language(site: Site) -> None:
    root = site(
        {
            "content/site.yaml": BILINGUAL,
            "content/ja/index.md": page(),
            "templates/layouts/ledger.html": OTHERS,
        }
    )

    pages = printed(root)

    assert pages["/ja/facts/"] == (
        "[en English /name/facts/ https://owner.example/name/facts/]"
        "[ja 日本語 /name/ja/facts/ https://owner.example/name/ja/facts/!]"
    )


def test_without_a_base_address_no_full_address_is_written(site: Site) -> None:
    settings = BILINGUAL.replace(BASE, "")
    root = site({"content/site.yaml": settings, "content/ja/index.md": page()})

    html = printed(root)["/ja/"]

    assert '<a href="/" lang="en" hreflang="en">English</a>' in html
    assert re.findall(r'rel="(?:canonical|alternate)"', html) == []
    assert "None" not in html


def test_the_page_that_is_not_there_speaks_every_language_that_has_pages(site: Site) -> None:
    root = site({"content/site.yaml": BILINGUAL, "content/ja/index.md": page()})

    html = printed(root)["/404.html"]

    assert re.findall(r'<section lang="(\w+)">', html) == ["en", "ja"]
    assert re.findall(r'<a href="([^"]+)" hreflang="(\w+)">', html) == [
        ("/name/", "en"),
        ("/name/search/", "en"),
        ("/name/ja/", "ja"),
        ("/name/ja/search/", "ja"),
    ]


def test_a_page_leads_to_its_source_where_the_settings_name_a_repository(site: Site) -> None:
    settings = SMALLEST["content/site.yaml"] + "repository: https://code.example/lakes/\n"
    root = site(
        {
            "content/site.yaml": settings,
            "content/en/index.md": page(layout="edit"),
            "templates/layouts/edit.html": "{{ page.edit_url }}",
        }
    )

    assert printed(root)["/"] == "https://code.example/lakes/edit/HEAD/content/en/index.md"


def test_a_page_bears_its_own_day_and_else_that_of_the_site(site: Site) -> None:
    root = site(
        {
            "content/en/index.md": page(layout="day"),
            "content/en/old.md": page(layout="day", date="2020-02"),
            "templates/layouts/day.html": "{{ page.date }}",
        }
    )

    pages = printed(root)

    assert (pages["/"], pages["/old/"]) == ("November 23, 2026", "February 2020")


def test_titles_and_summaries_are_escaped_once(site: Site) -> None:
    root = site({"content/en/index.md": page(title="'Fish & <chips>'", summary="'\"R&D\"'")})

    html = printed(root)["/"]

    assert "<h1>Fish &amp; &lt;chips&gt;</h1>" in html
    assert '<meta name="description" content="&#34;R&amp;D&#34;">' in html


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("{{ url('/a b/?x=ü') }}", "/name/a%20b/%3Fx=ü"),
        ("{{ asset('css/mine.css') }}", "/name/css/mine.a7a0c5b5.css"),
        ("{{ asset('/img/mine.svg') }}", "/name/img/mine.svg"),
        ("{{ home }}", "/name/"),
        ("{{ record is none }}", "True"),
        ("{{ site.title }} {{ site.as_of }} {{ language.code }}", "Lakes November 23, 2026 en"),
    ],
)
def test_a_layout_has_functions_for_addresses(site: Site, template: str, place: str) -> None:
    root = site(
        {
            "content/site.yaml": SMALLEST["content/site.yaml"].replace(
                "lakes.example/", "x.y/name"
            ),
            "content/en/index.md": page(layout="mine"),
            "static/css/mine.css": "",
            "static/img/mine.svg": "",
            "templates/layouts/mine.html": template,
        }
    )

    assert re.sub(r"mine\.\w{8}", "mine.a7a0c5b5", printed(root)["/"]) == place


def test_a_layout_that_is_not_there_is_shown_where_it_is_asked_for(site: Site) -> None:
    root = site({"content/en/index.md": page(layout="pgae")})

    assert told(root) == [
        'content/en/index.md:4:9: error: there is no layout "pgae" [unknown-layout]\n'
        "    layout: pgae\n"
        "            ^\n"
        '    hint: did you mean "page"?'
    ]


@pytest.mark.parametrize(
    ("template", "line", "column", "message"),
    [
        ("\n{{ nothing }}", 2, 4, 'there is nothing called "nothing" here'),
        ("<p>\n  {% if %}", 2, 3, "Expected an expression, got 'end of statement block'"),
        ("{{ page.nothing }}", 1, 9, 'there is nothing called "nothing" here'),
        ("{{ asset('no.css') }}", 1, 11, 'there is no static file "no.css"'),
        ('{% include "no.html" %}', 1, 13, 'there is no template "no.html"'),
        ("{{ 1 / 0 }}", 1, 1, "division by zero (ZeroDivisionError)"),
    ],
)
def test_a_layout_that_fails_is_shown_where_it_does(
    site: Site, template: str, line: int, column: int, message: str
) -> None:
    root = site(
        {"content/en/index.md": page(layout="mine"), "templates/layouts/mine.html": template}
    )

    (problem,) = told(root)

    assert problem.splitlines()[0] == (
        f"templates/layouts/mine.html:{line}:{column}: error: "
        f"the template fails: {message} [template]"
    )


def test_a_template_that_is_no_text_is_reported(site: Site) -> None:
    root = site({"templates/macros/mine.html": b"\xff"})

    (problem,) = told(root)

    assert problem.startswith("templates/macros/mine.html:1:1: error: the template fails: ")


def test_what_no_menu_shows_is_reached_from_the_foot_of_each_page(site: Site) -> None:
    layout = MENU + " / " + MENU.replace("in menu", "in more")
    root = site(
        {
            "content/site.yaml": SMALLEST["content/site.yaml"] + "nav: [b]\n",
            "content/en/a.md": page(title="Alpha", layout="both"),
            "content/en/b.md": page(title="Beta"),
            "content/en/facts.md": page(title="Everything", nav="All"),
            "content/en/people/index.md": page(title="People"),
            "content/en/people/deep.md": page(title="Deep"),
            "content/en/search.md": page(title="Search"),
            "templates/layouts/both.html": layout,
        }
    )

    assert printed(root)["/a/"] == (
        "[Beta /b/] / [Alpha /a/!][People /people/][All /facts/][Changes /changes/]"
    )


def test_of_very_many_pages_each_leads_to_one_list_of_all(site: Site) -> None:
    layout = MENU + " / " + MENU.replace("in menu", "in more")
    many = {f"content/en/p{number}.md": page(title=f"Page {number}") for number in range(41)}
    root = site(
        {
            "content/site.yaml": SMALLEST["content/site.yaml"] + "nav: [b]\n",
            "content/en/index.md": page(title="Start", layout="both"),
            "content/en/b.md": page(title="Beta"),
            "templates/layouts/both.html": layout,
            **many,
        }
    )

    foot = "[All pages /search/#all-pages][All facts /facts/][Changes /changes/]"
    assert printed(root)["/"] == f"[Beta /b/] / {foot}"
    listed = printed(root)["/search/"].partition(' id="all-pages"')[2]
    for path in ("/b/", *(f"/p{number}/" for number in range(41))):
        assert f'<li><a href="{path}">' in listed


def test_a_menu_of_very_many_pages_has_those_with_a_place_in_it(site: Site) -> None:
    many = {f"content/en/p{number}.md": page(title=f"Page {number}") for number in range(39)}
    root = site(
        {
            "content/en/index.md": page(title="Start", layout="menu"),
            "content/en/first.md": page(title="First", order=1),
            "content/en/second.md": page(title="Second", order=2),
            "templates/layouts/menu.html": MENU,
            **many,
        }
    )

    assert printed(root)["/"] == "[First /first/][Second /second/]"
