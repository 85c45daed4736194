"""The command line: arguments, what is said, and exit codes.

0 is built, 1 something to mend, 2 wrong use.  The only module that prints, and the only one that
asks the clock and the environment.
"""

import argparse
import gc
import io
import json
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import BuildError, Report, UsageError, counted
from .formats import as_annotation, as_json

if TYPE_CHECKING:
    from .pipeline import Built, Order
    from .reachability import Found
    from .working import Outcome

VERSION = "0.1.0"
BUILT, TO_MEND, WRONG_USE = 0, 1, 2
# So many objects are made before those without use are looked for: nearly all of a site are kept to
# the end, and looking at them again and again takes a twentieth of the time.
BETWEEN_COLLECTIONS = (50_000, 20, 50)
STOPPED = 130  # by Ctrl-C, as shells say it
LIBRARIES = (
    *("babel", "budoux", "jinja2", "livereload", "markdown", "markupsafe", "pillow", "PIL"),
    *("tornado", "yaml"),
)
VERBS = {
    "build": "check everything, then write the site; this is what happens without a verb",
    "serve": "show the site while it is written: build it at each save, and reload the browser",
    "check": "check everything, write nothing",
    "uses": "print every sentence that leans on a fact or a source, as in: uses lakes.miru",
    "new": "start another explainer, as in: new ../lakes",
}
# The verbs that want a name, and of what.
NAMED = {"uses": "the name of a fact or a source", "new": "the name of a folder"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, by default with the arguments of the process; return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # paths and titles are in every script there is
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _options(arguments)
    report = Report(strict=options.strict)
    gc.set_threshold(*BETWEEN_COLLECTIONS)
    try:
        code = RUN[options.verb](options, report)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BUILT
    except UsageError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("build.py: stopped", file=sys.stderr)
        return STOPPED
    except OSError as error:  # what is wrong with files of content is in the report
        print(f"build.py: {error.filename}: {error.strerror}", file=sys.stderr)
        return WRONG_USE
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in LIBRARIES:
            raise
        print("build.py: the libraries it needs are missing; run: make site", file=sys.stderr)
        return WRONG_USE
    return code


def _build(options: argparse.Namespace, report: Report) -> int:
    """Build the site, and write it where nothing is wrong."""
    from . import pipeline

    order = _order(options)
    folder = options.out or order.root / "_site"
    pipeline.check_folder(order, folder)
    with _Stages(options) as stages:
        try:
            built = pipeline.build(order, report, watch=stages.watch)
        except BuildError:
            stages.end()
            return _refused(report, options)
        stages.watch("writing", 0, 0)
        written = pipeline.write(order, built, folder)
    _tell(report, options)
    if _talks(options):
        wrote = f"{written.changed} of {written.files} files written"
        print(_summary(built.pages, f"{wrote}, {written.removed} removed, in {folder}"))
    return BUILT


def _check(options: argparse.Namespace, report: Report) -> int:
    """Check the site, write nothing, and say what it leans on."""
    from . import pipeline
    from .survey import survey

    order = _order(options)
    found: list[Found] = []
    with _Stages(options) as stages:
        try:
            # Notes are no reason to leave the links alone: one run shows all there is to mend.
            report.strict = options.strict and not options.links
            built = pipeline.build(order, report, watch=stages.watch)
            stages.end()
            if options.links:
                found = [_ask(order, built, report, options)]
        except BuildError:
            stages.end()
            return _refused(report, options)
    _tell(report, options)
    if _talks(options):
        told = survey(built.facts, built.library, built.uses, report)
        print(told, *found, sep="\n\n", end="\n\n")
        print(_summary(built.pages, "nothing was written"))
    return BUILT


def _uses(options: argparse.Namespace, report: Report) -> int:
    """Print the sentences that lean on what was named."""
    from . import pipeline

    try:
        built = pipeline.build(_order(options), report)
    except BuildError:
        return _refused(report, options)
    _tell_uses(built, options)
    return BUILT


def _refused(report: Report, options: argparse.Namespace) -> int:
    _tell(report, options)
    return TO_MEND


def _talks(options: argparse.Namespace) -> bool:
    """Whether more is said than problems; JSON stands alone."""
    return not options.quiet and options.format != "json"


class _Line:
    """A line of standard error that says how far a work is; silent where that is no terminal."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.live = not options.quiet and not os.environ.get("CI") and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Put *text* in the place of what the line says; nothing takes it away."""
        if self.live:
            print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


class _Stages:
    """Says on a terminal how far a build is once it takes a while, and if asked what took how long.

    What is said stands in one line of standard error, which is gone when there is more to say.
    """

    PATIENCE = 1.0  # seconds

    def __init__(self, options: argparse.Namespace) -> None:
        self.verbose = options.verbose
        self.line = _Line(options)
        self.began = self.stage_began = time.monotonic()
        self.stage = ""
        self.took: dict[str, float] = {}
        self.shown = False

    def __enter__(self) -> "_Stages":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def watch(self, stage: str, done: int, total: int) -> None:
        """Take note of where the build is: a stage, or *done* of its *total* pages."""
        now = time.monotonic()
        if stage != self.stage:
            self._close(now)
            self.stage = stage
        if now - self.began > self.PATIENCE:
            self.line.show(f"{stage} {done} of {total}" if total else stage)
            self.shown = True

    def end(self) -> None:
        """Say no more, but what took how long if that was asked for."""
        if self.shown:
            self.line.show("")
            self.shown = False
        if self.stage:
            self._close(time.monotonic())
            self.stage = ""
            if self.verbose:
                times = ", ".join(f"{stage} {took:.2f} s" for stage, took in self.took.items())
                print(f"{times}; {time.monotonic() - self.began:.2f} s in all", file=sys.stderr)

    def _close(self, now: float) -> None:
        if self.stage:
            self.took[self.stage] = self.took.get(self.stage, 0.0) + now - self.stage_began
        self.stage_began = now


def _serve(options: argparse.Namespace, report: Report) -> int:
    """Show the site until Ctrl-C; what is wrong with it is said, and ends nothing."""
    try:
        from .listening import LOOPBACK, Place
        from .serve import serve

        place = Place(bind=options.bind or LOOPBACK[0], port=options.port)
        serve(_order(options), place, _Teller(options), _today, strict=report.strict)
    except KeyboardInterrupt:  # before there is anything to end
        pass
    return BUILT


class _Teller:
    """Says what happens in a preview; notes once, for they stay where they are at each save."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.talks = _talks(options)
        self.opens = options.open
        self.told = ""

    def address(self, address: str) -> None:
        """Say where the start page is, and open it."""
        if self.talks:
            print(f"{address} shows the site; Ctrl-C ends it", flush=True)
        if self.opens:
            import threading
            import webbrowser

            # Some browsers keep whoever opens them waiting until they are closed.
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
            self.opens = False

    def outcome(self, outcome: "Outcome", took: float) -> None:
        """Say what is wrong, and that there is a site."""
        before, self.told = self.told, outcome.problems or outcome.report.told()
        if outcome.fault:
            print(outcome.problems, end="", file=sys.stderr)
        elif outcome.site is None or self.told != before:
            _tell(outcome.report, self.options)
        if outcome.site and self.talks:
            print(_summary(outcome.site.pages, f"built in {took:.1f} s"))
        sys.stdout.flush()


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
    if _talks(options):
        root = shlex.quote(options.name)
        print(f"{files} files in {order.root}, each with a comment that says what to change; next:")
        print(f"  python build.py serve --root {root}  # shows it, and every change as you save")
        print(f"  python build.py build --root {root}  # builds it into its folder _site")
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
    links = links_of(built.facts, built.outside)
    found = check_links(links, memory, asker.ask, report, _progress(options))
    report.strict = options.strict
    if report.failed:
        raise BuildError
    return found


def _progress(options: argparse.Namespace) -> Callable[[int, int], None]:
    """Return what says on a terminal how far the asking is, and is silent elsewhere."""
    line = _Line(options)
    return lambda done, total: line.show(
        f"{done} of {total} addresses asked" if done < total else ""
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    if options.verb in NAMED and not options.name:
        parser.error(f"{options.verb} needs {NAMED[options.verb]}")
    if options.verb not in NAMED and options.name is not None:
        parser.error(f"unrecognized arguments: {options.name}")
    if options.verb != "serve" and (options.open or options.bind or options.port is not None):
        parser.error("--port, --bind and --open are for serve")
    if options.links and options.verb != "check":
        parser.error("--links goes with check only")
    return options


def _order(options: argparse.Namespace) -> "Order":
    from .pipeline import Order

    base_url = options.base_url or os.environ.get("BASE_URL") or None
    return Order(root=options.root, today=_today(), base_url=base_url, drafts=options.drafts)


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
        epilog=f"verbs:\n{verbs}\n\nExit codes: 0 built, 1 something to mend, 2 wrong use.",
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
        help="for uses: of a fact or a source; for new: of a folder",
    )
    parser.add_argument(
        "--root",
        type=_path,
        default=Path(__file__).resolve().parent.parent,
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
        "--links", action="store_true", help="with check: ask the addresses that it links to, too"
    )
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
    parser.add_argument("-v", "--verbose", action="store_true", help="say what took how long")
    parser.add_argument("--version", action="version", version=f"explainer {VERSION}")
    return parser


def _path(written: str) -> Path:
    """Return the path that was named, in full."""
    try:
        return Path(written).resolve()
    except (OSError, RuntimeError) as error:  # such as links in a circle
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(written: str) -> int:
    """Return the port that was named; 0 is one that is free."""
    if not re.fullmatch("[0-9]{1,5}", written) or int(written) > 65535:
        raise argparse.ArgumentTypeError(f'"{written}" is no port; they go up to 65535')
    return int(written)


def _tell(report: Report, options: argparse.Namespace) -> None:
    problems = list(report)
    if options.format == "json":
        print(json.dumps([as_json(problem) for problem in problems], ensure_ascii=False, indent=2))
    elif options.format == "github":
        print("".join(f"{as_annotation(problem)}\n" for problem in problems), end="")
    else:
        print(report.told(), end="", file=sys.stderr)


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


def _summary(pages: int, changes: str) -> str:
    return f"{counted(pages, 'page')}; {changes}"


RUN: Mapping[str, Callable[[argparse.Namespace, Report], int]] = {
    "build": _build,
    "serve": _serve,
    "check": _check,
    "uses": _uses,
    "new": _new,
}
