"""What `release` and `correct` do: the two that write into `content/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import authoring, corrections, seals, snapshot
from .comparing import History
from .corrections import CLASSES, SILENT, Correction
from .errors import UsageError, counted, did_you_mean
from .pipeline import Built
from .snapshot import SCHEMA_LINE, statements_of
from .strings import Language
from .values import read_date
from .writing import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What an author says of a change: its class and why, on the day *today*."""

    sort: str
    why: str
    today: str


class NothingToCompareError(Exception):
    """Nothing was released yet; the message says what to do."""


def release(root: Path, built: Built) -> str:
    """Write the snapshot of the site below *root* and seals of its evidence; say what was done.

    Every change since the last one must be recorded.
    """
    history, codes = built.history, list(built.settings.languages)
    schema = _has_schemas(root)
    content = snapshot.write(built.facts, codes, history.recorded, schema=schema)
    facts = counted(sum(1 for _ in statements_of(built.facts)), "statement") or "no statement"
    is_new = write_file(root / snapshot.PATH, content)
    if write_file(root / seals.PATH, seals.file_of(built.facts)) or is_new:
        return f"{facts} in {snapshot.PATH}; what changes from now on is to be recorded"
    return f"{facts} in {snapshot.PATH}, which was as it is"


def correct(root: Path, built: Built, name: str, reason: Reason) -> str:
    """Record why the fact *name* changed in the site below *root*; return what was recorded.

    Raises:
        UsageError: there is no such fact, it has not changed, or the file takes no more.
        NothingToCompareError: there was no release yet.
    """
    history = built.history
    if history.published is None:
        raise NothingToCompareError(
            "nothing was released yet, so there is nothing to correct; "
            "run python build.py release once it is published"
        )
    found = _full_name(name, history)
    _check_changed(found, history)
    correction = Correction(
        number=1,
        sort=reason.sort,
        day=read_date(reason.today),
        why=None,
        changes=history.with_others(found),
        at=built.settings.at,
    )
    _append(root, correction, reason.why, _languages(built))
    also = counted(len(correction.changes) - 1, "fact") and (
        f", and {counted(len(correction.changes) - 1, 'fact')} that changed with it"
    )
    told = "readers are told from now on"
    if reason.sort == SILENT:
        told = "readers are not told"
    elif len(built.settings.languages) > 1:
        texts = ", ".join(f"{code}: …" for code in built.settings.languages)
        told = f"{told}; write the reason in each language there: why: {{{texts}}}"
    return f"{found}{also} recorded as {reason.sort} in {corrections.PATH}; {told}"


def check_reason(reason: Reason) -> None:
    """Refuse a class that does not exist, and a change without a reason.

    Raises:
        UsageError: the message says what is missing.
    """
    if reason.sort not in CLASSES:
        listed = "\n".join(f"  {name:<14}{what}" for name, what in CLASSES.items())
        what = f'--as "{reason.sort}" is none' if reason.sort else "correct needs --as"
        raise UsageError(f"{what}; the classes are:\n{listed}")
    if not reason.why.strip() and reason.sort != SILENT:
        raise UsageError('correct needs --why "…": the reason that readers are told')


def _full_name(name: str, history: History) -> str:
    """Return the name of a fact; that of a record's first field may be named in full, too."""
    statement = history.facts.statement(name)
    known = {one.name for one in statements_of(history.facts)}
    known |= {*(history.published or {}), *history.recorded}
    found = statement.name if statement else name
    if found in known:
        return found
    hint = did_you_mean(name, known)
    raise UsageError(f'there is no fact "{name}"{hint and f"; {hint}"}')


def _check_changed(name: str, history: History) -> None:
    if name in history.changes:
        return
    if history.told(name) is None:
        raise UsageError(f"{name} is new since the last release, and needs no record")
    raise UsageError(f"{name} has not changed since readers were told of it last")


def _append(
    root: Path, correction: Correction, why: str, languages: Mapping[str, Language]
) -> None:
    """Write *correction* behind all that stands in the file.

    Raises:
        UsageError: the file is written so that nothing can stand behind it.
    """
    path = root / corrections.PATH
    named = SCHEMA_LINE.format("corrections") if _has_schemas(root) else ""
    before = path.read_bytes().decode() if path.exists() else f"{named}{corrections.HEAD}"
    after = corrections.appended(before, correction, " ".join(why.split()))
    if not corrections.is_one_more(before, after, languages):
        raise UsageError(
            f'{corrections.PATH} takes no more at its end; begin each correction with "- " '
            "at the beginning of a line"
        )
    write_file(path, after.encode())


def _has_schemas(root: Path) -> bool:
    return (root / authoring.FOLDER).is_dir()


def _languages(built: Built) -> Mapping[str, Language]:
    return {code: one.printer.language for code, one in built.evaluators.items()}
