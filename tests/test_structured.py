"""What machines are told of a page: its graph of schema.org, and the tags of Open Graph."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import html5lib
import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.conftest import HERE, SMALLEST, Site
from tests.rewrite_golden import LAKES

BASE = "https://owner.example/name/"
PUBLISHER = f"{BASE}#publisher"
SETTINGS = """\
title: {en: Lakes, ja: 湖}
languages: {en: English, ja: 日本語}
as_of: 2026-11-23
base_url: https://owner.example/name/
publisher: {en: The keepers, ja: 湖守}
summary: Of lakes
license: CC BY 4.0
"""
SCHEMA = """\
people: {name: text, name_old: text?, same_as: list(url)?, mentor: people?}
claims: {says: text, verdict: 'choice(right, wrong)'}
terms: {term: text, definition: markdown}
lakes: {depth: quantity, name: text, guide: people?}
"""
FACTS = {
    "content/facts/sources.yaml": (
        "news: {title: The news, publisher: Herald, type: news, url: 'https://h.example/?a=1&b=2'}\n"
        "deed: {title: The deed, publisher: Court, type: primary}\n"
        "video: {title: The video, publisher: Tube, type: transcript, lines: 9}\n"
    ),
    "content/facts/people.yaml": (
        "ann:\n"
        "  name: {en: Ann, ja: アン}\n"
        "  name_old: {value: Anna, status: confirmed, sources: [deed]}\n"
        "  same_as: ['https://ann.example/']\n"
        "bob:\n"
        "  name: {value: Bob, status: claimed, sources: [video]}\n"
        "  name_old: {value: Rob, status: claimed, sources: [video]}\n"
    ),
    "content/facts/claims.yaml": (
        "one:\n"
        "  says: {value: It is deep., status: claimed, sources: ['video#L3', news]}\n"
        "  verdict: wrong\n"
        "two: {says: It is far., verdict: right, status: claimed, sources: [news]}\n"
        "three:\n"
        "  says: {value: It is old., status: claimed, sources: [video]}\n"
        "  verdict: {value: right, status: claimed, sources: [video]}\n"
    ),
    "content/facts/terms.yaml": (
        "cap: {term: cap, definition: A *limit*.}\n"
        "lid: {term: lid, definition: 'A cap of {{ lakes.bor }}.'}\n"
    ),
    "content/facts/lakes.yaml": (
        "miru: {depth: 12 meters, name: Miru, status: reported, sources: [news]}\n"
        "bor: {depth: 9 meters, name: Bor, status: claimed, sources: [video], guide: bob}\n"
    ),
    "content/strings/en.yaml": (
        "units: {meters: {one: '{n} m', other: '{n} m'}}\n"
        "choices: {claims: {verdict: {right: Right, wrong: Not so}}}\n"
    ),
    "content/strings/ja.yaml": (
        "units: {meters: '{n} m'}\nchoices: {claims: {verdict: {right: 正しい, wrong: 誤り}}}\n"
    ),
}
# The types of schema.org that a page may name, with those of their properties that it may have.
OF_WORKS = {
    *("url", "name", "headline", "description", "inLanguage", "datePublished", "dateModified"),
    *("author", "publisher", "translationOfWork", "workTranslation", "about", "citation"),
    "correction",
}
KNOWN: Mapping[str, set[str]] = {
    "NewsArticle": OF_WORKS,
    "WebPage": OF_WORKS,
    "CorrectionComment": {"name", "text", "url", "datePublished"},
    "WebSite": {"url", "name", "description", "inLanguage", "publisher"},
    "Organization": {"name", "url"},
    "Person": {"name", "alternateName", "sameAs"},
    "DefinedTermSet": {"name", "inLanguage", "hasDefinedTerm"},
    "DefinedTerm": {"name", "description", "url"},
    "Dataset": {"name", "description", "dateModified", "creator", "license", "distribution"},
    "DataDownload": {"encodingFormat", "contentUrl"},
    "CreativeWork": {"name", "url"},
    "ClaimReview": {
        *("author", "datePublished", "reviewRating", "url", "claimReviewed", "itemReviewed"),
    },
    "Rating": {"alternateName"},
    "Claim": {"text", "appearance"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
NEEDED: Mapping[str, set[str]] = {
    "NewsArticle": {"headline", "inLanguage", "datePublished", "dateModified"},
    "WebPage": {"name"},
    "Dataset": {"name", "description", "distribution"},
    "ClaimReview": KNOWN["ClaimReview"],
    "Claim": {"text"},
    "CorrectionComment": {"text", "url", "datePublished"},
    "ListItem": {"position", "name"},
}
ADDRESSES = {"@id", "url", "sameAs", "citation", "contentUrl", "item"}

Graph = list[dict[str, Any]]


def page(text: str = "Hello.", **front: object) -> str:
    """Return a page with this text and front matter."""
    keys = {"title": "A page", "summary": "About it.", **front}
    return "".join(["---\n", *(f"{key}: {value}\n" for key, value in keys.items()), "---\n", text])


FILES = {
    "content/site.yaml": SETTINGS,
    "content/schema.yaml": SCHEMA,
    **FACTS,
    "content/ja/index.md": page(title="始め", summary="始まる所。"),
}


def built(root: Path, base_url: str | None = None) -> Mapping[str, str]:
    """Return the pages of the site below *root* by their addresses."""
    report = Report()
    try:
        outputs = build(Order(root=root, today="2026-11-23", base_url=base_url), report).outputs
    except BuildError:
        pytest.fail("\n".join(str(one) for one in report if one.severity == "error"))
    return {
        f"/{path.removesuffix('index.html')}": html.decode()
        for path, html in outputs.items()
        if path.endswith(".html")
    }


def graph_in(html: str) -> Graph:
    """Return the graph of a page, read as a browser would; an empty one where it has none."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    texts = [one.text for one in tree.iter("script") if one.get("type") == "application/ld+json"]
    graphs = [graph_of(text) for text in texts]
    # Reviews stand by their claims, before what describes the page.
    graphs.sort(key=lambda nodes: nodes[0]["@type"] == "ClaimReview")
    return [node for nodes in graphs for node in nodes]


