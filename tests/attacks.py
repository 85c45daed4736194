"""The ways to break a content tree, one thing at a time: what the attacks of test_attacks try.

Each finds all the places of a tree at which it can be applied.  YAML is read by
`explainer.reading`, which knows where in a file each key and value stands; pages are searched for
what authors write.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from explainer import reading
from explainer.errors import Report
from explainer.evidence import KEYS, STATUSES
from explainer.lock import PATH as LOCK
from explainer.reading import Listing, Node, Scalar
from explainer.schema import Type, load_schema

_WORD = re.compile(r"(?<![\w&#])[a-z]{4,}(?!\w)|[\u3041-\u30ff\u4e00-\u9fff]{2,}")
# What is not words of the text: references, links, tags, addresses, comments of YAML.
_NO_WORDS = re.compile(
    r"\{\{.*?\}\}|\[@.*?\]|\]\([^)]*\)|<[^>]*>|\{[#.:][^}]*\}|https?://\S+|^\s*#[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_CITED = re.compile(r"(?<=[\[ ]@)(?P<source>[a-z]\w*)(?=[,;\] ])")
_PRINTED = re.compile(r"\{\{ (?P<name>[a-z]\w*\.[a-z]\w*)(?= \}\}| \|)")
_LINK = re.compile(r"\]\((?P<path>[\w./-]+\.md)(?P<anchor>#[^)\s]+)?\)")
_ANCHOR = re.compile(r"\]\([\w./-]*#(?P<anchor>[^)\s]+)\)")
_LINES = re.compile(r"L(?P<first>\d+)(?:-L(?P<last>\d+))?\Z")
# What a paragraph prints, cites or leads to within the site.
_SAYS = re.compile(r"\{\{ \w+\.|\[@|\]\((?!https?:|#)")
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is broken: in the file at *path*, *old* at *offset* becomes *new*.

    Where *new* is None the file is taken away.
    """

    path: str
    offset: int
    old: str
    new: str | None

    def __str__(self) -> str:
        return f"{self.path}@{self.offset}: {self.old[:60]!r} -> {(self.new or '')[:60]!r}"

    def apply(self, root: Path) -> Callable[[], None]:
        """Break it below *root*; what is returned mends it again."""
        file = root / self.path
        text = file.read_text("utf-8")
        assert text.startswith(self.old, self.offset), str(self)
        if self.new is None:
            file.unlink()
        else:
            end = self.offset + len(self.old)
            file.write_text(text[: self.offset] + self.new + text[end:], "utf-8")
        return lambda: _put(file, text)


