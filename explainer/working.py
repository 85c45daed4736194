"""Builds in a process of its own, so that whoever asks can go on, and can end a build.

The process lives on between builds, with all that is loaded and compiled once.  It is given orders
on its standard input and tells on its standard output what came of them; when nobody is left to
give orders, it ends.
"""

import asyncio
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from subprocess import PIPE
from typing import BinaryIO

from . import bytecode
from .errors import BuildError, Report, UsageError
from .faults import ADVICE, fault_of
from .overlay import beside_pages, sheets_of
from .pipeline import OURS, Built, Kept, Order, at_origin, build
from .posters import Poster

_PROGRAM = "from explainer.working import main; main()"
# Each message is led by its length in bytes, in so many bytes.
_LEAD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that was built: its files by their paths, and what a preview must know of it."""

    base_path: str
    pages: int
    outputs: Mapping[str, bytes]
    files: str
    sheets: Mapping[str, str]
    posters: Mapping[str, Poster]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a build: a site, or none and why.

    *report* says what is wrong with the content, *fault* what else is in the way; *way* leads to
    it where it is one of the generator.
    """

    report: Report
    fault: str = ""
    way: str = ""
    site: Site | None = None

    @property
    def problems(self) -> str:
        """What there is to mend before there is a site; nothing where there is one."""
        if self.site:
            return ""
        return f"build.py: {self.fault}\n" if self.fault else self.report.told()


# Pages that are made, by the paths of their files, while the rest of the site is still checked.
Pages = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """An outcome on its way; of the files of the site it holds only those that are *new*."""

    outcome: Outcome
    new: Mapping[str, bytes]
    paths: frozenset[str]


@dataclass(slots=True)
class _Process:
    """A process that builds, and the end at which its answers come out."""

    popen: "subprocess.Popen[bytes]"
    answers: asyncio.StreamReader
    transport: asyncio.ReadTransport | None = None

    def order(self, payload: bytes) -> None:
        """Hand over what is to be done; it is so little that it never has to wait."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(len(payload).to_bytes(_LEAD) + payload)
        self.popen.stdin.flush()

    async def answer(self) -> bytes:
        """Return what it says, when it says it."""
        if self.transport is None:
            protocol = asyncio.StreamReaderProtocol(self.answers)
            loop = asyncio.get_running_loop()
            self.transport, _ = await loop.connect_read_pipe(lambda: protocol, self.popen.stdout)
        lead = await self.answers.readexactly(_LEAD)
        return await self.answers.readexactly(int.from_bytes(lead))

    def end(self) -> None:
        """End it, whatever it is about."""
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.kill()
        self.popen.wait()
        with suppress(BrokenPipeError):  # an order that it has not heard
            self.popen.stdin.close()
        (self.transport or self.popen.stdout).close()


@dataclass(slots=True)
class Worker:
    """The process that builds, as seen by whoever gives it orders; it starts with the first."""

    _process: _Process | None = None
    _outputs: dict[str, bytes] = field(default_factory=dict)

    async def build(
        self,
        order: Order,
        origin: str,
        ahead: Callable[[Pages], None] = lambda _: None,
        *,
        strict: bool,
    ) -> Outcome:
        """Return what comes of *order*, built for a preview at *origin*.

        *ahead* is given the pages that somebody has just edited, long before.
        """
        process = self._process = self._process or _started()
        try:
            process.order(pickle.dumps((order, origin, strict)))
            message = pickle.loads(await process.answer())
            while not isinstance(message, _Message):
                ahead(message)
                message = pickle.loads(await process.answer())
        except (asyncio.IncompleteReadError, ConnectionError):
            self.end()
            return Outcome(report=Report(), fault="the build broke off; save again to repeat it")
        return self._taken(message)

    def end(self) -> None:
        """End the process, whatever it is about; the next order starts another."""
        process, self._process, self._outputs = self._process, None, {}
        if process is not None:
            process.end()

    def _taken(self, message: _Message) -> Outcome:
        outcome = message.outcome
        if outcome.site is None:
            return outcome
        known = {**self._outputs, **message.new}
        self._outputs = {path: known[path] for path in sorted(message.paths)}
        return replace(outcome, site=replace(outcome.site, outputs=self._outputs))


def _started() -> _Process:
    popen = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *map(str, gc.get_threshold())],
        stdin=PIPE,
        stdout=PIPE,
        cwd=OURS,  # where Python finds the package
        start_new_session=True,  # Ctrl-C is for the server, which ends this
    )
    return _Process(popen=popen, answers=asyncio.StreamReader(limit=1 << 20))


def main() -> None:
    """Build what is ordered on standard input until it ends.

    The arguments say how seldom to look for what is without use: as seldom as whoever starts this.
    """
    gc.set_threshold(*map(int, sys.argv[1:]))
    orders = sys.stdin.buffer
    # Whatever else may print goes where it does no harm.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        bench = _Bench()

        def say(message: _Message | Pages) -> None:
            told = pickle.dumps(message)
            answers.write(len(told).to_bytes(_LEAD) + told)
            answers.flush()

        while payload := _read(orders):
            order, origin, strict = pickle.loads(payload)
            say(bench.message(order, origin, strict, say))


def _read(orders: BinaryIO) -> bytes:
    return orders.read(int.from_bytes(orders.read(_LEAD)))


@dataclass(slots=True)
class _Bench:
    """What the process keeps from one build to the next."""

    kept: Kept = field(default_factory=lambda: Kept(compiled=bytecode.loaded()))
    sent: Mapping[str, str] = field(default_factory=dict)

    def message(
        self, order: Order, origin: str, strict: bool, ahead: Callable[[Pages], None]
    ) -> _Message:
        report = Report(strict=strict)
        try:
            built = build(at_origin(order, origin), report, self.kept, ahead=ahead)
        except BuildError:
            return _without_site(report)
        except UsageError as error:
            return _without_site(report, str(error))
        except OSError as error:
            return _without_site(report, f"{error.filename}: {error.strerror}")
        except Exception as error:  # a defect of the generator: said, and no end of the preview
            fault = fault_of(error)
            return _without_site(report, f"{fault.line}\n{ADVICE}", fault.way)
        return self._sent(built, report)

    def _sent(self, built: Built, report: Report) -> _Message:
        outputs = built.outputs
        owns = {path: outputs.own(path) for path in outputs}
        new = {path: outputs[path] for path, own in owns.items() if self.sent.get(path) != own}
        self.sent = owns
        sheets = sheets_of(outputs)
        site = Site(
            base_path=built.settings.base_path,
            pages=built.pages,
            outputs={},
            # No page shows what is there for programs, and style sheets are changed in place.
            files=beside_pages(outputs, {*built.data, *sheets.values()}),
            sheets=sheets,
            posters=built.posters,
        )
        outcome = Outcome(report=report, site=site)
        return _Message(outcome=outcome, new=new, paths=frozenset(outputs))


def _without_site(report: Report, fault: str = "", way: str = "") -> _Message:
    outcome = Outcome(report=report, fault=fault, way=way)
    return _Message(outcome=outcome, new={}, paths=frozenset())
