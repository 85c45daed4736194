"""Who says a thing, where, how sure it is, and whether that is enough for the status it claims."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from . import reading
from .errors import Position, Report, did_you_mean
from .reading import Node, Scalar
from .settings import LocalText, read_local_text
from .values import BadValue, Date, read_date, read_flag

# The statuses, strongest first.
STATUSES = ("confirmed", "stated", "reported", "disputed", "claimed", "speculation", "unknown")
KEYS = ("status", "sources", "quote", "as_of", "review_by", "accounts", "note")
# Stands for the status of a computed value that says more of itself, but leaves that to its inputs.
TO_DERIVE = ""
MAX_QUOTE_WORDS = 25
MAX_QUOTE_CHARACTERS = 60

_JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A record of the built-in kind `sources`, as far as evidence needs it.

    *type* is empty, *lines* is None where the record does not say.
    """

    id: str
    publisher: str
    type: str
    origin: str
    lines: int | None

    @property
    def goes_back_to(self) -> str:
        """Who is behind it: sources that share this are not independent of each other."""
        return unicodedata.normalize("NFKC", self.origin or self.publisher).casefold().strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source, and where in it: lines ("L12-L20") or free text ("p. 49")."""

    source: str
    locator: str | None
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Another value that was given; *wrong* says that it is a mistake of its sources."""

    value: Any
    as_of: Date | None
    sources: tuple[Citation, ...]
    wrong: bool
    note: LocalText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A few words from one of the sources, and where in it they stand, if it is said.

    *at* is where the source is named, *text_at* where the words are.
    """

    text: str
    source: str
    locator: str | None
    at: Position
    text_at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What holds a statement; *at* is where its status stands.

    It is *derived* where a value is computed and all of it comes from the inputs.
    """

    status: str
    sources: tuple[Citation, ...]
    quote: Quote | None
    as_of: Date | None
    review_by: Date | None
    accounts: tuple[Account, ...]
    note: LocalText | None
    at: Position
    derived: bool = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation in it, those of other accounts included."""
        return (
            *self.sources,
            *(citation for account in self.accounts for citation in account.sources),
        )


def without_accounts(evidence: Evidence) -> Evidence:
    """Return *evidence* without the other accounts, which belong to a record's first field."""
    return replace(evidence, accounts=()) if evidence.accounts else evidence


ValueReader = Callable[[Node], Any]