def _put(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of YAML with its value: where it begins, where its value does, and where that ends.

    *keys* lead to it from the top of the file; an item of a list has its number for a key.
    """

    path: str
    keys: tuple[str, ...]
    start: int
    at: int
    end: int
    node: Node

    @property
    def is_leaf(self) -> bool:
        """Whether its value is one scalar."""
        return isinstance(self.node, Scalar)


@dataclass
class Tree:
    """The content below *root*, ready to be broken."""

    root: Path
    dice: random.Random = field(default_factory=lambda: random.Random(8))

    def paths(self, pattern: str) -> list[str]:
        """Return the files of content/ that match, by their paths."""
        found = (self.root / "content").glob(pattern)
        return sorted(path.relative_to(self.root).as_posix() for path in found if path.is_file())

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """What stands in each file."""
        paths = self.paths("**/*")
        return {path: (self.root / path).read_text("utf-8") for path in paths}

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """What stands in each page."""
        return {path: text for path, text in self.texts.items() if path.endswith(".md")}

    @cached_property
    def types(self) -> Mapping[str, Mapping[str, Type]]:
        """The types of fields by kind and name."""
        kinds = load_schema(self.root, Report()) or {}
        return {
            name: {one.name: one.type for one in kind.fields.values()}
            for name, kind in kinds.items()
        }

    @cached_property
    def facts(self) -> Mapping[str, list[Entry]]:
        """All entries of the files of facts, by kind."""
        found: dict[str, list[Entry]] = {}
        for path in self.paths("facts/**/*.yaml"):
            kind = path.split("/")[2].removesuffix(".yaml")
            found.setdefault(kind, []).extend(self._entries(path))
        return found

    def _entries(self, path: str) -> list[Entry]:
        mapping = reading.read_yaml(self.root, path, Report())
        assert mapping is not None
        flat = list(_walk(mapping, ()))
        ends = [_end(flat, index, len(self.texts[path])) for index in range(len(flat))]
        return [
            Entry(path, keys, start, node.offset, end, node)
            for (keys, start, node), end in zip(flat, ends, strict=True)
        ]

    def entries(self, *, apart: bool = False) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of facts with their kinds; of what is no fact where *apart*."""
        for kind, entries in self.facts.items():
            if (kind in ("sources", "repairs")) == apart:
                yield from ((kind, one) for one in entries)

    def values(self, *types: str) -> Iterator[Entry]:
        """Yield the scalars that are values of fields of these *types*, in each language."""
        for kind, one in self.entries():
            type_ = self.types[kind].get(one.keys[1]) if len(one.keys) > 1 else None
            in_evidence = any(key in KEYS for key in one.keys[1:])
            if one.is_leaf and type_ and type_.name in types and not in_evidence:
                yield one

    def within(self, key: str, *, apart: bool = False) -> Iterator[Entry]:
        """Yield the entries at or below *key* of a record or of one of its fields."""
        return (one for _, one in self.entries(apart=apart) if key in one.keys[1:3])

    def raw(self, one: Entry) -> str:
        """Return the value as it is written, without what follows it."""
        text = self.texts[one.path][one.at : one.end]
        return re.sub(r"(?:\s*^[ \t]*#.*$|\s)*\Z", "", text, flags=re.MULTILINE)

    def replace(self, one: Entry, pattern: str, new: str | Callable[[str], str]) -> Iterator[Break]:
        """Yield the break that puts *new* in the place of the first that matches in a value."""
        match = re.search(pattern, self.raw(one))
        if match:
            yield self.at(one.path, one.at, match, new)

    def at(
        self, path: str, start: int, match: re.Match[str], new: str | Callable[[str], str]
    ) -> Break:
        """Return the break of what matched in the text from *start*."""
        made = new if isinstance(new, str) else new(match[0])
        return Break(path, start + match.start(), match[0], made)

    def taken_away(self, one: Entry) -> Break:
        """Return the break that takes a key with its value away, with the lines they stand on."""
        text = self.texts[one.path]
        start = text.rfind("\n", 0, one.start) + 1
        end = text.rfind("\n", 0, one.end) + 1 if one.end < len(text) else one.end
        return Break(one.path, start, text[start:end], "")

    @cached_property
    def sources(self) -> list[str]:
        """The ids of all sources."""
        return sorted({one.keys[0] for one in self.facts["sources"]})

    def another_source(self, id_: str) -> str:
        """Return a source that is not *id_*."""
        return self.dice.choice([one for one in self.sources if one != id_])

    def cited_at(self, source: str) -> list[Entry]:
        """Return the locators of facts, as items of lists, that name lines of *source*."""
        return [
            one
            for one in self.within("sources")
            if isinstance(one.node, Scalar) and one.node.text.startswith(f"{source}#L")
        ]


def _walk(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int, Node]]:
    """Yield all that is below *node* in the order of the file: keys, where it begins, value."""
    below: list[tuple[str, int, Node]] = []
    match node:
        case reading.Mapping():
            below = [(name, key.offset, value) for name, (key, value) in node.entries.items()]
        case Listing():
            below = [(str(number), one.offset, one) for number, one in enumerate(node.items)]
    for key, start, value in below:
        yield (*keys, key), start, value
        yield from _walk(value, (*keys, key))


