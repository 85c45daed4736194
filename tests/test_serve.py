"""The preview as a program: real requests, a real socket, and an end without a trace."""

import asyncio
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from explainer.errors import Report
from explainer.pipeline import Order, build
from tests.conftest import HERE, SMALLEST, Site, run
from tests.rewrite_golden import LAKES
from tests.serving import PATIENCE, Preview, preview, run_async, wait_for

PAGE = "---\ntitle: A page\nsummary: About it.\n---\n{}\n"
UNADDRESSED = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")
BROKEN = (
    'content/en/index.md:5:4: error: there is no kind "nothing" [unknown-fact]\n'
    "    {{ nothing.here }}\n"
    "       ^\n"
    "\n"
    "1 error to mend; nothing was written\n"
)
HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
INFO = {"command": "info", "plugins": {}, "url": "http://127.0.0.1/"}


@pytest.fixture(scope="module")
def lakes() -> Iterator[Preview]:
    """Give a preview of the lakes, which no test changes."""
    with preview(LAKES) as found:
        yield found


def talk(found: Preview, *messages: Any, answers: int, **headers: str) -> list[Any]:
    """Return the commands of so many *answers* to *messages*; a socket that closes gives none."""

    async def run() -> list[Any]:
        request = HTTPRequest(f"ws://127.0.0.1:{found.port}/livereload", headers=headers)
        connection = await websocket_connect(request)
        for message in messages:
            text = message if isinstance(message, str | bytes) else json.dumps(message)
            await connection.write_message(text, binary=isinstance(message, bytes))
        told = [await connection.read_message() for _ in range(answers)]
        stream = connection.protocol and connection.protocol.stream
        connection.close()
        while stream and not stream.closed():
            await asyncio.sleep(0.01)
        return [json.loads(one)["command"] if one else None for one in told]

    done: list[Any] = run_async(run())
    return done


def test_every_file_of_the_site_is_served_under_its_base_path(lakes: Preview) -> None:
    built = build(
        Order(root=LAKES, today="2026-11-23", base_url=f"http://127.0.0.1:{lakes.port}/aoyama/"),
        Report(),
    )

    assert lakes.path == "/aoyama/"
    for path, content in built.outputs.items():
        got = lakes.get(path)
        assert got.status == 200, path
        if not path.endswith(".html"):
            assert got.body == content.decode(), path


def test_a_card_is_drawn_when_somebody_asks_for_it(lakes: Preview) -> None:
    address = lakes.get("").body.partition('og:image" content="')[2].partition('"')[0]

    got = lakes.get(urlsplit(address).path)

    assert address.startswith(f"{lakes.address}cards/")
    assert (got.status, got.headers["Content-Type"]) == (200, "image/png")
    assert got.body.startswith("\ufffdPNG")


def test_an_address_is_answered_as_pages_does_it_and_never_kept(lakes: Preview) -> None:
    got = {path: lakes.get(path) for path in ("", "lakes", "no/such/", "/", "/aoyama", "map.svg")}

    assert {path: one.status for path, one in got.items()} == {
        "": 200,
        "lakes": 301,
        "no/such/": 404,
        "/": 302,
        "/aoyama": 302,
        "map.svg": 200,
    }
    assert got["lakes"].headers["Location"] == "/aoyama/lakes/"
    assert got["/"].headers["Location"] == got["/aoyama"].headers["Location"] == "/aoyama/"
    assert "<h1>" in got["no/such/"].body
    assert got[""].headers["Content-Type"] == "text/html; charset=utf-8"
    assert got["map.svg"].headers["Content-Type"] == "image/svg+xml"
    for one in got.values():
        assert one.headers["Cache-Control"] == "no-store"
        assert not one.headers.keys() & {"Etag", "Last-Modified", "Server", "Expires"}


