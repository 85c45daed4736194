"""When a site is built again: once for all that is saved together, and for the newest of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from explainer import rebuilding
from explainer.pipeline import Order
from explainer.rebuilding import Rebuilder
from explainer.working import Outcome
from tests.conftest import Site
from tests.serving import PATIENCE, run_async

PAGE = "---\ntitle: Start\nsummary: Where it starts.\n---\n{}\n"
# Seconds in which a build that should not be would have begun.
QUIET = 1.5

Shown = list[Outcome]
Enough = Callable[[int], Awaitable[None]]


@asynccontextmanager
async def rebuilt(root: Path) -> AsyncIterator[tuple[Shown, Enough]]:
    """Give what was shown of the site at *root* so far, and a way to wait for so many outcomes."""
    shown: Shown = []
    rebuilder = Rebuilder(
        order=Order(root=root, today=""),
        origin="http://127.0.0.1:8000",
        today=lambda: "2026-11-23",
        strict=False,
        show=lambda outcome, _: shown.append(outcome),
    )

    async def enough(number: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(shown) < number:
                await asyncio.sleep(0.01)

    running = asyncio.create_task(rebuilder.run())
    try:
        await enough(1)
        yield shown, enough
    finally:
        running.cancel()
        rebuilder.end()


def start_page(outcome: Outcome) -> str:
    """Return the start page that came of a build."""
    assert outcome.site is not None
    return outcome.site.outputs["index.html"].decode()


def test_a_hundred_files_within_a_second_are_one_build(site: Site) -> None:
    root = site({})

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            for number in range(100):
                (root / f"content/en/p{number}.md").write_text(PAGE.format(f"Page {number}."))
                time.sleep(0.005)  # the editor does not wait for us either
            await enough(2)
            await asyncio.sleep(QUIET)
            return shown

    shown = run_async(run())

    assert len(shown) == 2
    assert shown[1].site.pages == shown[0].site.pages + 100


def test_files_that_come_one_after_the_other_are_one_build(site: Site) -> None:
    root = site({})

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            for number in range(30):
                (root / f"content/en/p{number}.md").write_text(PAGE.format(f"Page {number}."))
                await asyncio.sleep(0.005)
            await enough(2)
            await asyncio.sleep(QUIET)
            return shown

    shown = run_async(run())

    assert len(shown) == 2
    assert shown[1].site.pages == shown[0].site.pages + 30


def test_a_save_that_changes_nothing_builds_nothing(site: Site) -> None:
    root = site({})
    page = root / "content/en/index.md"

    async def run() -> Shown:
        async with rebuilt(root) as (shown, _):
            page.write_text(page.read_text())
            await asyncio.sleep(QUIET)
            return shown

    assert len(run_async(run())) == 1


def test_a_save_during_a_build_is_built_after_it(site: Site) -> None:
    root = site({})

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            for text in ("One.", "Two.", "Three."):
                (root / "content/en/index.md").write_text(PAGE.format(text))
                await asyncio.sleep(0.25)
            while "Three." not in start_page(shown[-1]):
                await enough(len(shown) + 1)
            return shown

    assert "Three." in start_page(run_async(run())[-1])


def test_each_build_that_a_save_ends_gives_the_next_twice_the_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "PATIENCE", 0.001)
    root = site({})

    async def run() -> list[int]:
        cuts: list[int] = []
        rebuilder = Rebuilder(
            order=Order(root=root, today=""),
            origin="http://127.0.0.1:8000",
            today=lambda: "2026-11-23",
            strict=False,
            show=lambda *_: None,
        )

        async def at_once() -> None:
            return

        while not cuts or cuts[-1]:
            await rebuilder._build_until(asyncio.create_task(at_once()))
            cuts.append(rebuilder._cuts)
        rebuilder.end()
        return cuts

    cuts = run_async(run())

    assert len(cuts) > 5
    assert cuts == [*range(1, len(cuts)), 0]


def test_a_build_without_end_is_ended_by_a_save_when_the_patience_is_over(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "PATIENCE", 0.2)
    root = site({})
    slow = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            footer = root / "templates/partials/footer.html"
            footer.parent.mkdir(parents=True)
            footer.write_text(slow)
            await asyncio.sleep(QUIET)
            footer.write_text("<footer>Fast</footer>")
            await enough(2)
            return shown

    shown = run_async(run())

    assert len(shown) == 2
    assert "<footer>Fast</footer>" in start_page(shown[1])


def test_a_build_that_fails_again_and_again_ends_nothing(site: Site) -> None:
    root = site({})

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            for number in range(2, 12):
                text = f"{{{{ nothing.number_{number} }}}}"
                (root / "content/en/index.md").write_text(PAGE.format(text))
                await enough(number)
            (root / "content/en/index.md").write_text(PAGE.format("Mended."))
            await enough(12)
            return shown

    shown = run_async(run())

    assert [outcome.site is None for outcome in shown] == [False, *[True] * 10, False]
    assert "Mended." in start_page(shown[-1])


def test_whatever_happens_to_the_folders_it_goes_on(site: Site) -> None:
    root = site({})

    async def run() -> Shown:
        async with rebuilt(root) as (shown, enough):
            (root / "content").rename(root / "away")
            await enough(2)
            (root / "away").rename(root / "content")
            await enough(3)
            (root / "content/site.yaml").unlink()
            await enough(4)
            (root / "content/site.yaml").write_bytes(b"\xff\xfe")
            await enough(5)
            return shown

    shown = run_async(run())

    assert [outcome.site is None for outcome in shown] == [False, True, False, True, True]
    assert "has no folder content/" in shown[1].fault
