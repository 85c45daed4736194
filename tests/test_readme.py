"""What the README says is what the program does."""

import re

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


def test_its_example_of_a_fact_builds_and_its_example_of_a_problem_is_what_comes(
    site: Site,
) -> None:
    example = README.partition("# content/schema.yaml")[2].partition("```")[0].splitlines()[1:]
    schema = "\n".join(line[:42].rstrip() for line in example if line[:42].strip())
    facts = "\n".join(line[43:] for line in example)
    page = "---\ntitle: Lakes\nsummary: Of lakes.\n---\n{}\n"
    files = {
        "content/schema.yaml": schema,
        "content/facts/lakes.yaml": facts,
        "content/facts/sources.yaml": (
            "survey: {title: A survey, publisher: An office, type: primary}\n"
            "guide: {title: A guide, publisher: A guide, type: analysis}\n"
        ),
    }
    prose = README.partition("prose prints it: `")[2].partition("`")[0]
    problem = README.partition("A problem leads to its place:\n\n```\n")[2].partition("```")[0]

    good = run(site({**files, "content/en/index.md": page.format(prose)}), "check", "-q")
    bad = run(
        site({**files, "content/en/index.md": page.format("\nIt is {{ lakes.miro }} old.")}),
        "check",
    )

    assert (good.code, good.err) == (0, "")
    assert bad.err.startswith(problem)
