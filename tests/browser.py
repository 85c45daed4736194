"""A real browser, and a server that behaves as GitHub Pages does.

Loaded as a plugin, by `pytest_plugins = ["tests.browser"]` in conftest.py.  Tests that use
the fixture bear `pytest.mark.browser`.  While the browser runs, its event loop counts as
running in the main thread, so that `asyncio.run` is refused there: other loops belong into
another thread or process.
"""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from explainer.hosting import type_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # root may not have one, and we open only pages of our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Give the system's own chromium, started once for the whole run.

    A test opens `browser.new_context()` for itself, and closes it.  Without a chromium the
    test is skipped; but it fails where the environment variable CI is set, for there
    nobody reads of skipped tests.
    """
    program = shutil.which("chromium")
    if program is None:
        reason = "there is no program `chromium` to be found (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Loaded here, since it takes longer than most runs without a browser.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def served(folder: Path, base: str = "/") -> Iterator[str]:
    """Serve the built site in *folder* under the path *base*; give its full address.

    The address ends in a slash.  Answers are those of GitHub Pages: a folder is its
    index.html, /a goes to /a/ for a folder and shows a.html for a page, and whatever is not
    there shows 404.html with status 404.  Two things differ on purpose: nothing at all
    stands outside of *base*, and nothing may be cached, so that a test sees each new build.
    """
    with _Server(folder.resolve(), base) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{server.base}"
        finally:
            server.shutdown()
            thread.join()


class _Answer(NamedTuple):
    status: HTTPStatus
    file: Path | None = None
    location: str = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self.base = f"/{base.strip('/')}/" if base.strip("/") else "/"
        super().__init__(("127.0.0.1", 0), _Handler)

    def answer(self, address: str) -> _Answer:
        path, query = urlsplit(address).path, urlsplit(address).query
        elsewhere = f"{path}/?{query}" if query else f"{path}/"
        if f"{path}/" == self.base:
            return _Answer(HTTPStatus.MOVED_PERMANENTLY, location=elsewhere)
        if not path.startswith(self.base):
            return _Answer(HTTPStatus.NOT_FOUND)
        name = unquote(path.removeprefix(self.base))
        is_folder = name.endswith("/") or not name
        for candidate in [f"{name}index.html"] if is_folder else [name, f"{name}.html"]:
            if (file := self._inside(candidate)) and file.is_file():
                return _Answer(HTTPStatus.OK, file)
        if not is_folder and (found := self._inside(name)) and found.is_dir():
            return _Answer(HTTPStatus.MOVED_PERMANENTLY, location=elsewhere)
        return _Answer(HTTPStatus.NOT_FOUND, self._inside("404.html"))

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A browser breaks off what it no longer needs.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _inside(self, name: str) -> Path | None:
        try:
            path = (self.folder / name).resolve(strict=True)
        except (OSError, ValueError):  # not there, or no name that a file could have
            return None
        return path if path.is_relative_to(self.folder) else None


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # seconds that a connection may idle: browsers open some ahead

    def do_GET(self) -> None:
        self.wfile.write(self._head())

    def do_HEAD(self) -> None:
        self._head()

    def _head(self) -> bytes:
        """Send status and headers; return the body that belongs to them."""
        assert isinstance(self.server, _Server)
        status, file, location = self.server.answer(self.path)
        body = file.read_bytes() if file else b""
        self.send_response(status)
        if file:
            self.send_header("Content-Type", type_of(file.name))
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return body

    def log_message(self, *_: object) -> None:
        """Say nothing: it would stand amid the report of the tests."""
