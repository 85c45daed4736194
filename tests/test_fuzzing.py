"""Nothing but problems comes out, whatever goes in: searched for by hypothesis.

What it has found stands in `tests/cases/found/`, a file for each case, and is tried at every run.
With `--long` forty times as many inputs are tried.
"""

import random
import string
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.bounding import TooMuchError
from explainer.errors import BuildError, Problem, Report
from explainer.formulas import FormulaError, read_formula
from explainer.markup import Tag, open_tag, walk
from explainer.pipeline import Kept, Order, build
from explainer.reading import read_page, read_yaml
from explainer.refs import find_refs, mark_refs
from explainer.sizing import TooLargeError
from explainer.templating import TemplateError, Templates, UnknownNameError
from tests.bench import FILES
from tests.conftest import SMALLEST

FOUND = Path(__file__).parent / "cases/found"
SMALL, LONG = 25, 1000

WORDS = ("a", "日本", "😀", " ", "\n", "\n\n", "\n    ", "\t", "1", "12 %", "é", "\u200b", "\ufffe")
YAML = (
    ": ",
    "- ",
    "? ",
    "#",
    "[",
    "]",
    "{",
    "}",
    "&x ",
    "*x",
    "!!str ",
    "'",
    '"',
    "|\n",
    ">\n",
    "---\n",
)
PROSE = (
    *(
        "# ",
        "## ",
        "> ",
        "- ",
        "1. ",
        "```\n",
        "`",
        "~~~\n",
        "**",
        "_",
        "[",
        "](",
        ")",
        "![",
        "[^a]",
    ),
    *(
        "[^a]: ",
        "[a]: ",
        "| ",
        "|-|\n",
        ": ",
        "!!! note\n",
        "{: .a }",
        "{#b}",
        "\\",
        "&lt;",
        "&#",
        "<",
    ),
    *(
        "<div>",
        "</div>",
        "<b>",
        "<a href='",
        "'>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "<script>",
        ">",
    ),
    *(
        "{{ ",
        " }}",
        "{{ figures.share }}",
        "[@news]",
        "[@news, ",
        "{% ",
        "{x}}",
        "\x02",
        "\x03",
        "\x00",
    ),
)
CODE = (
    *(
        "figures",
        ".share",
        ".value",
        "people",
        ".ann",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "|",
    ),
    *(
        "'",
        '"',
        "a",
        "1",
        "9",
        "**",
        "*",
        "+",
        "-",
        "/",
        "//",
        "%",
        "~",
        " is ",
        " in ",
        " not ",
        " if ",
    ),
    *(
        " else ",
        " and ",
        "text('",
        "range(",
        "join",
        "map(",
        "list",
        "replace(",
        "format(",
        "__class__",
    ),
    *(
        "attr(",
        "batch(",
        "sum",
        "sort",
        "tojson",
        "bold(",
        "box(",
        "plain",
        "short",
        "exact",
        "none",
    ),
)


def rows(*pieces: str) -> st.SearchStrategy[str]:
    """Return what makes texts of *pieces* and of anything else."""
    return st.one_of(st.lists(st.sampled_from(pieces), max_size=30).map("".join), st.text())


@pytest.fixture
def many(long: bool) -> settings:
    """Return how many inputs are tried."""
    return settings(
        max_examples=LONG if long else SMALL,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not long,
    )


class Fuzzed:
    """How often the program was given something, for the report of a long run."""

    def __init__(self) -> None:
        self.executions = 0


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Fuzzed]:
    """Count what was tried, and say so."""
    found = Fuzzed()
    yield found
    print(f"\n{found.executions} executions fuzzed")  # noqa: T201 — shown by a long run with -s


def built(files: Mapping[str, str], compiled: dict[str, bytes]) -> list[Problem]:
    """Return what is wrong with a site of *files*; all else that is raised fails the test."""
    report = Report()
    with TemporaryDirectory() as folder:
        for path, content in files.items():
            if content:
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_bytes(content.encode("utf-8", "surrogatepass"))
        try:
            build(Order(root=Path(folder), today="2026-11-23"), report, Kept(compiled=compiled))
        except BuildError:
            assert report.failed
    return list(report)


def test_any_page_is_built_or_told(many: settings, fuzzed: Fuzzed) -> None:
    compiled: dict[str, bytes] = {}

    @many
    @given(rows(*WORDS, *PROSE))
    def check(text: str) -> None:
        fuzzed.executions += 1
        page = f"---\ntitle: P\nsummary: S.\n---\n{text}\n"
        for problem in built({**FILES, "content/en/p.md": page}, compiled):
            assert problem.at.path
            assert str(problem)

    check()


