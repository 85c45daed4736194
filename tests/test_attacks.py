"""The content is attacked: one thing of it is broken at a time, and the checks are to notice it.

A break is noticed where a build says what it did not say before.  In the ordinary run one break of
some kinds is tried; with `--long`, or EXPLAINER_LONG=1, several of every kind, which takes half an
hour.  What the checks cannot see is listed here and in docs/rules.md.
"""

import os
import random
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from explainer.errors import BuildError, Position, Report
from explainer.pipeline import Kept, Order, build
from tests.attacks import WAYS, Break, Tree
from tests.conftest import HERE

# What the checks cannot see, with the words by which docs/rules.md lists it.
UNSEEN = {
    "a_paragraph_that_leans_on_nothing": "A paragraph that leans on nothing",
    "a_word_of_prose": "A word of prose",
    "a_word_of_a_summary": "A word of prose",
}
# Those that take a whole build each and go the way of another that is tried in any run.
RARE = frozenset(
    [
        "a_choice",
        "a_digit_of_a_date",
        "a_fact_in_a_formula",
        "a_fact_in_prose",
        "a_link_to_another_page",
        "a_mistake_that_is_none_any_more",
        "a_note_of_a_fact",
        "a_number_typed_by_hand",
        "a_paragraph_taken_away",
        "a_record_deleted",
        "a_reference",
        "a_source_taken_away",
        "a_status_lowered",
        "a_word_about_a_source",
        "a_word_of_a_quotation",
        "a_word_of_a_summary",
        "an_account_taken_away",
        "other_lines_in_a_citation",
        "other_lines_of_a_source",
        "the_address_of_a_source",
        "the_day_of_a_source",
        "the_value_of_an_account",
        "what_a_repair_means",
        "a_citation_taken_away",
        "a_definition_emptied",
        "a_picture_without_description",
        "an_anchor",
    ]
)
# So many breaks of a kind are tried in the long run.
MANY = 6


class NoticedError(BuildError):
    """Something was said, which ends the build."""


class Listening(Report):
    """Ends the build at the first problem."""

    def add(self, rule: str, at: Position, message: str, hint: str = "") -> None:
        """Take a problem for the last."""
        super().add(rule, at, message, hint)
        raise NoticedError


@dataclass
class Attacked:
    """A copy of the content, of which builds remember what did not change."""

    root: Path
    kept: Kept = field(default_factory=Kept)

    def said(self) -> str:
        """Return the first thing that a build says of it."""
        report = Listening(strict=True)
        with suppress(NoticedError):
            build(Order(root=self.root, today="2026-11-23"), report, self.kept)
        return report.told()

    def survives(self, one: Break) -> bool:
        """Whether nothing is said where *one* thing is broken."""
        mend = one.apply(self.root)
        try:
            return not self.said()
        finally:
            mend()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return the root of a copy of the content, without the pages of sources: most, and alike."""
    leave_out = shutil.ignore_patterns("source.md")
    shutil.copytree(HERE / "content", tmp_path / "content", ignore=leave_out)
    return tmp_path


def tried(kind: str, tree: Tree, number: int) -> Sequence[Break]:
    """Return so many breaks of a kind, the same in each run as long as the content is."""
    places = list(WAYS[kind](tree))
    return random.Random(kind).sample(places, min(number, len(places)))


def test_what_is_broken_in_the_content_is_noticed(
    copy: Path, request: pytest.FixtureRequest
) -> None:
    asked = request.config.getoption("--long", default=False)
    is_long = asked or os.environ.get("EXPLAINER_LONG") == "1"
    kinds = [kind for kind in WAYS if is_long or kind not in RARE]
    attacked, tree = Attacked(copy), Tree(copy)
    assert attacked.said() == ""

    breaks = {kind: tried(kind, tree, MANY if is_long else 1) for kind in kinds}
    survivors = {
        kind: [str(one) for one in found if attacked.survives(one)]
        for kind, found in breaks.items()
    }

    unexpected = {kind: those for kind, those in survivors.items() if those and kind not in UNSEEN}
    assert unexpected == {}, "survived: mend it with a check, or list it as what is not seen"
    seen = [kind for kind in kinds if kind in UNSEEN and not survivors[kind]]
    assert seen == [], "is noticed now: take it out of UNSEEN and out of docs/rules.md"


def test_each_way_to_break_finds_a_place() -> None:
    tree = Tree(HERE)

    assert [kind for kind, find in WAYS.items() if next(find(tree), None) is None] == []


def test_what_is_not_seen_is_listed_in_the_docs() -> None:
    rules = (HERE / "docs" / "rules.md").read_text("utf-8")
    section = rules.partition("## What the checks cannot see\n")[2]

    assert [words for words in UNSEEN.values() if f"- **{words}" not in section] == []


def test_rare_and_unseen_kinds_are_kinds() -> None:
    assert {*UNSEEN, *RARE} <= set(WAYS)
