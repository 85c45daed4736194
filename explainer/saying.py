"""What is said on a terminal: problems, how far a work is, and what was done."""

import argparse
import json
import os
import sys
import time
from typing import TYPE_CHECKING

from .errors import Report, counted
from .formats import as_annotation, as_json

if TYPE_CHECKING:
    from .working import Outcome


def talks(options: argparse.Namespace) -> bool:
    """Whether more is said than problems; JSON stands alone."""
    return not options.quiet and options.format != "json"


def say(done: str, options: argparse.Namespace) -> None:
    """Say what was done."""
    if talks(options):
        print(done)


def tell(report: Report, options: argparse.Namespace, **outcome: str) -> None:
    """Say what is wrong, in the form that was asked for, and what the *outcome* is."""
    problems = list(report)
    if options.format == "json":
        print(json.dumps([as_json(problem) for problem in problems], ensure_ascii=False, indent=2))
    elif options.format == "github":
        print("".join(f"{as_annotation(problem)}\n" for problem in problems), end="")
    else:
        print(report.told(**outcome), end="", file=sys.stderr)


def summary(pages: int, changes: str) -> str:
    """Return a line about a site that was built."""
    return f"{counted(pages, 'page')}; {changes}"


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


class Line:
    """A line of standard error that says how far a work is; silent where that is no terminal."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.live = not options.quiet and not os.environ.get("CI") and _is_terminal()

    def show(self, text: str) -> None:
        """Put *text* in the place of what the line says; nothing takes it away."""
        if self.live:
            print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


class Stages:
    """Says on a terminal how far a build is once it takes a while, and if asked what took how long.

    What is said stands in one line of standard error, which is gone when there is more to say.
    """

    PATIENCE = 1.0  # seconds

    def __init__(self, options: argparse.Namespace) -> None:
        self.verbose = options.verbose
        self.line = Line(options)
        self.began = self.stage_began = time.monotonic()
        self.stage = ""
        self.took: dict[str, float] = {}
        self.shown = False

    def __enter__(self) -> "Stages":
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


class Teller:
    """Says what happens in a preview; notes once, for they stay where they are at each save."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.talks = talks(options)
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
            way = outcome.way if self.options.verbose else ""
            print(f"{outcome.problems}{way}", end="", file=sys.stderr)
        elif outcome.site is None or self.told != before:
            tell(outcome.report, self.options)
        if outcome.site and self.talks:
            print(summary(outcome.site.pages, f"built in {took:.1f} s"))
        sys.stdout.flush()
