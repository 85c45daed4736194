"""How the site speaks: words, numbers and dates of one language."""

import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from explainer.errors import Position, Report
from explainer.strings import Form, Language, is_latin, load_languages, locale_of
from explainer.values import TIME_UNITS, read_date, read_quantity

NAMES = {"en": "English", "ja": "日本語", "de": "Deutsch"}
WORDS = {
    "en": 'units: {people: {one: "{n} person", other: "{n} people"}}\n'
    "choices: {departures: {exit: {leave: on leave}}}\n"
    "fields: {departures: {own_reason: In their own words}}\n",
    "ja": 'units: {people: "{n}人"}\n',
    "de": 'units: {people: {one: "{n} Person", other: "{n} Personen"}}\n'
    'words: {about: "etwa {date}", about_quantity: "rund {quantity}", "yes": ja, "no": nein}\n',
}


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Language]:
    """English, Japanese, and German as a language that does not ship."""
    root = tmp_path_factory.mktemp("site")
    (root / "content/strings").mkdir(parents=True)
    for code, words in WORDS.items():
        (root / f"content/strings/{code}.yaml").write_text(words, "utf-8")
    return load_languages(root, NAMES, Position(path="content/site.yaml"), Report())


@pytest.fixture(scope="module")
def en(languages: Mapping[str, Language]) -> Language:
    return languages["en"]


@pytest.fixture(scope="module")
def ja(languages: Mapping[str, Language]) -> Language:
    return languages["ja"]


@pytest.fixture(scope="module")
def de(languages: Mapping[str, Language]) -> Language:
    return languages["de"]


def speak(code: str) -> Language:
    """Return a language as it is without any words of a site."""
    names = {code: code}
    return load_languages(Path("nowhere"), names, Position(path="site.yaml"), Report())[code]


# --- words ------------------------------------------------------------------------------------


def test_languages_keep_their_order_their_codes_and_names(
    languages: Mapping[str, Language],
) -> None:
    assert {code: (one.code, one.name) for code, one in languages.items()} == {
        "en": ("en", "English"),
        "ja": ("ja", "日本語"),
        "de": ("de", "Deutsch"),
    }
    assert list(languages) == ["en", "ja", "de"]


def test_a_word_has_its_fields_put_in(en: Language, ja: Language) -> None:
    date = read_date("2024-09")

    assert en.word("as_of", date="September 2024") == "As of September 2024"
    assert en.word("as_of", date=date) == "As of September 2024"
    assert ja.word("as_of", date=date) == "2024年9月時点"


def test_a_number_in_a_word_is_written_as_the_language_does(en: Language, de: Language) -> None:
    assert en.word("more_sources", n=1234) == "and 1,234 more"
    assert de.word("more_sources", n=Decimal("1234.5")) == "and 1.234,5 more"


def test_what_is_put_into_a_word_is_not_read_again(en: Language) -> None:
    assert en.word("as_of", date="{n} {date}") == "As of {n} {date}"


def test_a_word_that_is_not_there_is_a_defect(en: Language) -> None:
    with pytest.raises(KeyError, match='no text "mneu" among the words of the interface'):
        en.word("mneu")
    with pytest.raises(KeyError, match="date"):
        en.word("as_of")


def test_a_word_may_have_plural_forms(tmp_path: Path) -> None:
    words = 'words: {more_sources: {one: "and {n} other", other: "and {n} others"}}\n'
    (tmp_path / "content/strings").mkdir(parents=True)
    (tmp_path / "content/strings/en.yaml").write_text(words, "utf-8")
    report = Report()

    english = load_languages(tmp_path, {"en": "English"}, Position(path="a"), report)["en"]

    assert list(report) == []
    assert english.word("more_sources", n=1) == "and 1 other"
    assert english.word("more_sources", n=2) == "and 2 others"


def test_statuses_have_labels_and_sentences(en: Language, ja: Language) -> None:
    statuses = ["confirmed", "stated", "disputed", "claimed", "speculation", "unknown"]

    assert [en.status_label(status, 2) for status in statuses] == [
        "On record",
        "In their own words",
        "Disputed",
        "Only claimed",
        "A guess",
        "Not known",
    ]
    assert [ja.status_label(status, 1) for status in statuses] == [
        "公式に確認",
        "本人の言葉",
        "食い違いあり",
        "裏づけのない主張",
        "推測",
        "不明",
    ]
    assert en.status_told("unknown") == "We looked and found nothing that says so."