def test_head_tells_what_get_would(lakes: Preview) -> None:
    head, got = lakes.get("", method="HEAD"), lakes.get("")

    assert head.status == 200
    assert head.body == ""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_nothing_but_reading_is_possible(lakes: Preview, method: str) -> None:
    got = lakes.get("", method=method)

    assert got.status == 405
    assert "<" not in got.body


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/aoyama/../../../etc/passwd",
        "/aoyama/%2e%2e/%2e%2e/etc/passwd",
        "/aoyama/..%2f..%2fetc/passwd",
        "/aoyama//etc/passwd",
        "/aoyama/%00",
        "/aoyama/index.html%00.css",
        "/aoyama/%ff",
        "/aoyama/site.yaml",
        "/aoyama/content/site.yaml",
        "/.preview/../explainer/cli.py",
        "/.preview/%2e%2e/cli.py",
        "/.preview/..%2fcli.py",
        "/.preview//etc/passwd",
        "/.preview/",
        "/forcereload",
        "/livereload.js",
        "http://127.0.0.1/etc/passwd",
    ],
)
def test_nothing_outside_of_the_site_can_be_had(lakes: Preview, path: str) -> None:
    got = lakes.get(path)

    assert got.status == 404
    assert "root:" not in got.body


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("[::1]:{port}", 200),
        ("localhost:9999", 200),
        ("evil.example", 403),
        ("evil.example:{port}", 403),
        ("127.0.0.1.evil.example:{port}", 403),
        ("192.168.0.7:{port}", 403),
        ("", 403),
    ],
)
@pytest.mark.parametrize("path", ["", "/.preview/state.json", "/.preview/livereload.js"])
def test_it_answers_only_for_its_own_name(
    lakes: Preview, path: str, host: str, status: int
) -> None:
    got = lakes.get(path, Host=host.format(port=lakes.port))

    assert got.status == status
    assert status == 200 or "<" not in got.body


def test_the_socket_tells_a_page_that_has_come_to_look_once(lakes: Preview) -> None:
    own = f"http://127.0.0.1:{lakes.port}"

    assert talk(lakes, HELLO, INFO, answers=2, Origin=own) == ["hello", "reload"]


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1.evil.example", "null"],
)
def test_the_socket_is_for_pages_of_this_server_alone(lakes: Preview, origin: str) -> None:
    with pytest.raises(HTTPClientError) as caught:
        talk(lakes, HELLO, answers=1, Origin=origin)

    assert caught.value.code == 403


def test_the_socket_has_no_other_name_either(lakes: Preview) -> None:
    host = f"evil.example:{lakes.port}"

    with pytest.raises(HTTPClientError) as caught:
        talk(lakes, HELLO, answers=1, Host=host, Origin=f"http://{host}")

    assert caught.value.code == 403


@pytest.mark.parametrize(
    "message",
    ["", "x", "[]", "1", "{}", '{"command": 1}', '{"command": "x"}', b"\xff", "[" * 10000],
)
def test_the_socket_is_closed_on_whoever_talks_nonsense(
    lakes: Preview, message: str | bytes
) -> None:
    assert talk(lakes, message, answers=1) == [None]
    assert talk(lakes, HELLO, INFO, answers=2) == ["hello", "reload"]


def test_the_address_of_the_socket_may_be_that_of_a_page(site: Site) -> None:
    root = site({"content/site.yaml": UNADDRESSED, "content/en/livereload.md": PAGE.format("It.")})

    with preview(root) as found:
        assert found.get("/livereload").headers["Location"] == "/livereload/"
        assert "It." in found.get("/livereload/").body


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET ?x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"GET /aoyama?\xff\xe9 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_no_request_is_too_broken_for_it(lakes: Preview, request_: bytes) -> None:
    with socket.create_connection(("127.0.0.1", lakes.port), PATIENCE) as connection:
        try:
            connection.sendall(request_)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except ConnectionError:  # it has heard enough
            answer = b""

    assert answer[:9] in (b"", b"HTTP/1.1 ")
    assert b"Traceback" not in answer
    assert lakes.get("").status == 200


