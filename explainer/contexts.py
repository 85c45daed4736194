"""What a template is told about the site and the page."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from .cards import SourceCard
from .ledger import LedgerPage
from .localised import DateView
from .placing import UseOfSource
from .strings import is_latin
from .values import Date
from .weaving import TocEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The site as templates see it, in one language."""

    title: str
    summary: str
    publisher: str
    license: str
    repository: str | None
    as_of: DateView
    base_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationView:
    """A page in one of the languages; *full* is its full address, none without a base address.

    *locale* is the language with its region, as social networks name it: "ja_JP".
    """

    code: str
    locale: str
    name: str
    url: str
    full: str | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MenuEntry:
    """An entry of the menu; all pages but its own are given the same."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The picture that a link to a page shows elsewhere; *url* is its full address."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page as templates see it; its title and summary are plain text.

    *title_language* is that of its title, where it is another than that of the page.
    """

    title: str
    title_language: str = ""
    summary: str
    url: str
    canonical: str | None
    toc: tuple[TocEntry, ...]
    date: DateView
    language: str
    is_home: bool
    translations: tuple[TranslationView, ...]
    edit_url: str | None
    card: CardView | None = None

    @property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """The languages and full addresses of a page that has translations, and its default."""
        found = [(one.code, one.full) for one in self.translations if one.full]
        return (*found, ("x-default", found[0][1])) if len(found) > 1 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source in the list of a page, and the marks that lead to it."""

    source: SourceCard
    uses: tuple[UseOfSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """A language with its start page, for where another page of it is not there."""

    code: str
    direction: str
    name: str
    home: str
    search: str
    word: Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What a fact said and says since, as plain text; *now* is empty where it is gone.

    *told* says both in a sentence, or only that they differ where they are long; *sentence* is the
    same as HTML.  What is in another language than the page is marked as such.
    """

    title: str
    was: Markup
    now: Markup
    sentence: Markup
    told: str
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction in one language; *pages* are those that tell what changed, or told it.

    *url* leads to it on the page of changes, and so does *full*, which needs a base address.
    """

    anchor: str
    url: str
    full: str | None
    sort: str
    day: Date
    date: DateView
    changes: tuple[ChangeView, ...]
    why: str
    pages: tuple[LedgerPage, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether all of it may be told where readers see no evidence."""
        return all(change.is_sure for change in self.changes)

    def sentences(self, language: str) -> str:
        """Return what changed and why, as sentences in a row."""
        found = [*(change.told for change in self.changes), *([self.why] if self.why else [])]
        return (" " if is_latin(language) else "").join(found)
