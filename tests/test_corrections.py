"""What may stand in content/corrections.yaml, and what is said of what may not."""

import pytest

from explainer.corrections import PATH
from explainer.errors import BuildError, Report
from tests.conftest import Site
from tests.published import FILES, made, notes

GOOD = """\
- fact: figures.share
  as: correction
  date: 2026-12-24
  why: {en: So it is., ja: そうです。}
  was: {type: quantity, value: 6 %, status: reported}
  now: {type: quantity, value: 7 %, status: reported}
"""


def problems(site: Site, text: str) -> list[str]:
    """Return the first lines of what is wrong with corrections of this *text*."""
    report = Report()
    with pytest.raises(BuildError):
        made(site({**FILES, PATH: text}), report)
    found = [str(one).split("\n")[0] for one in report if one.at.path == PATH]
    return [one.removeprefix(f"{PATH}:") for one in found]


def test_what_is_told_once_is_told_without_a_snapshot_too(site: Site) -> None:
    root = site({**FILES, PATH: GOOD})

    assert notes(root) == []
    assert [one.anchor for one in made(root).history.corrections] == ["figures.share-1"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_may_hold_none(site: Site, text: str) -> None:
    assert made(site({**FILES, PATH: text})).history.corrections == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "- fact: figures.share\n  as",
            "- as",
            '1:3: error: a correction lacks "fact" [missing-key]',
        ),
        (
            "as: correction",
            "as: error",
            '2:7: error: a correction cannot be made as "error" [bad-choice]',
        ),
        ("  as: correction\n", "", '1:3: error: a correction lacks "as" [missing-key]'),
        (
            "2026-12-24",
            "24.12.2026",
            '3:9: error: "date" must be a date, not "24.12.2026" [bad-value]',
        ),
        (
            "2026-12-24",
            "2026-12",
            '3:9: error: "date" must be a full date, not "2026-12" [bad-value]',
        ),
        (", ja: そうです。", "", '4:8: error: "why" lacks the language ja [missing-language]'),
        (
            "  why: {en: So it is., ja: そうです。}\n",
            "",
            '1:3: error: a correction lacks "why" [missing-key]',
        ),
        (
            "  why",
            "  reason: x\n  why",
            '4:3: error: a correction has no key "reason" [unknown-key]',
        ),
        (
            "type: quantity, value: 6",
            "value: 6",
            '5:8: error: what was published lacks its "type" [missing-key]',
        ),
        (
            "  was",
            "  pages: [nowhere]\n  was",
            '5:11: error: there is no page "nowhere" [unknown-page]',
        ),
        (
            "  was",
            "  pages: nowhere\n  was",
            '5:10: error: "pages" must be a list, not "nowhere" [wrong-shape]',
        ),
        (
            "  was",
            "  with: [a]\n  was",
            '5:9: error: "with" must be a mapping, not a list [wrong-shape]',
        ),
        (GOOD, "fact: x\n", "1:1: error: the file must be a list, not a mapping [wrong-shape]"),
        (GOOD, "- x\n", '1:3: error: a correction must be a mapping, not "x" [wrong-shape]'),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    site: Site, old: str, new: str, problem: str
) -> None:
    assert problems(site, GOOD.replace(old, new)) == [problem]


@pytest.mark.parametrize(
    "was",
    [
        "{type: quantity, value: 6 furlongs, status: reported}",
        "{type: quantity, value: 1234567890123456789, status: reported}",
        "{type: nothing_that_is_there, value: some_id}",
        "{type: choice, value: gone}",
        "{type: list(text), value: [a, b]}",
        "{type: date, value: then}",
        "{type: text, value: {de: Anteil}}",
        "{type: markdown, value: 'By {{ gone.fact }} [@gone], see [there](gone.md)'}",
        "{type: quantity, status: unknown}",
        "{type: flag, value: true}",
    ],
)
def test_what_can_no_longer_be_read_prints_as_it_was_written(site: Site, was: str) -> None:
    text = GOOD.replace("{type: quantity, value: 6 %, status: reported}", was)

    assert notes(site({**FILES, PATH: text})) == []
