"""The command line: arguments, and what is done at each verb.

Only this module, `saying` and `ending` print, and ask the clock and the environment.
"""

import argparse
import gc
import io
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .ending import BUILT, CODES, LIBRARIES, OURS, TO_MEND, ended
from .errors import BuildError, Report, UsageError, counted
from .saying import Line, Stages, Teller, say, summary, talks, tell
from .unchanged import Last, Run

if TYPE_CHECKING:
    from .building import Watch
    from .pipeline import Built, Kept, Order
    from .reachability import Found

VERSION = "0.1.0"
# What a site is made from, and where what was made last is kept, below its root.
SOURCES = ("content", "templates", "static")
LAST, REMEMBERED = ".cache/last.json", ".cache/remembered"
# So many objects are made before those without use are looked for: nearly all of a site are kept to
# the end, and looking at them again and again takes a twentieth of the time.
BETWEEN_COLLECTIONS = (50_000, 20, 50)
VERBS = {
    "build": "check everything, then write the site; this is what happens without a verb",
    "serve": "show the site while it is written: build it at each save, and reload the browser",
    "check": "check everything, write nothing",
    "verify": "look up what is quoted in a copy of its source, as in: verify survey=FILE",
    "uses": "print every sentence that leans on a fact or a source, as in: uses lakes.miru",
    "release": "take the snapshot of what is published, which changes are compared with",
    "correct": "record why a published fact changed, as in: correct lakes.miru --as update",
    "new": "start another explainer, as in: new ../lakes",
}
# The verbs that want a name, and of what.
NAMED = {
    "verify": "a source and a copy of it, as in: verify survey=FILE",
    "uses": "the name of a fact or a source",
    "correct": "the name of a fact",
    "new": "the name of a folder",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, by default with the arguments of the process; return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # paths and titles are in every script there is
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = argparse.Namespace(verbose=False)

    def run() -> int:
        _read(arguments, options)
        gc.set_threshold(*BETWEEN_COLLECTIONS)
        return RUN[options.verb](options, Report(strict=options.strict))

    return ended(run, options)


def _build(options: argparse.Namespace, report: Report) -> int:
    """Build the site, and write it where nothing is wrong."""
    folder = options.out or options.root / "_site"
    run = _run(options, folder)
    if options.cache and (last := run.recall(time.time_ns())):
        report.take(last.problems)
        tell(report, options)
        return _built(options, last.pages, f"0 of {last.files} files written, 0 removed", folder)
    from . import pipeline

    order = _order(options)
    pipeline.check_folder(order, folder)
    run.begin()
    kept = _kept(options)
    with Stages(options) as stages:
        try:
            built = _recalled(order, report, kept, stages.watch)
        except BuildError:
            _keep(kept, options)  # what was right need not be made again
            stages.end()
            return _refused(report, options)
        stages.watch("writing", 0, 0)
        written = pipeline.write(order, built, folder, run.stands)
        _keep(kept, options)
        if options.cache:
            last = Last(problems=tuple(report), pages=built.pages, files=written.files)
            run.remember(last, pipeline.made_by(order, folder), time.time_ns())
    tell(report, options)
    wrote = f"{written.changed} of {written.files} files written, {written.removed} removed"
    return _built(options, built.pages, wrote, folder)


def _kept(options: argparse.Namespace) -> "Kept":
    """Return what earlier runs have kept for this one."""
    from . import bytecode, pipeline, storing

    if not options.cache:
        return pipeline.Kept()
    remembered = storing.stored(options.root / REMEMBERED)
    return pipeline.Kept(compiled=bytecode.loaded(), remembered=remembered)


def _keep(kept: "Kept", options: argparse.Namespace) -> None:
    """Keep for the next run what it can go on with."""
    from . import bytecode, storing

    if options.cache:
        bytecode.keep(kept.compiled)
        storing.store(kept.remembered, options.root / REMEMBERED)


def _recalled(
    order: "Order", report: Report, kept: "Kept", watch: "Watch | None" = None
) -> "Built":
    """Return the site, with the help of what is remembered unless that is what makes it fail."""
    from . import pipeline
    from .building import unwatched

    is_fresh, watch = kept.remembered.is_empty, watch or unwatched
    try:
        return pipeline.build(order, report, kept, watch)
    except (BuildError, UsageError, OSError):
        raise
    except Exception:
        if is_fresh:
            raise
    report.forget()
    kept.remembered = type(kept.remembered)()
    return pipeline.build(order, report, kept, watch)


def _run(options: argparse.Namespace, folder: Path) -> Run:
    """Return what tells this build from others."""
    asked = {
        "program": [sys.version, *map(_origin, LIBRARIES)],
        "root": str(options.root),
        "out": str(folder),
        "base_url": options.base_url or os.environ.get("BASE_URL") or None,
        "drafts": options.drafts,
        "strict": options.strict,
        "today": _today(),
    }
    sources = dict.fromkeys(
        [
            *(options.root / name for name in SOURCES),
            *(OURS / name for name in ("explainer", *SOURCES[1:])),
        ]
    )
    return Run(place=options.root / LAST, asked=asked, sources=list(sources))


def _origin(library: str) -> list[object]:
    """Return where a library stands, and since when."""
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        return []
    return [spec.origin, Path(spec.origin).stat().st_mtime_ns]


def _built(options: argparse.Namespace, pages: int, wrote: str, folder: Path) -> int:
    if talks(options):
        print(summary(pages, f"{wrote}, in {folder}"))
    return BUILT


def _check(options: argparse.Namespace, report: Report) -> int:
    """Check the site, write nothing, and say what it leans on."""
    from .survey import survey

    order = _order(options)
    found: list[Found] = []
    with Stages(options) as stages:
        try:
            # Notes are no reason to leave the links alone: one run shows all there is to mend.
            report.strict = options.strict and not options.links
            built = _recalled(order, report, _kept(options), stages.watch)
            stages.end()
            if options.links:
                found = [_ask(order, built, report, options)]
        except BuildError:
            stages.end()
            return _refused(report, options)
    tell(report, options)
    if talks(options):
        told = survey(built.facts, built.library, built.uses, report)
        print(told, *found, sep="\n\n", end="\n\n")
        print(summary(built.pages, "nothing was written"))
    return BUILT


def _verify(options: argparse.Namespace, report: Report) -> int:
    """Look up what is quoted from sources in copies of them, and keep what was found."""
    from . import pipeline

    files = _copies([options.name, *options.more])
    try:
        verified = pipeline.verify(_order(options), files, report)
    except BuildError:
        return _refused(report, options)
    tell(report, options, outcome="")  # what was found is written all the same
    if talks(options):
        missed = f"{verified.missing} not found" if verified.missing else "all found"
        quotations = counted(verified.found + verified.missing, "quotation") or "no quotations"
        print(f"{quotations} of {', '.join(files)} looked up; {missed}")
    return TO_MEND if report.failed else BUILT


def _copies(written: Sequence[str]) -> Mapping[str, Path]:
    """Return the files that were named, by the sources of which they are copies."""
    files: dict[str, Path] = {}
    for one in written:
        source, equals, file = one.partition("=")
        source = source.removeprefix("sources.")
        if not (source and equals and file):
            raise UsageError(f'verify wants a source and a copy of it, as source=FILE, not "{one}"')
        if source in files:
            raise UsageError(f'two copies of "{source}" are named; verify one of them')
        files[source] = Path(file).expanduser()
    return files


def _uses(options: argparse.Namespace, report: Report) -> int:
    """Print the sentences that lean on what was named."""
    try:
        built = _recalled(_order(options), report, _kept(options))
    except BuildError:
        return _refused(report, options)
    _tell_uses(built, options)
    return BUILT


def _release(options: argparse.Namespace, report: Report) -> int:
    """Take the snapshot, if every change since the last one is recorded."""
    from . import recording

    order = _order(options)
    try:
        built = _recalled(order, report, _kept(options))
    except BuildError:
        return _refused(report, options)
    tell(report, options)
    if built.history.changes:
        changes = counted(len(built.history.changes), "change")
        print(f"build.py: nothing was released, for {changes} to record", file=sys.stderr)
        return TO_MEND
    say(recording.release(order.root, built), options)
    return BUILT


def _correct(options: argparse.Namespace, report: Report) -> int:
    """Record why a published fact changed."""
    from . import recording

    order, why = _order(options), options.why or ""
    reason = recording.Reason(sort=options.sort or "", why=why, today=order.today)
    recording.check_reason(reason)
    try:
        report.strict = False  # that there is something to record is why this is called
        built = _recalled(order, report, _kept(options))
    except BuildError:
        return _refused(report, options)
    try:
        say(recording.correct(order.root, built, options.name, reason), options)
    except recording.NothingToCompareError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return TO_MEND
    return BUILT


def _refused(report: Report, options: argparse.Namespace) -> int:
    tell(report, options)
    return TO_MEND


def _serve(options: argparse.Namespace, report: Report) -> int:
    """Show the site until Ctrl-C; what is wrong with it is said, and ends nothing."""
    try:
        from .listening import LOOPBACK, Place
        from .serve import serve

        place = Place(bind=options.bind or LOOPBACK[0], port=options.port)
        serve(_order(options), place, Teller(options), _today, strict=report.strict)
    except KeyboardInterrupt:  # before there is anything to end
        pass
    return BUILT


def _new(options: argparse.Namespace, report: Report) -> int:
    """Start an explainer, with the schemas that its files name, and say how to go on."""
    from . import pipeline, starting

    today, folder = _today(), Path(options.name).absolute()
    files = starting.start(folder)
    order = pipeline.Order(root=folder.resolve(), today=today)
    try:
        pipeline.write_schemas(order, pipeline.build(order, report))
    except BuildError:
        return _refused(report, options)
    if talks(options):
        root, program = shlex.quote(options.name), shlex.join([sys.orig_argv[0], sys.argv[0]])
        print(f"{files} files in {order.root}, each with a comment that says what to change; next:")
        print(f"  {program} serve --root {root}  # shows it, and every change as you save")
        print(f"  {program} build --root {root}  # builds it into its folder _site")
    return BUILT


def _ask(order: "Order", built: "Built", report: Report, options: argparse.Namespace) -> "Found":
    """Ask the addresses to which the site links.

    Raises:
        BuildError: there is something to mend, now or before.
    """
    from .answers import Memory
    from .asking import Asker
    from .exchange import Clock, Wire
    from .reachability import agent_of, check_links, links_of
    from .values import read_date

    clock = Clock(now=time.monotonic, sleep=time.sleep)
    asker = Asker(wire=Wire(clock=clock, agent=agent_of(VERSION, built.settings)))
    memory = Memory(root=order.root, today=read_date(order.today))
    links = links_of(built.facts, built.library, built.outside)
    found = check_links(links, memory, asker.ask, report, _progress(options))
    report.strict = options.strict
    if report.failed:
        raise BuildError
    return found


def _progress(options: argparse.Namespace) -> Callable[[int, int], None]:
    """Return what says on a terminal how far the asking is, and is silent elsewhere."""
    line = Line(options)
    return lambda done, total: line.show(
        f"{done} of {total} addresses asked" if done < total else ""
    )


def _read(arguments: Sequence[str] | None, options: argparse.Namespace) -> None:
    """Read what is asked for into *options*."""
    parser = _parser()
    parser.parse_intermixed_args(arguments, options)
    if options.verb in NAMED and not options.name:
        parser.error(f"{options.verb} needs {NAMED[options.verb]}")
    if options.verb not in NAMED and options.name is not None:
        parser.error(f"unrecognized arguments: {' '.join([options.name, *options.more])}")
    if options.verb != "verify" and options.more:
        parser.error(f"unrecognized arguments: {' '.join(options.more)}")
    if options.verb != "serve" and (options.open or options.bind or options.port is not None):
        parser.error("--port, --bind and --open are for serve")
    if options.links and options.verb != "check":
        parser.error("--links goes with check only")
    if options.verb != "correct" and (options.sort is not None or options.why is not None):
        parser.error("--as and --why go with correct only")


def _order(options: argparse.Namespace) -> "Order":
    from .pipeline import Order

    base_url = options.base_url or os.environ.get("BASE_URL") or None
    return Order(
        root=options.root,
        today=_today(),
        base_url=base_url,
        drafts=options.drafts,
        jobs=options.jobs or _processors(),
    )


def _today() -> str:
    """Return the day as 2026-11-23: that of SOURCE_DATE_EPOCH, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f'SOURCE_DATE_EPOCH must be seconds since 1970, not "{epoch}"') from None


def _parser() -> argparse.ArgumentParser:
    verbs = "\n".join(f"  {verb:<8}{what}" for verb, what in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Builds an explainer site from Markdown pages and YAML facts.",
        epilog=f"verbs:\n{verbs}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "verb",
        nargs="?",
        choices=VERBS,
        default="build",
        metavar="VERB",
        help="what to do; see below",
    )
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="for uses: of a fact or a source; for correct: of a fact; for new: of a folder; "
        "for verify: source=FILE",
    )
    parser.add_argument("more", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument(
        "--root",
        type=_path,
        default=OURS,
        metavar="DIR",
        help="the folder of the site that holds content/",
    )
    parser.add_argument(
        "--out", type=_path, metavar="DIR", help="where the site goes; by default ROOT/_site"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="where it will be hosted; else BASE_URL, else site.yaml"
    )
    parser.add_argument("--drafts", action="store_true", help="build drafts too")
    parser.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="build in N processes; by default in as many as there are processors",
    )
    parser.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        help="make everything anew, and remember nothing of it",
    )
    parser.add_argument(
        "--links", action="store_true", help="with check: ask the addresses that it links to, too"
    )
    parser.add_argument(
        "--as", dest="sort", metavar="CLASS", help="with correct: which of five classes it is"
    )
    parser.add_argument("--why", metavar="TEXT", help="with correct: the reason that readers get")
    parser.add_argument("--strict", action="store_true", help="let notes fail the build too")
    parser.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how problems are told"
    )
    parser.add_argument(
        "--port", type=_port, metavar="N", help="serve there; by default 8000 or the next free one"
    )
    parser.add_argument(
        "--bind", metavar="HOST", help="serve on that address; by default this machine alone"
    )
    parser.add_argument("--open", action="store_true", help="open the site in the browser")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="say what took how long, and where it fails"
    )
    parser.add_argument("--version", action="version", version=f"explainer {VERSION}")
    return parser


def _path(written: str) -> Path:
    """Return the path that was named, in full."""
    try:
        return Path(written).resolve()
    except (OSError, RuntimeError) as error:  # such as links in a circle
        raise argparse.ArgumentTypeError(str(error)) from None


def _processors() -> int:
    """Return on how many processors this program may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _jobs(written: str) -> int:
    """Return the number of processes that was named."""
    if not re.fullmatch("[1-9][0-9]{0,2}", written):
        raise argparse.ArgumentTypeError(f'"{written}" is no number of processes; write 1 or more')
    return int(written)


def _port(written: str) -> int:
    """Return the port that was named; 0 is one that is free."""
    if not re.fullmatch("[0-9]{1,5}", written) or int(written) > 65535:
        raise argparse.ArgumentTypeError(f'"{written}" is no port; they go up to 65535')
    return int(written)


def _tell_uses(built: "Built", options: argparse.Namespace) -> None:
    """Print the sentences that were asked for, and no notes among them."""
    from .leaning import Leaning

    leaning = Leaning(
        facts=built.facts, library=built.library, uses=built.uses, evaluators=built.evaluators
    )
    found = leaning.on(options.name)
    if not found and not options.quiet:
        found = [f"no sentence leans on {options.name}"]
    print("".join(f"{one}\n" for one in found), end="")


RUN: Mapping[str, Callable[[argparse.Namespace, Report], int]] = {
    "build": _build,
    "serve": _serve,
    "check": _check,
    "verify": _verify,
    "uses": _uses,
    "release": _release,
    "correct": _correct,
    "new": _new,
}
