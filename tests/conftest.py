"""What the tests share: a site from a few files, and what the program says of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from explainer.errors import Report
from explainer.facts import Facts, load_facts
from explainer.schema import load_schema
from explainer.settings import load_settings
from explainer.strings import load_languages

pytest_plugins = ["tests.browser"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests of what is hostile run for longer than anybody waits each time."""
    parser.addoption("--long", action="store_true", help="fuzz, and break off, many times as often")


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether a long run was asked for."""
    return _is_long(pytestconfig)


def _is_long(config: pytest.Config) -> bool:
    return bool(config.getoption("--long")) or os.environ.get("EXPLAINER_LONG") == "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried in this process, where a long run was asked for."""
    if _is_long(terminalreporter.config):
        from tests.fuzzing import FUZZED
        from tests.trials import TRIED

        terminalreporter.write_line(f"{FUZZED}; {TRIED}")


HERE = Path(__file__).parent.parent

# The smallest site there is; tests put their own files over it.
SMALLEST = {
    "content/site.yaml": (
        "title: Lakes\n"
        "languages: {en: English}\n"
        "as_of: 2026-11-23\n"
        "base_url: https://lakes.example/\n"
    ),
    "content/en/index.md": "---\ntitle: Start\nsummary: Where it starts.\n---\nHello.\n",
}

Site = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a function that writes *files* over the smallest site and returns its root."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for path, content in {**SMALLEST, **files}.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


def facts_of(root: Path, report: Report) -> Facts:
    """Return the facts of the site at *root*, as they are read."""
    settings, kinds = load_settings(root, report), load_schema(root, report)
    assert settings is not None
    assert kinds is not None
    languages = load_languages(root, settings.languages, settings.languages_at, report)
    return load_facts(root, kinds, languages, report)


@dataclass(frozen=True)
class Ran:
    """How a run of the program ended and what it said."""

    code: int
    out: str
    err: str


def run(root: Path, *arguments: str, **environment: str) -> Ran:
    """Run build.py on the site at *root*, in a process of its own."""
    command = [sys.executable, str(HERE / "build.py"), *arguments, "--root", str(root)]
    clean = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1795392000"}  # 23 November 2026
    done = subprocess.run(
        command, capture_output=True, text=True, env={**clean, **environment}, check=False
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)
