"""Turns what authors link to into addresses of the site, and says which links lead nowhere."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from .addresses import href
from .assets import Assets
from .errors import Position, Report, did_you_mean
from .packing import lightly
from .pages import Library
from .settings import Settings
from .tracing import Reads

SAFE_SCHEMES = ("http", "https", "mailto", "tel")

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
# What browsers drop from an address before they read it.
_DROPPED = re.compile(r"[\x00-\x20\x7f-\x9f]")


@lightly
@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """A link to a place in a page; whether it is there is known when the page is finished."""

    address: str
    anchor: str
    at: Position


@lightly
@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A link that leads out of the site, *within* the file of a page or at a field."""

    address: str
    within: str | Position


@dataclass(slots=True, kw_only=True)
class Links:
    """Resolves the links of all pages; *generated* are the pages that no author writes.

    *anchored* collects the links to places in pages, *outside* those that leave the site; *reads*
    is told of each.
    """

    library: Library
    assets: Assets
    settings: Settings
    report: Report
    generated: Iterable[str] = ()
    anchored: list[Anchored] = field(default_factory=list)
    outside: set[Outside] = field(default_factory=set)
    reads: Reads = field(default_factory=Reads)

    def resolve(
        self, written: str, path: str, address: str, at: Position, *, loads: bool = False
    ) -> str:
        """Return the address for a link that is *written* in the file *path*, "#" if it is wrong.

        *address* is that of the page on which it stands; *loads* says that the browser would load
        what stands there, as it does with a picture.
        """
        self.reads.note("link", path, address, "loads" if loads else "", written)
        wrong = _fault_of(written, loads=loads)
        if wrong:
            return self._wrong(wrong[0], at, wrong[1], wrong[2])
        if _SCHEME.match(_DROPPED.sub("", written)):
            return written
        target, _, anchor = written.strip().partition("#")
        target, _, query = target.partition("?")
        found = self._inside(unquote(target), path, at) if target else address
        if found is None:
            return "#"
        if loads and target and found in self.library.by_address:
            message = f'"{written}" is a page and cannot be shown as a picture'
            return self._wrong("unknown-asset", at, message, "link to it instead")
        if anchor:
            self.anchored.append(Anchored(address=found, anchor=unquote(anchor), at=at))
        own = not target
        tail = (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")
        return tail if own and anchor else href(found, self.settings) + tail

    def inside(self, address: str) -> str:
        """Return the *address* that a record gives as authors write it, without the base path."""
        base = self.settings.base_path
        return f"/{address.removeprefix(base)}" if address.startswith(base) else address

    def _inside(self, target: str, origin: str, at: Position) -> str | None:
        """Return the address for a *target* in the site, or nothing after reporting."""
        if target.startswith("/"):
            return self._absolute(target, at)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        if not path.startswith("content/"):
            return self._lost(
                "outside-folder", at, f'"{target}" leaves the content of the site', ""
            )
        return (
            self._page(target, path, origin, at)
            if path.endswith(".md")
            else self._beside(target, path, origin, at)
        )

    def _absolute(self, target: str, at: Position) -> str | None:
        asset = self.assets.by_path.get(target)
        if asset:
            return asset.address
        address = target if target.endswith("/") else f"{target}/"
        if address in self.library.by_address or address in self.generated:
            return address
        if PurePosixPath(target).suffix and not target.endswith("/"):
            return self._lost(
                "unknown-asset",
                at,
                f'there is no file "{target}"',
                did_you_mean(target, self.assets.by_path),
            )
        known = [*self.library.by_address, *self.generated]
        return self._lost(
            "unknown-page", at, f'no page has the address "{target}"', did_you_mean(address, known)
        )

    def _page(self, target: str, path: str, origin: str, at: Position) -> str | None:
        pages = self.library.by_path.get(path, ())
        kind = self.library.kinds_of_files.get(path)
        if kind:
            hint = f"print the record instead: {{{{ {kind}.… }}}}"
            return self._lost(
                "unknown-page", at, f'"{target}" makes a page per record and is none itself', hint
            )
        if pages:
            return pages[0].address
        if path in self.library.unread:
            return None  # what is wrong with it is said where it stands
        if path in self.library.drafts:
            return self._lost(
                "link-to-draft",
                at,
                f'"{target}" is a draft and will not be there',
                "build with --drafts to see it",
            )
        known = {posixpath.relpath(one, posixpath.dirname(origin)) for one in self.library.by_path}
        return self._lost(
            "unknown-page", at, f'there is no page "{target}"', did_you_mean(target, known)
        )

    def _beside(self, target: str, path: str, origin: str, at: Position) -> str | None:
        public = self.assets.beside.get(path)
        if public:
            return self.assets.by_path[public].address
        for source in (f"{path}.md", f"{path}/index.md"):
            if source in self.library.by_path:
                written = posixpath.relpath(source, posixpath.dirname(origin))
                return self._lost(
                    "unknown-page",
                    at,
                    f'"{target}" is no file',
                    f"links go to source files: {written}",
                )
        known = {posixpath.relpath(one, posixpath.dirname(origin)) for one in self.assets.beside}
        return self._lost(
            "unknown-asset", at, f'there is no file "{target}"', did_you_mean(target, known)
        )

    def _lost(self, rule: str, at: Position, message: str, hint: str) -> str | None:
        """Report a link that leads nowhere; its address is nothing."""
        self.report.add(rule, at, message, hint)
        return None

    def _wrong(self, rule: str, at: Position, message: str, hint: str) -> str:
        self.report.add(rule, at, message, hint)
        return "#"


def _fault_of(written: str, *, loads: bool) -> tuple[str, str, str] | None:
    """Return rule, message and hint where a link may not be written so wherever it leads."""
    bare = _DROPPED.sub("", written)
    scheme = _SCHEME.match(bare)
    if scheme and scheme[1].lower() not in SAFE_SCHEMES:
        return "unsafe-link", f'a link may not lead to "{scheme[0]}"', "use https:"
    if bare.startswith(("//", "/\\", "\\")):
        return "unsafe-link", f'"{written}" leads to another host', "write it with https:"
    if scheme and loads:
        hint = "put the file beside the page or into static/"
        return "other-host", f'"{written}" would be loaded from another host', hint
    if not bare:
        rule = "unknown-asset" if loads else "unknown-page"
        return rule, "the address is empty", "write where it leads"
    return None
