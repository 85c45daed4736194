"""Answers for the addresses of a site as GitHub Pages does.

It knows a site as files in memory, so that nothing else can be asked for: what is no file of the
site is not there, whatever `..` or `%2e` an address holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

OK, MOVED, FOUND, NOT_FOUND = 200, 301, 302, 404
NOT_FOUND_PAGE = "404.html"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
# By hand, since the table of the standard library depends on the machine.
TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": HTML,
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "application/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": TEXT,
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server says: a status with a body, or the *location* of something else."""

    status: int
    type: str = TEXT
    body: bytes = b""
    location: str = ""


def answer(outputs: Mapping[str, bytes], base_path: str, path: str, query: str = "") -> Answer:
    """Return the answer for the *path* of an address, as it was sent, in a site below *base_path*.

    A folder is its index.html, and its address ends in a slash; /a shows a.html; what is not there
    shows 404.html.  What stands above the site leads to it, where Pages has the site of its owner.
    """
    asked, base = unquote(path), unquote(base_path)
    if not asked.startswith(base):
        above = asked.startswith("/") and base.startswith(f"{asked.rstrip('/')}/")
        return _sent_on(FOUND, base_path, query) if above else _not_found(outputs)
    name = asked.removeprefix(base)
    if name == "" or name.endswith("/"):
        return _file(outputs, f"{name}index.html")
    for candidate in (name, f"{name}.html"):
        if candidate in outputs:
            return _file(outputs, candidate)
    if any(output.startswith(f"{name}/") for output in outputs):
        return _sent_on(MOVED, f"{path}/", query)
    return _not_found(outputs)


def _file(outputs: Mapping[str, bytes], name: str) -> Answer:
    if name not in outputs:
        return _not_found(outputs)
    return Answer(status=OK, type=type_of(name), body=outputs[name])


def _not_found(outputs: Mapping[str, bytes]) -> Answer:
    return Answer(status=NOT_FOUND, type=HTML, body=outputs.get(NOT_FOUND_PAGE, b""))


def _sent_on(status: int, path: str, query: str) -> Answer:
    # A header holds no letters beyond ASCII; what is escaped already stays so.
    location = quote(f"{path}?{query}" if query else path, safe="/?%-._~!$&'()*+,;=:@")
    return Answer(status=status, location=location)


def type_of(name: str) -> str:
    """Return the content type of the file *name*."""
    return TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
