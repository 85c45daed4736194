"""Asks all addresses to which a site links whether they are still there, and reports which are not.

Only `check --links` does so: a build never depends on what other hosts say today.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import quote

from .answers import Answer, Memory
from .asking import host_of
from .errors import Position, Report
from .facts import Facts, Record
from .links import Outside
from .pages import Library
from .schema import Type
from .settings import Settings
from .weaving import place_of

# As many hosts are asked at a time; each of them is asked one thing after the other.
AT_A_TIME = 16
# So many hosts are hardly ever gone at the same time.
ENOUGH = 3

Ask = Callable[[str], Answer]
# Is told how many addresses have been asked, and how many are to be.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address, and where it stands.

    *role* says as what: the "url" or the "archive" of a source, or any other "link".  *archive* is
    where a copy of it may be found.
    """

    address: str
    at: Position
    role: str = "link"
    archive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of the addresses of a site, of which *asked* were asked in this run."""

    answers: Mapping[str, Answer]
    asked: int

    def __str__(self) -> str:
        counts = Counter(answer.state for answer in self.answers.values())
        return (
            f"Addresses outside the site: {len(self.answers) or 'none'} ({self.asked} asked now)\n"
            f"Addresses that are dead: {counts['dead'] or 'none'}\n"
            f"Addresses that have moved: {counts['moved'] or 'none'}\n"
            f"Addresses that a person has to try: {counts['unclear'] or 'none'}"
        )


def agent_of(version: str, settings: Settings) -> str:
    """Return as whom we ask: what we are, and the site for which."""
    site = settings.repository or settings.base_url
    site = f"; +{quote(site, safe=':/?#[]@!$&*+,=~%')}" if site else ""
    return f"explainer/{version} (checks the links of a site{site})"


def check_links(
    links: Collection[Link], memory: Memory, ask: Ask, report: Report, tell: Tell
) -> Found:
    """Report which of the *links* are dead or have moved; what is remembered is not asked."""
    memory.load()
    wanted = sorted({_asked(link.address) for link in links})
    known = {address: answer for address in wanted if (answer := memory.recall(address))}
    unknown = [address for address in wanted if address not in known]
    answers: dict[str, Answer] = {}
    try:
        for address, answer in _ask_all(unknown, ask, tell):
            answers[address] = answer
            memory.keep(address, answer)
    finally:  # so that a run that is broken off has not asked for nothing
        memory.save()
    if _is_cut_off(answers, memory, ask):
        message = f"none of {len(answers)} addresses answers; is this computer connected?"
        report.add("unclear-link", Position(path="content/site.yaml"), message, "try again later")
        answers = dict.fromkeys(answers, Answer(state="unclear"))
    else:
        for link in links:
            _report(link, known | answers, report)
    return Found(answers=known | answers, asked=len(unknown))


def _is_cut_off(answers: Mapping[str, Answer], memory: Memory, ask: Ask) -> bool:
    """Whether it is our side that is silent: several hosts are, and one that answered lately."""
    hosts = {host_of(address) for address in answers}
    if len(hosts) < ENOUGH or not all(answer.silent for answer in answers.values()):
        return False
    lately = next((address for address in memory if host_of(address) not in hosts), None)
    return lately is None or ask(lately).silent


def links_of(facts: Facts, library: Library, outside: Iterable[Outside]) -> list[Link]:
    """Return every address outside the site: in fields of type url, and in prose."""
    records = (record for records in facts.records.values() for record in records.values())
    found = [link for record in records for link in _of_record(record)]
    places = ((one.address, place_of(one, library)) for one in outside)
    return [*found, *(Link(address=one, at=_in_line(one, at)) for one, at in places)]


def _of_record(record: Record) -> Iterator[Link]:
    """Yield the addresses in the fields of a record."""
    is_source = record.kind == "sources"
    archive = record.statements.get("archive") if is_source else None
    for name, statement in record.statements.items():
        for address in _urls_in(statement.field.type, statement.value):
            yield Link(
                address=address,
                at=_in_line(address, statement.at),
                role=name if is_source else "link",
                archive=(archive.value or "") if archive and name == "url" else "",
            )


def _urls_in(type_: Type, value: Any) -> Iterator[str]:
    """Yield the addresses in the value of a field, which may be a list of them."""
    if type_.item:
        for one in value or ():
            yield from _urls_in(type_.item, one)
    elif type_.name == "url" and value:
        yield value


def _asked(address: str) -> str:
    """Return *address* without its fragment, which no host is told."""
    return address.partition("#")[0]


def _in_line(address: str, at: Position) -> Position:
    """Return where in the line of *at* the address itself stands, if it is in that line."""
    whole = re.compile(re.escape(address) + r"(?![^\s,\]})<>\"'])")
    match = whole.search(at.text, at.column - 1)
    return replace(at, column=match.start() + 1) if match else at


def _ask_all(addresses: Collection[str], ask: Ask, tell: Tell) -> Iterator[tuple[str, Answer]]:
    """Yield what became of each address, as it turns out."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(host_of(address), []).append(address)
    waiting: SimpleQueue[list[str]] = SimpleQueue()
    for group in sorted(hosts.values(), key=len, reverse=True):  # the longest row takes longest
        waiting.put(group)
    done: SimpleQueue[tuple[str, Answer] | BaseException] = SimpleQueue()
    for _ in range(min(AT_A_TIME, len(hosts))):
        # They are no reason to stay once the run is broken off.
        Thread(target=_work, args=(waiting, ask, done), daemon=True).start()
    try:
        for number in range(len(addresses)):
            tell(number, len(addresses))
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:  # broken off or not, there is nothing more to tell
        tell(len(addresses), len(addresses))


def _work(
    waiting: "SimpleQueue[list[str]]",
    ask: Ask,
    done: "SimpleQueue[tuple[str, Answer] | BaseException]",
) -> None:
    """Ask one host after the other, until there is none left."""
    try:
        while True:
            for address in waiting.get_nowait():
                done.put((address, ask(address)))
    except Empty:
        return
    except BaseException as error:  # a defect of ours, which the main thread is to show
        done.put(error)


def _report(link: Link, answers: Mapping[str, Answer], report: Report) -> None:
    address = _asked(link.address)
    answer = answers[address]
    match answer.state:
        case "dead":
            message = f'"{address}" {answer.words}'
            report.add("dead-link", link.at, message, _cure(link, answers))
        case "moved":
            message = f'"{address}" has moved to "{answer.moved_to}"'
            hint = "write the new address, if it still shows the same"
            report.add("moved-link", link.at, message, hint)
        case "unclear":
            message = f'"{address}" {answer.words}'
            hint = "open it in a browser: it may only keep programs out"
            report.add("unclear-link", link.at, message, hint)


def _cure(link: Link, answers: Mapping[str, Answer]) -> str:
    """Return what to do about a dead address."""
    if link.role == "archive":
        return "look for another copy"
    if link.role == "link":
        return "look where it went, or link to a copy in an archive"
    if link.archive and answers[_asked(link.archive)].state != "dead":
        return f"write its archive as its url: {link.archive}"
    return "look where it went, or give it an archive: https://…"
