"""Opens files without waiting, whatever stands in their place."""

import errno
import os
import stat
from pathlib import Path


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Return what is in a file, or where it has more than *most* bytes a little more than those.

    Raises:
        OSError: it cannot be read, or is none, such as a pipe, at which reading would wait for
            ever.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return file.read(most + 1 if most >= 0 else -1)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
