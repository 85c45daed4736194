"""Opens authored files and remembers where in them everything stands.

The only module that reads files of content/, and the only one that knows YAML.  A scalar stays the
text that was typed: left to itself PyYAML makes `no` a boolean, `1:30` the number 90 and `1.10` a
float, and of two equal keys it keeps the last without a word.
"""

import bisect
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

import yaml

from .errors import Position, Report, did_you_mean
from .joining import join_folded
from .opening import read_bytes

# Deep enough for any fact, and shallow enough for Python, which recurses along.
MAX_DEPTH = 100

# Bytes of a file, and characters of a page.  Reading more takes minutes, and no author writes so
# much; records may stand in many files.
MAX_BYTES = 2_000_000
MAX_PAGE = 500_000

# What no line of a list and no address can hold; lone surrogates are bytes that are not UTF-8.
_UNNAMEABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\U000f0000-\U0010ffff]")
# What the generator numbers its own marks with, from U+F0000 to the end of Unicode.
_RESERVED = re.compile("[\U000f0000-\U0010ffff]")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

# Where Git begins what it could not merge; no YAML of ours begins a line so.
_CONFLICT = re.compile(r"^<{7}(?: |$)", re.MULTILINE)

_HINTS = {
    "mapping values are not allowed": 'put text that contains ": " in quotes',
    "cannot start any token": "put text that begins with @ ` or % in quotes; indent with spaces",
    "did not find expected key": "look for a missing quotation mark or a wrong indentation",
    "did not find expected ',' or": "look for a missing comma or closing bracket",
    "could not find expected ':'": 'a line "key: value" is missing its colon',
    "unexpected end of stream": "look for a missing quotation mark",
    "unknown escape character": "put text with a backslash in single quotes",
}


T = TypeVar("T")


