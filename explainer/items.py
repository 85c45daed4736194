"""What stands in a page as a single character until it is put into its place."""

from dataclasses import dataclass
from typing import Literal

from .errors import Position
from .facts import Record, Statement
from .packing import lightly


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a record or statement is to print, as its filters say; *words* go over its value."""

    mark: bool = True
    form: Literal["default", "exact", "short"] = "default"
    words: str | None = None


PLAIN = Style(mark=False)


@lightly
@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place that leans on a fact ("figures.valuation") or a source ("sources.video").

    *locator* is where in the source.
    """

    name: str
    address: str
    language: str
    at: Position | None
    locator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactItem:
    """A statement that is printed, in the style that is asked for."""

    statement: Statement
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkItem:
    """A record that is printed as a link to its page; *language* is that of strange words."""

    name: str
    url: str
    words: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermItem:
    """A term that is printed as a button which opens its definition."""

    record: Record
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationItem:
    """What one bracket cites: pairs of a source's id and a locator."""

    cited: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesItem:
    """The places that lean on a source, or that name a record, in one of the forms of the list."""

    name: str
    form: Literal["sentences", "pages", "count"]


Item = FactItem | LinkItem | TermItem | CitationItem | PlacesItem
