"""Which sentences lean on a fact or a source."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import BuildError, Report, UsageError
from explainer.leaning import Leaning
from explainer.pipeline import Order, build
from tests.bench import FILES, PERSON

JAPANESE = {
    "content/site.yaml": FILES["content/site.yaml"].replace("English", "English, ja: 日本語"),
    "content/strings/ja.yaml": (
        "choices: {events: {how: {quiet: 静か, loud: 大声}}}\nunits: {people: {other: '{n}人'}}\n"
    ),
    "content/ja/index.md": (
        "---\ntitle: 初め\nsummary: 初めの頁。\n---\n"
        "評価額は\n{{ figures.valuation }}\nだった。次。\n"
    ),
}
COMPUTED = {
    "content/facts/figures.yaml": FILES["content/facts/figures.yaml"]
    + 'part: {value: "= figures.valuation * figures.share"}\nhalf: {value: "= figures.part / 2"}\n'
}


def leaning(root: Path, name: str, body: str, files: Mapping[str, str] | None = None) -> list[str]:
    """Return what leans on *name* in a site with a page p.md of this *body*, from line 5 on."""
    page = {"content/en/p.md": f"---\ntitle: P\nsummary: S.\n---\n{body}\n"}
    for path, content in {**FILES, **page, **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    built = build(Order(root=root, today="2026-11-23"), Report())
    return Leaning(
        facts=built.facts, library=built.library, uses=built.uses, evaluators=built.evaluators
    ).on(name)


def in_page(root: Path, name: str, body: str, files: Mapping[str, str] | None = None) -> list[str]:
    """Return what leans on *name* in p.md only, without its path."""
    found = leaning(root, name, body, files)
    path = "content/en/p.md:"
    return [one.removeprefix(path) for one in found if one.startswith(path)]


def fallen(root: Path, figures: str, body: str, **more: str) -> list[str]:
    """Return what is to mend in a site with these *figures* and a page p.md of this *body*."""
    page = {"content/en/p.md": f"---\ntitle: P\nsummary: S.\n---\n{body}\n"}
    for path, content in {**FILES, **page, "content/facts/figures.yaml": figures, **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    report = Report()
    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)
    return [str(one) for one in report if one.severity == "error"]


def test_where_evidence_is_lacking_each_page_is_named_that_would_fall(tmp_path: Path) -> None:
    figures = (
        FILES["content/facts/figures.yaml"].replace(
            "staff: {value: 616 people, status: confirmed, sources: [deed]}",
            "staff: {value: 616 people, status: confirmed, sources: [news]}",
        )
        + "half: {value: = figures.staff / 2}\n"
    )
    start = FILES["content/en/index.md"].replace("Hello.", "Of {{ figures.half }}.")

    (problem,) = fallen(
        tmp_path, figures, "A line.\n\nOf {{ figures.staff }}.", **{"content/en/index.md": start}
    )

    assert problem == (
        'content/facts/figures.yaml:8:28: error: figures.staff has the status "confirmed" but '
        "neither a primary source nor two independent outlets [unmet-demand]\n"
        "    staff: {value: 616 people, status: confirmed, sources: [news]}\n"
        "                               ^\n"
        "    hint: add one, or write status: reported; pages that would fall: "
        "content/en/index.md:5, content/en/p.md:7"
    )


@pytest.mark.parametrize(
    ("evidence", "rule"),
    [
        ("status: confirmed", "status-and-sources"),
        ("status: confirmed, sources: [deeed]", "unknown-source"),
        ("status: claimed, sources: [deed], quote: {text: x, source: news}", "quote-source"),
    ],
)
def test_a_source_that_is_taken_away_names_the_pages_too(
    tmp_path: Path, evidence: str, rule: str
) -> None:
    figures = FILES["content/facts/figures.yaml"] + f"more: {{value: 3, {evidence}}}\n"

    (problem,) = fallen(tmp_path, figures, "Of {{ figures.more }}.")

    assert f"[{rule}]" in problem
    assert problem.endswith("pages that would fall: content/en/p.md:5")


def test_a_page_that_prints_a_fact_by_a_text_of_another_is_named_as_a_whole(tmp_path: Path) -> None:
    figures = FILES["content/facts/figures.yaml"].replace(
        "share: {value: 7.50 %, status: confirmed, sources: [deed]}",
        "share: {value: 7.50 %, status: confirmed, sources: [news]}",
    )

    (problem,) = fallen(tmp_path, figures, "Of {{ terms.cap }}.")

    assert problem.endswith("pages that would fall: content/en/p.md")


def test_where_nothing_prints_a_fact_no_page_falls(tmp_path: Path) -> None:
    figures = FILES["content/facts/figures.yaml"] + "more: {value: 3, status: confirmed}\n"

    (problem,) = fallen(tmp_path, figures, "Nothing.")

    assert "pages" not in problem


def test_a_sentence_that_prints_a_fact_leans_on_it(tmp_path: Path) -> None:
    body = (
        "Of it\nall: {{ figures.valuation }}. Not of {{ figures.share }}.\n\n"
        "- Once more {{ figures.valuation | plain }}"
    )

    found = leaning(tmp_path, "figures.valuation", body)

    assert found == [
        "content/en/p.md:6: Of it all: $150 billion.",
        "content/en/p.md:8: Once more $150 billion",
    ]


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        ("{{ figures.valuation | short }}", "$150B"),
        ('{{ figures.valuation | text("much") }}', "much"),
        ("{{ figures.valuation.value }}", "$150 billion"),
        ('{{ figures["valuation"] }}', '{{ figures["valuation"] }}'),
        ("{{ box(\n  figures.valuation) }}", "{{ box( figures.valuation) }}"),
    ],
)
def test_a_reference_shows_as_it_prints_where_it_only_names_a_fact(
    tmp_path: Path, reference: str, printed: str
) -> None:
    assert in_page(tmp_path, "figures.valuation", f"Is {reference}.") == [f"5: Is {printed}."]


@pytest.mark.parametrize("name", ["news", "sources.news"])
def test_citations_and_facts_that_rest_on_a_source_lean_on_it(tmp_path: Path, name: str) -> None:
    body = (
        "Some say so [@news, p. 4. B]. Others do not. [@deed; @news]\n"
        "Worth {{ figures.valuation }} or {{ figures.share }}. Or {{ figures.share }} [@deed]."
    )

    found = leaning(tmp_path, name, body)

    assert found == [
        "content/en/p.md:5: Some say so [@news, p. 4. B].",
        "content/en/p.md:5: Others do not. [@deed; @news]",
        "content/en/p.md:6: Worth $150 billion or 7.50%.",
    ]


def test_the_sources_of_other_accounts_count(tmp_path: Path) -> None:
    account = "  accounts: [{value: 160 billion USD, sources: [deed]}]\nshare: {"
    files = {
        "content/facts/figures.yaml": FILES["content/facts/figures.yaml"].replace(
            "share: {", account
        )
    }

    found = in_page(
        tmp_path, "deed", "Worth {{ figures.valuation }}. Or {{ figures.plain }}.", files
    )

    assert found == ["5: Worth $150 billion."]


@pytest.mark.parametrize("name", ["figures.valuation", "figures.share", "figures.part", "news"])
def test_what_is_computed_leans_on_its_inputs(tmp_path: Path, name: str) -> None:
    body = "Half is {{ figures.half }}. Not {{ figures.staff }}."

    assert in_page(tmp_path, name, body, COMPUTED) == ["5: Half is $5.625 billion."]


def test_a_field_that_names_a_record_leans_on_it(tmp_path: Path) -> None:
    body = "Under {{ people.bob.mentor }}. By {{ events.start.who }}. As {{ people.bob }}."

    found = in_page(tmp_path, "people.ann", body)

    assert found == ["5: Under Ann & Co.", "5: By Ann & Co and Bob."]


def test_a_text_leans_on_what_it_prints_and_so_does_what_prints_the_text(tmp_path: Path) -> None:
    found = leaning(tmp_path, "figures.share", "First: {{ events.start }}")

    assert found == [
        "content/en/p.md:5: First: It began with 7.50%.",
        "content/facts/events.yaml:2: It *began* with 7.50% [@deed].",
    ]


def test_titles_summaries_and_menus_are_sentences(tmp_path: Path) -> None:
    page = (
        "---\ntitle: Worth {{ figures.valuation }}\nsummary: Yes. It is\n"
        "  {{ figures.valuation }}.\nnav: The {{ figures.valuation }}\n---\nText.\n"
    )

    found = in_page(tmp_path, "figures.valuation", "", {"content/en/p.md": page})

    assert found == ["2: Worth $150 billion", "4: It is $150 billion.", "5: The $150 billion"]


def test_what_a_layout_prints_is_told_where_the_page_asks_for_it(tmp_path: Path) -> None:
    files = {
        "content/en/people/person.md": PERSON["content/en/people/person.md"].replace(
            "each", "layout: own\neach"
        ),
        "templates/layouts/own.html": "{{ content }}{{ record }}",
    }
    people = "ann: {name: Ann, mentor: bob}\nbob: {name: Bob, mentor: ann}\n"

    found = leaning(tmp_path, "people.ann", "x", {**files, "content/facts/people.yaml": people})

    path = "content/en/people/person.md"
    assert found == [
        f"{path}:2: Ann",
        f"{path}:3: About Ann.",
        f"{path}:4: layout: own",
    ]


def test_of_pages_for_records_each_shows_its_own(tmp_path: Path) -> None:
    files = {
        **PERSON,
        "content/en/people/person.md": PERSON["content/en/people/person.md"].replace(
            "Hi.", "Of {{ record.mentor }} {{ figures.share }}."
        ),
    }
    people = "ann: {name: Ann, mentor: bob}\nbob: {name: Bob, mentor: ann}\n"

    found = leaning(tmp_path, "figures.share", "x", {**files, "content/facts/people.yaml": people})

    assert found == [
        "content/en/people/person.md:6: Of Ann 7.50%.",
        "content/en/people/person.md:6: Of Bob 7.50%.",
    ]


def test_each_language_shows_its_own_words(tmp_path: Path) -> None:
    found = leaning(tmp_path, "figures.valuation", "Worth {{ figures.valuation }}.", JAPANESE)

    assert found == [
        "content/en/p.md:5: Worth $150 billion.",
        "content/ja/index.md:6: 評価額は 1500億ドルだった。",
    ]


def test_a_sentence_comes_once(tmp_path: Path) -> None:
    body = "{{ figures.share }} is\n{{ figures.share }} [@deed]."

    assert in_page(tmp_path, "deed", body) == ["5: 7.50% is 7.50% [@deed]."]


@pytest.mark.parametrize("name", ["figures.staff", "people.ann.born", "figures.valuation.label"])
def test_on_what_nobody_prints_nothing_leans(tmp_path: Path, name: str) -> None:
    assert leaning(tmp_path, name, "Worth {{ figures.valuation }}.") == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("figures.valuatoin", '; did you mean "figures.valuation"?'),
        ("valuation", '; did you mean "figures.valuation"?'),
        ("newz", '; did you mean "news"?'),
        ("sources.newz", '; did you mean "sources.news"?'),
        ("sources.news.title", '; did you mean "sources.news"?'),
        ("people.ann.rolle", '; did you mean "people.ann.role"?'),
        ("figures", '; did you mean "figures.staff"?'),
        ("figures.valuation.label.x", '; did you mean "figures.valuation.label"?'),
        ("", ""),
        ("...", ""),
    ],
)
def test_an_unknown_name_is_wrong_use(tmp_path: Path, name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        leaning(tmp_path, name, "x")

    assert str(caught.value) == f'there is no fact or source "{name}"{hint}'