def test_a_thousand_connections_are_served_at_once(lakes: Preview) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    host = f"127.0.0.1:{lakes.port}".encode()
    ask = b"GET /aoyama/map.svg HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"
    with ExitStack() as connections:
        many = [
            connections.enter_context(socket.create_connection(("127.0.0.1", lakes.port), PATIENCE))
            for _ in range(1000)
        ]
        assert lakes.get("").status == 200
        for connection in many:
            connection.sendall(ask)
        statuses = {connection.recv(65536)[:12] for connection in many}
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert statuses == {b"HTTP/1.1 200"}


def test_after_all_that_it_has_said_nothing_but_its_address_and_the_build(lakes: Preview) -> None:
    assert lakes.err == []
    assert len(lakes.out) == 2
    assert lakes.out[0] == f"{lakes.address} shows the site; Ctrl-C ends it\n"
    assert re.fullmatch(r"\d+ pages; built in \d+\.\d s\n", lakes.out[1])


def test_a_save_is_served_and_nothing_is_written(site: Site) -> None:
    root = site({})

    with preview(root) as found:
        (root / "content/en/index.md").write_text(PAGE.format("Saved."))
        found.shows("<p>Saved.</p>")

    assert {path.name for path in root.iterdir()} == {"content"}


def test_without_a_base_address_it_serves_at_the_root(site: Site) -> None:
    with preview(site({"content/site.yaml": UNADDRESSED})) as found:
        got = found.get("/")
        wait_for(lambda: found.err[-1:] == ["1 note\n"], "the note")

    assert found.path == "/"
    assert "Hello." in got.body
    assert "canonical" not in got.body
    assert "<pre>" not in got.body


def test_a_base_address_that_changes_takes_the_site_along(site: Site) -> None:
    root = site({})
    moved = SMALLEST["content/site.yaml"].replace("lakes.example/", "lakes.example/moved")

    with preview(root) as found:
        (root / "content/site.yaml").write_text(moved)
        said = found.says("/moved/ shows the site")

        assert said.startswith(f"http://127.0.0.1:{found.port}/moved/ ")
        assert found.get("/").headers["Location"] == "/moved/"
        assert "Hello." in found.get("/moved/").body


def test_a_base_address_that_is_given_counts(site: Site) -> None:
    with preview(site({}), BASE_URL="https://owner.example/a/b") as found:
        assert found.path == "/a/b/"
        assert f'href="{found.address}"' in found.get("").body


def test_drafts_show_where_they_are_asked_for(site: Site) -> None:
    draft = PAGE.format("Later.").replace("---\nLater", "draft: true\n---\nLater")
    root = site({"content/en/later.md": draft})

    with preview(root, "--drafts") as found:
        assert "Later." in found.get("later/").body


def test_errors_stand_over_the_last_good_page_and_go_when_mended(site: Site) -> None:
    root = site({"content/en/other.md": PAGE.format("Other.")})

    with preview(root) as found:
        (root / "content/en/index.md").write_text(PAGE.format("{{ nothing.here }}"))
        found.says("nothing was written")
        broken, other = found.get(""), found.get("other/")
        (root / "content/en/index.md").write_text(PAGE.format("Mended."))
        found.shows("Mended.")
        mended = found.get("")

    assert (broken.status, other.status) == (200, 200)
    assert "<p>Hello.</p>" in broken.body
    assert f"<pre>{BROKEN.replace(chr(34), '&quot;')}</pre>" in broken.body
    assert f"<pre>{BROKEN.replace(chr(34), '&quot;')}</pre>" in other.body
    assert "<pre>" not in mended.body
    assert "".join(found.err) == BROKEN


