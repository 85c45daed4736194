"""Takes the text out of a PDF, page by page, by pypdf.

A PDF is a program of a kind, and some never end.  It is read in a process of its own, which is
ended when it takes too long or too much; whatever it says of itself, no more than so much is taken.
"""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_SECONDS = 60
MAX_PAGES = 2000
MAX_CHARACTERS = 8_000_000
_MAX_MEMORY = 2 << 30

_PROGRAM = "from explainer.pdftext import main; main()"


class UnreadablePdfError(Exception):
    """A PDF cannot be read; the message says why, and goes on after its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a PDF: what stands printed as its number, and its lines."""

    label: str
    lines: Sequence[str]


def sheets_of(data: bytes) -> list[Sheet]:
    """Return the pages of a PDF.

    Raises:
        UnreadablePdfError: it is damaged, locked, too large, or takes too long.
        ModuleNotFoundError: pypdf is not there.
    """
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=data,
            capture_output=True,
            cwd=Path(__file__).parent.parent,  # where Python finds the package
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadablePdfError(f"takes more than {MAX_SECONDS} seconds to read") from None
    try:
        told = json.loads(ran.stdout)
    except ValueError:  # it was ended by the system, or by its own weight
        raise UnreadablePdfError("cannot be read as a PDF: it takes too much") from None
    if told.get("missing"):
        raise ModuleNotFoundError(name="pypdf")
    if told.get("wrong"):
        raise UnreadablePdfError(told["wrong"])
    return [Sheet(label=label, lines=lines) for label, lines in told["sheets"]]


def main() -> None:
    """Read a PDF from standard input, and tell its pages on standard output, as JSON."""
    _bound_memory()
    try:
        told: object = {"sheets": _read(sys.stdin.buffer.read())}
    except ModuleNotFoundError:
        told = {"missing": True}
    except UnreadablePdfError as error:
        told = {"wrong": str(error)}
    except MemoryError:
        told = {"wrong": "cannot be read as a PDF: it takes too much memory"}
    except Exception as error:  # a reader of damaged files can fail in any way
        told = {"wrong": f"cannot be read as a PDF ({type(error).__name__})"}
    sys.stdout.write(json.dumps(told))


def _read(data: bytes) -> list[tuple[str, list[str]]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    # Many are locked with an empty password, only against changes.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadablePdfError("is locked by a password")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadablePdfError(f"has more than {MAX_PAGES} pages")
    sheets, left = [], MAX_CHARACTERS
    for page, label in zip(reader.pages, _labels(reader), strict=True):
        # Half of a pair of surrogates is no letter.
        text = page.extract_text().encode("utf-8", "replace").decode("utf-8")
        left -= len(text)
        if left < 0:
            raise UnreadablePdfError("has too much text")
        sheets.append((label, text.splitlines()))
    return sheets


def _labels(reader: object) -> list[str]:
    """Return what stands printed on each page as its number; nothing where it does not say."""
    pages = len(reader.pages)  # type: ignore[attr-defined]
    try:
        labels = list(reader.page_labels)  # type: ignore[attr-defined]
    except Exception:  # they are a nicety
        labels = []
    return labels if len(labels) == pages else [""] * pages


def _bound_memory() -> None:
    """Take no more memory than a PDF may need, where the system can hold a process to that."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    except (ImportError, ValueError, OSError):
        pass