def _end(flat: list[tuple[tuple[str, ...], int, Node]], index: int, end: int) -> int:
    """Return where the entry with this *index* ends: where the next begins that is not in it."""
    keys = flat[index][0]
    later = (start for other, start, _ in flat[index + 1 :] if other[: len(keys)] != keys)
    return next(later, end)


# --- the ways ----------------------------------------------------------------------------------

Way = Callable[[Tree], Iterator[Break]]
WAYS: dict[str, Way] = {}


def way(find: Way) -> Way:
    """Take a way to break things into the list of all, under its name."""
    WAYS[find.__name__] = find
    return find


def other_digit(digit: str) -> str:
    """Return another digit, which stands well at the beginning of a number, too."""
    return str(int(digit) % 9 + 1)


def _other_word(text: str, start: int = 0) -> re.Match[str] | None:
    """Return where a word stands that is not the same when read backwards."""
    blank = _NO_WORDS.sub(lambda match: " " * len(match[0]), text)
    found = (match for match in _WORD.finditer(blank, start) if match[0] != match[0][::-1])
    return next(found, None)


def _words(tree: Tree, entries: Iterator[Entry]) -> Iterator[Break]:
    for one in entries:
        raw = tree.raw(one)
        if match := _other_word(raw):
            yield tree.at(one.path, one.at, match, lambda word: word[::-1])


@way
def a_digit_of_a_quantity(tree: Tree) -> Iterator[Break]:
    for one in tree.values("quantity"):
        if not tree.raw(one).lstrip("'\"").startswith("="):
            yield from tree.replace(one, r"\d", other_digit)


@way
def a_digit_of_a_date(tree: Tree) -> Iterator[Break]:
    for one in tree.values("date"):
        yield from tree.replace(one, r"[1-9](?=\D*$)", lambda digit: "2" if digit == "1" else "1")


@way
def a_fact_in_a_formula(tree: Tree) -> Iterator[Break]:
    names = sorted({f"figures.{one.keys[0]}" for one in tree.facts.get("figures", [])})
    for one in tree.values("quantity"):
        if tree.raw(one).lstrip("'\"").startswith("="):
            yield from tree.replace(
                one, r"figures\.\w+", lambda name: tree.dice.choice([*{*names} - {name}])
            )


@way
def a_word_of_a_text(tree: Tree) -> Iterator[Break]:
    yield from _words(tree, tree.values("text", "markdown"))


@way
def a_value_taken_away_in_one_language(tree: Tree) -> Iterator[Break]:
    for one in tree.values("text", "markdown"):
        if one.keys[-1] == "ja":
            yield tree.taken_away(one)


@way
def a_definition_emptied(tree: Tree) -> Iterator[Break]:
    for one in tree.values("markdown"):
        if "definition" in one.keys and one.keys[-1] != "definition":
            yield Break(one.path, one.at, tree.raw(one), "")


@way
def a_choice(tree: Tree) -> Iterator[Break]:
    for kind, one in tree.entries():
        type_ = tree.types[kind].get(one.keys[1]) if len(one.keys) > 1 else None
        if isinstance(one.node, Scalar) and type_ and one.node.text in type_.choices:
            others = [choice for choice in type_.choices if choice != one.node.text]
            yield Break(one.path, one.at, tree.raw(one), tree.dice.choice(others))


@way
def a_reference(tree: Tree) -> Iterator[Break]:
    for kind, one in tree.entries():
        type_ = tree.types[kind].get(one.keys[1]) if len(one.keys) > 1 else None
        if isinstance(one.node, Scalar) and type_ and type_.kind and len(one.keys) == 2:
            ids = sorted({other.keys[0] for other in tree.facts[type_.kind]} - {one.node.text})
            yield Break(one.path, one.at, tree.raw(one), tree.dice.choice(ids))


@way
def a_status_raised(tree: Tree) -> Iterator[Break]:
    yield from _statuses(tree, -1)


@way
def a_status_lowered(tree: Tree) -> Iterator[Break]:
    yield from _statuses(tree, 1)


