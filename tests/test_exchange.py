"""One request to one address: what comes back, and why nothing does."""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from explainer.exchange import Clock, Fault, Reply, Wire, asked_as
from tests.hosts import Behave, Host, endlessly, hangs, says, sends, serving

REAL = Clock(now=time.monotonic, sleep=time.sleep)
WIRE = Wire(clock=REAL, agent="a test/1.0", timeout=0.4)


@pytest.fixture
def host() -> Iterator[Host]:
    """Give a server that behaves as it is told."""
    with serving() as running:
        yield running


def fault_of(host: Host, way: Behave, method: str = "GET") -> Fault:
    """Return why there is no answer where a host behaves so."""
    host.ways["/x"] = way
    with pytest.raises(Fault) as raised:
        WIRE.exchange(method, host.at("/x"))
    return raised.value


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_answer_is_its_status(host: Host, method: str) -> None:
    host.ways["/x"] = says(418)

    assert WIRE.exchange(method, host.at("/x?a=b")) == Reply(status=418)
    assert host.seen == [(method, "/x?a=b")]


def test_a_host_is_told_who_asks(host: Host) -> None:
    WIRE.exchange("HEAD", host.at("/"))

    assert host.agents == {"a test/1.0"}


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        (b"/a b", "/a%20b"),
        ("/日".encode(), "/%E6%97%A5"),
        ("/日".encode("shift_jis"), "/%93%FA"),
        (b"https://x.example/%41?q=1#f", "https://x.example/%41?q=1#f"),
        (b"javascript:alert(1)", "javascript:alert(1)"),
        (b"/a\r\n b", "/a%0D%0A%20b"),
        (b" ", None),
    ],
)
def test_where_it_leads_is_kept_byte_by_byte(host: Host, written: bytes, leads: str | None) -> None:
    host.ways["/x"] = sends(b"HTTP/1.1 302 Found\r\nLocation: " + written + b"\r\n\r\n")

    assert WIRE.exchange("GET", host.at("/x")).location == leads


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "0"}, 0.0),
        (
            {
                "Retry_After": "Mon, 23 Nov 2026 10:00:30 GMT",
                "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
            },
            30.0,
        ),
        (
            {
                "Retry_After": "Mon, 23 Nov 2026 09:00:00 GMT",
                "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
            },
            0.0,
        ),
        ({"Retry_After": "Mon, 23 Nov 2026 10:00:30 GMT"}, None),
        ({"Retry_After": "Mon, 23 Nov 2026 10:00:30", "Date": "Mon, 23 Nov 2026 GMT"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-1"}, None),
        ({"Retry_After": "1" * 5000}, None),
        ({}, None),
    ],
)
def test_when_to_come_back_is_read_without_a_clock_of_our_own(
    host: Host, headers: dict[str, str], seconds: float | None
) -> None:
    host.ways["/x"] = says(429, **headers)

    assert WIRE.exchange("GET", host.at("/x")).wait == seconds


def test_cookies_are_noticed_and_not_kept(host: Host) -> None:
    host.ways["/x"] = says(200, Set_Cookie="a=b")

    assert WIRE.exchange("GET", host.at("/x")).cookies
    assert not WIRE.exchange("GET", host.at("/y")).cookies


def test_a_host_that_hangs_is_waited_for_so_long(host: Host) -> None:
    begun = time.monotonic()
    fault = fault_of(host, hangs)

    assert (fault.state, fault.words) == ("unclear", "did not answer within 0.4 seconds")
    assert (fault.passing, fault.silent) == (True, True)
    assert time.monotonic() - begun < 5


def test_one_that_sends_a_character_at_a_time_is_not_waited_for_any_longer(host: Host) -> None:
    begun = time.monotonic()
    fault = fault_of(host, endlessly(b"HTTP/1.1 200 OK\r\nX: ", b"x", pause=0.05))

    assert fault.words == "did not answer within 0.4 seconds"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "cut", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: te"]
)
def test_a_connection_that_is_closed_within_the_headers_is_no_answer(
    host: Host, cut: bytes
) -> None:
    fault = fault_of(host, sends(cut))

    assert (fault.state, fault.words) == ("unclear", "closes the connection without an answer")
    assert (fault.passing, fault.silent) == (True, False)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 1000 + b"\r\n",
    ],
)
def test_what_is_not_http_is_no_answer(host: Host, garbage: bytes) -> None:
    fault = fault_of(host, sends(garbage))

    assert (fault.state, fault.words) == ("unclear", "answers with something that is not HTTP")


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (b"HTTP/1.1 100 Continue\r\n", (b"X: " + b"x" * 60_000 + b"\r\n")),
    ],
)
def test_an_answer_without_end_is_not_read_to_its_end(
    host: Host, begin: bytes, more: bytes
) -> None:
    assert fault_of(host, endlessly(begin, more)).words == "answers without end"


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_of_a_body_nothing_is_read(host: Host, method: str) -> None:
    host.ways["/x"] = endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000)

    assert WIRE.exchange(method, host.at("/x")) == Reply(status=200)


