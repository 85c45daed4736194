"""The macros that authors call in prose: pure, documented, and right about what they print."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from explainer.filtering import FILTERING
from explainer.pictures import PICTURES

TEMPLATES = Path(__file__).parent.parent / "templates"
MACROS = sorted((TEMPLATES / "macros").glob("*.html"))
# Partials that are functions, too: those of which others import something.
IMPORTED = [TEMPLATES / "partials" / f"{name}.html" for name in ("foreign", "moment", "proof")]

# What every template may use, bound to the language of its page.
GLOBALS = {
    *("language", "word", "label", "asset", "site", "url", "source_line", "places", "page_of"),
    *("phrase", "tongue", "checked"),
    *FILTERING,
    *PICTURES,
}

every_macro = pytest.mark.parametrize("path", MACROS, ids=lambda path: path.stem)


class Nothing:
    """A field that a record lacks: false, and an error where it is printed."""

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise AssertionError("a field that is not there was printed")

    __html__ = __str__


@dataclass(frozen=True)
class Statement:
    """A statement that prints its value, and a star for its mark where it has a status."""

    name: str
    value: Any
    status: str | None = None
    sources: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return bool(self.value == other)

    def __hash__(self) -> int:
        return hash(self.name)

    def __bool__(self) -> bool:
        return self.value is not False

    def __str__(self) -> str:
        return str(self.value)

    def __html__(self) -> str:
        return f"{self}*" if self.status else str(self)


@dataclass(frozen=True, eq=False)
class Record:
    """A record of some kind."""

    kind: str
    id: str
    statements: dict[str, Statement] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Statement | Nothing:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Statement | Nothing:
        return self.statements.get(name, Nothing())


def record(name: str, /, **values: Any) -> Record:
    """Return the record called *name* ("kind.id"); a value may be a statement's arguments."""
    kind, id_ = name.split(".")
    statements = {
        key: Statement(f"{name}.{key}", *(value if isinstance(value, tuple) else (value,)))
        for key, value in values.items()
    }
    return Record(kind, id_, statements)


@dataclass(frozen=True, order=True)
class Day:
    """A date."""

    iso: str

    def __str__(self) -> str:
        return f"the day {self.iso}"


def tongue(words: object, own: object = "") -> str:
    """Return the language of *words*: their own, or Japanese if they are in no Latin letters."""
    strange = "" if str(words).isascii() else "ja"
    return str(own) if own and own != "en" else strange


def environment() -> jinja2.Environment:
    env = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["plain"] = lambda statement: statement.value
    env.globals.update(
        word=lambda key, **fields: " ".join([f"<{key}>", *map(str, fields.values())]),
        language=SimpleNamespace(code="en", name="English"),
        label=lambda kind, name: f"{kind}/{name}",
        places=lambda record, form: f"[{form} of {record.id}]",
        phrase=lambda key, **parts: Markup(" ").join([key, *parts.values()]),
        tongue=tongue,
        checked=lambda heard: (
            Day(f"2026-0{heard.value[-1]}-01") if heard.value[-1:] in "123" else None
        ),
        page_of=lambda record: f"/{record.id}/" if record.id == "paged" else None,
        **FILTERING,
        **PICTURES,
    )
    return env


ENV = environment()


def macro(name: str) -> Callable[..., str]:
    """Return a macro, called as prose calls it; the ends of its lines are taken out."""

    def call(*arguments: Any, **named: Any) -> str:
        html = getattr(ENV.get_template(f"macros/{name}.html").module, name)(*arguments, **named)
        return re.sub(r"\s*\n\s*", "", str(html))

    return call


table, fields, columns, related, timeline, sources_by_origin, glossary = map(
    macro,
    ("table", "fields", "columns", "related", "timeline", "sources_by_origin", "glossary"),
)
repairs_table = macro("repairs_table")
# Those that need facts to draw or to filter by are tested with facts, in test_pictures.py.
filters, scale, parts_bar, strip, states_of = map(
    macro, ("filters", "scale", "parts_bar", "strip", "states_of")
)


def macros_in(path: Path) -> Iterator[nodes.Macro]:
    """Yield what a file gives to others."""
    for found in ENV.parse(path.read_text("utf-8")).find_all(nodes.Macro):
        if not found.name.startswith("_"):
            yield found


@pytest.mark.parametrize("path", [*MACROS, *IMPORTED], ids=lambda path: path.stem)
def test_a_macro_depends_on_its_arguments_and_the_globals_alone(path: Path) -> None:
    tree = ENV.parse(path.read_text("utf-8"))

    assert meta.find_undeclared_variables(tree) <= GLOBALS


@every_macro
def test_a_file_gives_the_one_macro_of_its_name(path: Path) -> None:
    assert [found.name for found in macros_in(path)] == [path.stem]


@every_macro
def test_the_comment_on_top_explains_every_argument(path: Path) -> None:
    comment = re.match(r"\{#(.*?)#\}", path.read_text("utf-8"), re.DOTALL)
    (found,) = macros_in(path)

    explained = re.findall(r"^  (\w+)   ? *\S", comment[1] if comment else "", re.MULTILINE)

    assert explained == [argument.name for argument in found.args]


