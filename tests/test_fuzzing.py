"""Nothing but problems comes out, whatever goes in: searched for by hypothesis.

What it has found stands in `tests/cases/found/`, a file for each case, and is tried at every run.
With `--long` a hundred times as many inputs are tried, and new ones each time.
"""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.bounding import TooMuchError
from explainer.errors import Report
from explainer.formulas import FormulaError, read_formula
from explainer.markup import Tag, open_tag, walk
from explainer.pipeline import Kept
from explainer.reading import read_page, read_yaml
from explainer.refs import find_refs, mark_refs
from explainer.sizing import TooLargeError
from explainer.templating import TemplateError, Templates, UnknownNameError
from explainer.webtext import read
from tests.bench import FILES
from tests.fuzzing import (
    BUILDS,
    BUILDS_LONG,
    CODE,
    FUZZED,
    PROSE,
    TEXTS,
    TEXTS_LONG,
    WORDS,
    YAML,
    built,
    rows,
    tries,
)

FOUND = Path(__file__).parent / "cases/found"


@pytest.fixture
def many(long: bool) -> settings:
    """Return how many texts are tried."""
    return tries(TEXTS, TEXTS_LONG, long=long)


@pytest.fixture
def many_builds(long: bool) -> settings:
    """Return how many sites are built."""
    return tries(BUILDS, BUILDS_LONG, long=long)


def test_any_page_is_built_or_told(many_builds: settings) -> None:
    kept = Kept()

    @many_builds
    @given(rows(*WORDS, *PROSE))
    def check(text: str) -> None:
        page = f"---\ntitle: P\nsummary: S.\n---\n{text}\n"
        built({**FILES, "content/en/p.md": page}, Kept(compiled=kept.compiled))

    check()


def test_any_expression_is_evaluated_or_told(many_builds: settings) -> None:
    kept = Kept()

    @many_builds
    @given(rows(*CODE))
    def check(text: str) -> None:
        page = f"---\ntitle: P\nsummary: S.\n---\nIt: {{{{ {text} }}}}.\n"
        built({**FILES, "content/en/p.md": page}, Kept(compiled=kept.compiled))

    check()


def test_any_expression_alone_gives_a_value_or_a_fault(many: settings) -> None:
    templates = Templates([], {}, {})

    @many
    @given(rows(*CODE))
    def check(text: str) -> None:
        FUZZED.count()
        with suppress(TemplateError, UnknownNameError):
            templates.evaluate(text, {"a": 1, "people": [1, 2], "figures": {"share": "x"}})

    check()


def test_any_file_of_facts_is_read_or_told(many_builds: settings) -> None:
    kept = Kept()

    @many_builds
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
        path = f"content/{name}.yaml"
        built({**FILES, path: FILES.get(path, "") + text}, Kept(compiled=kept.compiled))

    check()


def test_any_bytes_are_a_mapping_or_a_page_or_told(many: settings, tmp_path: Path) -> None:
    @many
    @given(
        st.one_of(
            st.binary(), rows(*WORDS, *YAML).map(lambda text: text.encode("utf-8", "replace"))
        )
    )
    def check(content: bytes) -> None:
        FUZZED.count()
        (tmp_path / "a").write_bytes(content)
        (tmp_path / "b").write_bytes(b"---\n" + content + b"\n---\n")
        report = Report()
        found = [read_yaml(tmp_path, "a", report), read_page(tmp_path, "b", report)]
        assert report.failed or None not in found

    check()


def test_any_text_keeps_what_is_no_reference(many: settings) -> None:
    @many
    @given(rows(*WORDS, *PROSE))
    def check(text: str) -> None:
        FUZZED.count()
        refs = find_refs(text)
        ends = [0, *(ref.end for ref in refs)]
        assert all(ref.start >= end for ref, end in zip(refs, ends, strict=False))
        assert len(mark_refs(text, refs)) <= len(text)

    check()


def test_any_html_is_its_pieces(many: settings) -> None:
    @many
    @given(rows(*WORDS, *PROSE, "=", "'", '"', "/"))
    def check(text: str) -> None:
        FUZZED.count()
        pieces = list(walk(text))
        assert "".join(one.written if isinstance(one, Tag) else one for one in pieces) == text
        for one in pieces:
            if isinstance(one, Tag):
                open_tag(one.name, one.attributes())

    check()


def test_any_copy_of_a_page_is_read(many: settings) -> None:
    @many
    @given(rows(*WORDS, *PROSE, "<![", "<!", "</", "<p>", "<main>", "</main>", "<h1>", "<br/>"))
    def check(text: str) -> None:
        FUZZED.count()
        read(text.encode("utf-8", "replace"))

    check()


def test_a_copy_with_what_begins_as_a_declaration_is_read_on() -> None:
    assert read(b"<p>Before<![><p>After<!x><p>Last") == ["Before", "After", "Last"]


def test_any_formula_is_read_or_told(many: settings) -> None:
    @many
    @given(rows(*CODE, "count(", "sum(", "round(", "percent(", "days("))
    def check(text: str) -> None:
        FUZZED.count()
        with suppress(FormulaError):
            read_formula(text)

    check()


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_found_no_more(path: Path) -> None:
    content = path.read_bytes().decode("utf-8", "surrogatepass")
    where = {".md": "content/en/p.md", ".yaml": "content/facts/figures.yaml"}[path.suffix]

    built({**FILES, where: content}, Kept())


def test_what_ends_a_build_is_no_exception_of_a_library() -> None:
    assert not issubclass(TooMuchError, Exception)
    assert issubclass(TooLargeError, Exception)
