"""The report of `check`: what pages lean on, what rests on one voice, what nobody refers to."""

import pytest

from tests.conftest import Site, run

SOURCES = """\
news: {title: A, publisher: Herald, type: news}
copy: {title: B, publisher: Portal, type: reprint, origin: Herald}
post: {title: C, publisher: Post, type: news}
video: {title: D, publisher: Tube, type: transcript, lines: 20}
talk: {title: E, publisher: Hall, type: transcript}
"""
FIGURES = """\
one: {value: 1, status: reported, sources: [news, copy, "video#L2-L4"]}
two: {value: 2, status: reported, sources: [news, post], quote: {text: two, source: post}}
three:
  value: 3
  status: disputed
  sources: [post]
  accounts: [{value: 4, sources: ["video#L4-L6"]}]
plain: {value: 5}
six: {value: = figures.two * 3}
"""
FILES = {
    "content/schema.yaml": "figures: {value: quantity}\n",
    "content/facts/sources.yaml": SOURCES,
    "content/facts/figures.yaml": FIGURES,
    "content/facts/repairs.yaml": (
        "r: {source: video, at: L8, heard: x, meant: y, because: z, sure: certain}\n"
    ),
    "content/en/index.md": (
        "---\ntitle: T {{ figures.plain }}\nsummary: S.\n---\n"
        "{{ figures.one }} {{ figures.one }} {{ figures.three }} [@video, L10-L12; @talk, L900]\n\n"
        "[@video, L18], [@video, about L14]\n"
    ),
    "content/en/empty.md": "---\ntitle: E\nsummary: S.\n---\nNothing.\n",
}


def told(site: Site, files: dict[str, str]) -> str:
    """Return what `check` prints of a site with *files*."""
    ran = run(site(files), "check")
    assert ran.code == 0
    return ran.out


def test_the_report_counts_what_pages_lean_on_and_lists_what_is_worth_a_look(site: Site) -> None:
    assert told(site, FILES) == (
        "What each page leans on:\n"
        "  facts  citations  page\n"
        "      0          0  /empty/\n"
        "      3          2  /\n"
        "\n"
        "Facts with evidence: 4 (3 reported, 1 disputed)\n"
        "\n"
        "Facts that go back to one origin: 2\n"
        "  figures.one  figures.three\n"
        "\n"
        "Quotations that were not looked up: 2\n"
        "  figures.two  repairs.r\n"
        "\n"
        "Lines of video that nothing refers to: 10\n"
        "  L1  L7  L9  L13-L17  L19-L20\n"
        "\n"
        "Facts that no page uses: 1\n"
        "Sources that nothing cites: none\n"
        "Facts past the day of their review: none\n"
        "Pages that lack a language: none\n"
        "Facts that an edition of a page lacks: none\n"
        "Sources that an edition of a page lacks: none\n"
        "Editions of another length: none\n"
        "Phrases left in Latin letters: none\n"
        "Paragraphs that lean on nothing: none\n"
        "Numbers typed by hand: none\n"
        "\n"
        "6 pages; nothing was written\n"
    )


def test_a_site_without_facts_has_a_short_report(site: Site) -> None:
    assert told(site, {}) == (
        "What each page leans on:\n"
        "  facts  citations  page\n"
        "      0          0  /\n"
        "\n"
        "Facts with evidence: none\n"
        "\n"
        "Facts that go back to one origin: none\n"
        "\n"
        "Quotations that were not looked up: none\n"
        "\n"
        "Facts that no page uses: none\n"
        "Sources that nothing cites: none\n"
        "Facts past the day of their review: none\n"
        "Pages that lack a language: none\n"
        "Facts that an edition of a page lacks: none\n"
        "Sources that an edition of a page lacks: none\n"
        "Editions of another length: none\n"
        "Phrases left in Latin letters: none\n"
        "Paragraphs that lean on nothing: none\n"
        "Numbers typed by hand: none\n"
        "\n"
        "5 pages; nothing was written\n"
    )


def test_a_transcript_may_be_covered_whole(site: Site) -> None:
    cites = "Text [@video, L3-L20; @video, L1-L2; @video, L7; @video, L5-L9].\n"
    files = {
        "content/facts/sources.yaml": SOURCES.splitlines()[3] + "\n",
        "content/en/index.md": f"---\ntitle: T\nsummary: S.\n---\n{cites}",
    }

    assert "Lines of video that nothing refers to: none\n\n" in told(site, files)


def test_lines_without_number_are_told_as_one_gap(site: Site) -> None:
    source = SOURCES.splitlines()[3].replace("lines: 20", "lines: 999999999999999")

    out = told(site, {"content/facts/sources.yaml": f"{source}\n"})

    assert (
        "Lines of video that nothing refers to: 999999999999999\n  L1-L999999999999999\n\n" in out
    )


def test_a_long_list_is_told_in_lines_that_a_terminal_holds(site: Site) -> None:
    figures = "".join(
        f"number_{n}: {{value: {n}, status: reported, sources: [news]}}\n" for n in range(20)
    )

    out = told(site, FILES | {"content/facts/figures.yaml": FIGURES + figures})

    lines = out.partition("Facts that go back to one origin: 22\n")[2].partition("\n\n")[0]
    names = ["one", "three", *(f"number_{n}" for n in range(20))]
    assert lines.split() == [f"figures.{name}" for name in names]
    assert all(60 < len(line) <= 96 for line in lines.splitlines()[:-1])


def test_the_report_stands_among_annotations_as_well(site: Site) -> None:
    assert "leans on" in run(site({}), "check", "--format", "github").out


@pytest.mark.parametrize("options", [["-q"], ["--format", "json"]])
def test_where_the_report_would_be_in_the_way_it_is_left_out(
    site: Site, options: list[str]
) -> None:
    ran = run(site({}), "check", *options)

    assert (ran.code, "leans on" in ran.out) == (0, False)
