"""Builds in a process of their own: what comes back, and what happens when one goes wrong."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer import working
from explainer.errors import Report
from explainer.pipeline import Order, build
from explainer.working import Outcome, Pages, Worker
from tests.conftest import HERE, SMALLEST, Site
from tests.rewrite_golden import LAKES
from tests.serving import run_async

ORIGIN = "http://127.0.0.1:8000"
PAGE = "---\ntitle: Start\nsummary: Where it starts.\n---\n{}\n"


def order(root: Path, **more: str) -> Order:
    """Return the order to build the site at *root*."""
    return Order(root=root, today="2026-11-23", base_url=more.get("base_url"))


def outcomes(root: Path, *changes: Callable[[Path], object], strict: bool = False) -> list[Outcome]:
    """Return what comes of builds of one worker, each after one of the *changes*."""

    async def run() -> list[Outcome]:
        worker, found = Worker(), []
        for change in changes or [lambda _: None]:
            change(root)
            found.append(await worker.build(order(root), ORIGIN, strict=strict))
        worker.end()
        return found

    done: list[Outcome] = run_async(run())
    return done


def writes(text: str) -> Callable[[Path], object]:
    """Return the change that gives the start page a text."""
    return lambda root: (root / "content/en/index.md").write_text(PAGE.format(text))


def test_what_comes_is_what_a_build_for_that_address_gives() -> None:
    [found] = outcomes(LAKES)

    built = build(order(LAKES, base_url=f"{ORIGIN}/aoyama/"), Report())
    assert found.site is not None
    assert found.site.base_path == "/aoyama/"
    assert found.site.pages == built.pages
    assert dict(found.site.outputs) == dict(built.outputs)
    assert (found.problems, found.fault) == ("", "")


def test_a_site_without_an_address_gets_none(site: Site) -> None:
    unaddressed = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")

    [found] = outcomes(site({"content/site.yaml": unaddressed}))

    assert found.site is not None
    assert found.site.base_path == "/"
    assert [problem.rule for problem in found.report] == ["no-base-url"]
    assert not any(ORIGIN.encode() in content for content in found.site.outputs.values())


def test_after_any_row_of_changes_the_site_is_that_of_a_clean_build(site: Site) -> None:
    root = site({"templates/partials/footer.html": "<footer>Old</footer>"})

    *_, found = outcomes(
        root,
        writes("One."),
        lambda root: (root / "content/en/more.md").write_text(PAGE.format("More.")),
        writes("{{ nothing.here }}"),
        lambda root: (root / "content/en/more.md").unlink(),
        lambda root: (root / "templates/partials/footer.html").write_text("<footer>New</footer>"),
        writes("Two."),
    )

    built = build(order(root, base_url=f"{ORIGIN}/"), Report())
    assert found.site is not None
    assert dict(found.site.outputs) == dict(built.outputs)
    assert b"<footer>New</footer>" in found.site.outputs["index.html"]


def test_what_is_wrong_is_told_as_on_a_terminal(site: Site) -> None:
    [found] = outcomes(site({}), writes("{{ nothing.here }}"))

    assert found.site is None
    assert found.problems == (
        'content/en/index.md:5:4: error: there is no kind "nothing" [unknown-fact]\n'
        "    {{ nothing.here }}\n"
        "       ^\n"
        "\n"
        "1 error to mend; nothing was written\n"
    )


def test_under_strict_notes_are_in_the_way_too(site: Site) -> None:
    root = site({"content/fr/index.md": PAGE.format("Bonjour.")})

    [lenient], [strict] = outcomes(root), outcomes(root, strict=True)

    assert lenient.site is not None
    assert strict.problems.endswith("1 note to mend; nothing was written\n")


def test_a_root_that_loses_its_content_is_a_fault_that_passes(site: Site) -> None:
    gone, back = outcomes(
        site({}),
        lambda root: (root / "content").rename(root / "away"),
        lambda root: (root / "away").rename(root / "content"),
    )

    assert gone.problems.startswith("build.py: ")
    assert "has no folder content/" in gone.fault
    assert back.site is not None


def test_a_defect_of_the_generator_is_said_and_ends_nothing(site: Site) -> None:
    # What no author can cause: an order that is none.
    async def run() -> tuple[Outcome, Outcome]:
        worker = Worker()
        broken = await worker.build(None, ORIGIN, strict=False)  # type: ignore[arg-type]
        sound = await worker.build(order(site({})), ORIGIN, strict=False)
        worker.end()
        return broken, sound

    broken, sound = run_async(run())

    assert broken.problems.startswith("build.py: the generator itself fails: AttributeError: ")
    assert broken.way.startswith("Traceback")
    assert sound.site is not None


def test_a_process_that_dies_is_followed_by_another(site: Site) -> None:
    root = site({})

    async def run() -> tuple[Outcome, Outcome]:
        worker = Worker()
        await worker.build(order(root), ORIGIN, strict=False)
        assert worker._process is not None
        worker._process.popen.kill()
        broken = await worker.build(order(root), ORIGIN, strict=False)
        sound = await worker.build(order(root), ORIGIN, strict=False)
        worker.end()
        return broken, sound

    broken, sound = run_async(run())

    assert broken.problems == "build.py: the build broke off; save again to repeat it\n"
    assert sound.site is not None
    assert "index.html" in sound.site.outputs


def test_a_build_that_hangs_can_be_ended_and_leaves_no_process(site: Site) -> None:
    root = site({})
    os.mkfifo(root / "content/strings.fifo")

    async def run() -> int:
        worker = Worker()
        building = asyncio.create_task(worker.build(order(root), ORIGIN, strict=False))
        while worker._process is None:
            await asyncio.sleep(0.01)
        process = worker._process
        worker.end()
        await building
        return process.popen.returncode

    assert run_async(run()) == -signal.SIGKILL


def test_when_nobody_gives_orders_any_more_it_ends() -> None:
    command = [sys.executable, "-c", working._PROGRAM, "700"]

    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE)
    said, _ = process.communicate(timeout=60)

    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("base_url", ["https://owner.example/a/b/", "http://127.0.0.1/"])
def test_an_address_that_was_asked_for_gives_its_path(site: Site, base_url: str) -> None:
    async def run() -> Outcome:
        worker = Worker()
        found = await worker.build(order(site({}), base_url=base_url), ORIGIN, strict=False)
        worker.end()
        return found

    found = run_async(run())

    assert found.site.base_path == f"/{base_url.split('/', 3)[3]}"


def test_a_page_that_was_edited_comes_before_the_rest_as_it_will_be(site: Site) -> None:
    found = ahead_of(site({"content/en/b.md": PAGE.format("B.")}), writes("One."), writes("Two."))

    (early,), last = found
    assert list(early) == ["index.html"]
    assert b"<p>Two.</p>" in early["index.html"]
    assert last.site is not None
    assert early["index.html"] == last.site.outputs["index.html"]


def test_a_page_with_a_mistake_comes_to_nobody_before_the_rest(site: Site) -> None:
    early, last = ahead_of(site({}), writes("One."), writes("{{ nothing.here }}"))

    assert early == []
    assert "there is no kind" in last.problems


def test_no_page_comes_with_the_address_of_a_style_sheet_that_is_still_to_come(
    site: Site,
) -> None:
    def restyled(root: Path) -> None:
        (root / "static/css/site.css").write_text("p { margin: 1px }")
        writes("Two.")(root)

    early, last = ahead_of(site({"static/css/site.css": "p {}"}), writes("One."), restyled)

    assert early == []
    assert last.site is not None
    assert b"<p>Two.</p>" in last.site.outputs["index.html"]


def test_when_many_pages_are_made_anew_only_the_one_that_was_edited_comes_before_the_others(
    site: Site,
) -> None:
    root = site({f"content/en/p{n}.md": PAGE.format(n) for n in range(9)})

    early, last = ahead_of(
        root,
        writes("One."),
        lambda root: (root / "content/en/p9.md").write_text(PAGE.format(9)),  # the menu of all
    )

    assert [[*pages] for pages in early] == [["p9/index.html"]]
    assert last.site is not None
    assert early[0]["p9/index.html"] == last.site.outputs["p9/index.html"]


def test_when_many_pages_are_edited_none_comes_before_the_others(site: Site) -> None:
    def written(root: Path) -> None:
        for n in range(9):
            (root / f"content/en/p{n}.md").write_text(PAGE.format(f"{n}."))

    early, _ = ahead_of(site({}), writes("One."), written)

    assert early == []


def ahead_of(root: Path, *changes: Callable[[Path], object]) -> tuple[list[Pages], Outcome]:
    """Return which pages come ahead of the last build of several, and what comes of that."""

    async def run() -> tuple[list[Pages], Outcome]:
        worker = Worker()
        for change in changes:
            change(root)
            early: list[Pages] = []
            outcome = await worker.build(order(root), ORIGIN, early.append, strict=False)
        worker.end()
        return early, outcome

    found: tuple[list[Pages], Outcome] = run_async(run())
    return found
