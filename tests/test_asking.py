"""One address of a host that behaves well or badly: whether it is there, and how it was asked."""

import socket
from collections.abc import Iterator
from functools import partial

import pytest

from explainer.answers import Answer
from explainer.asking import Asker, host_of
from explainer.exchange import Wire
from tests.hosts import (
    Behave,
    Host,
    Pretend,
    by_method,
    endlessly,
    hangs,
    in_turn,
    says,
    sends,
    serving,
)

FINE = Answer(state="fine")


@pytest.fixture
def host() -> Iterator[Host]:
    """Give a server that behaves as it is told."""
    with serving() as running:
        yield running


@pytest.fixture
def pretend() -> Pretend:
    """Give a clock that never keeps one waiting."""
    return Pretend()


@pytest.fixture
def asker(pretend: Pretend) -> Asker:
    """Give one who asks as the program does, but with less patience for those that hang."""
    return Asker(wire=Wire(clock=pretend.clock, agent="a test/1.0", timeout=0.2))


dead = partial(Answer, state="dead")
unclear = partial(Answer, state="unclear")


def test_what_is_there_is_asked_once(host: Host, asker: Asker, pretend: Pretend) -> None:
    assert asker.ask(host.at("/a?b=c#d")) == FINE
    assert host.seen == [("HEAD", "/a?b=c")]
    assert pretend.slept == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 500, 501, 503, 999])
def test_where_head_is_refused_get_may_be_answered(host: Host, asker: Asker, status: int) -> None:
    host.ways["/x"] = by_method(says(status), says(200))

    assert asker.ask(host.at("/x")) == FINE
    assert host.asked("/x") == ["HEAD", "GET"]


@pytest.mark.parametrize(
    "way", [hangs, sends(b""), sends(b"no\r\n"), endlessly(b"", b"HTTP/1.1 100 C\r\n\r\n" * 999)]
)
def test_where_head_is_not_understood_get_may_be(host: Host, asker: Asker, way: Behave) -> None:
    host.ways["/x"] = by_method(way, says(200))

    assert asker.ask(host.at("/x")) == FINE
    assert host.asked("/x") == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "words"), [(404, "answers 404 (Not Found)"), (410, "answers 410 (Gone)")]
)
def test_what_is_gone_is_dead(
    host: Host, asker: Asker, pretend: Pretend, status: int, words: str
) -> None:
    host.ways["/x"] = says(status)

    assert asker.ask(host.at("/x")) == dead(words=words)
    assert host.asked("/x") == ["HEAD", "GET"]
    assert pretend.slept == [1.0]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "answers 401 (Unauthorized)"),
        (403, "answers 403 (Forbidden)"),
        (451, "answers 451 (Unavailable For Legal Reasons)"),
        (501, "answers 501 (Not Implemented)"),
        (520, "answers 520"),
        (999, "answers 999"),
        (302, "answers 302 (Found) without saying where to"),
    ],
)
def test_what_may_be_a_block_is_unclear(host: Host, asker: Asker, status: int, words: str) -> None:
    host.ways["/x"] = says(status)

    assert asker.ask(host.at("/x")) == unclear(words=words)


def test_a_host_that_is_broken_is_asked_again_after_a_while(
    host: Host, asker: Asker, pretend: Pretend
) -> None:
    host.ways["/x"] = in_turn(says(500), says(500), says(200))

    assert asker.ask(host.at("/x")) == FINE
    assert host.asked("/x") == ["HEAD", "GET", "GET"]
    assert pretend.slept == [2.0, 4.0]


def test_one_that_stays_broken_is_unclear(host: Host, asker: Asker) -> None:
    host.ways["/x"] = says(503)

    assert asker.ask(host.at("/x")) == unclear(words="answers 503 (Service Unavailable)")
    assert host.asked("/x") == ["HEAD", "GET", "GET"]


def test_a_host_that_says_when_to_come_back_is_taken_at_its_word(
    host: Host, asker: Asker, pretend: Pretend
) -> None:
    host.ways["/x"] = in_turn(says(429, Retry_After="17"), says(429, Retry_After="0"), says(200))

    assert asker.ask(host.at("/x")) == FINE
    assert pretend.slept == [17.0, 1.0]  # no host is asked twice within the pause


def test_one_that_asks_for_too_much_is_left_alone_with_all_its_addresses(
    host: Host, asker: Asker, pretend: Pretend
) -> None:
    host.ways["/x"] = says(429, Retry_After="3600")

    first, second = asker.ask(host.at("/x")), asker.ask(host.at("/y"))

    assert first == unclear(words="answers 429 (Too Many Requests)")
    assert second == unclear(
        words="was not asked, since another address of its host answers 429 (Too Many Requests)"
    )
    assert (host.seen, pretend.slept) == ([("HEAD", "/x")], [])


def test_a_host_that_hangs_is_not_waited_for_again(host: Host, asker: Asker) -> None:
    host.ways["/x"] = hangs

    first, second = asker.ask(host.at("/x")), asker.ask(host.at("/y"))

    words = "did not answer within 0.2 seconds"
    assert first == unclear(words=words, silent=True)
    assert second.words == f"was not asked, since another address of its host {words}"
    assert host.asked("/x") == ["HEAD", "GET", "GET"]
    assert host.asked("/y") == []


