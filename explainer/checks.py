"""What must hold of the whole site before anything of it is written."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from .addresses import address_of, output_of
from .assets import Assets
from .errors import Position, Report, did_you_mean
from .facts import Facts, Record
from .items import Use
from .links import Anchored
from .outputs import folders_of
from .packing import Text
from .pages import Library
from .posters import FOLDER as CARDS
from .remembering import Remembered
from .schema import types_within
from .settings import Settings
from .strings import Language
from .values import Date

# An id in a tag: all that stands in this is gone through, but for the value of the id.
_ID = re.compile(r'<[A-Za-z][^<>"]*+(?:(?<!\sid=)"[^"]*+"[^<>"]*+)*+(?<=\sid=)"([^"]*)"')
# It begins with what few places have, which is found sooner than one of many blanks.
_ADDRESS = re.compile(r'="(?:(?<=\shref=")|(?<=\ssrc="))([^"]*)"')
# What stands between tags may look like an attribute, as it does in code.
_TAG = re.compile(r'<[A-Za-z][^<>"]*+(?:"[^"]*+"[^<>"]*+)*+>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A finished site in memory: what it was made from, and its pages by the path of their file.

    Of the pages of which that is known, *phrases* are those in foreign letters, *inside* are the
    addresses to which they may link, and *ids* the places in them that are always there.
    *data* are the paths of what it has for programs, *files* those of its pages and assets.
    """

    settings: Settings
    languages: Mapping[str, Language]
    facts: Facts
    library: Library
    assets: Assets
    anchored: Sequence[Anchored]
    uses: Sequence[Use]
    pages: Mapping[str, Text]
    phrases: Mapping[str, Sequence[str]]
    inside: Mapping[str, Sequence[str]]
    ids: Mapping[str, Collection[str]]
    remembered: Remembered
    data: frozenset[str]
    files: frozenset[str]
    today: Date


def check(site: Site, report: Report) -> None:
    """Report everything that does not hold of *site*."""
    for one in CHECKS:
        one(site, report)


def menu(site: Site, report: Report) -> None:
    """Every entry of the menu is a page."""
    keys = {page.key for page in site.library.pages if not page.record}
    for item in site.settings.nav:
        paths = [f"content/{code}/{item.path}.md" for code in site.languages]
        if item.path in keys or any(path in site.library.unread for path in paths):
            continue
        if any(path in site.library.drafts for path in paths):
            report.add(
                "link-to-draft", item.at, f'the menu leads to "{item.path}", which is a draft'
            )
        else:
            report.add(
                "unknown-page",
                item.at,
                f'the menu has no page "{item.path}"',
                did_you_mean(item.path, keys),
            )


def anchors(site: Site, report: Report) -> None:
    """Every link to a place in a page finds it there."""
    for link in site.anchored:
        path = output_of(link.address)
        page = site.pages.get(path)
        # A file that is no page may have places of its own.
        if page is None or link.anchor in site.ids.get(path, ()):
            continue
        found = site.remembered.of_text("ids", page, ids_in)
        if link.anchor not in found:
            message = f'{link.address} has no place called "{link.anchor}"'
            report.add("broken-anchor", link.at, message, did_you_mean(link.anchor, found))


def addresses(site: Site, report: Report) -> None:
    """Every link that a template made leads to a file of the site."""
    if report.count("error"):
        return  # what a link misses may be missing for a reason that is told already
    base = site.settings.base_path
    # A start page that is not there is reported where the languages are named.
    homes = {output_of(address_of("index", code, site.settings)) for code in site.languages}
    known = site.files | site.data | homes

    def is_lost(written: str) -> bool:
        target = unquote(written.partition("#")[0].partition("?")[0])
        inside = target.removeprefix(base) if target.startswith(base) else None
        return inside is None or output_of(f"/{inside}") not in known

    inside = {
        path: site.inside[path]
        if path in site.inside
        else site.remembered.of_text("inside", page, inside_of)
        for path, page in site.pages.items()
    }
    lost = set(filter(is_lost, frozenset().union(*inside.values())))
    if not lost:
        return
    sources = {page.output: page.source.file.position(0) for page in site.library.pages}
    for path, addresses in inside.items():
        for written in filter(lost.__contains__, addresses):
            # Only now it is asked whether it stands in a tag.
            if written in set(_linked(site.pages[path].text)):
                at = sources.get(path, Position(path=path))
                report.add(
                    "unknown-page",
                    at,
                    f'the finished page links to "{written}", which is not there',
                )


def files(site: Site, report: Report) -> None:
    """No file stands where a page does, or its folder, or what the site has for programs."""
    made = {*site.pages, *site.data}
    taken = folders_of(made) | made
    origins = {public: path for path, public in site.assets.beside.items()}
    for public, asset in site.assets.by_path.items():
        if asset.address.removeprefix("/") in taken:
            is_page = asset.address.removeprefix("/") not in {*site.data, CARDS}
            other = "a page" if is_page else "something that the site makes"
            message = f"{asset.address} is the address of {other} too"
            at = Position(path=origins.get(public, f"static{public}"))
            report.add("address-taken", at, message, "rename one of the two")


