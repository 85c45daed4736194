"""JSON Schemas by which editors complete and check what authors write.

One for each sort of YAML file below `content/`.  They know the ids, kinds and layouts of the site
as it was last built, so a build writes them anew.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import forms, past
from .facts import Facts
from .lexicon import PLURALS, interface_words
from .pages import Library
from .schema import MAX_LISTS, RESERVED_FIELDS, RESERVED_KINDS, SCALAR_TYPES, Kind, types_within
from .settings import Settings
from .shapes import (
    DATE,
    DAY,
    FLAG,
    SCALAR,
    SNAKE_CASE,
    URL,
    Shape,
    defined,
    described,
    listing,
    mapping,
    one_of,
    text_in,
    unknown,
)
from .strings import Language

# The folder beside content/ that holds them; a site that has none gets none.
FOLDER = ".schemas"

_LANGUAGES: Shape = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[A-Za-z0-9_-]+$"},
    "additionalProperties": SCALAR,
}
_DRAFT = "http://json-schema.org/draft-07/schema#"


def schemas(
    settings: Settings,
    facts: Facts,
    library: Library,
    layouts: Iterable[str],
    languages: Mapping[str, Language],
) -> Mapping[str, bytes]:
    """Return the schemas of a site by their paths below `.schemas/`."""
    found = {
        "site.json": _site(settings, library),
        "schema.json": _kinds(facts.kinds),
        "strings.json": _strings(facts.kinds),
        "published.json": past.published(),
        "corrections.json": past.corrections(settings),
        "page.json": _page(facts.kinds, layouts),
        forms.RECORDS: forms.of_records(facts),
        **{
            f"facts/{name}.json": forms.of_kind(kind, languages)
            for name, kind in facts.kinds.items()
        },
    }
    return {path: _json({"$schema": _DRAFT, **shape}) for path, shape in sorted(found.items())}


def _site(settings: Settings, library: Library) -> Shape:
    """Return the shape of content/site.yaml."""
    text = text_in(settings.languages)
    pages = sorted({page.key for page in library.pages if not page.record and not page.draft})
    menu = listing(one_of(pages, error=unknown("page")))
    properties = {
        "title": described("What the site is called.", text),
        "languages": described(
            "The languages by code, each with its own name for itself; the first is at the root.",
            _LANGUAGES,
        ),
        "as_of": described("The day to which the facts were checked.", DAY),
        "base_url": described("Where the site will be hosted, with its path.", URL),
        "summary": described("What the site is about, in a sentence.", text),
        "publisher": described("Who publishes the site.", text),
        "license": described("The licence of the text.", text),
        "repository": described("Where text and code are, for corrections.", URL),
        "nav": described("The menu: paths of pages, without language and suffix.", menu),
    }
    return {
        "title": "content/site.yaml",
        "description": "The settings of the site.",
        **mapping(properties, ["title", "languages", "as_of"]),
    }


def _kinds(kinds: Iterable[str]) -> Shape:
    """Return the shape of content/schema.yaml."""
    fields: Shape = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": _name(RESERVED_FIELDS),
        "additionalProperties": described(
            "The type; with ? behind it, the field may be left out.",
            *_types([*SCALAR_TYPES, *sorted(kinds)]),
        ),
    }
    return {
        "title": "content/schema.yaml",
        "description": "The kinds of facts that this explainer has.",
        "type": "object",
        "propertyNames": _name([*RESERVED_KINDS, "sources", "repairs"]),
        "additionalProperties": described("Its fields; a record prints the first.", fields),
    }


def _types(names: Sequence[str]) -> tuple[Shape, ...]:
    """Return the shapes of a type, where *names* are the simple ones."""
    written: Shape = {
        "type": "string",
        "pattern": rf"^{_type_pattern(names)}\s*\??$",
        "errorMessage": f"Write one of {', '.join(names)}, choice(a, b) or list(text), with ? "
        "behind it where the field may be left out; a new kind is known after the next build.",
        "examples": ["choice(a, b)", "list(text)"],
    }
    return written, {"enum": list(names)}


def _name(reserved: Iterable[str]) -> Shape:
    """Return the shape of a name that is none of those that are *reserved*."""
    taken = "|".join(reserved)
    return {
        "pattern": f"^(?!({taken})$)[a-z][a-z0-9_]*$",
        "patternErrorMessage": f"{SNAKE_CASE['patternErrorMessage']} Some names mean something "
        "else already.",
    }


def _type_pattern(names: Iterable[str]) -> str:
    """Return a pattern for a type: a name, a choice, or a list of such, a few levels deep."""
    choice = r"choice\s*\(\s*[A-Za-z0-9_-]+(\s*,\s*[A-Za-z0-9_-]+)*\s*\)"
    plain = f"{'|'.join(names)}|{choice}"
    pattern = f"({plain})"
    for _ in range(MAX_LISTS):
        pattern = rf"({plain}|list\s*\(\s*{pattern}\s*\))"
    return pattern


def _strings(kinds: Mapping[str, Kind]) -> Shape:
    """Return the shape of content/strings/<language>.yaml."""
    sections = {
        "words": described("Words of the interface, over those of the generator.", _words()),
        "statuses": described("How sure a fact is: its name, and what that means.", _statuses()),
        "units": described("Units, with the plural forms of the language.", _counted()),
        "currencies": described("Currencies by code, or default for all.", _counted()),
        "choices": described("Words for choices, by kind and field.", _choices(kinds)),
        "fields": described("Words for fields, by kind.", _fields(kinds)),
    }
    return {
        "title": "content/strings/<language>.yaml",
        "description": "The words of the site in one language.",
        **mapping(sections),
        "definitions": {"word": {"anyOf": [SCALAR, _plurals(SCALAR)]}},
    }


def _words() -> Shape:
    texts = {key[1]: text for key, text in interface_words().items() if key[0] == "words"}
    return mapping(
        {
            name: described(f"In English: {text['other']}", defined("word"))
            for name, text in texts.items()
        }
    )


def _statuses() -> Shape:
    found: dict[str, dict[str, Shape]] = {}
    for key, text in interface_words().items():
        if key[0] == "statuses":
            shape = described(f"In English: {text['other']}", SCALAR)
            found.setdefault(key[1], {})[key[2]] = shape
    return mapping({status: mapping(texts) for status, texts in found.items()})


def _counted() -> Shape:
    """Return the shape of words that stand behind a number."""
    text: Shape = {
        "type": "string",
        "pattern": r"\{n\}",
        "errorMessage": "Write {n} where the number stands.",
    }
    return {"type": "object", "additionalProperties": {"anyOf": [text, _plurals(text)]}}


def _plurals(other: Shape) -> Shape:
    forms = {form: described("The form for such numbers.", SCALAR) for form in PLURALS[:-1]}
    return mapping({**forms, "other": described("The form for all others.", other)}, ["other"])


def _choices(kinds: Mapping[str, Kind]) -> Shape:
    found: dict[str, Shape] = {}
    for kind in kinds.values():
        fields = {
            field.name: mapping(dict.fromkeys(type_.choices, SCALAR))
            for field in kind.fields.values()
            for type_ in types_within(field.type)
            if type_.choices
        }
        if fields:
            found[kind.name] = mapping(fields)
    return mapping(found)


def _fields(kinds: Mapping[str, Kind]) -> Shape:
    """Return the shape of the words for fields, and of those for the kinds themselves."""
    fields = {name: mapping(dict.fromkeys(kind.fields, SCALAR)) for name, kind in kinds.items()}
    return mapping({"kinds": mapping(dict.fromkeys(kinds, SCALAR)), **fields})


def _page(kinds: Iterable[str], layouts: Iterable[str]) -> Shape:
    """Return the shape of the front matter of a page."""
    places = one_of(sorted(layouts), error="There is no such layout in templates/layouts/.")
    properties = {
        "title": described("The title, which is the first heading too.", SCALAR),
        "summary": described("What the page says, in a sentence or two.", SCALAR),
        "nav": described("A short title, for the menu.", SCALAR),
        "order": described("Its place in the menu, among numbers.", {"type": "integer"}),
        "date": described("The day to which it holds; by default as_of of the site.", DATE),
        "layout": described("How the page is laid out; by default page.", places),
        "each": described("A kind, of which each record gets a page.", one_of(sorted(kinds))),
        "draft": described("true: built with --drafts only.", FLAG),
        "evidence": described(
            "off: the page asserts nothing, so it has no marks and needs no citations."
            " brief: it has very many marks, which tell sources by their publishers.",
            one_of(["brief", "off", "on"]),
        ),
        "allow": described("Numbers, as typed, that may stand by hand.", listing(SCALAR)),
    }
    return {
        "title": "front matter",
        "description": "What a page says of itself.",
        **mapping(properties, ["title", "summary"]),
    }


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
