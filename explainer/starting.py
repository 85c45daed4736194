"""Starts a new explainer: a copy of the small one in `starter/`, for its author to change."""

import shutil
from pathlib import Path

from .errors import UsageError

STARTER = Path(__file__).parent / "starter"
# Folders that builds make beside content/.
MADE = (".cache", ".schemas", "_site")


def start(folder: Path) -> int:
    """Put the starter into *folder*, which need not be there; return how many files it has.

    Raises:
        UsageError: *folder* is a file, has something in it, or cannot be written.
    """
    check_folder(folder)
    paths = starter_files()
    try:
        for path in paths:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(STARTER / path, target)
    except OSError as error:
        place = error.filename2 or error.filename or folder
        raise UsageError(f"{place} cannot be written: {error.strerror}") from None
    return len(paths)


def starter_files() -> list[Path]:
    """Return the files of the starter, without what a build of it has left there."""
    files = (path.relative_to(STARTER) for path in sorted(STARTER.rglob("*")) if path.is_file())
    return [path for path in files if path.parts[0] not in MADE]


def check_folder(folder: Path) -> None:
    """Refuse a folder in which a new explainer would mix with what is there.

    Raises:
        UsageError: *folder* is a file, or has something in it.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder that is empty or not there yet")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} has files in it; name a folder that is empty or not there yet")
