"""Builds a site again whenever something of it has changed: once for all that is saved together."""

import asyncio
from asyncio import FIRST_COMPLETED, Task
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .pipeline import Order, sources
from .watching import Watch
from .working import Outcome, Pages, Worker

# Seconds between two looks at the files; where looking takes long, so many times as long.
LOOK = 0.05
REST = 20
# Seconds without a change that end a burst of saves, and how many such at most are waited for.
SETTLED = 0.03
SETTLING = 60
# Seconds for which a build may go on after a save that makes it worthless, and twice as many after
# each that was ended: what it has made and would remember is lost with it.
PATIENCE = 60


@dataclass(slots=True, kw_only=True)
class Rebuilder:
    """Builds the site of *order* for a preview at *origin*, and has each outcome shown.

    *today* is asked at each build; *show* is given the seconds that it took as well, and *ahead*
    pages that were just edited, before.
    """

    order: Order
    origin: str
    today: Callable[[], str]
    strict: bool
    show: Callable[[Outcome, float], None]
    ahead: Callable[[Pages], None] = lambda _: None
    _worker: Worker = field(default_factory=Worker)
    _cuts: int = 0
    _took: float = 0.0

    async def run(self) -> None:
        """Build now and at every change, until this is broken off."""
        watch = Watch(sources(self.order))
        while True:
            change = asyncio.create_task(_changed(watch))
            await self._build_until(change)
            await change

    def end(self) -> None:
        """Leave no process behind."""
        self._worker.end()

    async def _build_until(self, change: "Task[None]") -> None:
        """Build, and show what comes of it, unless a *change* makes that worthless."""
        clock = asyncio.get_running_loop().time
        began = clock()
        order = replace(self.order, today=self.today())
        work = self._worker.build(order, self.origin, self.ahead, strict=self.strict)
        build = asyncio.create_task(work)
        await asyncio.wait([build, change], return_when=FIRST_COMPLETED)
        await asyncio.wait([build], timeout=max(0, began + self._patience() - clock()))
        if not build.done():
            self._cuts += 1
            self._worker.end()
            await build
        else:
            self._cuts = 0
            self._took = clock() - began
            self.show(build.result(), self._took)

    def _patience(self) -> float:
        """Return for how many seconds a build may go on after something has changed again."""
        return max(PATIENCE * 2.0**self._cuts, 3 * self._took)


async def _changed(watch: Watch) -> None:
    """Wait until something has changed and nothing more does."""
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        if watch.moves():
            await _settled(watch)
            if watch.news():
                return
        await asyncio.sleep(max(LOOK, REST * (clock() - began)))


async def _settled(watch: Watch) -> None:
    for _ in range(SETTLING):
        await asyncio.sleep(SETTLED)
        if not watch.moves():
            return
