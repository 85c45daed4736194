"""Fuzzes what reads the texts of authors, guided by which lines of the code a text has reached.

`python -m tests.guided TARGET [options of libFuzzer]`, such as `-max_total_time=600`, wants
`atheris` beside what the tests need.  A text that brings out anything but a problem is printed and
kept as `crash-…`; it belongs into `tests/cases/found/`.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import atheris

with atheris.instrument_imports(include=["explainer", "jinja2", "markdown"]):
    from explainer.dialect import markdown, slugify_unicode
    from explainer.errors import Report
    from explainer.formulas import FormulaError, read_formula
    from explainer.markup import Tag, open_tag, walk
    from explainer.reading import read_page, read_yaml
    from explainer.refs import find_refs, mark_refs
    from explainer.templating import TemplateError, Templates, UnknownNameError
    from explainer.values import BadValue, read_date, read_quantity
    from explainer.webtext import read

FOLDER = Path(mkdtemp())
TEMPLATES = Templates([], {}, {})
MARKDOWN = markdown("back to {}", "Contents", slugify_unicode)
GIVEN = {"a": 1, "people": [1, 2], "figures": {"share": "x"}}


def _file(data: bytes) -> None:
    (FOLDER / "a").write_bytes(data)
    (FOLDER / "b").write_bytes(b"---\n" + data)
    report = Report()
    found = [read_yaml(FOLDER, "a", report), read_page(FOLDER, "b", report)]
    assert report.failed or None not in found


def _refs(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    assert len(mark_refs(text, find_refs(text))) <= len(text)


def _html(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    pieces = list(walk(text))
    assert "".join(one.written if isinstance(one, Tag) else one for one in pieces) == text
    for one in pieces:
        if isinstance(one, Tag):
            open_tag(one.name, one.attributes())


def _expression(data: bytes) -> None:
    with suppress(TemplateError, UnknownNameError):
        TEMPLATES.evaluate(data.decode("utf-8", "replace"), GIVEN)


def _formula(data: bytes) -> None:
    with suppress(FormulaError):
        read_formula(data.decode("utf-8", "replace"))


def _values(data: bytes) -> None:
    for reads in (read_date, read_quantity):
        with suppress(BadValue):
            str(reads(data.decode("utf-8", "replace")))


def _prose(data: bytes) -> None:
    with suppress(RecursionError):  # which is told as a text that is nested too deep
        MARKDOWN.reset().convert(data.decode("utf-8", "replace"))


def _copy(data: bytes) -> None:
    read(data.decode("utf-8", "replace").encode())


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "file": _file,
    "refs": _refs,
    "html": _html,
    "expression": _expression,
    "formula": _formula,
    "values": _values,
    "prose": _prose,
    "copy": _copy,
}


def main() -> None:
    """Fuzz the target that the command line names."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
