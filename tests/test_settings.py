"""What `site.yaml` says, and what is said where it is wrong."""

from pathlib import Path

import pytest

from explainer.errors import Report, UsageError
from explainer.settings import Settings, load_settings
from explainer.values import read_date
from tests.conftest import Site

SITE = "content/site.yaml"
NEEDED = "title: Lakes\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"


def load(site: Site, text: str, report: Report | None = None) -> Settings | None:
    """Return the settings of a site whose site.yaml is *text*."""
    return load_settings(site({SITE: text}), report or Report())


def problems(site: Site, text: str) -> list[str]:
    """Return what is wrong with a site.yaml of *text*, without its path."""
    report = Report()
    load(site, text, report)
    return [str(problem).removeprefix(f"{SITE}:") for problem in report]


def loaded(site: Site, text: str) -> Settings:
    """Return the settings of a site.yaml that is in order."""
    assert problems(site, text) == []
    settings = load(site, text)
    assert settings is not None
    return settings


# --- what is there ----------------------------------------------------------------------------


def test_three_keys_are_enough(site: Site) -> None:
    settings = loaded(site, NEEDED)

    assert settings.title.in_language("en") == settings.title.in_language("ja") == "Lakes"
    assert settings.languages == {"en": "English", "ja": "日本語"}
    assert settings.as_of == read_date("2026-11-23")
    assert (settings.base_url, settings.repository, settings.nav) == (None, None, ())
    assert (settings.summary, settings.publisher, settings.license) == (None, None, None)


def test_every_key_is_read(site: Site) -> None:
    settings = loaded(
        site,
        "title: {en: Lakes, ja: 湖}\nlanguages: {en: English, ja: 日本語}\nas_of: 2026-11-23\n"
        "base_url: https://lakes.example/deep/\nsummary: All lakes.\npublisher: '  Us '\n"
        "license: CC BY 4.0\nrepository: https://code.example/lakes\nnav: [index, people/index]\n",
    )

    assert settings.title.in_language("ja") == "湖"
    assert settings.base_url == "https://lakes.example/deep/"
    assert settings.repository == "https://code.example/lakes"
    assert [item.path for item in settings.nav] == ["index", "people/index"]
    texts = [settings.summary, settings.publisher, settings.license]
    assert [text and text.in_language("ja") for text in texts] == ["All lakes.", "Us", "CC BY 4.0"]


def test_the_first_language_stands_at_the_root_of_the_site(site: Site) -> None:
    swapped = NEEDED.replace("{en: English, ja: 日本語}", "{ja: 日本語, en: English}")

    assert loaded(site, NEEDED).default_language == "en"
    assert loaded(site, swapped).default_language == "ja"


@pytest.mark.parametrize(
    ("base_url", "base_path"),
    [
        ("", "/"),
        ("base_url: https://lakes.example", "/"),
        ("base_url: https://lakes.example/", "/"),
        ("base_url: https://owner.example/name", "/name/"),
        ("base_url: https://owner.example/a/b/", "/a/b/"),
    ],
)
def test_the_base_path_begins_and_ends_with_a_slash(
    site: Site, base_url: str, base_path: str
) -> None:
    assert loaded(site, NEEDED + base_url).base_path == base_path


def test_another_base_address_goes_over_that_of_the_site(site: Site) -> None:
    settings = loaded(site, f"{NEEDED}base_url: https://lakes.example/deep/\n")

    assert settings.with_base_url("https://other.example/x/").base_path == "/x/"
    assert settings.with_base_url(None) == settings.with_base_url("") == settings


def test_another_base_address_that_is_none_is_wrong_use(site: Site) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(site, NEEDED).with_base_url("other.example")

    assert str(caught.value) == (
        "the base address must be an address that begins with https:// or http://, "
        'not "other.example"'
    )


# --- what is wrong ----------------------------------------------------------------------------