def graph_of(text: str | None) -> Graph:
    """Return the nodes that one element of a page holds."""
    assert text is not None
    data = json.loads(text)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    found: Graph = data["@graph"]
    return found


def of_type(graph: Graph, name: str) -> Graph:
    """Return the nodes of *graph* that are of this type."""
    return [one for one in graph if one["@type"] == name]


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every node in a graph, those within others, too."""
    match value:
        case list():
            for one in value:
                yield from nodes_in(one)
        case dict():
            yield value
            for one in value.values():
                yield from nodes_in(one)


def faults(graph: Graph) -> Iterator[str]:
    """Yield what in *graph* is not of the vocabulary."""
    for node in nodes_in(graph):
        yield from faults_of_type(node)
        for key, value in node.items():
            values = value if isinstance(value, list) else [value]
            if key in ADDRESSES and not all(re.match(r"https?://[^/ ]+/", one) for one in values):
                yield f"{key}: {value}"
            if key.startswith("date") and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
                yield f"{key}: {value}"
            if value in ("", [], None):
                yield f"{key} is empty"


def faults_of_type(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties that *node* lacks, or that its type does not have."""
    type_, keys = node.get("@type"), {key for key in node if not key.startswith("@")}
    if type_ is None:
        yield from (f"{key} of no type" for key in keys)
        return
    yield from (f"{type_}.{key}" for key in keys - KNOWN.get(type_, set()))
    yield from (f"{type_} lacks {key}" for key in NEEDED.get(type_, set()) - keys)


# --- whole graphs -----------------------------------------------------------------------------


def test_a_page_is_an_article_with_its_translation_and_the_sources_of_its_marks(
    site: Site,
) -> None:
    text = "It is {{ lakes.miru }} deep [@deed; @news; @video, L3]."
    files = {"content/en/a.md": page(text, date="2026-02"), "content/ja/a.md": page(title="湖")}

    pages = built(site({**FILES, **files}))

    keepers = {"@type": "Organization", "@id": PUBLISHER, "name": "The keepers"}
    assert graph_in(pages["/a/"]) == [
        {
            "@type": "NewsArticle",
            "@id": f"{BASE}a/",
            "url": f"{BASE}a/",
            "headline": "A page",
            "description": "About it.",
            "inLanguage": "en",
            "datePublished": "2026-02",
            "dateModified": "2026-02",
            "author": keepers,
            "publisher": {"@id": PUBLISHER},
            "workTranslation": {"@id": f"{BASE}ja/a/"},
            "citation": "https://h.example/?a=1&b=2",
        }
    ]
    assert graph_in(pages["/ja/a/"]) == [
        {
            "@type": "NewsArticle",
            "@id": f"{BASE}ja/a/",
            "url": f"{BASE}ja/a/",
            "headline": "湖",
            "description": "About it.",
            "inLanguage": "ja",
            "datePublished": "2026-11-23",
            "dateModified": "2026-11-23",
            "author": {**keepers, "name": "湖守"},
            "publisher": {"@id": PUBLISHER},
            "translationOfWork": {"@id": f"{BASE}a/"},
        }
    ]


