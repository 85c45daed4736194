"""What is remembered gives the very site that a build from nothing gives, and saves the work."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from explainer.errors import BuildError, Report
from explainer.pipeline import Kept, Order, build
from explainer.storing import store, stored

IDS = ("one", "two", "three", "four")
PAGES = ("alpha", "beta", "gamma")
LANGUAGES = ("en", "ja")
# What a paragraph may print; what it names may be missing, which is told.
SNIPPETS = (
    "It is {{ figures.ID }} deep, some say.",
    "All of it: {{ figures.total }}.",
    "There are {{ figures.number }} of them.",
    "So said {{ people.ID }} [@ID].",
    "Taught by {{ people.ID.mentor }}, and {{ people.ID.says }}",
    "A {{ terms.ID }} and once more a {{ terms.ID }}.",
    "Cited [@ID, L2; @two].",
    "See [it](PAGE.md), or [there](PAGE.md#part).",
    "## Part {#part}\n\nBelow it stands {{ figures.ID | plain }}.",
    "{{ table(people, ['name', 'mentor', 'says']) }}",
    "{{ sources_by_origin(sources) }}",
    "{{ twice(figures.ID) }}",
    "A [map](/map.svg) and ![a map](/map.svg).",
    "Nothing at all is said in this paragraph, though it is long enough to be asked why.",
)
STATUSES = ("reported", "confirmed", "claimed")
SCHEMA = """
figures: {value: quantity, label: text?}
people: {name: text, mentor: people?, says: markdown?}
terms: {term: text, definition: markdown}
"""
SITE = """
title: Lakes
languages: {en: English, ja: 日本語}
as_of: 2026-11-DAY
base_url: https://lakes.example/sub/
"""


@dataclass
class Author:
    """Somebody who keeps a small site: everything below can be changed."""

    root: Path
    day: int = 23
    figures: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    people: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    pages: dict[tuple[str, str], tuple[str, list[str]]] = field(default_factory=dict)
    macro: str = "{{ x }}, twice {{ x }}"
    word: str = "Contents"
    sheet: str = "p {}"
    drawing: str = "<svg xmlns='http://www.w3.org/2000/svg'/>"

    def files(self) -> Mapping[str, str]:
        """Return all that the author has written, by path."""
        figures = [
            f"{id_}: {{value: {value} m, status: {status}, sources: [{source}]}}"
            for id_, (value, status, source) in self.figures.items()
        ]
        members = " + ".join(f"figures.{id_}" for id_ in self.figures) or "1"
        figures += [f'total: {{value: "= {members}"}}', 'number: {value: "= count(people)"}']
        people = [
            f'{id_}:\n  name: {name}\n  says: "{says}"\n'
            + (f"  mentor: {mentor}\n" if mentor else "")
            for id_, (name, mentor, says) in self.people.items()
        ]
        sources = [
            f"{id_}: {{title: {title}, publisher: P {title}, type: news, lines: 9,"
            f" url: https://h.example/{id_}}}"
            for id_, title in self.sources.items()
        ]
        terms = [
            f'{id_}: {{term: {id_}, definition: "{text}"}}' for id_, text in self.terms.items()
        ]
        pages = {
            f"content/{code}/{key}.md": f"---\ntitle: {title}\nsummary: S\n---\n"
            + "\n\n".join(paragraphs)
            for (code, key), (title, paragraphs) in self.pages.items()
        }
        each = {
            f"content/{code}/{kind}/one.md": (
                "---\ntitle: '{{ record }}'\nsummary: S\n"
                f"each: {kind}\n---\nHere is {{{{ record }}}}.\n"
            )
            for code in LANGUAGES
            for kind in ("people", "sources")
        }
        return {
            "content/site.yaml": SITE.replace("DAY", str(self.day)),
            "content/schema.yaml": SCHEMA,
            "content/strings/en.yaml": f"units: {{m: {{one: '{{n}} m', other: '{{n}} m'}}}}\n"
            f"words: {{contents: {self.word}}}\n",
            "content/strings/ja.yaml": "units: {m: {other: '{n}メートル'}}\n",
            "content/facts/figures.yaml": "\n".join(figures) + "\n",
            "content/facts/people.yaml": "\n".join(people) + "\n",
            "content/facts/sources.yaml": "\n".join(sources) + "\n",
            "content/facts/terms.yaml": "\n".join(terms) + "\n",
            "templates/macros/ours.html": "{% macro twice(x) %}<p>MACRO</p>{% endmacro %}".replace(
                "MACRO", self.macro
            ),
            "static/map.svg": self.drawing,
            "static/css/site.css": self.sheet,
            **pages,
            **each,
        }

    def save(self) -> None:
        """Make the folder hold what was written, and nothing else."""
        wanted = {self.root / path: text for path, text in self.files().items()}
        for path in [one for one in self.root.rglob("*") if one.is_file() and one not in wanted]:
            path.unlink()
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def began(root: Path) -> Author:
    """Return an author who has a site without faults."""
    author = Author(root)
    author.sources = {id_: f"Title {id_}" for id_ in IDS}
    author.figures = {"one": (7, "reported", "one"), "two": (8, "reported", "two")}
    author.people = {
        "one": ("Ann", "", "it is {{ figures.one }}"),
        "two": ("Bob", "one", "see [@two]"),
    }
    author.terms = {"one": "What *one* is.", "two": "As {{ terms.one }} is."}
    for code in LANGUAGES:
        for key in ("index", *PAGES):
            author.pages[code, key] = (f"Title of {key}", [f"{SNIPPETS[0]}".replace("ID", "one")])
    author.save()
    return author


def built(
    root: Path, kept: Kept, *, strict: bool = False
) -> tuple[Mapping[str, bytes] | None, str]:
    """Return what comes of a build: the site if there is one, and what there is to mend."""
    report = Report(strict=strict)
    try:
        outputs = build(Order(root=root, today="2026-11-27"), report, kept).outputs
    except BuildError:
        return None, report.told()
    return outputs, report.told()


class AuthorsDays(RuleBasedStateMachine):
    """An author changes this and that; each time the kept build equals one from nothing."""

    @initialize()
    def begin(self) -> None:
        """Begin with a site that holds."""
        self.folder = Path(tempfile.mkdtemp())
        self.author = began(self.folder / "site")
        self.kept = Kept()
        # Templates are compiled once for all; what they give is not kept by that.
        self.compiled = self.kept.compiled

    @rule(id_=st.sampled_from(IDS), value=st.integers(1, 9), status=st.sampled_from(STATUSES))
    def change_a_figure(self, id_: str, value: int, status: str) -> None:
        """Change a fact, or add one."""
        self.author.figures[id_] = (value, status, id_)

    @rule(id_=st.sampled_from(IDS))
    def remove_a_figure(self, id_: str) -> None:
        """Take a fact away, which a page may print."""
        self.author.figures.pop(id_, None)

    @rule()
    def turn_the_people_round(self) -> None:
        """Change the order of records, and by that their places."""
        self.author.people = dict(reversed(self.author.people.items()))

    @rule(
        id_=st.sampled_from(IDS),
        name=st.sampled_from(["Ann", "Bob", "Cleo"]),
        mentor=st.sampled_from(["", *IDS]),
        says=st.sampled_from(["it is {{ figures.one }}", "see [@two]", "[so](/alpha/)", "no"]),
    )
    def change_a_person(self, id_: str, name: str, mentor: str, says: str) -> None:
        """Change a record that has a page of its own, or add one."""
        self.author.people[id_] = (name, mentor, says)

    @rule(id_=st.sampled_from(IDS))
    def remove_a_person(self, id_: str) -> None:
        """Take a record away, and its page with it."""
        self.author.people.pop(id_, None)

    @rule(id_=st.sampled_from(IDS), title=st.sampled_from(["A title", "Another one", "表題"]))
    def change_a_source(self, id_: str, title: str) -> None:
        """Give a source another title."""
        self.author.sources[id_] = title

    @rule(id_=st.sampled_from(IDS))
    def remove_a_source(self, id_: str) -> None:
        """Take a source away, which may be cited."""
        self.author.sources.pop(id_, None)

    @rule(
        id_=st.sampled_from(IDS),
        text=st.sampled_from(["What it is.", "As {{ terms.one }} is.", "By {{ figures.two }}."]),
    )
    def change_a_term(self, id_: str, text: str) -> None:
        """Define a term otherwise, or add one."""
        self.author.terms[id_] = text

    @rule(
        code=st.sampled_from(LANGUAGES),
        key=st.sampled_from(["index", *PAGES]),
        snippets=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=3),
        id_=st.sampled_from(IDS),
        other=st.sampled_from(PAGES),
        title=st.sampled_from(["A page", "{{ figures.one }} of it", "ページ"]),
    )
    def write_a_page(  # noqa: PLR0913 — what a page is made of
        self, *, code: str, key: str, snippets: list[str], id_: str, other: str, title: str
    ) -> None:
        """Write a page anew."""
        paragraphs = [one.replace("ID", id_).replace("PAGE", other) for one in snippets]
        self.author.pages[code, key] = (title, paragraphs)

    @rule(code=st.sampled_from(LANGUAGES), key=st.sampled_from(PAGES))
    def remove_a_page(self, code: str, key: str) -> None:
        """Take a page away, to which others may lead."""
        self.author.pages.pop((code, key), None)

    @rule(key=st.sampled_from(PAGES), other=st.sampled_from(PAGES))
    def rename_a_page(self, key: str, other: str) -> None:
        """Give a page another name."""
        if ("en", key) in self.author.pages:
            self.author.pages["en", other] = self.author.pages.pop(("en", key))

    @rule(macro=st.sampled_from(["{{ x }}, twice {{ x }}", "{{ x }}", "{{ y }}", "{% if"]))
    def change_a_macro(self, macro: str) -> None:
        """Change a macro, which may break by it."""
        self.author.macro = macro

    @rule(day=st.integers(10, 12), word=st.sampled_from(["Contents", "On this page"]))
    def change_settings(self, day: int, word: str) -> None:
        """Change what every page depends on."""
        self.author.day, self.author.word = day, word

    @rule(size=st.integers(1, 2))
    def change_the_drawing(self, size: int) -> None:
        """Change a file that pages show."""
        self.author.drawing = f"<svg xmlns='http://www.w3.org/2000/svg' width='{size}'/>"

    @rule(size=st.integers(1, 2))
    def change_the_style_sheet(self, size: int) -> None:
        """Change a file whose name has the hash of its content."""
        self.author.sheet = f"p {{ margin: {size}px }}"

    @rule()
    def begin_a_new_run(self) -> None:
        """Go on with what was stored."""
        place = self.folder / "remembered"
        store(self.kept.remembered, place)
        self.kept = Kept(compiled=self.compiled, remembered=stored(place))

    @invariant()
    def the_kept_build_equals_one_from_nothing(self) -> None:
        """Compare the two, with all that they say."""
        self.author.save()

        kept = built(self.author.root, self.kept)

        assert kept == built(self.author.root, Kept(compiled=self.compiled))

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)


TestAuthorsDays = AuthorsDays.TestCase
TestAuthorsDays.settings = settings(
    max_examples=500 if os.environ.get("EXPLAINER_LONG") else 12,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
