"""The page that says what is new."""

import re
from pathlib import Path

from tests.bench import SHIPPED, make

LANDING = {"templates/layouts/changes.html": ""}


def changes(root: Path, files: dict[str, str] | None = None) -> str:
    """Return the text of the page of changes, its tags left out."""
    html = make(root, "Hello.", "date: 2024-05-06\n", {**SHIPPED, **(files or {})}).files[
        "changes/index.html"
    ]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.partition("<main")[2])).strip()


def test_pages_stand_under_their_days_the_newest_first(tmp_path: Path) -> None:
    text = changes(tmp_path)

    assert (
        "Pages by the day to which they were checked November 23, 2026 Start May 6, 2024 P" in text
    )


def test_it_says_so_where_nothing_was_corrected(tmp_path: Path) -> None:
    assert "Corrections Nothing that was published here has been corrected so far." in changes(
        tmp_path
    )


def test_a_page_of_the_author_gives_its_title_and_opening_words(tmp_path: Path) -> None:
    own = {"content/en/changes.md": "---\ntitle: What we mended\nsummary: S.\n---\nWe say so.\n"}

    assert "What we mended We say so. Corrections" in changes(tmp_path, own)
