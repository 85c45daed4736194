"""Problems: how they read, how they are sorted, and what they stop."""

import pytest

from explainer.errors import (
    EXCERPT,
    RULES,
    BuildError,
    Position,
    Problem,
    Report,
    did_you_mean,
)


def place(text: str, column: int) -> Position:
    """Return a place in the second line of a page."""
    return Position(path="content/en/index.md", line=2, column=column, text=text)


def shown(problem: Problem) -> list[str]:
    """Return the lines in which *problem* is shown."""
    return str(problem).split("\n")


def test_a_problem_says_where_what_and_what_to_do() -> None:
    at = place("It is {{ lake.dept }} deep.", 10)

    problem = Problem(at=at, rule="unknown-fact", message="no such fact", hint='did you mean "x"?')

    assert str(problem) == (
        "content/en/index.md:2:10: error: no such fact [unknown-fact]\n"
        "    It is {{ lake.dept }} deep.\n"
        "             ^\n"
        '    hint: did you mean "x"?'
    )


def test_a_problem_of_a_whole_file_shows_no_line() -> None:
    problem = Problem(at=Position(path="a.yaml"), rule="not-utf8", message="the file is not UTF-8")

    assert str(problem) == "a.yaml:1:1: error: the file is not UTF-8 [not-utf8]"


def test_a_note_is_called_a_note() -> None:
    problem = Problem(at=Position(path="a.yaml"), rule="unused-source", message="nothing cites it")

    assert str(problem) == "a.yaml:1:1: note: nothing cites it [unused-source]"


def test_the_caret_stands_below_its_character_in_japanese() -> None:
    problem = Problem(at=place("本文 {{ x }}", 4), rule="unknown-fact", message="…")

    assert shown(problem)[1:] == ["    本文 {{ x }}", "         ^"]


def test_the_caret_passes_over_marks_that_take_no_room() -> None:
    problem = Problem(at=place("cafe\u0301 {{ x }}", 7), rule="unknown-fact", message="…")

    assert shown(problem)[2] == "         ^"


def test_a_tab_before_the_caret_stays_a_tab() -> None:
    problem = Problem(at=place("a\tb: c", 3), rule="yaml-syntax", message="…")

    assert shown(problem)[1:] == ["    a\tb: c", "     \t^"]


def test_the_indentation_of_a_line_is_left_out() -> None:
    problem = Problem(at=place("      value: 9 lives", 14), rule="bad-value", message="…")

    assert shown(problem)[1:] == ["    value: 9 lives", "           ^"]


def test_a_caret_within_the_indentation_keeps_what_is_right_of_it() -> None:
    problem = Problem(at=place("    x", 3), rule="yaml-syntax", message="…")

    assert shown(problem)[1:] == ["      x", "    ^"]


@pytest.mark.parametrize("column", [1, 60, 150, 299, 300, 301])
def test_a_long_line_is_cut_around_the_caret(column: int) -> None:
    line = "".join(chr(0x4E00 + n) for n in range(300))

    _, excerpt, caret = shown(Problem(at=place(line, column), rule="bad-value", message="…"))

    text = excerpt[4:]
    assert len(text) <= EXCERPT + 2
    if column <= 300:
        # Each character here is two columns wide, the ellipsis one.
        before = text[: text.index(line[column - 1])]
        assert len(caret) - 5 == sum(1 if char == "…" else 2 for char in before)


def test_problems_are_sorted_by_place_and_each_counts_once() -> None:
    report = Report()
    report.add("bad-value", Position(path="b.yaml"), "second file")
    report.add("bad-value", Position(path="a.yaml", line=10), "line ten")
    report.add("bad-value", Position(path="a.yaml", line=9), "line nine")
    report.add("bad-value", Position(path="a.yaml", line=9), "line nine", "a hint makes no new one")

    assert [problem.message for problem in report] == ["line nine", "line ten", "second file"]
    assert report.count("error") == 3


def test_a_rule_that_nobody_declared_is_a_defect() -> None:
    with pytest.raises(KeyError, match="no-such-rule"):
        Report().add("no-such-rule", Position(path="a.yaml"), "…")


def test_a_note_fails_a_strict_run_only() -> None:
    for strict in (False, True):
        report = Report(strict=strict)
        report.add("unused-fact", Position(path="a.yaml"), "…")

        assert report.failed is strict
        report.stop_if_errors()


def test_what_a_person_has_to_try_fails_no_strict_run() -> None:
    report = Report(strict=True)
    report.add("unclear-link", Position(path="a.yaml"), "…")

    assert not report.failed


def test_an_error_stops_the_run() -> None:
    report = Report()
    report.add("unknown-fact", Position(path="a.md"), "…")

    assert report.failed
    with pytest.raises(BuildError):
        report.stop_if_errors()


def test_a_report_without_problems_fails_nowhere() -> None:
    assert not Report(strict=True).failed
    assert list(Report()) == []


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("valuaton", ["valuation", "value"], 'did you mean "valuation"?'),
        ("zzz", ["b", "a"], "there are: a, b"),
        ("zzz", [f"name_{n}" for n in range(9)], ""),
        ("zzz", [], ""),
    ],
)
def test_a_hint_names_the_nearest_name_or_the_few_there_are(
    name: str, known: list[str], hint: str
) -> None:
    assert did_you_mean(name, known) == hint


def test_rules_are_named_in_kebab_case_and_described() -> None:
    for rule, (severity, words) in RULES.items():
        assert rule == rule.lower().replace("_", "-").replace(" ", "-")
        assert severity in {"error", "note"}
        assert words
        assert not words.endswith(".")


@pytest.mark.parametrize(
    ("rules", "strict", "last"),
    [
        ([], True, ""),
        (["unused-source"], False, "1 note\n"),
        (["unused-source"], True, "1 note to mend; nothing was written\n"),
        (["not-utf8", "unreadable"], False, "2 errors to mend; nothing was written\n"),
        (["not-utf8", "unused-source"], False, "1 error and 1 note to mend; nothing was written\n"),
    ],
)
def test_a_report_is_told_with_its_number_of_problems(
    rules: list[str], strict: bool, last: str
) -> None:
    report = Report(strict=strict)
    for rule in rules:
        report.add(rule, Position(path="a.yaml"), "it is so")

    assert report.told() == "".join(f"{problem}\n\n" for problem in report) + last