def _statuses(tree: Tree, step: int) -> Iterator[Break]:
    for one in tree.within("status"):
        assert isinstance(one.node, Scalar)
        index = STATUSES.index(one.node.text) + step
        if 0 <= index < len(STATUSES):
            yield Break(one.path, one.at, one.node.text, STATUSES[index])


@way
def a_status_taken_away(tree: Tree) -> Iterator[Break]:
    yield from (tree.taken_away(one) for one in tree.within("status"))


@way
def a_source_misspelt(tree: Tree) -> Iterator[Break]:
    for one in tree.within("sources"):
        if one.is_leaf:
            yield from tree.replace(one, r"\w\w", lambda letters: letters[::-1] + "x")


@way
def a_source_swapped(tree: Tree) -> Iterator[Break]:
    for one in tree.within("sources"):
        if one.is_leaf:
            yield from tree.replace(one, r"\w+", tree.another_source)


@way
def a_source_taken_away(tree: Tree) -> Iterator[Break]:
    for one in tree.within("sources"):
        if isinstance(one.node, Listing) and len(one.node.items) > 1:
            yield from tree.replace(one, r"\s*,[^,\]]*(?=\])", "")


@way
def lines_that_are_not_there(tree: Tree) -> Iterator[Break]:
    for one in tree.cited_at("video"):
        yield from tree.replace(one, r"(?<=L)\d+(?=\W*$)", "9999")


@way
def other_lines_of_a_source(tree: Tree) -> Iterator[Break]:
    for one in tree.cited_at("video"):
        yield from tree.replace(one, r"(?<=#)L\d+(?:-L\d+)?", "L1")


@way
def the_lines_of_a_repair(tree: Tree) -> Iterator[Break]:
    for one in tree.facts["repairs"]:
        if one.keys[1:] == ("at",):
            yield from tree.replace(one, r"L\d+.*", "L1")


@way
def what_a_repair_heard(tree: Tree) -> Iterator[Break]:
    wanted = (one for one in tree.facts["repairs"] if one.keys[1:] == ("heard",))
    yield from _words(tree, wanted)


@way
def what_a_repair_means(tree: Tree) -> Iterator[Break]:
    for one in tree.facts["repairs"]:
        if one.keys[1:2] in (("meant",), ("because",)) and one.is_leaf:
            yield from _words(tree, iter([one]))


@way
def a_word_of_a_quotation(tree: Tree) -> Iterator[Break]:
    yield from _words(tree, (one for one in tree.within("quote") if one.keys[-1] == "text"))


@way
def the_source_of_a_quotation(tree: Tree) -> Iterator[Break]:
    for one in tree.within("quote"):
        if one.keys[-1] == "source":
            yield from tree.replace(one, r"\w+", tree.another_source)


@way
def a_quotation_taken_away(tree: Tree) -> Iterator[Break]:
    for one in tree.within("quote"):
        if one.keys[-1] == "quote":
            yield tree.taken_away(one)


@way
def a_note_of_a_fact(tree: Tree) -> Iterator[Break]:
    yield from _words(tree, (one for one in tree.within("note") if one.is_leaf))


@way
def the_day_of_evidence(tree: Tree) -> Iterator[Break]:
    for one in tree.within("as_of"):
        yield from tree.replace(one, r"[1-9](?=\D*$)", lambda digit: "2" if digit == "1" else "1")


@way
def the_value_of_an_account(tree: Tree) -> Iterator[Break]:
    for one in tree.within("accounts"):
        if one.keys[-1] == "value" and one.is_leaf:
            yield from tree.replace(one, r"\d", other_digit)


@way
def a_mistake_that_is_none_any_more(tree: Tree) -> Iterator[Break]:
    for one in tree.within("accounts"):
        if one.keys[-1] == "wrong":
            yield from tree.replace(one, "true", "false")


