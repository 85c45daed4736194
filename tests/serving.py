"""A preview in a process of its own, and a plain way to ask it."""

import asyncio
import http.client
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

from tests.conftest import HERE

# Seconds within which whatever is waited for must happen, on a machine with much else to do.
PATIENCE = 60


class Got(NamedTuple):
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Preview:
    """A running `build.py serve`: where it is, and what it has said so far."""

    process: "subprocess.Popen[str]"
    address: str = ""
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    lines: "queue.Queue[str]" = field(default_factory=queue.Queue)

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return urlsplit(self.address).port or 0

    @property
    def path(self) -> str:
        """The path that the site has."""
        return urlsplit(self.address).path

    def says(self, pattern: str) -> str:
        """Wait for a new line of what it says, in which *pattern* is found, and return that."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                line = self.lines.get(timeout=0.1)
            except queue.Empty:
                assert self.process.poll() is None, f"it has ended, with: {self.err}"
                assert time.monotonic() < until, f"waited in vain for {pattern!r}"
                continue
            if re.search(pattern, line):
                return line

    def forget(self) -> None:
        """Take what it has said so far as said before."""
        self.out.clear()
        self.err.clear()
        while not self.lines.empty():
            self.lines.get()

    def get(self, path: str = "", method: str = "GET", **headers: str) -> Got:
        """Return the answer for a *path*, within the site unless it begins with a slash."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        target = path if path.startswith(("/", "http:")) else self.path + path
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        got = Got(answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace"))
        connection.close()
        return got

    def shows(self, what: str, path: str = "") -> None:
        """Wait until the page at *path* holds *what*."""
        wait_for(lambda: what in self.get(path).body, f"{path} to show {what!r}")

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


@contextmanager
def preview(
    root: Path,
    *options: str,
    first: str = "built in",
    program: Path = HERE / "build.py",
    **more: str,
) -> Iterator[Preview]:
    """Give a preview of the site at *root* that has said *first*, if anything; end it after."""
    port = () if "--port" in options else ("--port", "0")
    command = [sys.executable, str(program), "serve", "--root", str(root)]
    clean = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1795392000"}  # 23 November 2026
    process = subprocess.Popen(
        [*command, *port, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**clean, **more},
    )
    found = Preview(process)
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=_read, args=[found, process.stdout, found.out]),
        threading.Thread(target=_read, args=[found, process.stderr, found.err]),
    ]
    for reader in readers:
        reader.start()
    try:
        found.address = found.says("shows the site").split()[0]
        if first:
            found.says(first)
        yield found
    finally:
        process.kill()
        process.wait()
        for reader in readers:
            reader.join()
        process.stdout.close()
        process.stderr.close()


def _read(found: Preview, stream: "IO[str]", said: list[str]) -> None:
    for line in stream:
        said.append(line)
        found.lines.put(line)


def run_async(what: "Coroutine[Any, Any, Any]") -> Any:
    """Run a coroutine in another thread, for the browser has a loop in this one."""
    found: list[Any] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(what))
        except BaseException as fault:  # raised again, where the test sees it
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for fault in faults:
        raise fault
    return found[0]