def test_the_start_page_tells_of_the_site_and_who_publishes_it(site: Site) -> None:
    graph = graph_in(built(site(FILES))["/ja/"])

    assert graph[1:] == [
        {
            "@type": "WebSite",
            "@id": f"{BASE}ja/#site",
            "url": f"{BASE}ja/",
            "name": "湖",
            "description": "Of lakes",
            "inLanguage": "ja",
            "publisher": {"@id": PUBLISHER},
        },
        {"@type": "Organization", "@id": PUBLISHER, "name": "湖守", "url": BASE},
    ]
    assert graph[0]["author"] == {"@id": PUBLISHER}  # who that is stands below


def test_a_site_that_names_no_publisher_has_no_author(site: Site) -> None:
    graph = graph_in(built(site({}))["/"])

    assert [one["@type"] for one in graph] == ["NewsArticle", "WebSite"]
    assert {"author", "publisher", "creator"}.isdisjoint(key for one in graph for key in one)


def test_the_ledger_tells_of_the_facts_as_data(site: Site) -> None:
    graph = graph_in(built(site(FILES))["/facts/"])

    assert [one["@type"] for one in graph] == ["WebPage", "Dataset"]
    assert graph[0]["about"] == {"@id": graph[1]["@id"]}
    assert graph[1] == {
        "@type": "Dataset",
        "@id": f"{BASE}facts/#data",
        "name": "All facts – Lakes",
        "description": graph[0]["description"],
        "dateModified": "2026-11-23",
        "creator": {"@id": PUBLISHER},
        "license": {"@type": "CreativeWork", "name": "CC BY 4.0"},
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "application/json",
            "contentUrl": f"{BASE}facts.json",
        },
    }


def test_a_page_that_asserts_nothing_is_no_article(site: Site) -> None:
    root = site({**FILES, "content/en/a.md": page(evidence="off")})

    (node,) = graph_in(built(root)["/a/"])

    assert (node["@type"], node["name"]) == ("WebPage", "A page")


def test_the_page_of_a_person_is_about_them_and_below_its_section(site: Site) -> None:
    files = {
        "content/en/people/index.md": page(title="All people", nav="People"),
        "content/en/people/person.md": page(title="'{{ record }}'", each="people"),
    }

    graph = graph_in(built(site({**FILES, **files}))["/people/ann/"])

    assert graph[0]["about"] == {"@id": f"{BASE}people/ann/#person"}
    assert graph[1:] == [
        {
            "@type": "Person",
            "@id": f"{BASE}people/ann/#person",
            "name": "Ann",
            "alternateName": ["アン", "Anna"],
            "sameAs": "https://ann.example/",
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Start", "item": BASE},
                {"@type": "ListItem", "position": 2, "name": "People", "item": f"{BASE}people/"},
                {"@type": "ListItem", "position": 3, "name": "Ann"},
            ],
        },
    ]


def test_a_page_that_prints_definitions_holds_them_as_a_set(site: Site) -> None:
    text = "{{ glossary(terms) }}\n\nA {{ terms.cap }}."
    files = {"content/en/words.md": page(text), "content/en/a.md": page("A {{ terms.cap }}.")}

    pages = built(site({**FILES, **files}))

    (words,) = of_type(graph_in(pages["/words/"]), "DefinedTermSet")
    assert words["hasDefinedTerm"] == [  # the lid would tell how deep Lake Bor is claimed to be
        {
            "@type": "DefinedTerm",
            "name": "cap",
            "description": "A limit.",
            "url": f"{BASE}words/#cap",
        }
    ]
    assert of_type(graph_in(pages["/a/"]), "DefinedTermSet") == []


