"""Chooses the card of each page: the picture that a link to it shows elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .addresses import full_address
from .contexts import CardView
from .pages import Library, Page
from .posters import HEIGHT, WIDTH, Poster, can_be_drawn, plain
from .settings import Settings
from .strings import Language
from .values import Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """Gives the pages of one language their cards; *titles* are the titles of all, by address.

    *posters* collects what is to be drawn, by the path of its file.
    """

    settings: Settings
    library: Library
    language: Language
    titles: Mapping[str, str]
    posters: dict[str, Poster] = field(default_factory=dict)
    _frames: dict[Date, tuple[str, str]] = field(default_factory=dict)

    def of_page(self, page: Page) -> CardView | None:
        """Return the card of *page*; all sources have that of the page which lists them."""
        if page.record is None or page.record.kind != "sources":
            return self.of(self.titles[page.address], page.date)
        address = f"{page.address.rstrip('/').rpartition('/')[0]}/"
        listing = self.library.by_address.get(address)
        return self.of(self.titles.get(address, ""), listing.date if listing else None)

    def of(self, title: str, date: Date | None = None) -> CardView | None:
        """Return the card with a *title* and a *date*, or else those of the site.

        There is none where the site does not know its full address, by which others ask for it.
        """
        poster = self._poster(title, date or self.settings.as_of)
        url = full_address(f"/{poster.path}", self.settings) if poster else None
        if poster is None or url is None:
            return None
        self.posters[poster.path] = poster
        return CardView(url=url, width=WIDTH, height=HEIGHT, alt=poster.told)

    def _poster(self, title: str, date: Date) -> Poster | None:
        """Return what a card shows.

        A title in letters that the font lacks gives way to that of the site; where this, or the
        words for the date, are in such letters too, there is no card.
        """
        site, as_of = self._frame(date)
        for shown in (plain(title), site):
            if shown and can_be_drawn(f"{shown}{site}{as_of}"):
                return Poster(title=shown, site=site, as_of=as_of)
        return None

    def _frame(self, date: Date) -> tuple[str, str]:
        """Return the name of the site and the words for *date*, which many cards have in common."""
        if date not in self._frames:
            site = plain(self.settings.title.in_language(self.language.code))
            self._frames[date] = site, plain(self.language.word("as_of", date=date))
        return self._frames[date]
