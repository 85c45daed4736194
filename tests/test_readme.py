"""What the README says is what the program does."""

import re
from pathlib import Path

import pytest

from explainer.errors import RULES
from explainer.evidence import STATUSES
from tests.conftest import HERE, Site, run

README = (HERE / "README.md").read_text("utf-8")
MAKEFILE = (HERE / "Makefile").read_text("utf-8")
OPTION = r"(?<![\w-])--?[a-z][a-z-]*"


def table(head: str) -> list[tuple[str, ...]]:
    """Return the rows of the table that begins with this head, cell by cell."""
    _, found, after = README.partition(f"\n| {head}")
    assert found, head
    lines = after.partition("\n\n")[0].splitlines()[2:]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines]
    return [tuple(one.strip() for one in row) for row in cells]


@pytest.fixture(scope="module")
def explained() -> str:
    """Give what `--help` says."""
    return run(HERE, "--help").out


def test_its_rules_are_those_of_the_program() -> None:
    told = [(name.strip("`"), severity, holds) for name, severity, holds in table("rule")]

    assert told == [(name, *rule) for name, rule in RULES.items()]


def test_its_verbs_are_those_of_the_program(explained: str) -> None:
    verbs = re.findall(r"^  (\w+) +(.*)$", explained.partition("verbs:\n")[2], re.MULTILINE)

    assert [(name.strip("`"), does) for name, does in table("verb")] == verbs


def test_its_options_are_those_of_the_program(explained: str) -> None:
    known = explained.partition("options:\n")[2].partition("verbs:\n")[0]
    told = " ".join(first for first, _ in table("option"))

    assert set(re.findall(OPTION, told)) == set(re.findall(OPTION, known))


def test_its_statuses_are_those_of_the_program() -> None:
    told = [name for first, _ in table("a status") for name in re.findall(r"`(\w+)`", first)]

    assert told == list(STATUSES)


def test_its_commands_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))

    commands = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))

    assert {"site", "test"} <= commands <= targets


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:tests|templates|explainer|static)/[\w./]*)`", README))

    assert {name for name in named if not (HERE / name).exists()} == set()


def test_its_example_of_a_fact_goes_into_a_new_explainer(tmp_path: Path) -> None:
    schema, facts = example()
    prose = README.partition("prints it: `")[2].partition("`")[0]
    root = tmp_path / "lakes"
    assert run(HERE, "new", str(root), "-q").code == 0

    append(root / "content/schema.yaml", schema)
    append(root / "content/facts/lakes.yaml", facts)
    append(root / "content/en/index.md", prose)
    ran = run(root, "-q", "--strict")

    assert (ran.code, ran.err) == (0, "")
    assert "14,000 years" in (root / "_site/index.html").read_text("utf-8")


def test_its_example_of_a_problem_is_what_comes(site: Site) -> None:
    schema, facts = example()
    problem = README.partition("A problem leads to its place:\n\n```\n")[2].partition("```")[0]
    files = {
        "content/schema.yaml": schema,
        "content/facts/lakes.yaml": facts,
        "content/facts/sources.yaml": (
            "history: {title: A history, publisher: A press, type: analysis}\n"
            "mail: {title: Some news, publisher: A paper, type: news}\n"
        ),
        "content/en/index.md": (
            "---\ntitle: Lakes\nsummary: Of lakes.\n---\n\nIt is {{ lakes.miro }} old.\n"
        ),
    }

    ran = run(site(files), "check")

    assert ran.err.startswith(problem)


def example() -> tuple[str, str]:
    """Return the two files of the example of a fact, which stand side by side."""
    text = README.partition("# content/schema.yaml")[2].partition("```")[0].splitlines()[1:]
    schema = "\n".join(line[:42].rstrip() for line in text if line[:42].strip())
    return schema, "\n".join(line[43:] for line in text)


def append(file: Path, text: str) -> None:
    """Put *text* at the end of a file, which need not be there yet."""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"\n{text}\n")
