"""Runs the program many times, each time where it can do no harm.

One process loads everything once, and copies itself for each trial; the copy may use only so much
time and memory, and says what a user would see.  So that an input without bound ends the trial,
not the tests.
"""

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any, NamedTuple

from tests.conftest import HERE

# What a trial may take: seconds of a processor and of the clock, and bytes.  Nothing is to take
# more than five seconds; the rest is for a machine that has much else to do.
PROCESSOR, CLOCK, MEMORY = 20, 240, 4 << 30

# What a problem says in front: a file of the site, a line and a column.
PLACE = re.compile(r"[^\n]+:[1-9]\d*:[1-9]\d*: (?:error|note): [^\n]+ \[[a-z0-9-]+\]")
_PROGRAM = "from tests.trials import main; main()"


class Trial(NamedTuple):
    """How a run ended, what it said, and how many seconds of a processor it took.

    The code is negative where it did not end by itself.
    """

    code: int
    out: str
    err: str
    seconds: float

    @property
    def rules(self) -> list[str]:
        """The rules of the problems that it told, sorted, each once."""
        return sorted(set(re.findall(r": (?:error|note): .* \[([a-z0-9-]+)\]$", self.err, re.M)))

    @property
    def errors(self) -> list[str]:
        """The first lines of the errors that it told."""
        return [line for line in self.err.splitlines() if ": error: " in line]


@dataclass(slots=True)
class Tally:
    """How much of *what* there was in this run of the tests, and how long one took at most."""

    what: str
    number: int = 0
    slowest: float = 0.0

    def __str__(self) -> str:
        return f"{self.number} {self.what}, the slowest {self.slowest:.1f} s"

    def count(self, seconds: float = 0.0) -> None:
        """Count one more, which took so long."""
        self.number += 1
        self.slowest = max(self.slowest, seconds)


TRIED = Tally("inputs tried")


class Ground:
    """The process in which trials are made."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *arguments: str) -> Trial:
        """Run the program with *arguments*."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        trial = Trial(**json.loads(self._process.stdout.readline()))
        TRIED.count(trial.seconds)
        return trial

    def build(self, root: Path, *options: str) -> Trial:
        """Build the site at *root*, and hold what holds of every build.

        It ends by itself, in words.  Where it is refused each problem has a place, and nothing is
        written.
        """
        trial = self.run("build", "--root", str(root), *options)
        assert trial.code >= 0, f"it was ended by {signal.Signals(-trial.code).name}"
        assert "Traceback" not in trial.err, trial.err[-2000:]
        assert trial.code in (0, 1, 2), trial.err[-2000:]
        if trial.code == 1:
            assert PLACE.match(trial.err), trial.err[:2000]
        if trial.code == 2:
            assert re.fullmatch(r"build\.py: [^\n]+\n", trial.err), trial.err
        if trial.code == 1:
            assert not (root / "_site").exists()
        return trial


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """Give a process for trials, and end it after."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], stdin=PIPE, stdout=PIPE, text=True, cwd=HERE
    ) as process:
        yield Ground(process)
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Make a trial of each line of standard input, until it ends."""
    os.environ["SOURCE_DATE_EPOCH"] = "1795392000"  # 23 November 2026
    answers = os.fdopen(os.dup(1), "w")
    run = _warm()
    for line in sys.stdin:
        answers.write(json.dumps(_trial(run, json.loads(line))) + "\n")
        answers.flush()


def _warm() -> Any:
    """Return the program, with all that it needs loaded and its templates compiled."""
    from functools import partial

    from explainer import cli, pipeline
    from explainer.errors import Report

    compiled: dict[str, bytes] = {}
    # The program compiles them at each run, which would take most of the time here.
    lakes = pipeline.Order(root=HERE / "tests/sites/lakes", today="2026-11-23")
    pipeline.build(lakes, Report(), pipeline.Kept(compiled=compiled))
    pipeline.Kept = partial(pipeline.Kept, compiled=compiled)  # type: ignore[assignment,misc]
    return cli.main


def _trial(run: Any, arguments: list[str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            _confine()
            code = 70
            try:
                code = run(arguments)
            except SystemExit as end:
                code = int(end.code or 0)
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                with contextlib.suppress(Exception):
                    sys.stdout.flush()
                    sys.stderr.flush()
                os._exit(code)
        _, status, used = os.wait4(child, 0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "out": _said(out.fileno()),
            "err": _said(err.fileno()),
            "seconds": round(used.ru_utime + used.ru_stime, 3),
        }


def _confine() -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(CLOCK)


def _said(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(os.dup(file), "rb") as stream:
        return stream.read().decode("utf-8", "replace")
