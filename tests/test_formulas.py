"""Formulas: how they are read, and where they go wrong."""

import pytest

from explainer.formulas import (
    Call,
    Expression,
    FormulaError,
    Name,
    Number,
    Operation,
    Text,
    read_formula,
)


def shown(expression: Expression) -> str:
    """Return an expression with every bracket that its reading implies."""
    match expression:
        case Number():
            return expression.written
        case Text():
            return f'"{expression.text}"'
        case Name():
            return expression.name
        case Operation():
            return f"({shown(expression.left)} {expression.sign} {shown(expression.right)})"
        case Call():
            named = [f"{key}={shown(value)}" for key, value in expression.named.items()]
            arguments = [shown(one) for one in expression.arguments]
            return f"{expression.function}({', '.join([*arguments, *named])})"


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("(1 + 2) * 3", "((1 + 2) * 3)"),
        ("8 / 4 / 2", "((8 / 4) / 2)"),
        ("8 - 4 - 2", "((8 - 4) - 2)"),
        ("-figures.a * 2", "((-1 * figures.a) * 2)"),
        ("figures.a - -3.5", "(figures.a - (-1 * 3.5))"),
        ("count(people)", "count(people)"),
        ("count(exits, seen=true, kind='leave')", 'count(exits, seen=true, kind="leave")'),
        ('sum(figures, "value")', 'sum(figures, "value")'),
        ("round(percent(a.b, c.d.e), 1)", "round(percent(a.b, c.d.e), 1)"),
    ],
)
def test_signs_bind_as_in_arithmetic(formula: str, reading: str) -> None:
    assert shown(read_formula(formula)) == reading


@pytest.mark.parametrize(
    ("formula", "message", "offset"),
    [
        ("1 +", "a number, a fact or a function is missing at the end", 3),
        ("figures.a figures.b", 'the end belongs here, not "figures.b"', 10),
        ("(1 + 2", '")" belongs here, not the end', 6),
        ("1 ^ 2", '"^" has no place in a formula', 2),
        ("count(,)", 'a number, a fact or a function is missing before ","', 6),
        ("", "a number, a fact or a function is missing at the end", 0),
        ("(" * 60 + "1" + ")" * 60, "the formula is nested too deep", 50),
    ],
)
def test_a_formula_that_cannot_be_read_says_where(formula: str, message: str, offset: int) -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula(formula)

    assert (caught.value.message, caught.value.offset) == (message, offset)
