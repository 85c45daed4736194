"""Refuses what would fill the memory: a few letters of an expression can ask for any size.

The sandbox of Jinja keeps an expression from reaching what is not its own, and bounds `range`; it
lets a text be made as long as anybody likes.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

# What `*` and `**` may make (letters or items of what is repeated, bits of a power), and how many
# letters or items all else may make at once, and altogether.
REPEATED = 10_000
MADE = 1_000_000
ALTOGETHER = 50_000_000

_NUMBER = re.compile(r"\d+")
_SIZED = (str, list, tuple, range)


class TooLargeError(Exception):
    """What an expression asks for is too large; the message says what."""


class Budget:
    """What one expression or template may still make.

    What a filter makes of thousands of items counts together.
    """

    def __init__(self) -> None:
        self._left = ALTOGETHER

    def renew(self) -> None:
        """Begin with another expression."""
        self._left = ALTOGETHER

    def take(self, size: int, name: str, most: int = MADE) -> None:
        """Take so many letters or items for what is called *name*.

        Raises:
            TooLargeError: there are not so many left, or they are more than *most*.
        """
        self._left -= size
        if size > most or self._left < 0:
            raise TooLargeError(f"what {name} gives is too large")

    def check_operation(self, operator: str, left: Any, right: Any) -> None:
        """Refuse a product, power, sum or formatting that makes too much."""
        match operator, left, right:
            case "**", int(), int():
                self.take(left.bit_length() * abs(right), operator, REPEATED)
            case "*", str() | list() | tuple(), int():
                self.take(len(left) * right, operator, REPEATED)
            case "*", int(), str() | list() | tuple():
                self.take(left * len(right), operator, REPEATED)
            case "+", str() | list() | tuple(), str() | list() | tuple():
                self.take(len(left) + len(right), operator)
            case "%", str(), _:
                self.take(_formatted(left, right), operator)

    def check_call(self, called: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Refuse a call of a method of a text that makes too long a text."""
        called = getattr(called, "__wrapped__", called)  # the sandbox has its own way of formatting
        text, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
        if isinstance(text, str) and name in _METHODS:
            self.take(_METHODS[name](text, [*args, *kwargs.values()]), name)

    def guarded(self, filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
        """Return those of *filters* that can make too much, so that they refuse to."""
        return {name: self._guarded(name, filters[name]) for name in _FILTERS}

    def _guarded(self, name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        with_context = hasattr(made, "jinja_pass_arg")

        @functools.wraps(made)
        def guard(*args: Any, **kwargs: Any) -> Any:
            given = [*(args[1:] if with_context else args), *kwargs.values()]
            self.take(_FILTERS[name](given), name)
            return made(*args, **kwargs)

        return guard


def _length(value: Any) -> int:
    return len(value) if isinstance(value, _SIZED) else len(str(value))


def _numbers(given: Iterable[Any]) -> list[int]:
    return [one for one in given if isinstance(one, int)]


def _widest(given: list[Any]) -> int:
    """Return the greatest number that is given besides what a filter is put behind."""
    return max([0, *_numbers(given[1:])])


def _formatted(text: str, given: Any) -> int:
    """Return at most how many letters widths and precisions make, written or given."""
    widths = [int(one[:12]) for one in _NUMBER.findall(text)]
    starred = _numbers(given if isinstance(given, tuple | list) else [given])
    takes = "*" in text or "{}" in text.partition("{")[2] or text.count("{") > 1
    return max([0, *widths, *(starred if takes else [])])


def _replaced(text: str, old: Any, new: Any) -> int:
    old, new = str(old), str(new)
    return len(text) + (text.count(old) if old else len(text) + 1) * len(new)


def _translations(given: Sequence[Any]) -> Iterable[Any]:
    return given[0].values() if given and isinstance(given[0], dict) else ()


def _indented(given: list[Any]) -> int:
    width = given[1] if len(given) > 1 else 4
    wide = width if isinstance(width, int) else len(str(width))
    return (str(given[0]).count("\n") + 1) * wide


def _joined(given: list[Any]) -> int:
    between = _length(given[1]) if len(given) > 1 else 0
    return between * _length(given[0]) if isinstance(given[0], _SIZED) else 0


def _summed(given: list[Any]) -> int:
    """Return more than there may be where lists or texts are summed, which grow at each step."""
    return MADE + 1 if any(isinstance(one, str | list | tuple) for one in given[2:]) else 0


def _padded(text: str, given: list[Any]) -> int:
    return max([len(text), *_numbers(given)])


# How much methods of texts and filters make of what they are given, at most.
_METHODS: Mapping[str, Callable[[str, list[Any]], int]] = {
    "center": _padded,
    "expandtabs": lambda text, given: len(text) * max([8, *_numbers(given)]),
    "format": _formatted,
    "format_map": _formatted,
    "join": lambda text, given: _joined([*given[:1], text]),
    "ljust": _padded,
    "replace": lambda text, given: _replaced(text, *given[:2]) if len(given) > 1 else 0,
    "rjust": _padded,
    "translate": lambda text, given: len(text) * max([1, *map(_length, _translations(given))]),
    "zfill": _padded,
}
_FILTERS: Mapping[str, Callable[[list[Any]], int]] = {
    "batch": _widest,
    "center": _widest,
    "format": lambda given: _formatted(str(given[0]), given[1:]),
    "indent": _indented,
    "join": _joined,
    "replace": lambda given: _replaced(str(given[0]), *given[1:3]) if len(given) > 2 else 0,
    "slice": _widest,
    "sum": _summed,
    "tojson": _widest,
}
