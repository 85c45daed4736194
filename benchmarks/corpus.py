"""Makes up an explainer of so many pages, the same from the same seed; all of it is invented.

There are as many pages as asked for in the two languages together, half of them in English and half
their translations.  Each has some 585 words, or twice as many Japanese characters: headings, lists,
a table, two quotations, a footnote, links to other pages, and ten of up to 200 facts.  One fact is
shown by every twentieth page of each language.  What differs from generator to generator, how a
fact, a link and a citation are written, stands as marks in the texts, and `woven` puts it in.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .words import ENGLISH, JAPANESE, Tongue

LANGUAGES: Mapping[str, Tongue] = {"en": ENGLISH, "ja": JAPANESE}
FACTS, SOURCES, SHOWN = 200, 40, 10
# The fact that is changed is shown by every so-manieth page, and begins with this value.
HOT, EVERY, HOT_VALUE = "fact_000", 20, 900_000
# The English page that is changed does not show it, and holds this word.
EDITED, EDITION = 3, "editionaaaa"

_MARK = re.compile(r"<<(fact|link|cite):([^>|]*)(?:\|([^>]*))?>>")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact: a number with its unit, the texts by language, and the source that says so."""

    id: str
    value: str
    unit: str
    label: Texts
    as_of: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in one language; *key* is its name in each of them, *body* its text with marks."""

    key: str
    language: str
    title: str
    summary: str
    facts: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """An invented explainer; *sources* are the titles of its sources, by id and language."""

    pages: tuple[Page, ...]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Texts]

    @property
    def edited(self) -> Page:
        """The page that is changed."""
        english = [page for page in self.pages if page.language == "en"]
        return english[min(EDITED, len(english) - 1)]

    @property
    def hot(self) -> list[Page]:
        """The pages that show the fact that is changed."""
        return [page for page in self.pages if HOT in page.facts]


def make(pages: int, seed: int = 1) -> Corpus:
    """Return an explainer of so many pages, at least four, half of them in each language."""
    each = max(pages // 2, 2)
    shown = list(_shown(each, seed))
    names = sorted({name for names in shown for name in names})
    made = [
        _page(number, code, each, names, seed)
        for code in LANGUAGES
        for number, names in enumerate(shown)
    ]
    facts = {name: _fact(name, seed) for name in names}
    used = {fact.source for fact in facts.values()}
    used |= {match[2] for page in made for match in _MARK.finditer(page.body) if match[1] == "cite"}
    sources = {id_: _source(id_, seed) for id_ in sorted(used)}
    return Corpus(pages=tuple(made), facts=facts, sources=sources)


def woven(
    page: Page,
    fact: Callable[[str], str],
    link: Callable[[str, str], str],
    cite: Callable[[str], str],
) -> str:
    """Return the text of *page* with its facts by id, links by key and words, and citations."""

    def put(match: re.Match[str]) -> str:
        match match[1]:
            case "fact":
                return fact(match[2])
            case "link":
                return link(match[2], match[3])
        return cite(match[2])

    return _MARK.sub(put, page.body)


def _shown(each: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Yield the facts that each page of a language shows, so that each fact is shown somewhere."""
    wanted = sum(SHOWN - (number % EVERY == 0) for number in range(each))
    others = [f"fact_{number:03d}" for number in range(1, min(FACTS, wanted + 1))]
    random.Random(f"{seed}:facts").shuffle(others)
    at = 0
    for number in range(each):
        count = SHOWN - (number % EVERY == 0)
        hot = [HOT] if count < SHOWN else []
        yield (*hot, *(others[(at + step) % len(others)] for step in range(count)))
        at += count


def _source(id_: str, seed: int) -> Texts:
    return {
        code: tongue.source(random.Random(f"{seed}:{code}:{id_}"))
        for code, tongue in LANGUAGES.items()
    }


def _fact(name: str, seed: int) -> Fact:
    chance = random.Random(f"{seed}:{name}")
    number = HOT_VALUE if name == HOT else chance.choice([chance.randrange(2, 90_000), 7.5])
    return Fact(
        id=name,
        value=str(number),
        unit="people" if name == HOT else chance.choice(["%", "USD", "hours", "people"]),
        label={
            code: tongue.phrase(random.Random(f"{seed}:{code}:{name}"))
            for code, tongue in LANGUAGES.items()
        },
        as_of=f"20{chance.randrange(15, 25)}-{chance.randrange(1, 13):02d}-01",
        source=f"source_{int(name[-3:]) % SOURCES:02d}",
    )


