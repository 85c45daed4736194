"""Draws the card of a page: the picture that a link to it shows elsewhere.

The only module that knows Pillow, which is loaded when the first card is drawn.  All type is from
one font file that comes along, laid out glyph by glyph, and what is drawn is packed by run lengths
alone: so it is the same on every machine, whatever fonts and compressors it has.
"""

import hashlib
import io
import json
import re
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import typesetting

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

# Raised whenever cards come to look different, since others keep a picture by its address.
DESIGN = 1
FOLDER = "cards"
WIDTH, HEIGHT = 1200, 630

_FONT = Path(__file__).parent / "fonts/noto-sans-jp-700.woff2"
_MARGIN = 80
# The sizes of a title, from the largest down, each with the lines that a title may take in it.
_SIZES = ((96, 2), (84, 3), (72, 3), (64, 4))
_SMALL = 32
# From one line to the next, in its size.
_LEADING = 1.34
# Where the letters of a line stand, in its size: their middle above the line they stand on.
_MIDDLE = 0.37
_TOP, _BOTTOM = _MARGIN + 24, HEIGHT - 104
_BAND = 16

# Colours of the style sheet: paper and ink, and one for each status.
_PAPER, _INK = (0xFD, 0xFC, 0xF9), (0x1B, 0x1E, 0x22)
_STATUSES = (
    (0x11, 0x61, 0x3A),
    (0x0B, 0x5A, 0x6B),
    (0x3D, 0x4D, 0x8C),
    (0x9D, 0x1F, 0x2B),
    (0x7D, 0x4B, 0x00),
    (0x7C, 0x2C, 0x78),
    (0x53, 0x58, 0x5F),
)
# So many shades from paper to ink, both included, will do for the edges of letters.
_SHADES = 9
_QUIET = 0.78

# Signs that the font lacks, and what stands for them; all kinds of blanks are alike.
_ALIKE = str.maketrans(
    {"‐": "-", "‑": "-", "―": "—", "～": "〜", "\u202f": "\u00a0", "\u2007": "\u00a0"}
)
_BLANKS = re.compile("[\t-\r \u2000-\u2006\u2008-\u200a\u2028\u2029\u205f]+")
# Marks without a form of their own: where words may part, which way they run, which form is meant.
_FORMLESS = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What a card shows: a title, the name of the site, and the day to which it was checked."""

    title: str
    site: str
    as_of: str

    @property
    def path(self) -> str:
        """The file of the card; cards that show the same are one."""
        shown = json.dumps([DESIGN, self.title, self.site, self.as_of])
        return f"{FOLDER}/{hashlib.sha256(shown.encode()).hexdigest()[:12]}.png"

    @property
    def told(self) -> str:
        """All that stands on the card, in its order of importance."""
        return " – ".join(dict.fromkeys([self.title, self.site, self.as_of]))


def plain(text: str) -> str:
    """Return *text* as it is drawn, so that what looks the same is the same."""
    composed = unicodedata.normalize("NFC", _FORMLESS.sub("", text).translate(_ALIKE))
    return _BLANKS.sub(" ", composed).strip()


def can_be_drawn(text: str) -> bool:
    """Whether the font has every letter of *text*."""
    return _covered().issuperset(text)


def maker() -> str:
    """Return what tells apart the programs and files that draw differently."""
    files = (Path(__file__), Path(typesetting.__file__), _FONT)
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    from importlib import metadata  # not before a card is asked for: it is slow to load

    return " ".join([*digests, *map(metadata.version, ("pillow", "budoux"))])


def draw(poster: Poster) -> bytes:
    """Return the card as a PNG."""
    from PIL import Image, ImageDraw  # not before a card is drawn

    card = Image.new("L", (WIDTH, HEIGHT))  # how much ink there is
    pen = ImageDraw.Draw(card)
    if poster.site != poster.title:
        _line(pen, poster.site, _MARGIN + _SMALL * _MIDDLE)
    _line(pen, poster.as_of, HEIGHT - _MARGIN - _SMALL * _MIDDLE)
    _title(pen, poster.title)
    return _packed(card)


def _line(pen: "ImageDraw", text: str, middle: float) -> None:
    """Put a small *text* into one line."""
    (line,) = typesetting.cut(text, measure_at(_SMALL), WIDTH - 2 * _MARGIN, 1)
    _write(pen, _dotted(line, text), round(middle + _SMALL * _MIDDLE), _SMALL, _QUIET)


def _title(pen: "ImageDraw", text: str) -> None:
    """Put the title into the middle, as large as it can be."""
    size, lines = title_lines(text, measure_at)
    leading = size * _LEADING
    first = (_TOP + _BOTTOM) / 2 - leading * (len(lines) - 1) / 2 + size * _MIDDLE
    for number, line in enumerate(lines):
        _write(pen, _dotted(line, text), round(first + number * leading), size)


def _write(pen: "ImageDraw", line: str, base: int, size: int, ink: float = 1) -> None:
    """Put a *line* into its place, standing on the height *base*."""
    pen.text((_MARGIN, base), line, fill=round(255 * ink), font=_font(size), anchor="ls")


def _dotted(line: str, of: str) -> str:
    """Return a *line* of a text with the dots of its language; the font's own are Japanese."""
    return line if typesetting.is_japanese(of) else line.replace(typesetting.ELLIPSIS, "...")


def title_lines(text: str, measure: Callable[[int], typesetting.Measure]) -> tuple[int, list[str]]:
    """Return the size of a title and its lines; *measure* gives how wide text of a size is."""
    width = WIDTH - 2 * _MARGIN
    for size, most in _SIZES:
        lines = typesetting.broken(text, measure(size), width, most)
        if lines is not None:
            return size, lines
    size, most = _SIZES[-1]
    return size, typesetting.cut(text, measure(size), width, most)


def _packed(card: "Image") -> bytes:
    """Return a card, of which there is the ink, with the colours of the statuses below it."""
    shades = [round(ink / 255 * (_SHADES - 1)) for ink in range(256)]
    card = card.point(shades)
    edges = [round(WIDTH * part / len(_STATUSES)) for part in range(len(_STATUSES) + 1)]
    for part in range(len(_STATUSES)):
        card.paste(_SHADES + part, (edges[part], HEIGHT - _BAND, edges[part + 1], HEIGHT))
    card.putpalette([channel for colour in _palette() for channel in colour])
    packed = io.BytesIO()
    # Compressors differ in what they look for, but not in how they count runs.
    card.save(packed, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return packed.getvalue()


def _palette() -> list[tuple[int, ...]]:
    shades = [part / (_SHADES - 1) for part in range(_SHADES)]
    mixed = [
        tuple(round(p + (i - p) * shade) for p, i in zip(_PAPER, _INK, strict=True))
        for shade in shades
    ]
    return [*mixed, *_STATUSES]


@cache
def measure_at(size: int) -> typesetting.Measure:
    """Return what tells how wide a text is in letters of *size*."""
    advance = cache(_font(size).getlength)
    return lambda text: sum(map(advance, text))


@cache
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # not before a card is drawn

    # The other engine is not everywhere, and lays out by libraries of the machine.
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _covered() -> frozenset[str]:
    """Return the letters that the font has; `tests/test_posters.py` holds that it does."""
    listed = _FONT.with_suffix(".txt").read_text("utf-8")
    return frozenset(listed.replace("\n", "")) | {" ", "\u00a0", "\u3000"}
