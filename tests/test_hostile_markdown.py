"""However entangled a page is, it becomes HTML in bounded time, or is told.

Each shape is tried small and large, in a process that may use only so much of the machine.  Where
libraries take a time that grows with the square of the length, the build ends them.
"""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from explainer.bounding import TooMuchError, bounded
from explainer.errors import Position
from explainer.reading import SourceFile
from tests.conftest import Site
from tests.trials import Ground, ground

FRONT = "---\ntitle: P\nsummary: S.\n---\n"
AT = Position(path="x")


@pytest.fixture(scope="module")
def trials() -> Iterator[Ground]:
    """Give a process in which sites are built."""
    with ground() as found:
        yield found


def _rows(sign: str, many: int) -> Iterator[str]:
    """Yield rows of a sign, each longer than the one before."""
    return (sign * number for number in range(1, int((2 * many) ** 0.5)))


def _table(many: int) -> str:
    return "|" * many + "\n" + "|-" * many + "|\n" + "|" * many


def _notes(many: int) -> str:
    marks = "".join(f"[^{number}]" for number in range(many))
    return marks + "\n\n" + "".join(f"[^{number}]: x\n" for number in range(many))


def _nested(what: str, many: int) -> str:
    return "\n".join("    " * depth + what for depth in range(int((many / 2) ** 0.5)))


# What is asked for by name, and what was found to take a time that grows with the square of the
# length, or a depth without bound; each of so many signs or lines.
SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "quotations": (2_000, lambda n: ">" * n + " x"),
    "quotations, a line each": (40_000, lambda n: "\n".join(f"{row} x" for row in _rows(">", n))),
    "brackets": (5_000, lambda n: "[" * n),
    "brackets that close": (5_000, lambda n: "[" * n + "]" * n),
    "links without end": (5_000, lambda n: "[a](" * n),
    "links in links": (5_000, lambda n: "[" * n + "](x.md)" * n),
    "images without end": (5_000, lambda n: "![" * n + "](x)"),
    "images in images": (2_000, lambda n: "![" * n + "](/img/icon.svg)" * n),
    "citations without end": (5_000, lambda n: "[@a" * n),
    "footnotes without end": (5_000, lambda n: "[^a" * n),
    "footnotes": (3_000, _notes),
    "footnotes in each other": (1, lambda n: "[^a]\n\n[^a]: x [^b]\n\n[^b]: y [^a]" * n),
    "backticks": (50_000, lambda n: "`" * n),
    "backticks, longer and longer": (100_000, lambda n: " ".join(_rows("`", n))),
    "backticks and letters": (20_000, lambda n: "`a" * n),
    "fences": (20_000, lambda n: "```\n" * n),
    "fences without end": (20_000, lambda n: "```x\n\n" * n),
    "fences, longer and longer": (100_000, lambda n: "\n".join(_rows("`", n))),
    "tildes": (100_000, lambda n: "~" * n),
    "stars": (20_000, lambda n: "*" * n),
    "stars and letters": (10_000, lambda n: "**a *b " * n),
    "lines below": (10_000, lambda n: "_a _b__ " * n),
    "comments without end": (20_000, lambda n: "<!--" * n),
    "tags without end": (10_000, lambda n: "<a " * n),
    "tags in tags": (5_000, lambda n: "<div>" * n),
    "attributes without end": (10_000, lambda n: '<p a="' * n),
    "a block of attributes without end": (50_000, lambda n: "<div>\n" + '<a "' * n),
    "CDATA": (5_000, lambda n: "<![CDATA[" * n),
    "instructions": (10_000, lambda n: "<?" * n),
    "addresses without end": (10_000, lambda n: "<http://" * n),
    "an address of mail": (20_000, lambda n: "<" + "a." * n + "@b>"),
    "signs and": (50_000, lambda n: "&" * n),
    "braces": (50_000, lambda n: "{{" * n),
    "braces and quotes": (20_000, lambda n: '{{ "' * n),
    "braces apart": (20_000, lambda n: "{ {" * n),
    "logic": (20_000, lambda n: "{% " * n),
    "attribute lists": (20_000, lambda n: "# x " + "{: " * n),
    "signs of headings": (50_000, lambda n: "#" * n),
    "headings of one name": (3_000, lambda n: "## x\n\n" * n),
    "list items in a line": (5_000, lambda n: "- " * n + "x"),
    "numbers in a line": (5_000, lambda n: "1. " * n + "x"),
    "lists in lists": (8_000, lambda n: _nested("- x", n)),
    "notes in notes": (8_000, lambda n: _nested("!!! note", n)),
    "definitions": (10_000, lambda n: "a\n" + ": b\n" * n),
    "names of links": (10_000, lambda n: "[a]:\n" * n),
    "cells": (5_000, _table),
    "cells of backticks": (20_000, lambda n: "a|b\n-|-\n" + "`|" * n),
    "blanks": (100_000, lambda n: "a" + " " * n + "b"),
    "empty lines": (200_000, lambda n: "\n" * n + "b"),
    "backslashes": (50_000, lambda n: "\\`" * n),
    "lines of Japanese": (20_000, lambda n: "日本語\n" * n),
    "words": (90_000, lambda n: "word " * n),
}
# Without a long run only these are tried: most of the others take as long as may be.
SHORT = (
    *("quotations", "backticks", "backticks and letters", "fences", "stars", "braces", "tildes"),
    *("comments without end", "brackets", "lists in lists", "lines of Japanese", "footnotes"),
    *("list items in a line", "footnotes in each other", "tags in tags", "signs and"),
)
# Of these libraries make something in time, or are ended; what comes of it depends on the machine.
EITHER = frozenset(["too-large", "skipped-heading", "missing-description", "logic-in-prose"])


