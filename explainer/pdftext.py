"""Takes the text out of a PDF, page by page, by pypdf: as much of it as a person may read."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .apart import UnreadableError, read_apart

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 2000
MAX_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a PDF: what stands printed as its number, and its lines."""

    label: str
    lines: Sequence[str]


def sheets_of(data: bytes) -> list[Sheet]:
    """Return the pages of a PDF.

    Raises:
        UnreadableError: it is damaged, locked, too large, or takes too long.
        ModuleNotFoundError: pypdf is not there.
    """
    return [Sheet(label=label, lines=lines) for label, lines in read_apart("pdftext", data)]


def read(data: bytes) -> list[tuple[str, list[str]]]:
    """Return the pages of a PDF, in the process that may fail at it.

    Raises:
        UnreadableError: it is damaged, locked or too large.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return _sheets(PdfReader(io.BytesIO(data)))
    except PyPdfError as error:
        raise UnreadableError(f"cannot be read as a PDF ({type(error).__name__})") from None


def _sheets(reader: "PdfReader") -> list[tuple[str, list[str]]]:
    # Many are locked with an empty password, only against changes.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("is locked by a password")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableError(f"has more than {MAX_PAGES} pages")
    sheets, left = [], MAX_CHARACTERS
    for page, label in zip(reader.pages, _labels(reader), strict=True):
        # Half of a pair of surrogates is no letter.
        text = page.extract_text().encode("utf-8", "replace").decode("utf-8")
        left -= len(text)
        if left < 0:
            raise UnreadableError("has too much text")
        sheets.append((label, text.splitlines()))
    return sheets


def _labels(reader: "PdfReader") -> list[str]:
    """Return what stands printed on each page as its number; nothing where it does not say."""
    try:
        labels = list(reader.page_labels)
    except Exception:  # they are a nicety
        labels = []
    pages = len(reader.pages)
    return labels if len(labels) == pages else [""] * pages
