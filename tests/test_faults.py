"""Whatever happens to a build, each file of the output is the old or the new one, and whole.

Processes are killed at any moment, disks are full, files vanish while they are read.  The next
build puts right what is left behind.
"""

import contextlib
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from explainer import storing
from explainer.errors import BuildError, Report, UsageError
from explainer.pipeline import Kept, Order, build
from explainer.writing import LIST, write
from tests.conftest import HERE, Site, run
from tests.trials import Ground, ground

OLD = {
    **{f"pages/{number}/index.html": b"old %d" % number * 500 for number in range(60)},
    **{f"gone/{number}.html": b"gone" for number in range(20)},
    "turns": b"from a file into a folder",
}
NEW = {
    **{f"pages/{number}/index.html": b"new %d" % number * 700 for number in range(60)},
    **{f"more/{number}.html": b"more" for number in range(20)},
    "turns/index.html": b"into a folder",
}
PAGE = "---\ntitle: P\nsummary: S.\n---\n{}\n"


@pytest.fixture(scope="module")
def trials() -> Iterator[Ground]:
    """Give a process in which sites are built."""
    with ground() as found:
        yield found


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files in *folder*, the list of what builds have made aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST
    }


def unfinished(path: str) -> bool:
    """Whether this is what a build that was cut off leaves beside a file."""
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(".new")


def check_each(folder: Path, *sites: Mapping[str, bytes]) -> None:
    """Hold that each file of *folder* is, whole, one of those of *sites*."""
    for path, content in files_of(folder).items():
        if not unfinished(path):
            assert content in [site[path] for site in sites if path in site], path


def in_a_child(folder: Path, outputs: Mapping[str, bytes]) -> int:
    """Write *outputs* in a process of its own, and return its number at once."""
    child = os.fork()
    if child == 0:
        try:
            write(outputs, folder)
        finally:
            os._exit(0)
    return child


# --- ended at any moment ----------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_build_that_is_killed_at_any_moment_of_writing_is_mended_by_the_next(
    tmp_path: Path, long: bool
) -> None:
    folder = tmp_path / "site"
    write(OLD, folder)
    began = time.monotonic()
    os.waitpid(in_a_child(tmp_path / "other", NEW), 0)
    takes = (time.monotonic() - began) * 1.2
    moments = random.Random(2026)
    caught = 0

    for _ in range(400 if long else 40):
        write(OLD, folder)
        child = in_a_child(folder, NEW)
        time.sleep(moments.uniform(0, takes))
        os.kill(child, signal.SIGKILL)
        caught += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        check_each(folder, OLD, NEW)
        write(NEW, folder)
        assert files_of(folder) == NEW

    assert caught


def test_the_program_killed_at_any_moment_leaves_the_old_site_or_the_new(
    site: Site, tmp_path_factory: pytest.TempPathFactory, long: bool
) -> None:
    tmp_path = tmp_path_factory.mktemp("aside")
    pages = {f"content/en/p{number}.md": PAGE.format("One.") for number in range(20)}
    root = site(pages)
    assert run(root).code == 0
    sites = [files_of(root / "_site")]
    _rewrite(root, pages, "Two.")
    began = time.monotonic()
    assert run(root).code == 0
    takes = time.monotonic() - began
    sites.append(files_of(root / "_site"))
    command = [sys.executable, str(HERE / "build.py"), "-q", "--root", str(root)]
    clean = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1795392000"}
    moments, caught = random.Random(2027), 0

    for number in range(100 if long else 6):
        _rewrite(root, pages, ("One.", "Two.")[number % 2])  # so that there is something to do
        process, began = subprocess.Popen(command, env=clean), time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moments.uniform(takes * 0.1, takes))
            takes = time.monotonic() - began  # the machine has less to do by now
        process.kill()
        caught += process.wait() == -signal.SIGKILL
        check_each(root / "_site", *sites)
        if number % 2:  # else the next goes on where two were cut off
            assert run(root).code == 0
            assert files_of(root / "_site") == sites[1]

    assert caught
    print(f"{caught} builds killed")  # noqa: T201 — shown by a long run with -s
    assert run(root).out.startswith(f"{len(pages) + 5} pages; 0 of ")
    _check_memory(root, tmp_path / "clean")


def _rewrite(root: Path, pages: Mapping[str, str], text: str) -> None:
    for path in pages:
        (root / path).write_text(PAGE.format(text))


