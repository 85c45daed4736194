"""Where things stand in the site, and how a link writes it."""

import re
import unicodedata
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import quote

from .settings import Settings

# What an address does not hold as it is.  Letters of other scripts stay readable; only ASCII means
# anything in an address.
_UNSAFE = re.compile(r"[^\w/\-.~!$&'()*+,;=:@\x80-\U0010ffff]")


def slug(name: str) -> str:
    """Return the name of a file or folder as it stands in addresses: "Our Story" → "our-story"."""
    return unicodedata.normalize("NFC", name).lower().replace(" ", "-").replace("_", "-")


def address_of(key: str, language: str, settings: Settings) -> str:
    """Return the address of the page at *key* ("people/index") in *language*: "/ja/people/"."""
    return _address(key, "" if language == settings.default_language else language)


def href(address: str, settings: Settings) -> str:
    """Return *address* as a link has it: under the base path, with what is unsafe escaped."""
    return settings.base_path + _escaped(address).removeprefix("/")


def full_address(address: str, settings: Settings) -> str | None:
    """Return *address* with the host, or nothing where the site does not know its own."""
    if settings.base_url is None:
        return None
    path = href(address, settings).removeprefix(settings.base_path.rstrip("/"))
    return settings.base_url.removesuffix("/") + path


def output_of(address: str) -> str:
    """Return the file that answers for *address*: "/people/" → "people/index.html"."""
    path = address.removeprefix("/")
    return f"{path}index.html" if path == "" or path.endswith("/") else path


@cache
def _address(key: str, lead: str) -> str:
    parts = [slug(part) for part in PurePosixPath(key).parts]
    if parts[-1] == "index":
        parts.pop()
    return "/".join(["", *filter(None, [lead]), *parts, ""])


@cache
def _escaped(address: str) -> str:
    return _UNSAFE.sub(lambda match: quote(match[0], safe=""), address)
