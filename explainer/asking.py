"""Asks one address whether it is still there, as a polite visitor would.

HEAD first, and GET where that is refused or tells too little; again after a while where a host is
busy.  A host is asked one thing at a time, with a pause between, whoever leads there.  Redirects
are followed by hand, since it matters which of them are for good.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from urllib.parse import urljoin, urlsplit

from .answers import Answer
from .exchange import Fault, Reply, Wire, asked_as

GONE = frozenset([404, 410])
LEADING_ON = frozenset([301, 302, 303, 307, 308])
FOR_GOOD = frozenset([301, 308])
# What a host says when it is busy or broken, which may pass.
PASSING = frozenset([408, 425, 429, 500, 502, 503, 504])
# No browser opens, and no terminal shows, an address of more characters.
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How politely and how stubbornly one asks, in seconds and times.

    *pause* lies between two requests to a host, *back_off* is doubled with each further try, and a
    host that asks for more than *patience* is left alone.
    """

    pause: float = 1.0
    tries: int = 3
    back_off: float = 2.0
    patience: float = 60.0
    redirects: int = 10


@dataclass(slots=True)
class _Host:
    """A host in this run: when it may be asked again, and which of its doors have been heard.

    A door is a scheme and a port.  One that let us stand is *lost*: it is not knocked at again.
    """

    turn: Lock = field(default_factory=Lock)
    free_at: float = 0.0
    heard: set[str] = field(default_factory=set)
    lost: dict[str, Fault] = field(default_factory=dict)


@dataclass(slots=True)
class _Way:
    """The addresses that one has led to so far; the redirects up to *moved_to* are for good."""

    hops: list[str]
    moved_to: str = ""
    for_good: bool = True
    cookies: bool = False

    @property
    def here(self) -> str:
        return self.hops[-1]

    def follow(self, reply: Reply, limit: int) -> None:
        """Go where *reply* leads.

        Raises:
            Fault: it leads nowhere.
        """
        target = self._target(reply.location or "")
        self.cookies = self.cookies or reply.cookies
        if target in self.hops:
            # Some let nobody in who does not take their cookies.
            raise Fault("unclear" if self.cookies else "dead", "leads in a circle")
        if len(self.hops) > limit:
            raise Fault("dead", f"leads on more than {limit} times")
        self.for_good = self.for_good and reply.status in FOR_GOOD
        if self.for_good:
            self.moved_to = target
        self.hops.append(target)

    def _target(self, location: str) -> str:
        try:
            target = asked_as(urljoin(self.here, location))
        except ValueError:
            words = f'leads to "{location[:LONGEST]}", which is no address of the web'
            raise Fault("dead", words) from None
        if len(target) > LONGEST:
            raise Fault("dead", f"leads to an address of {len(target)} characters")
        return target

    def found(self, fault: Fault) -> Answer:
        """Return that the address at the end of the way is not fine."""
        if len(self.hops) == 1:
            return Answer(state=fault.state, words=fault.words, silent=fault.silent)
        words = f'leads to "{self.here}", which {fault.words}'
        return Answer(state=fault.state, words=words)

    def fine(self) -> Answer:
        """Return that there is something at the end of the way."""
        # That https is now spoken is no move: browsers find there by themselves.
        if self.moved_to and _bare(self.moved_to) != _bare(self.hops[0]):
            return Answer(state="moved", moved_to=self.moved_to)
        return Answer(state="fine")


@dataclass(slots=True, kw_only=True)
class Asker:
    """Asks addresses in one run; may be used by several threads at a time."""

    wire: Wire
    manners: Manners = field(default_factory=Manners)
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def ask(self, written: str) -> Answer:
        """Return what became of an address."""
        try:
            way = _Way([asked_as(written)])
        except ValueError:
            return Answer(state="dead", words="is no address of the web")
        while True:
            try:
                reply = self._reply(way.here)
            except Fault as fault:
                return way.found(fault)
            if reply.status not in LEADING_ON or reply.location is None:
                return _judged(reply, way)
            try:
                way.follow(reply, self.manners.redirects)
            except Fault as fault:
                return Answer(state=fault.state, words=fault.words)

    def _reply(self, address: str) -> Reply:
        """Return what the host of *address* says at last.

        Raises:
            Fault: it does not say anything that could be understood.
        """
        host, door = self._host_of(address), _door_of(address)
        if door in host.lost:
            raise host.lost[door]
        outcome = self._outcome(address, host)
        if isinstance(outcome, Reply):
            host.heard.add(door)
            if outcome.status == HTTPStatus.TOO_MANY_REQUESTS:
                host.lost[door] = _of_its_host(Fault("unclear", _answers(outcome)))
            return outcome
        if outcome.silent and door not in host.heard:
            host.lost[door] = _of_its_host(outcome)
        raise outcome

    def _outcome(self, address: str, host: _Host) -> Reply | Fault:
        """Return what comes of asking as often as it makes sense."""
        method, tries = "HEAD", 1
        outcome = self._once(method, address, host)
        while tries < self.manners.tries and not _is_told(outcome, method):
            if not self._may_wait(outcome, host, tries):
                break
            method, tries = "GET", tries + 1
            outcome = self._once(method, address, host)
        return outcome

    def _may_wait(self, outcome: Reply | Fault, host: _Host, tries: int) -> bool:
        """Leave *host* alone for as long as it needs, unless that is more than anybody waits."""
        wait = self.manners.back_off * 2 ** (tries - 1)
        if isinstance(outcome, Reply):
            asked_for = wait if outcome.wait is None else outcome.wait
            wait = asked_for if outcome.status in PASSING else 0.0
        if wait > self.manners.patience:
            return False
        with host.turn:
            host.free_at = max(host.free_at, self.wire.clock.now() + wait)
        return True

    def _once(self, method: str, address: str, host: _Host) -> Reply | Fault:
        """Ask once, when it is our turn."""
        with host.turn:
            wait = host.free_at - self.wire.clock.now()
            if wait > 0:
                self.wire.clock.sleep(wait)
            try:
                return self.wire.exchange(method, address)
            except Fault as fault:
                return fault
            finally:
                host.free_at = self.wire.clock.now() + self.manners.pause

    def _host_of(self, address: str) -> _Host:
        return self._hosts.setdefault(host_of(address), _Host())


def host_of(address: str) -> str:
    """Return whose turn it is at *address*; what differs by "www." only is one house."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _door_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _is_told(outcome: Reply | Fault, method: str) -> bool:
    """Whether nothing more is to be learnt by asking again."""
    if isinstance(outcome, Fault):
        return not outcome.passing
    settled = method == "GET" and outcome.status not in PASSING
    return settled or outcome.status < HTTPStatus.BAD_REQUEST


def _of_its_host(fault: Fault) -> Fault:
    """Return what *fault* means for the other addresses of the host."""
    if fault.state == "dead":
        return fault
    words = f"was not asked, since another address of its host {fault.words}"
    return Fault(fault.state, words, silent=fault.silent)


def _judged(reply: Reply, way: _Way) -> Answer:
    if reply.status <= HTTPStatus.MULTIPLE_CHOICES:  # of several choices each is one
        return way.fine()
    words = _answers(reply)
    if reply.status in LEADING_ON:
        words += " without saying where to"
    return way.found(Fault("dead" if reply.status in GONE else "unclear", words))


def _answers(reply: Reply) -> str:
    try:
        return f"answers {reply.status} ({HTTPStatus(reply.status).phrase})"
    except ValueError:  # 999, say
        return f"answers {reply.status}"


def _bare(address: str) -> str:
    """Return *address* without its scheme."""
    return address.partition("://")[2]
