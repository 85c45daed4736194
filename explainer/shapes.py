"""The shapes of values that authors write, as pieces of JSON Schema (draft-07).

They see what YAML 1.2 makes of a text, as editors read it: `no` is a text there, `2024` and `1.10`
are numbers.  Where a shape takes more than a build does, the build has the last word; where it
takes less, it asks for the plain way of writing: no key without its value, no number in quotes.
The keys `errorMessage`, `patternErrorMessage` and `enumDescriptions` are no part of JSON Schema;
editors show what they say.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .values import SCALES

Shape = dict[str, Any]

SNAKE_CASE: Shape = {
    "pattern": "^[a-z][a-z0-9_]*$",
    "patternErrorMessage": "Use small letters, digits and _, beginning with a letter.",
}
# Any text, also one that reads as a number or a truth; naming the types `true` and `false` would
# have editors offer them wherever a text may stand.
SCALAR: Shape = {
    "if": {"type": ["array", "object", "null"]},
    "then": {"type": "string", "errorMessage": "Write a text."},
}
FLAG: Shape = {"type": "boolean", "errorMessage": "Write true or false."}
COUNT: Shape = {"type": "integer", "minimum": 1, "errorMessage": "Write a whole number from 1."}
URL: Shape = {
    "type": "string",
    "pattern": r'^https?://[^\s<>"\\]+$',
    "errorMessage": "Write an address that begins with https:// or http://.",
}

_DAY = "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_MOMENT = "(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?~?"
DAY: Shape = {
    "type": "string",
    "pattern": f"^{_DAY}$",
    "errorMessage": "Write a full date, as in 2026-11-23.",
}
_DATE_ERROR = (
    "Write year, year-month or year-month-day, as in 2024-09-25; two of them with a / between are "
    "an interval, and ~ behind one says about."
)
DATE: Shape = {
    "anyOf": [
        {
            "type": "string",
            "pattern": f"^{_MOMENT}(/{_MOMENT})?$",
            "errorMessage": _DATE_ERROR,
        },
        {"type": "integer", "minimum": 1, "maximum": 9999, "errorMessage": _DATE_ERROR},
    ]
}

_SCALE = "|".join(SCALES)
_UNIT = rf"(?!(percent|{_SCALE})s?$)[^\s\d%$€£¥.,~-][^\s%]*"
_QUANTITY_ERROR = (
    "Write number, scale word and unit, as in 9, 6.5 years, 7 % or 150 billion USD; the scale "
    f"words are {', '.join(SCALES)}."
)
QUANTITY: Shape = {
    "anyOf": [
        {
            "type": "string",
            "pattern": rf"^-?[0-9]+(\.[0-9]+)?( +({_SCALE}))?( *%| +{_UNIT})?$",
            "errorMessage": _QUANTITY_ERROR,
        },
        {"type": "number", "errorMessage": _QUANTITY_ERROR},
    ]
}
FORMULA: Shape = {
    "type": "string",
    "pattern": r"^\s*=",
    "errorMessage": "What is computed begins with =.",
}


def unknown(what: str) -> str:
    """Return what an editor says of a name that the last build did not know."""
    return f"There is no such {what}; a new one is known after the next build."


def defined(name: str) -> Shape:
    """Return the shape that a schema has under *name* among its definitions."""
    return {"$ref": f"#/definitions/{name}"}


def mapping(properties: Mapping[str, Shape], required: Iterable[str] = (), **more: Any) -> Shape:
    """Return the shape of a mapping that has no other keys than those of *properties*."""
    shape: Shape = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if found := list(required):
        shape["required"] = found
    return {**shape, **more}


def listing(items: Shape) -> Shape:
    """Return the shape of a list of *items*."""
    return {"type": "array", "items": items}


def described(description: str, *shapes: Shape) -> Shape:
    """Return one of *shapes*, with words about it; a reference has no room for them itself."""
    if len(shapes) == 1 and "$ref" not in shapes[0]:
        return {"description": description, **shapes[0]}
    return {"description": description, "anyOf": list(shapes)}


def text_in(languages: Collection[str]) -> Shape:
    """Return the shape of a text: written once, or in every one of the *languages*."""
    by_language = mapping(dict.fromkeys(languages, SCALAR), languages)
    return {"anyOf": [SCALAR, by_language]}


def one_of(names: Iterable[str], told: Mapping[str, str] | None = None, error: str = "") -> Shape:
    """Return the shape of one of *names*; *told* says what some of them are.

    Of no names at all any text does: JSON Schema has no empty choice.
    """
    words = list(names)
    if not words:
        return {"type": "string"}
    # A name may read as a number or a truth; then that stands for it as well.
    read = [(name, value) for name in words for value in (name, *_as_read(name))]
    shape: Shape = {"enum": [value for _, value in read]}
    if told:
        shape["enumDescriptions"] = [told.get(name, "") for name, _ in read]
    return {**shape, "errorMessage": error} if error else shape


def _as_read(name: str) -> tuple[bool | int | None, ...]:
    """Return what YAML 1.2 makes of *name*, where that is not a text."""
    constants = {"true": True, "false": False, "null": None}
    if name in constants:
        return (constants[name],)
    return (int(name),) if re.fullmatch(r"-?[0-9]{1,15}", name) else ()