def test_claims_with_their_verdicts_are_reviews_under_their_anchors(site: Site) -> None:
    text = '{{ table(claims, ["says", "verdict"], anchors=true) }}'
    files = {"content/en/claims.md": page(text), "content/ja/claims.md": page(text)}

    pages = built(site({**FILES, **files}))

    def review(id_: str, text: str, rating: str, source: str) -> dict[str, Any]:
        claim = {"@type": "Claim", "text": text, "appearance": {"@id": f"{BASE}#source-{source}"}}
        return {
            "@type": "ClaimReview",
            "author": {"@id": PUBLISHER},
            "datePublished": "2026-11-23",
            "reviewRating": {"@type": "Rating", "alternateName": rating},
            "url": f"{BASE}claims/#{id_}",
            "claimReviewed": text,
            "itemReviewed": claim,
        }

    assert graph_in(pages["/claims/"])[1:] == [
        {"@type": "CreativeWork", "@id": f"{BASE}#source-video", "name": "The video"},
        {
            "@type": "CreativeWork",
            "@id": f"{BASE}#source-news",
            "name": "The news",
            "url": "https://h.example/?a=1&b=2",
        },
        review("one", "It is deep.", "Not so", "video"),
        review("two", "It is far.", "Right", "news"),  # a verdict that is only claimed is none
    ]
    ratings = [
        one["reviewRating"] for one in of_type(graph_in(pages["/ja/claims/"]), "ClaimReview")
    ]
    assert [one["alternateName"] for one in ratings] == ["誤り", "正しい"]


def test_reviews_are_told_where_the_part_ends_in_which_their_claims_stand(site: Site) -> None:
    rows = '{{ table([claims.%s], ["says", "verdict"], anchors=true) }}'
    text = f"## A\n\n{rows % 'one'}\n\n## B\n\n{rows % 'two'}\n\n## C\n\nNo more."

    html = built(site({**FILES, "content/en/claims.md": page(text)}))["/claims/"]

    told = [found.start() for found in re.finditer('"@type":"ClaimReview"', html)]
    parts = [html.index(f'<h2 id="{id_}"') for id_ in "abc"]
    assert parts[0] < told[0] < parts[1] < told[1] < parts[2]


@pytest.mark.parametrize(
    "text",
    [
        "{{ claims.one }} {{ claims.one.verdict }}",  # there is another page that it can lead to
        '{{ table(claims, ["says"], anchors=true) }}',  # without the verdict it is no review
    ],
)
def test_what_only_mentions_claims_reviews_none(site: Site, text: str) -> None:
    graph = graph_in(built(site({**FILES, "content/en/a.md": page(text)}))["/a/"])

    assert of_type(graph, "ClaimReview") == []


def test_the_page_of_a_claim_reviews_it(site: Site) -> None:
    files = {"content/en/claims/claim.md": page("{{ record }}", each="claims")}

    graph = graph_in(built(site({**FILES, **files}))["/claims/one/"])

    (review,) = of_type(graph, "ClaimReview")
    assert review["url"] == f"{BASE}claims/one/"


# --- what may not stand in it -----------------------------------------------------------------


@pytest.mark.parametrize("status", ["disputed", "claimed", "unknown"])
def test_what_is_less_sure_than_reported_is_left_out(site: Site, status: str) -> None:
    evidence = f"status: {status}, sources: [video], note: Who knows."
    lakes = f"bor: {{depth: 9 meters, name: Bor, {evidence}}}\n"
    weak, sure = "'{{ lakes.bor }} deep'", "'Lakes'"
    files = {
        "content/facts/lakes.yaml": lakes,
        "content/en/title.md": page(title=weak, summary=sure),
        "content/en/summary.md": page(title=sure, summary=weak),
        "content/en/nav/index.md": page(title=sure, summary=sure, nav=weak),
        "content/en/nav/below.md": page(title=sure, summary=sure),
    }

    pages = built(site({**FILES, **files}))

    assert graph_in(pages["/title/"]) == []
    (node,) = graph_in(pages["/summary/"])
    assert node["headline"] == "Lakes"
    assert "description" not in node
    assert of_type(graph_in(pages["/nav/below/"]), "BreadcrumbList") == []
    graphs = [graph_in(html) for html in pages.values()]
    assert "9 m" not in json.dumps(graphs)


def test_the_name_of_a_person_is_left_out_where_it_is_only_claimed(site: Site) -> None:
    person = page(title="Somebody", summary="Of {{ record.id }}.", each="people")
    files = {
        "content/en/people/person.md": person,
        "content/en/a.md": page(title="'With {{ lakes.bor.guide }}'"),
    }

    pages = built(site({**FILES, **files}))

    assert of_type(graph_in(pages["/people/bob/"]), "Person") == []
    assert graph_in(pages["/a/"]) == []  # nor as what another fact names