def test_all_that_is_missing_is_said_at_once(site: Site) -> None:
    assert problems(site, "summary: x\n") == [
        '1:1: error: site.yaml lacks "as_of" [missing-key]\n'
        "    summary: x\n    ^\n    hint: add as_of: 2026-11-23",
        '1:1: error: site.yaml lacks "languages" [missing-key]\n'
        "    summary: x\n    ^\n    hint: add languages: {en: English}",
        '1:1: error: site.yaml lacks "title" [missing-key]\n'
        "    summary: x\n    ^\n    hint: add title: …",
    ]
    assert load(site, "summary: x\n") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            NEEDED.replace("Lakes", ""),
            '1:1: error: site.yaml lacks "title" [missing-key]\n'
            "    title:\n    ^\n    hint: add title: …",
        ),
        (
            NEEDED.replace("Lakes", "[Lakes]"),
            "1:8: error: title, where it is not one text, must be a mapping, not a list "
            "[wrong-shape]\n    title: [Lakes]\n           ^",
        ),
        (
            NEEDED.replace("Lakes", "{en: Lakes}"),
            "1:8: error: title lacks the language ja [missing-language]\n"
            "    title: {en: Lakes}\n           ^\n    hint: add ja: …",
        ),
        (
            NEEDED.replace("Lakes", "{en: [Lakes], ja: 湖}"),
            "1:13: error: title in en must be a single value, not a list [wrong-shape]\n"
            "    title: {en: [Lakes], ja: 湖}\n                ^",
        ),
        (
            NEEDED + "license: {en: x, ja: y, jp: z}\n",
            '4:25: error: license has a text for "jp", which is no language of the site '
            "[unknown-key]\n"
            "    license: {en: x, ja: y, jp: z}\n                            ^\n"
            "    hint: there are: en, ja",
        ),
        (
            NEEDED.replace("2026-11-23", "2026-11"),
            '3:8: error: "as_of" must be a full date, not "2026-11" [bad-value]\n'
            "    as_of: 2026-11\n           ^\n    hint: write it as 2026-11-23",
        ),
        (
            NEEDED.replace("2026-11-23", "23.11.2026"),
            '3:8: error: "as_of" must be a date, not "23.11.2026" [bad-value]\n'
            "    as_of: 23.11.2026\n           ^\n    hint: write it as 2026-11-23",
        ),
        (
            NEEDED + "base_url: lakes.example\n",
            '4:11: error: "base_url" must be an address that begins with https:// or http://, '
            'not "lakes.example" [bad-value]\n'
            "    base_url: lakes.example\n              ^\n"
            "    hint: write it as https://lakes.example",
        ),
        (
            NEEDED + "repository: [x]\n",
            "4:13: error: repository must be a single value, not a list [wrong-shape]\n"
            "    repository: [x]\n                ^",
        ),
        (
            NEEDED + "nav: index\n",
            '4:6: error: nav must be a list, not "index" [wrong-shape]\n'
            "    nav: index\n         ^\n    hint: write it as [one, another]",
        ),
        (
            NEEDED + "nav: [index, {people: x}]\n",
            "4:14: error: an entry of nav must be a single value, not a mapping [wrong-shape]\n"
            "    nav: [index, {people: x}]\n                 ^",
        ),
        (
            NEEDED + "titel: x\n",
            '4:1: error: site.yaml has no key "titel" [unknown-key]\n'
            '    titel: x\n    ^\n    hint: did you mean "title"?',
        ),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands_and_the_rest_is_read(
    site: Site, text: str, problem: str
) -> None:
    assert problems(site, text) == [problem]
    settings = load(site, text)
    assert settings is not None
    assert list(settings.languages) == ["en", "ja"]


# --- languages --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "problem"),
    [
        (
            "[en, ja]",
            "2:12: error: languages must be a mapping, not a list [wrong-shape]\n"
            "    languages: [en, ja]\n               ^",
        ),
        (
            "{}",
            "2:12: error: languages names none [missing-key]\n"
            "    languages: {}\n               ^\n    hint: add {en: English}",
        ),
        (
            "{../en: English}",
            '2:13: error: "languages" has "../en", which is no known language [bad-value]\n'
            "    languages: {../en: English}\n                ^\n"
            '    hint: write its code as in "en", "ja" or "pt-BR"',
        ),
    ],
)
def test_without_languages_nothing_else_is_blamed(site: Site, languages: str, problem: str) -> None:
    text = f"title: {{en: Lakes}}\nlanguages: {languages}\nas_of: 2026-11-23\n"

    assert problems(site, text) == [problem]
    assert load(site, text) is None


def test_a_language_without_a_name_is_still_a_language(site: Site) -> None:
    text = "title: {en: x, ja: y}\nlanguages: {en: English, ja: }\nas_of: 2026-11-23\n"

    assert problems(site, text) == [
        '2:26: error: the language "ja" has no name [missing-key]\n'
        "    languages: {en: English, ja: }\n                             ^\n"
        "    hint: add its own name for itself"
    ]
    settings = load(site, text)
    assert settings is not None
    assert settings.languages == {"en": "English", "ja": "ja"}


def test_a_name_of_a_language_is_a_single_value(site: Site) -> None:
    assert problems(site, NEEDED.replace("日本語", "[日本語]")) == [
        "2:30: error: the name of ja must be a single value, not a list [wrong-shape]\n"
        "    languages: {en: English, ja: [日本語]}\n                                 ^"
    ]


def test_a_site_without_site_yaml_is_told_so(tmp_path: Path) -> None:
    report = Report()

    assert load_settings(tmp_path, report) is None
    assert [str(problem) for problem in report] == [
        "content/site.yaml:1:1: error: the file cannot be read: No such file or directory "
        "[unreadable]"
    ]
