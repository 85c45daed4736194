"""Evidence is that of the last release, or a note says that it is not."""

import pytest

from explainer import seals
from explainer.errors import BuildError, Report
from explainer.recording import release
from tests.conftest import Site
from tests.published import FIGURES, change, made, notes, record, released

PATH = "content/facts/figures.yaml"
RUMOUR = "value: 3, label"
FULL = """value: 3, as_of: 2024-05, note: {en: Who says, ja: 誰が},
  quote: {text: three, source: news},
  accounts: [{value: 4, sources: ["deed#L1"], wrong: true}], label"""


def test_what_was_released_differs_from_nothing(site: Site) -> None:
    root = released(site)

    assert notes(root) == []
    assert (root / seals.PATH).read_text("utf-8").startswith("# Written by `build.py release`")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024-05", "2024-06"),
        ("Who says", "Who said"),
        ("text: three", "text: there"),
        ("value: 4", "value: 5"),
        ("deed#L1", "deed#L2"),
        ("wrong: true", "wrong: false"),
        ("status: claimed, sources: [news]", "status: claimed, sources: [news, deed]"),
        ("status: claimed", "status: disputed"),
    ],
)
def test_evidence_that_is_another_is_noted_where_it_stands(site: Site, old: str, new: str) -> None:
    root = released(site, {PATH: FIGURES.replace(RUMOUR, FULL)})

    change(root, old, new)

    assert [one.partition(": note: ")[2] for one in notes(root)] == [
        "the evidence of figures.rumour is not the one that was released [evidence-changed]"
    ]


def test_the_next_release_takes_it_in(site: Site) -> None:
    root = released(site)
    change(root, "status: claimed, sources: [news]", "status: claimed, sources: [news, deed]")

    release(root, made(root))

    assert notes(root) == []


def test_a_formula_with_the_same_result_is_noted(site: Site) -> None:
    root = released(site)

    change(root, "figures.share * figures.staff", "figures.staff * figures.share")

    assert notes(root) == [
        f"{PATH}:3:8: note: the formula of figures.part is not the one that was released "
        "[evidence-changed]"
    ]


def test_what_is_said_of_a_source_is_noted(site: Site) -> None:
    root = released(site)

    change(root, "Herald", "Heralds", "content/facts/sources.yaml")

    assert notes(root) == [
        "content/facts/sources.yaml:1:1: note: the text of sources.news is not the one that was "
        "released [evidence-changed]"
    ]


def test_a_change_of_the_value_too_is_told_once(site: Site) -> None:
    root = released(site)
    change(root, "200 people", "201 people")
    change(root, "sources: [deed]", "sources: [deed, news]")

    assert [one.rpartition(" ")[2] for one in notes(root)] == ["[unrecorded-change]"]
    record(root, "figures.staff")

    assert notes(root) == []


def test_without_a_file_nothing_is_compared(site: Site) -> None:
    root = released(site)
    (root / seals.PATH).unlink()

    change(root, "Herald", "Heralds", "content/facts/sources.yaml")

    assert notes(root) == []


def test_a_line_that_release_has_not_written_is_shown(site: Site) -> None:
    root = released(site)
    path = root / seals.PATH
    path.write_text(path.read_text("utf-8") + "figures.share what\n", "utf-8")

    report = Report()
    with pytest.raises(BuildError):
        made(root, report)

    assert [one.message for one in report if one.rule == "bad-lock"] == [
        "this is no line that release has written"
    ]
