"""The files of a site, of which each is made when somebody asks for it.

A large site has more of them than are to lie in memory at once, and most are on the disk already:
what tells a file from others is known without making it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from .digests import digest_of


@dataclass(frozen=True, slots=True)
class Output:
    """A file: *own* tells it from others, and *make* gives what is in it."""

    own: bytes
    make: Callable[[], bytes]


def ready(content: bytes) -> Output:
    """Return a file of which the content is there."""
    return Output(digest_of(content), partial(bytes, content))


class Outputs(Mapping[str, bytes]):
    """Files by their paths; what is in one is made anew each time that it is looked up."""

    def __init__(self, files: Mapping[str, Output]) -> None:
        self._files = dict(files)

    def __getitem__(self, path: str) -> bytes:
        return self._files[path].make()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def own(self, path: str) -> str:
        """Return what tells the file at *path* from others, without making it."""
        return self._files[path].own.hex()

    def with_others(self, files: Mapping[str, Output]) -> "Outputs":
        """Return these files and others, which take the place of these where paths are alike."""
        return Outputs({**self._files, **files})


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return the folders in which files lie, by their *paths*, and in which those lie."""
    folders: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    return folders