@pytest.mark.parametrize(
    ("origins", "english", "japanese"),
    [
        (0, "One report", "一件の報道"),
        (1, "One report", "一件の報道"),
        (2, "Several reports", "複数の報道"),
        (7, "Several reports", "複数の報道"),
    ],
)
def test_reports_are_counted_by_their_origins(
    en: Language, ja: Language, origins: int, english: str, japanese: str
) -> None:
    assert en.status_label("reported", origins) == english
    assert ja.status_label("reported", origins) == japanese


def test_a_field_without_a_label_shows_its_identifier(en: Language, ja: Language) -> None:
    assert en.label("departures", "own_reason") == "In their own words"
    assert en.label("sources", "origin") == "Goes back to"
    assert ja.label("departures", "own_reason") == "Own reason"


def test_a_choice_has_words_or_none(en: Language, ja: Language) -> None:
    assert en.choice("departures", "exit", "leave") == "on leave"
    assert en.choice("departures", "exit", "resigned") is None
    assert ja.choice("sources", "type", "reprint") == "転載"


def test_a_flag_is_a_word(languages: Mapping[str, Language]) -> None:
    assert [(one.flag(True), one.flag(False)) for one in languages.values()] == [
        ("yes", "no"),
        ("はい", "いいえ"),
        ("ja", "nein"),
    ]


# --- units ------------------------------------------------------------------------------------


def test_a_unit_is_known_by_cldr_or_by_words(en: Language) -> None:
    assert all(map(en.knows_unit, ["%", "USD", "GBP", "JPY", "people", *TIME_UNITS]))
    assert not any(map(en.knows_unit, ["person", "usd", "ABC", "US", "year", "", "times"]))


