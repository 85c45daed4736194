"""Refuses what would fill the memory: a few letters of an expression can ask for any size.

The sandbox of Jinja keeps an expression from reaching what is not its own, and bounds `range`; it
lets a text be made as long as anybody likes.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

# What `*` and `**` may make (letters or items of what is repeated, bits of a power), how many
# letters a text may be padded to, and how many letters or items all else may make.
REPEATED = 10_000
MADE = 1_000_000

# Methods of texts that pad, by where the width stands among what they are given.
_PADDING = frozenset(("center", "expandtabs", "ljust", "rjust", "zfill"))
_NUMBER = re.compile(r"\d+")
_SIZED = (str, list, tuple, range)


class TooLargeError(Exception):
    """What an expression asks for is too large; the message says what."""


def check_operation(operator: str, left: Any, right: Any) -> None:
    """Refuse a product, power, sum or formatting that makes too much.

    Raises:
        TooLargeError: it makes too much.
    """
    size, most = 0, MADE
    match operator, left, right:
        case "**", int(), int():
            size, most = left.bit_length() * abs(right), REPEATED
        case "*", str() | list() | tuple(), int():
            size, most = len(left) * right, REPEATED
        case "*", int(), str() | list() | tuple():
            size, most = left * len(right), REPEATED
        case "+", str() | list() | tuple(), str() | list() | tuple():
            size = len(left) + len(right)
        case "%", str(), _:
            size = _formatted(left, right)
    _refuse(size, most, operator)


def check_call(called: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse a call of a method of a text that makes too long a text.

    Raises:
        TooLargeError: it makes too much.
    """
    called = getattr(called, "__wrapped__", called)  # the sandbox has its own way of formatting
    text, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
    if not isinstance(text, str):
        return
    given = [*args, *kwargs.values()]
    if name in _PADDING:
        widths = [one for one in given if isinstance(one, int)]
        _refuse(max([0, *widths]) * (max(1, len(text)) if name == "expandtabs" else 1), MADE, name)
    elif name == "replace" and len(given) > 1:
        _refuse(_replaced(text, given[0], given[1]), MADE, name)
    elif name in ("format", "format_map"):
        _refuse(_formatted(text, given), MADE, name)
    elif name == "translate":
        _refuse(len(text) * max([1, *map(_length, _translations(given))]), MADE, name)
    elif name == "join" and given and isinstance(given[0], _SIZED):
        _refuse(len(text) * len(given[0]), MADE, name)


def guarded(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return those of *filters* that can make too much, so that they refuse to."""
    return {name: _guarded(name, filters[name], size) for name, size in _SIZES.items()}


def _guarded(
    name: str, made: Callable[..., Any], size: Callable[[list[Any]], int]
) -> Callable[..., Any]:
    with_context = hasattr(made, "jinja_pass_arg")

    @functools.wraps(made)
    def guard(*args: Any, **kwargs: Any) -> Any:
        given = [*(args[1:] if with_context else args), *kwargs.values()]
        _refuse(size(given), MADE, name)
        return made(*args, **kwargs)

    return guard


def _refuse(size: int, most: int, name: str) -> None:
    if size > most:
        raise TooLargeError(f"what {name} gives is too large")


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


_SIZES: Mapping[str, Callable[[list[Any]], int]] = {
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
