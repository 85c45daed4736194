"""No fact, quote, title, address or file name becomes markup or script on the published site.

A site is built whose every field, in both languages, tries to; then every page is opened in a
browser that tells whatever ran, was blocked or was asked for.
"""

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from explainer.errors import BuildError, Report
from explainer.pipeline import Order, build
from tests.browser import served
from tests.conftest import HERE, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Each breaks out of another place: text, attributes in either quotes, comments, scripts, CDATA.
TRIES = (
    "<script>hit()</script>",
    '"><img src=x onerror=hit()>',
    "'><svg onload=hit()>",
    "</title></style></textarea></script><script>hit()</script>",
    "--><script>hit()</script><!--",
    "]]><script>hit()</script>",
    "<a href=javascript:hit()>x</a>",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
    "<iframe srcdoc='<script>parent.hit()</script>'>",
    "` onmouseover=hit() `",
    "<!--<script>hit()",
    "{{ '<script>hit()</script>' }}",
)
ALL = " ".join(TRIES[:-1])
# In Markdown, HTML is markup by right; there what is unsafe is refused, and code is shown.
CODE = " ".join(f"`{one.replace('`', '')}`" for one in TRIES)


# Every macro, told what it shows in as many ways as it has.
SAID = "'<script>hit()</script> \\\"><img src=x onerror=hit()>'"
MACROS = (
    "appearances(things.a)",
    "columns(things.a, ['name', 'many', 'how'])",
    "fields(things.a, ['name', 'told', 'at', 'many', 'day', 'how', 'kin'])",
    "filters(things, ['how'])",
    "glossary(terms)",
    "legend()",
    f"parts_bar([things.a.size, things.c.size], [{SAID}, {SAID}], {SAID})",
    f"parts_bar([things.a.size, things.c.size], [things.a.name, {SAID}], things.a.name)",
    "related(things, 'kin', things.b, ['name', 'day', 'how'])",
    "repairs_table(repairs)",
    f"scale([things.a.size, things.c.size], [{SAID}, {SAID}], {SAID})",
    "scale([things.a.size, things.c.size])",
    "sentences(sources.one)",
    "sources_by_origin(sources)",
    f"states_of(states, bodies, ties, 'when', {SAID})",
    f"strip(things, 'day', label='name', caption={SAID})",
    f"table(things, ['name', 'size', 'many', 'at', 'how'], {SAID}, anchors=true, groups=['how'])",
    "timeline(things, 'day', 'name', also=['how', 'told'], groups=['how'])",
)


def _both(text: str) -> str:
    return json.dumps({"en": f"EN {text}", "ja": f"日本 {text}"}, ensure_ascii=False)