@way
def an_account_taken_away(tree: Tree) -> Iterator[Break]:
    for one in tree.within("accounts"):
        if one.keys[-1] == "accounts":
            yield tree.taken_away(one)


@way
def a_record_deleted(tree: Tree) -> Iterator[Break]:
    for _, one in [*tree.entries(), *tree.entries(apart=True)]:
        if len(one.keys) == 1:
            yield Break(one.path, one.start, tree.texts[one.path][one.start : one.end], "")


@way
def a_word_about_a_source(tree: Tree) -> Iterator[Break]:
    wanted = ("title", "publisher", "origin", "author", "note")
    entries = (one for one in tree.facts["sources"] if one.keys[1:2] and one.keys[1] in wanted)
    for one in entries:
        if one.is_leaf:
            yield from tree.replace(one, r"[a-z]{4,}|[\u3041-\u9fff]{2,}", lambda word: word[::-1])


@way
def the_address_of_a_source(tree: Tree) -> Iterator[Break]:
    for one in tree.facts["sources"]:
        if one.keys[1:] == ("url",):
            yield from tree.replace(one, r"[a-z]{4,}(?=/?$)", lambda word: word[::-1])


@way
def the_day_of_a_source(tree: Tree) -> Iterator[Break]:
    for one in tree.facts["sources"]:
        if one.keys[1:] == ("published",):
            yield from tree.replace(
                one, r"[1-9](?=\D*$)", lambda digit: "2" if digit == "1" else "1"
            )


@way
def yaml_indented_otherwise(tree: Tree) -> Iterator[Break]:
    for _, one in [*tree.entries(), *tree.entries(apart=True)]:
        if len(one.keys) in (2, 3) and tree.texts[one.path][one.start - 2 : one.start] == "  ":
            yield Break(one.path, one.start - 2, "  ", tree.dice.choice(["", "   "]))


@way
def a_digit_in_the_lock(tree: Tree) -> Iterator[Break]:
    for match in re.finditer(r"(?<= )[0-9a-f]{16}(?= [0-9a-f]{16} )", tree.texts.get(LOCK, "")):
        yield tree.at(LOCK, 0, match, lambda digits: digits[1:] + digits[0])


# --- pages -------------------------------------------------------------------------------------


def _everywhere(
    tree: Tree, pattern: re.Pattern[str], new: Callable[[str, re.Match[str]], str], group: str
) -> Iterator[Break]:
    """Yield a break for each match of *pattern* in pages, in whose *group* stands what is *new*."""
    for path, text in tree.pages.items():
        for match in pattern.finditer(text):
            if match[group] is not None:
                yield Break(path, match.start(group), match[group], new(path, match))


@way
def a_fact_in_prose(tree: Tree) -> Iterator[Break]:
    def another(_: str, match: re.Match[str]) -> str:
        kind, _, id_ = match["name"].partition(".")
        ids = {one.keys[0] for one in tree.facts.get(kind, [])} - {id_}
        return f"{kind}.{tree.dice.choice(sorted(ids) or ['nothing'])}"

    yield from _everywhere(tree, _PRINTED, another, "name")


@way
def a_fact_in_prose_misspelt(tree: Tree) -> Iterator[Break]:
    yield from _everywhere(tree, _PRINTED, lambda _, match: f"{match['name']}x", "name")


@way
def a_number_typed_by_hand(tree: Tree) -> Iterator[Break]:
    printed = re.compile(r"(?P<all>\{\{ figures\.\w+ \}\})")
    yield from _everywhere(tree, printed, lambda _, __: "47", "all")


@way
def a_citation_misspelt(tree: Tree) -> Iterator[Break]:
    yield from _everywhere(tree, _CITED, lambda _, match: f"{match['source']}x", "source")


@way
def a_citation_swapped(tree: Tree) -> Iterator[Break]:
    yield from _everywhere(
        tree, _CITED, lambda _, match: tree.another_source(match["source"]), "source"
    )