def test_any_expression_is_evaluated_or_told(many: settings, fuzzed: Fuzzed) -> None:
    compiled: dict[str, bytes] = {}

    @many
    @given(rows(*CODE))
    def check(text: str) -> None:
        fuzzed.executions += 1
        page = f"---\ntitle: P\nsummary: S.\n---\nIt: {{{{ {text} }}}}.\n"
        built({**FILES, "content/en/p.md": page}, compiled)

    check()


def test_any_expression_alone_gives_a_value_or_a_fault(many: settings, fuzzed: Fuzzed) -> None:
    templates = Templates([], {}, {})

    @many
    @given(rows(*CODE))
    def check(text: str) -> None:
        fuzzed.executions += 1
        with suppress(TemplateError, UnknownNameError):
            templates.evaluate(text, {"a": 1, "people": [1, 2], "figures": {"share": "x"}})

    check()


def test_any_file_of_facts_is_read_or_told(many: settings, fuzzed: Fuzzed) -> None:
    compiled: dict[str, bytes] = {}

    @many
    @given(
        st.sampled_from(["facts/figures", "facts/events", "schema", "site", "strings/en"]),
        rows(
            *WORDS,
            *YAML,
            "value",
            "status",
            "sources",
            "[news]",
            "confirmed",
            "= a",
            "text",
            "list(",
        ),
    )
    def check(name: str, text: str) -> None:
        fuzzed.executions += 1
        path = f"content/{name}.yaml"
        built({**FILES, path: FILES.get(path, "") + text}, compiled)

    check()


def test_any_bytes_are_a_mapping_or_a_page_or_told(
    many: settings, fuzzed: Fuzzed, tmp_path: Path
) -> None:
    @many
    @given(
        st.one_of(
            st.binary(), rows(*WORDS, *YAML).map(lambda text: text.encode("utf-8", "replace"))
        )
    )
    def check(content: bytes) -> None:
        fuzzed.executions += 1
        (tmp_path / "a").write_bytes(content)
        (tmp_path / "b").write_bytes(b"---\n" + content + b"\n---\n")
        report = Report()
        found = [read_yaml(tmp_path, "a", report), read_page(tmp_path, "b", report)]
        assert report.failed or None not in found

    check()


def test_any_text_keeps_what_is_no_reference(many: settings, fuzzed: Fuzzed) -> None:
    @many
    @given(rows(*WORDS, *PROSE))
    def check(text: str) -> None:
        fuzzed.executions += 1
        refs = find_refs(text)
        ends = [0, *(ref.end for ref in refs)]
        assert all(ref.start >= end for ref, end in zip(refs, ends, strict=False))
        assert len(mark_refs(text, refs)) <= len(text)

    check()


def test_any_html_is_its_pieces(many: settings, fuzzed: Fuzzed) -> None:
    @many
    @given(rows(*WORDS, *PROSE, "=", "'", '"', "/"))
    def check(text: str) -> None:
        fuzzed.executions += 1
        pieces = list(walk(text))
        assert "".join(one.written if isinstance(one, Tag) else one for one in pieces) == text
        for one in pieces:
            if isinstance(one, Tag):
                open_tag(one.name, one.attributes())

    check()


def test_any_formula_is_read_or_told(many: settings, fuzzed: Fuzzed) -> None:
    @many
    @given(rows(*CODE, "count(", "sum(", "round(", "percent(", "days("))
    def check(text: str) -> None:
        fuzzed.executions += 1
        with suppress(FormulaError):
            read_formula(text)

    check()


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_found_no_more(path: Path) -> None:
    content = path.read_bytes().decode("utf-8", "surrogatepass")
    where = {".md": "content/en/p.md", ".yaml": "content/facts/figures.yaml"}[path.suffix]

    problems = built({**FILES, where: content}, {})

    assert all(str(one) for one in problems)


def test_any_change_of_a_site_is_built_or_told(long: bool, fuzzed: Fuzzed) -> None:
    compiled: dict[str, bytes] = {}
    chance = random.Random(2026)

    for _ in range(LONG if long else SMALL):
        fuzzed.executions += 1
        path = chance.choice([one for one in FILES if one.endswith((".md", ".yaml"))])
        built({**SMALLEST, **FILES, path: _changed(FILES[path], chance)}, compiled)


def _changed(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 3, 20]))
        new = chance.choice([*WORDS, *YAML, *PROSE, *string.printable, text[start:end] * 3, ""])
        text = text[:start] + new + text[end:]
    return text


def test_what_ends_a_build_is_no_exception_of_a_library() -> None:
    assert not issubclass(TooMuchError, Exception)
    assert issubclass(TooLargeError, Exception)
