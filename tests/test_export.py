"""The facts as other programs read them, and the schema that they keep to."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import HERE, Site, run

SITE = """\
title: Lakes
languages: {en: English, ja: 日本語}
as_of: 2026-11-23
base_url: https://lakes.example/sub/
"""
SCHEMA = """\
lakes:
  depth: quantity
  name: text?
  story: markdown?
  seen: date?
  map: url?
  frozen: flag?
  water: choice(fresh, salt)?
  feeds: lakes?
  names: list(text)?
  depths: list(quantity)?
  near: list(list(lakes))?
  words: list(list(text))?
"""
LAKES = """\
garda:
  depth:
    value: 12.50 m
    status: disputed
    as_of: 2024-09-13
    sources: [news, "deed#p. 4"]
    quote: {text: twelve and a half, source: news}
    accounts:
      - {value: 125 m, as_of: 2019, sources: ["video#L3"], wrong: true, note: {en: No., ja: 否。}}
      - {value: 12 m, sources: [news]}
  name: {en: Garda, ja: ガルダ}
  story: {en: 'It *is* {{ lakes.como }} [@deed].', ja: '*深さ*は{{ lakes.como }} [@deed]。'}
  seen: {value: 2024-09~, status: claimed, sources: [video]}
  map: https://m.example/a?b=1&c=2
  frozen: false
  water: fresh
  feeds: como
  names: [Benaco, "<b>"]
  depths: [3, 4.5 m]
  near: [[como]]
  words: [[a, {en: b, ja: び}]]
