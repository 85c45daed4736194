"""Shows a site while it is written: builds it at each save, serves it, and reloads the browser.

The only module that knows livereload and tornado, on which that runs.  Of livereload this takes
the socket and the script at its other end.  Its watcher stays out: it builds where it serves, so
that pages wait, makes ten builds of ten files that are saved together, and of two saves within
three seconds it drops one.

Everything happens in one thread but the builds, which have a process of their own.  What is shown
is replaced as a whole, so that no request sees half of a build.
"""

import asyncio
import errno
import json
import logging
import re
import resource
import signal
import socket
from asyncio import FIRST_COMPLETED, Future
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from . import overlay
from .errors import UsageError
from .hosting import OK, TEXT, Answer, answer, type_of
from .listening import Place
from .overlay import Shown
from .pipeline import Order, at_origin, check_root
from .posters import Poster, draw
from .rebuilding import Rebuilder
from .working import Outcome, Pages


class Tell(Protocol):
    """Who is told what happens."""

    def address(self, address: str) -> None:
        """Say where the start page is, in the beginning and when that changes."""

    def outcome(self, outcome: Outcome, took: float) -> None:
        """Say what came of a build, which *took* so many seconds."""


def serve(
    order: Order, place: Place, tell: Tell, today: Callable[[], str], *, strict: bool
) -> None:
    """Show the site of *order* until the process is asked to end; *today* is asked at each build.

    Raises:
        UsageError: there is no site, or the place is not free.
    """
    check_root(order)
    sockets = _sockets(place)
    server = _Server(order=order, place=place, tell=tell, today=today, strict=strict)
    server.port = sockets[0].getsockname()[1]
    try:
        asyncio.run(server.run(sockets))
    finally:
        for one in sockets:
            one.close()


def _sockets(place: Place) -> list[socket.socket]:
    """Return what listens at *place*.

    Raises:
        UsageError: somebody else listens there, or nobody can.
    """
    for port in place.ports:
        try:
            return bind_sockets(port, place.bind or None)
        except socket.gaierror as error:
            raise UsageError(f'"{place.bind}" is no address here: {error.strerror}') from None
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            if not taken:
                where = f"port {port} of {place.bind}"
                raise UsageError(f"{where} cannot be listened on: {error.strerror}") from None
    if place.port is not None:
        raise UsageError(f"port {place.port} is taken; name another, or none for the next free one")
    first, *_, last = place.ports
    raise UsageError(f"the ports from {first} to {last} are taken; name another by --port")


@dataclass(slots=True, kw_only=True)
class _Server:
    """What is shown, where, and who is told."""

    order: Order
    place: Place
    tell: Tell
    today: Callable[[], str]
    strict: bool
    port: int = 0
    shown: Shown = field(default_factory=Shown)
    good: Shown = field(default_factory=Shown)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def origin(self) -> str:
        """Where it is reached from this machine, such as "http://127.0.0.1:8000"."""
        return self.place.origin(self.port)

    async def run(self, sockets: list[socket.socket]) -> None:
        """Serve until the process is asked to end."""
        _be_quiet()
        _allow_many_connections()
        ending = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(one, ending.set)
        local = at_origin(self.order, self.origin)
        self.shown = self.good = Shown(base_path=urlsplit(local.base_url or "").path or "/")
        server = HTTPServer(self._application(), idle_connection_timeout=60, max_body_size=1 << 16)
        server.add_sockets(sockets)
        self.tell.address(f"{self.origin}{self.shown.base_path}")
        rebuilder = Rebuilder(
            order=self.order,
            origin=self.origin,
            today=self.today,
            strict=self.strict,
            show=self._show,
            ahead=self._show_ahead,
        )
        try:
            await _first(ending.wait(), rebuilder.run())
        finally:
            server.stop()
            rebuilder.end()

    def _application(self) -> Application:
        given = {"server": self}
        return Application(
            [
                (re.escape(overlay.SOCKET), _Socket, given),
                (re.escape(overlay.RELOADER), _Reloader, given),
                (re.escape(overlay.STATE), _State, given),
                (f"{re.escape(overlay.FOLDER)}.*", _OwnFile, given),
                (".*", _Handler, given),
            ],
            websocket_max_message_size=1 << 16,
        )

    def _show(self, outcome: Outcome, took: float) -> None:
        before = self.shown
        if outcome.site is None:
            self.shown = replace(self.good, problems=outcome.problems)
        else:
            self.shown = self.good = Shown(
                outputs=outcome.site.outputs,
                base_path=outcome.site.base_path,
                files=outcome.site.files,
                sheets=outcome.site.sheets,
                posters=outcome.site.posters,
            )
        self.began.set()
        self.tell.outcome(outcome, took)
        if self.shown.base_path != before.base_path:
            self.tell.address(f"{self.origin}{self.shown.base_path}")
        self._tell_pages()

    def _show_ahead(self, pages: Pages) -> None:
        """Show pages that were just edited in the last good site, until it is known if they are."""
        if self.good.outputs:
            self.shown = replace(self.good, outputs={**self.good.outputs, **pages})
            self._tell_pages()

    def _tell_pages(self) -> None:
        for page in LiveReloadHandler.waiters.copy():
            page.look_again()

    async def card(self, poster: Poster) -> bytes:
        """Return a card; while it is drawn, other requests go on."""
        async with self.drawing:  # letters are not to be drawn by two at once
            return await asyncio.to_thread(draw, poster)


