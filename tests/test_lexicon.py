"""Files of words: what ships, what a site puts over it, and what is wrong with it."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from explainer.errors import Position, Report
from explainer.lexicon import FIELD, Texts, Words, load_words

SITE = Position(path="content/site.yaml", line=2, column=12, text="languages: {de: Deutsch}")
PACKAGE = Path(__file__).parent.parent / "explainer"

# A language is complete when it has what English has in these sections.
NEEDED = ("words", "statuses")


def load(
    root: Path, files: Mapping[str, str], codes: tuple[str, ...] = ("en", "ja")
) -> tuple[Mapping[str, Words], Report]:
    """Return the words of *codes* for a site with these *files* of words, and what is wrong."""
    folder = root / "content/strings"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    report = Report()
    return load_words(root, codes, SITE, report), report


def problems(
    root: Path, files: Mapping[str, str], codes: tuple[str, ...] = ("en", "ja")
) -> list[str]:
    """Return all that is wrong with these *files* of words."""
    return [str(problem) for problem in load(root, files, codes)[1]]


def shipped(code: str) -> Texts:
    """Return the words that ship for the language *code*."""
    return load_words(Path("nowhere"), [code], SITE, Report())[code].texts


def complete(code: str) -> str:
    """Return a file of words in which each text of the interface is there: in English."""
    text = (PACKAGE / "words/en.yaml").read_text("utf-8")
    return f"# {code}\n{text[text.index('words:') : text.index('choices:')]}"


# --- what ships -------------------------------------------------------------------------------


def test_english_and_japanese_need_nothing(tmp_path: Path) -> None:
    assert problems(tmp_path, {}) == []


def test_what_ships_is_a_file_of_words_like_any_other(tmp_path: Path) -> None:
    files = {
        f"{code}.yaml": (PACKAGE / f"words/{code}.yaml").read_text("utf-8") for code in ("en", "ja")
    }

    assert problems(tmp_path, files) == []


def test_both_languages_that_ship_say_the_same_things() -> None:
    english, japanese = shipped("en"), shipped("ja")
    sections = (*NEEDED, "choices", "fields")

    assert [key for key in english if key[0] in sections] == [
        key for key in japanese if key[0] in sections
    ]
    for key in english:
        if key[0] in NEEDED:
            fields = [set(FIELD.findall(texts[key]["other"])) for texts in (english, japanese)]
            assert fields[0] == fields[1], key


def test_a_language_with_a_region_has_the_words_of_its_language(tmp_path: Path) -> None:
    words, report = load(tmp_path, {}, ("en-GB", "ja_JP"))

    assert list(report) == []
    assert words["en-GB"].texts["words", "no"]["other"] == "no"
    assert (words["en-GB"].manner, words["ja_JP"].manner) == ("en-GB", "ja_JP")


def test_every_word_that_templates_ask_for_ships_and_no_other() -> None:
    files = [*PACKAGE.glob("*.py"), *(PACKAGE.parent / "templates").rglob("*.*")]
    text = "\n".join(path.read_text("utf-8") for path in files)

    ships = {key[1] for key in shipped("en") if key[0] == "words"}
    asked = set(re.findall(r"""\bword\(["'](\w+)["']""", text))

    assert asked <= ships
    assert {key for key in ships if f'"{key}"' not in text and f"'{key}'" not in text} == set()


# --- what a site puts over it -----------------------------------------------------------------


def test_the_words_of_the_site_go_over_those_that_ship_key_by_key(tmp_path: Path) -> None:
    own = "words: {menu: All pages}\nchoices: {sources: {type: {news: newspaper}}}\n"

    texts = load(tmp_path, {"en.yaml": own})[0]["en"].texts

    assert texts["words", "menu"]["other"] == "All pages"
    assert texts["choices", "sources", "type", "news"]["other"] == "newspaper"
    assert texts["words", "contents"]["other"] == "On this page"
    assert texts["choices", "sources", "type", "reprint"]["other"] == "reprint"


def test_plural_forms_are_replaced_as_a_whole(tmp_path: Path) -> None:
    own = 'units: {years: "{n}か年"}\n'

    texts = load(tmp_path, {"ja.yaml": own})[0]["ja"].texts

    assert texts["units", "years"] == {"other": "{n}か年"}


def test_a_unit_of_time_may_be_named_in_the_singular(tmp_path: Path) -> None:
    own = 'units: {year: {one: "{n} yr", other: "{n} yrs"}}\n'

    texts = load(tmp_path, {"en.yaml": own})[0]["en"].texts

    assert texts["units", "years"] == {"one": "{n} yr", "other": "{n} yrs"}


def test_an_empty_file_of_words_changes_nothing(tmp_path: Path) -> None:
    words, report = load(tmp_path, {"en.yaml": "# later\n"})

    assert list(report) == []
    assert words["en"].texts == shipped("en")


def test_a_file_for_a_language_that_the_site_does_not_have_is_noted(tmp_path: Path) -> None:
    assert problems(tmp_path, {"de.yaml": "words: {menue: x}\n", "en.yml": ""}) == [
        f"content/strings/{name}:1:1: note: nothing reads this file: the site has no language of "
        "this name [unknown-file]\n"
        "    hint: words are read from content/strings/en.yaml, content/strings/ja.yaml"
        for name in ("de.yaml", "en.yml")
    ]


# --- languages that do not ship ---------------------------------------------------------------


def test_a_third_language_is_complete_with_its_words_and_statuses(tmp_path: Path) -> None:
    words, report = load(tmp_path, {"de.yaml": complete("de")}, ("en", "de"))

    assert list(report) == []
    assert words["de"].manner == "de"
    # Units and choices are its own: English ones would be read as German.
    assert {key[0] for key in words["de"].texts} == set(NEEDED)


def test_a_language_without_words_gets_one_error(tmp_path: Path) -> None:
    words = sum(key[0] == "words" for key in shipped("en"))
    statuses = sum(key[0] == "statuses" for key in shipped("en"))

    assert problems(tmp_path, {}, ("en", "de")) == [
        'content/site.yaml:2:12: error: the language "de" lacks words of the interface: '
        f"words (all {words}), statuses (all {statuses}) [missing-words]\n"
        "    languages: {de: Deutsch}\n"
        "               ^\n"
        "    hint: translate them into content/strings/de.yaml; explainer/words/en.yaml has them "
        "in English"
    ]


def test_the_words_that_a_language_lacks_are_all_listed(tmp_path: Path) -> None:
    own = complete("de").replace("  menu: Main menu\n", "").replace("label: On record", "label:")

    (problem,) = problems(tmp_path, {"de.yaml": own}, ("de",))

    assert problem.startswith(
        'content/site.yaml:2:12: error: the language "de" lacks words of the interface: '
        "words.menu, statuses.confirmed.label [missing-words]\n"
    )
    assert problem.endswith(
        "    hint: add them to content/strings/de.yaml; explainer/words/en.yaml has them in English"
    )


def test_a_language_with_something_to_mend_speaks_english_for_what_it_lacks(tmp_path: Path) -> None:
    own = "words: {menu: Inhalt}\n"

    words = load(tmp_path, {"de.yaml": own}, ("de", "xx"))[0]

    assert words["de"].texts["words", "menu"]["other"] == "Inhalt"
    assert words["de"].texts["words", "contents"]["other"] == "On this page"
    assert words["xx"].manner == "en"


@pytest.mark.parametrize("code", ["xx", "English", "日本語", "../en", "e", "en/GB", ""])
def test_a_code_that_is_no_language_is_refused(tmp_path: Path, code: str) -> None:
    assert problems(tmp_path, {}, (code,)) == [
        f'content/site.yaml:2:12: error: "languages" has "{code}", which is no known language '
        "[bad-value]\n"
        "    languages: {de: Deutsch}\n"
        "               ^\n"
        '    hint: write its code as in "en", "ja" or "pt-BR"'
    ]


# --- what is wrong with a file of words -------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            "word: {menu: x}\n",
            '1:1: error: a file of words has no key "word" [unknown-key]\n'
            "    word: {menu: x}\n"
            "    ^\n"
            '    hint: did you mean "words"?',
        ),
        (
            "words: {mneu: x}\n",
            '1:9: error: "words" has no key "mneu" [unknown-key]\n'
            "    words: {mneu: x}\n"
            "            ^\n"
            '    hint: did you mean "menu"?',
        ),
        (
            "statuses: {sure: {label: x, told: y}}\n",
            '1:12: error: "statuses" has no key "sure" [unknown-key]\n'
            "    statuses: {sure: {label: x, told: y}}\n"
            "               ^\n"
            "    hint: there are: claimed, confirmed, disputed, reported, speculation, stated, "
            "unknown",
        ),
        (
            "statuses: {reported: {label: x}}\n",
            '1:23: error: "statuses.reported" has no key "label" [unknown-key]\n'
            "    statuses: {reported: {label: x}}\n"
            "                          ^\n"
            '    hint: did you mean "label_one"?',
        ),
        (
            "words: [menu]\n",
            '1:8: error: "words" must be a mapping, not a list [wrong-shape]\n'
            "    words: [menu]\n"
            "           ^",
        ),
        (
            "choices: {sources: {type: news}}\n",
            '1:27: error: "choices.sources.type" must be a mapping, not "news" [wrong-shape]\n'
            "    choices: {sources: {type: news}}\n"
            "                              ^",
        ),
        (
            "fields: {people: {role: {en: Role}}}\n",
            '1:25: error: "fields.people.role" must be a single value, not a mapping '
            "[wrong-shape]\n"
            "    fields: {people: {role: {en: Role}}}\n"
            "                            ^",
        ),
        (
            "words: {as_of: 'On {dat}'}\n",
            '1:16: error: "words.as_of" has nothing to put in for {dat} [bad-value]\n'
            "    words: {as_of: 'On {dat}'}\n"
            "                   ^\n"
            '    hint: did you mean "date"?',
        ),
        (
            'units: {people: {one: "{n} person", many: "{m} people", other: "{n} people"}}\n',
            '1:43: error: "units.people" has nothing to put in for {m} [bad-value]\n'
            '    units: {people: {one: "{n} person", many: "{m} people", other: "{n} people"}}\n'
            "                                              ^\n"
            "    hint: there are: n",
        ),
        (
            "units: {people: {one: '{n} person', some: '{n} people', other: '{n} people'}}\n",
            '1:37: error: "units.people" has no key "some" [unknown-key]\n'
            "    units: {people: {one: '{n} person', some: '{n} people', other: '{n} people'}}\n"
            "                                        ^\n"
            "    hint: there are: few, many, one, other, two, zero",
        ),
        (
            "units: {people: {one: a person, other: people}}\n",
            '1:17: error: "units.people" must say with {n} where the number stands [bad-value]\n'
            "    units: {people: {one: a person, other: people}}\n"
            "                    ^\n"
            '    hint: as in "{n} people"',
        ),
        (
            'units: {people: "{n} people"}\n',
            '1:17: error: "units.people" lacks the plural form one [missing-key]\n'
            '    units: {people: "{n} people"}\n'
            "                    ^\n"
            "    hint: write it as {one: …, other: …}",
        ),
        (
            'units: {people: {one: "{n} person"}}\n',
            '1:17: error: "units.people" lacks the plural form other [missing-key]\n'
            '    units: {people: {one: "{n} person"}}\n'
            "                    ^\n"
            "    hint: write it as {one: …, other: …}",
        ),
        (
            "currencies: {USD: dollars}\n",
            '1:19: error: "currencies.USD" must say with {n} where the number stands '
            "[bad-value]\n"
            "    currencies: {USD: dollars}\n"
            "                      ^\n"
            '    hint: as in "{n} USD"',
        ),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands(tmp_path: Path, own: str, problem: str) -> None:
    assert problems(tmp_path, {"en.yaml": own}) == [f"content/strings/en.yaml:{problem}"]


def test_a_language_needs_the_plural_forms_that_its_counts_take(tmp_path: Path) -> None:
    own = complete("pl") + 'units: {people: {one: "{n} osoba", few: "{n} osoby"}}\n'

    (problem,) = problems(tmp_path, {"pl.yaml": own}, ("pl",))

    assert '"units.people" lacks the plural form many and other [missing-key]' in problem
    assert problem.endswith("hint: write it as {one: …, few: …, many: …, other: …}")


def test_japanese_needs_one_form_only(tmp_path: Path) -> None:
    assert (
        problems(tmp_path, {"ja.yaml": 'units: {people: "{n}人", times: {other: "{n}回"}}\n'}) == []
    )


def test_a_currency_may_have_one_name_for_all_numbers(tmp_path: Path) -> None:
    assert (
        problems(tmp_path, {"en.yaml": 'currencies: {BTC: "{n} BTC", default: "{n} {name}"}\n'})
        == []
    )


def test_braces_in_choices_and_labels_are_left_alone(tmp_path: Path) -> None:
    assert problems(tmp_path, {"en.yaml": "fields: {people: {role: 'Role {sic}'}}\n"}) == []
