"""What must hold of a whole site, as the author is told of it."""

from collections.abc import Mapping

import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import HERE, SMALLEST, Site

SITE = SMALLEST["content/site.yaml"]
TWO_LANGUAGES = SITE.replace("{en: English}", "{en: English, ja: 日本語}")
SCHEMA = """
lakes: {depth: quantity, name: text?, mapped_by: sources?, seen_in: list(sources)?}
"""
SOURCES = """
survey: {title: Survey, publisher: Office, type: primary, lines: 20}
press: {title: Report, publisher: Daily, type: news}
"""
HELD = "depth: 346, status: claimed, sources: [press]"


def page(text: str = "Text.", more: str = "") -> str:
    """Return a page with this text, whose front matter has *more* from line 4 on."""
    return f"---\ntitle: A page\nsummary: About it.\n{more}---\n{text}\n"


def told(site: Site, files: Mapping[str, str], *, today: str = "2026-11-23") -> list[str]:
    """Return what is said of a site with *files*, whose names count from content/."""
    root = site({f"content/{name}": text for name, text in files.items()})
    report = Report()
    try:
        build(Order(root=root, today=today), report)
    except BuildError:
        assert report.failed
    return [str(problem).removeprefix("content/") for problem in report]


# --- the menu ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "files", "problem"),
    [
        (
            "people",
            {"en/people/index.md": page()},
            'site.yaml:5:14: error: the menu has no page "people" [unknown-page]\n'
            '    nav: [index, people]\n                 ^\n    hint: did you mean "people/index"?',
        ),
        (
            "later",
            {"en/later.md": page(more="draft: true\n")},
            'site.yaml:5:14: error: the menu leads to "later", which is a draft [link-to-draft]\n'
            "    nav: [index, later]\n                 ^",
        ),
        (
            "person",
            {"en/person.md": page(more="each: sources\n")},
            'site.yaml:5:14: error: the menu has no page "person" [unknown-page]\n'
            "    nav: [index, person]\n                 ^\n    hint: there are: index",
        ),
    ],
)
def test_an_entry_of_the_menu_is_a_page(
    site: Site, entry: str, files: Mapping[str, str], problem: str
) -> None:
    assert told(site, {"site.yaml": f"{SITE}nav: [index, {entry}]\n", **files}) == [problem]


def test_the_menu_is_in_order_where_it_names_pages(site: Site) -> None:
    files = {"site.yaml": f"{SITE}nav: [people/index, index]\n", "en/people/index.md": page()}

    assert told(site, files) == []


def test_a_page_of_the_menu_that_cannot_be_read_is_one_error(site: Site) -> None:
    (problem,) = told(site, {"site.yaml": f"{SITE}nav: [index, a]\n", "en/a.md": "Text.\n"})

    assert problem.startswith("en/a.md:1:1: error: the page has no front matter [front-matter]")


# --- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    ["[x](#the-depth)", "[x](b.md#named)", "[x](b.md#深さ)", "[x](/b/#named)", "[x](map.svg#any)"],
)
def test_a_link_to_a_place_that_is_there_is_in_order(site: Site, link: str) -> None:
    files = {
        "en/a.md": page(f"## The depth\n\n{link}"),
        "en/b.md": page("## Depth {#named}\n\n## 深さ"),
        "en/map.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }

    assert told(site, files) == []


def test_a_link_to_a_place_that_is_not_there_is_shown_where_it_stands(site: Site) -> None:
    files = {"en/a.md": page("See [there](b.md#depht)."), "en/b.md": page("## Depth")}

    assert told(site, files) == [
        'en/a.md:5:13: error: /b/ has no place called "depht" [broken-anchor]\n'
        '    See [there](b.md#depht).\n                ^\n    hint: did you mean "depth"?'
    ]


def test_what_only_looks_like_an_attribute_is_neither_link_nor_place(site: Site) -> None:
    code = 'Write `<a href="/nowhere/">` or `<p id="place">`, as in src="/nothing.png".'

    (problem,) = told(site, {"en/a.md": page(f"{code}\n\n[x](#place)")})

    assert problem.startswith('en/a.md:7:5: error: /a/ has no place called "place" [broken-anchor]')


def test_a_link_that_a_template_makes_leads_to_a_file_of_the_site(site: Site) -> None:
    root = site({"templates/partials/footer.html": '<a href="/nowhere/?q#x">x</a>\n'})
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)

    found = [str(problem) for problem in report if problem.at.path == "content/en/index.md"]
    assert found == [
        'content/en/index.md:1:1: error: the finished page links to "/nowhere/?q#x", '
        "which is not there [unknown-page]\n    ---\n    ^"
    ]


