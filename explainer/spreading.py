"""Spreads work over processes that begin with all that is loaded, where the system can do that.

Each process works through its share and sends what comes of it as it comes.  What one of them does
not send, because it failed or was ended, is left to whoever asked.
"""

import os
import selectors
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# Each message is led by its length in bytes, in so many bytes.
_LEAD = 8
# Bytes that are read at once.
_CHUNK = 1 << 20


def spread(tasks: Sequence[T], jobs: int, work: Callable[[T], bytes]) -> Iterator[bytes]:
    """Yield what *work* gives of *tasks*, in whatever order, from as many processes as *jobs*.

    There is nothing where processes cannot begin in the middle of a program.
    """
    if not hasattr(os, "fork"):
        return
    with selectors.DefaultSelector() as selector:
        for start in range(jobs):
            process, end = _begun(tasks[start::jobs], work)
            selector.register(end, selectors.EVENT_READ, (process, bytearray()))
        try:
            while selector.get_map():
                for key, _ in selector.select():
                    process, received = key.data
                    chunk = os.read(key.fd, _CHUNK)
                    received += chunk
                    yield from _messages(received)
                    if not chunk:
                        selector.unregister(key.fd)
                        os.close(key.fd)
                        os.waitpid(process, 0)
        finally:
            for key in list(selector.get_map().values()):  # whoever asked has broken off
                process, _ = key.data
                # By itself it may wait for ever to be heard: others hold the end of its pipe, too.
                os.kill(process, signal.SIGKILL)
                os.close(key.fd)
                os.waitpid(process, 0)


def _begun(tasks: Sequence[T], work: Callable[[T], bytes]) -> tuple[int, int]:
    """Return a process that works through *tasks*, and the end at which its messages come out."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, ours
    try:
        os.close(ours)
        with os.fdopen(theirs, "wb") as out:
            for task in tasks:
                message = work(task)
                out.write(len(message).to_bytes(_LEAD) + message)
                out.flush()
    finally:  # nothing of the program goes on here, not even what it does at its end
        os._exit(0)


def _messages(received: bytearray) -> Iterator[bytes]:
    """Take the messages that are complete out of what was *received*."""
    while len(received) >= _LEAD:
        end = _LEAD + int.from_bytes(received[:_LEAD])
        if len(received) < end:
            return
        yield bytes(received[_LEAD:end])
        del received[:end]
