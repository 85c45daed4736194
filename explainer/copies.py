"""Reads a local copy of a source: plain text, a page in HTML, a PDF.

A copy is read to look words up in it, and never published: no text of it leaves this program but in
what `verify` says on the terminal.
"""

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import UsageError
from .pdftext import MAX_CHARACTERS, UnreadablePdfError, sheets_of
from .webtext import charset_of
from .webtext import lines_of as lines_of_html

# A PDF is mostly pictures; a text this long is hardly one that a person has read.
MAX_BYTES = 40_000_000

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The text of a source, as a local file has it.

    *digest* is the SHA-256 of the file.  *complete* is how many lines have an end, which is what
    some programs count.  Where there are pages, *pages* has the line at which each begins (from 1),
    and *labels* what is printed on it as its number.
    """

    path: Path
    digest: str
    lines: Sequence[str]
    complete: int
    pages: Sequence[int] = ()
    labels: Sequence[str] = ()
    guesses_spaces: bool = False

    def page_of(self, line: int) -> int | None:
        """Return the page of a line, both counted from 1, where the copy has pages."""
        if not self.pages:
            return None
        return sum(begin <= line for begin in self.pages) or 1

    def pages_called(self, number: str) -> list[int]:
        """Return the pages that *number* may mean: as counted, and as printed on them."""
        found = [int(number)] if number.isdecimal() and 0 < int(number) <= len(self.pages) else []
        printed = [at for at, label in enumerate(self.labels, 1) if label == number]
        return sorted({*found, *printed})


def read_copy(path: Path) -> Copy:
    """Return the copy at *path*.

    Raises:
        UsageError: there is none, or it is no text that can be read; the message says why.
    """
    data = _bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF-" in data[:1024] or path.suffix.lower() == ".pdf":
        return _pdf(path, data, digest)
    is_html = path.suffix.lower() in _HTML_SUFFIXES or _HTML.match(data[:4096])
    text = _text(path, data, charset_of(data) if is_html else "utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_html:
        lines = lines_of_html(text)
        return _with_words(Copy(path=path, digest=digest, lines=lines, complete=len(lines)))
    lines = text.removesuffix("\n").split("\n")
    pages: list[int] = []
    if "\f" in text:  # so a PDF is divided that was made text by another program
        ends = [number for number, line in enumerate(lines, 1) for _ in range(line.count("\f"))]
        pages = [1, *ends]
        if not lines[-1].strip("\f\n "):
            pages.pop()
    complete = text.count("\n")
    return _with_words(Copy(path=path, digest=digest, lines=lines, complete=complete, pages=pages))


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a copy of a source")
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    if not path.is_file():  # such as a pipe, at which a program may wait for ever
        raise UsageError(f"{path} is not a plain file")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB")
    return data


def _text(path: Path, data: bytes, encoding: str) -> str:
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper()
        raise UsageError(
            f"{path} is not {name} (byte {error.start + 1}); save it as UTF-8"
        ) from None
    if "\0" in text:
        raise UsageError(f"{path} is neither text, nor HTML, nor a PDF")
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"{path} has more than {MAX_CHARACTERS // 1_000_000} million characters")
    return text.removeprefix("\ufeff")


def _pdf(path: Path, data: bytes, digest: str) -> Copy:
    try:
        sheets = sheets_of(data)
    except UnreadablePdfError as error:
        raise UsageError(f"{path} {error}") from None
    lines = [line for sheet in sheets for line in sheet.lines]
    pages = [1 + sum(len(one.lines) for one in sheets[:at]) for at in range(len(sheets))]
    return _with_words(
        Copy(
            path=path,
            digest=digest,
            lines=lines,
            complete=len(lines),
            pages=pages,
            labels=[sheet.label for sheet in sheets],
            guesses_spaces=True,
        )
    )


def _with_words(copy: Copy) -> Copy:
    """Return *copy*, if there is anything to read in it."""
    if not any(line.strip() for line in copy.lines):
        raise UsageError(f"{copy.path} holds no text; a scan needs its text recognised first")
    return copy