async def _first(*waiting: Awaitable[object]) -> None:
    """Wait for the first that ends, and raise what it has raised; the others are broken off."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    done, others = await asyncio.wait(tasks, return_when=FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()


def _be_quiet() -> None:
    """Keep what the libraries have to say from the terminal, but for faults of our own."""
    for name in ("livereload", "tornado.access", "tornado.general"):
        logging.getLogger(name).disabled = True


def _allow_many_connections() -> None:
    """Let the process have as many files open as the system lets it have, within reason."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if most == resource.RLIM_INFINITY else min(most, 8192)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class _Handler(RequestHandler):
    """Answers for an address of the site, to those who name this server; nobody may keep that."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, server: _Server) -> None:
        self.server = server

    def prepare(self) -> None:
        host = self.server.place.own_host(self.request.host)
        if host is None:
            raise HTTPError(403, reason="This Server Has Another Name")
        self.host = host

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def compute_etag(self) -> None:
        """Give no tag by which an old answer could count as a new one."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", TEXT)
        self.finish(f"{status_code} {self._reason}\n")

    async def get(self) -> None:
        found = await self.found()
        self.set_status(found.status)
        self.set_header("Content-Type", found.type)
        if found.location:
            self.set_header("Location", found.location)
        self.finish(found.body)

    async def head(self) -> None:
        await self.get()

    async def found(self) -> Answer:
        """Return what stands at the address, once the first build has ended."""
        await self.server.began.wait()
        shown, asked = self.server.shown, self.request
        name = asked.path.removeprefix(shown.base_path)
        if name in shown.posters:
            card = await self.server.card(shown.posters[name])
            return Answer(status=OK, type=type_of(name), body=card)
        found = answer(shown.outputs, shown.base_path, asked.path, asked.query)
        return overlay.previewed(found, shown, self.host, asked.path)


class _State(_Handler):
    """What a page asks for when it is told that something has happened."""

    async def found(self) -> Answer:
        return overlay.state(self.server.shown, self.get_query_argument("page", "/"))


class _OwnFile(_Handler):
    """A file of the preview itself."""

    async def found(self) -> Answer:
        return overlay.own_file(self.request.path)


class _Reloader(_Handler, LiveReloadJSHandler):
    """The script of livereload, which keeps the socket open."""

    async def get(self) -> None:
        LiveReloadJSHandler.get(self)


class _Socket(_Handler, LiveReloadHandler):
    """The socket on which a page is told that something has happened."""

    async def get(self) -> None:
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await WebSocketHandler.get(self)
        else:  # a page may have the address as well
            await super().get()

    def check_origin(self, origin: str) -> bool:
        """Whether the page that asks is one of this server; livereload would let any."""
        return urlsplit(origin).netloc.lower() == self.request.host.lower()

    def on_message(self, message: str | bytes) -> None:
        if not _is_known(message):
            self.close(1003)
            return
        super().on_message(message)
        if self in LiveReloadHandler.waiters:  # what happened since the page was sent, it missed
            self.look_again()

    def look_again(self) -> None:
        """Tell the page that something may have happened; it asks what."""
        self.send_message({"command": "reload", "path": "*", "liveCSS": True})

    def send_message(self, message: dict[str, object]) -> None:
        try:
            sent = self.write_message(message)
        except WebSocketClosedError:
            return
        sent.add_done_callback(_forget)


def _is_known(message: str | bytes) -> bool:
    """Whether livereload could make something of *message*."""
    try:
        return json.loads(message)["command"] in ("hello", "info")
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _forget(sent: "Future[None]") -> None:
    """Let a page go while it is told something."""
    if not sent.cancelled():
        sent.exception()