@pytest.mark.parametrize(
    "call",
    [
        partial(table, [], ["name"]),
        partial(fields, record("people.ann"), ["role"]),
        partial(columns, record("people.ann"), ["role"]),
        partial(related, [], "person", record("people.ann"), ["what"]),
        partial(related, [], "person", record("people.ann"), ["what"], **{"as": "timeline"}),
        partial(timeline, [], "when", "what"),
        partial(sources_by_origin, []),
        partial(glossary, []),
        partial(repairs_table, []),
        partial(filters, [], ["role"]),
        partial(scale, []),
        partial(parts_bar, []),
        partial(strip, [], "when"),
        partial(states_of, [], [], []),
    ],
    ids=(
        *("table", "fields", "columns", "related", "related as timeline", "timeline"),
        *("sources_by_origin", "glossary", "repairs_table", "filters", "scale", "parts_bar"),
        *("strip", "states_of"),
    ),
)
def test_of_nothing_a_macro_prints_nothing(call: Callable[[], str]) -> None:
    assert call() == ""


def test_a_table_has_a_head_for_each_column_and_each_row() -> None:
    rows = [
        record("people.ann", name="Ann", role=("Chief", "stated")),
        record("people.bob", name="Bob"),
    ]

    assert table(rows, ["name", "role"], "Who they are") == (
        '<table class="data"><caption>Who they are</caption>'
        '<thead><tr><th scope="col">people/name</th><th scope="col">people/role</th></tr></thead>'
        '<tbody><tr><th scope="row">Ann</th><td data-label="people/role">Chief*</td></tr>'
        '<tr><th scope="row">Bob</th><td data-label="people/role"></td></tr></tbody></table>'
    )


def test_a_table_without_a_caption_has_none() -> None:
    assert "<caption" not in table([record("people.ann", name="Ann")], ["name"])


def test_fields_leave_out_what_the_record_lacks() -> None:
    ann = record("people.ann", name="Ann", role="Chief")

    assert fields(ann, ["role", "joined", "name"]) == (
        '<dl class="fields"><dt>people/role</dt><dd>Chief</dd><dt>people/name</dt><dd>Ann</dd></dl>'
    )


def test_fields_print_a_value_that_is_no() -> None:
    assert "<dd>False</dd>" in fields(record("people.ann", named=False), ["named"])


def test_columns_say_where_nothing_was_found() -> None:
    ann = record("people.ann", own="So she said")

    assert columns(ann, ["own", "reported"]) == (
        '<dl class="columns"><dt>people/own</dt><dd>So she said</dd>'
        "<dt>people/reported</dt>"
        '<dd><span class="quiet">&lt;none_found&gt;</span></dd></dl>'
    )


AUTUMN, MAY = Day("2024-09-25"), Day("2024-05")
NEWS, NOTE = ("reported", ("news",)), ("stated", ("note",))
EVENTS = [
    record("events.late", when=(AUTUMN, *NEWS), what=("Late", *NEWS)),
    record("events.never", what="Never"),
    record("events.early", when=(MAY, *NOTE), what=("Early", *NEWS)),
]


def test_a_timeline_goes_by_date_and_ends_with_what_has_none() -> None:
    assert re.findall(r"<p>(\w+)", timeline(EVENTS, "when", "what")) == ["Early", "Late", "Never"]


def test_a_timeline_can_begin_with_the_newest() -> None:
    html = timeline(EVENTS, "when", "what", newest_first=True)

    assert re.findall(r"<p>(\w+)", html) == ["Late", "Early", "Never"]


def test_a_date_with_the_evidence_of_its_event_has_no_mark_of_its_own() -> None:
    html = timeline(EVENTS, "when", "what")

    assert '<p class="timeline-when">the day 2024-09-25</p><p>Late*</p>' in html
    assert '<p class="timeline-when">the day 2024-05*</p><p>Early*</p>' in html


def test_a_timeline_shows_further_fields_after_their_labels() -> None:
    event = record("events.one", when=Day("2024"), what="It began", who="The board")

    html = timeline([event], "when", "what", ["who", "why"])

    assert '<p class="quiet">labelled events/who The board</p></li>' in html


ANN, BOB = record("people.ann"), record("people.bob")
LATER = [
    record("later.one", person=ANN, when=Day("2025"), what="Founded", where="Paris"),
    record("later.two", person=BOB, when=Day("2024"), what="Joined"),
    record("later.three", person=ANN, when=Day("2024"), what="Left"),
]


@pytest.mark.parametrize("way", ["fields", "columns", "timeline"])
def test_related_records_are_those_that_refer_to_the_record(way: str) -> None:
    html = related(LATER, "person", ANN, ["what"], **{"as": way})

    assert way in html
    assert "Founded" in html
    assert "Left" in html
    assert "Joined" not in html


