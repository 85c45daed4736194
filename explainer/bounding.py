"""Ends what would take for ever: a step of the build may work for so many seconds, and no more.

Libraries take a time for some texts that grows with the square of their length, and nobody knows
them all.  What the processor has worked is counted, not what the clock shows, so that a machine
that has much else to do ends nothing; no text of an author comes near.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from .errors import Position

# Seconds of work for a text, of which 100,000 characters take a tenth of one; for an expression,
# which may call a macro over thousands of records, as for all of a page; for a template.
TEXT, EXPRESSION, TEMPLATE = 4, 20, 120


class TooMuchError(BaseException):
    """A step has taken longer than it may, or goes too deep; *at* is where it was begun.

    It is no `Exception`, so that no library takes it for something of its own.
    """

    def __init__(self, message: str, at: Position | None = None) -> None:
        super().__init__(message)
        self.message, self.at = message, at


@contextmanager
def bounded(seconds: int, at: Callable[[], Position]) -> Iterator[None]:
    """End what is done within when it has worked for so many seconds; *at* says where it stands.

    What is bounded within something that is, counts for both.

    Raises:
        TooMuchError: it took too long, it called itself too often, or it filled the memory.
    """
    try:
        if threading.current_thread() is threading.main_thread():
            with _alarm(seconds):
                yield
        else:
            yield
    except TooMuchError as error:
        error.at = error.at or at()
        raise
    except RecursionError:
        raise TooMuchError("this is nested too deep", at()) from None
    except MemoryError:
        raise TooMuchError("this needs more memory than there is", at()) from None


@contextmanager
def in_little_memory(most: int) -> Iterator[None]:
    """Let what is done within take *most* bytes more than are taken now, where that can be held.

    Raises:
        MemoryError: it asked for more.
    """
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        before = resource.getrlimit(resource.RLIMIT_AS)
        most += pages * resource.getpagesize()
        if before[0] == resource.RLIM_INFINITY or most < before[0]:
            resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    except (ImportError, OSError, ValueError):  # another system
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


# The limits of what is being done, the innermost last, as far as each ends before those around it.
_limits: list[int] = []


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    if _limits and _limits[-1] <= seconds:  # what this lies within ends before
        yield
        return
    _listen()
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    if 0 < left < seconds:
        signal.setitimer(signal.ITIMER_VIRTUAL, left)
    _limits.append(seconds)
    try:
        yield
    finally:
        unused, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _limits.pop()
        if left:
            used = min(seconds, left) - unused
            signal.setitimer(signal.ITIMER_VIRTUAL, max(left - used, 0.001))


@cache
def _listen() -> None:
    """Hear the alarm from now on; to set up an ear for each step would take longer than most."""
    signal.signal(signal.SIGVTALRM, _end)


def _end(_signal: int, _frame: FrameType | None) -> None:
    if _limits:
        raise TooMuchError(f"this takes more than {_limits[-1]} seconds of work")