@pytest.mark.parametrize("name", SHAPES)
def test_a_page_of_any_shape_is_made_or_told(
    site: Site, trials: Ground, name: str, long: bool
) -> None:
    if not long and name not in SHORT:
        pytest.skip("only in a long run")
    many, shape = SHAPES[name]

    trial = trials.build(site({"content/en/p.md": f"{FRONT}{shape(many)}\n"}))

    assert trial.code == 0 or set(trial.rules) & EITHER
    assert all(line.startswith("content/en/p.md:") for line in trial.errors)


@pytest.mark.parametrize("name", SHAPES)
def test_a_field_of_any_shape_is_made_or_told(
    site: Site, trials: Ground, name: str, long: bool
) -> None:
    if not long and name not in ("lines of Japanese", "list items in a line"):
        pytest.skip("only in a long run")
    many, shape = SHAPES[name]
    text = shape(many).replace("'", "''").replace("\n", "\n  ")
    fields = {
        "content/schema.yaml": "things: {name: markdown}\n",
        "content/facts/things.yaml": f"a:\n  name: '{text}'\n",
    }

    trial = trials.build(site(fields))

    assert trial.code == 0 or trial.errors


@pytest.mark.parametrize("name", ["quotations", "brackets", "backticks", "lists in lists"])
def test_a_little_of_each_is_made(site: Site, trials: Ground, name: str) -> None:
    _, shape = SHAPES[name]

    trial = trials.build(site({"content/en/p.md": f"{FRONT}{shape(100)}\n"}))

    assert trial.code == 0, trial.err


def test_what_takes_too_long_is_ended_and_told_where_it_stands(site: Site, trials: Ground) -> None:
    page = f"{FRONT}{'<![CDATA[' * 5000}\n"

    trial = trials.build(site({"content/en/p.md": page}))

    assert trial.errors == [
        "content/en/p.md:5:1: error: this takes more than 4 seconds of work [too-large]"
    ]


def test_what_is_nested_too_deep_is_told_where_it_stands(site: Site, trials: Ground) -> None:
    trial = trials.build(site({"content/en/p.md": f"{FRONT}{'- ' * 5000}x\n"}))

    assert trial.errors == ["content/en/p.md:5:1: error: this is nested too deep [too-large]"]


def test_work_is_counted_not_the_clock_and_what_lies_within_counts_along() -> None:
    def work() -> None:
        with bounded(1, lambda: AT), bounded(9, lambda: AT):
            while True:
                pass

    with pytest.raises(TooMuchError) as caught:
        work()

    assert (caught.value.message, caught.value.at) == (
        "this takes more than 1 seconds of work",
        AT,
    )


def test_a_place_of_thousands_in_one_line_takes_no_memory() -> None:
    file = SourceFile("a.md", "12 " * 100_000)

    tracemalloc.start()
    places = [file.position(offset) for offset in range(0, 300_000, 300)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(places) == 1000
    assert most < 5_000_000
