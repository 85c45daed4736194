"""Says that the generator itself has failed, which no author can mend and no author has caused.

A traceback tells an author nothing; whoever keeps the code asks for it.
"""

from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parent
# So much of what an exception says is told: some hold all that they were given.
_MOST = 200

ADVICE = (
    "This is a fault of the generator, not of the site. No file was left half written, and the\n"
    "next build mends what was. Please report it where the generator comes from, with these\n"
    "lines and with what the same command says with -v."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How the generator failed, in a line, and the way to it, for whoever keeps the code."""

    line: str
    way: str


def fault_of(error: BaseException) -> Fault:
    """Return what is to be said of *error*, which nobody has foreseen."""
    import traceback  # loaded only where it is needed

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    where = f" (explainer/{Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else ""
    said = " ".join(str(error).split())
    said = f": {said[:_MOST]}{'…' if len(said) > _MOST else ''}" if said else ""
    line = f"the generator itself fails: {type(error).__name__}{said}{where}"
    return Fault(line=line, way="".join(traceback.format_exception(error)))