def test_a_first_build_that_fails_is_told_at_every_address_and_mended(site: Site) -> None:
    root = site({"content/en/index.md": PAGE.format("{{ nothing.here }}")})

    with preview(root, first="nothing was written") as found:
        got = [found.get(path) for path in ("", "/", "/no/such/page", "/css/site.css")]
        state = json.loads(found.get("/.preview/state.json").body)
        (root / "content/en/index.md").write_text(PAGE.format("Mended."))
        found.shows("Mended.")

    assert {one.status for one in got} == {500}
    assert all("there is no kind &quot;nothing&quot;" in one.body for one in got)
    assert state["version"] == ""
    assert "nothing" in state["problems"]


def test_a_site_without_readable_settings_is_shown_once_they_are_mended(site: Site) -> None:
    root = site({"content/site.yaml": "title: [\n"})

    with preview(root, first="nothing was written") as found:
        (root / "content/site.yaml").write_text(SMALLEST["content/site.yaml"])
        found.shows("Hello.", "/")


def test_until_the_first_build_is_there_a_page_waits_for_it() -> None:
    with preview(LAKES, first="") as found:
        assert "Three lakes" in found.get("").body


def test_requests_go_on_while_it_builds(site: Site) -> None:
    slow = "{% for a in range(3000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}"
    root = site({})

    with preview(root) as found:
        (root / "templates/partials").mkdir(parents=True)
        (root / "templates/partials/footer.html").write_text(f"{slow}<footer>New</footer>")
        answers = 0
        while "<footer>New</footer>" not in found.get("").body:
            answers += 1

    assert answers > 5


def test_under_strict_notes_stand_over_the_page_as_well(site: Site) -> None:
    root = site({"content/site.yaml": UNADDRESSED})

    with preview(root, "--strict", first="nothing was written") as found:
        assert "[no-base-url]" in found.get("/").body


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_without_a_trace(
    site: Site, tmp_path_factory: pytest.TempPathFactory, by: signal.Signals
) -> None:
    temporary = tmp_path_factory.mktemp("tmp")

    with preview(site({}), TMPDIR=str(temporary)) as found:
        children = children_of(found.process.pid)
        ended = found.end(by)

    assert ended == 0
    assert found.err == []
    assert len(children) == 1
    wait_for(lambda: not any(is_alive(child) for child in children), "the children to end")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("seconds", [0, 0.1, 0.4])
def test_it_ends_at_once_amid_a_build_and_with_pages_that_wait(seconds: float) -> None:
    with preview(LAKES, first="") as found:
        waiting = threading.Thread(target=ask_in_vain, args=[found])
        waiting.start()
        time.sleep(seconds)
        children = children_of(found.process.pid)
        ended = found.end(signal.SIGINT)
        waiting.join()

    assert (ended, found.err) == (0, [])
    wait_for(lambda: not any(is_alive(child) for child in children), "the children to end")


def ask_in_vain(found: Preview) -> None:
    with suppress(OSError, HTTPException):
        found.get("")


def test_what_builds_ends_even_where_the_server_is_killed(site: Site) -> None:
    with preview(site({})) as found:
        children = children_of(found.process.pid)
        found.end(signal.SIGKILL)

    wait_for(lambda: not any(is_alive(child) for child in children), "the children to end")


def test_where_nobody_reads_on_it_ends_quietly(site: Site) -> None:
    command = [sys.executable, str(HERE / "build.py"), "serve", "--root", str(site({}))]

    with subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()

    assert (running.returncode, said) == (0, b"")


def test_a_port_that_was_asked_for_and_is_taken_is_refused(site: Site) -> None:
    root = site({})

    with preview(root) as found:
        port = str(found.port)
        ran = run(root, "serve", "--port", port)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"build.py: port {port} is taken; name another, or none for the next free one\n"
    )


