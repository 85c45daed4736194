"""Reads a local copy of a source: plain text, a page in HTML, a PDF.

A copy is read to look words up in it, and never published: no text of it leaves this program but in
what `verify` says on the terminal.
"""

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from .apart import UnreadableError
from .errors import UsageError
from .pdftext import MAX_CHARACTERS, sheets_of
from .webtext import charset_of
from .webtext import lines_of as lines_of_html

# A PDF is mostly pictures; a text this long is hardly one that a person has read.
MAX_BYTES = 40_000_000

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
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
    try:
        copy = _read(path, data, digest)
    except UnreadableError as error:
        raise UsageError(f"{path} {error}") from None
    if not any(line.strip() for line in copy.lines):
        raise UsageError(f"{path} holds no text; a scan needs its text recognised first")
    return copy


def _read(path: Path, data: bytes, digest: str) -> Copy:
    if data.lstrip().startswith(b"%PDF-") or path.suffix.lower() == ".pdf":
        return _pdf(data, digest)
    is_html = path.suffix.lower() in _HTML_SUFFIXES or _HTML.match(data[:4096])
    text = _text(data, charset_of(data) if is_html else "utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_html:
        found = lines_of_html(text)
        return Copy(digest=digest, lines=found, complete=len(found))
    lines = text.removesuffix("\n").split("\n")
    pages: list[int] = []
    if "\f" in text:  # so a PDF is divided that was made text by another program
        ends = [number for number, line in enumerate(lines, 1) for _ in range(line.count("\f"))]
        pages = [1, *ends]
        if not lines[-1].strip("\f\n "):
            pages.pop()
    return Copy(digest=digest, lines=lines, complete=text.count("\n"), pages=pages)


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


def _text(data: bytes, encoding: str) -> str:
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        why = f"is not {encoding.upper()} (byte {error.start + 1}); save it as UTF-8"
        raise UnreadableError(why) from None
    if "\0" in text:
        raise UnreadableError("is neither text, nor HTML, nor a PDF")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(f"has more than {MAX_CHARACTERS // 1_000_000} million characters")
    return text.removeprefix("\ufeff")


def _pdf(data: bytes, digest: str) -> Copy:
    sheets = sheets_of(data)
    lines = [line for sheet in sheets for line in sheet.lines]
    lengths = accumulate((len(sheet.lines) for sheet in sheets), initial=1)
    return Copy(
        digest=digest,
        lines=lines,
        complete=len(lines),
        pages=list(lengths)[:-1],
        labels=[sheet.label for sheet in sheets],
        guesses_spaces=True,
    )
