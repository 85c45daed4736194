"""The verb verify: quotations and locators are looked up in copies of their sources."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import SMALLEST, Ran, Site, run
from tests.portable import pdf

LOCK = "content/quotes.lock"
HEAD = (
    "# Written by `build.py verify`: the quotations that were found in a copy of their source. "
    "Each line:\n"
    "# what is quoted for, source, hash of the words, hash of the copy (both sha256), day, where.\n"
)
FACTS = "content/facts/lakes.yaml"
FILES = {
    "content/schema.yaml": "lakes: {depth: quantity, seen: date?, name: text?, story: markdown?}\n",
    "content/strings/en.yaml": 'units: {m: {one: "{n} m", other: "{n} m"}}\n',
    "content/facts/sources.yaml": (
        "diary: {title: A diary, publisher: Keeper, type: primary}\n"
        "daily: {title: A report, publisher: Daily, type: news}\n"
        "radio: {title: 夜, publisher: Radio, type: transcript, language: ja, lines: 3}\n"
    ),
    "content/facts/repairs.yaml": (
        "zoo: {source: radio, at: L2, heard: ズー, meant: ゾー, because: It fits., sure: likely}\n"
    ),
    FACTS: (
        "bor:\n"
        "  depth:\n"
        "    value: 9 m\n"
        "    status: stated\n"
        '    sources: ["diary#L2"]\n'
        "    quote: {text: It is nine metres deep, source: diary}\n"
    ),
    "content/en/index.md": (
        "---\ntitle: Start\nsummary: S.\n---\n"
        "It is {{ lakes.bor }} deep [@diary, L2; @daily].\n\n{{ repairs_table(repairs) }}\n"
    ),
}
DIARY = "It was a long day.\n“It is nine\nmetres deep” — the keeper said.\n"
RADIO = "夜の湖で、\n ズーが言う。\nまた明日。\n"
DAY = "2026-11-23"


def verify(root: Path, copies: Mapping[str, str | bytes], *options: str, **environment: str) -> Ran:
    """Verify sources of a site by copies of them, which stand beside it."""
    names = []
    for source, data in copies.items():
        suffix = "pdf" if isinstance(data, bytes) else "txt"
        path = root / f"{source}.{suffix}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        names.append(f"{source}={path}")
    return run(root, "verify", *names, *options, **environment)


def lines(root: Path) -> list[str]:
    """Return the lines of the lock: what each is for, of which source, when and where."""
    entries = (one.split(" ", 5) for one in (root / LOCK).read_text("utf-8").splitlines()[2:])
    return [f"{name} {source} {day} {where}" for name, source, _, _, day, where in entries]


# --- what is found ----------------------------------------------------------------------------


def test_what_is_found_is_kept_by_name_and_nothing_of_its_words(site: Site) -> None:
    root = site(FILES)

    ran = verify(root, {"radio": RADIO, "diary": DIARY})

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "2 quotations of radio, diary looked up; all found\n"
    assert (root / LOCK).read_text("utf-8") == (
        f"{HEAD}"
        f"lakes.bor diary 8dba8bfc0751c52c e8c0bc6e734e0f70 {DAY} L2-L3\n"
        f"repairs.zoo radio 853525f154a5cf54 67fea9827d5223bf {DAY} L2\n"
    )


def test_sources_are_verified_one_by_one_and_what_did_not_change_keeps_its_day(site: Site) -> None:
    root = site(FILES)
    verify(root, {"radio": RADIO})
    first = lines(root)

    verify(root, {"diary": DIARY, "radio": RADIO}, SOURCE_DATE_EPOCH="1800000000")
    second = lines(root)
    verify(root, {"radio": f"{RADIO}\n"}, SOURCE_DATE_EPOCH="1810000000")

    assert first == [f"repairs.zoo radio {DAY} L2"]
    assert second == ["lakes.bor diary 2027-01-15 L2-L3", f"repairs.zoo radio {DAY} L2"]
    assert lines(root) == ["lakes.bor diary 2027-01-15 L2-L3", "repairs.zoo radio 2027-05-11 L2"]


def test_what_is_quoted_no_longer_goes(site: Site) -> None:
    root = site(FILES)
    verify(root, {"radio": RADIO, "diary": DIARY})
    (root / "content/facts/repairs.yaml").unlink()

    verify(root, {"diary": DIARY})

    assert lines(root) == [f"lakes.bor diary {DAY} L2-L3"]


def test_a_quotation_is_found_on_a_page_of_a_pdf(site: Site) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("#L2", "#p. 2")})

    ran = verify(root, {"diary": pdf(["A day."], ["It is nine", "met res deep."])})

    assert (ran.code, ran.err) == (0, "")
    assert lines(root) == [f"lakes.bor diary {DAY} p. 2"]


def test_where_nothing_is_quoted_nothing_is_written(site: Site) -> None:
    root = site(FILES)

    ran = verify(root, {"daily": "Nothing."})

    assert (ran.code, ran.out) == (0, "no quotations of daily looked up; all found\n")
    assert not (root / LOCK).exists()


# --- what is not ------------------------------------------------------------------------------


def test_words_that_are_not_there_are_an_error_with_what_comes_nearest(site: Site) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("metres", "meters")})

    ran = verify(root, {"diary": DIARY, "radio": RADIO})

    assert ran.code == 1
    assert ran.err == (
        f'{FACTS}:6:19: error: the copy of "diary" does not hold the words of lakes.bor '
        "[quote-not-found]\n"
        "    quote: {text: It is nine meters deep, source: diary}\n"
        "                  ^\n"
        '    hint: the nearest is, at L2-L3: "It is nine metres deep"\n\n'
        "1 error to mend\n"
    )
    assert ran.out == "2 quotations of diary, radio looked up; 1 not found\n"
    assert lines(root) == [f"repairs.zoo radio {DAY} L2"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("All rivers run to the sea", "nothing in it comes near them"),
        ('"…"', "there are no words in it to look up"),
    ],
)
def test_where_nothing_comes_near_that_is_said(site: Site, text: str, hint: str) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("It is nine metres deep", text)})

    ran = verify(root, {"diary": DIARY})

    assert (ran.code, f"    hint: {hint}\n" in ran.err) == (1, True)


def test_what_was_found_once_and_is_no_more_stays_so_that_the_build_still_fails(site: Site) -> None:
    root = site(FILES)
    verify(root, {"diary": DIARY})
    (root / FACTS).write_text(FILES[FACTS].replace("nine", "ten"), "utf-8")

    again, built = verify(root, {"diary": DIARY}), run(root)

    assert again.code == 1
    assert lines(root) == [f"lakes.bor diary {DAY} L2-L3"]
    assert (built.code, "[quote-changed]" in built.err) == (1, True)


def test_words_that_stand_elsewhere_are_a_note_and_found(site: Site) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("#L2", "#L1")})

    ran, strict = verify(root, {"diary": DIARY}), verify(root, {"diary": DIARY}, "--strict")

    assert (ran.code, strict.code) == (0, 1)
    assert ran.err == (
        f"{FACTS}:5:15: note: the words of lakes.bor stand at L2-L3 of the copy of "
        '"diary", not at L1 [quote-elsewhere]\n'
        '    sources: ["diary#L1"]\n'
        "              ^\n"
        "    hint: write L2-L3\n\n"
        "1 note\n"
    )
    assert lines(root) == [f"lakes.bor diary {DAY} L2-L3"]


def test_of_many_places_that_of_the_locator_counts(site: Site) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("#L2", "#L5-L6")})

    ran = verify(root, {"diary": f"{DIARY}{DIARY}"})

    assert (ran.code, ran.err) == (0, "")
    assert lines(root) == [f"lakes.bor diary {DAY} L5-L6"]


def test_a_quotation_may_say_itself_where_it_stands(site: Site) -> None:
    quoted = FILES[FACTS].replace("source: diary}", "source: diary#L1}")

    ran = verify(site({**FILES, FACTS: quoted}), {"diary": DIARY})

    assert ran.err.startswith(f"{FACTS}:6:51: note: the words of lakes.bor stand at L2-L3")


@pytest.mark.parametrize(
    ("copy", "locators", "told"),
    [
        (DIARY, "L3; @diary, L4; @diary, L2-L9", ['3 lines, not "L4"', '3 lines, not "L2-L9"']),
        (DIARY, "p. 9", []),
        (pdf(["It is nine metres deep", "y"]), "p. 2; @diary, p. 1", ['1 page, not "p. 2"']),
        (
            pdf(["It is nine metres deep", "y"], ["z"]),
            "pp. 1-3; @diary, page 2; @diary, 3頁; @diary, on p. 9",
            ['2 pages, not "pp. 1-3"', '2 pages, not "3頁"'],
        ),
    ],
)
def test_locators_of_prose_and_facts_must_lie_within_the_copy(
    site: Site, copy: str | bytes, locators: str, told: list[str]
) -> None:
    page = FILES["content/en/index.md"].replace("[@diary, L2; @daily]", f"[@diary, {locators}]")
    facts = f"{FILES[FACTS]}  story: A lake [@diary, {locators}].\n"
    root = site({**FILES, "content/en/index.md": page, FACTS: facts.replace("#L2", "")})

    ran = verify(root, {"diary": copy})

    found = [one for one in ran.err.splitlines() if "error" in one and "mend" not in one]
    assert ran.code == (1 if told else 0)
    assert [one.partition('"diary" has ')[2] for one in found] == [
        f"{one} [line-outside]" for one in told * 2
    ]
    assert [one.partition(":")[0] for one in found] == [
        *["content/en/index.md"] * len(told),
        *[FACTS] * len(told),
    ]


@pytest.mark.parametrize(
    ("radio", "told"),
    [
        (RADIO, ""),
        (RADIO.removesuffix("\n") + "\nEnde", ""),  # a last line without an end is no line to some
        (
            f"{RADIO}\n\n",
            'content/facts/sources.yaml:3:69: note: "radio" has 3 lines, but its copy has 5 lines',
        ),
    ],
)
def test_a_copy_with_another_number_of_lines_is_noted(site: Site, radio: str, told: str) -> None:
    ran = verify(site(FILES), {"radio": radio})

    assert (ran.code, ran.err.partition(" [")[0]) == (0, told)


# --- the value in the quotation ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "quote", "told"),
    [
        ("depth: {value: 9 m", "nine metres", ""),
        ("depth: {value: 150 billion USD", "worth $157 billion", "150 billion USD"),
        ("depth: {value: 150", "worth $150 billion", "150"),
        ("depth: {value: 6.5 years", "six and a half years", ""),
        ("depth: {value: 6.5 years", "a great honour", "6.5 years"),
        ("depth: 9\n  seen: {value: 2024-09-25", "on September 26", "2024-09-25"),
        ("depth: 9\n  seen: {value: 2024-09-25", "on Wednesday", ""),
        ("depth: 9\n  name: {value: Bor", "a great honour", ""),
    ],
)
def test_a_number_or_day_that_is_not_quoted_is_noted(
    site: Site, value: str, quote: str, told: str
) -> None:
    evidence = f"status: stated, sources: [diary], quote: {{text: {quote}, source: diary}}"
    page = FILES["content/en/index.md"].replace("L2", "L1")
    facts = f"bor:\n  {value}, {evidence}}}\n"
    root = site({**FILES, "content/en/index.md": page, FACTS: facts})

    ran = verify(root, {"diary": f"He said: {quote}."})

    assert ran.code == 0
    assert ran.err.partition("does not hold its value, ")[2].partition(" [value-not")[0] == told


# --- what the build says, and what readers see ------------------------------------------------


def test_readers_see_when_a_quotation_was_checked_and_check_what_was_not(site: Site) -> None:
    root = site(FILES)
    before = run(root, "check")
    verify(root, {"diary": DIARY, "radio": RADIO})
    after, built = run(root, "check"), run(root, "--strict")
    html = (root / "_site/index.html").read_text("utf-8")
    ledger = (root / "_site/facts/index.html").read_text("utf-8")

    checked = '<time datetime="2026-11-23">checked against a copy on November 23, 2026</time>'
    assert "Quotations that were not looked up: 2\n  lakes.bor  repairs.zoo\n" in before.out
    assert "Quotations that were not looked up: none\n" in after.out
    assert (built.code, built.err) == (0, "")
    assert f'<q>It is nine metres deep</q> <span class="quiet">Keeper · {checked}</span>' in html
    assert f"Keeper · {checked}</span>" in ledger
    assert (
        '<p class="quiet"><time datetime="2026-11-23">What was heard was checked against a copy '
        "of its source on November 23, 2026.</time></p>"
    ) in html


def test_a_letter_that_changes_stops_the_build(site: Site) -> None:
    root = site(FILES)
    verify(root, {"diary": DIARY, "radio": RADIO})
    repairs = FILES["content/facts/repairs.yaml"]
    (root / "content/facts/repairs.yaml").write_text(repairs.replace("ズー,", "スー,"), "utf-8")
    (root / FACTS).write_text(FILES[FACTS].replace("It is", "it is").replace("#L2", "#L3"), "utf-8")

    ran = run(root)

    assert ran.code == 1
    assert ran.err == (
        f"{FACTS}:6:19: error: the quotation of lakes.bor has changed since it was found in "
        f'"diary" (L2-L3) on {DAY} [quote-changed]\n'
        "    quote: {text: it is nine metres deep, source: diary}\n"
        "                  ^\n"
        "    hint: put it back, or look it up again: verify diary=FILE\n"
        "\n"
        "content/facts/repairs.yaml:1:37: error: the quotation of repairs.zoo has changed since it "
        f'was found in "radio" (L2) on {DAY} [quote-changed]\n'
        "    zoo: {source: radio, at: L2, heard: スー, meant: ゾー, because: It fits., "
        "sure: likely}\n"
        "                                        ^\n"
        "    hint: put it back, or look it up again: verify radio=FILE\n"
        "\n"
        "2 errors to mend; nothing was written\n"
    )


def test_another_way_to_set_a_quotation_stops_nothing(site: Site) -> None:
    root = site(FILES)
    verify(root, {"diary": DIARY})
    (root / FACTS).write_text(
        FILES[FACTS].replace("nine metres", "nine\u00a0 metres\n     "), "utf-8"
    )

    assert run(root, "--strict").code == 0


def test_a_quotation_from_another_source_has_changed(site: Site) -> None:
    root = site(FILES)
    verify(root, {"diary": DIARY})
    moved = FILES[FACTS].replace("source: diary", "source: daily").replace('L2"]', 'L2", daily]')
    (root / FACTS).write_text(moved, "utf-8")

    ran = run(root)

    assert (ran.code, 'found in "diary" (L2-L3)' in ran.err) == (1, True)


# --- the lock ---------------------------------------------------------------------------------

GOOD = f"lakes.bor diary {'0' * 16} {'0' * 16} {DAY} L2\n"


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        (f"{HEAD}<<<<<<< ours\n", "3:1: error: this is no line that verify has written [bad-lock]"),
        (GOOD.replace("11", "13"), "1:1: error: this is no line that verify has written"),
        (GOOD.replace("000 ", "00 "), "1:1: error: this is no line that verify has written"),
        (GOOD * 2, '2:1: error: "lakes.bor" stands twice [bad-lock]'),
        (b"\xff", "1:1: error: the file is not UTF-8 (byte 1) [not-utf8]"),
    ],
)
def test_a_lock_that_cannot_be_read_is_an_error_at_its_line(
    site: Site, lock: str | bytes, told: str
) -> None:
    root = site({**FILES, LOCK: lock})

    built, verified = run(root), verify(root, {"diary": DIARY})

    assert (built.code, f"{LOCK}:{told}" in built.err) == (1, True)
    assert (verified.code, f"{LOCK}:{told}" in verified.err) == (1, True)
    assert (root / LOCK).read_bytes() == (lock.encode() if isinstance(lock, str) else lock)


def test_a_lock_in_whatever_order_is_read_and_put_in_order(site: Site) -> None:
    root = site(FILES)
    verify(root, {"diary": DIARY, "radio": RADIO})
    whole = (root / LOCK).read_text("utf-8")
    (root / LOCK).write_bytes("\r\n".join(reversed(whole.splitlines())).encode())

    ran = run(root, "--strict", "-q")
    verify(root, {"radio": RADIO})

    assert (ran.code, ran.err) == (0, "")
    assert (root / LOCK).read_text("utf-8") == whole


# --- wrong use --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "error: verify needs a source and a copy of it, as in: verify survey=FILE"),
        (["diary"], 'verify wants a source and a copy of it, as source=FILE, not "diary"'),
        (["=x"], 'verify wants a source and a copy of it, as source=FILE, not "=x"'),
        (["diary="], 'verify wants a source and a copy of it, as source=FILE, not "diary="'),
        (["dairy={copy}"], 'there is no source "dairy"; did you mean "diary"?'),
        (
            ["diary={copy}", "sources.diary=x"],
            'two copies of "diary" are named; verify one of them',
        ),
        (["diary={root}/x", "radio={copy}"], "there is no file {root}/x"),
        (["diary={root}"], "{root} is a folder, not a copy of a source"),
        (["diary={root}/pipe"], "{root}/pipe is not a plain file"),
        (["diary={root}/bad.pdf"], "{root}/bad.pdf cannot be read as a PDF (PdfStreamError)"),
    ],
)
def test_wrong_use_is_said_and_writes_nothing(site: Site, arguments: list[str], said: str) -> None:
    root = site({**FILES, "copy": DIARY, "bad.pdf": "Words."})
    os.mkfifo(root / "pipe")
    named = [one.format(root=root, copy=root / "copy") for one in arguments]

    ran = run(root, "verify", *named)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"build.py: {said.format(root=root)}"
    assert not (root / LOCK).exists()


def test_a_file_that_may_not_be_read_is_wrong_use(site: Site) -> None:
    root = site({**FILES, "copy": DIARY})
    (root / "copy").chmod(0)

    ran = run(root, "verify", f"diary={root / 'copy'}")

    if os.geteuid():  # root may read all
        assert (ran.code, ran.err) == (2, f"build.py: {root / 'copy'}: Permission denied\n")


def test_other_verbs_take_no_second_name(site: Site) -> None:
    ran = run(site(FILES), "uses", "lakes.bor", "lakes.miru")

    assert (ran.code, ran.err.splitlines()[-1]) == (
        2,
        "build.py: error: unrecognized arguments: lakes.miru",
    )


def test_content_that_cannot_be_read_comes_first(site: Site) -> None:
    root = site({**FILES, FACTS: "bor: {depth: deep}\n"})

    ran = verify(root, {"diary": DIARY})

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f'{FACTS}:1:14: error: lakes.bor must be a quantity, not "deep"')


def test_problems_are_told_to_programs_too(site: Site) -> None:
    root = site({**FILES, FACTS: FILES[FACTS].replace("nine", "ten")})

    ran = verify(root, {"diary": DIARY}, "--format", "json")

    assert ran.code == 1
    assert [one["rule"] for one in json.loads(ran.out)] == ["quote-not-found"]


def test_a_quotation_in_a_text_of_two_languages_is_looked_up_in_that_of_its_source(
    site: Site,
) -> None:
    repairs = FILES["content/facts/repairs.yaml"].replace(
        "heard: ズー", "heard: {en: Zoo, ja: ズー}"
    )
    root = site(
        {
            **FILES,
            "content/strings/ja.yaml": 'units: {m: {other: "{n} m"}}\n',
            "content/site.yaml": SMALLEST["content/site.yaml"].replace("{en", "{ja: 日本語, en"),
            "content/facts/repairs.yaml": repairs,
        }
    )

    ran = verify(root, {"radio": RADIO})

    assert (ran.code, ran.err, ran.out) == (0, "", "1 quotation of radio looked up; all found\n")