def _files() -> dict[str, str]:
    text, quoted = _both(ALL), json.dumps(ALL)
    counted = json.dumps("{n} " + ALL)
    quote = json.dumps('<script>hit()</script> "><img src=x onerror=hit()>')
    page = f"---\ntitle: {{}}\nsummary: {quoted}\nnav: {quoted}\n---\n{{}}\n"
    body = (
        "## {{ things.a.name | plain }}\n\nIt: {{ things.a }} {{ things.a.told }} "
        "{{ things.a.at }} {{ things.a.how }} {{ things.a.many }} {{ things.a.day }} "
        "{{ things.a.kin }} {{ things.a.size }} {{ things.b }} {{ terms.x }} "
        f"[@one, {TRIES[0]}; @two].\n\n"
        f"{CODE}\n\n{{{{ table(things, ['name', 'size', 'many', 'at', 'how']) }}}}\n\n"
        "{{ {'x': 1} | tojson if false else things.a.name | text('<script>hit()</script>') }}\n\n"
        "{{ '<script>hit()</script>' ~ things.a.name }}\n\n"
        '[x](https://e.example/?a=%22%3E%3Cscript%3Ehit%28%29%3C/script%3E "\'><script>hit()")\n'
    )
    made = {
        "content/site.yaml": (
            f"title: {quoted}\nlanguages: {{en: {quoted}, ja: {quoted}}}\nas_of: 2026-11-23\n"
            f"base_url: https://e.example/x/\nsummary: {text}\npublisher: {quoted}\n"
            f'license: {quoted}\nrepository: https://e.example/r?a="><script>hit()</script>\n'
        ).replace('r?a="><script>hit()</script>', "r"),
        "content/schema.yaml": (
            "things:\n  name: text\n  size: quantity?\n  day: date?\n  told: markdown?\n"
            "  kin: things?\n  how: choice(a, b)?\n  at: url?\n  many: list(text)?\n"
            "terms:\n  term: text\n  definition: markdown\n"
            "states: {name: text, when: date?}\n"
            "bodies: {name: text, place: 'choice(top, bottom_left)'}\n"
            "ties:\n  label: text\n  state: states\n  from: bodies\n  to: bodies\n"
            "  sort: choice(control, share)\n"
        ),
        "content/facts/things.yaml": (
            f"a:\n  name: {text}\n  size: 5 hits\n  day: 2024-01-02\n  told: {_both(CODE)}\n"
            f"  kin: b\n  how: a\n  at: \"https://e.example/?q='onclick=hit()'\"\n"
            f"  many: [{quoted}, {quoted}]\n"
            f"  status: disputed\n  as_of: 2024-01-02\n  sources: [one, 'two#{TRIES[0]}']\n"
            f"  quote: {{text: {quote}, source: one}}\n  note: {text}\n"
            f"  accounts:\n    - {{value: {quoted}, sources: [two], wrong: true, note: {text}}}\n"
            f"b: {{name: {text}, status: unknown, note: {text}}}\n"
            f"c: {{name: {text}, size: 7 hits, day: 2024-03, how: b, kin: b}}\n"
        ),
        "content/facts/states.yaml": f"s: {{name: {text}, when: 2024}}\n",
        "content/facts/bodies.yaml": (
            f"b: {{name: {text}, place: top}}\nc: {{name: {text}, place: bottom_left}}\n"
        ),
        "content/facts/ties.yaml": (
            f"t: {{label: {text}, state: s, from: b, to: c, sort: control}}\n"
        ),
        "content/facts/terms.yaml": f"x: {{term: {text}, definition: {_both(CODE)}}}\n",
        "content/facts/sources.yaml": "".join(
            f"{name}:\n  title: {quoted}\n  publisher: {quoted}\n  type: news\n"
            f"  url: \"https://e.example/{name}?q='onclick=hit()'\"\n  author: {quoted}\n"
            f"  origin: {json.dumps(name + ALL)}\n  note: {text}\n  lines: 20\n"
            for name in ("one", "two")
        ),
        "content/facts/repairs.yaml": (
            f"r: {{source: one, at: L2, heard: {quoted}, meant: {quoted}, because: {quoted}, "
            "sure: likely}\n"
        ),
        "content/en/<img src=x onerror=hit()>.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "content/en/'\"><b>.md": page.format(quoted, "Text."),
    }
    for code in ("en", "ja"):
        made[f"content/strings/{code}.yaml"] = (
            f"units: {{hits: {{one: {counted}, other: {counted}}}}}\n"
            f"choices:\n  things: {{how: {{a: {quoted}, b: {quoted}}}}}\n"
            f"  bodies: {{place: {{top: {quoted}, bottom_left: {quoted}}}}}\n"
            f"  ties: {{sort: {{control: {quoted}, share: {quoted}}}}}\n"
        )
        made[f"content/{code}/index.md"] = page.format(quoted, body)
        called = "".join(f"{{{{ {one} }}}}\n\n" for one in MACROS)
        made[f"content/{code}/macros.md"] = page.format(quoted, called)
        made[f"content/{code}/things/thing.md"] = (
            f"---\ntitle: x {{{{ record }}}}\nsummary: {quoted}\neach: bodies\n---\n"
            "{{ record.name }} {{ record.place }}\n"
        )
    return made


def _pages(root: Path) -> Mapping[str, bytes]:
    report = Report()
    try:
        return build(Order(root=root, today="2026-11-23"), report).outputs
    except BuildError:
        raise AssertionError(report.told()) from None


@pytest.fixture
def outputs(site: Site) -> Mapping[str, bytes]:
    """Give a site whose every field tries to become markup."""
    return _pages(site(_files()))