def test_a_link_that_leaves_the_base_path_leads_nowhere(site: Site) -> None:
    text = SITE.replace("lakes.example/", "owner.example/lakes/")
    footer = '<a href="/lakes/">in</a> <a href="/">out</a>\n'
    root = site({"content/site.yaml": text, "templates/partials/footer.html": footer})
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)

    messages = {problem.message for problem in report}
    assert messages == {'the finished page links to "/", which is not there'}


# --- words and translations -------------------------------------------------------------------


def test_a_choice_without_words_is_noted_at_its_field(site: Site) -> None:
    schema = "boats:\n  name: text\n  kind_of: list(choice(ferry, row_boat))\n"
    words = "choices: {boats: {kind_of: {ferry: Ferry}}}\n"

    assert told(site, {"schema.yaml": schema, "strings/en.yaml": words}) == [
        'schema.yaml:3:3: note: "row_boat" has no words in en and prints as it is '
        "[choice-without-words]\n"
        "    kind_of: list(choice(ferry, row_boat))\n    ^\n"
        "    hint: add choices: boats: kind_of: row_boat: … to content/strings/en.yaml"
    ]


def test_words_for_the_kinds_that_are_built_in_are_asked_for_in_one_note(site: Site) -> None:
    english = (HERE / "explainer/words/en.yaml").read_text("utf-8")
    files = {
        "site.yaml": "title: x\nlanguages: {en: English, de: Deutsch}\n"
        "as_of: 2026-11-23\nbase_url: https://a.b/\n",
        "strings/de.yaml": english[: english.index("choices:")]
        + "choices: {repairs: {sure: {certain: x, likely: y}}}\n",
        "facts/sources.yaml": "wire: {title: Wire, publisher: Wire, type: news}\n",
        "facts/repairs.yaml": (
            "a: {source: wire, at: L1, heard: b, meant: c, because: d, sure: certain}\n"
        ),
        "de/index.md": page("Ja [@wire]."),
        "en/index.md": page("Yes [@wire]."),
    }

    assert told(site, files) == [
        'site.yaml:2:1: note: the language "de" lacks words for what is built in, which prints as '
        "it is: choices.sources.type, choices.sources.rank, fields.sources.title, "
        "fields.sources.publisher, fields.sources.type, fields.sources.url, "
        "fields.sources.archive, fields.sources.author, fields.sources.published, "
        "fields.sources.language, fields.sources.rank, fields.sources.origin, "
        "fields.sources.lines, fields.sources.note, "
        "choices.repairs.sure, fields.repairs.source, fields.repairs.at, fields.repairs.heard, "
        "fields.repairs.meant, fields.repairs.record, fields.repairs.because, fields.repairs.sure "
        "[choice-without-words]\n"
        "    languages: {en: English, de: Deutsch}\n"
        "    ^\n"
        "    hint: add them to content/strings/de.yaml; explainer/words/en.yaml has them"
    ]


def test_a_page_that_is_missing_in_a_language_is_noted_at_its_first_line(site: Site) -> None:
    files = {
        "site.yaml": TWO_LANGUAGES,
        "ja/index.md": page(),
        "en/a.md": page(),
        "ja/a.md": page(more="draft: true\n"),
        "ja/b.md": page(),
    }

    assert told(site, files) == [
        "en/a.md:1:1: note: the page is missing in ja [missing-translation]\n"
        "    ---\n    ^\n    hint: content/ja/a.md is a draft",
        "ja/b.md:1:1: note: the page is missing in en [missing-translation]\n"
        "    ---\n    ^\n    hint: write content/en/b.md",
    ]


def test_a_translation_that_cannot_be_read_is_not_missing_too(site: Site) -> None:
    files = {"site.yaml": TWO_LANGUAGES, "ja/index.md": "こんにちは。\n"}

    (problem,) = told(site, files)

    assert "[front-matter]" in problem


# --- what nobody uses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{{ lakes.garda }}",
        "{{ lakes.garda.name }}",
        "{{ lakes.garda.depth.value }}",
        "{{ fields(lakes.garda, ['name']) }}",
    ],
)
def test_a_record_of_which_a_page_uses_a_field_is_used(site: Site, text: str) -> None:
    files = {
        "schema.yaml": SCHEMA,
        "facts/lakes.yaml": f"garda: {{{HELD}, name: Garda}}\n",
        "facts/sources.yaml": "press: {title: Report, publisher: Daily, type: news}\n",
        "en/index.md": page(text),
    }

    assert told(site, files) == []


def test_a_record_with_evidence_that_no_page_uses_is_noted(site: Site) -> None:
    files = {
        "schema.yaml": SCHEMA,
        "facts/lakes.yaml": f"garda: {{{HELD}}}\ncomo: {{depth: 425}}\n",
        "facts/sources.yaml": "press: {title: Report, publisher: Daily, type: news}\n",
    }

    assert told(site, files) == [
        "facts/lakes.yaml:1:1: note: no page uses lakes.garda [unused-fact]\n"
        f"    garda: {{{HELD}}}\n    ^\n    hint: print it, or take it out"
    ]


