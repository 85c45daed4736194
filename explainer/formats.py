"""How problems are written for programs: as JSON, and as annotations on GitHub."""

from .errors import Problem


def as_json(problem: Problem) -> dict[str, object]:
    """Return *problem* as what an array in JSON holds of it."""
    return {
        "path": problem.at.path,
        "line": problem.at.line,
        "column": problem.at.column,
        "severity": problem.severity,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def as_annotation(problem: Problem) -> str:
    """Return *problem* as a command that GitHub shows at its line of a pull request."""
    level = "error" if problem.severity == "error" else "notice"
    place = f"file={_property(problem.at.path)},line={problem.at.line},col={problem.at.column}"
    message = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return f"::{level} {place},title={_property(problem.rule)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