def _check_memory(root: Path, other: Path) -> None:
    """Hold that a build which remembers makes what one makes that remembers nothing."""
    page = root / "content/en/index.md"
    page.write_text(page.read_text() + "\nAnd more.\n")
    assert run(root).code == 0
    assert run(root, "--no-cache", "--out", str(other)).code == 0
    assert files_of(root / "_site") == files_of(other)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_asked_to_end_writes_no_traceback(site: Site, by: signal.Signals) -> None:
    command = [sys.executable, str(HERE / "build.py"), "--root", str(site({}))]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(1)
        process.send_signal(by)
        _, err = process.communicate()

    assert process.returncode in (0, 130, -signal.SIGTERM)
    assert "Traceback" not in err


# --- no room, no right ------------------------------------------------------------------------


@pytest.fixture
def little(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give a disk with little room, where there may be one."""
    size = getattr(request, "param", "128k")
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("only root can mount a small disk")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=False)


def test_a_full_disk_is_told_and_leaves_the_old_site(little: Path) -> None:
    folder = little / "site"
    old = {f"{number}.html": b"old" * 100 for number in range(5)}
    new = {f"{number}.html": b"new" * 20_000 for number in range(5)}
    write(old, folder)

    with pytest.raises(UsageError) as caught:
        write(new, folder)

    assert str(caught.value).endswith("cannot be written: No space left on device")
    check_each(folder, old, new)
    assert not [path for path in files_of(folder) if unfinished(path)]
    later = {**old, "0.html": b"later"}
    write(later, folder)
    assert files_of(folder) == later


@pytest.mark.parametrize("little", ["2m"], indirect=True)
def test_a_disk_that_is_full_more_or_less_leaves_the_old_site_or_the_new(
    little: Path, site: Site, long: bool
) -> None:
    root = little / "site"
    shutil.copytree(site({}), root)
    pages = {f"content/en/p{number}.md": "" for number in range(10)}
    _rewrite(root, pages, "One. " * 200)
    assert run(root).code == 0
    old = files_of(root / "_site")
    _rewrite(root, pages, "Two. " * 900)
    assert run(root, "--no-cache", "--out", str(site({}).parent / "aside")).code == 0
    new = files_of(site({}).parent / "aside")
    codes = set()

    for room in range(0, 300_000, 10_000 if long else 75_000):  # bytes that are left
        status = os.statvfs(little)
        (little / "filler").write_bytes(bytes(status.f_bavail * status.f_frsize - room))
        ran = run(root)
        (little / "filler").unlink()
        codes.add(ran.code)
        assert ran.code == 0 or ran.err.endswith("written: No space left on device\n"), ran.err
        check_each(root / "_site", old, new)
        shutil.rmtree(root / "_site")
        shutil.rmtree(root / ".cache")
        _rewrite(root, pages, "One. " * 200)
        assert run(root).code == 0
        assert files_of(root / "_site") == old
        _rewrite(root, pages, "Two. " * 900)

    assert codes == {0, 2}
    assert run(root).code == 0
    assert files_of(root / "_site") == new


def test_no_room_for_a_single_file_is_told(site: Site) -> None:
    root = site({})
    assert run(root).code == 0
    old = files_of(root / "_site")
    (root / "content/en/index.md").write_text(PAGE.format("Another. " * 20_000))
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "import sys; from explainer.cli import main; sys.exit(main(sys.argv[1:]))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, "--root", str(root)],
        capture_output=True,
        text=True,
        cwd=HERE,
        check=False,
    )

    assert ran.returncode == 2
    assert ran.stderr.startswith("build.py: the output ")
    assert ran.stderr.endswith("cannot be written: File too large\n")
    assert files_of(root / "_site")["index.html"] == old["index.html"]


@pytest.mark.parametrize(
    ("path", "mode", "code", "said"),
    [
        ("content/en/index.md", 0, 1, "content/en/index.md:1:1: error: the file cannot be read"),
        ("content/site.yaml", 0, 1, "content/site.yaml:1:1: error: the file cannot be read"),
        ("static/a.txt", 0, 1, "static/a.txt:1:1: error: the file cannot be read"),
        ("content/en", 0, 1, "error: "),
        ("content", 0, 2, "build.py: "),
        ("_site", 0o555, 2, "build.py: the output "),
        ("_site/index.html", 0o444, 0, ""),
        ("_site/.explainer", 0, 0, ""),
        (".", 0o555, 0, ""),
    ],
)
def test_what_may_not_be_read_or_written_is_told(
    site: Site, path: str, mode: int, code: int, said: str
) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read and write all, and there is no setpriv to be somebody else")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "site")
        shutil.copytree(site({"static/a.txt": "a"}), root)
        assert run(root).code == 0
        (root / "content/en/later.md").write_text(PAGE.format("Later."))
        _give_away(Path(folder))
        (root / path).chmod(mode)
        ran = subprocess.run(
            [*_as_nobody(), sys.executable, str(HERE / "build.py"), "--root", str(root)],
            capture_output=True,
            text=True,
            check=False,
        )
        (root / path).chmod(0o755)

    if "can't open file" in ran.stderr or "Permission denied: '/" in ran.stderr:
        pytest.skip("nobody else may read this folder")
    assert "Traceback" not in ran.stderr
    assert (ran.returncode, said in ran.stderr) == (code, True), ran.stderr


def _as_nobody() -> list[str]:
    if os.geteuid():
        return []
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534)


@pytest.mark.parametrize("most", [3, 4, 5, 6, 8, 12])
def test_a_full_table_of_files_is_told(site: Site, most: int) -> None:
    root = site({})
    program = (
        "import sys; from explainer import cli, pipeline, posters, building;"
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({most}, {most}));"
        "sys.exit(cli.main(sys.argv[1:]))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, "--root", str(root), "-q"],
        capture_output=True,
        text=True,
        cwd=HERE,
        check=False,
    )

    assert "Traceback" not in ran.stderr
    assert ran.returncode in (0, 1, 2)
    assert ran.returncode == 0 or "Too many open files" in ran.stderr


# --- what changes meanwhile -------------------------------------------------------------------


@contextlib.contextmanager
def _meanwhile(what: "threading.Event", change: threading.Thread) -> Iterator[None]:
    change.start()
    try:
        yield
    finally:
        what.set()
        change.join()


def test_files_that_come_and_go_while_they_are_read_are_told_or_built(
    site: Site, long: bool
) -> None:
    root = site({f"content/en/p{number}.md": PAGE.format("It.") for number in range(10)})
    stop = threading.Event()
    order, compiled = Order(root=root, today="2026-11-23"), dict[str, bytes]()
    codes: set[str] = set()

    def change() -> None:
        moments = random.Random(5)
        while not stop.is_set():
            path = root / f"content/en/p{moments.randrange(10)}.md"
            with contextlib.suppress(OSError):
                if moments.random() < 0.4:
                    path.unlink()
                elif moments.random() < 0.2:
                    path.mkdir()
                else:
                    with contextlib.suppress(IsADirectoryError):
                        path.write_text(PAGE.format("x" * moments.randrange(5000)))
                    if path.is_dir():
                        path.rmdir()

    with _meanwhile(stop, threading.Thread(target=change)):
        for _ in range(200 if long else 15):
            report = Report()
            codes |= _built(order, report, compiled)

    assert codes <= {"built", "unreadable", "front-matter", "missing-key"}
    assert "built" in codes


def _built(order: Order, report: Report, compiled: dict[str, bytes]) -> set[str]:
    try:
        build(order, report, Kept(compiled=compiled))
    except BuildError:
        return {one.rule for one in report if one.severity == "error"}
    return {"built"}


def test_two_builds_at_once_leave_one_of_the_two_sites(site: Site) -> None:
    root = site({f"content/en/p{number}.md": PAGE.format("It.") for number in range(10)})
    clean = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1795392000"}
    command = [sys.executable, str(HERE / "build.py"), "-q", "--root", str(root)]

    one = subprocess.Popen([*command, "--base-url", "https://a.example/"], env=clean)
    two = subprocess.Popen([*command, "--base-url", "https://b.example/"], env=clean)

    assert (one.wait(), two.wait()) == (0, 0)
    found = files_of(root / "_site")
    texts = b"".join(content for path, content in found.items() if path.endswith(".html"))
    assert (b"https://a.example/" in texts) != (b"https://b.example/" in texts)
    assert not [path for path in found if unfinished(path)]
    # What both have left in memory is that of none of the two, or of the one that it is taken for.
    assert run(root, "--base-url", "https://b.example/").code == 0
    again = files_of(root / "_site")
    shutil.rmtree(root / ".cache")
    assert run(root, "--base-url", "https://b.example/").code == 0
    assert files_of(root / "_site") == again


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_many_writers_at_once_leave_the_site_of_one_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    sites = [OLD, NEW]

    children = [in_a_child(folder, sites[number % 2]) for number in range(8)]
    for child in children:
        os.waitpid(child, 0)

    assert files_of(folder) in sites


def test_a_clock_that_jumps_changes_nothing(site: Site) -> None:
    root = site({})
    assert run(root).code == 0
    before = files_of(root / "_site")
    for path, when in ((root / "content/en/index.md", 0), (root / "_site/index.html", 2**33)):
        os.utime(path, (when, when))

    for epoch in ("0", "1", "4102444800", "253402300799"):
        assert run(root, SOURCE_DATE_EPOCH=epoch).code == 0

    assert files_of(root / "_site") == before


@pytest.mark.parametrize("epoch", ["-99999999999999", "253402300800", "1e9", "x", "9" * 400, " "])
def test_a_clock_that_is_none_is_wrong_use(site: Site, epoch: str) -> None:
    ran = run(site({}), SOURCE_DATE_EPOCH=epoch)

    assert ran.code == 2
    assert ran.err.startswith("build.py: SOURCE_DATE_EPOCH must be seconds since 1970")


# --- what was remembered ----------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["cut", "garbage", "empty", "folder", "link", "pipe"])
def test_a_corrupted_cache_changes_nothing(site: Site, harm: str) -> None:
    root = site({})
    assert run(root).code == 0
    before = files_of(root / "_site")
    cards = [path for path in (root / ".cache/cards").iterdir() if path.suffix == ".png"]
    assert cards
    for path in cards:
        _harm(path, harm)
    (root / ".cache/links.json").write_bytes(b'{"' + b"[" * 100_000)
    shutil.rmtree(root / "_site")

    ran = run(root)

    assert (ran.code, ran.err) == (0, "")
    assert files_of(root / "_site") == before


def _harm(path: Path, harm: str) -> None:
    content = path.read_bytes()
    path.unlink()
    match harm:
        case "cut":
            path.write_bytes(content[:-10])
        case "garbage":
            path.write_bytes(bytes(len(content)))
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to("/dev/zero")
        case _:
            os.mkfifo(path)


@pytest.mark.parametrize("harm", ["cut", "garbage", "empty", "folder", "link", "pipe", "forged"])
@pytest.mark.parametrize("name", ["remembered", "last.json"])
def test_a_corrupted_memory_changes_nothing(
    site: Site, trials: Ground, name: str, harm: str
) -> None:
    root = site({})
    assert trials.build(root).code == 0
    before = files_of(root / "_site")
    if harm == "forged":
        _forge(root / ".cache" / name)
    else:
        _harm(root / ".cache" / name, harm)
    (root / "content/en/later.md").write_text(PAGE.format("Later."))

    ran = trials.build(root)
    (root / "content/en/later.md").unlink()
    again = trials.build(root)

    assert (ran.code, ran.err, again.code, again.err) == (0, "", 0, "")
    assert "; 0 of " not in ran.out
    assert files_of(root / "_site") == before


def _forge(path: Path) -> None:
    """Put values of other kinds into what is remembered, in a file that says it is ours."""
    if path.name == "last.json":
        told = json.loads(path.read_bytes())
        path.write_text(json.dumps({**told, "problems": 5, "made": []}))
        return
    remembered = storing.stored(path)
    state, parts, texts = remembered.lasting()
    assert parts
    assert texts
    wrong = {name: replace(part, value=5) for name, part in parts.items()}
    remembered.restore(state, wrong, dict.fromkeys(texts, 5))
    storing.store(remembered, path)


def test_a_cache_that_is_a_file_changes_nothing(site: Site) -> None:
    root = site({".cache": "theirs"})

    assert run(root).code == 0
    assert (root / ".cache").read_text() == "theirs"


def test_a_file_that_was_left_beside_its_place_is_never_followed(tmp_path: Path) -> None:
    folder, theirs = tmp_path / "site", tmp_path / "theirs"
    theirs.write_bytes(b"theirs")
    write({"index.html": b"old"}, folder)
    (folder / ".index.html.new").symlink_to(theirs)

    write({"index.html": b"new"}, folder)

    assert theirs.read_bytes() == b"theirs"
    assert files_of(folder) == {"index.html": b"new"}


def test_whoever_waits_for_another_build_is_told_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.writing.PATIENCE", 0.2)
    tmp_path.joinpath("site").mkdir()
    held = os.open(tmp_path / "site", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)

    with pytest.raises(UsageError) as caught:
        write(OLD, tmp_path / "site")
    os.close(held)

    assert str(caught.value) == (
        f"another build is writing into {tmp_path / 'site'}; let it end first"
    )
    assert write(OLD, tmp_path / "site").changed == len(OLD)