def test_one_address_that_hangs_does_not_speak_for_a_host_that_answers(
    host: Host, asker: Asker
) -> None:
    host.ways["/x"] = hangs

    answers = [asker.ask(host.at(path)).state for path in ("/a", "/x", "/b")]

    assert answers == ["fine", "unclear", "fine"]


def test_a_host_that_is_not_there_is_not_looked_up_twice(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []

    def fail(host: str, *_: object, **__: object) -> None:
        looked_up.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", fail)

    answers = [asker.ask(f"https://lakes.invalid/{n}") for n in range(3)]

    assert answers == [dead(words="names a host that does not exist", silent=True)] * 3
    assert looked_up == ["lakes.invalid"]


@pytest.mark.parametrize("status", [301, 308])
def test_what_moved_for_good_is_told_with_its_new_address(
    host: Host, asker: Asker, status: int
) -> None:
    host.ways["/x"] = says(status, Location="/sub/../new?a=%20b#c")

    assert asker.ask(host.at("/x")) == Answer(state="moved", moved_to=host.at("/new?a=%20b"))
    assert host.seen == [("HEAD", "/x"), ("HEAD", "/new?a=%20b")]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_what_is_elsewhere_for_the_time_being_is_fine(
    host: Host, asker: Asker, status: int
) -> None:
    host.ways["/x"] = says(status, Location="/new")

    assert asker.ask(host.at("/x")) == FINE


def test_only_what_comes_before_a_passing_redirect_is_for_good(host: Host, asker: Asker) -> None:
    host.ways |= {
        "/a": says(301, Location="/b"),
        "/b": says(308, Location="/c"),
        "/c": says(302, Location="/d"),
        "/d": says(301, Location="/e"),
    }

    assert asker.ask(host.at("/a")) == Answer(state="moved", moved_to=host.at("/c"))
    assert asker.ask(host.at("/c")) == FINE


def test_that_https_is_spoken_now_is_no_move(
    host: Host, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = host.at("/x").replace("http:", "https:")
    host.ways["/x"] = in_turn(says(301, Location=secure), says(200))
    connection = Wire._connection
    monkeypatch.setattr(
        Wire, "_connection", lambda self, one: connection(self, one.replace("https:", "http:"))
    )

    assert asker.ask(host.at("/x")) == FINE
    assert host.asked("/x") == ["HEAD", "HEAD"]


def test_what_moved_to_where_nothing_is_is_dead(host: Host, asker: Asker) -> None:
    host.ways |= {"/x": says(301, Location="/new"), "/new": says(404)}

    words = f'leads to "{host.at("/new")}", which answers 404 (Not Found)'
    assert asker.ask(host.at("/x")) == dead(words=words)


def test_what_moved_to_where_nobody_gets_in_is_unclear(host: Host, asker: Asker) -> None:
    host.ways |= {"/x": says(301, Location="/new"), "/new": says(403)}

    words = f'leads to "{host.at("/new")}", which answers 403 (Forbidden)'
    assert asker.ask(host.at("/x")) == unclear(words=words)


def test_a_circle_of_redirects_is_dead(host: Host, asker: Asker) -> None:
    host.ways |= {"/x": says(302, Location="/y"), "/y": says(301, Location="/x")}

    assert asker.ask(host.at("/x")) == dead(words="leads in a circle")
    assert host.seen == [("HEAD", "/x"), ("HEAD", "/y")]


def test_a_circle_out_of_which_a_cookie_leads_is_unclear(host: Host, asker: Asker) -> None:
    host.ways["/x"] = says(302, Location="/x", Set_Cookie="seen=1")

    assert asker.ask(host.at("/x")) == unclear(words="leads in a circle")


def test_redirects_are_not_followed_for_ever(host: Host, asker: Asker) -> None:
    host.ways |= {f"/{n}": says(302, Location=f"/{n + 1}") for n in range(20)}

    assert asker.ask(host.at("/0")) == dead(words="leads on more than 10 times")
    assert len(host.seen) == 11
    assert asker.ask(host.at("/10")) == FINE


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("javascript:alert(1)", 'leads to "javascript:alert(1)", which is no address of the web'),
        ("file:///etc/passwd", 'leads to "file:///etc/passwd", which is no address of the web'),
        ("http://[::1", 'leads to "http://[::1", which is no address of the web'),
        ("https://", 'leads to "https://", which is no address of the web'),
        ("/" + "x" * 3000, "leads to an address of 3023 characters"),
    ],
)
def test_redirects_that_lead_nowhere_are_dead(
    host: Host, asker: Asker, location: str, words: str
) -> None:
    host.ways["/x"] = says(302, Location=location)

    answer = asker.ask(host.at("/x"))

    length = 3001 + len(host.at(""))
    assert answer == dead(words=words.replace("3023", str(length)))
    assert len(host.seen) == 1


def test_what_is_no_address_is_dead(asker: Asker) -> None:
    assert asker.ask("https://a..b/") == dead(words="is no address of the web")


@pytest.mark.parametrize(
    ("address", "host_name"),
    [
        ("https://www.Lakes.example:8443/x", "lakes.example"),
        ("http://lakes.example", "lakes.example"),
        ("https://wwww.lakes.example", "wwww.lakes.example"),
        ("https://[::1", ""),
    ],
)
def test_a_host_is_one_at_all_its_doors(address: str, host_name: str) -> None:
    assert host_of(address) == host_name
