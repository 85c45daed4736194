"""Keeps what the generator's own templates were compiled to, where Python keeps its own code.

Unlike all else that is kept, this is code, and is run.  So it never lies below the root of a site,
where a stranger may have put it, but in the folder from which Python takes the compiled modules of
the generator: whoever can write there can change the generator anyway.
"""

import marshal
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from .opening import read_bytes
from .storing import sealed, unsealed
from .writing import write_file

OURS = Path(__file__).parent.parent / "templates"
# The same code gives the same bytes in it; in later ones it depends on what else holds the code.
_FORMAT = 2
PLACE = Path(cache_from_source(__file__)).with_name("templates")


def loaded(place: Path = PLACE) -> dict[str, bytes]:
    """Return the code of templates by their files, as far as this very generator has kept it."""
    with suppress(OSError, EOFError, ValueError, TypeError):  # none, or none that is whole
        payload = unsealed(read_bytes(place))
        if payload is not None:
            return dict(marshal.loads(payload))
    return {}


def keep(compiled: Mapping[str, bytes], place: Path = PLACE) -> None:
    """Keep what was *compiled* of our own templates, if that is new and can be kept.

    Python's own switch against writing bytecode holds for this, too.
    """
    ours = {file: code for file, code in sorted(compiled.items()) if _is_ours(file)}
    if sys.dont_write_bytecode or not place.parent.is_dir():
        return
    with suppress(OSError):  # no room, or no right
        write_file(place, sealed(marshal.dumps(ours, _FORMAT)))


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(OURS)