def test_a_timeline_of_related_records_has_the_date_in_front_and_other_fields_behind() -> None:
    html = related(LATER, "person", ANN, ["what", "where"], **{"as": "timeline"})

    assert html == timeline([LATER[0], LATER[2]], "when", "what", ["where"])


def test_a_record_can_be_one_of_a_list_that_is_referred_to() -> None:
    meetings = [record("meetings.one", people=([ANN, BOB],), what="Both met")]

    assert "Both met" in related(meetings, "people", BOB, ["what"])
    assert related(meetings, "people", record("people.eve"), ["what"]) == ""


def test_a_reprint_stands_under_the_outlet_that_it_copies() -> None:
    sources = [
        record(
            "sources.copy",
            title="写し",
            publisher="Portal",
            origin="Agency",
            type="reprint",
            language="ja",
        ),
        record(
            "sources.paged",
            title="First",
            publisher="Agency",
            type="news",
            url="https://example.org/1",
            published=Day("2024-09-25"),
            rank="A",
            archive="https://example.org/kept",
        ),
    ]

    assert sources_by_origin(sources) == (
        '<dl class="origins"><dt>Agency</dt>'
        '<dd id="copy"><cite lang="ja">写し</cite> <span class="quiet">Portal · reprint</span>'
        "<details><summary>[count of copy]</summary>[sentences of copy]</details></dd>"
        '<dd id="paged"><a href="https://example.org/1"><cite>First</cite></a> '
        '<span class="quiet"><time datetime="2024-09-25">the day 2024-09-25</time> · news · '
        "&lt;rank&gt; A · "
        '<a href="https://example.org/kept">&lt;archived&gt;</a></span> '
        '<span class="quiet">· <a href="/paged/">[count of paged]</a></span></dd></dl>'
    )


def test_a_term_stands_under_an_anchor_of_its_id() -> None:
    terms = [record("terms.profit_cap", term="profit cap", definition=Markup("A <em>limit</em>."))]

    assert glossary(terms) == (
        '<dl class="glossary"><dt id="profit-cap"><dfn>profit cap</dfn></dt>'
        "<dd>A <em>limit</em>.</dd></dl>"
    )


TAPE = record("sources.tape", title="Das Band", language="de")
DIARY = record("sources.diary", title="A diary")


def repair(source: Record, at: str, heard: str, meant: str) -> Record:
    """Return a repair; its reason and how sure it is are those of every other."""
    id_ = f"repairs.{source.id}_{at.lower()}"
    because, sure = "It sounds like it.", "likely"
    return record(id_, source=source, at=at, heard=heard, meant=meant, because=because, sure=sure)


def test_a_repair_stands_in_the_language_of_its_source() -> None:
    assert repairs_table([repair(TAPE, "L3", "Ey", "Ei")]) == (
        '<table class="data"><thead><tr><th scope="col">repairs/heard</th>'
        '<th scope="col">repairs/meant</th><th scope="col">repairs/at</th>'
        '<th scope="col">repairs/because</th><th scope="col">repairs/sure</th></tr></thead>'
        '<tbody><tr><th scope="row" data-label="repairs/heard"><span lang="de">Ey</span></th>'
        '<td data-label="repairs/meant"><span lang="de">Ei</span></td>'
        '<td data-label="repairs/at">L3</td>'
        '<td data-label="repairs/because">It sounds like it.</td>'
        '<td data-label="repairs/sure">likely</td></tr></tbody></table>'
    )


def test_repairs_that_say_the_same_share_a_row_where_the_first_stood() -> None:
    ways = [("L1", "Zoo"), ("L2", "Ann"), ("L3", "Zoo"), ("L4", "zoo")]

    html = repairs_table([repair(DIARY, at, heard, "Zoe") for at, heard in ways])

    assert re.findall(r'"repairs/heard">(\w+)<', html) == ["Zoo", "Ann", "zoo"]
    assert re.findall(r'"repairs/at">([^<]*)<', html) == ["L1, L3", "L2", "L4"]


def test_where_all_repairs_were_looked_up_the_first_day_is_said() -> None:
    html = repairs_table([repair(TAPE, "L1", "Ey 2", "Ei"), repair(TAPE, "L2", "Ey 1", "Ei")])

    assert html.endswith(
        '</table><p class="quiet"><time datetime="2026-01-01">'
        "&lt;heard_checked&gt; the day 2026-01-01</time></p>"
    )


def test_where_a_repair_was_not_looked_up_no_day_is_said() -> None:
    html = repairs_table([repair(TAPE, "L1", "Ey 2", "Ei"), repair(TAPE, "L2", "Ey", "Ei")])

    assert html.endswith("</table>")


def test_where_repairs_are_of_several_sources_each_row_names_its_own() -> None:
    html = repairs_table([repair(TAPE, "L1", "Ey", "Ei"), repair(DIARY, "L1", "Ey", "Ei")])

    assert '"repairs/at"><cite>Das Band</cite> L1<' in html
    assert '"repairs/at"><cite>A diary</cite> L1<' in html
