"""A preview and those who mean it no good: it stays on this machine, in its folder, and alive."""

import http.client
import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from tests.rewrite_golden import LAKES
from tests.serving import PATIENCE, Preview, preview

DOTS = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..%00", "..;", "....")
SLASHES = ("/", "%2f", "%5c", "\\", "%252f", "//", "/./")
TARGETS = (
    "etc/passwd",
    "content/site.yaml",
    "build.py",
    "explainer/cli.py",
    ".cache/",
    ".git/config",
)
STARTS = ("/", "/aoyama/", "/.preview/", "/aoyama/lakes/", "/livereload/")


@pytest.fixture(scope="module")
def lakes() -> Iterator[Preview]:
    """Give a preview of the lakes, which no test changes."""
    with preview(LAKES) as found:
        yield found


def say(found: Preview, request: bytes, *, ends: bool = True) -> bytes:
    """Return what comes back when *request* is sent as it is."""
    with socket.create_connection(("127.0.0.1", found.port), PATIENCE) as connection:
        try:
            connection.sendall(request)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)
        except OSError:  # it has heard enough
            return b""


def test_no_way_out_of_the_site_is_found(lakes: Preview) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", lakes.port, timeout=PATIENCE)
    tried = 0

    for start in STARTS:
        for dots in DOTS:
            for slash in SLASHES:
                for target in TARGETS:
                    connection.putrequest("GET", f"{start}{(dots + slash) * 3}{target}")
                    connection.endheaders()
                    answer = connection.getresponse()
                    body = answer.read()
                    tried += 1
                    assert answer.status in (301, 302, 400, 404), (start, dots, slash, target)
                    for secret in (b"root:x:", b"as_of:", b"import ", b"[core]"):
                        assert secret not in body
    connection.close()

    assert tried == len(STARTS) * len(DOTS) * len(SLASHES) * len(TARGETS)


def test_it_listens_on_this_machine_alone(lakes: Preview) -> None:
    with suppress(OSError):
        others = {
            str(one[4][0])
            for one in socket.getaddrinfo(socket.gethostname(), lakes.port, socket.AF_INET)
        }
        for other in others - {"127.0.0.1", "127.0.1.1"}:
            with socket.socket() as connection:
                connection.settimeout(5)
                assert connection.connect_ex((other, lakes.port)) != 0


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "localhost.",
        "127.0.0.2",
        "0",
        "0.0.0.0",
        "2130706433",
        "0x7f000001",
        "127.1",
        "[::ffff:127.0.0.1]",
        "user@localhost",
        "localhost@evil.example",
        "localhost/evil",
        "localhost evil.example",
        "ｌｏｃａｌｈｏｓｔ",
        "localhost:80:80",
        "localhost:x",
        "[::1",
    ],
)
def test_another_name_is_told_nothing(lakes: Preview, host: str) -> None:
    request = f"GET /aoyama/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

    answer = say(lakes, request.encode())

    assert answer[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 403")
    assert b"Three lakes" not in answer


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "file://",
        "http://localhost",
        "http://localhost.evil.example",
        "https://evil.example",
    ],
)
def test_a_page_of_another_origin_gets_no_socket(lakes: Preview, origin: str) -> None:
    request = (
        f"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1:{lakes.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n\r\n"
    )

    assert say(lakes, request.encode(), ends=False)[:12] == b"HTTP/1.1 403"


def test_no_row_of_bytes_ends_it(lakes: Preview, long: bool) -> None:
    chance = random.Random(2026)
    pieces = [
        *(
            b"GET ",
            b"POST ",
            b"HEAD ",
            b"/",
            b"/aoyama/",
            b"%00",
            b"%",
            b" HTTP/1.1",
            b"\r\n",
            b"\n",
        ),
        *(
            b"Host: 127.0.0.1\r\n",
            b"Content-Length: ",
            b"5",
            b"-1",
            b"9" * 30,
            b"\0",
            b"\xff",
            b":",
        ),
        *(b"Transfer-Encoding: chunked\r\n", b"Upgrade: websocket\r\n", b"Cookie: ", b"\r\n\r\n"),
        *(b"Range: bytes=0-,0-,0-\r\n", b"Expect: 100-continue\r\n", b"x" * 70_000),
    ]

    for _ in range(3000 if long else 150):
        request = b"".join(chance.choice(pieces) for _ in range(chance.randint(1, 14)))
        answer = say(lakes, request)
        assert answer[:9] in (b"", b"HTTP/1.1 ")
        assert b"Traceback" not in answer

    assert lakes.get("").status == 200
    assert lakes.err == []


def test_those_who_never_finish_their_request_keep_nobody_waiting(lakes: Preview) -> None:
    with ExitStack() as connections:
        for _ in range(200):
            connection = connections.enter_context(
                socket.create_connection(("127.0.0.1", lakes.port), PATIENCE)
            )
            connection.sendall(b"GET /aoyama/ HTTP/1.1\r\nHost: ")

        assert lakes.get("").status == 200


def test_those_who_leave_in_the_middle_of_an_answer_end_nothing(lakes: Preview) -> None:
    host = f"127.0.0.1:{lakes.port}".encode()
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", lakes.port), PATIENCE) as connection:
            connection.sendall(b"GET /aoyama/facts/ HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")

    assert lakes.get("").status == 200
    assert lakes.err == []
