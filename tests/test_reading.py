"""Authored files: what is read of them, and where everything stands."""

from pathlib import Path

import pytest

from explainer.errors import Report
from explainer.reading import (
    MAX_DEPTH,
    Listing,
    Mapping,
    Node,
    Scalar,
    SourceFile,
    check_keys,
    find_files,
    read_file,
    read_list,
    read_mapping,
    read_page,
    read_scalar,
    read_yaml,
    shape,
)

YAML = "content/facts/figures.yaml"


def write(root: Path, path: str, content: str | bytes) -> None:
    """Put a file below *root*."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())


def read(root: Path, text: str | bytes, report: Report | None = None) -> Mapping | None:
    """Return what a YAML file with *text* holds."""
    write(root, YAML, text)
    return read_yaml(root, YAML, report or Report())


def problems(root: Path, text: str | bytes) -> list[str]:
    """Return what is wrong with a YAML file of *text*, without its path."""
    report = Report()
    read(root, text, report)
    return [str(problem).removeprefix(f"{YAML}:") for problem in report]


def plain(node: Node | None) -> object:
    """Return a node as text, lists and dictionaries."""
    match node:
        case Scalar(text=text):
            return text
        case Listing(items=items):
            return [plain(item) for item in items]
        case Mapping():
            return {key: plain(node.entries[key][1]) for key in node}
        case _:
            return None


# --- places -----------------------------------------------------------------------------------


def test_a_place_counts_lines_and_characters_from_one() -> None:
    file = SourceFile("a.md", "first\n日本語 x\n")

    at = file.position(file.text.index("x"))

    assert (str(at), at.text) == ("a.md:2:5", "日本語 x")


def test_the_end_of_a_file_is_a_place_too() -> None:
    assert str(SourceFile("a.md", "one\n").position(4)) == "a.md:2:1"
    assert str(SourceFile("a.md", "").position(0)) == "a.md:1:1"


def test_line_ends_of_other_systems_become_newlines_and_a_byte_order_mark_goes() -> None:
    file = SourceFile("a.md", "\ufeffone\r\ntwo\rthree\n")

    assert file.text == "one\ntwo\nthree\n"


def test_a_place_after_an_emoji_is_right(tmp_path: Path) -> None:
    mapping = read(tmp_path, "日本: [😀, here]\n")

    assert mapping is not None
    items = mapping.get("日本")
    assert isinstance(items, Listing)
    assert [item.at.column for item in items.items] == [6, 9]


# --- scalars and shapes -----------------------------------------------------------------------


def test_a_scalar_stays_the_text_that_was_typed(tmp_path: Path) -> None:
    text = "a: no\nb: 1:30\nc: 1.10\nd: 2024-09-25\ne: 010\nf: ~\ng: null\n<<: =\n"

    assert plain(read(tmp_path, text)) == {
        "a": "no",
        "b": "1:30",
        "c": "1.10",
        "d": "2024-09-25",
        "e": "010",
        "f": "~",
        "g": "null",
        "<<": "=",
    }


def test_lists_and_mappings_keep_their_order(tmp_path: Path) -> None:
    text = "z: {b: 1, a: 2}\ny:\n  - x\n  - {k: v}\n"

    mapping = read(tmp_path, text)

    assert plain(mapping) == {"z": {"b": "1", "a": "2"}, "y": ["x", {"k": "v"}]}
    assert mapping is not None
    assert list(mapping) == ["z", "y"]


def test_an_empty_value_counts_as_missing_but_its_key_is_there(tmp_path: Path) -> None:
    mapping = read(tmp_path, "a:\nb: ''\nc: '  '\n")

    assert mapping is not None
    assert [mapping.get(key) for key in "abcd"] == [None] * 4
    assert list(mapping) == ["a", "b", "c"]
    assert mapping.key("b").at.line == 2


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "--- # begins\n", "\ufeff"])
def test_an_empty_file_holds_an_empty_mapping(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []
    assert plain(read(tmp_path, text)) == {}


def test_a_file_without_a_mapping_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "- a\n- b\n") == [
        "1:1: error: the file must hold a mapping, not a list [wrong-shape]\n"
        "    - a\n"
        "    ^\n"
        "    hint: write it as key: value"
    ]


# --- what authors have no use for -------------------------------------------------------------


def test_a_key_that_stands_twice_is_shown_the_second_time(tmp_path: Path) -> None:
    text = "a: {x: 1}\nb:\n  x: 1\n  y: 2\n  x: 3\n"

    assert problems(tmp_path, text) == [
        '5:3: error: the key "x" stands twice; first on line 3 [duplicate-key]\n'
        "    x: 3\n"
        "    ^\n"
        "    hint: take one of the two out"
    ]
    assert plain(read(tmp_path, text)) == {"a": {"x": "1"}, "b": {"x": "1", "y": "2"}}


def test_anchors_and_aliases_are_refused_where_they_stand(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: &x [1]\nb: *x\n") == [
        "1:4: error: anchors and aliases are not used here [yaml-anchor]\n"
        "    a: &x [1]\n"
        "       ^\n"
        "    hint: write the value out again",
        "2:4: error: anchors and aliases are not used here [yaml-anchor]\n"
        "    b: *x\n"
        "       ^\n"
        "    hint: write the value out again",
    ]


def test_tags_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: !!python/object:os.system x\n") == [
        "1:4: error: tags are not used here [yaml-anchor]\n"
        "    a: !!python/object:os.system x\n"
        "       ^\n"
        "    hint: leave it out"
    ]


def test_a_key_must_be_a_text(tmp_path: Path) -> None:
    assert problems(tmp_path, "{a: b}: c\n") == [
        "1:1: error: a key must be a text, not a mapping [wrong-shape]\n    {a: b}: c\n    ^"
    ]


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: b\n---\nc: d\n") == [
        "2:1: error: the file holds a second document [yaml-syntax]\n"
        "    ---\n"
        "    ^\n"
        "    hint: take the line --- out"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        # Brackets that close nothing must not hide the ones that open.
        "# " + "]" * 1000 + "\na: " + "[" * 100_000,
        "a: " + "[ # ]\n " * 100_000,
        "a: " + "['] ', " * 100_000,
    ],
    ids=["lists", "mappings", "dashes", "keys", "behind a comment", "comments", "quotes"],
)
def test_nesting_without_bound_is_an_error_not_the_end_of_the_process(
    tmp_path: Path, text: str
) -> None:
    found = problems(tmp_path, text)

    assert sum("error: the YAML is nested too deep [yaml-depth]" in one for one in found) == 1


def test_nesting_up_to_the_bound_is_read(tmp_path: Path) -> None:
    text = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)

    assert problems(tmp_path, text) == []
    assert problems(tmp_path, f"a: [{text[3:]}]") == []
    assert problems(tmp_path, f"a: [[{text[3:]}]]") != []


def test_many_brackets_side_by_side_are_not_deep(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: [" + "[x], " * 5000 + "]\nb: '" + "[" * 5000 + "'\n") == []


# --- what is no YAML --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "title: Hell: a guide\n",
            "1:12: error: this is not YAML: mapping values are not allowed in this context "
            "[yaml-syntax]\n"
            "    title: Hell: a guide\n"
            "               ^\n"
            '    hint: put text that contains ": " in quotes',
        ),
        (
            "a: b\nc: @video\n",
            "2:4: error: this is not YAML: found character that cannot start any token "
            "[yaml-syntax]\n"
            "    c: @video\n"
            "       ^\n"
            "    hint: put text that begins with @ ` or % in quotes; indent with spaces",
        ),
        (
            'a: "日本\nb: c\n',
            "1:4: error: this is not YAML: found unexpected end of stream [yaml-syntax]\n"
            '    a: "日本\n'
            "       ^\n"
            "    hint: look for a missing quotation mark",
        ),
        (
            "日本: [あ, い\nb: c\n",
            "2:2: error: this is not YAML: did not find expected ',' or ']' [yaml-syntax]\n"
            "    b: c\n"
            "     ^\n"
            "    hint: look for a missing comma or closing bracket",
        ),
        (
            'a: "\\q"\n',
            "1:5: error: this is not YAML: found unknown escape character [yaml-syntax]\n"
            '    a: "\\q"\n'
            "        ^\n"
            "    hint: put text with a backslash in single quotes",
        ),
        (
            "日本語: x\nb: a\x07\n",
            "2:5: error: the character U+0007 is not allowed in YAML [yaml-syntax]\n"
            "    b: a\x07\n"
            "        ^",
        ),
    ],
)
def test_what_is_no_yaml_is_shown_where_it_goes_wrong(
    tmp_path: Path, text: str, problem: str
) -> None:
    assert problems(tmp_path, text) == [problem]
    assert read(tmp_path, text) is None


def test_bytes_that_are_not_utf8_are_shown_by_their_number(tmp_path: Path) -> None:
    assert problems(tmp_path, b"a: b\nc: \xff\n") == [
        "1:1: error: the file is not UTF-8 (byte 9) [not-utf8]\n    hint: save it as UTF-8"
    ]


def test_characters_that_the_generator_works_with_are_refused_and_taken_out(
    tmp_path: Path,
) -> None:
    text = 'a: x\U00100005y\nb: "\\U000F0003"\n'

    assert problems(tmp_path, text) == [
        "1:5: error: the character U+100005 is reserved for the generator [reserved-character]\n"
        "    a: x\U00100005y\n"
        "        ^\n"
        "    hint: take it out",
        "2:4: error: the character U+F0003 is reserved for the generator [reserved-character]\n"
        '    b: "\\U000F0003"\n'
        "       ^\n"
        "    hint: take it out",
    ]
    assert plain(read(tmp_path, text)) == {"a": "x\ufffdy", "b": "\ufffd"}


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    report = Report()
    (tmp_path / "folder.yaml").mkdir()

    assert read_file(tmp_path, "folder.yaml", report) is None
    assert read_file(tmp_path, "none.yaml", report) is None
    assert [str(problem) for problem in report] == [
        "folder.yaml:1:1: error: the file cannot be read: Is a directory [unreadable]",
        "none.yaml:1:1: error: the file cannot be read: No such file or directory [unreadable]",
    ]


# --- pages ------------------------------------------------------------------------------------


def page_problems(root: Path, text: str) -> list[str]:
    """Return what is wrong with a page of *text*."""
    write(root, "content/en/index.md", text)
    report = Report()
    assert read_page(root, "content/en/index.md", report) is None
    return [str(problem) for problem in report]


def test_a_page_has_front_matter_and_a_body_with_their_places(tmp_path: Path) -> None:
    write(tmp_path, "content/en/index.md", "---\ntitle: A: b\n---\n".replace("A: b", "日本"))
    write(tmp_path, "content/en/two.md", "---\r\ntitle: 日本\r\n---\r\nBody\r\n---\r\n")

    page = read_page(tmp_path, "content/en/two.md", Report())

    assert page is not None
    assert plain(page.front) == {"title": "日本"}
    assert page.body == "Body\n---\n"
    assert str(page.file.position(page.body_at)) == "content/en/two.md:4:1"
    assert str(page.front.key("title").at) == "content/en/two.md:2:1"


def test_a_page_may_end_with_its_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "content/en/index.md", "---\n# nothing yet\n---")

    page = read_page(tmp_path, "content/en/index.md", Report())

    assert page is not None
    assert (plain(page.front), page.body) == ({}, "")


def test_a_page_without_front_matter_is_refused(tmp_path: Path) -> None:
    hint = "begin the page with a line ---, then title: and summary:, then another line ---"

    assert page_problems(tmp_path, "# Hello\n") == [
        "content/en/index.md:1:1: error: the page has no front matter [front-matter]\n"
        f"    # Hello\n    ^\n    hint: {hint}"
    ]
    assert page_problems(tmp_path, "---\ntitle: x\n") == [
        "content/en/index.md:1:1: error: the front matter does not end [front-matter]\n"
        f"    ---\n    ^\n    hint: {hint}"
    ]


def test_what_is_wrong_with_front_matter_is_shown_in_the_page(tmp_path: Path) -> None:
    assert page_problems(tmp_path, "---\nsummary: s\ntitle: a: b\n---\n") == [
        "content/en/index.md:3:9: error: this is not YAML: mapping values are not allowed in "
        "this context [yaml-syntax]\n"
        "    title: a: b\n"
        "            ^\n"
        '    hint: put text that contains ": " in quotes'
    ]


# --- accessors --------------------------------------------------------------------------------


def test_an_accessor_says_what_should_stand_there_and_what_does(tmp_path: Path) -> None:
    mapping = read(tmp_path, "text: word\nlist: [a]\nmap: {a: b}\n")
    report = Report()
    assert mapping is not None
    text, items, entries = (mapping.get(key) for key in ("text", "list", "map"))
    assert text is not None
    assert items is not None
    assert entries is not None

    assert read_scalar(items, '"value"', report) is None
    assert read_list(entries, '"nav"', report) == ()
    assert read_mapping(text, '"languages"', report) is None

    assert [str(problem).removeprefix(f"{YAML}:") for problem in report] == [
        '1:7: error: "languages" must be a mapping, not "word" [wrong-shape]\n'
        "    text: word\n"
        "          ^",
        '2:7: error: "value" must be a single value, not a list [wrong-shape]\n'
        "    list: [a]\n"
        "          ^",
        '3:6: error: "nav" must be a list, not a mapping [wrong-shape]\n'
        "    map: {a: b}\n"
        "         ^\n"
        "    hint: write it as [one, another]",
    ]


def test_an_accessor_returns_what_is_in_order(tmp_path: Path) -> None:
    mapping = read(tmp_path, "text: '  word '\nlist: [a, b]\nmap: {a: b}\n")
    report = Report()
    assert mapping is not None
    text, items, entries = (mapping.get(key) for key in ("text", "list", "map"))
    assert text is not None
    assert items is not None
    assert entries is not None

    assert read_scalar(text, "…", report) == "word"
    assert [plain(item) for item in read_list(items, "…", report)] == ["a", "b"]
    assert plain(read_mapping(entries, "…", report)) == {"a": "b"}
    assert list(report) == []


def test_a_key_that_nothing_reads_is_shown_with_its_neighbour(tmp_path: Path) -> None:
    report = Report()
    mapping = read(tmp_path, "titel: x\nsummary: y\n")
    assert mapping is not None

    check_keys(mapping, ["title", "summary"], "a page", report)

    assert [str(problem).removeprefix(f"{YAML}:") for problem in report] == [
        '1:1: error: a page has no key "titel" [unknown-key]\n'
        "    titel: x\n"
        "    ^\n"
        '    hint: did you mean "title"?'
    ]


def test_a_text_is_named_in_one_short_line() -> None:
    file = SourceFile("a.yaml", "")

    assert shape(Scalar(file, 0, "two\nlines")) == '"two lines"'
    assert shape(Scalar(file, 0, "x" * 41)) == "a text"


# --- folders ----------------------------------------------------------------------------------


def test_files_are_found_in_order_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for path in ("b.md", "a/z.md", "a/.hidden", ".git/x.md", "日本.md"):
        write(tmp_path, f"content/{path}", "")

    found = find_files(tmp_path, "content", Report())

    assert found == ["content/a/z.md", "content/b.md", "content/日本.md"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find_files(tmp_path, "content/strings", Report()) == []


def test_links_that_lead_out_of_the_site_are_reported(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    write(tmp_path, "outside/secret.md", "")
    write(root, "content/inside.md", "")
    (root / "content/file.md").symlink_to(outside / "secret.md")
    (root / "content/folder").symlink_to(outside)
    (root / "content/near.md").symlink_to(root / "content/inside.md")
    report = Report()

    found = find_files(root, "content", report)

    assert found == ["content/inside.md", "content/near.md"]
    assert [str(problem) for problem in report] == [
        "content/file.md:1:1: error: file.md is a link that leads out of the site [outside-folder]",
        "content/folder:1:1: error: folder is a link that leads out of the site [outside-folder]",
    ]


def test_a_folder_that_is_itself_a_link_out_of_the_site_is_reported(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(tmp_path, "outside/facts/a.yaml", "")
    root.mkdir()
    (root / "content").symlink_to(tmp_path / "outside")
    report = Report()

    assert find_files(root, "content/facts", report) == []
    assert [str(problem) for problem in report] == [
        "content/facts:1:1: error: facts is a link that leads out of the site [outside-folder]"
    ]


def test_links_that_lead_in_a_circle_are_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").symlink_to(tmp_path / "content/a.md")
    report = Report()

    (path,) = find_files(tmp_path, "content", report)

    assert read_file(tmp_path, path, report) is None
    assert [problem.rule for problem in report] == ["unreadable"]
