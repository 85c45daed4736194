"""Dates and quantities as templates see them."""

from decimal import Decimal

import pytest

from explainer.errors import Position, Report
from explainer.localised import DateView, QuantityView
from explainer.strings import Language, load_languages
from explainer.values import read_date, read_quantity
from tests.conftest import HERE

NAMES = {"en": "English", "ja": "日本語"}
LANGUAGES = load_languages(HERE, NAMES, Position(path="content/site.yaml"), Report())
EN = LANGUAGES["en"]


def date(text: str, language: Language = EN) -> DateView:
    """Return the date that *text* spells."""
    return DateView(language, read_date(text))


def quantity(text: str, language: Language = EN) -> QuantityView:
    """Return the quantity that *text* spells."""
    return QuantityView(language, read_quantity(text))


@pytest.mark.parametrize(
    ("text", "en", "ja"),
    [
        ("2024-09-25", "September 25, 2024", "2024年9月25日"),
        ("2024-09", "September 2024", "2024年9月"),
        ("2024-09~", "about September 2024", "2024年9月ごろ"),
    ],
)
def test_a_date_prints_in_the_language_of_the_page(text: str, en: str, ja: str) -> None:
    assert str(date(text)) == en
    assert str(date(text, LANGUAGES["ja"])) == ja


def test_a_quantity_prints_in_the_language_of_the_page() -> None:
    assert str(quantity("150 billion USD")) == "$150 billion"
    assert str(quantity("150 billion USD", LANGUAGES["ja"])) == "1500億ドル"


def test_a_date_is_there_for_machines_unless_it_is_an_interval() -> None:
    assert (date("2024-09~").iso, date("2024-09~").year) == ("2024-09", 2024)
    assert (date("2023/2024").iso, date("2023/2024").year) == (None, 2023)


def test_a_quantity_gives_its_exact_number_and_unit() -> None:
    assert (quantity("1.5 million USD").number, quantity("9").unit) == (Decimal(1_500_000), None)
    assert quantity("7 %").unit == "%"


def test_dates_have_an_order_and_can_be_told_apart() -> None:
    assert date("2024-05") < date("2024-09-25") <= date("2024-09-25") < date("2025")
    assert date("2024") == date("2024", LANGUAGES["ja"])
    assert date("2024") != "2024"
    assert len({date("2024"), date("2024"), date("2025")}) == 2


def test_quantities_compare_by_their_numbers() -> None:
    assert quantity("2 million USD") > quantity("1.5 million USD")
    assert quantity("7 %") == quantity("7.0 %") == 7
    assert quantity("7") < 8
    assert len({quantity("7"), quantity("7")}) == 1
