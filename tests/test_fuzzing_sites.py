"""Whole sites with changes of any kind, and what a build keeps: nothing but problems comes out.

What is remembered of one site is given to the build of the next, which must say and make the same
as one that remembers nothing.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from explainer.pipeline import Kept
from tests.bench import FILES
from tests.conftest import HERE, SMALLEST
from tests.fuzzing import BUILDS, BUILDS_LONG, CODE, FUZZED, WORDS, Made, built, changed
from tests.trials import Ground, ground


@pytest.fixture
def chance(long: bool) -> random.Random:
    """Return what chooses: always the same, or something else in each long run."""
    return random.Random(time.time_ns() if long else 2026)


def _tree(name: str) -> dict[str, str]:
    root = HERE / "tests/sites" / name
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for folder in ("content", "templates", "static")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


# Sites to begin with, and the share of the tries that they get: larger ones take longer.
SITES: Mapping[str, tuple[Callable[[], Mapping[str, str]], int]] = {
    "small": (lambda: {**SMALLEST, **FILES}, 1),
    "lakes": (lambda: _tree("lakes"), 8),
    "see": (lambda: _tree("see"), 8),
}


def check_same(again: Made, made: Made) -> None:
    """Hold that what remembers makes the same, or fails as well.

    Of a site that is broken in several files it may tell fewer errors than a build from nothing.
    """
    assert again.outputs == made.outputs
    assert bool(again.problems) == bool(made.problems)
    assert not made.outputs or again.problems == made.problems


@pytest.mark.parametrize("name", SITES)
def test_any_change_of_a_site_is_built_or_told(
    name: str, long: bool, chance: random.Random
) -> None:
    files, share = SITES[name]
    site, kept = files(), Kept()
    paths = [path for path in site if path.endswith((".md", ".yaml", ".html"))]

    for _ in range((BUILDS_LONG if long else BUILDS) // share):
        path = chance.choice(paths)
        text = changed(site[path], chance)
        try:
            made = built({**site, path: text}, Kept(compiled=kept.compiled))
            again = built({**site, path: text}, kept)
            check_same(again, made)
        except BaseException as error:
            error.add_note(f"{path} was {text!r}")
            raise


@pytest.mark.parametrize("name", SITES)
def test_any_site_that_lacks_a_file_or_has_it_elsewhere_is_built_or_told(
    name: str, long: bool, chance: random.Random
) -> None:
    files, share = SITES[name]
    site, kept = files(), Kept()

    for _ in range((BUILDS_LONG if long else BUILDS) // share // 4):
        gone, other = chance.sample(sorted(site), 2)
        left = {path: text for path, text in site.items() if path != gone}
        for wrong in ({}, {other: site[gone]}, {f"{gone}.md": site[gone]}):
            try:
                made = built({**left, **wrong}, Kept(compiled=kept.compiled))
                check_same(built({**left, **wrong}, kept), made)
            except BaseException as error:
                error.add_note(f"without {gone}, with {list(wrong)}")
                raise


@pytest.mark.parametrize(
    ("first", "then"),
    [
        # The opening words of the ledger in one language only: who has a page of that is no news.
        ("content/en/unfinished.md", "content/en/facts.md"),
    ],
)
def test_a_row_of_sites_that_was_found_once_is_made_as_each_alone(first: str, then: str) -> None:
    site, kept = _tree("lakes"), Kept()
    built({path: text for path, text in site.items() if path != first}, kept)
    second = {path: text for path, text in site.items() if path != then}

    assert built(second, kept) == built(second, Kept(compiled=kept.compiled))


# --- the command line -------------------------------------------------------------------------

VERBS = ("build", "check", "uses", "correct", "release", "verify", "new", "bild", "")
OPTIONS = (
    *("--strict", "--drafts", "-q", "-v", "--no-cache", "--format", "json", "github", "--jobs"),
    *("--base-url", "https://e.example/a/", "javascript:x", "--as", "typo", "update", "--why"),
    *("--root", "--out", "--port", "--bind", "--open", "--links=x", "--", "-", "--version"),
    *(
        "figures.share",
        "news",
        "news=build.py",
        "news=/dev/zero",
        "news=.",
        "=",
        "0",
        "-1",
        "9" * 99,
    ),
)


@pytest.fixture(scope="module")
def trials() -> Iterator[Ground]:
    """Give a process in which the program runs."""
    with ground() as found:
        yield found


def test_any_command_is_done_or_refused_in_words(
    tmp_path: Path, trials: Ground, long: bool, chance: random.Random
) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    ours = ["--root", str(tmp_path), "--out", str(tmp_path / "_site")]

    for _ in range((BUILDS_LONG if long else BUILDS) // 2):
        FUZZED.count()
        chosen = chance.choices([*OPTIONS, *CODE, *WORDS], k=chance.randint(0, 4))
        said = [chance.choice(VERBS), *(one.replace("\0", "") for one in chosen)]
        # Whatever is given for a folder lies where it does no harm.
        command = [one for one in said if one not in ("--root", "--out", "new")]
        trial = trials.run(*command, *ours)
        assert trial.code in (0, 1, 2), (said, trial)
        assert "Traceback" not in trial.err, said
