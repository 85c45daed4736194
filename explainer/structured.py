"""Tells machines what each page is: one graph of schema.org's vocabulary, as JSON-LD.

A page is a `NewsArticle`, or a `WebPage` where it asserts nothing.  What is less sure than reported
stands nowhere in it, but for a claim that is reviewed.  Three kinds mean something by their names:

people   a page of a record of its own is about a `Person`, by the fields `name`, `name_…` and
         `same_as`
terms    a page that prints definitions holds a `DefinedTermSet`
claims   a page that prints claims with their choice `verdict`, each under an anchor made of its id,
         holds a `ClaimReview` of each at the end of the part in which the claim stands, where its
         words are repeated at next to no cost; so does the page of a claim of its own

All of it needs full addresses, so that without a base address there is none.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from .addresses import address_of, full_address
from .contexts import CorrectionView, PageView
from .export import FACTS
from .facts import Facts, Record, Statement
from .items import Use
from .pages import Library, Page
from .printing import Printer
from .settings import LocalText, Settings
from .values import Date

Node = dict[str, Any]

# The statuses under which a thing may be stated to those who read no further.
SURE = ("confirmed", "stated", "reported")

# Where a part of a page ends at the latest.
_END = "<h2[ >]|</article>|</main>|</body>"

# What could end the element of a script, or begin another; within JSON it may be written so.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(graph: list[Node]) -> Markup:
    """Return the element that holds *graph*; nothing where that is empty."""
    if not graph:
        return Markup("")
    data = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return Markup(f'<script type="application/ld+json">{text}</script>\n')


def are_sure(facts: Facts, names: Iterable[str]) -> bool:
    """Whether the facts called *names*, and what they print of others, are at least reported."""
    return all(_is_sure(facts, facts.statement(name)) for name in names)


def _is_sure(facts: Facts, statement: Statement | None) -> bool:
    if statement is None:
        return True
    evidence = statement.evidence
    if evidence is not None and evidence.status not in SURE:
        return False
    return are_sure(facts, (one.name for one in statement.references))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A page as it is described; *page* is none of the ledger that no author introduces.

    *cited* are the ids of the sources on which its marks lean, *uses* is what it prints, *html*
    what it has come to; *corrections* are those that it tells, *corrected* is the day of the newest
    of what it holds.
    """

    address: str
    view: PageView
    page: Page | None
    cited: Collection[str]
    uses: Collection[Use]
    html: str
    corrections: Collection[CorrectionView] = ()
    corrected: Date | None = None

    @property
    def url(self) -> str:
        """Its full address."""
        return self.view.canonical or ""

    def place(self, record: Record) -> str:
        """Return the full address of what it says of *record*."""
        anchor = _anchor(record)
        return f"{self.url}#{anchor}" if _standing_at(anchor) in self.html else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """Describes the pages of one language; *printer* prints for nothing else.

    *navs* are what the menu calls the pages, by address; *unsure* tells which of "title", "summary"
    and "nav" of a page print something that is less sure than reported.
    """

    settings: Settings
    library: Library
    printer: Printer
    ledger: str
    navs: Mapping[str, str]
    unsure: Mapping[str, Collection[str]]

    def graph(self, of: Finished) -> list[Node]:
        """Return the nodes that describe a page, of which the first is the page itself."""
        if not self._is_described(of):
            return []
        persons, terms = list(self._persons(of)), list(self._terms(of))
        datasets = list(self._datasets(of))
        about = [*persons, *terms, *datasets]
        return [
            *self._page(of, about),
            *(self._site(of) if of.view.is_home else ()),
            *about,
            *self._breadcrumbs(of),
            *self._works(of),
            *self._own_review(of),
        ]

    def with_reviews(self, of: Finished, html: str, ends: Collection[str] = ()) -> str:
        """Return *html* with the reviews of its claims, each part with those of its own.

        A part ends where another heading begins, and at any of *ends*.
        """
        claims = self._reviewed(of) if self._is_described(of) else []
        if not claims:
            return html
        waiting = {_standing_at(_anchor(one)): one for one in claims}
        pattern = "|".join([*map(re.escape, ends), _END])
        starts = [0, *(found.start() for found in re.finditer(pattern, html)), len(html)]
        parts = []
        for part in (html[start:end] for start, end in pairwise(starts)):
            here = [anchor for anchor in waiting if anchor in part]
            reviews = [self._review(of, waiting.pop(anchor)) for anchor in here]
            parts += [part, script([one for one in reviews if one])]
        return "".join(parts)

    def _is_described(self, of: Finished) -> bool:
        has_address = self.settings.base_url is not None
        return has_address and (of.page is not None or of.address == self.ledger)

    # --- the page and the site ---------------------------------------------------------------

    def _page(self, of: Finished, about: list[Node]) -> Iterator[Node]:
        unsure = self.unsure.get(of.address, ())
        if "title" in unsure:
            return  # a page without a name is none
        asserts = of.page is not None and of.page.evidence and of.address != self.ledger
        yield {
            "@type": "NewsArticle" if asserts else "WebPage",
            "@id": of.url,
            "url": of.url,
            "headline" if asserts else "name": of.view.title,
            **({} if "summary" in unsure else {"description": of.view.summary}),
            "inLanguage": self._code(of.view.language),
            **self._dates(of),
            **self._makers(of),
            **self._translations(of),
            **_listed("about", [{"@id": one["@id"]} for one in about]),
            **_listed("citation", list(self._citations(of))),
            **_listed("correction", list(self._corrections(of))),
        }

    def _dates(self, of: Finished) -> Node:
        date = self._date(of)
        return {"datePublished": date.start.iso, "dateModified": self._modified(of, date)}

    def _modified(self, of: Finished, date: Date) -> str:
        """Return the day on which a page that is of *date* was changed last."""
        corrected = of.corrected
        newest = corrected if corrected and corrected.last_day > date.last_day else date
        return (newest.end or newest.start).iso

    def _corrections(self, of: Finished) -> Iterator[Node]:
        """Yield the corrections that a page tells, as far as all of them is sure."""
        for one in of.corrections:
            if one.is_sure and one.full:
                yield {
                    "@type": "CorrectionComment",
                    "url": one.full,
                    "name": one.sort,
                    "text": one.sentences(self.printer.language.code),
                    "datePublished": one.day.start.iso,
                }

    def _date(self, of: Finished) -> Date:
        return (of.page and of.page.date) or self.settings.as_of

    def _makers(self, of: Finished) -> Node:
        """Return who answers for a page; nobody where site.yaml does not say."""
        publisher = self._publisher()
        if publisher is None:
            return {}
        named = {"@id": publisher["@id"]}  # the start page has more to say of them
        return {"author": named if of.view.is_home else publisher, "publisher": named}

    def _publisher(self) -> Node | None:
        name = self._local(self.settings.publisher)
        if not name:
            return None
        return {"@type": "Organization", "@id": self._full("/", "#publisher"), "name": name}

    def _translations(self, of: Finished) -> Node:
        """Return the page of which this is a translation, or else its translations."""
        twins = {one.code: one.full for one in of.view.translations}
        if len(twins) < 2:
            return {}
        original, *others = twins.values()
        if original != of.url:
            return {"translationOfWork": {"@id": original}}
        return _listed("workTranslation", [{"@id": one} for one in others])

    def _citations(self, of: Finished) -> Iterator[str]:
        """Yield the addresses of the sources that the marks of a page lean on."""
        records = self.printer.facts.records["sources"]
        for id_ in of.cited:
            address = _value(records[id_], "url") if id_ in records else None
            if address:
                yield address

    def _site(self, of: Finished) -> Iterator[Node]:
        publisher, summary = self._publisher(), self._local(self.settings.summary)
        yield {
            "@type": "WebSite",
            "@id": f"{of.url}#site",
            "url": of.url,
            "name": self._local(self.settings.title),
            **({"description": summary} if summary else {}),
            "inLanguage": self._code(of.view.language),
            **({"publisher": {"@id": publisher["@id"]}} if publisher else {}),
        }
        if publisher:
            yield {**publisher, "url": self._full("/")}

    def _breadcrumbs(self, of: Finished) -> Iterator[Node]:
        """Yield the way from the start page through the sections, if the page is below one."""
        home = address_of("index", of.view.language, self.settings)
        parts = of.address.removeprefix(home).strip("/").split("/")
        above = (f"{home}{'/'.join(parts[:count])}/" for count in range(1, len(parts)))
        sections = [address for address in above if address in self.navs]
        trail = [home, *sections, of.address]
        if not sections or any("nav" in self.unsure.get(one, ()) for one in trail):
            return
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "name": self.navs[address],
                **({} if address == of.address else {"item": self._full(address)}),
            }
            for position, address in enumerate((one for one in trail if one in self.navs), 1)
        ]
        yield {"@type": "BreadcrumbList", "itemListElement": items}

    # --- what the pages are about ------------------------------------------------------------

    def _persons(self, of: Finished) -> Iterator[Node]:
        record = of.page.record if of.page else None
        if record is None or record.kind != "people":
            return
        name = self._sure_text(record.statements.get("name"))
        if name:
            others = dict.fromkeys(self._other_names(record))
            same = self._addresses(record.statements.get("same_as"))
            yield {
                "@type": "Person",
                "@id": f"{of.url}#person",
                "name": name,
                **_listed("alternateName", [one for one in others if one != name]),
                **_listed("sameAs", same),
            }

    def _other_names(self, record: Record) -> Iterator[str]:
        """Yield the names of a person in other languages."""
        value = _value(record, "name")
        if isinstance(value, LocalText):
            yield from (value.in_language(code) for code in value.scalars)
        for field, statement in record.statements.items():
            if re.match("name_", field) and (text := self._sure_text(statement)):
                yield text

    def _addresses(self, statement: Statement | None) -> list[str]:
        if statement is None or statement.value is None or not self._may_state(statement):
            return []
        values = statement.value if isinstance(statement.value, tuple) else (statement.value,)
        return [one for one in values if isinstance(one, str) and one.startswith("http")]

    def _terms(self, of: Finished) -> Iterator[Node]:
        terms = [self._term(of, one) for one in self._printed(of, "terms", "definition")]
        found = [one for one in terms if one]
        if found and "title" not in self.unsure.get(of.address, ()):
            yield {
                "@type": "DefinedTermSet",
                "@id": f"{of.url}#terms",
                "name": of.view.title,
                "inLanguage": self._code(of.view.language),
                "hasDefinedTerm": found,
            }

    def _term(self, of: Finished, record: Record) -> Node | None:
        name = self._sure_text(self.printer.first(record))
        definition = self._sure_text(record.statements.get("definition"))
        if not name or not definition:
            return None
        url = of.place(record)
        return {"@type": "DefinedTerm", "name": name, "description": definition, "url": url}

    def _datasets(self, of: Finished) -> Iterator[Node]:
        if of.address != self.ledger or self.unsure.get(of.address):
            return
        publisher, license_ = self._publisher(), self._local(self.settings.license)
        yield {
            "@type": "Dataset",
            "@id": f"{of.url}#data",
            "name": f"{of.view.title} – {self._local(self.settings.title)}",
            "description": of.view.summary,
            "dateModified": self._modified(of, self.settings.as_of),
            **({"creator": {"@id": publisher["@id"]}} if publisher else {}),
            **({"license": {"@type": "CreativeWork", "name": license_}} if license_ else {}),
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": self._full(f"/{FACTS}"),
            },
        }

    # --- claims and how they stand -----------------------------------------------------------

    def _reviewed(self, of: Finished) -> list[Record]:
        """Return the claims that are reviewed on a page beside others, each under its anchor."""
        own = of.page.record if of.page else None
        printed = self._printed(of, "claims", "verdict")
        # Of what has no anchor here another page can tell.
        return [one for one in printed if one is not own and of.place(one) != of.url]

    def _own_review(self, of: Finished) -> Iterator[Node]:
        """Yield the review of the claim of which the page is."""
        own = of.page.record if of.page else None
        if own in self._printed(of, "claims", "verdict") and (review := self._review(of, own)):
            yield review

    def _works(self, of: Finished) -> Iterator[Node]:
        """Yield the works in which the claims that are reviewed on a page appear."""
        own = of.page.record if of.page else None
        printed = self._printed(of, "claims", "verdict")
        claims = [one for one in printed if one is own or of.place(one) != of.url]
        reviewed = (one for one in claims if self._review(of, one))
        for source in dict.fromkeys(id_ for one in reviewed for id_ in self._witnesses(one)):
            yield self._work(source)

    def _review(self, of: Finished, record: Record) -> Node | None:
        claim, verdict = self.printer.first(record), record.statements["verdict"]
        text = self.printer.statement_text(claim) if claim and claim.value else ""
        rating = self.printer.statement_text(verdict)
        publisher = self._publisher()
        # Evidence of the whole record is that of the claim; the verdict on it is ours.
        own = verdict.shares_evidence_of(record) or self._may_state(verdict)
        if not (claim and text and rating and publisher and own and verdict.field.type.choices):
            return None
        appearance = [{"@id": self._at_source(one)} for one in self._witnesses(record)]
        return {
            "@type": "ClaimReview",
            "author": {"@id": publisher["@id"]},
            "datePublished": self._date(of).start.iso,
            "itemReviewed": {"@type": "Claim", **_listed("appearance", appearance), "text": text},
            # What differs from one review to the next stands together, which keeps them light.
            "claimReviewed": text,
            "url": of.place(record),
            "reviewRating": {"@type": "Rating", "alternateName": rating},
        }

    def _witnesses(self, record: Record) -> list[str]:
        """Return the sources in which a claim is made: the transcripts among them, or else all."""
        sources, claim = self.printer.facts.sources, self.printer.first(record)
        evidence = claim.evidence if claim else None
        cited = dict.fromkeys(one.source for one in evidence.sources) if evidence else {}
        ids = [id_ for id_ in cited if id_ in sources]
        return [id_ for id_ in ids if sources[id_].type == "transcript"] or ids

    def _at_source(self, source: str) -> str:
        return self._full("/", f"#source-{source.replace('_', '-')}")

    def _work(self, source: str) -> Node:
        record = self.printer.facts.records["sources"][source]
        address = _value(record, "url")
        return {
            "@type": "CreativeWork",
            "@id": self._at_source(source),
            "name": self.printer.record_text(record),
            **({"url": address} if address else {}),
        }

    # --- how facts get into it ---------------------------------------------------------------

    def _printed(self, of: Finished, kind: str, field: str) -> list[Record]:
        """Return the records of *kind* of which a page prints *field*, or that it is made of."""
        names = {use.name for use in of.uses}
        own = of.page.record if of.page else None
        return [
            record
            for record in self.printer.facts.records.get(kind, {}).values()
            if (statement := record.statements.get(field)) is not None
            and (statement.name in names or record is own)
        ]

    def _may_state(self, statement: Statement) -> bool:
        return are_sure(self.printer.facts, [statement.name])

    def _sure_text(self, statement: Statement | None) -> str:
        """Return a statement as plain text; nothing where it prints what is not sure."""
        if statement is None or statement.value is None or not self._may_state(statement):
            return ""
        self.printer.uses.clear()
        text = self.printer.statement_text(statement)
        return text if are_sure(self.printer.facts, [use.name for use in self.printer.uses]) else ""

    def _full(self, address: str, anchor: str = "") -> str:
        return f"{full_address(address, self.settings)}{anchor}"

    def _local(self, text: LocalText | None) -> str:
        return text.in_language(self.printer.language.code) if text else ""

    def _code(self, language: str) -> str:
        return language.replace("_", "-")


def _listed(key: str, values: list[Any]) -> Node:
    """Return a property with its values, of which a single one needs no list."""
    return {key: values[0] if len(values) == 1 else values} if values else {}


def _anchor(record: Record) -> str:
    return record.id.replace("_", "-")


def _standing_at(anchor: str) -> str:
    """Return how the element says that stands under *anchor*."""
    return f' id="{anchor}"'


def _value(record: Record, field: str) -> Any:
    statement = record.statements.get(field)
    return statement.value if statement else None
