"""Starts a new explainer: a copy of the small one in `starter/`, for its author to change."""

import shutil
from pathlib import Path

from .errors import UsageError

STARTER = Path(__file__).parent / "starter"


def start(folder: Path) -> int:
    """Put the starter into *folder*, which need not be there; return how many files it has.

    Raises:
        UsageError: *folder* is a file, has something in it, or cannot be written.
    """
    check_folder(folder)
    files = [path for path in sorted(STARTER.rglob("*")) if path.is_file()]
    try:
        for file in files:
            target = folder / file.relative_to(STARTER)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    except OSError as error:
        place = error.filename2 or error.filename or folder
        raise UsageError(f"{place} cannot be written: {error.strerror}") from None
    return len(files)


def check_folder(folder: Path) -> None:
    """Refuse a folder in which a new explainer would mix with what is there.

    Raises:
        UsageError: *folder* is a file, or has something in it.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder that is empty or not there yet")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} has files in it; name a folder that is empty or not there yet")
