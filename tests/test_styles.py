"""The style sheet and the templates fit each other, and everybody can read what they make."""

import gzip
import re
from pathlib import Path

import pytest

from explainer.filtering import MAX_GROUPS

ROOT = Path(__file__).parent.parent
SHEET = (ROOT / "static/css/site.css").read_text("utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html"))
}

# Classes that no template writes: those of Markdown and its extensions …
OF_MARKDOWN = {
    "admonition",
    "admonition-title",
    "align-center",
    "align-left",
    "align-right",
    "footnote",
}
# … those that the generator puts around the end of a value and its mark, and around columns …
OF_THE_GENERATOR = {"hold", "beside"}
# … and those that are there for authors, in attribute lists and raw HTML.
OF_AUTHORS = {"scroll", "side", "wide"}

# The only script there is stands on the page that searches.
SCRIPT = '<script type="module" src="{{ asset("js/search.js") }}"></script>'

STATUSES = ("confirmed", "stated", "reported", "disputed", "claimed", "speculation", "unknown")
PAPERS = ("paper", "surface", "surface-2")

Srgb = tuple[int, int, int]


def contrast_ratio(ink: Srgb, paper: Srgb) -> float:
    """Return how strongly *ink* stands out from *paper*: 1 is not at all, 21 black on white.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance"; the limit 0.04045
    is the one from IEC 61966-2-1.
    """
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Srgb) -> float:
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def colours(block: str) -> dict[str, Srgb]:
    """Return the colours that *block* names, each as red, green and blue."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6});", block)
    return {
        name: (int(hex_[:2], 16), int(hex_[2:4], 16), int(hex_[4:], 16)) for name, hex_ in found
    }


def tokens() -> dict[str, dict[str, Srgb]]:
    """Return the colours of the light and of the dark scheme by their names."""
    light, dark = re.findall(
        r":root \{\n([^}]*--paper: [^}]*)\}", RULES.partition("@layer print {")[0]
    )
    return {"light": colours(light), "dark": colours(dark)}


def classes_in_rules() -> set[str]:
    selectors = re.findall(r"[^{};]+(?=\{)", RULES)
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def classes_in_templates() -> set[str]:
    attributes = re.findall(r'class="([^"]*)"', "".join(TEMPLATES.values()))
    return {name for attribute in attributes for name in attribute.split()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "link", "visited", *STATUSES])
def test_every_ink_can_be_read_on_every_paper(ink: str, paper: str, scheme: str) -> None:
    named = tokens()[scheme]

    assert contrast_ratio(named[ink], named[paper]) >= 5.6


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "link", "visited", *STATUSES])
def test_every_ink_can_be_read_where_a_link_has_led(ink: str, scheme: str) -> None:
    named = tokens()[scheme]

    assert contrast_ratio(named[ink], named["mark"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("line", ["focus", "line"])
def test_lines_that_mean_something_can_be_seen(line: str, paper: str, scheme: str) -> None:
    named = tokens()[scheme]

    assert contrast_ratio(named[line], named[paper]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert tokens()["light"].keys() == tokens()["dark"].keys()


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_every_class_in_the_templates_has_a_rule() -> None:
    assert classes_in_templates() <= classes_in_rules()


def test_every_rule_has_a_class_that_something_makes() -> None:
    made = classes_in_templates() | OF_MARKDOWN | OF_THE_GENERATOR | OF_AUTHORS

    assert classes_in_rules() <= made


def test_every_variable_that_is_used_is_set_and_the_other_way_round() -> None:
    used, set_ = set(re.findall(r"var\((--[\w-]+)", RULES)), set(re.findall(r"(--[\w-]+):", RULES))

    assert used == set_


def test_colours_stand_among_the_tokens_only() -> None:
    _, _, after = RULES.partition("@layer base {")
    rules, _, print_ = after.partition("@layer print {")

    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []
    assert re.findall(r"^ +(?!--)[\w-]+:[^;]*#[0-9a-f]{3}", print_, re.MULTILINE) == []


def test_every_status_has_a_shape_and_a_tone_of_its_own() -> None:
    tones = re.findall(
        r'^  \[data-status="(\w+)"\] \{ --_tone: var\(--(\w+)\); --_shape: path\((.+)\); \}$',
        RULES,
        re.MULTILINE,
    )

    assert [(status, tone) for status, tone, _ in tones] == [(one, one) for one in STATUSES]
    assert len({shape for _, _, shape in tones}) == len(STATUSES)


def test_lengths_and_sides_are_logical() -> None:
    side = r"(?:left|right|top|bottom)"
    physical = re.compile(
        rf"(?<![\w-])((?:(?:min|max)-)?(?:width|height)|(?:(?:margin|padding|border)-)?{side}(?:-\w+)?|overflow-[xy])(?=:)"
        rf"|(?:text-align|float|clear): {side}"
        r"|\b\d+(?:vw|vh|dvh|svh|lvh)\b"
    )

    assert [match[0] for match in physical.finditer(RULES)] == []


def test_layers_do_what_importance_and_ids_would() -> None:
    assert "!important" not in RULES
    assert re.findall(r"#[a-z][\w-]*(?=[^{};]*\{)", RULES) == []


def test_the_sheet_hides_what_each_group_of_a_filter_leaves_out() -> None:
    rules = re.findall(
        r'^ +main:has\(\[data-show="(\d+)"\]:target\) (.+\))(?:,| \{)', RULES, re.MULTILINE
    )
    out = [f'[data-group]:not([data-group~="{n}"])' for n in range(1, MAX_GROUPS + 1)]

    assert rules == [
        (f"{n}", f":is({x}, :is(h2, h3, p):has(+ {x}, + :is(p, div) + {x}, + p + div + {x}))")
        for n, x in enumerate(out, 1)
    ]


def test_the_sheet_asks_for_nothing_else() -> None:
    assert (
        re.findall(r"url\(|@import|@font-face|https?:", RULES.replace('[href^="http"]', "")) == []
    )


def test_the_sheet_is_small() -> None:
    assert len(SHEET.splitlines()) <= 1050
    assert len(gzip.compress(SHEET.encode(), mtime=0)) <= 8_000


def test_the_script_is_small_and_makes_no_markup_of_texts() -> None:
    script = (ROOT / "static/js/search.js").read_bytes()

    assert [path.name for path in (ROOT / "static").rglob("*.js")] == ["search.js"]
    assert len(script) <= 5_000
    assert re.findall(rb"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_neither_style_nor_run_anything_in_place(name: str) -> None:
    html = re.sub(r"\{#.*?#\}", "", TEMPLATES[name], flags=re.DOTALL)
    if name == "layouts/search.html":
        html = html.replace(SCRIPT, "")

    assert (
        re.findall(r"<(?:script|style|iframe|object|embed|form)\b|\s(?:style|on[a-z]+)=", html)
        == []
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_begin_by_saying_what_they_are(name: str) -> None:
    assert TEMPLATES[name].startswith("{#")