class SourceFile:
    """The text of one authored file and the places in it.

    *path* is relative to the root of the site.  A byte order mark is dropped, and line ends of
    other systems become newlines.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self._last = 0, ""

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> Position:
        """Return the place of the character at *offset* (counted from 0)."""
        line = bisect.bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return Position(path=self.path, line=line, column=column, text=self._line(line))

    def _line(self, number: int) -> str:
        """Return a line; thousands of places in one line share its text."""
        if self._last[0] != number:
            start = self._starts[number - 1]
            end = self.text.find("\n", start)
            self._last = number, self.text[start : end if end >= 0 else None]
        return self._last[1]


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of YAML and where it begins."""

    file: SourceFile
    offset: int

    @property
    def at(self) -> Position:
        """Where this begins in its file."""
        return self.file.position(self.offset)


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """A text as it was typed; what it means is for its declared type to say."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """A YAML list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    """A YAML mapping in the order of the file; an empty value counts as a missing one."""

    entries: dict[str, tuple[Scalar, Node]]

    def get(self, key: str) -> Node | None:
        """Return the value of *key*, or nothing where it is missing or empty."""
        value = self.entries[key][1] if key in self.entries else None
        return None if isinstance(value, Scalar) and not value.text.strip() else value

    def key(self, key: str) -> Scalar:
        """Return the key itself, which has a place of its own."""
        return self.entries[key][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownFile:
    """A page as it was read: its front matter, and where its text begins."""

    file: SourceFile
    front: Mapping
    body_at: int

    @property
    def body(self) -> str:
        """The Markdown below the front matter."""
        return self.file.text[self.body_at :]


class Known(Protocol):
    """Gives what is made of a file: from an earlier run that read the same, or made now."""

    def __call__(self, file: SourceFile, report: Report, make: Callable[[], T]) -> T:
        """Return what *make* makes of *file*; it may tell *report* what is wrong with it."""


def anew(file: SourceFile, report: Report, make: Callable[[], T]) -> T:  # noqa: ARG001
    """Return what *make* makes, of whatever file."""
    return make()


def find_files(root: Path, folder: str, report: Report) -> list[str]:
    """Return the files below *folder*, as sorted paths relative to *root*.

    Names that begin with a dot are passed over; a link that leads out of *root* is reported.
    """
    if _leads_out(root, root / folder, report):
        return []
    found: list[str] = []
    for where, folders, names in os.walk(root / folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (name for name in [*names, *folders] if not name.startswith(".")):
            path = Path(where, name)
            if path.is_symlink() and _leads_out(root, path, report):
                continue
            if _UNNAMEABLE.search(name):
                at = Position(path=_UNNAMEABLE.sub("\ufffd", path.relative_to(root).as_posix()))
                message = "the name holds a line end, a reserved character, or no UTF-8"
                report.add("unreadable", at, message, "rename it")
                folders[:] = [folder for folder in folders if folder != name]
            elif name in names:
                found.append(path.relative_to(root).as_posix())
    return sorted(found)


def _leads_out(root: Path, path: Path, report: Report) -> bool:
    """Whether links lead from *path* out of *root*, which is then reported."""
    # Not Path.resolve(), which raises an error where links lead in a circle.
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        return False
    message = f"{path.name} is a link that leads out of the site"
    report.add("outside-folder", Position(path=path.relative_to(root).as_posix()), message)
    return True


def read_file(root: Path, path: str, report: Report) -> SourceFile | None:
    """Return the file at *path* below *root*, or nothing after reporting why it cannot be read."""
    try:
        content = read_bytes(root / path, MAX_BYTES)
        if len(content) > MAX_BYTES:
            message = f"the file has more than the {MAX_BYTES:,} bytes that are read of one"
            report.add("too-large", Position(path=path), message, "make several files of it")
            return None
        file = SourceFile(path, content.decode("utf-8"))
        return SourceFile(path, _without_reserved(file.text, file.position, report))
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 (byte {error.start + 1})"
        report.add("not-utf8", Position(path=path), message, "save it as UTF-8")
    except OSError as error:
        report.add("unreadable", Position(path=path), f"the file cannot be read: {error.strerror}")
    return None


def read_yaml(root: Path, path: str, report: Report) -> Mapping | None:
    """Return the mapping in a YAML file; an empty file holds an empty one."""
    file = read_file(root, path, report)
    return None if file is None else mapping_in(file, report)


def mapping_in(file: SourceFile, report: Report) -> Mapping | None:
    """Return the mapping in a YAML file that was read."""
    return _read_mapping(file, 0, file.text, report)


def read_yaml_list(root: Path, path: str, report: Report) -> tuple[Node, ...] | None:
    """Return the items of a YAML file that holds a list; an empty file holds none."""
    file = read_file(root, path, report)
    return None if file is None else read_list_of(file, report)


def read_list_of(file: SourceFile, report: Report) -> tuple[Node, ...] | None:
    """Return the items of the list that *file* holds, or nothing after reporting why it cannot."""
    node = _read_node(file, 0, file.text, report)
    if node is None or (isinstance(node, Scalar) and not node.text):
        return None if node is None else ()
    return read_list(node, "the file", report)


def read_page(root: Path, path: str, report: Report, known: Known = anew) -> MarkdownFile | None:
    """Return a Markdown file with its front matter, or nothing after reporting what is wrong."""
    file = read_file(root, path, report)
    if file is None:
        return None
    if len(file.text) > MAX_PAGE:
        message = f"the page has more than the {MAX_PAGE:,} characters that are read of one"
        report.add("too-large", file.position(0), message, "make several pages of it")
        return None
    return known(file, report, lambda: _page_in(file, report))


def _page_in(file: SourceFile, report: Report) -> MarkdownFile | None:
    match = _FRONT_MATTER.match(file.text)
    if match is None:
        opened = file.text.startswith("---")
        message = "the front matter does not end" if opened else "the page has no front matter"
        hint = "begin the page with a line ---, then title: and summary:, then another line ---"
        report.add("front-matter", file.position(0), message, hint)
        return None
    front = _read_mapping(file, match.start("yaml"), match["yaml"], report)
    return None if front is None else MarkdownFile(file=file, front=front, body_at=match.end())


def check_keys(mapping: Mapping, known: Iterable[str], what: str, report: Report) -> None:
    """Report each key of *mapping* that is not *known*; *what* names the thing that has them."""
    names = set(known)
    for key in mapping:
        if key not in names:
            message = f'{what} has no key "{key}"'
            report.add("unknown-key", mapping.key(key).at, message, did_you_mean(key, names))


def read_scalar(node: Node, what: str, report: Report) -> str | None:
    """Return the text of *node*, or nothing after reporting that it is a list or mapping."""
    if isinstance(node, Scalar):
        return node.text.strip()
    report.add("wrong-shape", node.at, f"{what} must be a single value, not {shape(node)}")
    return None


def read_list(node: Node, what: str, report: Report) -> tuple[Node, ...]:
    """Return the items of *node*, or none after reporting that it is no list."""
    if isinstance(node, Listing):
        return node.items
    message = f"{what} must be a list, not {shape(node)}"
    report.add("wrong-shape", node.at, message, "write it as [one, another]")
    return ()


def read_mapping(node: Node, what: str, report: Report) -> Mapping | None:
    """Return *node* as a mapping, or nothing after reporting that it is none."""
    if isinstance(node, Mapping):
        return node
    report.add("wrong-shape", node.at, f"{what} must be a mapping, not {shape(node)}")
    return None


def shape(node: Node) -> str:
    """Return what *node* is, in an author's words."""
    match node:
        case Scalar(text=text):
            line = " ".join(text.split())
            return f'"{line}"' if len(line) <= 40 else "a text"
        case Listing():
            return "a list"
        case _:
            return "a mapping"


def _without_reserved(text: str, place: Callable[[int], Position], report: Report) -> str:
    """Return *text* without what the generator works with, each of which is reported."""
    for match in _RESERVED.finditer(text):
        message = f"the character U+{ord(match[0]):X} is reserved for the generator"
        report.add("reserved-character", place(match.start()), message, "take it out")
    return _RESERVED.sub("\ufffd", text)


def _read_node(file: SourceFile, offset: int, text: str, report: Report) -> Node | None:
    """Return what *text* holds, or nothing after reporting why it cannot be read."""
    conflict = _CONFLICT.search(text)
    if conflict is None:
        return _Builder(file, offset, text, report).build()
    message = "the file holds both sides of a merge that nobody has finished"
    hint = "keep the lines that hold, and take out those with <<<<<<<, ======= and >>>>>>>"
    report.add("merge-conflict", file.position(offset + conflict.start()), message, hint)
    return None


def _read_mapping(file: SourceFile, offset: int, text: str, report: Report) -> Mapping | None:
    node = _read_node(file, offset, text, report)
    if node is None or isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and not node.text:
        return Mapping(file, offset, {})
    message = f"the file must hold a mapping, not {shape(node)}"
    report.add("wrong-shape", node.at, message, "write it as key: value")
    return None


class _TooDeepError(Exception):
    """A node of YAML lies deeper than `MAX_DEPTH`; its argument is the place in the text."""


class _Builder:
    """Makes our nodes of what PyYAML's parser finds in *text*, refusing what authors do not need.

    The parser, unlike the composer behind it, does not recurse, so that depth is ours to bound.
    """

    def __init__(self, file: SourceFile, offset: int, text: str, report: Report) -> None:
        self._file, self._offset, self._text, self._report = file, offset, text, report
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, _LOADER))

    def build(self) -> Node | None:
        """Return what the text holds, or nothing after reporting why it cannot be read."""
        try:
            return self._document()
        except _TooDeepError as error:
            self._refuse("yaml-depth", error.args[0], "the YAML is nested too deep")
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except yaml.reader.ReaderError as error:
            code = error.character if isinstance(error.character, int) else ord(error.character[0])
            # The parser counts bytes here; what it stumbles over is the first of its kind.
            index = max(0, self._text.find(chr(code)))
            self._refuse("yaml-syntax", index, f"the character U+{code:04X} is not allowed in YAML")
        return None

    def _document(self) -> Node | None:
        root: Node | None = Scalar(self._file, self._offset, "")
        seen = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen == 1:
                    message = "the file holds a second document"
                    hint = "take the line --- out"
                    self._refuse("yaml-syntax", _index(event), message, hint)
                    return None
                root = self._node(next(self._events), 0)
                seen += 1
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node | None:
        """Return the node that begins with *event*, or nothing for an alias, which is reported."""
        index = _index(event)
        if depth > MAX_DEPTH:
            raise _TooDeepError(index)
        self._check_properties(event, index)
        match event:
            case yaml.ScalarEvent():
                # An escape makes characters that the text of the file does not hold.
                place = self._file.position(self._offset + index)
                text = _without_reserved(event.value, lambda _: place, self._report)
                if "\n" not in event.value and not text.isascii() and event.end_mark:
                    text = join_folded(text, self._text[index : event.end_mark.index])
                return Scalar(self._file, self._offset + index, text)
            case yaml.SequenceStartEvent():
                items = [self._node(child, depth + 1) for child in self._children()]
                found = tuple(item for item in items if item is not None)
                return Listing(self._file, self._offset + index, found)
            case yaml.MappingStartEvent():
                return self._mapping(self._offset + index, depth)
        return None

    def _children(self) -> Iterator[yaml.Event]:
        """Return the events at which the children of a list or mapping begin."""
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield event

    def _mapping(self, offset: int, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in self._children():
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if key is None or value is None:
                continue
            if not isinstance(key, Scalar):
                message = f"a key must be a text, not {shape(key)}"
                self._report.add("wrong-shape", key.at, message)
            elif key.text in entries:
                first = entries[key.text][0].at.line
                message = f'the key "{key.text}" stands twice; first on line {first}'
                self._report.add("duplicate-key", key.at, message, "take one of the two out")
            else:
                entries[key.text] = (key, value)
        return Mapping(self._file, offset, entries)

    def _check_properties(self, event: yaml.Event, index: int) -> None:
        """Report *event* where it has an anchor or a tag, or is an alias."""
        if getattr(event, "anchor", None) is not None:
            message = "anchors and aliases are not used here"
            self._refuse("yaml-anchor", index, message, "write the value out again")
        elif getattr(event, "tag", None) is not None:
            self._refuse("yaml-anchor", index, "tags are not used here", "leave it out")

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        problem = str(error.problem or error.context)
        # What has no end is found at the end of the file, but is to be mended where it begins.
        endless = "end of stream" in problem and error.context_mark is not None
        mark = error.context_mark if endless else error.problem_mark or error.context_mark
        hint = next((hint for words, hint in _HINTS.items() if words in problem), "")
        index = min(mark.index if mark else 0, len(self._text))
        if (
            "nesting depth" in problem
        ):  # the parser has a bound of its own, a little later than ours
            self._refuse("yaml-depth", index, "the YAML is nested too deep")
            return
        self._refuse("yaml-syntax", index, f"this is not YAML: {problem}", hint)

    def _refuse(self, rule: str, index: int, message: str, hint: str = "") -> None:
        self._report.add(rule, self._file.position(self._offset + index), message, hint)


def _index(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0
