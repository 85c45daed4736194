"""A text comes out as it was packed, and what is none is not taken for one."""

import zlib

import pytest

from explainer import packing
from explainer.packing import Packed, packed


@pytest.mark.parametrize("text", ["", "word " * 2000, "湖の深さ", "\ud83c\x00\U0010ffff\r\n"])
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    assert packed(text).text == text


def test_of_two_texts_that_are_alike_the_digest_is_too() -> None:
    assert packed("湖" * 99) == packed("湖" * 99)
    assert packed("a").digest != packed("b").digest


def test_a_page_is_packed_into_less_than_half() -> None:
    page = "".join(f'<p id="p{number}">Lake {number} is deep.</p>\n' for number in range(500))

    assert len(packed(page).content) < len(page) / 2


@pytest.mark.parametrize(
    "content", [b"", b"text", packed("a text").content[:-1], zlib.compress(b"\xff")]
)
def test_what_is_no_text_is_none(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — of several kinds
        _ = Packed(b"", content).text


def test_a_text_that_is_too_long_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST", 1000)

    with pytest.raises(ValueError, match="1000"):
        _ = packed("a" * 1001).text
