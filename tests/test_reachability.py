"""All addresses of a site: which are asked, how politely, and what is said of them."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest

from explainer import cli
from explainer.answers import FILE, Answer, Memory
from explainer.asking import Asker, host_of
from explainer.errors import Position, Report
from explainer.reachability import Found, Link, agent_of, check_links
from explainer.settings import load_settings
from explainer.values import read_date
from tests.conftest import HERE, SMALLEST, Site, run
from tests.hosts import Handler, Host, NotedWire, Pretend, says, serving

TODAY = "2026-11-23"
SOURCES = """\
dead:
  title: A
  publisher: P
  type: news
  url: {0}/gone
kept:
  title: B
  publisher: P
  type: news
  url: {0}/gone-too
  archive: "{0}/copy"
copied: {{title: C, publisher: P, type: news, url: {0}/here, archive: {0}/gone}}
moved: {{title: D, publisher: P, type: news, url: "{0}/old#part"}}
shut: {{title: E, publisher: P, type: news, url: {0}/shut}}
"""
PAGE = (
    "---\ntitle: Start\nsummary: Where it starts.\n---\n"
    "[@dead; @kept; @copied; @moved; @shut]\n\n"
    "[Here]({0}/here) and `{0}/code` and [there]({0}/gone?a=1&b=2#c).\n\n"
    "<{0}/old>\n\n[ref]: {0}/shut\n[This][ref].\n"
)
FACTS = (
    "one: {{name: One, home: {0}/gone, pages: [{0}/here, {0}/gone], told: 'Is [so]({0}/gone).'}}"
)


@pytest.fixture
def host() -> Iterator[Host]:
    """Give a server at which some pages are gone."""
    with serving() as running:
        running.ways |= {
            "/gone": says(404),
            "/gone-too": says(410),
            "/old": says(301, Location="/new"),
            "/shut": says(403),
        }
        yield running


@pytest.fixture
def linking(site: Site, host: Host) -> Path:
    """Give a site that links there."""
    return site(
        {
            "content/schema.yaml": (
                "lakes: {name: text, home: url?, pages: list(url)?, told: markdown?}\n"
            ),
            "content/facts/lakes.yaml": FACTS.format(host.at("")) + "\n",
            "content/facts/sources.yaml": SOURCES.format(host.at("")),
            "content/en/index.md": PAGE.format(host.at(""))
            + "\n{{ lakes.one.told }} {{ lakes.one.told }}\n",
        }
    )


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program run in this process, on a certain day, without waiting."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 23 November 2026
    monkeypatch.delenv("BASE_URL", raising=False)


ELSEWHERE = "look where it went, or link to a copy in an archive"
NOTE = re.compile(
    r"content/(?P<path>\S+?):(?P<line>\d+):(?P<column>\d+): note: (?P<message>.*)\n"
    r"    .*\n +\^\n    hint: (?P<hint>.*)\n"
)


def problems(text: str, root: Path, host: Host) -> list[str]:
    """Return each note and its hint, after a look whether its address stands at its place."""
    found = []
    for note in NOTE.finditer(text):
        line = (root / "content" / note["path"]).read_text().splitlines()[int(note["line"]) - 1]
        assert line[int(note["column"]) - 1 :].startswith(note["message"].split('"')[1])
        found += [f"{note['path']}:{note['line']}: {note['message']}", note["hint"]]
    return [one.replace(host.at(""), "") for one in found]


@pytest.mark.usefixtures("at_once")
def test_what_is_dead_or_moved_is_said_where_its_address_stands(
    linking: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["check", "--links", "--root", str(linking)])

    said = capsys.readouterr()
    assert code == 0
    assert problems(said.err, linking, host) == [
        'en/index.md:7: "/gone?a=1&b=2" answers 404 (Not Found) [dead-link]',
        ELSEWHERE,
        'en/index.md:9: "/old" has moved to "/new" [moved-link]',
        "write the new address, if it still shows the same",
        'en/index.md:11: "/shut" answers 403 (Forbidden) [unclear-link]',
        "open it in a browser: it may only keep programs out",
        *['facts/lakes.yaml:1: "/gone" answers 404 (Not Found) [dead-link]', ELSEWHERE] * 3,
        'facts/sources.yaml:5: "/gone" answers 404 (Not Found) [dead-link]',
        "look where it went, or give it an archive: https://…",
        'facts/sources.yaml:10: "/gone-too" answers 410 (Gone) [dead-link]',
        "write its archive as its url: /copy",
        'facts/sources.yaml:12: "/gone" answers 404 (Not Found) [dead-link]',
        "look for another copy",
        'facts/sources.yaml:13: "/old" has moved to "/new" [moved-link]',
        "write the new address, if it still shows the same",
        'facts/sources.yaml:14: "/shut" answers 403 (Forbidden) [unclear-link]',
        "open it in a browser: it may only keep programs out",
    ]
    assert (
        "\n\nAddresses outside the site: 7 (7 asked now)\n"
        "Addresses that are dead: 3\n"
        "Addresses that have moved: 1\n"
        "Addresses that a person has to try: 1\n\n"
    ) in said.out
    assert said.out.startswith("What each page leans on:\n")
    assert ("HEAD", "/code") not in host.seen
    assert host.agents == {
        f"explainer/{cli.VERSION} (checks the links of a site; +https://lakes.example/)"
    }
    assert not (linking / "_site").exists()


@pytest.mark.usefixtures("at_once")
def test_a_dead_link_is_told_as_any_problem_is(
    site: Site, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    page = f"---\ntitle: T\nsummary: S.\n---\nA [lake]({host.at('/gone')}).\n"

    code = cli.main(["check", "-q", "--links", "--root", str(site({"content/en/index.md": page}))])

    assert (code, capsys.readouterr().err) == (
        0,
        f'content/en/index.md:5:10: note: "{host.at("/gone")}" answers 404 (Not Found) '
        "[dead-link]\n"
        f"    A [lake]({host.at('/gone')}).\n"
        "             ^\n"
        "    hint: look where it went, or link to a copy in an archive\n"
        "\n"
        "1 note\n",
    )


@pytest.mark.usefixtures("at_once")
def test_what_answered_is_not_asked_again_within_the_week(
    linking: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    first = (cli.main(["check", "--links", "--root", str(linking)]), capsys.readouterr())
    host.seen.clear()

    second = (cli.main(["check", "--links", "--root", str(linking)]), capsys.readouterr())

    assert {path for _, path in host.seen} == {"/gone", "/gone-too", "/gone?a=1&b=2", "/shut"}
    assert second[0] == first[0]
    assert second[1].err == first[1].err
    assert "Addresses outside the site: 7 (4 asked now)\n" in second[1].out
    remembered = json.loads((linking / FILE).read_bytes())
    assert list(remembered) == [host.at(path) for path in ("/copy", "/here", "/old")]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_under_strict_dead_links_fail_and_unclear_ones_do_not(
    site: Site, host: Host, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    page = "---\ntitle: T\nsummary: S.\n---\n[x]({})\n"
    options = ["check", "--links", "--strict", "--format", form, "--root"]
    shut = cli.main([*options, str(site({"content/en/index.md": page.format(host.at("/shut"))}))])
    gone = cli.main([*options, str(site({"content/en/index.md": page.format(host.at("/gone"))}))])

    assert (shut, gone) == (0, 1)
    said = capsys.readouterr()
    assert "unclear-link" in said.out + said.err
    assert "dead-link" in said.out + said.err


@pytest.mark.usefixtures("at_once")
def test_other_notes_do_not_keep_a_strict_run_from_asking(
    site: Site, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    unaddressed = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")
    page = f"---\ntitle: T\nsummary: S.\n---\n[x]({host.at('/gone')})\n"
    root = site({"content/site.yaml": unaddressed, "content/en/index.md": page})

    code = cli.main(["check", "--links", "--strict", "--root", str(root)])

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert "[no-base-url]" in said.err
    assert said.err.endswith("2 notes to mend; nothing was written\n")


@pytest.mark.usefixtures("at_once")
def test_where_the_site_is_broken_nothing_is_asked(
    linking: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    (linking / "content/en/broken.md").write_text("no front matter")

    code = cli.main(["check", "--links", "--root", str(linking)])

    assert (code, host.seen) == (1, [])
    assert "front-matter" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "build"])
def test_without_the_option_no_socket_is_opened(linking: Path, verb: str) -> None:
    program = (
        "import sys\n"
        "def hook(event, _):\n"
        "    if event.startswith(('socket.', 'urllib.', 'http.client.')):\n"
        "        raise SystemExit(f'it opens a {event}')\n"
        "sys.addaudithook(hook)\n"
        "from explainer.cli import main\n"
        f"sys.exit(main(['{verb}', '-q', '--root', {str(linking)!r}, *sys.argv[1:]]))\n"
    )

    def ran(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *more]
        return subprocess.run(command, capture_output=True, text=True, cwd=HERE, check=False)

    without = ran()

    assert (without.returncode, without.stderr) == (0, "")
    if verb == "check":
        assert "it opens a" in ran("--links").stderr  # so that the test can fail


@pytest.mark.parametrize("arguments", [["--links"], ["build", "--links"], ["uses", "--links", "x"]])
def test_only_check_has_the_option(linking: Path, host: Host, arguments: list[str]) -> None:
    ran = run(linking, *arguments)

    assert (ran.code, ran.out, host.seen) == (2, "", [])
    assert ran.err.endswith("build.py: error: --links goes with check only\n")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("options", "shows"), [("", True), ("-q", False), ("CI", False)])
def test_on_a_terminal_it_says_how_far_it_is(
    linking: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: str,
    shows: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("CI", "true" if options == "CI" else "")

    quiet = ["-q"] if options == "-q" else []
    cli.main(["check", "--links", *quiet, "--root", str(linking)])

    said = capsys.readouterr().err
    assert ("\r3 of 7 addresses asked\x1b[K\r4 of 7" in said) is shows
    assert ("\r\x1b[Kcontent/en" in said) is shows


@pytest.mark.usefixtures("at_once")
def test_a_run_that_is_broken_off_remembers_what_it_asked(
    linking: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_progress", lambda _: stop)

    code = cli.main(["check", "--links", "--root", str(linking)])

    assert (code, capsys.readouterr()) == (130, ("", "build.py: stopped\n"))
    assert told == [*((done, 7) for done in range(7)), (7, 7)]  # which clears the line
    assert json.loads((linking / FILE).read_bytes())


def checked(
    root: Path, addresses: list[str], ask: object, day: str = TODAY
) -> tuple[Found, list[str]]:
    """Return what is found of *addresses*, and said of them."""
    assert callable(ask)
    report = Report()
    links = [Link(address=one, at=Position(path="a.yaml")) for one in addresses]
    memory = Memory(root=root, today=read_date(day))
    found = check_links(links, memory, ask, report, lambda *_: None)
    return found, [f"{one.at}: {one.message} [{one.rule}]" for one in report]


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_between(
    tmp_path: Path, host: Host
) -> None:
    def slowly(handler: Handler) -> None:
        host.over.wait(0.02)
        says(200)(handler)

    names = ("127.0.0.1", "localhost")
    addresses = [host.at(f"/{n}", name) for name in names for n in range(8)]
    host.ways |= {f"/{n}": slowly for n in range(8)}
    # A redirect leads from one host into the turns of the other.
    host.ways["/5"] = says(302, Location=host.at("/6", "127.0.0.1"))
    pretend = Pretend()
    # Much time passes on this clock while one waits for an answer: others sleep meanwhile.
    wire = NotedWire(clock=pretend.clock, agent="a test/1.0", timeout=10_000)

    found, said = checked(tmp_path, addresses, Asker(wire=wire).ask)

    assert (said, found.asked) == ([], 16)
    assert host.most == {host.at("", name).removeprefix("http://"): 1 for name in names}
    for name in names:
        times = sorted((b, e) for address, b, e in wire.notes if host_of(address) == name)
        assert len(times) == {"127.0.0.1": 10, "localhost": 8}[name]
        assert all(after[0] - before[1] > 0.999 for before, after in pairwise(times))


def test_hosts_are_asked_at_the_same_time(tmp_path: Path) -> None:
    together = Barrier(16, timeout=10)

    def ask(_: str) -> Answer:
        together.wait()
        return Answer(state="fine")

    found, _ = checked(tmp_path, [f"https://h{n}.example/" for n in range(16)], ask)

    assert found.asked == 16


def test_a_defect_of_the_program_is_not_swallowed(tmp_path: Path) -> None:
    def ask(_: str) -> Answer:
        raise KeyError("x")

    with pytest.raises(KeyError):
        checked(tmp_path, ["https://a.example/"], ask)


class Net:
    """A net in which some hosts answer and the others are silent."""

    def __init__(self, *answering: str) -> None:
        self.answering, self.asked = answering, set[str]()

    def ask(self, address: str) -> Answer:
        """Answer, if it is one of them."""
        self.asked.add(address)
        if host_of(address) in self.answering:
            return Answer(state="fine")
        return Answer(state="dead", words="names a host that does not exist", silent=True)


LOST = [f"https://{name}.example/" for name in "abc"]
DEAD = [f'a.yaml:1:1: "{one}" names a host that does not exist [dead-link]' for one in LOST]
CUT_OFF = (
    "content/site.yaml:1:1: none of 3 addresses answers; is this computer connected? [unclear-link]"
)


def test_where_no_host_at_all_answers_none_is_called_dead(tmp_path: Path) -> None:
    found, said = checked(tmp_path, LOST, Net().ask)

    assert said == [CUT_OFF]
    assert {answer.state for answer in found.answers.values()} == {"unclear"}


def test_one_host_that_answers_shows_that_the_others_are_dead(tmp_path: Path) -> None:
    _, said = checked(tmp_path, [*LOST, "https://d.example/"], Net("d.example").ask)

    assert said == DEAD


def test_what_answered_lately_shows_whether_the_others_are_dead(tmp_path: Path) -> None:
    checked(tmp_path, ["https://d.example/"], Net("d.example").ask)
    connected, cut_off = Net("d.example"), Net()

    sure, unsure = checked(tmp_path, LOST, connected.ask), checked(tmp_path, LOST, cut_off.ask)

    assert (sure[1], unsure[1]) == (DEAD, [CUT_OFF])
    assert connected.asked == cut_off.asked == {*LOST, "https://d.example/"}


def test_two_hosts_may_well_be_dead(tmp_path: Path) -> None:
    assert checked(tmp_path, LOST[:2], Net().ask)[1] == DEAD[:2]


def test_a_site_that_links_nowhere_asks_nothing(tmp_path: Path) -> None:
    found, said = checked(tmp_path, [], Net().ask)

    assert said == []
    assert str(found).splitlines()[0] == "Addresses outside the site: none (0 asked now)"


@pytest.mark.parametrize(
    ("keys", "site_of"),
    [
        ("", ""),
        ("base_url: https://é.example/a/\n", "; +https://%C3%A9.example/a/"),
        (
            "base_url: https://a.example/\nrepository: https://b.example/c\n",
            "; +https://b.example/c",
        ),
    ],
)
def test_a_host_is_told_for_which_site_one_asks(site: Site, keys: str, site_of: str) -> None:
    text = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", keys)
    settings = load_settings(site({"content/site.yaml": text}), Report())

    assert settings is not None
    agent = agent_of("1.2", settings)
    assert agent == f"explainer/1.2 (checks the links of a site{site_of})"