@pytest.mark.parametrize("code", ["en", "ja", "de", "fr", "pl", "ar", "zh-Hant", "pt-BR", "hi"])
def test_every_unit_of_time_can_be_written(code: str) -> None:
    language = speak(code)

    for unit in TIME_UNITS:
        assert language.quantity(read_quantity(f"6.5 {unit}")) not in {"", "6.5"}


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "japanese", "german"),
    [
        ("9", "9", "9", "9"),
        ("-3", "-3", "-3", "-3"),
        ("76001", "76,001", "76,001", "76.001"),
        ("7.0", "7.0", "7.0", "7,0"),
        ("7 %", "7%", "7%", "7\N{NO-BREAK SPACE}%"),
        ("-7.50 %", "-7.50%", "-7.50%", "-7,50\N{NO-BREAK SPACE}%"),
        ("6.5 years", "6.5 years", "6.5年", "6,5 Jahre"),
        ("1 year", "1 year", "1年", "1 Jahr"),
        ("1.0 years", "1.0 years", "1.0年", "1,0 Jahre"),
        ("-2 days", "-2 days", "-2日", "-2 Tage"),
        ("616 people", "616 people", "616人", "616 Personen"),
        ("1 people", "1 person", "1人", "1 Person"),
        ("0 people", "0 people", "0人", "0 Personen"),
        ("3 million people", "3 million people", "300万人", "3 Millionen Personen"),
        ("76001 USD", "$76,001", "76,001ドル", "76.001\N{NO-BREAK SPACE}$"),
        ("999999 USD", "$999,999", "999,999ドル", "999.999\N{NO-BREAK SPACE}$"),
        ("38 million USD", "$38 million", "3800万ドル", "38 Millionen\N{NO-BREAK SPACE}$"),
        ("1 billion EUR", "€1 billion", "10億ユーロ", "1 Milliarde\N{NO-BREAK SPACE}€"),
        ("150 billion USD", "$150 billion", "1500億ドル", "150 Milliarden\N{NO-BREAK SPACE}$"),
        ("1.5 trillion USD", "$1.5 trillion", "1.5兆ドル", "1,5 Billionen\N{NO-BREAK SPACE}$"),
        ("-3 billion USD", "-$3 billion", "-30億ドル", "-3 Milliarden\N{NO-BREAK SPACE}$"),
        (
            "12.345 billion GBP",
            "about £12.35 billion",
            "約123.5億ポンド",
            "rund 12,35 Milliarden\N{NO-BREAK SPACE}£",
        ),
        ("5 CHF", "CHF\N{NO-BREAK SPACE}5", "5スイスフラン", "5\N{NO-BREAK SPACE}CHF"),
        ("0", "0", "0", "0"),
        ("0.03", "0.03", "0.03", "0,03"),
        ("49.0 %", "49.0%", "49.0%", "49,0\N{NO-BREAK SPACE}%"),
        ("0.5 %", "0.5%", "0.5%", "0,5\N{NO-BREAK SPACE}%"),
        ("1 million", "1 million", "100万", "1 Million"),
        ("2 quarters", "2 quarters", "2四半期", "2 Quartale"),
        ("1 day", "1 day", "1日", "1 Tag"),
        ("3 million days", "3 million days", "300万日", "3 Millionen Tage"),
        ("13 million USD", "$13 million", "1300万ドル", "13 Millionen\N{NO-BREAK SPACE}$"),
        ("1500000 JPY", "¥1.5 million", "150万円", "1,5 Millionen\N{NO-BREAK SPACE}¥"),
        ("6.6 billion USD", "$6.6 billion", "66億ドル", "6,6 Milliarden\N{NO-BREAK SPACE}$"),
        ("157 billion USD", "$157 billion", "1570億ドル", "157 Milliarden\N{NO-BREAK SPACE}$"),
        (
            "852.1 billion USD",
            "$852.1 billion",
            "8521億ドル",
            "852,1 Milliarden\N{NO-BREAK SPACE}$",
        ),
        # What has more than four digits is told as what it is: rounded.
        (
            "12345678901 USD",
            "about $12.35 billion",
            "約123.5億ドル",
            "rund 12,35 Milliarden\N{NO-BREAK SPACE}$",
        ),
        (
            "-12345678901 USD",
            "about -$12.35 billion",
            "約-123.5億ドル",
            "rund -12,35 Milliarden\N{NO-BREAK SPACE}$",
        ),
        (
            "99.995 million USD",
            "about $100 million",
            "約1億ドル",
            "rund 100 Millionen\N{NO-BREAK SPACE}$",
        ),
        ("1234567", "about 1.235 million", "約123.5万", "rund 1,235 Millionen"),
        (
            "1234567 people",
            "about 1.235 million people",
            "約123.5万人",
            "rund 1,235 Millionen Personen",
        ),
        ("5 SEK", "SEK\N{NO-BREAK SPACE}5", "5スウェーデン クローナ", "5\N{NO-BREAK SPACE}SEK"),
    ],
)
def test_a_quantity_is_written_as_each_language_does(
    languages: Mapping[str, Language], text: str, english: str, japanese: str, german: str
) -> None:
    quantity = read_quantity(text)

    assert [one.quantity(quantity) for one in languages.values()] == [english, japanese, german]


@pytest.mark.parametrize(
    ("text", "default", "exact", "short"),
    [
        ("150 billion USD", "$150 billion", "$150,000,000,000", "$150B"),
        ("12.345 billion USD", "about $12.35 billion", "$12,345,000,000", "~$12.3B"),
        ("-3 billion USD", "-$3 billion", "-$3,000,000,000", "-$3B"),
        (
            "1234567 people",
            "about 1.235 million people",
            "1,234,567 people",
            "~1.23M people",
        ),
        ("76001 USD", "$76,001", "$76,001", "~$76K"),
        ("616 people", "616 people", "616 people", "616 people"),
        ("7.0 %", "7.0%", "7.0%", "7.0%"),
        # Rounding may reach the next word, and never goes above the digits before the point.
        ("999.96 million USD", "about $1 billion", "$999,960,000", "~$1B"),
        ("1234 trillion USD", "$1234 trillion", "$1,234,000,000,000,000", "$1234T"),
        ("12345 trillion USD", "$12,345 trillion", "$12,345,000,000,000,000", "$12,345T"),
    ],
)
def test_a_quantity_has_a_default_an_exact_and_a_short_form(
    en: Language, text: str, default: str, exact: str, short: str
) -> None:
    quantity = read_quantity(text)

    assert en.quantity(quantity) == default
    assert en.quantity(quantity, "exact") == exact
    assert en.quantity(quantity, "short") == short


