"""Tells what was measured: tables in Markdown, ratios against one generator, and how it grows."""

import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from .measure import KINDS, Run, Save

# What the others are compared with.
YARDSTICK = "hugo"
HEADS = {
    "cold": "cold",
    "nothing": "nothing changed",
    "page": "one page changed",
    "fact": "one fact changed",
}


def tables(runs: Sequence[Run], saves: Sequence[Save] = (), yardstick: str = YARDSTICK) -> str:
    """Return the tables for each size: seconds, ratios, what was written, and saves."""
    parts: list[str] = []
    for pages in sorted({run.pages for run in runs}):
        own = [run for run in runs if run.pages == pages]
        waits = [save for save in saves if save.pages == pages]
        parts += _of_size(f"{pages:,} pages", own, waits, yardstick)
    return "\n".join(parts)


def _of_size(
    size: str, runs: Sequence[Run], saves: Sequence[Save], yardstick: str
) -> Iterator[str]:
    peers = _in_order(runs)
    heads = [HEADS[kind] for kind in KINDS]
    yield f"### {size}: CPU seconds, and wall seconds\n"
    yield _table(
        ["", *heads], ([peer, *(_times(runs, peer, kind) for kind in KINDS)] for peer in peers)
    )
    if yardstick in peers:
        yield f"### {size}: wall time against {yardstick}\n"
        others = [peer for peer in peers if peer != yardstick]
        rows = ([peer, *(_ratio(runs, peer, kind, yardstick) for kind in KINDS)] for peer in others)
        yield _table(["", *heads], rows)
    yield f"### {size}: what was written, and whether the change arrived\n"
    yield _table(
        ["", "peak MiB", *(f"files: {head}" for head in heads), "page arrived", "fact arrived"],
        ([peer, *_effects(runs, peer)] for peer in peers),
    )
    if saves:
        yield f"### {size}: milliseconds from a save to the page served\n"
        served = list(dict.fromkeys(save.peer for save in saves))
        rows = ([peer, _wait(saves, peer, "page"), _wait(saves, peer, "fact")] for peer in served)
        yield _table(["", "a page", "a fact"], rows)


def _in_order(runs: Sequence[Run]) -> list[str]:
    """Return the generators, the quickest cold build first."""
    names = dict.fromkeys(run.peer for run in runs)
    return sorted(names, key=lambda peer: min(_of(runs, peer, "cold", "cpu"), default=0))


def _of(runs: Sequence[Run], peer: str, kind: str, what: str) -> list[float]:
    return [getattr(run, what) for run in runs if run.peer == peer and run.kind == kind]


def _times(runs: Sequence[Run], peer: str, kind: str) -> str:
    cpu, wall = (_of(runs, peer, kind, what) for what in ("cpu", "wall"))
    if not cpu:
        return "–"
    return f"{_number(statistics.median(cpu))}, {_number(statistics.median(wall))}"


def _ratio(runs: Sequence[Run], peer: str, kind: str, yardstick: str) -> str:
    """Return the median of the ratios in each round, in which both had the same machine."""
    walls = [
        {run.round: run.wall for run in runs if run.peer == name and run.kind == kind}
        for name in (peer, yardstick)
    ]
    ratios = [walls[0][number] / walls[1][number] for number in walls[0].keys() & walls[1].keys()]
    return f"{statistics.median(ratios):.2f}" if ratios else "–"


def _effects(runs: Sequence[Run], peer: str) -> Iterator[str]:
    yield f"{max(run.memory for run in runs if run.peer == peer):.0f}"
    for kind in KINDS:
        written = _of(runs, peer, kind, "written")
        yield f"{statistics.median(written):.0f}" if written else "–"
    for kind in ("page", "fact"):
        arrived = _of(runs, peer, kind, "arrived")
        yield ("yes" if all(arrived) else "**no**") if arrived else "–"


def _wait(saves: Sequence[Save], peer: str, kind: str) -> str:
    waits = [save.wall for save in saves if save.peer == peer and save.kind == kind]
    if not waits or None in waits:
        return "never" if waits else "–"
    found = [1000 * wait for wait in waits if wait is not None]
    return f"{statistics.median(found):.0f} ({min(found):.0f}–{max(found):.0f})"


def _number(seconds: float) -> str:
    return (
        f"{seconds:.2f}"
        if seconds < 10
        else f"{seconds:.1f}"
        if seconds < 100
        else f"{seconds:.0f}"
    )


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def machine(day: str) -> str:
    """Return on what was measured, and when."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"Measured on {day}: {cpus} cores, {gib:.0f} GiB, {system}, "
        f"Python {platform.python_version()}."
    )


def plot(runs: Sequence[Run], file: Path) -> None:
    """Draw how the wall time of each kind of build grows with the pages, as SVG."""
    import matplotlib as mpl  # of a group of its own, as only this needs it

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(KINDS), figsize=(12, 3.6), sharey=True)
    sizes = sorted({run.pages for run in runs})
    for axis, kind in zip(axes, KINDS, strict=True):
        for peer in _in_order(runs):
            points = [
                (size, statistics.median(walls))
                for size in sizes
                if (walls := _of([run for run in runs if run.pages == size], peer, kind, "wall"))
            ]
            if points:
                style = {"linewidth": 2.4, "color": "black"} if peer == "explainer" else {}
                axis.plot(*zip(*points, strict=True), marker="o", markersize=3, label=peer, **style)
        axis.set(xscale="log", yscale="log", title=HEADS[kind], xlabel="pages")
        axis.grid(visible=True, which="major", alpha=0.3)
    axes[0].set_ylabel("seconds")
    axes[-1].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})
    pyplot.close(figure)
