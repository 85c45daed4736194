"""Ends a run: with its exit code, and in words whatever has happened; a traceback is no word."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from .errors import UsageError
from .faults import ADVICE, fault_of

BUILT, TO_MEND, WRONG_USE, FAULTY = 0, 1, 2, 3
STOPPED = 130  # by Ctrl-C, as shells say it
CODES = "Exit codes: 0 built, 1 something to mend, 2 wrong use, 3 a fault of the generator."

OURS = Path(__file__).resolve().parent.parent
LIBRARIES = (
    *("babel", "budoux", "jinja2", "livereload", "markdown", "markupsafe", "pillow", "PIL"),
    *("pypdf", "tornado", "yaml"),
)


def ended(run: Callable[[], int], options: argparse.Namespace) -> int:
    """Do what is to be done, and return the exit code; say what keeps it from being done.

    The *options* may be read by what is run.
    """
    try:
        return _done(run, options)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        _hush(sys.stdout, sys.stderr)
        return BUILT


def _done(run: Callable[[], int], options: argparse.Namespace) -> int:
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        raise
    except BaseException as error:
        code, said = _told(error, verbose=options.verbose)
        print(f"build.py: {said}", file=sys.stderr)
        if isinstance(error, OSError) and error.filename is None:  # such as a full disk
            _hush(sys.stdout)
    return code


def _told(error: BaseException, *, verbose: bool) -> tuple[int, str]:
    """Return the exit code of a run that *error* has ended, and what is to be said of it."""
    from .bounding import TooMuchError

    code = WRONG_USE
    match error:
        case UsageError():
            said = str(error)
        case _ if _is_stopped(error):
            code, said = STOPPED, "stopped"
        case TooMuchError():
            code, said = TO_MEND, f"{error.at.path}: {error}" if error.at else str(error)
        case OSError(strerror=str()):  # what is wrong with files of content is in the report
            said = f"{error.filename or 'standard output'}: {error.strerror}"
        case MemoryError():
            said = "this machine has too little memory for it"
        case ModuleNotFoundError() if (error.name or "").partition(".")[0] in LIBRARIES:
            said = _without_libraries()
        case _:
            fault = fault_of(error)
            way = f"\n{fault.way.rstrip()}" if verbose else ""
            code, said = FAULTY, f"{fault.line}\n{ADVICE}{way}"
    return code, said


def _is_stopped(error: BaseException | None) -> bool:
    """Whether it was Ctrl-C, or what came of it where something was left half done."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _without_libraries() -> str:
    """Say how to get the libraries; most often they are there, but for another Python."""
    ours = OURS / ".venv/bin/python"
    if not ours.is_file() or ours.parent == Path(sys.executable).parent:
        return "the libraries it needs are missing; run: make site"
    again = shlex.join([os.path.relpath(ours), *sys.argv])
    return f"the libraries it needs are missing from this Python; run: {again}"


def _hush(*streams: TextIO | None) -> None:
    """Let nothing more be said there, not even at the end, where Python says what is left over."""
    with Path(os.devnull).open("wb") as nowhere:
        for stream in streams:
            if stream is not None:
                with suppress(OSError, ValueError):  # it is no file, or closed
                    os.dup2(nowhere.fileno(), stream.fileno())
