"""Whatever stands in the files of a site, a build ends in words with a place, or works.

Each case is built in a process of its own that may use only so much of the machine.  The single
rules have tests of their own; here it counts that nothing hangs, fails without words, or is
written.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import SMALLEST, Site
from tests.trials import Ground, ground

MANY = 100_000
HUGE = 10_000_000
SCHEMA = (
    "things:\n  name: text\n  size: quantity?\n  day: date?\n  told: markdown?\n  kin: things?\n"
    "  how: choice(a, b)?\n  at: url?\n  many: list(text)?\n"
)
FACTS = "content/facts/things.yaml"
FRONT = "---\ntitle: P\nsummary: S.\n---\n"


@pytest.fixture(scope="module")
def trials() -> Iterator[Ground]:
    """Give a process in which sites are built."""
    with ground() as found:
        yield found


def facts(text: str | bytes) -> dict[str, str | bytes]:
    """Return the files of a site with a file of facts."""
    return {"content/schema.yaml": SCHEMA, FACTS: text}


def _bomb() -> str:
    rows = [f"{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in pairwise("abcd")]
    return "\n".join(["a: &a [x, x, x]", *rows, ""])


# A file of facts, and where it is told by which rule that it is wrong; nothing where it is well.
YAML: dict[str, tuple[str | bytes, str]] = {
    "tabs": ("a:\n\tname: x\n", "2:1 yaml-syntax"),
    "merge": ("a: &a {name: x}\nb: {<<: *a, name: y}\n", "1:4 yaml-anchor"),
    "bomb": (_bomb(), "1:4 yaml-anchor"),
    "alias to itself": ("a: &a {name: *a}\n", "1:4 yaml-anchor"),
    "tag": ("a: {name: !!python/object/apply:os.system [id]}\n", "1:11 yaml-anchor"),
    "brackets": ("a: " + "[" * MANY, "1:1003 yaml-depth"),
    "braces": ("a: " + "{x: " * MANY, "1:401 yaml-depth"),
    "brackets that close": ("a: " + "[" * MANY + "]" * MANY, "1:1003 yaml-depth"),
    "a key twice": ("a: {name: x}\na: {name: y}\n", "2:1 duplicate-key"),
    "keys many times": ("a: {name: x}\n" * 20_000, "2:1 duplicate-key"),
    "UTF-16": ("a: {name: x}\n".encode("utf-16"), "1:1 not-utf8"),
    "Latin-1": ("a: {name: é}\n".encode("latin-1"), "1:1 not-utf8"),
    "a half of a pair": (b"a: {name: \xed\xa0\x80}\n", "1:1 not-utf8"),
    "NUL": ("a: {name: x\0}\n", "1:12 yaml-syntax"),
    "a half, escaped": ('a: {name: "\\ud800"}\n', "1:14 yaml-syntax"),
    "mark and CRLF": (b"\xef\xbb\xbfa:\r\n  name: x\r\n", ""),
    "CR": (b"a:\r  name: x\r", ""),
    "a list": ("- a\n", "1:1 wrong-shape"),
    "a text": ("a\n", "1:1 wrong-shape"),
    "a number": ("1\n", "1:1 wrong-shape"),
    "two documents": ("a: {name: x}\n---\nb: {name: y}\n", "2:1 yaml-syntax"),
    "no end": ("a: {name: 'x\n", "1:11 yaml-syntax"),
    "keys that are lists": ("? [a]\n: {name: x}\n", "1:3 wrong-shape"),
    "a directive": ("%YAML 9.9\n---\na: {name: x}\n", "1:1 yaml-syntax"),
    "a text too large": (f"a: {{name: {'x' * HUGE}}}\n", "1:1 too-large"),
    "a large text": (f"a: {{name: {'x' * 1_900_000}}}\n", ""),
    "a large key": (f"{'k' * 1_900_000}: {{name: x}}\n", "1:1900001 yaml-syntax"),
    "a large quoted key": (f'a: {{name: x, "{"k" * 1_000}": x}}\n', "1:14 unknown-key"),
    "a large number": (f"a: {{name: x, size: {'9' * 1_900_000}}}\n", "1:20 bad-value"),
    "a large power": ("a: {name: x, size: 1e999999999}\n", "1:20 bad-value"),
    "a large date": (f"a: {{name: x, day: {'9' * 1_900_000}}}\n", "1:19 bad-value"),
    "a year beyond": ("a: {name: x, day: 99999-01-01}\n", "1:19 bad-value"),
    "a large choice": (f"a: {{name: x, how: {'b' * 1_900_000}}}\n", "1:19 bad-choice"),
    "a large id": (f"a: {{name: x, kin: {'b' * 1_900_000}}}\n", "1:19 unknown-record"),
    "a large address": (f"a: {{name: x, at: {'b' * 1_900_000}}}\n", "1:18 bad-value"),
    "a large formula": (f'a: {{name: x, size: "= {"1+" * 900_000}1"}}\n', "1:1023 computed"),
    "a deep formula": (f'a: {{name: x, size: "= {"(" * 400}1"}}\n', "1:73 computed"),
    "a formula of itself": ('a: {name: x, size: "= things.a.size"}\n', "1:23 circle"),
    "a power of a formula": ('a: {name: x, size: "= 9 ** 9"}\n', "1:26 computed"),
    "large Markdown": (f"a: {{name: x, told: {'word ' * 380_000}}}\n", ""),
    "kin of itself": ("a: {name: x, kin: a}\n", ""),
    "many unknown keys": (
        "a: {name: x" + "".join(f", k{n}: 1" for n in range(20_000)) + "}\n",
        "1:14 unknown-key",
    ),
    "many wrong records": (
        "".join(f"a{n}: {{nam: x}}\n" for n in range(20_000)),
        "1:6 unknown-key",
    ),
    "many names that are near": (
        "".join(f"a{n}: {{name: x, kin: b{n}}}\n" for n in range(5_000)),
        "1:20 unknown-record",
    ),
    "a million records": (
        "".join(f"a{n}: {{name: x}}\n" for n in range(1_000_000)),
        "1:1 too-large",
    ),
}


@pytest.mark.parametrize("name", YAML)
def test_a_file_of_facts_is_read_or_told_where_it_is_wrong(
    site: Site, trials: Ground, name: str
) -> None:
    text, told = YAML[name]

    trial = trials.build(site(facts(text)))

    place, _, rule = told.partition(" ")
    assert (trial.code, bool(trial.errors)) == ((1, True) if told else (0, False))
    assert not told or f"{FACTS}:{place}: error: " in trial.err, trial.err[:500]
    assert not told or rule in trial.rules


# A schema, and where it is told by which rule that it is wrong.
SCHEMAS: dict[str, tuple[str, str]] = {
    "empty": ("", ""),
    "a comment": ("# nothing yet\n", ""),
    "of nothing": ("a:\n", "1:1 missing-key"),
    "of an empty kind": ("a: {}\n", "1:1 missing-key"),
    "of itself": ("a: {b: a}\n", "1:5 circle"),
    "of each other": ("a: {b: c}\nc: {d: a}\n", "1:5 circle"),
    "of lists of itself": ("a: {b: list(list(a))}\n", "1:5 circle"),
    "a list of a list, for ever": (
        f"a: {{b: {'list(' * MANY}text{')' * MANY}}}\n",
        "1:8 bad-type",
    ),
    "a choice of thousands": (
        "a:\n  b: choice(" + ", ".join(f"c{n}" for n in range(20_000)) + ")\n",
        "",
    ),
    "a kind of thousands": ("a:\n" + "".join(f"  f{n}: text?\n" for n in range(5_000)), ""),
    "names that are taken": ("sources: {a: text}\npage: {id: text}\n", "1:1 bad-id"),
    "names that are none": ("../a: {b: text}\n日本: {b: text}\n", "1:1 bad-id"),
    "a list": ("- a\n", "1:1 wrong-shape"),
    "deep": ("a: " + "[" * MANY, "1:1003 yaml-depth"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_read_or_told_where_it_is_wrong(site: Site, trials: Ground, name: str) -> None:
    text, told = SCHEMAS[name]

    trial = trials.build(site({"content/schema.yaml": text}))

    place, _, rule = told.partition(" ")
    assert trial.code == (1 if told else 0), trial.err[:500]
    assert not told or f"content/schema.yaml:{place}: error: " in trial.err, trial.err[:500]
    assert not told or rule in trial.rules


# A page from its first letter, and where it is told by which rule that it is wrong.
PAGES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "1:1 front-matter"),
    "without": ("# P\n", "1:1 front-matter"),
    "unclosed": ("---\ntitle: P\nsummary: S.\n\nText.\n", "1:1 front-matter"),
    "unclosed, large": ("---\n" + "a: b\n" * 90_000, "1:1 front-matter"),
    "foreign keys": ("---\ntitle: P\nsummary: S.\ntags: [a]\n---\n", "4:1 unknown-key"),
    "a list": ("---\n- a\n---\n", "2:1 wrong-shape"),
    "deep": ("---\ntitle: " + "[" * MANY + "\n---\n", "2:1007 yaml-depth"),
    "shapes": ("---\ntitle: [a]\nsummary: {a: b}\nallow: x\n---\n", "2:8 wrong-shape"),
    "values": ("---\ntitle: P\nsummary: S.\ndate: x\norder: y\n---\n", "4:7 bad-value"),
    "TOML": ('+++\ntitle = "P"\n+++\n', "1:1 front-matter"),
    "mark and CRLF": (b"\xef\xbb\xbf---\r\ntitle: P\r\nsummary: S.\r\n---\r\nText.\r\n", ""),
    "UTF-16": (FRONT.encode("utf-16"), "1:1 not-utf8"),
    "too large": (FRONT + "word " * 110_000, "1:1 too-large"),
    "large": (FRONT + "word " * 90_000, ""),
    "a large title": (f"---\ntitle: {'x' * 400_000}\nsummary: S.\n---\n", ""),
    "a layout elsewhere": (
        FRONT.replace("---\n", "---\nlayout: ../../x\n", 1),
        "2:9 unknown-layout",
    ),
    "of no kind": (FRONT.replace("---\n", "---\neach: x\n", 1), "2:7 unknown-kind"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_or_told_where_it_is_wrong(site: Site, trials: Ground, name: str) -> None:
    text, told = PAGES[name]

    trial = trials.build(site({"content/en/p.md": text}))

    place, _, rule = told.partition(" ")
    assert trial.code == (1 if told else 0), trial.err[:500]
    assert not told or f"content/en/p.md:{place}: error: " in trial.err, trial.err[:500]
    assert not told or rule in trial.rules


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1 missing-key"),
        ("title: T\nlanguages: {}\nas_of: 2026-11-23\n", "2:12 missing-key"),
        ("title: T\nlanguages: {../x: X}\nas_of: 2026-11-23\n", "2:13 bad-value"),
        ("title: T\nlanguages: {/: X}\nas_of: 2026-11-23\n", "2:13 bad-value"),
        ("title: T\nlanguages: {facts: X}\nas_of: 2026-11-23\n", "2:13 bad-value"),
        ("title: T\nlanguages: [en]\nas_of: 2026-11-23\n", "2:12 wrong-shape"),
        ("title: T\nlanguages: {xx: X}\nas_of: 2026-11-23\n", "2:13 bad-value"),
        (
            SMALLEST["content/site.yaml"] + "nav: [../../etc/passwd, /index, index/]\n",
            "unknown-page",
        ),
        (SMALLEST["content/site.yaml"].replace("https:", "javascript:"), "bad-value"),
        (SMALLEST["content/site.yaml"] + "repository: javascript:alert(1)\n", "bad-value"),
    ],
)
def test_settings_are_read_or_told_where_they_are_wrong(
    site: Site, trials: Ground, text: str, told: str
) -> None:
    trial = trials.build(site({"content/site.yaml": text}))

    assert trial.code == 1
    assert "content/site.yaml:" in trial.errors[0]
    assert told.rpartition(" ")[2] in trial.rules


# --- templates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("layouts/page.html", "{% if %}", "templates/layouts/page.html:1:"),
        ("layouts/page.html", "{% endfor %}", "templates/layouts/page.html:1:"),
        ("layouts/page.html", "{{ nobody }}", 'there is nothing called "nobody" here'),
        ("layouts/page.html", "{{ page.nothing }}", 'there is nothing called "nothing" here'),
        ("layouts/page.html", "{% include 'layouts/page.html' %}", "it calls itself without end"),
        ("layouts/page.html", "{% extends 'layouts/page.html' %}", "[template]"),
        ("layouts/page.html", "{% include '../../../etc/passwd' %}", "there is no template"),
        ("layouts/page.html", "{% include '/etc/passwd' %}", "there is no template"),
        ("layouts/page.html", "{% import 'os' as os %}", "there is no template"),
        ("layouts/page.html", "{{ ''.__class__ }}", "is unsafe"),
        ("layouts/page.html", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "without end"),
        ("layouts/page.html", "{{ 'a' * 10 ** 9 }}", "what * gives is too large"),
        ("layouts/page.html", "{" * 100_000, "[template]"),
        ("layouts/page.html", "{% if a %}" * 2_000, "[template]"),
        ("layouts/page.html", "{{ " + "(" * 5_000, "[template]"),
        ("macros/own.html", "{% macro a( %}", "templates/macros/own.html:1:"),
        ("partials/header.html", "{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_template_that_is_wrong_is_named(
    site: Site, trials: Ground, path: str, text: str, told: str
) -> None:
    trial = trials.build(site({f"templates/{path}": text}))

    assert trial.code == 1
    assert told in trial.err, trial.err[:800]


def test_a_template_that_is_no_text_is_named(site: Site, trials: Ground) -> None:
    trial = trials.build(site({"templates/layouts/page.html": b"\xff\xfe"}))

    assert (trial.code, trial.rules) == (1, ["template"])


# --- expressions ------------------------------------------------------------------------------

EXPRESSIONS = (
    "range(10**9)|list",
    "range(99999)|map('center', 9999)|list|length",
    "9**9**9**9**9",
    "'a' * 10**10",
    "'a'.zfill(10**10)",
    "'a'.center(10**10)",
    "'a'|center(10**10)",
    "'a'|center(width=10**10)",
    "'%1000000000d' % 1",
    "'%*d' % (10**9, 1)",
    "'{:1000000000}'.format(1)",
    "'{:{}}'.format(1, 10**9)",
    "'{:{w}}'.format(1, w=10**9)",
    "'%1000000000d'|format(1)",
    "'a'|indent(10**9, true)",
    "('a' * 9999)|replace('a', 'a' * 9999)",
    "('a' * 9999).replace('', 'a' * 9999)",
    "('a' * 9999).translate({97: 'b' * 9999})",
    "range(99999)|join('a' * 9999)",
    "('a' * 9999).join('b' * 9999)",
    "[range(99999)|list] * 9999|sum(start=[])",
    "[[1] * 9999] * 999|sum(start=[])",
    "[1]|batch(10**9, 1)|list",
    "[1]|slice(10**9)|list",
    "('\\t' * 9999).expandtabs(10**9)",
    "{}|tojson(10**9)",
    "10**9999 * 10**9999",
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__cla' ~ 'ss__']",
    "''|attr('__class__')",
    "'{0.__class__}'.format(1)",
    "'{a.__class__}'.format_map({'a': 1})",
    "cycler.__init__.__globals__.os",
    "self._TemplateReference__context",
    "things.__class__",
    "things._printer.facts",
    "things['__class__']",
    "things|map(attribute='_printer')|list",
    "open('/etc/passwd')",
    "__import__('os')",
    "lambda: 1",
    "[x for x in y]",
    "(" * 500 + "1" + ")" * 500,
    "-" * 5000 + "1",
    "1" + " + 1" * 5000,
    "''" + "|string" * 3000,
    "'\\ud800'",
    "'\\U000F0000'",
    "[].append(1)",
    "1e999",
    "{% for a in b %}",
    "",
)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda text: text[:30])
def test_an_expression_is_kept_in_bounds(site: Site, trials: Ground, expression: str) -> None:
    page = f"{FRONT}Before.\n\nIt: {{{{ {expression} }}}}.\n"

    trial = trials.build(site({**facts("a: {name: x}\n"), "content/en/p.md": page}))

    assert trial.code == 1
    assert all(line.startswith("content/en/p.md:7:") for line in trial.errors)


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (["Our Story.md", "日本語/ページ.md", "e\u0301.md", "-.md", "a.b.md"], ""),
        (["con.md", "NUL.md", "aux/index.md", "a b/c d.md"], ""),
        (["what?.md", "100%.md", "a#b.md", "a&b.md", "'.md", '".md', "<b>.md", "a:b.md"], ""),
        (["Story.md", "story.md"], "address-taken"),
        (["a_b.md", "a-b.md"], "address-taken"),
        (["é.md", "e\u0301.md"], "address-taken"),
        (["STRASSE.md", "straße.md"], "address-taken"),
        (["Map.svg", "map.svg"], "address-taken"),
        (["a.md", "a/index.md"], "address-taken"),
        (["facts.json"], "address-taken"),
        (["a\nb.md"], "unreadable"),
        (["a\x07.md"], "unreadable"),
        ([b"\xff\xfe.md".decode("utf-8", "surrogateescape")], "unreadable"),
        (["...md", "..md", "x..md"], ""),
        (["a" * 240 + ".md"], ""),
        (["/".join(["deep"] * 200) + "/p.md"], ""),
        ([".md"], ""),
        (["\\..\\..\\x.md"], ""),
    ],
)
def test_a_name_is_an_address_or_told(
    site: Site, trials: Ground, names: list[str], rule: str
) -> None:
    page = "---\ntitle: P\nsummary: S.\n---\nText.\n"

    root = site({f"content/en/{name}": page for name in names})
    trial = trials.build(root)

    assert trial.code == (1 if rule else 0), trial.err
    assert not rule or rule in trial.rules
    # What other tests have beside it are folders, and pytest a lock.
    beside = [path.name for path in root.parent.iterdir() if path.is_file()]
    assert beside in ([], [".lock"])


@pytest.mark.parametrize("place", ["content/en/x.md", "content/en/x.svg", "content/facts/x.yaml"])
@pytest.mark.parametrize(
    "leads", ["/etc/passwd", "../../../outside", "x", "/dev/zero", "/proc/self"]
)
def test_a_link_is_followed_nowhere_outside(
    site: Site, trials: Ground, place: str, leads: str
) -> None:
    root = site({"content/facts/sources.yaml": ""})
    outside = root.parent / "outside"
    with suppress(FileExistsError):
        outside.mkdir()
    (root / place).symlink_to(Path(place).name if leads == "x" else leads)

    trial = trials.build(root)

    assert trial.code == 1
    assert trial.rules in (["outside-folder"], ["unreadable"], ["unknown-kind"])
    assert f"{place}:1:1: error: " in trial.err


@pytest.mark.parametrize(
    "place",
    [
        *("content/en/x.md", "content/en/x.svg", "content/facts/sources.yaml", "content/site.yaml"),
        *("content/schema.yaml", "content/strings/en.yaml", "static/x.css"),
        "templates/layouts/page.html",
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_nothing_is_waited_for_at_what_is_no_file(
    site: Site, trials: Ground, place: str, kind: str
) -> None:
    root = site({})
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    _make(path, kind)

    trial = trials.build(root)

    assert trial.code == (0 if place.startswith("templates") else 1)
    assert trial.code == 0 or f"{place}:1:1: error: the file cannot be read: " in trial.err


def _make(path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(path.name)
        finally:
            os.chdir(here)
    else:
        try:
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
        except PermissionError:
            pytest.skip("only root can make a device")


@pytest.mark.parametrize("link", ["_site", "_site/lakes"])
def test_nothing_is_written_through_a_link(site: Site, trials: Ground, link: str) -> None:
    root = site({"content/en/lakes/index.md": FRONT})
    theirs = root.parent / f"{root.name}-theirs"
    theirs.mkdir()
    (theirs / "index.html").write_bytes(b"theirs")
    if link == "_site/lakes":
        trials.build(root)
        for path in (root / link).iterdir():
            path.unlink()
        (root / link).rmdir()
    (root / link).symlink_to(theirs)

    trial = trials.run("build", "--root", str(root))

    assert trial.code == 2
    assert (theirs / "index.html").read_bytes() == b"theirs"
    assert [path.name for path in theirs.iterdir()] == ["index.html"]
