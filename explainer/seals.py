"""The file evidence.lock: what tells the evidence of the last release from any other.

`release` writes it beside the snapshot.  A change of evidence is nothing to tell readers of: a
source is added, a locator mended.  But one digit that is struck by mistake looks the same, and no
other check sees it; so each change is noted until the next release, by which somebody has looked at
it.  Of each piece of evidence, each formula, each source and each repair the file has the first
digits of a hash, one line each in the order of names, so that two branches merge.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import reading
from .comparing import History
from .errors import Position, Report
from .evidence import Citation, Evidence
from .facts import Facts, Statement
from .settings import LocalText
from .snapshot import APART, statements_of, written

PATH = "content/evidence.lock"
DIGITS = 16
_HEAD = """\
# Written by `build.py release`: the evidence that was published. Each line: what it is for, and a
# hash (sha256) of it. What changes is noted until the next release.
"""
_LINE = re.compile(rf"(?P<name>\w+(?:\.\w+)+) (?P<hash>[0-9a-f]{{{DIGITS}}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What tells a piece of evidence from any other; *what* it is, in words, and where."""

    hash: str
    at: Position
    what: str


def seals_of(facts: Facts) -> Mapping[str, Seal]:
    """Return the seals of all evidence, formulas, sources and repairs, by name.

    Evidence that holds several statements has the name of the first.  What is only worked out from
    other evidence has none: it changes with that.
    """
    found: dict[str, Seal] = {}
    seen: set[Position] = set()
    for one in statements_of(facts):
        if one.evidence and one.evidence.at not in seen:
            seen.add(one.evidence.at)
            if not (one.formula or one.evidence.derived):
                found[one.name] = _seal(_said_by(one.evidence), one.evidence.at, "evidence")
        if one.formula:
            found[one.name] = _seal(_computed(one, facts), one.at, "formula")
    for kind in APART:
        for record in facts.records[kind].values():
            values = {name: written(each.value) for name, each in record.statements.items()}
            found[record.name] = _seal(values, record.at, "text")
    return found


def file_of(facts: Facts) -> bytes:
    """Return the file of the evidence of *facts*."""
    lines = (f"{name} {seal.hash}\n" for name, seal in sorted(seals_of(facts).items()))
    return "".join([_HEAD, *lines]).encode()


def check(root: Path, history: History, report: Report) -> None:
    """Note what is not as it was released; what a correction told of since is left out."""
    if report.count("error") or not (root / PATH).exists():
        return  # a fact may be missing for a reason that is told already
    now = seals_of(history.facts)
    for name, hash_, at in _read(root, report):
        seal = now.get(name)
        if _is_told(name, history) or (seal and seal.hash == hash_):
            continue
        if seal:
            message = f"the {seal.what} of {name} is not the one that was released"
            hint = "see that it holds, then run python build.py release"
            report.add("evidence-changed", seal.at, message, hint)
        elif name.partition(".")[0] in APART:
            hint = "put it back, or run python build.py release"
            report.add("evidence-changed", at, f"{name} was released, and is gone", hint)


def _is_told(name: str, history: History) -> bool:
    """Whether the value of a fact changed as well, which is told of, or was since the release."""
    published = (history.published or {}).get(name)
    taken_in = published.recorded if published else 0
    return name in history.changes or history.recorded.get(name, 0) > taken_in


def _read(root: Path, report: Report) -> Iterator[tuple[str, str, Position]]:
    """Yield the lines of the file: name, hash, and where; what is none of them is reported."""
    file = reading.read_file(root, PATH, report)
    offset = 0
    for line in file.text.split("\n") if file else ():
        at = file.position(offset) if file else Position(path=PATH)
        offset += len(line) + 1
        if not line.strip() or line.startswith("#"):
            continue
        if match := _LINE.fullmatch(line.rstrip()):
            yield match["name"], match["hash"], at
        else:
            message = "this is no line that release has written"
            report.add("bad-lock", at, message, "take it out, and run python build.py release")


def _seal(content: Any, at: Position, what: str) -> Seal:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    hash_ = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    return Seal(hash=hash_, at=at, what=what)


def _said_by(evidence: Evidence) -> Mapping[str, Any]:
    """Return all of *evidence* that readers are shown, in the order of nothing but names."""
    quote = evidence.quote
    accounts = [
        (written(one.value), str(one.as_of), _sources(one.sources), one.wrong, _text(one.note))
        for one in evidence.accounts
    ]
    return {
        "status": evidence.status,
        "sources": _sources(evidence.sources),
        "as_of": str(evidence.as_of),
        "quote": quote and (quote.text, quote.source, quote.locator),
        "accounts": accounts,
        "note": _text(evidence.note),
    }


def _computed(statement: Statement, facts: Facts) -> Mapping[str, Any]:
    """Return what of a computed statement is written and not worked out."""
    formula = " ".join((statement.formula or "").split())
    evidence = statement.evidence
    if evidence is None:
        return {"formula": formula}
    inputs = filter(None, map(facts.statement, statement.inputs))
    theirs = [one for each in inputs if each.evidence for one in each.evidence.sources]
    own = tuple(one for one in evidence.sources if one not in theirs)
    said = _said_by(replace(evidence, sources=own))
    worked_out = ("status", "as_of") if evidence.derived else ()
    return {"formula": formula, **{key: said[key] for key in said if key not in worked_out}}


def _sources(citations: tuple[Citation, ...]) -> list[str]:
    return sorted(f"{one.source}#{one.locator or ''}" for one in citations)


def _text(text: LocalText | None) -> Any:
    return written(text) if text else ""