def test_without_a_base_address_there_is_none(site: Site) -> None:
    settings = SETTINGS.replace("base_url: https://owner.example/name/\n", "")
    root = site({**FILES, "content/site.yaml": settings})

    assert {"application/ld+json" in html for html in built(root).values()} == {False}
    assert "application/ld+json" in built(root, BASE)["/"]


def test_the_page_that_is_not_there_is_not_described(site: Site) -> None:
    html = built(site(FILES))["/404.html"]

    assert graph_in(html) == []
    assert "og:" not in html


def test_no_text_ends_the_element_or_begins_another(site: Site) -> None:
    evil = "</script><script>alert(1)</script><!-- & ]]> \\u2028 \\\" '"
    told = evil.replace("\\u2028", "\u2028").replace('\\"', '"')
    files = {
        "content/site.yaml": (
            f'title: "{evil}"\nlanguages: {{en: English}}\nas_of: 2026-11-23\n'
            f'base_url: {BASE}\npublisher: "{evil}"\nsummary: "{evil}"\nlicense: "{evil}"\n'
        ),
        "content/schema.yaml": SCHEMA.replace("choice(right, wrong)", "choice(right)"),
        "content/strings/en.yaml": (f'choices: {{claims: {{verdict: {{right: "{evil}"}}}}}}\n'),
        "content/facts/sources.yaml": (
            f'video: {{title: "{evil}", publisher: T, type: transcript, lines: 9,'
            " url: 'https://v.example/?a&b'}\n"
        ),
        "content/facts/people.yaml": (
            f'ann: {{name: "{evil}", name_old: "old {evil}", same_as: ["https://a.example/?a&b"]}}\n'
        ),
        "content/facts/claims.yaml": (
            f'one: {{says: "{evil}", verdict: right, status: claimed, sources: [video]}}\n'
        ),
        "content/facts/terms.yaml": f'cap: {{term: "{evil}", definition: "`{evil}`"}}\n',
        "content/facts/lakes.yaml": "",
        "content/en/index.md": page(title=f'"{evil}"', summary=f'"{evil}"', nav=f'"{evil}"'),
        "content/en/people/index.md": page(nav=f'"{evil}"'),
        "content/en/people/person.md": page(title='"{{ record }}"', each="people"),
        "content/en/claims.md": page(
            '{{ table(claims, ["says", "verdict"], anchors=true) }}\n\n{{ glossary(terms) }}'
        ),
    }

    pages = built(site({path: text for path, text in {**files}.items() if text}))

    graphs = {address: graph_in(html) for address, html in pages.items()}
    for address, html in pages.items():
        own = 1 if address == "/search/" else 0  # that of the search itself
        both = bool(of_type(graphs[address], "ClaimReview"))  # the page, and reviews by the claims
        assert len(re.findall("<script", html)) - own == bool(graphs[address]) + both, address
        assert len(re.findall("</script", html)) - own == bool(graphs[address]) + both, address
    assert spaced_once(graphs["/"][0]["headline"]) == spaced_once(told)
    assert spaced_once(graphs["/"][0]["description"]) == spaced_once(told)
    assert [one["name"] for one in graphs["/"][1:]] == [told, told]
    (ann,) = of_type(graphs["/people/ann/"], "Person")
    assert (ann["name"], ann["alternateName"]) == (told, f"old {told}")
    (trail,) = of_type(graphs["/people/ann/"], "BreadcrumbList")
    names = [spaced_once(one["name"]) for one in trail["itemListElement"]]
    assert names == [spaced_once(told)] * 3
    (review,) = of_type(graphs["/claims/"], "ClaimReview")
    assert review["claimReviewed"] == review["reviewRating"]["alternateName"] == told
    assert of_type(graphs["/claims/"], "CreativeWork")[0]["name"] == told


def spaced_once(text: str) -> str:
    """Return *text* as a title has it: with one blank wherever there is room."""
    return " ".join(text.split())


