"""Reads a file that may do harm in a process of its own, which is ended when it takes too much.

A PDF is a program of a kind, and some never end; and a page that is damaged enough keeps the
parser of HTML busy for an hour.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAX_SECONDS = 60
_MAX_MEMORY = 2 << 30


class UnreadableError(Exception):
    """A file cannot be read; the message says why, and goes on after its name."""


def read_apart(module: str, data: bytes) -> Any:
    """Return what the function `read` of one of our modules makes of *data*, by way of JSON.

    Raises:
        UnreadableError: it says why it can make nothing of it, or takes too long or too much.
        ModuleNotFoundError: a library is not there.
    """
    program = f"from explainer import apart, {module}; apart.main({module}.read)"
    try:
        ran = subprocess.run(
            [sys.executable, "-c", program],
            input=data,
            capture_output=True,
            cwd=Path(__file__).parent.parent,  # where Python finds the package
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(f"takes more than {MAX_SECONDS} seconds to read") from None
    try:
        told = json.loads(ran.stdout)
    except ValueError:  # it was ended by the system, or by its own weight
        raise UnreadableError("cannot be read: it takes too much") from None
    if "missing" in told:
        raise ModuleNotFoundError(name=told["missing"])
    if "wrong" in told:
        raise UnreadableError(told["wrong"])
    return told["made"]


def main(read: Callable[[bytes], Any]) -> None:
    """Read what comes on standard input, and tell on standard output what comes of it."""
    _bound_memory()
    try:
        told = {"made": read(sys.stdin.buffer.read())}
    except ModuleNotFoundError as error:
        told = {"missing": error.name}
    except UnreadableError as error:
        told = {"wrong": str(error)}
    except Exception as error:  # whoever reads damaged files can fail in any way
        told = {"wrong": f"cannot be read ({type(error).__name__})"}
    sys.stdout.write(json.dumps(told))


def _bound_memory() -> None:
    """Take no more memory than a file may need, where the system can hold a process to that."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    except (ImportError, ValueError, OSError):
        pass
