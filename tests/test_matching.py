"""Words are found as a reader finds them: spelling counts, typesetting does not."""

import time

import pytest

from explainer.matching import MAX_BRACKETED, MAX_GAP, Piece, Searched, Span, folded, pieces_of


def where(quotation: str, *lines: str) -> list[tuple[int, int]]:
    """Return the first and last lines at which *quotation* stands."""
    return [(one.first, one.last) for one in Searched(lines).find(quotation)]


# --- what makes no difference -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("it's deep", "it’s deep"),
        ('the "eye" of it', "the “eye” of it"),
        ("the 'eye' of it", "the «\u00a0eye\u00a0» of it"),
        ("a well-known lake", "a well‑known lake"),
        ("deep - they say", "deep—they say"),
        ("deep -- they say", "deep – they say"),
        ("nine  metres", "nine\u00a0\u2009metres"),
        ("wait... and see", "wait… and see"),
        ("café", "cafe\u0301"),
        ("the office", "the o\ufb03ce"),
        ("information", "infor\u00admation"),
        ("zero width", "zero\u200b width\ufeff"),
        ("OpenAI 150", "ＯｐｅｎＡＩ　１５０"),
        ("サツキーバ", "ｻﾂｷｰﾊﾞ"),
        ("湖は深い", "湖は 深い"),
        ("水深は9メートル", "水深は９ メートル"),
        ("「深い」と言う", "『深い』と言う"),
        ("3〜4日", "３～４日"),
    ],
)
def test_what_is_only_set_in_another_way_is_found(quotation: str, text: str) -> None:
    assert where(quotation, "before", text) == [(2, 2)]
    assert where(text, quotation) == [(1, 1)]


@pytest.mark.parametrize(
    ("quotation", "lines", "found"),
    [
        ("nine metres deep", ("It is nine", "metres", "deep."), (1, 3)),
        ("nine metres deep", ("It is nine", "", "  metres deep."), (1, 3)),
        ("the information holds", ("the infor-", "mation holds"), (1, 2)),
        ("the well-known lake", ("the well-", "known lake"), (1, 2)),
        ("深い湖である", ("とても深い", "湖である"), (1, 2)),
    ],
)
def test_words_are_found_across_the_ends_of_lines(
    quotation: str, lines: tuple[str, ...], found: tuple[int, int]
) -> None:
    assert where(quotation, *lines) == [found]


# --- what makes one ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("nine metres", "nine meters"),
        ("nine metres", "Nine Metres"),
        ("cafe", "café"),
        ("art", "a party of the heart"),
        ("150", "1,150 of 150.5 and 1500"),
        ("1500", "1500億"),
        ("二十億", "百二十億"),
        ("not deep", "deep"),
        ("deep!", "deep?"),
        ("モラティ", "ムラティ"),
        ("-3 degrees", "3 degrees"),
        ("", "anything"),
        ("…", "anything"),
    ],
)
def test_other_words_are_not_found(quotation: str, text: str) -> None:
    assert where(quotation, text) == []


def test_words_in_latin_letters_end_at_japanese_ones() -> None:
    assert where("QAR", "彼はQARで見た") == [(1, 1)]


def test_a_quotation_may_begin_in_the_middle_of_a_sentence_and_end_there() -> None:
    assert where("It was deep,", "How deep? Maybe it was deep; they say") == [(1, 1)]


def test_every_place_is_found() -> None:
    assert where("the lake", "The lake", "is", "the lake") == [(1, 1), (3, 3)]


# --- what an editor left out or put in --------------------------------------------------------


@pytest.mark.parametrize(
    ("quotation", "pieces"),
    [
        ("one … two", [Piece("one", 0), Piece("two", MAX_GAP)]),
        ("one [...] two", [Piece("one", 0), Piece("two", MAX_GAP)]),
        ("one (…) two....", [Piece("one", 0), Piece("two", MAX_GAP)]),
        ("一つ（中略）二つ", [Piece("一つ", 0), Piece("二つ", MAX_GAP)]),
        ("one [the lake] two", [Piece("one", 0), Piece("two", MAX_BRACKETED)]),
        ("一つ〔湖〕二つ", [Piece("一つ", 0), Piece("二つ", MAX_BRACKETED)]),
        ("one [sic] two", [Piece("one two", 0)]),
        ("一つ［ママ］二つ", [Piece("一つ二つ", 0)]),
        ("one [T]wo", [Piece("one", 0), Piece("Two", MAX_BRACKETED)]),
        ("one [...] [two] three", [Piece("one", 0), Piece("three", MAX_GAP)]),
    ],
)
def test_a_quotation_is_taken_apart_at_its_omissions(quotation: str, pieces: list[Piece]) -> None:
    assert pieces_of(quotation) == pieces


def test_what_was_left_out_may_be_so_long_and_no_longer() -> None:
    assert where("one … two", "one", "x" * (MAX_GAP - 2), "two") == [(1, 3)]
    assert where("one … two", "one", "x" * (MAX_GAP - 1), "two") == []
    assert where("one [x] two", "one", "x" * (MAX_BRACKETED - 2), "two") == [(1, 3)]
    assert where("one [x] two", "one", "x" * (MAX_BRACKETED - 1), "two") == []


def test_what_was_left_out_may_be_nothing_but_has_an_order() -> None:
    assert where("one … two", "one two") == [(1, 1)]
    assert where("one … two", "two one") == []
    assert where("one … two … three", "one", "one", "two", "three") == [(2, 4)]
    assert where("[T]he lake", "see the lake") == [(1, 1)]


def test_many_omissions_in_a_long_text_take_no_long_time() -> None:
    searched, began = Searched(["a b"] * 100_000), time.process_time()

    assert searched.find("a … b … a … b … a … z") == []
    assert time.process_time() - began < 10


# --- spaces that are only guessed -------------------------------------------------------------


def test_where_spaces_are_guessed_long_words_are_found_without_them() -> None:
    searched = Searched(["It is ninemet", "res dee p, says the keeper."])

    assert searched.find("nine metres deep") == []
    assert searched.find("nine metres deep", glued=True) == [Span(1, 2)]
    assert searched.find("is nine", glued=True) == []


# --- what comes nearest -----------------------------------------------------------------------


def test_the_nearest_passage_is_shown_in_whole_words() -> None:
    searched = Searched(["A lake and", "“it is nine meters", "deep”, says the keeper."])

    assert searched.nearest("It is nine metres deep") == (Span(2, 3), "it is nine meters deep")


def test_the_nearest_passage_is_that_of_the_locator_where_it_comes_near() -> None:
    searched = Searched(["ミラ・モラティが言う", "x", "ミラ・モラティが辞める", "何か"])

    assert searched.nearest("ミラ・モラテイが", [Span(3, 3)]) == (Span(3, 3), "ミラ・モラティが")
    assert searched.nearest("ミラ・モラテイが", [Span(4, 4)]) == (Span(1, 1), "ミラ・モラティが")


def test_nothing_is_near_where_little_is_alike() -> None:
    assert Searched(["Some words on a well."]).nearest("It is nine metres deep") is None
    assert Searched([""]).nearest("It is nine metres deep") is None
    assert Searched(["Some words."]).nearest("…") is None


def test_a_text_is_folded_into_one_line() -> None:
    assert folded(" It’s  nine —\nmetres… 『深い』\n湖 ") == "It's nine-metres...「深い」湖"