def choices(site: Site, report: Report) -> None:
    """Every choice has words in every language."""
    for kind in site.facts.kinds.values():
        for field in kind.fields.values():
            for choice in (
                choice for type_ in types_within(field.type) for choice in type_.choices
            ):
                lacking = [
                    code
                    for code, one in site.languages.items()
                    if one.choice(kind.name, field.name, choice) is None
                ]
                if lacking and field.at:
                    message = f'"{choice}" has no words in {", ".join(lacking)} and prints as it is'
                    where = f"content/strings/{lacking[0]}.yaml"
                    hint = f"add choices: {kind.name}: {field.name}: {choice}: … to {where}"
                    report.add("choice-without-words", field.at, message, hint)


def built_in_choices(site: Site, report: Report) -> None:
    """Every language has words for the kinds that are built in, as far as there are records."""
    for code, language in site.languages.items():
        kinds = [kind for kind in ("sources", "repairs") if site.facts.records[kind]]
        lacking = [name for kind in kinds for name in language.lacks(kind)]
        if lacking:
            message = (
                f'the language "{code}" lacks words for what is built in, which prints as it is: '
            )
            message += ", ".join(lacking)
            hint = f"add them to content/strings/{code}.yaml; explainer/words/en.yaml has them"
            report.add("choice-without-words", site.settings.languages_at, message, hint)


def translations(site: Site, report: Report) -> None:
    """Every page is there in every language."""
    for pages in site.library.by_path.values():
        page = pages[0]
        lacking = [
            code
            for code in site.languages
            if code not in site.library.twins(page)
            and f"content/{code}/{page.key}.md" not in site.library.unread
        ]
        if lacking:
            path = f"content/{lacking[0]}/{page.key}.md"
            message = f"the page is missing in {', '.join(lacking)}"
            hint = f"{path} is a draft" if path in site.library.drafts else f"write {path}"
            report.add("missing-translation", page.source.file.position(0), message, hint)


def unused(site: Site, report: Report) -> None:
    """Every record with evidence is printed, and every source cited."""
    if report.count("error"):
        return  # a page that fails may be the one that prints it
    inputs = [name for one in site.facts.statements() for name in one.inputs]
    used = {".".join(name.split(".")[:2]) for name in [*inputs, *(use.name for use in site.uses)]}
    cited = {
        citation.source
        for one in site.facts.statements()
        if one.evidence
        for citation in one.evidence.citations
    } | {
        one.id
        for statement in site.facts.statements()
        for one in statement.references
        if one.kind == "sources"
    }
    for kind, records in site.facts.records.items():
        for record in records.values():
            name = f"{kind}.{record.id}"
            if kind == "sources":
                if name not in used and record.id not in cited:
                    report.add(
                        "unused-source",
                        record.at,
                        f'nothing cites "{record.id}"',
                        "cite it, or take it out",
                    )
            elif name not in used and _has_evidence(record):
                report.add(
                    "unused-fact", record.at, f"no page uses {name}", "print it, or take it out"
                )


def reviews(site: Site, report: Report) -> None:
    """No fact is past the day on which it was to be reviewed."""
    seen: set[Position] = set()
    for statement in site.facts.statements():
        evidence = statement.evidence
        if (
            evidence
            and evidence.review_by
            and evidence.at not in seen
            and evidence.review_by.last_day < site.today.first_day
        ):
            seen.add(evidence.at)
            message = f"{statement.name} was to be reviewed by {evidence.review_by.written}"
            report.add(
                "past-review", evidence.at, message, "look again, then change as_of and review_by"
            )


def base_url(site: Site, report: Report) -> None:
    """The site knows its full address."""
    if site.settings.base_url is None:
        message = "without base_url all that needs a full address is left out, such as hreflang"
        report.add(
            "no-base-url",
            Position(path="content/site.yaml"),
            message,
            "add base_url: https://…, or build with --base-url",
        )


CHECKS: Sequence[Callable[[Site, Report], None]] = (
    menu,
    anchors,
    addresses,
    files,
    choices,
    built_in_choices,
    translations,
    unused,
    reviews,
    base_url,
)


def ids_in(html: str) -> frozenset[str]:
    """Return the ids in a page."""
    return frozenset(map(unescape, _ID.findall(html)))


def inside_of(html: str) -> list[str]:
    """Return what may be the addresses within the site that a page links to."""
    found = sorted(set(map(unescape, _ADDRESS.findall(html))))
    return [written for written in found if written.startswith("/")]


def _linked(html: str) -> Iterator[str]:
    """Yield the addresses to which the tags of *html* lead."""
    for tag in _TAG.findall(html):
        yield from map(unescape, _ADDRESS.findall(tag))


def _has_evidence(record: Record) -> bool:
    return any(statement.evidence for statement in record.statements.values())