class EvidenceReader:
    """Reads the evidence in a record or a field; *languages* are the codes of the site."""

    def __init__(self, languages: Collection[str], report: Report) -> None:
        self.languages, self.report = languages, report

    def read(self, mapping: reading.Mapping, what: str, read_value: ValueReader) -> Evidence | None:
        """Return the evidence in *mapping*, or nothing where it has none.

        *what* names the thing that the evidence is for; *read_value* reads the value of an account.
        """
        present, computed = [key for key in KEYS if _has(mapping, key)], _is_computed(mapping)
        if present == ["note"] and not computed:
            self._note(mapping, what)  # alone it explains plain data
            return None
        if not present:
            return None
        status = self._status(mapping, what)
        sources = self._citations(mapping, "sources", what)
        if computed and "sources" not in present:
            present.append("sources")  # those of its inputs
        # Where sources are missing, that is reported already.
        cited = {one.source for one in sources} if sources or status == "unknown" else None
        quote = self._quote(mapping, cited, what)
        if computed and not any(key in mapping for key in ("status", "sources", "quote")):
            status = TO_DERIVE
        else:
            self._together(mapping, present, status, what)
        if status is None:
            return None
        return Evidence(
            status=status,
            sources=sources,
            quote=quote,
            as_of=self._date(mapping, "as_of"),
            review_by=self._date(mapping, "review_by", full=True),
            accounts=self._accounts(mapping, what, read_value),
            note=self._note(mapping, what),
            at=mapping.key("status" if status else present[0]).at,
        )

    def _status(self, mapping: reading.Mapping, what: str) -> str | None:
        node = mapping.get("status")
        text = node and reading.read_scalar(node, f"the status of {what}", self.report)
        if not node or not text:
            return None
        if text not in STATUSES:
            self.report.add(
                "bad-choice", node.at, f'"{text}" is not a status', did_you_mean(text, STATUSES)
            )
            return None
        return text

    def _together(
        self, mapping: reading.Mapping, present: list[str], status: str | None, what: str
    ) -> None:
        if "status" in present:
            if "sources" not in present and status not in (None, "unknown"):
                message = f'{what} has the status "{status}" but no sources'
                hint = "add sources: […], or write status: unknown with a note"
                self.report.add("status-and-sources", mapping.key("status").at, message, hint)
            return
        if "status" in mapping:  # there, but empty
            at, hint = mapping.key("status").at, f"there are: {', '.join(STATUSES)}"
        else:
            key = (
                "sources" if "sources" in present else next(key for key in present if key != "note")
            )
            at, hint = mapping.key(key).at, f"add status: one of {', '.join(STATUSES)}"
        names = " and ".join(key for key in present if key != "note")
        self.report.add("status-and-sources", at, f"{what} has {names} but no status", hint)

    def _citations(self, mapping: reading.Mapping, key: str, what: str) -> tuple[Citation, ...]:
        node = mapping.get(key)
        items = reading.read_list(node, f"the sources of {what}", self.report) if node else ()
        read = (self._citation(item, what) for item in items)
        return tuple(citation for citation in read if citation)

    def _citation(self, node: Node, what: str) -> Citation | None:
        text = reading.read_scalar(node, f"a source of {what}", self.report)
        if not text:
            return None
        source, _, locator = text.partition("#")
        return Citation(source=source.strip(), locator=locator.strip() or None, at=node.at)

    def _quote(
        self, mapping: reading.Mapping, cited: Collection[str] | None, what: str
    ) -> Quote | None:
        node = mapping.get("quote")
        quote = reading.read_mapping(node, f"the quote of {what}", self.report) if node else None
        if quote is None:
            return None
        reading.check_keys(quote, ("text", "source"), "a quote", self.report)
        text, source = (
            self._required(quote, "text", "a quote"),
            self._required(quote, "source", "a quote"),
        )
        if not text or not source:
            return None
        text_at, at = (quote.entries[key][1].at for key in ("text", "source"))
        if too_long := quote_excess(text):
            message = f"the quote has {too_long}"
            self.report.add("quote-too-long", text_at, message, "quote a few words only")
        found, _, locator = (part.strip() for part in source.partition("#"))
        if cited is not None and found not in cited:
            message = f'the quote is from "{found}", which is not among the sources of {what}'
            self.report.add("quote-source", at, message, "add it to sources")
        return Quote(text=text, source=found, locator=locator or None, at=at, text_at=text_at)

    def _required(self, mapping: reading.Mapping, key: str, what: str) -> str | None:
        node = mapping.get(key)
        if node is not None:
            return reading.read_scalar(node, f'"{key}" of {what}', self.report)
        self.report.add("missing-key", mapping.at, f'{what} lacks "{key}"')
        return None

    def _date(self, mapping: reading.Mapping, key: str, *, full: bool = False) -> Date | None:
        node = mapping.get(key)
        text = node and reading.read_scalar(node, f'"{key}"', self.report)
        if not node or not text:
            return None
        try:
            date = read_date(text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f'"{key}" {error.message}', error.hint)
            return None
        if full and not date.is_full:
            self.report.add(
                "bad-value",
                node.at,
                f'"{key}" must be a full date, not "{text}"',
                "write it as 2026-11-23",
            )
            return None
        return date

    def _accounts(
        self, mapping: reading.Mapping, what: str, read_value: ValueReader
    ) -> tuple[Account, ...]:
        node = mapping.get("accounts")
        items = reading.read_list(node, f"the accounts of {what}", self.report) if node else ()
        read = (self._account(item, what, read_value) for item in items)
        return tuple(account for account in read if account)

    def _account(self, node: Node, what: str, read_value: ValueReader) -> Account | None:
        account = reading.read_mapping(node, f"an account of {what}", self.report)
        if account is None:
            return None
        reading.check_keys(
            account, ("value", "as_of", "sources", "wrong", "note"), "an account", self.report
        )
        value, sources = account.get("value"), account.get("sources")
        for key in ("value", "sources"):
            if not _has(account, key):
                self.report.add("missing-key", account.at, f'an account of {what} lacks "{key}"')
        if value is None or sources is None:
            return None
        return Account(
            value=read_value(value),
            as_of=self._date(account, "as_of"),
            sources=self._citations(account, "sources", "an account"),
            wrong=self._flag(account, "wrong"),
            note=self._note(account, "an account"),
        )

    def _flag(self, mapping: reading.Mapping, key: str) -> bool:
        node = mapping.get(key)
        text = node and reading.read_scalar(node, f'"{key}"', self.report)
        if not node or not text:
            return False
        try:
            return read_flag(text)
        except BadValue as error:
            self.report.add("bad-value", node.at, f'"{key}" {error.message}', error.hint)
            return False

    def _note(self, mapping: reading.Mapping, what: str) -> LocalText | None:
        node = mapping.get("note")
        return (
            read_local_text(node, self.languages, f"the note of {what}", self.report)
            if node
            else None
        )


def quote_excess(text: str) -> str:
    """Return how much a quotation has where that is more than may be quoted, else nothing."""
    characters = len(re.sub(r"\s", "", text))
    if len(_JAPANESE.findall(text)) > characters / 2:
        number, limit, unit = characters, MAX_QUOTE_CHARACTERS, "characters"
    else:
        number, limit, unit = len(text.split()), MAX_QUOTE_WORDS, "words"
    return f"{number} {unit}; at most {limit} may be quoted" if number > limit else ""


def _has(mapping: reading.Mapping, key: str) -> bool:
    """Whether *key* has a value; a list of nothing is none."""
    node = mapping.get(key)
    if not isinstance(node, reading.Listing):
        return node is not None
    return any(not isinstance(item, Scalar) or item.text.strip() for item in node.items)


def _is_computed(mapping: reading.Mapping) -> bool:
    """Whether one of the values in *mapping* is a formula, which brings its evidence with it."""
    values = (mapping.get(key) for key in mapping)
    return any(isinstance(one, Scalar) and one.text.lstrip().startswith("=") for one in values)
