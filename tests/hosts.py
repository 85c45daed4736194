"""A web server on this machine that answers as a test tells it to, well or badly."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from explainer.exchange import Clock, Reply, Wire

Behave = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by what the server knows of the path; 200 where it knows nothing."""

    server: "Host"
    _counted = ExitStack()  # a request that cannot be read is not counted

    def do_HEAD(self) -> None:
        self._behave()

    def do_GET(self) -> None:
        self._behave()

    def _behave(self) -> None:
        agent = self.headers.get("User-Agent", "")
        self.server.seen.append((self.command, self.path))
        self.server.agents.add(agent)
        name = self.headers.get("Host", "")
        with ExitStack() as self._counted:
            self._counted.enter_context(self.server.counted(name))
            try:
                self.server.ways.get(self.path.partition("?")[0], says(200))(self)
            except OSError:  # whoever asked has gone
                self.close_connection = True

    def end_headers(self) -> None:
        """Send the answer; whoever has it may ask again before this thread goes on."""
        self._counted.close()
        super().end_headers()

    def raw(self, content: bytes) -> None:
        """Send bytes as they are, and end the connection."""
        self.wfile.write(content)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Host(ThreadingHTTPServer):
    """A server; *ways* says how it behaves at each path, *seen* what it was asked."""

    daemon_threads = True

    def __init__(self, name: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in name else socket.AF_INET
        super().__init__((name, 0), Handler)
        self.ways: dict[str, Behave] = {}
        self.seen: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.over = threading.Event()

    def at(self, path: str, name: str = "127.0.0.1") -> str:
        """Return the address of *path*."""
        return f"http://{name}:{self.server_port}{path}"

    def asked(self, path: str) -> list[str]:
        """Return the methods by which *path* was asked."""
        return [method for method, seen in self.seen if seen == path]

    @contextmanager
    def counted(self, name: str) -> Iterator[None]:
        """Count how many requests to the host *name* are answered at a time."""
        with self._lock:
            self._now[name] += 1
            self.most[name] = max(self.most[name], self._now[name])
        try:
            yield
        finally:
            with self._lock:
                self._now[name] -= 1


@contextmanager
def serving(name: str = "127.0.0.1") -> Iterator[Host]:
    """Give a server that runs."""
    with Host(name) as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.over.set()
            host.shutdown()
            thread.join()


def says(status: int, **headers: str) -> Behave:
    """Return the behaviour of one who answers *status*."""

    def behave(handler: Handler) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave


def sends(content: bytes) -> Behave:
    """Return the behaviour of one who sends these bytes and no more."""
    return lambda handler: handler.raw(content)


def in_turn(*ways: Behave) -> Behave:
    """Return the behaviour of one who does something else each time, and the last for good."""
    left = list(ways)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def by_method(head: Behave, get: Behave) -> Behave:
    """Return the behaviour of one who answers HEAD otherwise than GET."""
    return lambda handler: (head if handler.command == "HEAD" else get)(handler)


def hangs(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.server.over.wait()
    handler.close_connection = True


def endlessly(begin: bytes, more: bytes, pause: float = 0.0) -> Behave:
    """Return the behaviour of one who begins well and never ends."""

    def behave(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(begin)
        while not handler.server.over.is_set():
            handler.wfile.write(more)
            time.sleep(pause)

    return behave


@dataclass
class Pretend:
    """A clock whose seconds pass only while somebody sleeps, which then takes no time."""

    slept: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sleep(self, seconds: float) -> None:
        """Let *seconds* pass."""
        with self._lock:
            self.slept.append(seconds)

    def now(self) -> float:
        """Return the seconds that have passed."""
        with self._lock:
            return sum(self.slept)

    @property
    def clock(self) -> Clock:
        """This as what is asked for the time."""
        return Clock(now=self.now, sleep=self.sleep)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedWire(Wire):
    """Notes when each request begins and ends."""

    notes: list[tuple[str, float, float]] = field(default_factory=list)

    def exchange(self, method: str, address: str) -> Reply:
        """Do it, and note it."""
        begun = self.clock.now()
        try:
            return Wire.exchange(self, method, address)
        finally:
            self.notes.append((address, begun, self.clock.now()))
