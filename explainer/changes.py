"""What is new on a site: its pages by the days they are of, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from .contexts import PageView
from .localised import DateView
from .pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day, and the pages that are of it, in the order of the menu."""

    date: DateView
    pages: tuple[PageView, ...]


def by_day(pages: Iterable[PageView]) -> list[Day]:
    """Return *pages* by the days they are of, the newest first; their order stays for a day."""
    newest_first = sorted(pages, key=lambda page: page.date, reverse=True)
    days = groupby(newest_first, key=lambda page: page.date)
    return [Day(date=date, pages=tuple(found)) for date, found in days]


def is_news(page: Page) -> bool:
    """Whether readers are told that *page* is new: not of a source, of which there is one each."""
    return not (page.record and page.record.kind == "sources")