def children_of(pid: int) -> list[int]:
    """Return the processes that the process *pid* has begun."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


def is_alive(pid: int) -> bool:
    """Whether a process is there, and more than a name that nobody has asked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_without_a_port_the_next_free_one_is_taken(site: Site) -> None:
    root = site({})
    command = [sys.executable, str(HERE / "build.py"), "serve", "--root", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        one = first.stdout.readline()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as second:
            assert second.stdout is not None
            other = second.stdout.readline()
            second.terminate()
        first.terminate()

    ports = [int(said.split("127.0.0.1:")[1].split("/")[0]) for said in (one, other)]
    assert 8000 <= ports[0] < ports[1] < 8100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "x"], 'error: argument --port: "x" is no port; they go up to 65535'),
        (["--port", "70000"], 'error: argument --port: "70000" is no port; they go up to 65535'),
        (["--port", "-1"], 'error: argument --port: "-1" is no port; they go up to 65535'),
        (["--port", "９"], 'error: argument --port: "９" is no port; they go up to 65535'),
        (["--bind", "no.such.invalid", "--port", "0"], '"no.such.invalid" is no address here: '),
        (["--bind", "203.0.113.7", "--port", "0"], "port 0 of 203.0.113.7 cannot be listened on: "),
        (["--base-url", "nope"], "the base address must be "),
    ],
)
def test_wrong_use_is_said_in_a_sentence(site: Site, arguments: list[str], said: str) -> None:
    ran = run(site({}), "serve", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith(f"build.py: {said}")
    assert "Traceback" not in ran.err


def test_a_root_that_is_no_site_is_refused(tmp_path: Path) -> None:
    ran = run(tmp_path, "serve")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"build.py: {tmp_path} has no folder content/")


@pytest.mark.parametrize("option", [["--port", "0"], ["--bind", "::1"], ["--open"]])
def test_what_is_for_serve_is_for_no_other_verb(site: Site, option: list[str]) -> None:
    ran = run(site({}), "check", *option)

    assert ran.code == 2
    assert ran.err.endswith("build.py: error: --port, --bind and --open are for serve\n")


def test_the_site_is_opened_in_the_browser_once(site: Site, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n')
    program.chmod(0o755)

    with preview(site({}), "--open", BROWSER=str(program)) as found:
        wait_for(opened.exists, "the browser to open")

    assert opened.read_text() == f"{found.address}\n"


def test_notes_are_told_when_they_change_and_not_at_each_save(site: Site) -> None:
    root = site({"content/site.yaml": UNADDRESSED})

    with preview(root) as found:
        wait_for(lambda: found.err[-1:] == ["1 note\n"], "the note")
        for text in ("One.", "Two."):
            (root / "content/en/index.md").write_text(PAGE.format(text))
            found.says("built in")
        (root / "content/en/index.md").write_text(PAGE.format("There were 12 of them."))
        wait_for(lambda: found.err[-1:] == ["2 notes\n"], "the notes")

    assert "".join(found.err).count("[no-base-url]") == 2


def test_it_can_be_seen_in_the_network_where_that_is_asked_for(site: Site) -> None:
    with preview(site({}), "--bind", "0.0.0.0") as found:
        assert found.address.startswith("http://127.0.0.1:")
        assert found.get("", Host=f"192.168.0.7:{found.port}").status == 200
        assert found.get("", Host=f"evil.example:{found.port}").status == 403


def test_problems_come_in_the_format_that_was_asked_for(site: Site) -> None:
    root = site({"content/en/index.md": PAGE.format("{{ nothing.here }}")})

    with preview(root, "--format", "github", first="::error ") as found:
        wait_for(lambda: len(found.out) == 2, "the annotation")

    assert found.out[1].startswith("::error file=content/en/index.md,line=5,col=4,")


def test_quiet_it_says_nothing_but_problems(site: Site) -> None:
    command = [sys.executable, str(HERE / "build.py"), "serve", "-q", "--port", "0"]
    root = site({"content/en/index.md": PAGE.format("{{ nothing.here }}")})

    with subprocess.Popen(
        [*command, "--root", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"]},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        said = "".join(running.stderr.readline() for _ in range(BROKEN.count("\n")))
        running.terminate()
        assert running.stdout.read() == ""

    assert (running.returncode, said) == (0, BROKEN)
