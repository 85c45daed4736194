"""A site with one of everything, built in memory, for the tests of what makes a page.

Its templates are bare: a mark is `<button>N</button>`, its evidence `<div id="evidence-N">` with
the name of the fact or the sources.  So a test shows all that a page holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build

SCHEMA = """\
figures: {value: quantity, label: text?}
people: {name: text, role: text?, born: date?, mentor: people?, tags: list(text)?}
events:
  what: markdown
  when: date
  who: list(people)?
  how: choice(quiet, loud)?
  held: flag?
  page: url?
terms: {term: text, definition: markdown}
"""

SOURCES = """\
news: {title: The news, publisher: Herald, type: news, url: https://herald.example/a}
deed: {title: The deed, publisher: Court, type: primary, url: https://court.example/d}
video: {title: The video, publisher: Tube, type: transcript, lines: 182}
"""

FIGURES = """\
valuation:
  value: 150 billion USD
  label: The worth
  status: reported
  as_of: 2024-09-13
  sources: [news, "video#L131-L132"]
share: {value: 7.50 %, status: confirmed, sources: [deed]}
staff: {value: 616 people, status: confirmed, sources: [deed]}
plain: {value: 12345.6}
"""

PEOPLE = """\
ann: {name: Ann & Co, role: Chief <b>, born: 1970-01, tags: [a, b & c, d]}
bob: {name: Bob, mentor: ann}
"""

EVENTS = """\
start:
  what: It *began* with {{ figures.share }} [@deed].
  when: 2024-09-25
  who: [ann, bob]
  how: quiet
  held: true
  page: https://e.example/?a=1&b=2
  status: confirmed
  sources: [deed]
span: {what: Long, when: 2024-09-25/2024-10-02, status: confirmed, sources: [deed]}
about: {what: Later, when: 2024-09~, status: confirmed, sources: [deed]}
"""

MACROS = """\
{% macro box(x) %}<div class="box">{{ x }}</div>{% endmacro %}
{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}
{% macro broken() %}
{{ 1 / 0 }}
{% endmacro %}
"""

FILES: Mapping[str, str] = {
    "content/site.yaml": (
        "title: Lakes\nlanguages: {en: English}\nas_of: 2026-11-23\n"
        "base_url: https://lakes.example/sub/\n"
    ),
    "content/schema.yaml": SCHEMA,
    "content/strings/en.yaml": (
        "choices: {events: {how: {quiet: quietly, loud: loudly}}}\n"
        "units: {people: {one: '{n} person', other: '{n} people'}}\n"
    ),
    "content/facts/sources.yaml": SOURCES,
    "content/facts/figures.yaml": FIGURES,
    "content/facts/people.yaml": PEOPLE,
    "content/facts/events.yaml": EVENTS,
    "content/facts/terms.yaml": (
        'cap: {term: profit cap, definition: "A *limit* of {{ figures.share }}"}\n'
    ),
    "content/en/index.md": "---\ntitle: Start\nsummary: Where it starts.\n---\nHello.\n",
    "content/en/draft.md": "---\ntitle: D\nsummary: D.\ndraft: true\n---\nNot yet.\n",
    "content/en/map.svg": "<svg/>",
    "static/img/a.svg": "<svg/>",
    "templates/layouts/page.html": "{{ content }}",
    "templates/layouts/ledger.html": "{{ content }}",
    "templates/layouts/not-found.html": "{{ content }}",
    "templates/layouts/search.html": "{{ content }}",
    "templates/macros/tests.html": MACROS,
    "templates/partials/mark.html": "<button>{{ mark.number }}</button>",
    "templates/partials/evidence.html": (
        '<div id="{{ evidence.id }}">{{ evidence.name or evidence.source_list | join(" ") }}</div>'
    ),
    "templates/partials/term-button.html": '<button class="term">{{ text }}</button>',
    "templates/partials/term.html": '<div id="{{ term.id }}">{{ term.definition }}</div>',
}

# With it every person has a page.
PERSON = {
    "content/en/people/person.md": (
        "---\ntitle: '{{ record }}'\nsummary: About {{ record }}.\neach: people\n---\nHi.\n"
    )
}

# With it pages are filled by the templates that ship.
SHIPPED = {
    path: "" for path in FILES if path.startswith(("templates/layouts/", "templates/partials/"))
}

# What this site leaves unused on purpose.
EXPECTED = ("unused-fact", "unused-source")


@dataclass(frozen=True)
class Made:
    """What became of a site: its files, none after an error, and what was said of it."""

    files: Mapping[str, str]
    problems: list[str]

    @property
    def page(self) -> str:
        """The page of which the test gives the text."""
        return self.files["p/index.html"].rstrip("\n")


def make(root: Path, body: str, front: str = "", files: Mapping[str, str] | None = None) -> Made:
    """Build the site below *root* with a page p.md of this *body*; an empty file is left out."""
    page = {"content/en/p.md": f"---\ntitle: P\nsummary: S.\n{front}---\n{body}\n"}
    for path, content in {**FILES, **page, **(files or {})}.items():
        if content:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, "utf-8")
    report, outputs = Report(), {}
    try:
        built = build(Order(root=root, today="2026-11-23"), report)
        outputs = {path: content.decode() for path, content in built.outputs.items()}
    except BuildError:
        pass
    return Made(outputs, [str(one) for one in report if one.rule not in EXPECTED])


def page(root: Path, body: str, front: str = "", files: Mapping[str, str] | None = None) -> str:
    """Return the HTML of the text *body*, of which nothing is to mend."""
    made = make(root, body, front, files)
    assert made.problems == []
    return made.page


def problems(
    root: Path, body: str, front: str = "", files: Mapping[str, str] | None = None
) -> list[str]:
    """Return what is wrong with the text *body*, without its path."""
    found = make(root, body, front, files).problems
    return [one.removeprefix("content/en/p.md:") for one in found]


def first_lines(found: list[str]) -> list[str]:
    """Return problems without their excerpts and hints."""
    return [one.split("\n", 1)[0] for one in found]
