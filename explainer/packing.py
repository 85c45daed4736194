"""Packs what a large site has more of than is to lie in memory, or in a file, as it is."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol, TypeVar, cast

from .digests import digest_of

# Packs a page to a fifth of its size; what packs more takes several times as long.
_LEVEL = 1
# Bytes of the longest text that is unpacked, far more than those of any page.
MOST = 1 << 28


T = TypeVar("T")


def lightly(cls: type[T]) -> type[T]:
    """Have the objects of a frozen dataclass of two slots and more pickled as what is in these.

    By itself the library looks up what fields there are for each object, of which there are
    thousands.
    """
    found_in = attrgetter(*cast("Any", cls).__slots__)

    def state(one: T) -> object:
        return found_in(one)

    setattr(cls, "__getstate__", state)  # noqa: B010 — a type has no such name for mypy
    setattr(cls, "__setstate__", refill)  # noqa: B010
    return cls


def refill(one: Any, found: Sequence[object]) -> None:
    """Put what was *found* in a file into the fields of *one*, a frozen dataclass with slots."""
    for name, value in zip(one.__slots__, found, strict=True):
        object.__setattr__(one, name, value)


class Text(Protocol):
    """A text that is there when somebody asks for it; of two with one digest it is the same."""

    @property
    def digest(self) -> bytes:
        """What tells it from others, without making it."""

    @property
    def text(self) -> str:
        """The text."""


@lightly
@dataclass(frozen=True, slots=True)
class Packed:
    """A text with its digest, as few bytes as *content*."""

    digest: bytes
    content: bytes

    @property
    def text(self) -> str:
        """The text, unpacked anew each time.

        Raises:
            ValueError: it is none, or longer than any that was packed.
        """
        unpacking = zlib.decompressobj()
        try:
            found = unpacking.decompress(self.content, MOST)
        except zlib.error as error:
            raise ValueError from error
        if not unpacking.eof:
            raise ValueError(len(found))
        return found.decode("utf-8", "surrogatepass")


def packed(text: str) -> Packed:
    """Return *text*, which may hold halves of characters, packed."""
    content = text.encode("utf-8", "surrogatepass")
    return Packed(digest_of(content), zlib.compress(content, _LEVEL))