@pytest.mark.parametrize(
    ("text", "exact", "short"),
    [
        ("150 billion USD", "150,000,000,000ドル", "1500億ドル"),
        ("76001 USD", "76,001ドル", "約7.6万ドル"),
        ("1234 USD", "1,234ドル", "1,234ドル"),
    ],
)
def test_japanese_counts_in_ten_thousands(ja: Language, text: str, exact: str, short: str) -> None:
    assert ja.quantity(read_quantity(text), "exact") == exact
    assert ja.quantity(read_quantity(text), "short") == short


@pytest.mark.parametrize(
    ("code", "text", "form", "written"),
    [
        ("sv", "-3 billion USD", "default", "−3 miljarder\N{NO-BREAK SPACE}US$"),
        ("fr", "76001 EUR", "exact", "76\N{NARROW NO-BREAK SPACE}001\N{NO-BREAK SPACE}€"),
        ("de", "150 billion EUR", "short", "150\N{NO-BREAK SPACE}Mrd.\N{NO-BREAK SPACE}€"),
        ("tr", "7 %", "default", "%7"),
        ("pl", "5 million", "default", "5 milionów"),
        ("pl", "2 million", "default", "2 miliony"),
        ("hi", "10 million", "default", "1 करोड़"),
        ("zh", "150 billion USD", "default", "US$1500亿"),
        ("en-IN", "1234567 INR", "exact", "₹12,34,567"),
        ("de-CH", "-5 CHF", "default", "CHF-5"),
    ],
)
def test_languages_that_nobody_here_wrote_follow_cldr(
    code: str, text: str, form: Form, written: str
) -> None:
    assert speak(code).quantity(read_quantity(text), form) == written


SLAVIC = '{one: "{n} человек", few: "{n} человека", many: "{n} человек", other: "{n} человека"}'
ARABIC = (
    '{zero: "لا أشخاص {n}", one: "شخص واحد {n}", two: "شخصان {n}", few: "{n} أشخاص", '
    'many: "{n} شخصًا", other: "{n} شخص"}'
)


@pytest.mark.parametrize(
    ("code", "forms", "counted"),
    [
        (
            "ru",
            SLAVIC,
            {
                "1": "1 человек",
                "3": "3 человека",
                "5": "5 человек",
                "21": "21 человек",
                "22": "22 человека",
                "111": "111 человек",
                "1.5": "1,5 человека",
            },
        ),
        (
            "ar",
            ARABIC,
            {
                "0": "لا أشخاص 0",
                "1": "شخص واحد 1",
                "2": "شخصان 2",
                "3": "3 أشخاص",
                "11": "11 شخصًا",
                "100": "100 شخص",
            },
        ),
    ],
)
def test_a_unit_takes_the_plural_form_that_its_number_asks_for(
    tmp_path: Path, code: str, forms: str, counted: Mapping[str, str]
) -> None:
    (tmp_path / "content/strings").mkdir(parents=True)
    (tmp_path / f"content/strings/{code}.yaml").write_text(f"units: {{people: {forms}}}\n", "utf-8")
    report = Report()
    language = load_languages(tmp_path, {code: code}, Position(path="site.yaml"), report)[code]

    assert [problem.rule for problem in report] == ["missing-words"]
    written = {text: language.quantity(read_quantity(f"{text} people")) for text in counted}
    assert written == counted


@pytest.mark.parametrize(
    ("code", "latin", "direction"),
    [
        ("en", True, "ltr"),
        ("ja", False, "ltr"),
        ("de", True, "ltr"),
        ("ja-Latn", True, "ltr"),
        ("sr", False, "ltr"),
        ("sr-Latn", True, "ltr"),
        ("ru", False, "ltr"),
        ("zh-Hant", False, "ltr"),
        ("ar", False, "rtl"),
        ("he", False, "rtl"),
        ("fa", False, "rtl"),
    ],
)
def test_a_language_has_a_script_and_a_direction(code: str, latin: bool, direction: str) -> None:
    assert (is_latin(code), speak(code).direction) == (latin, direction)


