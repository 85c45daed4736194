"""Which pages every page links to: those of the menu, and at the foot those that no menu shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from .addresses import address_of, href
from .contexts import MenuEntry
from .pages import Library, Page
from .settings import Settings
from .strings import Language

LEDGER, SEARCH, CHANGES = "facts", "search", "changes"
# The pages that a language has though no author writes them.
GENERATED = (LEDGER, SEARCH, CHANGES)

# So many pages at most does every page lead to at its foot, and by itself the menu; a page that led
# to each of thousands would be of little use and of great length, and new with each that is new.
MOST = 40
# Where the page of the search lists all pages.
ALL = "all-pages"

# An entry, with the address of its page, as pages show it that are another.
_Entry = tuple[str, MenuEntry]


@dataclass(kw_only=True)
class Menu:
    """The menu of one language; *navs* is what it calls the pages, by address."""

    language: Language
    settings: Settings
    library: Library
    navs: Mapping[str, str]

    def entries(self, current: str) -> list[MenuEntry]:
        """Return the menu of the page at *current*."""
        return _shown(self._entries, current)

    def more(self, current: str) -> list[MenuEntry]:
        """Return what the page at *current* leads to at its foot: pages that no menu shows."""
        return _shown(self._more, current)

    def all(self, current: str) -> list[MenuEntry]:
        """Return what leads to every page, where that is too much for the foot of each."""
        return _shown([*self._entries, *self._listed], current) if self._is_large else []

    def in_order(self, addresses: Iterable[str]) -> list[str]:
        """Return *addresses* of pages: the start page, then as the menu has them, then the rest."""
        return sorted(addresses, key=lambda one: (self._ranks.get(one, len(self._ranks)), one))

    @cached_property
    def _entries(self) -> list[_Entry]:
        return [self._entry(self.navs[page.address], page.address) for page in self._main]

    @cached_property
    def _more(self) -> list[_Entry]:
        code, word = self.language.code, self.language.word
        if code not in self.library.started:
            return [] if self._is_large else self._listed
        made = [
            (address_of(LEDGER, code, self.settings), word("ledger")),
            (address_of(CHANGES, code, self.settings), word("changes")),
        ]
        generated = [self._entry(self.navs.get(address, title), address) for address, title in made]
        if self._is_large:
            search = self._entry(
                word("all_pages"), address_of(SEARCH, code, self.settings), f"#{ALL}"
            )
            return [search, *generated]
        return [*self._listed, *generated]

    @cached_property
    def _listed(self) -> list[_Entry]:
        return [self._entry(self.navs[page.address], page.address) for page in self._further]

    @property
    def _is_large(self) -> bool:
        return len(self._further) > MOST

    def _entry(self, title: str, address: str, place: str = "") -> _Entry:
        url = href(address, self.settings) + place
        return address + place, MenuEntry(title=title, url=url, current=False)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        home = address_of("index", self.language.code, self.settings)
        addresses = [home, *(page.address for page in [*self._main, *self._further])]
        return {address: rank for rank, address in enumerate(dict.fromkeys(addresses))}

    @cached_property
    def _main(self) -> list[Page]:
        """The pages of the menu, in its order."""
        if self.settings.nav:
            by_key = {page.key: page for page in self._single}
            return [by_key[item.path] for item in self.settings.nav if item.path in by_key]
        found = [page for page in self._single if _is_of_the_top(page)]
        if len(found) > MOST:
            found = [page for page in found if page.order is not None][:MOST]
        return found

    @cached_property
    def _further(self) -> list[Page]:
        """The pages of the top that are not in the menu; to the start page leads the title."""
        shown = {page.key for page in self._main} | {"index", *GENERATED}
        return [page for page in self._single if _is_of_the_top(page) and page.key not in shown]

    @cached_property
    def _single(self) -> list[Page]:
        """The pages that are not made per record, by `order`, then title."""
        pages = [
            page
            for page in self.library.pages
            if page.language == self.language.code and not page.record
        ]
        return sorted(pages, key=self._rank)

    def _rank(self, page: Page) -> tuple[bool, int, str, str]:
        return page.order is None, page.order or 0, self.navs[page.address], page.key


def _shown(entries: Iterable[_Entry], current: str) -> list[MenuEntry]:
    """Return *entries* as the page at *current* shows them."""
    return [
        replace(entry, current=True) if address == current else entry for address, entry in entries
    ]


def _is_of_the_top(page: Page) -> bool:
    """Whether a page is not reached from a section's own; every page links to the search itself."""
    key = page.key.removesuffix("/index")
    return "/" not in key and key != SEARCH
