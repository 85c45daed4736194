"""Reads formulas: what a computed fact says after its "=".

expression = term, { ("+" | "-"), term }
term       = factor, { ("*" | "/"), factor }
factor     = "-", factor | number | text | "(", expression, ")" | name, [ "(", arguments, ")" ]
name       = word, { ".", word }
arguments  = [ argument, { ",", argument } ]
argument   = [ word, "=" ], expression
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Deeper than any author nests; the reader of formulas calls itself.
MAX_DEPTH = 50
# Longer than any author writes; Python reads no number of so many digits as a text can have.
MAX_LENGTH = 1000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<sign>[-+*/(),=])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)


class FormulaError(Exception):
    """A formula cannot be read; *offset* counts its characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that is written in the formula."""

    written: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in quotation marks, such as the name of a field."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A fact, a kind or a word, as in `figures.valuation`, `departures` or `true`."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Two expressions and the sign between them; a lone minus is a factor of -1."""

    sign: str
    left: "Expression"
    right: "Expression"
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function with its arguments, those with a name apart."""

    function: str
    arguments: tuple["Expression", ...]
    named: Mapping[str, "Expression"] = field(default_factory=dict)
    offset: int


Expression = Number | Text | Name | Operation | Call


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def read_formula(text: str) -> Expression:
    """Return the expression that *text* spells.

    Raises:
        FormulaError: it spells none.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula has more than {MAX_LENGTH} characters", MAX_LENGTH)
    reader = _Reader(_tokens(text))
    expression = reader.expression()
    reader.expect("")
    return expression


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            offset = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f'"{text[offset]}" has no place in a formula', offset)
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind)))
        if kind == "end":
            return found
        at = match.end()


class _Reader:
    """Goes through the tokens of one formula."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("the formula is nested too deep", self.next.offset)
        left = self.term()
        while self.next.text in ("+", "-") and self.next.kind == "sign":
            left = self._operation(left, self.term)
        self.depth -= 1
        return left

    def term(self) -> Expression:
        left = self.factor()
        while self.next.text in ("*", "/") and self.next.kind == "sign":
            left = self._operation(left, self.factor)
        return left

    def factor(self) -> Expression:
        minuses = []
        while self.next.kind == "sign" and self.next.text == "-":
            minuses.append(self._take().offset)
        value = self._value()
        if len(minuses) % 2 == 0:
            return value
        minus = Number(written="-1", offset=minuses[0])
        return Operation(sign="*", left=minus, right=value, offset=minuses[0])

    def _value(self) -> Expression:
        token = self._take()
        match token.kind:
            case "number":
                return Number(written=token.text, offset=token.offset)
            case "text":
                return Text(text=token.text[1:-1], offset=token.offset)
            case "name" if self.next.text == "(":
                return self._call(token)
            case "name":
                return Name(name=token.text, offset=token.offset)
        if token.text != "(":
            where = f'before "{token.text}"' if token.text else "at the end"
            raise FormulaError(f"a number, a fact or a function is missing {where}", token.offset)
        inside = self.expression()
        self.expect(")")
        return inside

    def _operation(self, left: Expression, read: Callable[[], Expression]) -> Operation:
        sign = self._take()
        return Operation(sign=sign.text, left=left, right=read(), offset=sign.offset)

    def _call(self, name: _Token) -> Call:
        self.expect("(")
        arguments: list[Expression] = []
        named: dict[str, Expression] = {}
        while self.next.text != ")":
            if self.next.kind == "name" and self.tokens[self.at + 1].text == "=":
                key = self._take().text
                self.expect("=")
                named[key] = self.expression()
            else:
                arguments.append(self.expression())
            if self.next.text != ")":
                self.expect(",")
        self.expect(")")
        return Call(function=name.text, arguments=tuple(arguments), named=named, offset=name.offset)

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def _take(self) -> _Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def expect(self, sign: str) -> None:
        """Pass over *sign*, or over the end where it is nothing."""
        token = self._take()
        if token.text != sign or token.kind not in ("sign", "end"):
            wanted = f'"{sign}"' if sign else "the end"
            found = f'"{token.text}"' if token.text else "the end"
            raise FormulaError(f"{wanted} belongs here, not {found}", token.offset)
