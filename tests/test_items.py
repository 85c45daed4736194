"""What stands for a fact until it is placed.

`test_placing` and `test_printing` show it at work; here is only what tells two items apart.
"""

import dataclasses

import pytest

from explainer.items import PLAIN, CitationItem, LinkItem, Style, Use


def test_a_style_prints_with_a_mark_unless_it_is_plain() -> None:
    assert Style().mark
    assert not PLAIN.mark
    assert dataclasses.replace(PLAIN, mark=True) == Style()


def test_items_with_the_same_content_are_the_same() -> None:
    link = LinkItem(name="people.ann", url="/people/ann/", words="Ann")

    assert link == LinkItem(name="people.ann", url="/people/ann/", words="Ann")
    assert CitationItem(cited=(("news", None),)) != CitationItem(cited=(("news", "p. 4"),))


def test_a_use_counts_once_however_often_it_is_made() -> None:
    use = Use(name="figures.share", address="/", language="en", at=None)

    assert len({use, dataclasses.replace(use)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        use.name = "other"  # type: ignore[misc]
