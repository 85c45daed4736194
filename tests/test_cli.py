"""The command line: verbs, options, exit codes, and how problems are told."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explainer import cli, saying
from explainer.ending import CODES
from tests.conftest import HERE, SMALLEST, Site, run

STAGES = ("reading", "pages", "finishing", "checking", "writing")


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


UNADDRESSED = SMALLEST["content/site.yaml"].replace("base_url: https://lakes.example/\n", "")
PAGE = "---\ntitle: A page\nsummary: About it.\n---\n{}\n"
BROKEN = {
    "content/en/people.md": PAGE.format("Half of [it](zz.md), all of {{ nothing.here }}"),
    "content/en/lakes.md": PAGE.format("日本 [語](無い.md)"),
}
LAKES = {
    "content/schema.yaml": "lakes: {age: quantity}\n",
    "content/facts/lakes.yaml": "miru: {age: 9 years}\noak: {age: 8 years}\n",
    "content/en/lakes.md": PAGE.format(
        "Lakes are\nold. It is {{ lakes.miru }} old. That is {{ lakes.miru }}."
    ),
}
NO_BASE_URL = (
    "content/site.yaml:1:1: note: without base_url all that needs a full address is left out, "
    "such as hreflang [no-base-url]\n"
    "    hint: add base_url: https://…, or build with --base-url\n"
    "\n"
)


def test_without_a_verb_it_builds(site: Site) -> None:
    root = site({})

    ran = run(root)

    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(
        rf"5 pages; (\d+) of \1 files written, 0 removed, in {re.escape(str(root))}/_site\n",
        ran.out,
    )
    assert (root / "_site/index.html").exists()


def test_check_writes_nothing(site: Site) -> None:
    root = site({})

    ran = run(root, "check")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "What each page leans on:\n"
        "  facts  citations  page\n"
        "      0          0  /\n"
        "\n"
        "Facts with evidence: none\n"
        "\n"
        "Facts that go back to one origin: none\n"
        "\n"
        "Quotations that were not looked up: none\n"
        "\n"
        "Facts that no page uses: none\n"
        "Sources that nothing cites: none\n"
        "Facts past the day of their review: none\n"
        "Pages that lack a language: none\n"
        "Facts that an edition of a page lacks: none\n"
        "Sources that an edition of a page lacks: none\n"
        "Editions of another length: none\n"
        "Phrases left in Latin letters: none\n"
        "Paragraphs that lean on nothing: none\n"
        "Numbers typed by hand: none\n"
        "\n"
        "5 pages; nothing was written\n"
    )
    assert not (root / "_site").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--drafts", "--out", "{out}", "-q", "build"),
        ("build", "--drafts", "--out", "{out}", "-q"),
        ("--out={out}", "build", "--quiet", "--drafts"),
    ],
)
def test_options_stand_before_and_after_the_verb(site: Site, arguments: tuple[str, ...]) -> None:
    root = site({"content/en/draft.md": PAGE.format("x").replace("---\nx", "draft: true\n---\nx")})

    ran = run(root, *(one.format(out=root / "out") for one in arguments))

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (root / "out/draft/index.html").exists()
    assert not (root / "_site").exists()


@pytest.mark.parametrize(
    "arguments",
    [("uses", "lakes.miru"), ("uses", "-q", "lakes.miru"), ("-q", "uses", "lakes.miru")],
)
def test_uses_prints_the_sentences_that_lean_on_a_fact_and_no_notes(
    site: Site, arguments: tuple[str, ...]
) -> None:
    root = site({**LAKES, "content/site.yaml": UNADDRESSED})

    ran = run(root, *arguments, "--drafts")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "content/en/lakes.md:6: It is 9 years old.\ncontent/en/lakes.md:6: That is 9 years.\n"
    )
    assert not (root / "_site").exists()


@pytest.mark.parametrize(
    ("options", "said"), [((), "no sentence leans on lakes.oak\n"), (("-q",), "")]
)
def test_uses_says_so_where_nothing_leans_on_a_fact(
    site: Site, options: tuple[str, ...], said: str
) -> None:
    ran = run(site(LAKES), "uses", "lakes.oak", *options)

    assert (ran.code, ran.out, ran.err) == (0, said, "")


def test_uses_needs_a_site_that_builds_and_a_name_that_it_has(site: Site) -> None:
    sound = run(site(LAKES), "uses", "lakes.miro")
    broken = run(site({**LAKES, "content/en/broken.md": PAGE.format("[x](y.md)")}), "uses", "x")

    hint = 'did you mean "lakes.miru"?'
    assert (sound.code, sound.out) == (2, "")
    assert sound.err == f'build.py: there is no fact or source "lakes.miro"; {hint}\n'
    assert (broken.code, broken.out) == (1, "")
    assert broken.err.startswith("content/en/broken.md:5:5: error: there is no page")


def test_uses_ends_quietly_where_nobody_reads_on(site: Site) -> None:
    root = site(LAKES)
    command = [sys.executable, str(HERE / "build.py"), "uses", "lakes.miru", "--root", str(root)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()  # long before the site is built
        said = running.stderr.read()

    assert (running.returncode, said) == (0, b"")


def test_errors_are_told_in_order_and_nothing_is_written(site: Site) -> None:
    root = site(BROKEN)

    ran = run(root)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        'content/en/lakes.md:5:8: error: there is no page "無い.md" [unknown-page]\n'
        "    日本 [語](無い.md)\n"
        "              ^\n"
        "    hint: there are: index.md, lakes.md, people.md\n"
        "\n"
        'content/en/people.md:5:14: error: there is no page "zz.md" [unknown-page]\n'
        "    Half of [it](zz.md), all of {{ nothing.here }}\n"
        "                 ^\n"
        "    hint: there are: index.md, lakes.md, people.md\n"
        "\n"
        'content/en/people.md:5:32: error: there is no kind "nothing" [unknown-fact]\n'
        "    Half of [it](zz.md), all of {{ nothing.here }}\n"
        "                                   ^\n"
        "\n"
        "3 errors to mend; nothing was written\n"
    )


def test_notes_are_told_and_do_not_stop_a_build(site: Site) -> None:
    root = site({"content/site.yaml": UNADDRESSED})

    ran = run(root, "-q")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{NO_BASE_URL}1 note\n"


@pytest.mark.parametrize("verb", ["build", "check"])
def test_under_strict_notes_fail_too(site: Site, verb: str) -> None:
    root = site({"content/site.yaml": UNADDRESSED})

    ran = run(root, verb, "--strict")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{NO_BASE_URL}1 note to mend; nothing was written\n"


def test_problems_come_as_json(site: Site) -> None:
    root = site(BROKEN)

    ran = run(root, "--format", "json")

    assert (ran.code, ran.err) == (1, "")
    problems = json.loads(ran.out)
    assert problems[1] == {
        "path": "content/en/people.md",
        "line": 5,
        "column": 14,
        "severity": "error",
        "rule": "unknown-page",
        "message": 'there is no page "zz.md"',
        "hint": "there are: index.md, lakes.md, people.md",
    }
    places = [(one["path"], one["line"], one["column"]) for one in problems]
    assert places == sorted(places)


@pytest.mark.parametrize(("form", "nothing"), [("json", "[]\n"), ("github", ""), ("text", "")])
def test_where_nothing_is_wrong_every_format_says_so(site: Site, form: str, nothing: str) -> None:
    ran = run(site({}), "check", "-q", "--format", form)

    assert (ran.code, ran.out, ran.err) == (0, nothing, "")


def test_problems_come_as_annotations_of_a_pull_request(site: Site) -> None:
    root = site(
        {"content/site.yaml": UNADDRESSED, "content/en/50%, a:b.md": PAGE.format("[x](y.md)")}
    )

    ran = run(root, "--format", "github")

    assert ran.out.splitlines() == [
        "::error file=content/en/50%25%2C a%3Ab.md,line=5,col=5,title=unknown-page::"
        'there is no page "y.md" (there are: 50%25, a:b.md, index.md)',
        "::notice file=content/site.yaml,line=1,col=1,title=no-base-url::without base_url all that "
        "needs a full address is left out, such as hreflang "
        "(add base_url: https://…, or build with --base-url)",
    ]


@pytest.mark.parametrize(
    ("option", "variable", "address"),
    [
        ("", "", "https://lakes.example/"),
        ("", "https://variable.example/a/", "https://variable.example/a/"),
        ("https://option.example/b", "https://variable.example/a/", "https://option.example/b/"),
        ("https://option.example/b/", "nonsense", "https://option.example/b/"),
    ],
)
def test_the_base_address_is_the_option_then_the_variable_then_the_setting(
    site: Site, option: str, variable: str, address: str
) -> None:
    root = site({})

    ran = run(root, "-q", *(["--base-url", option] if option else []), BASE_URL=variable)

    assert (ran.code, ran.err) == (0, "")
    assert f'<link rel="canonical" href="{address}">' in (root / "_site/index.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--base-url", "nope"], {}, 'the base address must be .*, not "nope"'),
        (
            [],
            {"BASE_URL": "ftp://x.example/"},
            'the base address must be .*, not "ftp://x.example/"',
        ),
        ([], {"SOURCE_DATE_EPOCH": "x"}, 'SOURCE_DATE_EPOCH must be seconds since 1970, not "x"'),
        ([], {"SOURCE_DATE_EPOCH": "9" * 30}, "SOURCE_DATE_EPOCH must be seconds .*"),
        (["--out", "{root}"], {}, "the output {root} would overlap with content/; .*"),
        (["--out", "{root}/content/en"], {}, "the output .* would overlap with content/; .*"),
        (["--out", "{root}/full"], {}, "{root}/full holds files that no build has made; .*"),
        (["--out", "{root}/full/theirs.txt"], {}, "the output .* is a file; .*"),
        (["--out", "{root}/full/theirs.txt/x"], {}, "the output .* cannot be written: .*"),
        (["--out", "x" * 300], {}, ".*xxx: File name too long"),
        (["bulid"], {}, "error: argument VERB: invalid choice: 'bulid' .*"),
        (["build", "check"], {}, "error: unrecognized arguments: check"),
        (["uses"], {}, "error: uses needs the name of a fact or a source"),
        (["uses", "a", "b"], {}, "error: unrecognized arguments: b"),
        (["uses", "lakes.miru"], {}, 'there is no fact or source "lakes.miru"'),
        (["--strickt"], {}, "error: unrecognized arguments: --strickt"),
        (["--format", "xml"], {}, "error: argument --format: invalid choice: 'xml' .*"),
        (["--out", "{root}/circle"], {}, "error: argument --out: Symlink loop .*|.*circle.*"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(
    site: Site, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    root = site({"full/theirs.txt": "theirs"})
    (root / "circle").symlink_to(root / "circle")

    ran = run(root, *(one.format(root=root) for one in arguments), **environment)

    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(f"build.py: (?:{said.format(root=root)})", ran.err.splitlines()[-1])
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", ["gone", "file", "empty", "circle", "x" * 300, "content-file"])
def test_a_root_that_is_no_site_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "content-file").mkdir()
    (tmp_path / "content-file/content").write_text("")

    ran = run(tmp_path / name)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith("build.py: ")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_terminal_that_has_no_japanese_loses_no_problem(site: Site, encoding: str) -> None:
    root = site(BROKEN)

    text = run(root, PYTHONIOENCODING=encoding)
    data = run(root, "--format", "json", PYTHONIOENCODING=encoding)

    assert (text.code, data.code) == (1, 1)
    assert text.err.endswith("3 errors to mend; nothing was written\n")
    assert json.loads(data.out)[0]["message"] == 'there is no page "無い.md"'


def test_a_file_whose_name_is_no_text_is_reported(site: Site) -> None:
    root = site({})
    Path(os.fsdecode(os.fsencode(root) + b"/content/en/\xff.md")).write_text(PAGE.format("Hello."))

    ran = run(root)

    assert ran.code == 1
    assert ran.err == (
        "content/en/�.md:1:1: error: "
        "the name holds a line end, a reserved character, or no UTF-8 [unreadable]\n"
        "    hint: rename it\n"
        "\n"
        "1 error to mend; nothing was written\n"
    )


def test_missing_libraries_are_said_in_a_sentence(site: Site) -> None:
    command = [sys.executable, "-S", str(HERE / "build.py"), "--root", str(site({}))]

    ran = subprocess.run(command, capture_output=True, text=True, env={}, check=False)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "build.py: the libraries it needs are missing; run: make site\n"


def test_where_another_python_has_the_libraries_it_is_named(tmp_path: Path) -> None:
    shutil.copytree(HERE / "explainer", tmp_path / "explainer")
    shutil.copy(HERE / "build.py", tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").touch()
    command = [sys.executable, "-S", "build.py", "serve", "--root", "../two lakes"]

    ran = subprocess.run(command, capture_output=True, text=True, env={}, check=False, cwd=tmp_path)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "build.py: the libraries it needs are missing from this Python; "
        "run: .venv/bin/python build.py serve --root '../two lakes'\n"
    )


def test_the_version_and_the_help_need_no_site(tmp_path: Path) -> None:
    version, explained = run(tmp_path, "--version"), run(tmp_path, "--help")

    assert (version.code, version.err) == (0, "")
    assert re.fullmatch(r"explainer \d+\.\d+\.\d+\n", version.out)
    assert explained.code == 0
    assert CODES in explained.out


def test_a_site_is_built_from_any_folder(site: Site, tmp_path: Path) -> None:
    root = site({})
    command = [sys.executable, str(HERE / "build.py"), "--root", root.name, "--out", "o ut", "-q"]

    subprocess.run(command, cwd=root.parent, env={}, check=True)

    assert (tmp_path.parent / "o ut/index.html").exists()


def test_verbose_says_what_took_how_long(site: Site) -> None:
    ran = run(site({}), "-v")

    number = r"\d+\.\d\d s"
    stages = ", ".join(f"{one} {number}" for one in STAGES)
    assert re.fullmatch(rf"{stages}; {number} in all\n", ran.err)


def test_a_build_that_fails_says_first_what_took_how_long(site: Site) -> None:
    ran = run(site({"content/en/index.md": "no front matter"}), "check", "-v")

    first, problem, *_ = ran.err.split("\n")
    assert first.startswith("reading ")
    assert problem.startswith("content/en/index.md:1:1: error: ")


@pytest.mark.parametrize(("ci", "said"), [("", True), ("true", False)])
def test_a_terminal_is_told_how_far_a_build_is_that_takes_a_while(
    site: Site, monkeypatch: pytest.MonkeyPatch, ci: str, said: bool
) -> None:
    screen = Terminal()
    monkeypatch.setattr(saying.Stages, "PATIENCE", -1.0)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("CI", ci)

    assert cli.main(["--root", str(site({})), "--quiet"]) == 0
    assert screen.getvalue() == ""
    assert cli.main(["--root", str(site({})), "--no-cache"]) == 0

    lines = screen.getvalue().split("\r")
    if said:
        assert "pages 1 of 1\x1b[K" in lines
        assert lines[-1] == "\x1b[K"
    else:
        assert lines == [""]