class _Elements(HTMLParser):
    """Collects what an attack would leave in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base") or (
            tag == "script" and given.get("type") != "application/ld+json" and "src" not in given
        ):
            self.found.append(tag)
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or address.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and value == "x":
                self.found.append(f"{tag} {name}={value}")


def test_every_macro_is_among_what_is_attacked() -> None:
    shipped = {path.stem for path in (HERE / "templates/macros").iterdir()}

    assert {one.partition("(")[0] for one in MACROS} == shipped


def test_no_field_leaves_an_element_or_a_handler(outputs: Mapping[str, bytes]) -> None:
    for path, content in outputs.items():
        if path.endswith(".html"):
            parser = _Elements()
            parser.feed(content.decode())
            assert parser.found == [], path


def test_no_field_breaks_a_file_for_programs(outputs: Mapping[str, bytes]) -> None:
    for path, content in outputs.items():
        if path.endswith(".json"):
            json.loads(content)
        if path.endswith(".xml"):
            root = ElementTree.fromstring(content)
            names = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not names & {"script", "img", "svg", "iframe"}, path
    assert b"hit()" in outputs["facts.json"]


def test_every_page_brings_the_policy_before_anything_that_it_governs(
    outputs: Mapping[str, bytes],
) -> None:
    pages = [content.decode() for path, content in outputs.items() if path.endswith(".html")]

    assert pages
    for page in pages:
        head, policy, _ = page.partition('<meta http-equiv="Content-Security-Policy" content="')
        rules = page.split(policy)[1].partition('"')[0]
        assert head.endswith('<meta charset="utf-8">\n')
        assert rules.startswith("default-src 'none';")
        assert "unsafe" not in rules
        assert "*" not in rules
        assert {"base-uri 'none'", "form-action 'none'"} <= {
            one.strip() for one in rules.split(";")
        }


@pytest.mark.browser
def test_nothing_runs_and_nothing_is_blocked_in_a_browser(
    outputs: Mapping[str, bytes], tmp_path: Path, browser: "Browser"
) -> None:
    folder = tmp_path / "built"
    for path, content in outputs.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    context = browser.new_context()
    context.add_init_script(
        "window.told = []; window.hit = () => told.push('hit');"
        "document.addEventListener('securitypolicyviolation',"
        " e => told.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));"
    )
    page, asked = context.new_page(), set[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())

    with served(folder, "/x/") as address:
        for path in sorted(outputs):
            if path.endswith(".html"):
                page.goto(
                    address + path.replace("%", "%25").replace("#", "%23").replace("?", "%3F")
                )
                page.evaluate(
                    "document.querySelectorAll('[popovertarget]').forEach(b => b.click())"
                )
                assert page.evaluate("told") == [], path
                assert page.evaluate("document.querySelectorAll('[onerror],[onload]').length") == 0
        assert {one for one in asked if not one.startswith(address)} <= set()
    context.close()


# Spellings of addresses that browsers would run, which must be refused wherever they are written.
ADDRESSES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    " javascript:hit()",
    "java\\tscript:hit()",
    "java\\nscript:hit()",
    "\\x01javascript:hit()",
    "javascript&colon;hit()",
    "&#106;avascript:hit()",
    "&#x6A;avascript&#58;hit()",
    "javascript&#0000058hit()",
    "data:text/html,<script>hit()</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "vbscript:hit()",
    "file:///etc/passwd",
    "blob:https://e.example/x",
    "view-source:https://e.example/",
    "filesystem:https://e.example/x",
    "//e.example/x",
    "\\\\\\\\e.example\\\\x",
    "/\\\\e.example",
)
# … and one that would break out of its attribute, which no fact may have.
BREAKS = "https://e.example/?q='><script>hit()</script>"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unsafe_address_is_refused_in_every_spelling(site: Site, address: str) -> None:
    plain = json.loads(f'"{address.replace(chr(92) + "x01", chr(92) + "u0001")}"')
    front = "---\ntitle: P\nsummary: S.\n---\n"
    written = {
        "Markdown": f"[x](<{plain}>)",
        "reference": f"[x][y]\n\n[y]: <{plain}>",
        "HTML": f'<a href="{plain}">x</a>',
        "image": f"![x](<{plain}>)",
    }

    for place, text in written.items():
        report = Report()
        try:
            built = build(
                Order(root=site({"content/en/p.md": f"{front}{text}\n"}), today="2026-11-23"),
                report,
            )
        except BuildError:
            assert {one.rule for one in report} & {"unsafe-link", "other-host", "unknown-asset"}
            continue
        parser = _Elements()
        parser.feed(built.outputs["p/index.html"].decode())
        assert parser.found == [], place


@pytest.mark.parametrize("address", [*ADDRESSES, BREAKS])
def test_an_unsafe_address_is_refused_in_a_fact(site: Site, address: str) -> None:
    text = address.replace("\\x01", "\\u0001")
    files = {
        "content/facts/sources.yaml": (
            f'a: {{title: T, publisher: P, type: news, url: "{text}"}}\n'
        )
    }
    report = Report()

    with pytest.raises(BuildError):
        build(Order(root=site(files), today="2026-11-23"), report)

    assert next(one.rule for one in report if one.severity == "error") in (
        "bad-value",
        "yaml-syntax",
    )
