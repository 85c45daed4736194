"""What fuzzing is made of: the pieces of texts, texts with a change, and a build in memory.

It counts what was tried, and what took longest; a long run says so at its end.
"""

import random
import string
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from explainer.errors import BuildError, Problem, Report
from explainer.pipeline import Kept, Order, build
from tests.trials import Tally

# How many inputs are tried of what takes a build, and of what takes next to nothing; and how many
# seconds of a processor one of them may take.
BUILDS, BUILDS_LONG = 25, 1_500
TEXTS, TEXTS_LONG = 100, 20_000
LONGEST = 5.0

WORDS = (
    *("a", "日本", "😀", " ", "\n", "\n\n", "\n    ", "\t", "1", "12 %", "é", "\u200b"),
    *("\ufffe"),
)
YAML = (
    *(": ", "- ", "? ", "#", "[", "]", "{", "}", "&x ", "*x", "!!str ", "'", '"', "|\n"),
    *(">\n", "---\n"),
)
PROSE = (
    *("# ", "## ", "> ", "- ", "1. ", "```\n", "`", "~~~\n", "**", "_", "[", "](", ")", "!["),
    *("[^a]", "[^a]: ", "[a]: ", "| ", "|-|\n", ": ", "!!! note\n", "{: .a }", "{#b}", "\\"),
    *("&lt;", "&#", "<", "<div>", "</div>", "<b>", "<a href='", "'>", "<!--", "-->"),
    *("<![CDATA[", "<?", "<script>", ">", "{{ ", " }}", "{{ figures.share }}", "[@news]"),
    *("[@news, ", "{% ", "{x}}", "\x02", "\x03", "\x00"),
)
CODE = (
    *("figures", ".share", ".value", "people", ".ann", "(", ")", "[", "]", "{", "}", ","),
    *(":", ".", "|", "'", '"', "a", "1", "9", "**", "*", "+", "-", "/", "//", "%", "~"),
    *(" is ", " in ", " not ", " if ", " else ", " and ", "text('", "range(", "join", "map("),
    *("list", "replace(", "format(", "__class__", "attr(", "batch(", "sum", "sort", "tojson"),
    *("bold(", "box(", "plain", "short", "exact", "none"),
)


# What was tried in this run of the tests, in all files.
FUZZED = Tally("executions fuzzed")


def rows(*pieces: str) -> st.SearchStrategy[str]:
    """Return what makes texts of *pieces* and of anything else."""
    return st.one_of(st.lists(st.sampled_from(pieces), max_size=30).map("".join), st.text())


def tries(few: int, many: int, *, long: bool) -> settings:
    """Return how hypothesis tries *few* inputs, always the same, or *many* new ones."""
    return settings(
        max_examples=many if long else few,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not long,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a site: what is wrong with it, and its files where nothing is."""

    problems: list[Problem]
    outputs: Mapping[str, bytes]


def built(files: Mapping[str, str], kept: Kept) -> Made:
    """Build a site of *files*; whatever is raised but for an author to mend fails the test."""
    report, outputs = Report(), dict[str, bytes]()
    with TemporaryDirectory() as folder:
        for path, content in files.items():
            if content:
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_bytes(content.encode("utf-8", "surrogatepass"))
        began = time.process_time()
        try:
            order = Order(root=Path(folder), today="2026-11-23")
            outputs |= build(order, report, kept).outputs
        except BuildError:
            assert report.failed
        took = time.process_time() - began
    FUZZED.count(took)
    assert took < LONGEST, f"it took {took:.1f} s"
    for problem in report:
        assert problem.at.path
        assert str(problem)
    return Made(list(report), outputs)


def changed(text: str, chance: random.Random) -> str:
    """Return *text* with a few changes as they happen, or as somebody means them."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 3, 20]))
        piece = text[start : start + 30]
        new = chance.choice([*WORDS, *YAML, *PROSE, *CODE, *string.printable, piece * 3, ""])
        text = text[:start] + new + text[end:]
    return text
