"""Measures generators in turns: each build is a process of its own, and what it made is read.

A turn of a generator is a cold build, one with nothing changed, one after a page was changed, and
one after a fact was.  The generators take turns in each round, so that a slow spell of the machine
falls on all of them.  What a process took is the kernel's account of it and of all it waited for.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .corpus import EDITION, HOT_VALUE, Corpus
from .peers import Peer, environment

KINDS = ("cold", "nothing", "page", "fact")
# Some tell by the second whether a file has changed.
PAUSE = 1.1
# Seconds after which a wait for a page is given up.
SERVED_WITHIN = 30.0
LAUNCH = Path(__file__).parent / "launch.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build: *kind* is one of `KINDS`; *cpu* and *wall* are seconds, *memory* MiB at the most.

    *written* counts the files of its output that it wrote; *arrived* is whether each page that was
    to show a change shows it.
    """

    pages: int
    peer: str
    kind: str
    round: int
    wall: float
    cpu: float
    memory: float
    written: int
    arrived: bool
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A wait for a page in a preview: seconds from saving until it was served, if it was."""

    pages: int
    peer: str
    kind: str
    wall: float | None


@dataclass(slots=True)
class Site:
    """The explainer as one generator has it, and what its page and fact were changed to."""

    peer: Peer
    corpus: Corpus
    folder: Path
    home: Path
    edition: str = EDITION
    value: int = HOT_VALUE

    @property
    def source(self) -> Path:
        """The file of the page that is changed."""
        return self.folder / self.peer.file(self.peer.source, self.corpus.edited)

    def change_page(self) -> None:
        """Put another word into the page."""
        self.edition, before = _next(self.edition), self.edition
        _replace(self.source, before, self.edition)

    def change_fact(self) -> None:
        """Put another value into the fact."""
        self.value, before = self.value + 1, self.value
        _replace(self.folder / self.peer.data, str(before), str(self.value))

    def clean(self) -> None:
        """Take away all that a build has left behind."""
        for name in self.peer.made:
            path = self.folder / name
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    def arrived(self) -> bool:
        """Whether the page and all that show the fact are as they were last changed."""
        page = self.folder / self.peer.file(self.peer.output, self.corpus.edited)
        shown = [self.folder / self.peer.file(self.peer.output, page) for page in self.corpus.hot]
        return self.edition in _read(page) and all(
            str(self.value) in plain(_read(one)) for one in shown
        )

    def outputs(self) -> Mapping[str, int]:
        """Return when each file of the output was written."""
        root = self.folder / self.peer.output.partition("/")[0]
        return {
            os.path.join(where, name): os.stat(os.path.join(where, name)).st_mtime_ns  # noqa: PTH116, PTH118
            for where, _, names in os.walk(root)
            for name in names
        }


def measure(
    sites: Sequence[Site], rounds: int, told: Callable[[Run], None], kinds: Sequence[str] = KINDS
) -> None:
    """Measure *sites* in turns, and tell of each build; one that fails is left out from then on."""
    left = list(sites)
    for number in range(1, rounds + 1):
        for site in list(left):
            for run in _turn(site, number, kinds):
                told(run)
                if run.code:
                    left.remove(site)
                    break


def _turn(site: Site, number: int, kinds: Sequence[str]) -> Iterator[Run]:
    for kind in kinds:
        match kind:
            case "cold":
                site.clean()
            case "page":
                time.sleep(PAUSE)
                site.change_page()
            case "fact":
                time.sleep(PAUSE)
                site.change_fact()
        yield _build(site, kind, number)


def _build(site: Site, kind: str, number: int) -> Run:
    before = site.outputs()
    os.sync()
    wall, cpu, memory, code = timed(site.peer.build, site.folder, environment(site.home))
    after = site.outputs()
    return Run(
        pages=len(site.corpus.pages),
        peer=site.peer.name,
        kind=kind,
        round=number,
        wall=wall,
        cpu=cpu,
        memory=memory,
        written=sum(before.get(path) != when for path, when in after.items()),
        arrived=site.arrived(),
        code=code,
    )


def timed(
    command: Sequence[str], folder: Path, env: Mapping[str, str]
) -> tuple[float, float, float, int]:
    """Return wall and CPU seconds of a process with all it waits for, its MiB and exit code."""
    log = folder.parent / f"{folder.name}.log"
    launched = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCH), str(log), *command],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
    )
    wall, cpu, memory, code = json.loads(launched.stdout)
    return wall, cpu, memory, code


def saves(site: Site, times: int) -> Iterator[Save]:
    """Yield how long a change takes until the preview of a generator serves it, page and fact."""
    if not site.peer.serve:
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [part.replace("{port}", str(port)) for part in site.peer.serve]
    site.clean()
    process = subprocess.Popen(
        command,
        cwd=site.folder,
        env=environment(site.home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield from _saved(site, port, times)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _saved(site: Site, port: int, times: int) -> Iterator[Save]:
    page, hot = (_address(site, one) for one in (site.corpus.edited, site.corpus.hot[0]))
    _wait(port, page, lambda html: site.edition in html, 10 * SERVED_WITHIN)
    changes: tuple[tuple[str, str, Callable[[], None], Callable[[str], bool]], ...] = (
        ("page", page, site.change_page, lambda html: site.edition in html),
        ("fact", hot, site.change_fact, lambda html: str(site.value) in plain(html)),
    )
    for kind, address, change, holds in changes:
        for _ in range(times):
            time.sleep(PAUSE)
            began = time.perf_counter()
            change()
            served = _wait(port, address, holds, SERVED_WITHIN)
            wall = time.perf_counter() - began if served else None
            yield Save(pages=len(site.corpus.pages), peer=site.peer.name, kind=kind, wall=wall)
            if not served:
                break


def _address(site: Site, page: object) -> str:
    """Return where a preview serves a page."""
    output = site.peer.file(site.peer.output, page)  # type: ignore[arg-type]
    return f"/{output.partition('/')[2].removesuffix('index.html')}"


def _wait(port: int, address: str, holds: Callable[[str], bool], seconds: float) -> bool:
    """Ask for a page until something holds in it; return whether it did."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if holds(_get(port, address)):
            return True
        time.sleep(0.005)
    return False


def _get(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SERVED_WITHIN)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.read().decode(errors="replace") if answer.status == 200 else ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def plain(html: str) -> str:
    """Return *html* without what groups the digits of a number."""
    return re.sub(r"(?<=\d)[,. \u202f](?=\d)", "", html)


def kept(rows: Sequence[Run | Save], file: Path) -> None:
    """Keep what was measured, one line of JSON for each."""
    lines = "".join(f"{json.dumps(asdict(row))}\n" for row in rows)
    file.write_text(lines, "utf-8")


def _next(word: str) -> str:
    """Return another word of letters, as long: the next in an alphabet of ten."""
    stem, letters = word[:-4], word[-4:]
    number = int("".join(str(ord(one) - ord("a")) for one in letters)) + 1
    return stem + "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    if before not in text:
        raise ValueError(f"{file} has no {before}")
    file.write_text(text.replace(before, after), "utf-8")


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""
