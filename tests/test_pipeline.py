"""The order of the stages: what stops a build, what one run shows, and what comes out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import BuildError, Report, UsageError
from explainer.pipeline import Built, Order, build, check_folder, write
from tests.conftest import HERE, SMALLEST, Site

PAGE = "---\ntitle: {title}\nsummary: About it.\n---\n{text}\n"
TWO_LANGUAGES = SMALLEST["content/site.yaml"].replace("{en: English}", "{en: English, ja: 日本語}")
GUESS = {
    "content/schema.yaml": "lakes: {depth: quantity}\n",
    "content/facts/lakes.yaml": "miru: {depth: 12, status: speculation, sources: [letter]}\n",
    "content/facts/sources.yaml": "letter: {title: A letter, publisher: Angler, type: analysis}\n",
}


def page(text: str, title: str = "A page") -> str:
    """Return a page with this text."""
    return PAGE.format(title=title, text=text)


def build_site(root: Path, **order: object) -> Built:
    """Return the site below *root*, in which nothing may be wrong."""
    report = Report()
    built = build(Order(root=root, today="2026-11-23", **order), report)  # type: ignore[arg-type]
    assert [problem for problem in report if problem.severity == "error"] == []
    return built


def told(root: Path, *, fails: bool = True) -> list[str]:
    """Return all that is said of the site below *root*, as it is shown."""
    report = Report()
    try:
        build(Order(root=root, today="2026-11-23"), report)
    except BuildError:
        assert fails
    else:
        assert not fails
    return [str(problem) for problem in report]


def test_the_smallest_site_gives_its_page_and_what_every_site_has(site: Site) -> None:
    built = build_site(site({}))

    assert built.outputs.keys() >= {"index.html", "404.html", "facts/index.html", ".nojekyll"}
    assert b"<p>Hello.</p>" in built.outputs["index.html"]


def test_a_folder_without_content_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        build(Order(root=tmp_path, today="2026-11-23"), Report())

    assert str(caught.value) == (
        f"{tmp_path} has no folder content/; name the folder of a site with --root"
    )


def test_settings_and_schema_are_read_together_before_a_build_stops(site: Site) -> None:
    root = site({"content/site.yaml": "title: Lakes\n", "content/schema.yaml": "lakes: {a: txt}\n"})

    assert told(root) == [
        "content/schema.yaml:1:12: error: "
        'there is no type "txt" [bad-type]\n'
        "    lakes: {a: txt}\n"
        "               ^\n"
        '    hint: did you mean "text"?',
        'content/site.yaml:1:1: error: site.yaml lacks "as_of" [missing-key]\n'
        "    title: Lakes\n"
        "    ^\n"
        "    hint: add as_of: 2026-11-23",
        'content/site.yaml:1:1: error: site.yaml lacks "languages" [missing-key]\n'
        "    title: Lakes\n"
        "    ^\n"
        "    hint: add languages: {en: English}",
    ]


def test_one_run_shows_what_is_wrong_in_facts_pages_links_and_templates(site: Site) -> None:
    root = site(
        {
            "content/schema.yaml": "lakes: {depth: quantity}\n",
            "content/facts/lakes.yaml": "miru: {depth: deep}\n",
            "content/en/a.md": page("{{ lakes.mirru }}"),
            "content/en/b.md": page("[c](c.md)"),
            "content/en/c.txt": "",
            "templates/macros/broken.html": "{% macro %}",
        }
    )

    rules = [line.partition("\n")[0].rpartition(" ")[2] for line in told(root)]

    assert rules == ["[unknown-fact]", "[unknown-page]", "[bad-value]", "[template]"]


def test_a_page_that_cannot_be_read_is_blamed_alone(site: Site) -> None:
    root = site(
        {"content/en/index.md": "no front matter", "content/en/a.md": page("[i](index.md)")}
    )

    assert told(root) == [
        "content/en/index.md:1:1: error: the page has no front matter [front-matter]\n"
        "    no front matter\n"
        "    ^\n"
        "    hint: begin the page with a line ---, then title: and summary:, then another line ---"
    ]


def test_a_site_without_a_start_page_is_told_so_once(site: Site) -> None:
    root = site({"content/en/a.md": page("Hello.")})
    (root / "content/en/index.md").unlink()

    assert told(root) == [
        'content/site.yaml:2:1: error: the language "en" has no start page [unknown-page]\n'
        "    languages: {en: English}\n"
        "    ^\n"
        "    hint: write content/en/index.md"
    ]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("content/en/index.html", "/index.html"),
        ("content/en/lake", "/lake"),
        ("content/en/lake/index.html", "/lake/index.html"),
        ("static/404.html", "/404.html"),
        ("static/facts/index.html", "/facts/index.html"),
    ],
)
def test_a_file_may_not_stand_where_a_page_does(site: Site, path: str, address: str) -> None:
    lake = "content/en/about.md" if path == "content/en/lake" else "content/en/other.md"
    root = site({path: "mine", "content/en/lake.md": page("Hello."), lake: page("Hello.")})

    assert told(root) == [
        f"{path}:1:1: error: {address} is the address of a page too [address-taken]\n"
        "    hint: rename one of the two"
    ]


def test_a_name_that_no_address_can_hold_is_reported(site: Site) -> None:
    root = site({"static/a\nb.txt": "", "content/en/c\x7f.md": page("Hello.")})

    assert told(root) == [
        f"{path}:1:1: error: the name holds a line end, a reserved character, or no UTF-8 "
        "[unreadable]\n"
        "    hint: rename it"
        for path in ("content/en/c\ufffd.md", "static/a\ufffdb.txt")
    ]


def test_templates_and_static_files_of_a_site_lie_over_ours(site: Site) -> None:
    root = site(
        {
            "templates/partials/footer.html": "<footer>Of our own</footer>",
            "static/css/site.css": "p { margin: 0 }",
        }
    )

    outputs = build_site(root).outputs

    assert b"<footer>Of our own</footer>" in outputs["index.html"]
    assert b'<header class="masthead">' in outputs["index.html"]
    assert [text for path, text in outputs.items() if path.endswith(".css")] == [b"p { margin: 0 }"]
    assert outputs["img/icon.svg"] == (HERE / "static/img/icon.svg").read_bytes()


def test_the_base_address_of_the_order_counts_before_that_of_the_site(site: Site) -> None:
    built = build_site(site({}), base_url="https://owner.example/name/")

    html = built.outputs["index.html"].decode()
    assert '<link rel="canonical" href="https://owner.example/name/">' in html
    assert 'href="/name/css/site.' in html


def test_the_site_is_written_into_its_folder(site: Site, tmp_path: Path) -> None:
    root = site({})
    order, built = Order(root=root, today="2026-11-23"), build_site(root)

    written = write(order, built, tmp_path / "out")

    assert written.changed == written.files == len(built.outputs) + len(built.posters)
    found: Mapping[str, bytes] = {
        path: (tmp_path / "out" / path).read_bytes() for path in built.outputs
    }
    assert found == built.outputs
    assert all((tmp_path / "out" / path).read_bytes() for path in built.posters)


@pytest.mark.parametrize(
    "name", ["content", "content/en", "templates/x", "static", ".", "..", "/", "{ours}/explainer/x"]
)
def test_no_site_is_written_among_sources(site: Site, name: str) -> None:
    root = site({})

    with pytest.raises(UsageError, match="would overlap with"):
        check_folder(Order(root=root, today="2026-11-23"), root / name.format(ours=HERE))
