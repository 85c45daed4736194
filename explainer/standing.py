"""What stands under the title of a page beside its day: how much it leans on, how long it takes."""

import re
from dataclasses import dataclass

# Words that a grown reader takes in a minute; of scripts without spaces, letters.
WORDS, LETTERS = 220, 500

# What opens at marks is not read on the way.
_ASIDE = re.compile(r"<div popover\b.*?</div>|<(?:svg|button)\b.*?</(?:svg|button)>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w\S*")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many facts and sources a page leans on, and how many minutes it takes to read."""

    facts: int
    sources: int
    minutes: int


def minutes(html: str) -> int:
    """Return how many minutes it takes to read what a page itself says, at least one."""
    main = html.partition("<main")[2].partition("</main>")[0]
    text = _TAG.sub(" ", _ASIDE.sub(" ", main))
    letters = len(_UNSPACED.findall(text))
    words = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    return max(1, round(words / WORDS + letters / LETTERS))
