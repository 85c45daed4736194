"""Work that is spread over processes comes to the same, or is left to whoever asked."""

import os
import signal
from pathlib import Path

import pytest

from explainer import building
from explainer.errors import Report
from explainer.pipeline import Order, build
from explainer.spreading import spread

SITES = Path(__file__).parent / "sites"


def children() -> set[str]:
    """Return the processes that this one has begun and that have not been waited for."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {process for path in tasks for process in path.read_text().split()}


def doubled(task: int) -> bytes:
    return str(2 * task).encode()


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
def test_all_of_the_work_comes_back(jobs: int) -> None:
    before = children()

    found = sorted(int(one) for one in spread(range(7), jobs, doubled))

    assert found == [0, 2, 4, 6, 8, 10, 12]
    assert children() == before


def test_what_comes_back_may_be_large_or_nothing() -> None:
    found = sorted(spread([0, 3_000_000], 2, lambda size: b"x" * size), key=len)

    assert found == [b"", b"x" * 3_000_000]


def test_a_process_that_is_killed_leaves_its_share_undone() -> None:
    def work(task: int) -> bytes:
        if task == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return doubled(task)

    assert sorted(spread(range(6), 2, work)) == [b"0", b"4", b"8"]


def test_a_failure_ends_one_process_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def work(task: int) -> bytes:
        if task == 3:
            raise ValueError(task)
        return doubled(task)

    assert sorted(spread(range(6), 2, work)) == [b"0", b"2", b"4", b"8"]
    assert capfd.readouterr() == ("", "")


def test_whoever_breaks_off_leaves_nobody_behind() -> None:
    before = children()

    results = spread(range(100), 2, doubled)
    next(results)
    results.close()  # type: ignore[attr-defined]

    assert children() == before


@pytest.mark.parametrize("name", ["lakes", "see"])
def test_a_site_is_the_same_by_however_many_it_is_built(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_SPREADING", 1)

    def built(jobs: int) -> tuple[dict[str, bytes], str]:
        report = Report()
        order = Order(root=SITES / name, today="2026-11-23", jobs=jobs)
        return dict(build(order, report).outputs), report.told()

    assert built(2) == built(1)
    assert built(3) == built(1)


def test_whoever_breaks_off_waits_for_nobody_who_has_more_to_say_than_is_heard() -> None:
    before = children()
    found = spread(range(60), 3, lambda _: b"x" * 1_000_000)

    next(found)
    found.close()  # type: ignore[attr-defined]

    assert children() == before