# --- where it stands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "place"),
    [
        ("{{ content }}{{ page_sources }}", r'<section class="page-sources"[^>]*>\s*<script'),
        ("{{ content }}", r"</footer>\s*<script"),
    ],
)
def test_it_stands_before_the_sources_or_else_at_the_end(
    site: Site, layout: str, place: str
) -> None:
    files = {
        "content/en/a.md": page("Deep [@news].", layout="own"),
        "templates/layouts/own.html": (
            f'{{% extends "base.html" %}}{{% block main %}}{layout}{{% endblock %}}'
        ),
    }

    html = built(site({**FILES, **files}))["/a/"]

    assert len(re.findall("<script", html)) == 1
    assert re.search(place, html)


def test_a_list_of_sources_of_the_site_s_own_does_not_lose_it(site: Site) -> None:
    own = {"templates/partials/page-sources.html": "<p>{{ entries | length }} sources</p>"}

    html = built(site({**FILES, **own, "content/en/a.md": page("Deep [@news].")}))["/a/"]

    assert "<p>1 sources</p>" in html
    assert len(graph_in(html)) == 1


# --- the vocabulary ---------------------------------------------------------------------------


@pytest.mark.parametrize("root", [HERE, LAKES], ids=["content", "lakes"])
def test_all_of_it_is_of_the_vocabulary(root: Path) -> None:
    pages = built(root, BASE)

    graphs = {address: graph_in(html) for address, html in pages.items()}

    lacking = {address for address, graph in graphs.items() if not graph}
    assert {one for one in lacking if not one.endswith(("/search/", "/changes/"))} == {"/404.html"}
    assert {address: found for address in graphs if (found := [*faults(graphs[address])])} == {}
    nodes = list(nodes_in(list(graphs.values())))
    told = {one["@id"] for one in nodes if "@id" in one and len(one) > 1}
    assert {one["@id"] for one in nodes if one.keys() == {"@id"}} <= told


def test_no_fact_of_the_content_that_is_less_sure_stands_outside_a_review() -> None:
    facts = build(Order(root=HERE, today="2026-11-23", base_url=BASE), Report())
    pages = [html.decode() for path, html in facts.outputs.items() if path.endswith(".html")]
    ours = [
        {key: value for key, value in node.items() if key != "citation"}
        for html in pages
        for node in graph_in(html)
        if node["@type"] not in ("ClaimReview", "CreativeWork")
    ]
    text = json.dumps(ours, ensure_ascii=False)

    weak = [
        str(one["text"]["en"])
        for one in json.loads(facts.outputs["facts.json"])["facts"].values()
        if one["status"] in ("disputed", "claimed", "speculation")
    ]

    assert len(weak) > 20
    assert [one for one in weak if len(one.split()) > 3 and one in text] == []


# --- Open Graph -------------------------------------------------------------------------------


def tags(html: str) -> list[tuple[str, str]]:
    """Return the tags of a page that social networks read, in their order."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = [(one.get("property") or one.get("name") or "", one) for one in tree.iter("meta")]
    return [
        (name, one.get("content") or "")
        for name, one in found
        if name.startswith(("og:", "twitter:"))
    ]


def test_a_page_has_the_tags_that_social_networks_read(site: Site) -> None:
    files = {"content/en/a.md": page(title="'\"A\" & <b>'"), "content/ja/a.md": page(title="湖")}

    pages = built(site({**FILES, **files}))

    assert tags(pages["/a/"]) == [
        ("og:title", '"A" & <b>'),
        ("og:description", "About it."),
        ("og:type", "article"),
        ("og:url", f"{BASE}a/"),
        ("og:site_name", "Lakes"),
        ("og:locale", "en_US"),
        ("og:locale:alternate", "ja_JP"),
        ("og:image", f"{BASE}cards/afc09db4329a.png"),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", '"A" & <b> – Lakes – As of November 23, 2026'),
        ("twitter:card", "summary_large_image"),
    ]
    assert dict(tags(pages["/ja/a/"])) == {
        "og:title": "湖",
        "og:description": "About it.",
        "og:type": "article",
        "og:url": f"{BASE}ja/a/",
        "og:site_name": "湖",
        "og:locale:alternate": "en_US",
        "og:locale": "ja_JP",
        "og:image": f"{BASE}cards/6a3fb114ae43.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "湖 – 2026年11月23日時点",
        "twitter:card": "summary_large_image",
    }
    assert ("og:type", "website") in tags(pages["/ja/"])


def test_without_a_base_address_the_tags_have_no_address(site: Site) -> None:
    settings = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")

    names = [name for name, _ in tags(built(site({"content/site.yaml": settings}))["/"])]

    assert "og:title" in names
    assert "og:url" not in names
    assert "og:image" not in names
