"""However a run ends, it ends in words and with an exit code; a fault of our own has one, too."""

import html
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HERE, SMALLEST, Ran, Site, run
from tests.serving import preview

FAULT = "the generator itself fails: KeyError: 'lost' (explainer/facts.py, line "
ADVICE = (
    "This is a fault of the generator, not of the site. No file was left half written, and the\n"
    "next build mends what was. Please report it where the generator comes from, with these\n"
    "lines and with what the same command says with -v.\n"
)
TOLD = re.compile(re.escape(f"build.py: {FAULT}") + r"\d+\)\n" + re.escape(ADVICE))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a generator that fails where it reads facts, as only a mistake of ours would."""
    folder = tmp_path_factory.mktemp("faulty")
    for name in ("explainer", "templates", "static"):
        shutil.copytree(HERE / name, folder / name)
    shutil.copy(HERE / "build.py", folder)
    module = folder / "explainer/facts.py"
    sound = "    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}\n"
    text = module.read_text("utf-8")
    assert text.count(sound) == 1
    wrong = '    if (root / "content/schema.yaml").is_file():\n        {}["lost"]\n'
    module.write_text(text.replace(sound, wrong + sound), "utf-8")
    yield folder / "build.py"
    shutil.rmtree(folder)


def said_by(program: Path, *arguments: str, **options: str) -> Ran:
    """Run *program*, and return what it says."""
    done = subprocess.run(
        [sys.executable, str(program), *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **options},
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def files_of(root: Path) -> dict[str, bytes]:
    """Return the files of a site, those of its memory aside."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


KINDS = {"content/schema.yaml": "lakes:\n  name: text\n"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("build", "--no-cache"),
        ("build", "--strict", "--format", "json"),
        ("check",),
        ("uses", "lakes.miru"),
        ("release",),
        ("correct", "lakes.miru", "--as", "typo", "--why", "It was."),
        ("verify", "news=build.py"),
    ],
    ids=" ".join,
)
def test_a_fault_of_ours_is_said_at_every_verb_and_writes_nothing(
    site: Site, faulty: Path, arguments: tuple[str, ...]
) -> None:
    root = site(KINDS)
    assert run(root).code == 0
    (root / "content/en/index.md").write_text("---\ntitle: New\nsummary: New.\n---\nNew.\n")
    before = files_of(root)

    ran = said_by(faulty, *arguments, "--root", str(root))

    assert (ran.code, ran.out) == (3, "")
    assert TOLD.fullmatch(ran.err), ran.err
    assert files_of(root) == before


def test_the_way_to_a_fault_is_shown_to_whoever_asks(site: Site, faulty: Path) -> None:
    ran = said_by(faulty, "-v", "--root", str(site(KINDS)))

    assert ran.code == 3
    assert TOLD.search(ran.err)
    assert ran.err.endswith("KeyError: 'lost'\n")
    assert "Traceback (most recent call last)" in ran.err


def test_a_fault_amid_a_new_site_is_said(tmp_path: Path, faulty: Path) -> None:
    ran = said_by(faulty, "new", str(tmp_path / "site"))

    assert (ran.code, ran.out) == (3, "")
    assert TOLD.fullmatch(ran.err), ran.err


def test_a_fault_of_ours_in_a_preview_is_said_and_shown_and_does_not_end_it(
    site: Site, faulty: Path
) -> None:
    root = site(KINDS)

    with preview(root, first="with what the same command", program=faulty) as found:
        said = "".join(found.err)
        page = found.get("").body
        (root / "content/schema.yaml").unlink()
        found.says("built in")
        mended = found.get("").body

    assert TOLD.fullmatch(said), said
    assert FAULT in html.unescape(page)
    assert "Hello." in mended


def test_the_next_build_by_a_sound_generator_is_whole(site: Site, faulty: Path) -> None:
    root = site(KINDS)
    said_by(faulty, "--root", str(root))

    assert run(root).code == 0
    assert run(root, "--no-cache").out.startswith("5 pages; 0 of ")


# --- nobody listens ---------------------------------------------------------------------------


def in_a_shell(command: str, root: Path) -> Ran:
    """Run *command* in a shell, in which `build` is the program for the site at *root*."""
    program = f'build() {{ "{sys.executable}" "{HERE}/build.py" "$@" --root "{root}"; }}\n'
    done = subprocess.run(
        ["bash", "-c", program + command], capture_output=True, text=True, check=False
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


@pytest.mark.parametrize("page", [SMALLEST["content/en/index.md"], "Wrong.\n"])
@pytest.mark.parametrize(
    "command", ["build -v |", "build check 2>&1 |", "build --format json 2>&1 |"]
)
def test_where_nobody_reads_on_it_ends_quietly(site: Site, page: str, command: str) -> None:
    root = site({"content/en/p.md": page})

    ran = in_a_shell(f"set -o pipefail; {command} true", root)

    assert ran.code in (0, 1, 2)
    assert "Traceback" not in ran.err
    assert "Broken" not in ran.err
    assert "ignored" not in ran.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_where_there_is_nobody_to_say_it_to_it_is_done(site: Site, closed: str) -> None:
    root = site({})

    ran = in_a_shell(f"build {closed}", root)

    assert ran.code == 0
    assert ran.err == ""
    assert (root / "_site/index.html").is_file()


def test_where_there_is_no_room_for_what_it_says_it_says_that(site: Site) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no full device here")

    ran = in_a_shell("build >/dev/full", site({}))

    assert (ran.code, ran.err) == (2, "build.py: standard output: No space left on device\n")


# --- asked to end -----------------------------------------------------------------------------


def test_ctrl_c_at_any_moment_ends_it_in_a_word(site: Site, long: bool) -> None:
    root = site({f"content/en/p{n}.md": SMALLEST["content/en/index.md"] for n in range(40)})
    # It says so itself once it has begun to work; before, Python is not ready to hear anything.
    program = (
        "import signal, sys; from explainer.cli import main;"
        # Whoever runs the tests in the background may have it passed over.
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "print('begun', file=sys.stderr, flush=True); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "-q", "--no-cache", "--jobs", "2"]
    codes = set()

    for number in range(60 if long else 8):
        with subprocess.Popen(
            [*command, "--root", str(root)], stderr=subprocess.PIPE, text=True, cwd=HERE
        ) as process:
            assert process.stderr is not None
            process.stderr.readline()
            time.sleep(0.02 + number % 10 * 0.15)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate()
        codes.add(process.returncode)
        assert err in ("", "build.py: stopped\n")

    assert codes <= {0, 130}
    assert 130 in codes
    assert run(root).code == 0


def test_too_little_memory_is_said(site: Site) -> None:
    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (most << 20, most << 20))

    root, codes = site({}), set()
    for most in (90, 160, 2000):
        done = subprocess.run(
            [sys.executable, str(HERE / "build.py"), "--root", str(root), "--jobs", "1"],
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"]},
            preexec_fn=confine,
            check=False,
        )
        codes.add(done.returncode)
        assert "Traceback" not in done.stderr, (most, done.stderr)

    assert 0 in codes
