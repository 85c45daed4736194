"""Where the lines of a title break, in English and in Japanese."""

import unicodedata

import pytest

from explainer.typesetting import broken, cut, pieces_of


def width(text: str) -> float:
    """Return how wide *text* is where Japanese letters are two wide, and all others one."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Who left OpenAI, and why", ["Who ", "left ", "OpenAI, ", "and ", "why"]),
        ("AT&T (US) – a well-known name", ["AT&T ", "(US) – ", "a ", "well-known ", "name"]),
        ("Où est-il\u00a0?", ["Où ", "est-il\u00a0?"]),
        ("", [""]),
        ("word", ["word"]),
        ("誰がいつ会社を去ったのか", ["誰が", "いつ会社を", "去ったのか"]),
        # What BudouX alone would part: 202|4年.
        ("その理由と2024年9月25日の発表", ["その", "理由と", "2024年9月25日の", "発表"]),
        ("「退任」と、その理由。", ["「退任」と、", "その", "理由。"]),
        ("OpenAIを去った人々", ["OpenAIを", "去った", "人々"]),
        ("ミラ・ムラティの退任", ["ミラ・ムラティの", "退任"]),
        ("OpenAI　組織再編", ["OpenAI　", "組織再編"]),
    ],
)
def test_a_line_may_break_at_spaces_and_between_phrases(text: str, pieces: list[str]) -> None:
    assert pieces_of(text) == pieces


@pytest.mark.parametrize(
    ("text", "within", "lines"),
    [
        ("Start", 20, ["Start"]),
        ("Who left OpenAI, and why", 24, ["Who left OpenAI, and why"]),
        ("Who left OpenAI, and why", 23, ["Who left", "OpenAI, and why"]),
        ("Who left OpenAI, and why", 14, ["Who left", "OpenAI,", "and why"]),
        ("one two three four five six", 20, ["one two three", "four five six"]),
        # Of two ways that are as good, the first line is the longer one.
        ("aaaa bbbb cccc dddd eeee", 20, ["aaaa bbbb cccc", "dddd eeee"]),
        ("誰がいつ会社を去ったのか", 20, ["誰がいつ会社を", "去ったのか"]),
        ("誰がいつ、会社を去ったのか", 20, ["誰がいつ、会社を", "去ったのか"]),
        ("「退任」の理由（全文）", 14, ["「退任」の", "理由（全文）"]),
        ("a b c", 1, ["a", "b", "c"]),
    ],
)
def test_lines_are_few_and_of_about_one_width(text: str, within: int, lines: list[str]) -> None:
    assert broken(text, width, within, 3) == lines


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("one two three four", "more lines than two"),
        ("extraordinarily", "a word that is wider than a line"),
        ("最高技術責任者の退任", "a phrase that is wider than a line"),
    ],
)
def test_what_does_not_fit_is_not_broken(text: str, why: str) -> None:
    assert broken(text, width, 8, 2) is None, why


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("one two three four five", ["one two", "three…"]),
        ("one two, three: four five", ["one two,", "three…"]),
        ("one (two (three", ["one (two", "(three"]),
        ("extraordinary", ["extraor", "dinary"]),
        ("extraordinarily long", ["extraor", "dinaril…"]),
        ("最高技術責任者の退任", ["最高技", "術責任…"]),
        ("退任、退任、退任、", ["退任、", "退任…"]),
        ("。。。。。。。", ["。。。。", "。。。"]),
        ("。。。。。。。。。", ["…"]),
        ("", [""]),
    ],
)
def test_what_does_not_fit_is_cut_as_a_last_resort(text: str, lines: list[str]) -> None:
    assert cut(text, width, 8, 2) == lines


@pytest.mark.parametrize("mark", list("、。）」』！？ーっょ々:;,.!?)"))
def test_no_line_begins_with_a_mark_that_ends_something(mark: str) -> None:
    for most in range(1, 8):
        for line in cut(f"退任{mark}" * 9, width, 6, most):
            assert not line.startswith(mark)


@pytest.mark.parametrize("text", ["i" * 100_000, "a " * 50_000, "退任の" * 30_000, "「" * 90_000])
def test_a_title_without_end_is_cut_at_once(text: str) -> None:
    lines = cut(text, width, 60, 4)

    assert len(lines) <= 4
    assert lines[-1].endswith("…")
