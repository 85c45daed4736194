"""Sends one request to one address, and says what came back.

The only module that opens a socket, and only `check --links` comes here.  Nothing of a body is
read: an answer is its status and its headers, of bounded length and within a bounded time, however
slowly it comes.  Any host is asked, those of this machine too: the addresses are those of an author
who could open them in a browser, and nothing that comes back is shown to anybody else.
"""

import io
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}

# What may stand in an address as it is; "%" begins what is escaped already.
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_UNSPEAKABLE = re.compile(r"[\x00-\x20\x7f]")
# A certificate that we cannot trace to a root that we know may be one that browsers can.
_UNTRACED = frozenset([2, 19, 20, 21])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Seconds that only go forward, and a way to let some of them pass."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a host answered.

    *location* is where it leads on to, as it is written; *wait* are the seconds after which to ask
    again; *cookies* says that it gave some.
    """

    status: int
    location: str | None = None
    wait: float | None = None
    cookies: bool = False


class Fault(Exception):  # noqa: N818 — it is a finding about a host, not a failure of ours
    """Why there is no answer; *words* go on after the address: `names a host that …`.

    It is "dead" where a reader would find nothing either, "unclear" where that cannot be told from
    here.  *passing*: it may be over when one asks again.  *silent*: the host has not said anything.
    """

    def __init__(
        self,
        state: Literal["dead", "unclear"],
        words: str,
        *,
        passing: bool = False,
        silent: bool = False,
    ) -> None:
        super().__init__(words)
        self.state, self.words = state, words
        self.passing, self.silent = passing, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How requests are sent: by whom, how long one waits for an answer, how much of it is read."""

    clock: Clock
    agent: str
    timeout: float = 20.0
    most: int = 256 * 1024

    def exchange(self, method: str, address: str) -> Reply:
        """Ask *address*, which `asked_as` gave.

        Raises:
            Fault: there is no answer that could be understood.
        """
        with closing(self._connection(address)) as connection:
            self._connect(connection)
            try:
                return self._answer(connection, method, address)
            except TimeoutError:
                raise self._too_late() from None
            except _TooMuchError:
                raise Fault("unclear", "answers without end", passing=True) from None
            except ConnectionError:  # before HTTPException: one of them is both
                raise _closed() from None
            except OSError as error:
                raise _unreachable(error) from None
            except (HTTPException, ValueError):
                words = "answers with something that is not HTTP"
                raise Fault("unclear", words, passing=True) from None

    def _connection(self, address: str) -> HTTPConnection:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        if parts.scheme == "http":
            return HTTPConnection(host, port, timeout=self.timeout)
        return HTTPSConnection(host, port, timeout=self.timeout, context=_context())

    def _connect(self, connection: HTTPConnection) -> None:
        try:
            connection.connect()
        except TimeoutError:
            raise self._too_late() from None
        except OSError as error:
            raise _unreachable(error) from None

    def _answer(self, connection: HTTPConnection, method: str, address: str) -> Reply:
        parts = urlsplit(address)
        target = urlunsplit(("", "", parts.path, parts.query, ""))
        headers = {"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"}
        connection.request(method, target, headers=headers)
        stream = _Stream(connection.sock, self.clock, self.timeout, self.most)
        with closing(HTTPResponse(stream, method=method)) as response:  # type: ignore[arg-type]
            response.begin()
            if stream.ended:  # which http.client takes for the end of the headers
                raise _closed()
            return _reply(response)

    def _too_late(self) -> Fault:
        words = f"did not answer within {self.timeout:g} seconds"
        return Fault("unclear", words, passing=True, silent=True)


def asked_as(written: str) -> str:
    """Return an address as it is asked: without its fragment, and in ASCII.

    Raises:
        ValueError: it is no address of the web.
    """
    parts = urlsplit(written.strip())
    scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    if scheme not in PORTS or not host or _UNSPEAKABLE.search(host):
        raise ValueError(written)
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    lead = host if port in (None, PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, lead, _escaped(parts.path or "/"), _escaped(parts.query), ""))


def _escaped(text: str) -> str:
    return quote(text, safe=_SAFE)


class _TooMuchError(Exception):
    """An answer is longer than anybody needs."""


class _Stream(io.RawIOBase):
    """Reads an answer from a socket until it is too late, or too much.

    Both hold for the answer as a whole: a socket of its own accord only looks at single pieces.
    """

    def __init__(self, sock: socket.socket, clock: Clock, seconds: float, most: int) -> None:
        self._socket, self._clock, self._left = sock, clock, most
        self._until = clock.now() + seconds
        self.ended = False

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return itself as what `HTTPResponse` reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._until - self._clock.now()
        if left <= 0:
            raise TimeoutError
        if self._left <= 0:
            raise _TooMuchError
        self._socket.settimeout(left)
        read = self._socket.recv_into(buffer)
        self._left -= read
        self.ended = self.ended or not read
        return read


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _reply(response: HTTPResponse) -> Reply:
    return Reply(
        status=response.status,
        location=_location(response.headers.get("Location")),
        wait=_wait(response.headers.get("Retry-After"), response.headers.get("Date")),
        cookies="Set-Cookie" in response.headers,
    )


def _location(header: str | None) -> str | None:
    """Return where an answer leads; bytes beyond ASCII are kept, whatever they may have meant."""
    if header is None or not header.strip():
        return None
    try:
        return quote(header.strip().encode("latin-1"), safe=_SAFE)
    except UnicodeEncodeError:  # not from a host, which sends bytes
        return quote(header.strip(), safe=_SAFE)


def _wait(header: str | None, date: str | None) -> float | None:
    """Return the seconds of a Retry-After, which may give a time: that is held against *date*."""
    if header is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", header):
        return float(header)
    try:
        between = parsedate_to_datetime(header) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return max(between.total_seconds(), 0.0)


def _closed() -> Fault:
    return Fault("unclear", "closes the connection without an answer", passing=True)


def _unreachable(error: OSError) -> Fault:
    """Return what keeps one from a host."""
    match error:
        case socket.gaierror():
            return _unnamed(error)
        case ssl.SSLCertVerificationError():
            state: Literal["dead", "unclear"]
            state = "unclear" if error.verify_code in _UNTRACED else "dead"
            words = f"has a certificate that is not valid: {error.verify_message}"
            return Fault(state, words, silent=True)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ConnectionResetError():
            return _closed()
        case ssl.SSLError():
            words = f"cannot be reached over TLS: {_reason(error)}"
            return Fault("dead", words, passing=True, silent=True)
        case ConnectionRefusedError():
            words = "names a host that refuses the connection"
            return Fault("dead", words, passing=True, silent=True)
    words = f"cannot be reached: {error.strerror or error}"
    return Fault("unclear", words, passing=True, silent=True)


def _unnamed(error: OSError) -> Fault:
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
        return Fault("dead", "names a host that does not exist", silent=True)
    words = "names a host that could not be looked up"
    return Fault("unclear", words, passing=True, silent=True)


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or str(error)).replace("_", " ").lower()
