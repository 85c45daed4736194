"""Cuts the card of a mark down to what a reader takes in place; the ledger has all of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .cards import AccountCard, EvidenceCard

MAX_WORDS = 90

# Two Japanese characters count as one word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def fitting(card: EvidenceCard) -> EvidenceCard:
    """Return *card* with no more on it than `MAX_WORDS`; what matters least goes first."""
    return next((one for one in _shorter(card) if _words(one) <= MAX_WORDS), _shortest(card))


def _shorter(card: EvidenceCard) -> Iterator[EvidenceCard]:
    for sources, accounts, words in (
        (3, 2, 40),
        (3, 2, 15),
        (2, 2, 12),
        (2, 1, 0),
        (1, 1, 0),
        (1, 0, 0),
    ):
        yield replace(
            card,
            sources=card.sources[:sources],
            more=max(len(card.sources) - sources, 0),
            accounts=tuple(_without_note(account, words) for account in card.accounts[:accounts]),
            note=_first_words(card.note, words),
            value=_first_words(card.value, max(words, 12)),
        )


def _shortest(card: EvidenceCard) -> EvidenceCard:
    sources = tuple(replace(one, title=_first_words(one.title, 12)) for one in card.sources[:1])
    more = max(len(card.sources) - 1, 0)
    quoted = replace(card.quote, text=_first_words(card.quote.text, 12)) if card.quote else None
    title = _first_words(card.title, 12)
    return replace(
        card,
        title=title,
        status_told="",
        sources=sources,
        more=more,
        accounts=(),
        note="",
        value="",
        quote=quoted,
    )


def _words(card: EvidenceCard) -> int:
    """Return how many words of *card* are read, those of the template included."""
    texts = [
        card.title,
        card.status_label,
        card.status_told,
        card.value,
        card.note,
        card.formula or "",
    ]
    if card.quote:
        texts += [card.quote.text, card.quote.publisher]
    for account in card.accounts:
        texts += [account.value, account.note, *account.sources, "has it wrong: in September 2024"]
    for source in card.sources:
        texts += [
            source.title,
            source.publisher,
            source.locator or "",
            source.type_word,
            "September 25, 2024",
        ]
        texts += [
            "rank" if source.rank else "",
            f"copy of {source.origin}" if source.origin else "",
            "archived copy" if source.archive else "",
        ]
    return sum(len(_WORD.findall(text)) for text in texts) + len(
        ["and", "more,", "as", "of", "September", "25,", "2024,", "full", "entry"]
    )


def _without_note(account: AccountCard, words: int) -> AccountCard:
    return replace(
        account,
        note=_first_words(account.note, words),
        value=_first_words(account.value, max(words, 12)),
    )


def _first_words(text: str, count: int) -> str:
    words = text.split()
    if count == 0 or len(words) <= count:
        return "" if count == 0 else text
    return f"{' '.join(words[:count])} …"