@way
def a_citation_taken_away(tree: Tree) -> Iterator[Break]:
    cited = re.compile(r"(?P<all> ?\[@[^\]]+\])")
    yield from _everywhere(tree, cited, lambda _, __: "", "all")


@way
def other_lines_in_a_citation(tree: Tree) -> Iterator[Break]:
    lines = re.compile(r"\[@video, (?P<lines>L\d+(?:-L\d+)?)")
    yield from _everywhere(tree, lines, lambda _, __: "L2", "lines")


@way
def a_link_to_another_page(tree: Tree) -> Iterator[Break]:
    def another(path: str, match: re.Match[str]) -> str:
        folder = (tree.root / path).parent
        others = [one.name for one in sorted(folder.glob("*.md")) if "each:" not in one.read_text()]
        return tree.dice.choice([one for one in others if one != match["path"]])

    for one in _everywhere(tree, _LINK, another, "path"):
        if tree.pages[one.path][one.offset + len(one.old)] == ")":
            yield one


@way
def a_link_to_a_missing_page(tree: Tree) -> Iterator[Break]:
    yield from _everywhere(tree, _LINK, lambda _, match: f"un{match['path']}", "path")


@way
def an_anchor(tree: Tree) -> Iterator[Break]:
    yield from _everywhere(tree, _ANCHOR, lambda _, match: f"{match['anchor']}x", "anchor")


@way
def a_paragraph_taken_away(tree: Tree) -> Iterator[Break]:
    for path, start, block in _paragraphs(tree):
        if _SAYS.search(block):
            yield Break(path, start, block, "")


@way
def a_paragraph_that_leans_on_nothing(tree: Tree) -> Iterator[Break]:
    for path, start, block in _paragraphs(tree):
        if not _SAYS.search(block):
            yield Break(path, start, block, "")


@way
def a_word_of_prose(tree: Tree) -> Iterator[Break]:
    for path, start, block in _paragraphs(tree):
        if match := _other_word(block):
            yield tree.at(path, start, match, lambda word: word[::-1])


@way
def a_word_of_a_summary(tree: Tree) -> Iterator[Break]:
    for path, text in tree.pages.items():
        found = re.search(r"^summary:(?: >-)?", text, re.MULTILINE)
        match = found and _other_word(text, found.end())
        if match:
            yield tree.at(path, 0, match, lambda word: word[::-1])
    path = "content/site.yaml"
    for match in re.finditer(r"(?<=\b[a-z]{2}: )\w+ \w+", tree.texts[path]):
        yield tree.at(path, 0, match, lambda words: f"{words}x")


def _paragraphs(tree: Tree) -> Iterator[tuple[str, int, str]]:
    for path, text in tree.pages.items():
        body = text.find("\n---\n") + 5
        for match in _BLOCK.finditer(text, body):
            if len(match[0]) > 60 and match[0][0] not in "#|-<{>":
                yield path, match.start(), match[0]


@way
def a_title_taken_away(tree: Tree) -> Iterator[Break]:
    title = re.compile(r"^(?P<all>title: .*\n)", re.MULTILINE)
    yield from _everywhere(tree, title, lambda _, __: "", "all")


@way
def a_picture_without_description(tree: Tree) -> Iterator[Break]:
    for path, start, block in _paragraphs(tree):
        yield Break(path, start, block[:1], f"![](/img/icon.svg) {block[:1]}")


@way
def a_page_deleted_in_one_language(tree: Tree) -> Iterator[Break]:
    yield from (Break(path, 0, text, None) for path, text in tree.pages.items())


@way
def an_entry_of_the_menu(tree: Tree) -> Iterator[Break]:
    path = "content/site.yaml"
    menu = re.search(r"^nav: \[.*\]$", tree.texts[path], re.MULTILINE)
    assert menu
    for match in re.compile(r"[\w/]+(?=[,\]])").finditer(tree.texts[path], *menu.span()):
        yield tree.at(path, 0, match, lambda name: f"{name}x")