def test_a_host_that_refuses_is_dead() -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Fault) as raised:
            WIRE.exchange("HEAD", f"http://127.0.0.1:{taken.getsockname()[1]}/")

    assert raised.value.state == "dead"
    assert raised.value.words == "names a host that refuses the connection"


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "dead",
            "names a host that does not exist",
        ),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            "unclear",
            "names a host that could not be looked up",
        ),
        (OSError(101, "Network is unreachable"), "unclear", "cannot be reached: Network is …"),
        (TimeoutError("timed out"), "unclear", "did not answer within 0.4 seconds"),
        (
            ConnectionResetError(104, "Connection reset by peer"),
            "unclear",
            "closes the connection without an answer",
        ),
    ],
)
def test_why_there_is_no_connection(
    monkeypatch: pytest.MonkeyPatch, error: OSError, state: str, words: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(http.client.HTTPConnection, "connect", fail)

    with pytest.raises(Fault) as raised:
        WIRE.exchange("HEAD", "http://lakes.example/")

    assert raised.value.state == state
    assert raised.value.words.startswith(words.removesuffix("…"))


@pytest.mark.parametrize(
    ("code", "message", "state"),
    [
        (10, "certificate has expired", "dead"),
        (62, "Hostname mismatch", "dead"),
        (18, "self-signed certificate", "dead"),
        (20, "unable to get local issuer certificate", "unclear"),
        (19, "self-signed certificate in certificate chain", "unclear"),
    ],
)
def test_a_certificate_that_browsers_may_trace_is_no_proof(
    monkeypatch: pytest.MonkeyPatch, code: int, message: str, state: str
) -> None:
    def fail(*_: object) -> None:
        error = ssl.SSLCertVerificationError(1, "x")
        error.verify_code, error.verify_message = code, message
        raise error

    monkeypatch.setattr(http.client.HTTPSConnection, "connect", fail)

    with pytest.raises(Fault) as raised:
        WIRE.exchange("HEAD", "https://lakes.example/")

    assert raised.value.state == state
    assert raised.value.words == f"has a certificate that is not valid: {message}"


def test_a_host_may_have_an_address_of_the_sixth_version() -> None:
    try:
        with serving("::1") as host:
            reply = WIRE.exchange("HEAD", asked_as(host.at("/x", "[::1]")))
    except OSError:
        pytest.skip("this machine has none")

    assert (reply.status, host.seen) == (200, [("HEAD", "/x")])
    assert list(host.most) == [host.at("", "[::1]").removeprefix("http://")]


def test_a_host_that_does_not_speak_tls_is_dead(host: Host) -> None:
    with pytest.raises(Fault) as raised:
        WIRE.exchange("HEAD", host.at("/").replace("http:", "https:"))

    assert raised.value.state == "dead"
    assert raised.value.words.startswith("cannot be reached over TLS: ")


def test_a_host_that_nobody_may_have_is_never_there() -> None:
    with pytest.raises(Fault) as raised:
        WIRE.exchange("HEAD", "http://lakes.invalid/")

    assert raised.value.silent
    assert raised.value.words in {
        "names a host that does not exist",
        "names a host that could not be looked up",  # where there is nobody to ask
    }


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTPS://Lakes.Example", "https://lakes.example/"),
        ("https://lakes.example:443/a#b", "https://lakes.example/a"),
        ("https://lakes.example:8443/?q=é b", "https://lakes.example:8443/?q=%C3%A9%20b"),
        ("https://湖.example/湖%20x", "https://xn--n7w.example/%E6%B9%96%20x"),
        ("https://ann:secret@lakes.example/", "https://lakes.example/"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("https://lakes.example/a_(b);c=d,e'", "https://lakes.example/a_(b);c=d,e'"),
    ],
)
def test_an_address_is_asked_in_ascii_without_fragment_and_user(written: str, asked: str) -> None:
    assert asked_as(written) == asked
    assert asked_as(asked) == asked


@pytest.mark.parametrize(
    "written",
    [
        "",
        "/a",
        "ftp://lakes.example/",
        "file:///etc/passwd",
        "https://",
        "https://[::1",
        "https://lakes.example:99999/",
        "https://a..b/",
        f"https://{'x' * 64}.example/",
        "https://a b/",
        "https://a\x00b/",
    ],
)
def test_what_is_no_address_of_the_web_is_not_asked(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — which of them says nothing more
        asked_as(written)
