"""The files that a site hands on as they are: style sheets, pictures, what lies beside pages.

Style sheets and scripts carry the hash of their content in their names, so that a browser may keep
them for good.  While pages are made, such a name is left open, so that a page is the same as before
when only a style sheet is another.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import reading
from .addresses import href
from .errors import Position, Report
from .opening import read_bytes
from .settings import Settings

HASHED = (".css", ".js")
# Files beside pages that are sources of the site, not parts of it.
NOT_PUBLISHED = (".md", ".yaml", ".yml")
# Stands on both sides of the path of a file whose name is left open.  It is on every page, and with
# a sign from further behind each letter of the page would take four bytes.
_OPEN = "\x1a"
_LEFT_OPEN = re.compile(f"{_OPEN}([^{_OPEN}]+){_OPEN}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file to publish: *address* is where it stands in the site ("/css/site.1a2b3c4d.css")."""

    address: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """All files to publish, by the path under which pages know them ("/css/site.css").

    *beside* gives that path for a file beside a page ("content/en/map.svg" → "/map.svg").
    """

    by_path: Mapping[str, Asset]
    beside: Mapping[str, str]

    @property
    def addresses(self) -> frozenset[str]:
        """Return where all of them stand in the site."""
        return frozenset(one.address for one in self.by_path.values())

    def href(self, public: str, settings: Settings) -> str:
        """Return the address, as links have it, of the file that pages know under *public*.

        One with a hash is left open until `named` puts it in.

        Raises:
            KeyError: there is no such file.
        """
        address = self.by_path[public].address
        return href(address, settings) if address == public else f"{_OPEN}{public}{_OPEN}"

    def named(self, html: str, settings: Settings) -> str:
        """Return *html* with the addresses that `href` left open."""

        def name(match: re.Match[str]) -> str:
            asset = self.by_path.get(match[1])
            return href(asset.address, settings) if asset else match[0]  # it is somebody's own sign

        return _LEFT_OPEN.sub(name, html)


def load_assets(root: Path, static: Sequence[Path], settings: Settings, report: Report) -> Assets:
    """Return the files in the folders *static* and those beside the pages below *root*.

    Of two static files with one path, that of the earlier folder counts.
    """
    found: dict[str, Asset] = {}
    for folder in static:
        for path in reading.find_files(folder.parent, folder.name, report):
            public = path.removeprefix(folder.name)
            if public not in found and (content := _read(folder.parent, path, report)) is not None:
                found[public] = Asset(address=_hashed(public, content), content=content)
    beside = {}
    for path, public in _beside_pages(root, settings, report):
        if public in found:
            message = f"{public} is the address of a static file too"
            report.add("address-taken", Position(path=path), message, "rename one of the two")
        elif (content := _read(root, path, report)) is not None:
            beside[path] = public
            found[public] = Asset(address=public, content=content)
    _check_letters(found, beside, report)
    return Assets(by_path=found, beside=beside)


def _check_letters(found: Mapping[str, Asset], beside: Mapping[str, str], report: Report) -> None:
    """Report files whose paths are one where capitals and small letters are the same."""
    taken: dict[str, str] = {}
    origins = {public: path for path, public in beside.items()}
    for public in found:
        letters = unicodedata.normalize("NFC", public).casefold()
        first = taken.setdefault(letters, public)
        if first != public:
            at = Position(path=origins.get(public, f"static{public}"))
            message = f"{public} and {first} are one file on many systems"
            report.add("address-taken", at, message, "rename one of the two")


def _beside_pages(root: Path, settings: Settings, report: Report) -> Iterator[tuple[str, str]]:
    for language in settings.languages:
        folder = f"content/{language}"
        lead = "" if language == settings.default_language else f"/{language}"
        for path in reading.find_files(root, folder, report):
            if not path.endswith(NOT_PUBLISHED):
                yield path, f"{lead}/{PurePosixPath(path).relative_to(folder)}"


def _read(root: Path, path: str, report: Report) -> bytes | None:
    try:
        return read_bytes(root / path)
    except OSError as error:
        report.add("unreadable", Position(path=path), f"the file cannot be read: {error.strerror}")
        return None


def _hashed(public: str, content: bytes) -> str:
    path = PurePosixPath(public)
    if path.suffix not in HASHED:
        return public
    digest = hashlib.sha256(content).hexdigest()[:8]
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
