"""What authors link to, and which links lead nowhere; seen in the pages that hold them."""

from pathlib import Path

import pytest

from tests.bench import PERSON, first_lines, page, problems

HERE = "\n\n## Here it is\n"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("index.md", "/sub/"),
        ("./index.md", "/sub/"),
        ("../en/index.md", "/sub/"),
        ("p.md", "/sub/p/"),
        ("#here-it-is", "#here-it-is"),
        ("p.md#here-it-is", "/sub/p/#here-it-is"),
        ("?a=1", "/sub/p/?a=1"),
        ("index.md?a=1&b=2", "/sub/?a=1&amp;b=2"),
        ("map.svg", "/sub/map.svg"),
        ("map.svg#layer", "/sub/map.svg#layer"),
        ("%6Dap.svg", "/sub/map.svg"),
        ("/", "/sub/"),
        ("/p/", "/sub/p/"),
        ("/p", "/sub/p/"),
        ("/facts/", "/sub/facts/"),
        ("/people/ann/", "/sub/people/ann/"),
        ("/img/a.svg", "/sub/img/a.svg"),
        ("{{ people.ann.url }}", "/sub/people/ann/"),
        ("https://x.example/?a=1", "https://x.example/?a=1"),
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("tel:+4412345", "tel:+4412345"),
    ],
)
def test_a_link_becomes_an_address_of_the_site(tmp_path: Path, link: str, address: str) -> None:
    html = page(tmp_path, f"[x]({link}){HERE}", files=PERSON)

    assert html.startswith(f'<p><a href="{address}">x</a></p>')


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("indx.md", 'there is no page "indx.md" [unknown-page]', 'did you mean "index.md"?'),
        ("index", '"index" is no file [unknown-page]', "links go to source files: index.md"),
        ("map.png", 'there is no file "map.png" [unknown-asset]', 'did you mean "map.svg"?'),
        ("/po/", 'no page has the address "/po/" [unknown-page]', 'did you mean "/p/"?'),
        ("/a.svg", 'there is no file "/a.svg" [unknown-asset]', 'did you mean "/map.svg"?'),
        (
            "draft.md",
            '"draft.md" is a draft and will not be there [link-to-draft]',
            "build with --drafts to see it",
        ),
        (
            "people/person.md",
            '"people/person.md" makes a page per record and is none itself [unknown-page]',
            "print the record instead: {{ people.… }}",
        ),
        ("", "the address is empty [unknown-page]", "write where it leads"),
        (
            "../../site.yaml",
            '"../../site.yaml" leaves the content of the site [outside-folder]',
            "",
        ),
        ("%2e%2e/%2e%2e/x", '"../../x" leaves the content of the site [outside-folder]', ""),
        ("#nowhere", '/p/ has no place called "nowhere" [broken-anchor]', ""),
        ("index.md#nowhere", '/ has no place called "nowhere" [broken-anchor]', ""),
        ("ftp://x.example", 'a link may not lead to "ftp:" [unsafe-link]', "use https:"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_what_may_be_meant(
    tmp_path: Path, link: str, message: str, hint: str
) -> None:
    found = problems(tmp_path, f"See [x]({link}).", files=PERSON)

    lines = [f"5:9: error: {message}", f"    See [x]({link}).", "            ^"]
    assert found == ["\n".join([*lines, *([f"    hint: {hint}"] if hint else [])])]


@pytest.mark.parametrize(
    "html",
    [
        "[x](javascript:alert(1))",
        "[x](JavaScript:x)",
        "[x](<javascript:x y>)",
        "[x][y]\n\n[y]: javascript:x",
        "<a href='java\nscript:x'>x</a>",
        "<a href='java\tscript:x'>x</a>",
        "<a href='&#106;avascript:x'>x</a>",
        "<a href='&#x1;javascript:x'>x</a>",
        "<a href='javascript&colon;x'>x</a>",
        "<p><a href=javascript:x=1>x</a></p>",
        "<A HREF='JAVASCRIPT:x'>x</A>",
        "<svg><a xlink:href='javascript:x'><text>x</text></a></svg>",
        "[x](p.md){: href='javascript:x' }",
        "<button formaction='javascript:x'>x</button>",
        "[x](data:text/html,x)",
        "[x](vbscript:x)",
        "[x](//x.example/)",
        "[x](\\\\\\\\x.example)",
        "<a href='/\\x.example'>x</a>",
        "<a href='/\t/x.example'>x</a>",
        "<img src='//x.example/a.png' alt='x'>",
    ],
)
def test_an_unsafe_link_is_found_in_every_disguise(tmp_path: Path, html: str) -> None:
    (found,) = first_lines(problems(tmp_path, html))

    assert found.endswith("[unsafe-link]")


@pytest.mark.parametrize(
    "html",
    [
        "![x](https://x.example/a.png)",
        "<img srcset='/img/a.svg 1x, https://x.example/a.png 2x' src='/img/a.svg' alt='x'>",
        "<video poster='https://x.example/a.png'></video>",
        "<audio src='http://x.example/a.mp3'></audio>",
        "<svg><image href='https://x.example/a.png'/></svg>",
        "<svg><use xlink:href='https://x.example/a.svg#b'/></svg>",
        "<input type='image' src='https://x.example/a.png' alt='x'>",
        "<a href='/' ping='https://x.example/'>x</a>",
        "<svg><rect fill='url(https://x.example/a.svg#b)'/></svg>",
    ],
)
def test_nothing_is_loaded_from_another_host(tmp_path: Path, html: str) -> None:
    (found,) = first_lines(problems(tmp_path, html))

    assert found.endswith("[other-host]")


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("![x]()", "the address is empty"),
        ("![x](index.md)", '"index.md" is a page and cannot be shown as a picture'),
    ],
)
def test_a_picture_is_a_file(tmp_path: Path, html: str, message: str) -> None:
    assert first_lines(problems(tmp_path, html)) == [f"5:6: error: {message} [unknown-asset]"]


def test_the_place_is_that_of_the_link_even_where_the_text_names_the_same_file(
    tmp_path: Path,
) -> None:
    found = problems(tmp_path, "Of a.md: [x](a.md) and [y](a.md).")

    assert first_lines(found) == [
        '5:14: error: there is no page "a.md" [unknown-page]',
        '5:28: error: there is no page "a.md" [unknown-page]',
    ]


def test_links_work_at_a_root_as_well(tmp_path: Path) -> None:
    root = {"content/site.yaml": "title: L\nlanguages: {en: English}\nas_of: 2026-11-23\n"}

    found = problems(tmp_path, "[x](index.md)", files=root)

    assert [one for one in found if "[no-base-url]" not in one] == []


def test_links_of_another_language_begin_in_its_folder(tmp_path: Path) -> None:
    site = "title: L\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
    front = "---\ntitle: 題\nsummary: 要約。\n---\n"
    files = {
        "content/site.yaml": site + "base_url: https://lakes.example/sub/\n",
        "content/strings/ja.yaml": "units: {people: '{n}人'}\n"
        "choices: {events: {how: {quiet: 静か, loud: 騒々しい}}}\n",
        "content/ja/index.md": f"{front}[p](p.md) [en](../en/p.md)\n",
        "content/ja/p.md": f"{front}本文\n",
        "content/facts/terms.yaml": "cap: {term: {en: a, ja: b}, definition: {en: a, ja: b}}\n",
    }

    found = problems(tmp_path, "[x](../ja/p.md)", files=files)

    assert [one for one in found if "[edition-lacks-link]" not in one] == []
