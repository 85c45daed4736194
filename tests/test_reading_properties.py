"""No YAML, however broken, ends in anything but a mapping or a problem."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer.errors import Report
from explainer.reading import Mapping, Node, read_yaml

PLAIN = ("a", "日本", "😀", " ", "\n", "\n  ", ": ", ":", "- ", "? ", "#", "~", "<<", ",", "\\")
MARKS = ("[", "]", "{", "}", "&x ", "*x", "!!str ", "'", '"', "|\n", ">-\n", "@", "`", "---\n")
RARE = ("...\n", "%YAML 1.1\n", "%TAG", "\t", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ufffe")
# Not even in quotes: control characters, halves of pairs, and what the generator works with.
QUOTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], max_codepoint=0xEFFFF)
PIECES = st.sampled_from((*PLAIN, *MARKS, *RARE))


def read(text: str, report: Report) -> Mapping | None:
    """Return what a YAML file of *text* holds."""
    with TemporaryDirectory() as folder:
        Path(folder, "a.yaml").write_bytes(text.encode())
        return read_yaml(Path(folder), "a.yaml", report)


def nodes(node: Node) -> list[Node]:
    """Return *node* and all below it."""
    if isinstance(node, Mapping):
        inner: list[Node] = [part for pair in node.entries.values() for part in pair]
    else:
        inner = list(getattr(node, "items", ()))
    return [node, *(found for child in inner for found in nodes(child))]


@settings(deadline=None)  # a file is written each time
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
@example("\x00")
@example("a: \U000e0001")
def test_any_text_is_a_mapping_or_a_problem(text: str) -> None:
    report = Report()

    mapping = read(text, report)

    assert mapping is not None or report.failed
    for problem in report:
        assert 1 <= problem.at.column <= len(problem.at.text) + 1
        assert str(problem)
    for node in nodes(mapping) if mapping else ():
        assert 0 <= node.offset <= len(text)
        assert node.at.text in text.replace("\r", "\n")


@settings(deadline=None)  # a file is written each time
@given(st.text(alphabet=QUOTABLE, min_size=1))
def test_a_quoted_text_is_found_where_it_stands(text: str) -> None:
    quoted = text.replace("\ufeff", "").replace("'", "''")
    for separator in "\x85\u2028\u2029\ufffe\uffff":
        quoted = quoted.replace(separator, "")
    report = Report()

    mapping = read(f"日本: x\nkey: '{quoted}'\n", report)

    assert list(report) == []
    assert mapping is not None
    value = mapping.entries["key"][1]
    assert (value.at.line, value.at.column) == (2, 6)
