"""What stands under a title: how much the page leans on, and how long it takes to read."""

import re
from pathlib import Path

import pytest

from explainer.standing import minutes
from tests.bench import SHIPPED, make


@pytest.mark.parametrize(
    ("html", "taken"),
    [
        ("", 1),
        ("<p>A word</p>", 1),
        (f"<p>{'word ' * 660}</p>", 3),
        (f"<p>{'湖の水は深い。' * 300}</p>", 4),
        (f"<p>{'word ' * 220}</p><p>{'湖' * 500}</p>", 2),
        (f'<p>A</p><div popover role="note">{"word " * 2200}</div>', 1),
    ],
    ids=["nothing", "little", "words", "letters without spaces", "both", "evidence"],
)
def test_a_minute_is_220_words_or_500_letters(html: str, taken: int) -> None:
    assert minutes(f"<main>{html}</main>") == taken


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Nothing to rest on.", "As of November 23, 2026"),
        ("So it was [@news].", "As of November 23, 2026"),
        ("So it was [@news; @deed].", "As of November 23, 2026 · sources: 2 · 1 min"),
        (
            "It is {{ figures.share }}, not {{ figures.staff }}; {{ figures.share }} [@news].",
            "As of November 23, 2026 · facts: 2 · sources: 2 · 1 min",
        ),
    ],
    ids=["nothing", "one citation", "citations", "facts"],
)
def test_a_page_says_how_much_it_leans_on(tmp_path: Path, body: str, told: str) -> None:
    html = make(tmp_path, body, files=SHIPPED).files["p/index.html"]

    (found,) = re.findall(r'<p class="standing">(.*?)</p>', html)
    assert re.sub(r"</?time[^>]*>", "", found).replace("\xa0", " ") == told


@pytest.mark.parametrize(
    ("body", "front", "told"),
    [
        ("{{ figures.valuation }}", "", "Not checked since September 13, 2024"),
        ("{{ figures.valuation }} {{ figures.share }}", "", "As of November 23, 2026"),
        ("{{ figures.valuation }}", "date: 2026-05-27\n", "As of May 27, 2026"),
        ("{{ figures.valuation }}", "date: 2026-05-26\n", "Not checked since May 26, 2026"),
        ("{{ figures.share }}", "date: 2024-05-06\n", "Not checked since May 6, 2024"),
        ("{{ figures.valuation }}", "date: 2024-05-06\n", "Not checked since September 13, 2024"),
        ("Nothing to check.", "date: 2024-05-06\n", "As of May 6, 2024"),
    ],
    ids=["old", "of the site", "180 days", "181 days", "of the page", "the newest", "none"],
)
def test_a_page_whose_newest_evidence_is_old_says_so(
    tmp_path: Path, body: str, front: str, told: str
) -> None:
    html = make(tmp_path, body, front, SHIPPED).files["p/index.html"]

    (found,) = re.findall(r'<p class="standing"><time[^>]*>(.*?)</time>', html)
    assert found == told
