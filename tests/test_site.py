"""The whole program, from the files of an author to those of a site.

The site of the lakes has every kind of page, type, status and place that there is, that of the Seen
is in German, of which the generator knows no word.  Where their output changes on purpose,
`python -m tests.rewrite_golden` writes what is expected of it anew.
"""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.lexicon import interface_words
from explainer.markup import walk
from tests.conftest import Site, run
from tests.rewrite_golden import LAKES, SEE, expected

MARKED_AS_DRAFT = "---\ntitle: Later\nsummary: Not yet.\ndraft: true\n---\nLater.\n"
BROKEN = "---\ntitle: Start\nsummary: Where it starts.\n---\n{{ nothing.here }}\n"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder* by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts_of(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder* but for the pictures of cards, which others name."""
    files = files_of(folder)
    return {path: files[path] for path in files if not path.startswith("cards/")}


def times_of(folder: Path) -> Mapping[str, int]:
    """Return when each file below *folder* was written last."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def changed(now: Mapping[str, bytes], then: Mapping[str, bytes]) -> list[str]:
    """Return the paths of the files that differ."""
    return sorted(path for path in now.keys() | then.keys() if now.get(path) != then.get(path))


@pytest.fixture
def built(site: Site) -> Path:
    """Return the root of the smallest site, which has been built."""
    root = site({"content/en/second.md": "---\ntitle: Second\nsummary: One more.\n---\nMore.\n"})
    assert run(root).code == 0
    return root


@pytest.mark.parametrize("root", [LAKES, SEE], ids=lambda root: root.name)
def test_a_site_comes_out_byte_for_byte(tmp_path: Path, root: Path) -> None:
    ran = run(root, "--strict", "--out", str(tmp_path / "out"))

    assert (ran.code, ran.err) == (0, "")
    assert changed(texts_of(tmp_path / "out"), files_of(expected(root))) == []


def test_no_english_word_of_the_interface_stands_on_a_german_page() -> None:
    told = {
        text.strip(" :.")
        for forms in interface_words().values()
        for text in re.split(r"\{\w+\}", forms["other"])
        if len(text.strip(" :.")) > 3
    }

    for path, content in files_of(expected(SEE)).items():
        if path.endswith(".html"):
            texts = [piece for piece in walk(content.decode()) if isinstance(piece, str)]
            assert not [text for text in texts if text.strip(" :.\n") in told], path


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "ja_JP.UTF-8", "LANGUAGE": "ja", "TZ": "America/Adak", "PYTHONHASHSEED": "2"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONIOENCODING": "ascii", "SOURCE_DATE_EPOCH": "1735689600"},
    ],
    ids=["c", "japanese", "turkish"],
)
def test_no_folder_machine_or_moment_shows_in_what_comes_out(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    copy = shutil.copytree(LAKES, tmp_path / "another place, 湖")

    ran = run(copy, **environment)

    assert (ran.code, ran.err) == (0, "")
    assert changed(texts_of(copy / "_site"), files_of(expected(LAKES))) == []


def test_a_second_build_writes_nothing(built: Path) -> None:
    before = times_of(built / "_site")

    ran = run(built)

    assert times_of(built / "_site") == before
    files = len(before) - 1  # the list of what builds have made is none of them
    assert ran.out == f"6 pages; 0 of {files} files written, 0 removed, in {built / '_site'}\n"


def test_an_edit_that_keeps_size_and_date_is_noticed(built: Path) -> None:
    page = built / "content/en/second.md"
    written = page.stat()

    page.write_text(page.read_text().replace("More.", "Less."))
    os.utime(page, ns=(written.st_atime_ns, written.st_mtime_ns))
    run(built)

    assert "<p>Less.</p>" in (built / "_site/second/index.html").read_text()


def test_a_page_that_is_gone_is_taken_away_with_its_folder(built: Path) -> None:
    (built / "content/en/second.md").unlink()

    ran = run(built)

    assert not (built / "_site/second").exists()
    assert ran.out.endswith(f", 2 removed, in {built / '_site'}\n")  # the page, and its card


def test_what_others_put_into_the_output_stays(built: Path) -> None:
    (built / "_site/CNAME").write_text("lakes.example\n")
    (built / "_site/second/theirs.txt").write_text("theirs")
    (built / "content/en/second.md").unlink()

    run(built)

    assert (built / "_site/CNAME").read_text() == "lakes.example\n"
    assert files_of(built / "_site/second") == {"theirs.txt": b"theirs"}


def test_a_failed_build_leaves_the_last_good_site(built: Path) -> None:
    before = files_of(built / "_site"), times_of(built / "_site")
    (built / "content/en/index.md").write_text(BROKEN)

    ran = run(built)

    assert ran.code == 1
    assert (files_of(built / "_site"), times_of(built / "_site")) == before


def test_notes_fail_a_strict_build_before_it_writes(site: Site) -> None:
    root = site({"content/fr/index.md": "---\ntitle: x\nsummary: y\n---\nz\n"})

    ran = run(root, "--strict")

    assert ran.code == 1
    assert not (root / "_site").exists()


def test_a_build_never_writes_among_the_sources(built: Path) -> None:
    before = files_of(built / "content")

    run(built)

    assert files_of(built / "content") == before
    assert {path.name for path in built.iterdir()} == {"content", "_site", ".cache"}


def test_a_draft_comes_out_only_where_it_is_asked_for(site: Site) -> None:
    root = site({"content/en/later.md": MARKED_AS_DRAFT})

    run(root)
    without = files_of(root / "_site")
    run(root, "--drafts")

    assert "later/index.html" not in without
    assert b"<p>Later.</p>" in files_of(root / "_site")["later/index.html"]
