"""Where a preview listens, and whom it answers."""

import pytest

from explainer.listening import PORTS, Place


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("localhost:8000", "localhost:8000"),
        ("LOCALHOST:8000", "localhost:8000"),
        ("[::1]:8000", "[::1]:8000"),
        ("localhost", "localhost:80"),
        ("localhost:9999", "localhost:9999"),
        ("evil.example:8000", None),
        ("evil.example", None),
        ("127.0.0.1.evil.example:8000", None),
        ("localhost.:8000", None),
        ("192.168.0.7:8000", None),
        ("127.0.0.2:8000", None),
        ("2130706433:8000", None),
        ("evil@127.0.0.1:8000", None),
        ("127.0.0.1:8000,evil.example", None),
        ("127.0.0.1:8000/evil", None),
        ("127.0.0.1:80000000", None),
        ("localhost:8000'; script-src *", None),
        ('localhost"><script>', None),
        (":8000", None),
        ("", None),
    ],
)
def test_on_the_loopback_only_its_own_names_count(written: str, host: str | None) -> None:
    assert Place().own_host(written) == host


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("192.168.0.7:8000", "192.168.0.7:8000"),
        ("[fe80::7]:8000", "[fe80::7]:8000"),
        ("localhost:8000", "localhost:8000"),
        ("evil.example:8000", None),
        ("7.evil.example:8000", None),
    ],
)
def test_in_the_network_numbers_count_too_but_no_names(written: str, host: str | None) -> None:
    assert Place(bind="0.0.0.0").own_host(written) == host


def test_a_name_that_was_asked_for_counts() -> None:
    assert Place(bind="Desk.local").own_host("desk.local:8000") == "desk.local:8000"


@pytest.mark.parametrize(
    ("bind", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_it_says_where_this_machine_reaches_it(bind: str, origin: str) -> None:
    assert Place(bind=bind).origin(8000) == origin


def test_without_a_port_some_will_do_and_else_one() -> None:
    assert Place().ports == PORTS
    assert list(Place(port=0).ports) == [0]
    assert list(Place(port=8000).ports) == [8000]
