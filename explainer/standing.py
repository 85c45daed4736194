"""What stands under the title of a page beside its day: how much it leans on, how long it takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .evidence import Evidence
from .localised import DateView
from .values import Date

# Words that a grown reader takes in a minute; of scripts without spaces, letters.
WORDS, LETTERS = 220, 500

# So many days old the newest evidence of a page may be on the day to which the site was checked.
FRESH = 180

# What opens at marks is not read on the way.
_ASIDE = re.compile(r"<div popover\b.*?</div>|<(?:svg|button)\b.*?</(?:svg|button)>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w\S*")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many facts and sources a page leans on, and how many minutes it takes to read.

    *since* is the day since when it was not checked; none where that is not long ago.
    """

    facts: int
    sources: int
    minutes: int
    since: DateView | None = None


def unchecked_since(evidence: Iterable[Evidence], own: Date | None, site: Date) -> Date | None:
    """Return the day of the newest *evidence* of a page, if it is old; nothing where it is not.

    That is seen from *site*, the day to which the site was checked, and not from today, so that
    two builds of one tree are equal.  Evidence without a day is of the *own* day of the page, or
    else of that of the site.
    """
    days = [one.as_of or own or site for one in evidence]
    if not days:
        return None
    newest = max([*days, *([own] if own else ())], key=lambda day: day.last_day)
    return newest if (site.last_day - newest.last_day).days > FRESH else None


def minutes(html: str) -> int:
    """Return how many minutes it takes to read what a page itself says, at least one."""
    main = html.partition("<main")[2].partition("</main>")[0]
    text = _TAG.sub(" ", _ASIDE.sub(" ", main))
    letters = len(_UNSPACED.findall(text))
    words = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    return max(1, round(words / WORDS + letters / LETTERS))
