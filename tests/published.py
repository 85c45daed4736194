"""A site that was released, for the tests of what happens when a fact of it changes."""

import re
from collections.abc import Mapping
from pathlib import Path

from explainer.errors import Report
from explainer.pipeline import Built, Order, build
from explainer.recording import Reason, correct, release
from tests.conftest import Site

TODAY = "2026-12-24"
FIGURES = """\
share: {value: 7 %, label: {en: The share, ja: 割合}, status: reported, sources: [news]}
staff: {value: 200 people, label: {en: Staff, ja: 職員}, status: confirmed, sources: [deed]}
part: {value: "= round(figures.share * figures.staff)", label: {en: Their part, ja: その分}}
rumour: {value: 3, label: {en: Rumour, ja: 噂}, status: claimed, sources: [news]}
"""
PEOPLE = """\
ann:
  name: {en: Ann, ja: アン}
  role: {value: {en: Head, ja: 所長}, status: reported, sources: [news]}
bob: {name: {en: Bob, ja: ボブ}, boss: ann}
"""
NEWS = """\
flood:
  what:
    en: A *flood* took {{ figures.share }} [@news].
    ja: "*洪水*で{{ figures.share }}が失われた [@news]。"
  when: 1911-08
  sort: sudden
  status: confirmed
  sources: [deed]
"""
PAGE = "---\ntitle: {}\nsummary: S.\n---\n{}\n"
PAGES = {
    "index": "Nothing.",
    "share": "It is {{ figures.share }}.",
    "part": "It is {{ figures.part }}.",
    "staff": "They are {{ figures.staff }}.",
    "rumour": "Said to be {{ figures.rumour }}.",
    "bob": "Led by {{ people.bob.boss }}.",
    "role": "{{ people.ann.role }}",
    "flood": "{{ events.flood }} {{ events.flood.when }} {{ events.flood.sort }}",
}
FILES: Mapping[str, str] = {
    "content/site.yaml": (
        "title: {en: Lakes, ja: 湖}\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
        "base_url: https://lakes.example/sub/\n"
    ),
    "content/schema.yaml": (
        "figures: {value: quantity, label: text}\n"
        "people: {name: text, role: text?, boss: people?}\n"
        "events: {what: markdown, when: date, sort: 'choice(sudden, slow)'}\n"
    ),
    "content/strings/en.yaml": (
        "units: {people: {one: '{n} person', other: '{n} people'}}\n"
        "choices: {events: {sort: {sudden: sudden, slow: slow}}}\n"
    ),
    "content/strings/ja.yaml": (
        "units: {people: {other: '{n}人'}}\n"
        "choices: {events: {sort: {sudden: 突然, slow: ゆっくり}}}\n"
    ),
    "content/facts/sources.yaml": (
        "news: {title: News, publisher: Herald, type: news}\n"
        "deed: {title: Deed, publisher: Court, type: primary}\n"
    ),
    "content/facts/figures.yaml": FIGURES,
    "content/facts/people.yaml": PEOPLE,
    "content/facts/events.yaml": NEWS,
    **{
        f"content/{code}/{name}.md": PAGE.format(name.capitalize(), text)
        for code in ("en", "ja")
        for name, text in PAGES.items()
    },
}
# What this site leaves undone on purpose.
PASSED = ("unused-fact", "foreign-words", "uncited-paragraph")


def made(root: Path, report: Report | None = None) -> Built:
    """Return the site below *root*, in memory."""
    return build(Order(root=root, today=TODAY), Report() if report is None else report)


def released(site: Site, files: Mapping[str, str] | None = None) -> Path:
    """Return the root of the site, of which all is released."""
    root = site({**FILES, **(files or {})})
    release(root, made(root))
    return root


def change(root: Path, old: str, new: str, path: str = "content/facts/figures.yaml") -> None:
    """Write *new* for *old* in a file of the site."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def record(root: Path, name: str, sort: str = "correction", why: str = "So it is.") -> str:
    """Record that the fact *name* changed; return what was said."""
    return correct(root, made(root), name, Reason(sort=sort, why=why, today=TODAY))


def notes(root: Path) -> list[str]:
    """Return what is said of the site, without excerpts and hints."""
    report = Report()
    made(root, report)
    return [str(one).split("\n")[0] for one in report if one.rule not in PASSED]


def outputs(root: Path) -> Mapping[str, str]:
    """Return the texts of the site by their paths."""
    return {
        path: content.decode()
        for path, content in made(root).outputs.items()
        if path.endswith((".html", ".json", ".xml"))
    }


def main_of(html: str) -> str:
    """Return the text of the main part of a page, its tags left out."""
    text = re.sub(
        r"<script.*?</script>|<[^>]*>", " ", html.partition('class="frame">')[2], flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", text).strip()