def test_a_number_has_all_its_digits(en: Language, de: Language) -> None:
    assert en.number(1234567) == "1,234,567"
    assert de.number(Decimal("1234.50")) == "1.234,50"
    assert en.number(Decimal("123456789012345678901234567890.125")) == (
        "123,456,789,012,345,678,901,234,567,890.125"
    )


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "japanese", "german"),
    [
        ("2024", "2024", "2024年", "2024"),
        ("2024-09", "September 2024", "2024年9月", "September 2024"),
        ("2024-09-25", "September 25, 2024", "2024年9月25日", "25. September 2024"),
        ("2024~", "about 2024", "2024年ごろ", "etwa 2024"),
        ("2024-09-25~", "about September 25, 2024", "2024年9月25日ごろ", "etwa 25. September 2024"),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_known(
    languages: Mapping[str, Language], text: str, english: str, japanese: str, german: str
) -> None:
    date = read_date(text)

    assert [one.date(date) for one in languages.values()] == [english, japanese, german]


@pytest.mark.parametrize(
    ("text", "english", "japanese", "german"),
    [
        ("2024/2025", "2024 – 2025", "2024年～2025年", "2024–2025"),
        (
            "2024-09/2024-10",
            "September – October 2024",
            "2024年9月～10月",
            "September–Oktober 2024",
        ),
        (
            "2024-09-25/2024-09-28",
            "September 25 – 28, 2024",
            "2024年9月25日～28日",
            "25.–28. September 2024",
        ),
        (
            "2024-09-25/2024-10-02",
            "September 25 – October 2, 2024",
            "2024年9月25日～10月2日",
            "25. September – 2. Oktober 2024",
        ),
        (
            "2023-12-25/2024-01-02",
            "December 25, 2023 – January 2, 2024",
            "2023年12月25日～2024年1月2日",
            "25. Dezember 2023 – 2. Januar 2024",
        ),
        (
            "2024~/2025-03",
            "about 2024 – March 2025",
            "2024年ごろ～2025年3月",
            "etwa 2024 – März 2025",
        ),
    ],
)
def test_an_interval_says_once_what_both_its_ends_share(
    languages: Mapping[str, Language], text: str, english: str, japanese: str, german: str
) -> None:
    date = read_date(text)

    written = [one.date(date).replace("\N{THIN SPACE}", " ") for one in languages.values()]

    assert written == [english, japanese, german]


def test_the_pieces_of_an_interval_know_their_moments(en: Language) -> None:
    date = read_date("2024-09-25/2024-10-02")

    assert en.date_pieces(date) == (
        ("September 25", date.start),
        ("\N{THIN SPACE}–\N{THIN SPACE}", None),
        ("October 2, 2024", date.end),
    )
    assert en.date_pieces(read_date("2024~")) == (("about 2024", read_date("2024~").start),)


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "english", "japanese", "german"),
    [
        ([], "", "", ""),
        (["a"], "a", "a", "a"),
        (["a", "b"], "a and b", "a、b", "a und b"),
        (["a", "b", "c"], "a, b, and c", "a、b、c", "a, b und c"),
        (["{0}", "{1}", "{n}"], "{0}, {1}, and {n}", "{0}、{1}、{n}", "{0}, {1} und {n}"),
    ],
)
def test_items_are_joined_as_in_a_sentence(
    languages: Mapping[str, Language],
    items: list[str],
    english: str,
    japanese: str,
    german: str,
) -> None:
    assert [one.join(items) for one in languages.values()] == [english, japanese, german]


def test_a_list_can_be_had_in_parts_of_which_every_second_is_an_item(en: Language) -> None:
    assert en.join_parts(["<b>", "<i>", "c"]) == ("", "<b>", ", ", "<i>", ", and ", "c", "")
    assert en.join_parts(["a"])[1::2] == ("a",)
    assert en.join_parts([]) == ()


# --- speed ------------------------------------------------------------------------------------


def test_babel_is_loaded_only_when_something_is_printed() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from explainer.errors import Position, Report\n"
        "from explainer.strings import load_languages\n"
        "names = {'en': 'English', 'ja': '日本語'}\n"
        "language = load_languages(Path('x'), names, Position(path='a'), Report())['ja']\n"
        "language.word('menu'), language.status_label('reported', 2), language.flag(True)\n"
        "language.knows_unit('%'), language.knows_unit('years'), language.join(['a'])\n"
        "assert 'babel' not in sys.modules\n"
        "language.number(1)\n"
        "assert 'babel' in sys.modules\n"
    )

    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en", "en_US"),
        ("ja", "ja_JP"),
        ("pt-BR", "pt_BR"),
        ("en_GB", "en_GB"),
        ("zh-Hant", "zh_TW"),
        ("xx", "xx"),
    ],
)
def test_a_language_has_the_region_where_most_speak_it(code: str, locale: str) -> None:
    assert locale_of(code) == locale
