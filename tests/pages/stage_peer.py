"""Our own stage as the unit of a page's visit: a call bench that speaks over the real WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.stage.net.servers import ANY_WAY, Route
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import Said, UnitPeer, until
from tests.support.stage_call import CallBench, call_bench, stage_view
from wire.signaling import IceServer, Signal


class StagePeer(UnitPeer):
    """Seats and signaling of a unit; the connections are the bench's."""

    def __init__(self, central: RunningCentral, visit: str, bench: CallBench) -> None:
        super().__init__(central, visit)
        self.ways: tuple[IceServer, ...] = ()
        """The servers that central gave with a right of this visit's own."""
        self.bench = bench
        bench.far.hear = self.hear  # type: ignore[method-assign]

    def hear(self, signal: Signal) -> None:
        """What stage sends goes to central, in order."""
        self._tasks.append(asyncio.create_task(self._say(**signal.model_dump(exclude_none=True))))

    async def heard(self, said: Said) -> None:
        """Everything that central says; signals go to stage unread, as room passes them on."""
        if said["type"] == "ways":
            self.ways = tuple(IceServer.model_validate(one) for one in said["ice_servers"])
        elif said["type"] == "signal":
            self.bench.switchboard.hear(Signal.model_validate(said))

    async def _hear(self, generation: int, body: Said) -> None:
        """Stage has heard it already."""

    @property
    def patient(self) -> str:
        """The patient's page."""
        return str(self.patients()[0]["peer"])

    async def talk(self, *guests: str) -> None:
        """Let stage call the patient and ``guests``, until patient and room have media."""
        await until(lambda: any(one["joined"] for one in self.patients()))
        view = stage_view(peer=self.patient)
        assert view.call is not None
        call = view.call.model_copy(update={"visit": self.visit, "ice_servers": self.ways})
        calls = tuple(call.model_copy(update={"peer": guest}) for guest in guests)
        self.bench.view = view.model_copy(update={"call": call, "guests": calls})
        await until(lambda: self.bench.doing is not None and self.bench.doing.proven, 30)


@asynccontextmanager
async def stage_peer(
    central: RunningCentral, visit: str, route: Route = ANY_WAY
) -> AsyncIterator[StagePeer]:
    """A unit that has joined the visit."""
    async with call_bench(route=route) as bench, StagePeer(central, visit, bench) as unit:
        await unit.join()
        await until(lambda: any(one["joined"] for one in unit.of("unit")))
        yield unit