def _page(number: int, code: str, each: int, names: tuple[str, ...], seed: int) -> Page:
    tongue, chance = LANGUAGES[code], random.Random(f"{seed}:{code}:page:{number}")
    alike = random.Random(f"{seed}:page:{number}")  # in both languages

    def link() -> str:
        return f"<<link:{_key(int(alike.random() * each))}|{tongue.phrase(chance)}>>"

    def cite() -> str:
        return f"<<cite:source_{alike.randrange(SOURCES):02d}>>"

    facts = [f"<<fact:{name}>>" for name in names]
    edition = f" {EDITION}" if code == "en" and number == min(EDITED, each - 1) else ""
    return Page(
        key=_key(number),
        language=code,
        title=f"{tongue.title(chance)} {_letters(number)}",
        summary=tongue.sentence(chance).rstrip(".。"),
        facts=names,
        body=tongue.body(chance, facts, link, cite, edition),
    )


def _key(number: int) -> str:
    return f"page-{number:05d}"


def _letters(number: int) -> str:
    """Return a number in letters, since a title has no numbers that are typed by hand."""
    return "".join(chr(ord("A") + int(digit)) for digit in f"{number:05d}")


def write_explainer(corpus: Corpus, folder: Path) -> None:
    """Write *corpus* as the content of an explainer below *folder*."""
    put(folder / "content/site.yaml", _SITE)
    put(folder / "content/schema.yaml", "measures:\n  value: quantity\n  label: text\n")
    for code, words in _STRINGS.items():
        put(folder / f"content/strings/{code}.yaml", words)
    put(folder / "content/facts/measures.yaml", "".join(map(_fact_in_yaml, corpus.facts.values())))
    put(folder / "content/facts/sources.yaml", "".join(_sources_in_yaml(corpus.sources)))
    for code, tongue in LANGUAGES.items():
        text = f"---\ntitle: {tongue.start}\nsummary: {tongue.start}\norder: 1\n---\n\n"
        links = (
            f"- [{page.title}]({page.key}.md)\n" for page in corpus.pages if page.language == code
        )
        put(folder / f"content/{code}/index.md", text + "".join(links))
    for page in corpus.pages:
        put(folder / f"content/{page.language}/{page.key}.md", _in_markdown(page))


def _in_markdown(page: Page) -> str:
    body = woven(
        page,
        lambda name: f"{{{{ measures.{name} }}}}",
        lambda key, words: f"[{words}]({key}.md)",
        lambda source: f"[@{source}]",
    )
    front = f"title: {quoted(page.title)}\nsummary: {quoted(page.summary)}\norder: 2\n"
    return f"---\n{front}---\n\n{body}"


def _fact_in_yaml(fact: Fact) -> str:
    label = ", ".join(f"{code}: {text}" for code, text in fact.label.items())
    return (
        f"{fact.id}:\n  value: {fact.value} {fact.unit}\n  label: {{{label}}}\n"
        f"  status: reported\n  as_of: {fact.as_of}\n  sources: [{fact.source}]\n"
    )


def _sources_in_yaml(sources: Mapping[str, Texts]) -> Iterator[str]:
    for id_, texts in sources.items():
        title = ", ".join(f"{code}: {text}" for code, text in texts.items())
        yield (
            f"{id_}:\n  title: {{{title}}}\n  publisher: {{{title}}}\n  type: news\n"
            f"  url: https://{id_.replace('_', '-')}.example/\n  published: 2024-05-01\n"
        )


def quoted(text: str) -> str:
    """Return a text as YAML, JSON and TOML have it."""
    return json.dumps(text, ensure_ascii=False)


def put(file: Path, text: str) -> None:
    """Write a file, and the folders that it stands in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


_SITE = """\
title: {en: Invented explainers, ja: 架空の解説}
languages: {en: English, ja: 日本語}
as_of: 2025-01-01
base_url: https://explainers.example/
summary: {en: Nothing here is true, ja: すべて作り話}
publisher: {en: Nobody, ja: 誰でもない}
nav: [index]
"""
_STRINGS: Mapping[str, Any] = {
    "en": 'units: {people: {one: "{n} person", other: "{n} people"}}\n',
    "ja": 'units: {people: {other: "{n}人"}}\n',
}
