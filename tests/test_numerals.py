"""Which numbers and days a few words say, in two languages, in digits or spelled out."""

from decimal import Decimal

import pytest

from explainer.numerals import may_say_date, numbers_in
from explainer.values import read_date


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("worth $150 billion today", ["150000000000"]),
        ("worth US$150B", ["150000000000", "150"]),
        ("a 150-billion-dollar lake", ["150000000000"]),
        ("1,150 men and 0.5 m", ["1150", "0.5", "500000"]),
        ("150 to 157 million", ["150000000", "157000000"]),
        ("$150–$157 million", ["150000000", "157000000"]),
        ("nine metres", ["9"]),
        ("fifty-two or a hundred", ["52", "100"]),
        ("one hundred and fifty billion", ["150000000000"]),
        ("Two Thousand Three", ["2003"]),
        ("1500億ドル", ["150000000000"]),
        ("１，５００億ドル", ["150000000000"]),
        ("1兆5000億円と2.5億円", ["1500000000000", "250000000"]),
        ("十五億人", ["1500000000"]),
        ("二千三十人", ["2030"]),
        ("二〇二四年", ["2024"]),
        ("3千万円", ["30000000"]),
        ("just not true", []),
    ],
)
def test_numbers_are_read_with_their_scale(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == set(map(Decimal, numbers))


@pytest.mark.parametrize(
    "text",
    [
        *("six and a half years", "a third of it", "dozens", "twice as deep", "millions of it"),
        *("6年半", "数億人", "3倍", "２割", "6½ years", "chapter iv"),
    ],
)
def test_where_a_number_may_be_one_that_is_not_read_none_is_said(text: str) -> None:
    assert numbers_in(text) is None


@pytest.mark.parametrize(
    ("text", "day", "may"),
    [
        ("on September 25", "2024-09-25", True),
        ("on Sept. 25th, 2024", "2024-09-25", True),
        ("on Sept. 26", "2024-09-25", False),
        ("the 25 September 2023", "2024-09-25", False),
        ("25 of September", "2024-09", True),
        ("25 or 26 September", "2024-09-25/2024-10-02", True),
        ("on October 3", "2024-09-25/2024-10-02", False),
        ("2024年9月25日に", "2024-09-25", True),
        ("９月２６日に", "2024-09-25", False),
        ("2024-09-26", "2024-09-25", False),
        ("September 31", "2024-09-25", False),
        ("February 29", "2024", True),
        ("on Wednesday, as since 2019", "2024-09-25", True),
        ("in November", "2024-09-25", True),
    ],
)
def test_only_a_day_that_is_named_can_be_another(text: str, day: str, may: bool) -> None:
    assert may_say_date(text, read_date(day)) is may
