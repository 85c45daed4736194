"""What facts say, in a form that is kept: the snapshot `content/published.yaml`.

`release` writes it, and what changes after that is compared with it.  It has a line for each
statement, sorted by name, so that two branches merge: its type, its value in all languages, and
how sure it is.  What is kept is read as the type that it had, so that 7 % and 7.0 % are the same.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from . import reading
from .errors import Position, Report
from .facts import Facts, Statement
from .fields import FieldReader, Reference
from .reading import Listing, Node, Scalar
from .schema import SCALAR_TYPES, Type, TypeName
from .settings import LocalText
from .strings import Language
from .support import origins
from .values import SCALES, Date, Quantity

PATH = "content/published.yaml"
KEYS = ("type", "value", "status", "origins")
# Kinds that are no facts: they say where facts come from.
APART = ("sources", "repairs")

# What a value is as YAML and JSON have it.
Written = str | dict[str, str] | list[Any]

# The first line where a site has schemas for editors; it says which is that of the file.
SCHEMA_LINE = "# yaml-language-server: $schema=../.schemas/{}.json\n"
_HEAD = """\
# What this site has published. `python build.py release` writes this file, and nobody else does:
# what changes after that is compared with it, and is to be recorded by `python build.py correct`.
"""
# What needs no quotation marks in YAML, wherever it stands.
_PLAIN = re.compile(r"-?[A-Za-z0-9_](?:[\w ./~%+-]*[\w.%~])?\Z", re.ASCII)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a fact says, or said once.

    *value* is as `FieldReader` gives it; or else, where the site can no longer read it, as it is
    *written*.  *status* is empty without evidence; *origins* counts those of a report.
    """

    type: Type
    value: Any
    written: Written | None
    status: str = ""
    origins: int = 1

    def is_value_of(self, other: "Said") -> bool:
        """Whether both have one value, however it is written."""
        if _type_name(self.type) == _type_name(other.type) and self.written == other.written:
            return True  # even if neither can be read any more
        return bool(_key(self.value) == _key(other.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A line of the snapshot; *recorded* says how many corrections of the fact it takes in."""

    said: Said
    recorded: int
    at: Position


def said_by(statement: Statement, facts: Facts) -> Said:
    """Return what *statement* says."""
    evidence = statement.evidence
    return Said(
        type=statement.field.type,
        value=statement.value,
        written=None if statement.value is None else written(statement.value),
        status=evidence.status if evidence else "",
        origins=origins(evidence, facts.sources) if evidence else 1,
    )


def statements_of(facts: Facts) -> Iterator[Statement]:
    """Yield all statements that are published: all but those that say where facts come from."""
    return (one for one in facts.statements() if one.kind not in APART)


# --- writing -----------------------------------------------------------------------------------


def write(
    facts: Facts, languages: Iterable[str], recorded: Mapping[str, int], *, schema: bool = False
) -> bytes:
    """Return the snapshot of *facts*, of which so many corrections are *recorded* by name.

    *schema* says that it is to name its schema.
    """
    lines = [f"languages: {flow(list(languages))}\n"]
    for one in sorted(statements_of(facts), key=lambda statement: statement.name):
        found = as_mapping(said_by(one, facts))
        if recorded.get(one.name):
            found["recorded"] = str(recorded[one.name])
        lines.append(f"{one.name}: {flow(found)}\n")
    named = SCHEMA_LINE.format("published") if schema else ""
    return "".join([named, _HEAD, *lines]).encode()


def as_mapping(said: Said) -> dict[str, Any]:
    """Return what is kept of what was *said*."""
    found: dict[str, Any] = {"type": _type_name(said.type)}
    if said.written is not None:
        found["value"] = said.written
    if said.status:
        found["status"] = said.status
    if said.status == "reported" and said.origins > 1:
        found["origins"] = str(said.origins)
    return found


def flow(value: Any) -> str:
    """Return *value* as YAML in one line."""
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {flow(one)}' for key, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
    text = str(value)
    if _PLAIN.match(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def written(value: Any) -> Written:
    """Return *value* as an author would write it."""
    match value:
        case LocalText():
            texts = {code: _folded(scalar.text) for code, scalar in value.scalars.items()}
            return next(iter(texts.values()), "") if value.is_shared else texts
        case Quantity():
            return _quantity(value)
        case Reference():
            return value.id
        case tuple():
            return [written(one) for one in value]
        case bool():
            return "true" if value else "false"
    return str(value)


def _quantity(value: Quantity) -> str:
    """Return a quantity with the largest scale word that leaves it at most two decimals."""
    number, unit = value.number, f" {value.unit}" if value.unit else ""
    for word, power in sorted(SCALES.items(), key=lambda scale: -scale[1]):
        scaled = number / Decimal(10) ** power
        if power > 3 and abs(scaled) >= 1 and scaled == round(scaled, 2) and number % 1000 == 0:
            return f"{scaled.normalize():f} {word}{unit}"
    return f"{number:f}{unit}"


def _type_name(type_: Type) -> str:
    """Return the name of a type; which choices there are is not kept."""
    if type_.item:
        return f"list({_type_name(type_.item)})"
    return "choice" if type_.choices else type_.kind or type_.name


def _folded(text: str) -> str:
    return " ".join(text.split())


# --- reading -----------------------------------------------------------------------------------


def load(
    root: Path,
    languages: Mapping[str, Language],
    report: Report,
    known: reading.Known = reading.anew,
) -> Mapping[str, Published] | None:
    """Return the snapshot by names; nothing before the first release, or after an error.

    What its text gives in these *languages* may be *known*.
    """
    file = reading.read_file(root, PATH, report) if (root / PATH).exists() else None
    return None if file is None else known(file, report, lambda: _read(file, languages, report))


def _read(
    file: reading.SourceFile, languages: Mapping[str, Language], report: Report
) -> Mapping[str, Published] | None:
    mapping = reading.mapping_in(file, report)
    if mapping is None:
        return None
    found: dict[str, Published] = {}
    then = _languages(mapping, languages)
    for name in mapping:
        if name == "languages":
            continue
        at = mapping.key(name).at
        line = reading.read_mapping(mapping.entries[name][1], name, report)
        if line is not None:
            reading.check_keys(line, (*KEYS, "recorded"), name, report)
            recorded = _count(line.get("recorded"), 0)
            if said := read(line, then, report):
                found[name] = Published(said=said, recorded=recorded, at=at)
    return found


def _languages(
    mapping: reading.Mapping, languages: Mapping[str, Language]
) -> Mapping[str, Language]:
    """Return the *languages* that the site had when it was published: others said nothing then."""
    node = mapping.get("languages")
    codes = (
        [one.text for one in node.items if isinstance(one, Scalar)]
        if isinstance(node, Listing)
        else []
    )
    return {code: one for code, one in languages.items() if code in codes} or languages


def read(
    mapping: reading.Mapping, languages: Mapping[str, Language], report: Report
) -> Said | None:
    """Return what *mapping* keeps, or nothing after reporting that it lacks its type."""
    node, value = mapping.get("type"), mapping.get("value")
    name = reading.read_scalar(node, '"type"', report) if node else None
    if name is None:
        report.add("missing-key", mapping.at, 'what was published lacks its "type"')
        return None
    status = mapping.get("status")
    type_ = _type_of(name, value)
    return Said(
        type=type_,
        value=None if value is None else _value(type_, value, languages),
        written=None if value is None else _as_written(value),
        status=status.text.strip() if isinstance(status, Scalar) else "",
        origins=_count(mapping.get("origins"), 1),
    )


def _count(node: Node | None, default: int) -> int:
    text = node.text.strip() if isinstance(node, Scalar) else ""
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default


def _type_of(name: str, value: Node | None) -> Type:
    """Return the type called *name*; a choice has the one that was chosen, the others are gone."""
    if name.startswith("list(") and name.endswith(")"):
        items = value.items if isinstance(value, Listing) else ()
        return Type(name="list", item=_type_of(name[5:-1], items[0] if items else None))
    if name == "choice":
        return Type(name="choice", choices=(value.text if isinstance(value, Scalar) else "",))
    if name in SCALAR_TYPES:
        return Type(name=cast(TypeName, name))
    return Type(name="reference", kind=name)


def _value(type_: Type, node: Node, languages: Mapping[str, Language]) -> Any:
    """Return the value in *node*, or as it is written where the site cannot read it any more."""
    if type_.name in ("text", "markdown"):
        return _text(node, languages)
    if type_.item is not None and isinstance(node, Listing):
        return tuple(_value(type_.item, one, languages) for one in node.items)
    if type_.name == "choice":
        return _as_written(node)
    unread = Report()  # what was right when it was published is nobody's to mend now
    value = FieldReader(languages, unread).value(type_, node, "")
    return _as_written(node) if value is None or unread.count("error") else value


def _text(node: Node, languages: Mapping[str, Language]) -> LocalText:
    if isinstance(node, Scalar):
        return LocalText(scalars=dict.fromkeys(languages, node))
    entries = node.entries if isinstance(node, reading.Mapping) else {}
    texts = {code: text for code, (_, text) in entries.items() if isinstance(text, Scalar)}
    return LocalText(scalars=texts)


def _as_written(node: Node) -> Written:
    match node:
        case Scalar():
            return _folded(node.text)
        case Listing():
            return [_as_written(one) for one in node.items]
        case reading.Mapping():
            return {key: str(_as_written(one)) for key, (_, one) in node.entries.items()}
    return ""


# --- comparing ---------------------------------------------------------------------------------


def _key(value: Any) -> Any:
    """Return what of a value decides whether it is the same as another."""
    match value:
        case LocalText():
            return _Texts({code: _folded(one.text) for code, one in value.scalars.items()})
        case tuple():
            return tuple(_key(one) for one in value)
        case Date():
            return value.written
    return value


class _Texts:
    """A text by language, which is the same as another that says so in each of their languages."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Texts):
            return False
        both = self.texts.keys() & other.texts.keys()
        return bool(both) and all(self.texts[code] == other.texts[code] for code in both)

    __hash__ = None  # type: ignore[assignment]
