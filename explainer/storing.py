"""Keeps what is remembered in a file from one run to the next, where it can be kept.

The file is believed only if all of it is there and it was written by the same generator on the
same libraries; it can hold nothing but our own kinds of data, so that one from elsewhere runs
nothing, nor does it fill the memory.
"""

import io
import pickle
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from .bounding import in_little_memory
from .digests import SIZE, digest_of
from .opening import read_bytes
from .remembering import Lasting, Part, Remembered
from .shelf import put_by

_HEAD = b"explainer remembers\n"
# Bytes of what stands before the payload: whose it is, by which generator, and its digest.
_START = len(_HEAD) + 2 * SIZE
# Bytes: of the largest file that is read, and of what may be made of a file, which is about five
# times as large, and some more.
MOST, _TIMES, _MORE = 1 << 30, 12, 1 << 26
# So many parts and texts are stored as one.
_PIECE = 200
# What decides what comes out, beside the generator itself.
_LIBRARIES = ("babel", "budoux", "jinja2", "markdown", "markupsafe", "pyyaml")
# All that is made when the file is read.
_KNOWN = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("decimal", "Decimal"),
    ("explainer.backlinks", "Placed"),
    ("explainer.building", "Gleaned"),
    ("explainer.building", "Made"),
    ("explainer.errors", "Position"),
    ("explainer.items", "Use"),
    ("explainer.links", "Anchored"),
    ("explainer.links", "Outside"),
    ("explainer.packing", "Packed"),
    ("explainer.prose", "Converted"),
    ("explainer.remembering", "Part"),
    ("explainer.titling", "Titled"),
    ("markupsafe", "Markup"),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class that may be made; no other, and no function."""
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def stored(place: Path) -> Remembered:
    """Return what is remembered in the file at *place*; nothing where that cannot be believed."""
    remembered = Remembered()
    try:
        content = read_bytes(place, MOST)
    except OSError:
        return remembered
    if len(content) <= MOST and unsealed(content) is not None:
        try:
            with in_little_memory(len(content) * _TIMES + _MORE):
                for state, parts, texts in _pieces_in(content):
                    remembered.restore(state, parts, texts)
        except Exception:  # whatever comes of what somebody has put there
            return Remembered()
    return remembered


def _pieces_in(content: bytes) -> Iterator[Lasting]:
    """Yield what was stored, bit by bit.

    Raises:
        ValueError: it has not the shape of what we store; what is in it shows when it is used.
    """
    payload = io.BytesIO(content)  # which copies nothing
    payload.seek(_START)
    while payload.tell() < len(content):
        match _Unpickler(payload).load():
            case (str() as state, dict() as parts, dict() as texts) if (
                all(isinstance(name, str) for name in parts)
                and all(isinstance(key, tuple) for key in texts)
                and all(isinstance(part, Part) for part in parts.values())
            ):
                yield state, parts, texts
            case _:
                raise ValueError(payload.tell())


def _pieces_of(remembered: Remembered) -> Iterator[Lasting]:
    """Yield what is *remembered* in pieces, since what pickles one has a list of all in it."""
    state, parts, texts = remembered.lasting()
    left_parts, left_texts = iter(parts.items()), iter(texts.items())
    while True:
        piece = dict(islice(left_parts, _PIECE)), dict(islice(left_texts, _PIECE))
        if not any(piece):
            return
        yield state, *piece


def store(remembered: Remembered, place: Path) -> None:
    """Keep what is *remembered* in the file at *place*, if it can be kept there."""

    def write(file: BinaryIO) -> None:
        file.write(bytes(_START))
        payload = _Digested(file)
        for piece in _pieces_of(remembered):
            pickle.dump(piece, payload, protocol=5)
        file.seek(0)
        file.write(_head(payload.digest()))

    put_by(place, write)


class _Digested:
    """A file that is written bit by bit, and the digest of what was."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digesting = file, blake2b(digest_size=SIZE)
        self.digest = self._digesting.digest

    def write(self, content: bytes) -> int:
        self._digesting.update(content)
        return self._file.write(content)


def sealed(payload: bytes) -> bytes:
    """Return *payload* with what tells `unsealed` who wrote it, and that all of it is there."""
    return _head(digest_of(payload)) + payload


def unsealed(content: bytes) -> memoryview | None:
    """Return what this very generator has `sealed`; nothing of what is anything else."""
    payload = memoryview(content)[_START:]
    return payload if content[:_START] == _head(digest_of(payload)) else None


def _head(digest: bytes) -> bytes:
    """Return what stands before a payload of this *digest*, which tells who wrote it, too."""
    return _HEAD + _version() + digest


@cache
def _version() -> bytes:
    """Return the digest of the generator and of the libraries by which it makes pages."""
    digest = blake2b(sys.version.encode(), digest_size=SIZE)
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".yaml", ".js"):
            digest.update(path.read_bytes())
    return digest.digest()