def test_a_source_that_nothing_cites_is_noted_though_it_is_listed(site: Site) -> None:
    files = {
        "facts/sources.yaml": "press: {title: Report, publisher: Daily, type: news}\n",
        "en/index.md": page("{{ sources_by_origin(sources) }}"),
    }

    assert told(site, files) == [
        'facts/sources.yaml:1:1: note: nothing cites "press" [unused-source]\n'
        "    press: {title: Report, publisher: Daily, type: news}\n    ^\n"
        "    hint: cite it, or take it out"
    ]


REPAIR = "source: press, at: L1, heard: a, meant: b, because: c, sure: guess"


@pytest.mark.parametrize(
    "files",
    [
        {"en/index.md": page("So they say [@press, p. 4].")},
        {"facts/lakes.yaml": "garda: {depth: 346, mapped_by: press}\n"},
        {"facts/lakes.yaml": "garda: {depth: 346, seen_in: [press]}\n"},
        {"facts/repairs.yaml": f"r: {{{REPAIR}}}\n"},
        {
            "facts/lakes.yaml": (
                "garda: {depth: 346, status: claimed, sources: [survey],"
                " accounts: [{value: 9, sources: [press]}]}\n"
            ),
            "facts/sources.yaml": SOURCES,
            "en/index.md": page("{{ lakes.garda }}"),
        },
    ],
)
def test_a_source_is_used_by_citations_accounts_references_and_repairs(
    site: Site, files: Mapping[str, str]
) -> None:
    press = {"facts/sources.yaml": "press: {title: Report, publisher: Daily, type: news}\n"}

    assert told(site, {"schema.yaml": SCHEMA, **press, **files}) == []


# --- reviews and the address ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "past"), [("2027-02-28", False), ("2027-03-01", False), ("2027-03-02", True)]
)
def test_a_fact_is_noted_from_the_day_after_its_review(site: Site, today: str, past: bool) -> None:
    files = {
        "schema.yaml": SCHEMA,
        "facts/lakes.yaml": (
            "garda:\n  depth: 346\n  review_by: 2027-03-01\n  name: Garda\n"
            "  status: claimed\n  sources: [press]\n"
        ),
        "facts/sources.yaml": "press: {title: Report, publisher: Daily, type: news}\n",
        "en/index.md": page("{{ lakes.garda }}"),
    }

    note = (
        "facts/lakes.yaml:5:3: note: lakes.garda was to be reviewed by 2027-03-01 [past-review]\n"
        "    status: claimed\n    ^\n"
        "    hint: look again, then change as_of and review_by"
    )
    assert told(site, files, today=today) == ([note] if past else [])


def test_a_site_that_does_not_know_its_address_is_told_so(site: Site) -> None:
    text = "title: Lakes\nlanguages: {en: English}\nas_of: 2026-11-23\n"

    assert told(site, {"site.yaml": text}) == [
        "site.yaml:1:1: note: without base_url all that needs a full address is left out, "
        "such as hreflang [no-base-url]\n"
        "    hint: add base_url: https://…, or build with --base-url"
    ]


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "written", "address"),
    [
        ("en/people/index.html", "en/people/index.md", "/people/index.html"),
        ("en/our-story", "en/Our Story.md", "/our-story"),
    ],
)
def test_a_file_does_not_stand_where_a_page_does(
    site: Site, file: str, written: str, address: str
) -> None:
    assert told(site, {file: "x", written: page()}) == [
        f"{file}:1:1: error: {address} is the address of a page too [address-taken]\n"
        "    hint: rename one of the two"
    ]


# --- characters that the generator works with -------------------------------------------------


def test_entities_for_characters_that_the_generator_works_with_do_no_harm(site: Site) -> None:
    text = "## Deep &#x100005;\n\n![A &#x100006; map](map.svg) &#xF0001;"

    assert told(site, {"en/index.md": page(text), "en/map.svg": "<svg/>"}) == []


def test_a_reserved_character_is_one_error_wherever_it_stands(site: Site) -> None:
    files = {
        "schema.yaml": SCHEMA,
        "facts/lakes.yaml": "garda: {depth: 346, name: \U00100005}\n",
        "en/index.md": page("{{ lakes.garda.name }} and `\U00100007`"),
    }

    assert [found.partition(" [")[0] for found in told(site, files)] == [
        "en/index.md:5:29: error: the character U+100007 is reserved for the generator",
        "facts/lakes.yaml:1:27: error: the character U+100005 is reserved for the generator",
    ]
