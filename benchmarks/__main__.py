"""The command line of the benchmarks.

    python -m benchmarks --peers DIR --pages 20,1000 --rounds 3 --only explainer,hugo

Makes up explainers, has this generator and those below DIR build them in turns, and writes what it
measured into the folder --out: tables.md, growth.svg where matplotlib is there, and runs.jsonl.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from . import corpus, report
from .measure import KINDS, Run, Save, Site, kept, measure, saves
from .peers import Peer, found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for; return the exit code."""
    options = _options(arguments)
    peers = found(options.peers)
    names = options.only.split(",") if options.only else list(peers)
    lacking = [name for name in names if name not in peers]
    if lacking:
        print(f"not there: {', '.join(lacking)}; there are {', '.join(peers)}", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    runs: list[Run] = []
    waits: list[Save] = []
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        for pages, rounds in _sizes(options):
            known = [name for name in names if pages <= options.up_to.get(name, pages)]
            sites = _sites(pages, [peers[name] for name in known], Path(work), options.seed)
            measure(sites, rounds, lambda run: _told(run, runs), options.kinds.split(","))
            _written(runs, waits, options.out)
            for site in sites if options.saves else ():
                waits += saves(site, options.saves)
            _written(runs, waits, options.out)
    try:
        report.plot(runs, options.out / "growth.svg")
    except ModuleNotFoundError as error:
        print(f"no plot without {error.name}", file=sys.stderr)
    return 0


def _sizes(options: argparse.Namespace) -> list[tuple[int, int]]:
    """Return how many pages there are to be, and how many turns each one takes at that size."""
    sizes, rounds = options.pages, options.rounds
    return list(zip(sizes, [*rounds, *rounds[-1:] * len(sizes)], strict=False))


def _numbers(written: str) -> list[int]:
    return [int(number) for number in written.split(",")]


def _bounds(written: str) -> dict[str, int]:
    """Return what "mkdocs=1000" says: to how many pages somebody takes part."""
    found = (one.partition("=") for one in written.split(","))
    return {name: int(pages) for name, _, pages in found}


def _sites(pages: int, peers: Sequence[Peer], work: Path, seed: int) -> list[Site]:
    """Write the explainer of so many pages as each of *peers* has it."""
    made = corpus.make(pages, seed)
    sites = []
    for peer in peers:
        folder = work / str(pages) / peer.name
        peer.prepare(made, folder)
        sites.append(Site(peer=peer, corpus=made, folder=folder, home=work / "home"))
    return sites


def _told(run: Run, runs: list[Run]) -> None:
    runs.append(run)
    state = "" if not run.code else f", failed with {run.code}"
    arrived = "" if run.arrived else ", the change did not arrive"
    print(
        f"{run.pages:6} {run.peer:<12}{run.kind:<8} round {run.round}: wall {run.wall:7.2f} s, "
        f"CPU {run.cpu:7.2f} s, {run.memory:5.0f} MiB, {run.written} written{arrived}{state}",
        flush=True,
    )


def _written(runs: Sequence[Run], waits: Sequence[Save], out: Path) -> None:
    """Write what is known so far."""
    day = datetime.now(UTC).date().isoformat()
    tables = f"{report.machine(day)}\n\n{report.tables(runs, waits)}"
    (out / "tables.md").write_text(tables, "utf-8")
    kept([*runs, *waits], out / "runs.jsonl")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measures this generator, and others beside it."
    )
    parser.add_argument("--peers", type=Path, metavar="DIR", help="where the others are installed")
    parser.add_argument(
        "--pages", type=_numbers, default=[20, 1000], help="sizes, such as 20,1000,10000"
    )
    parser.add_argument(
        "--rounds", type=_numbers, default=[3], help="turns that each one takes; or of each size"
    )
    parser.add_argument(
        "--up-to",
        type=_bounds,
        default={},
        metavar="NAME=PAGES",
        help="whom larger sites would take too long, such as pelican=1000,mkdocs=1000",
    )
    parser.add_argument("--only", metavar="NAMES", help="such as explainer,hugo; by default all")
    parser.add_argument("--kinds", default=",".join(KINDS), help="which builds: %(default)s")
    parser.add_argument("--saves", type=int, default=0, metavar="N", help="saves in a preview, too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the explainers are written")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), metavar="DIR")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