como: {depth: 3 million m, status: confirmed, sources: [deed]}
twice: {depth: = lakes.como * 2 + lakes.garda}
lost: {depth: {status: unknown, note: {en: We asked., ja: 尋ねた。}}}
"""
SOURCES = """\
news: {title: {en: The news, ja: 知らせ}, publisher: Herald, type: news, url: https://h.example/a}
deed: {title: The deed, publisher: Court, type: primary}
video: {title: The video, publisher: Tube, type: transcript, lines: 9}
"""
PAGE = (
    "---\ntitle: T\nsummary: S.\n---\n{{ lakes.garda }} {{ lakes.como }}, says one [@video, L1].\n"
)
FILES = {
    "content/site.yaml": SITE,
    "content/schema.yaml": SCHEMA,
    "content/strings/en.yaml": (
        "units: {m: {one: '{n} metre', other: '{n} metres'}}\n"
        "choices: {lakes: {water: {fresh: fresh water, salt: salt water}}}\n"
    ),
    "content/strings/ja.yaml": (
        "units: {m: {other: '{n}メートル'}}\nchoices: {lakes: {water: {fresh: 淡水, salt: 塩水}}}\n"
    ),
    "content/facts/lakes.yaml": LAKES,
    "content/facts/sources.yaml": SOURCES,
    "content/en/index.md": PAGE,
    "content/ja/index.md": PAGE.replace("{{ lakes.como }}, says one", "と"),
    "content/en/all/index.md": PAGE.replace("{{ lakes.como }}", "and"),
    "content/ja/all/index.md": PAGE.replace("{{ lakes.como }}", "と"),
}


def exported(root: Path) -> tuple[Any, Any]:
    """Return the facts of the site below *root*, and their schema."""
    outputs = build(Order(root=root, today="2026-11-23"), Report()).outputs
    return json.loads(outputs["facts.json"]), json.loads(outputs["facts.schema.json"])


@pytest.fixture
def data(site: Site) -> Mapping[str, Any]:
    """Give what is exported of a site with every type."""
    facts, _ = exported(site(FILES))
    assert isinstance(facts, dict)
    return facts


def test_a_fact_has_its_value_and_all_that_holds_it(data: Mapping[str, Any]) -> None:
    news = {"id": "news", "locator": None, "url": "https://h.example/a"}

    assert data["facts"]["lakes.garda"] == {
        "value": 12.5,
        "unit": "m",
        "text": {"en": "12.50 metres", "ja": "12.50メートル"},
        "status": "disputed",
        "as_of": "2024-09-13",
        "sources": [news, {"id": "deed", "locator": "p. 4", "url": None}],
        "accounts": [
            {
                "value": 125,
                "unit": "m",
                "as_of": "2019",
                "sources": [{"id": "video", "locator": "L3", "url": None}],
                "wrong": True,
                "note": {"en": "No.", "ja": "否。"},
            },
            {
                "value": 12,
                "unit": "m",
                "as_of": None,
                "sources": [news],
                "wrong": False,
                "note": None,
            },
        ],
        "quote": {"text": "twelve and a half", "source": "news"},
        "formula": None,
        "pages": ["/", "/all/", "/ja/", "/ja/all/"],
    }


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("lakes.garda.name", {"en": "Garda", "ja": "ガルダ"}, "Garda"),
        (
            "lakes.garda.story",
            {"en": "It is 3 million metres.", "ja": "深さは300万メートル。"},
            "It is 3 million metres.",
        ),
        ("lakes.garda.seen", "2024-09~", "about September 2024"),
        ("lakes.garda.map", "https://m.example/a?b=1&c=2", "https://m.example/a?b=1&c=2"),
        ("lakes.garda.frozen", False, "no"),
        ("lakes.garda.water", "fresh", "fresh water"),
        ("lakes.garda.feeds", "lakes.como", "3 million metres"),
        ("lakes.garda.names", ["Benaco", "<b>"], "Benaco and <b>"),
        (
            "lakes.garda.depths",
            [{"value": 3, "unit": None}, {"value": 4.5, "unit": "m"}],
            "3 and 4.5 metres",
        ),
        ("lakes.garda.near", [["lakes.como"]], "3 million metres"),
        ("lakes.garda.words", [["a", {"en": "b", "ja": "び"}]], "a and b"),
        ("lakes.como", 3000000, "3 million metres"),
        ("lakes.lost", None, "not known"),
    ],
)
def test_a_value_is_written_as_its_type_asks(
    data: Mapping[str, Any], name: str, value: object, text: str
) -> None:
    fact = data["facts"][name]

    assert (fact["value"], fact["text"]["en"]) == (value, text)
    assert type(fact["value"]) is type(value)


def test_a_computed_fact_has_its_formula_and_the_evidence_of_its_inputs(
    data: Mapping[str, Any],
) -> None:
    fact = data["facts"]["lakes.twice"]

    assert (fact["value"], fact["unit"]) == (6000012.5, "m")
    assert fact["formula"] == "lakes.como * 2 + lakes.garda"
    assert fact["status"] == "disputed"
    assert [(one["id"], one["locator"]) for one in fact["sources"]] == [
        ("deed", None),
        ("news", None),
        ("deed", "p. 4"),
    ]
    assert fact["pages"] == []


def test_plain_data_has_no_evidence(data: Mapping[str, Any]) -> None:
    fact = data["facts"]["lakes.garda.water"]

    assert (fact["status"], fact["as_of"], fact["sources"]) == (None, None, [])
    assert (fact["accounts"], fact["quote"], fact["pages"]) == ([], None, [])


def test_every_statement_is_there_and_every_source(data: Mapping[str, Any]) -> None:
    assert list(data) == ["as_of", "facts", "sources"]
    assert data["as_of"] == "2026-11-23"
    assert list(data["facts"]) == [
        "lakes.garda",
        *(f"lakes.garda.{name}" for name in ("name", "story", "seen", "map", "frozen", "water")),
        *(f"lakes.garda.{name}" for name in ("feeds", "names", "depths", "near", "words")),
        *("lakes.como", "lakes.twice", "lakes.lost"),
    ]
    assert data["sources"] == {
        "news": {
            "title": {"en": "The news", "ja": "知らせ"},
            "publisher": "Herald",
            "type": "news",
            "url": "https://h.example/a",
        },
        "deed": {"title": "The deed", "publisher": "Court", "type": "primary", "url": None},
        "video": {"title": "The video", "publisher": "Tube", "type": "transcript", "url": None},
    }


def test_the_base_path_does_not_show(site: Site) -> None:
    root = site(FILES)
    order = Order(root=root, today="2026-11-23", base_url="https://elsewhere.example/a/b/")

    outputs = build(order, Report()).outputs

    assert json.loads(outputs["facts.json"]) == exported(root)[0]


def test_the_facts_keep_to_their_schema(site: Site) -> None:
    for root in (site(FILES), HERE):
        facts, schema = exported(root)

        Draft202012Validator.check_schema(schema)
        assert facts["facts"]
        assert [one.message for one in Draft202012Validator(schema).iter_errors(facts)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("status", "sure"), ("unit", 3), ("sources", ["news"]), ("pages", None), ("more", 1)],
)
def test_what_is_no_fact_does_not_keep_to_the_schema(site: Site, key: str, value: object) -> None:
    facts, schema = exported(site(FILES))
    facts["facts"]["lakes.como"][key] = value

    assert not Draft202012Validator(schema).is_valid(facts)


def test_a_site_without_facts_has_an_export_too(site: Site) -> None:
    facts, schema = exported(site({}))

    assert facts == {"as_of": "2026-11-23", "facts": {}, "sources": {}}
    assert Draft202012Validator(schema).is_valid(facts)


def test_what_no_page_prints_is_checked_all_the_same(site: Site) -> None:
    root = site(
        {
            "content/schema.yaml": "terms: {term: text, definition: markdown}\n",
            "content/facts/terms.yaml": "cap: {term: Cap, definition: 'See {{ terms.cup }}'}\n",
        }
    )
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=root, today="2026-11-23"), report)

    assert [str(one) for one in report] == [
        'content/facts/terms.yaml:1:44: error: there is no fact "terms.cup" [unknown-fact]\n'
        "    cap: {term: Cap, definition: 'See {{ terms.cup }}'}\n"
        "                                               ^\n"
        '    hint: did you mean "cap"?'
    ]


def test_both_files_are_written_beside_each_other(site: Site) -> None:
    root = site({})

    assert run(root).code == 0
    assert (root / "_site/facts.json").read_bytes().endswith(b"}\n")
    assert (root / "_site/facts.schema.json").read_bytes().endswith(b"}\n")
