"""The snapshot of what is published: a line for each statement, read back as its type."""

import re

import pytest

from explainer import snapshot
from explainer.errors import BuildError, Report
from explainer.recording import release
from tests.conftest import Site
from tests.published import FILES, change, made, notes, released

TEXT = """\
# What this site has published. `python build.py release` writes this file, and nobody else does:
# what changes after that is compared with it, and is to be recorded by `python build.py correct`.
languages: [en, ja]
events.flood: {type: markdown, value: {en: "A *flood* took {{ figures.share }} [@news].", \
ja: "*洪水*で{{ figures.share }}が失われた [@news]。"}, status: confirmed}
events.flood.sort: {type: choice, value: sudden, status: confirmed}
events.flood.when: {type: date, value: 1911-08, status: confirmed}
figures.part: {type: quantity, value: 14 people, status: reported, origins: 2}
figures.part.label: {type: text, value: {en: Their part, ja: "その分"}}
figures.rumour: {type: quantity, value: 3, status: claimed}
figures.rumour.label: {type: text, value: {en: Rumour, ja: "噂"}, status: claimed}
figures.share: {type: quantity, value: 7 %, status: reported}
figures.share.label: {type: text, value: {en: The share, ja: "割合"}, status: reported}
figures.staff: {type: quantity, value: 200 people, status: confirmed}
figures.staff.label: {type: text, value: {en: Staff, ja: "職員"}, status: confirmed}
people.ann: {type: text, value: {en: Ann, ja: "アン"}}
people.ann.role: {type: text, value: {en: Head, ja: "所長"}, status: reported}
people.bob: {type: text, value: {en: Bob, ja: "ボブ"}}
people.bob.boss: {type: people, value: ann}
"""


def test_it_has_a_line_for_each_statement_sorted_by_name(site: Site) -> None:
    root = released(site)

    assert (root / snapshot.PATH).read_text("utf-8") == TEXT


def test_what_was_released_differs_from_nothing(site: Site) -> None:
    root = released(site)

    assert notes(root) == []
    assert made(root).history.changes == {}


@pytest.mark.parametrize(
    "written",
    ["150 billion USD", "1.25 million USD", "1234567 people", "12.50", "-3", "0", "7.5 %", "9000"],
)
def test_a_quantity_is_kept_as_an_author_would_write_it(site: Site, written: str) -> None:
    figures = FILES["content/facts/figures.yaml"].replace("value: 3,", f"value: {written},")

    root = released(site, {"content/facts/figures.yaml": figures})

    kept = (root / snapshot.PATH).read_text("utf-8")
    assert re.search(rf'figures.rumour: .*value: "?{written}"?, status', kept)
    assert made(root).history.changes == {}


@pytest.mark.parametrize(
    "text",
    [
        "a: b # c",
        '"quoted" \\ text',
        "no",
        "{{ x }}",
        "- x",
        "{a}",
        "@x",
        "tab\\tin",
        "1:30",
        "x's",
    ],
)
def test_any_text_comes_back_as_it_was(site: Site, text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    root = released(site, {"content/facts/people.yaml": PEOPLE.format(quoted)})

    assert made(root).history.changes == {}


PEOPLE = "ann: {{name: {}, role: Head}}\nbob: {{name: Bob, boss: ann}}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 7 %", "value: 7.0 %"),
        ("value: 7 %", "value: 7.00%"),
        ("value: 200 people", "value: 200.0 people"),
        ("{en: The share, ja: 割合}", "{ja: 割合, en: 'The  share'}"),
    ],
)
def test_what_is_only_written_in_another_way_is_the_same(site: Site, old: str, new: str) -> None:
    root = released(site)

    change(root, old, new)

    assert notes(root) == []


def test_a_language_that_is_new_says_nothing_else_than_was_published(site: Site) -> None:
    settings = FILES["content/site.yaml"]
    english = settings.replace("{en: Lakes, ja: 湖}", "Lakes").replace(", ja: 日本語", "")
    people = {"content/facts/people.yaml": "ann: {name: Ann}\n"}
    page = {"content/en/index.md": "---\ntitle: T\nsummary: S.\n---\n{{ people.ann }}\n"}
    schema = {"content/schema.yaml": "people: {name: text}\n"}
    root = site({"content/site.yaml": english, **people, **page, **schema})
    release(root, made(root))

    change(root, "name: Ann", "name: {en: Ann, ja: アン}", "content/facts/people.yaml")
    (root / "content/site.yaml").write_text(settings, "utf-8")

    assert made(root).history.changes == {}


def test_a_merge_that_is_not_finished_is_told_as_such(site: Site) -> None:
    root = released(site)
    path = root / snapshot.PATH
    lines = path.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("figures.share:"))
    theirs = lines[at].replace("7 %", "8 %")
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], "=======", theirs, ">>>>>>> other"]
    path.write_text("\n".join(lines), "utf-8")
    report = Report()

    with pytest.raises(BuildError):
        made(root, report)

    assert [str(one) for one in report if one.rule not in ("unused-fact", "foreign-words")] == [
        "content/published.yaml:11:1: error: the file holds both sides of a merge that nobody has "
        "finished [merge-conflict]\n"
        "    <<<<<<< HEAD\n"
        "    ^\n"
        "    hint: keep the lines that hold, and take out those with <<<<<<<, ======= and >>>>>>>"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "{type: people, value: ann}",
            "{value: ann}",
            '18:18: error: what was published lacks its "type" [missing-key]',
        ),
        (
            "{type: people, value: ann}",
            "ann",
            '18:18: error: people.bob.boss must be a mapping, not "ann" [wrong-shape]',
        ),
        (
            "{type: people, value: ann}",
            "{type: people, values: ann}",
            '18:33: error: people.bob.boss has no key "values" [unknown-key]',
        ),
    ],
)
def test_what_a_hand_has_spoiled_is_told(site: Site, old: str, new: str, problem: str) -> None:
    root = released(site)
    change(root, old, new, snapshot.PATH)
    report = Report()

    with pytest.raises(BuildError):
        made(root, report)

    assert f"content/published.yaml:{problem}" in [str(one).split("\n")[0] for one in report]
