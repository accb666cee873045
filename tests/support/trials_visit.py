"""One fault trial: walk a visit to its moment, strike, bring the visit to its end, judge."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from central.bookings import Booked
from tests.support.trials import Blow, Moment, Result, Trial
from tests.support.trials_blows import back, pids, strike
from tests.support.trials_judge import CLOSED_S, judge
from tests.support.trials_patient import TrialPatient
from tests.support.trials_unit import TrialError, TrialUnit, until

LATER_S, AT_ONCE_S = 600.0, 0.0
"""When a visit is booked: one that is started by a press, one that counts down."""
PRESS_S = 3.0
GO_ON_S = 60.0
FRAMES = 5


class Visit:
    """One visit of one trial."""

    def __init__(self, unit: TrialUnit, patient: TrialPatient, booked: Booked) -> None:
        self.unit, self.patient, self.id = unit, patient, booked.appointment
        self._mend: Callable[[], None] = lambda: None

    @property
    def phase(self) -> str | None:
        """Where it stands."""
        return self.unit.phase(self.id)

    def phases_since(self, begun: float) -> list[str]:
        """The phases it came to after ``begun``."""
        return [phase for at, phase in self.unit.phases(self.id) if at >= begun]

    async def press_until(self, button: str, *phases: str) -> None:
        """Press again until the visit is in one of ``phases``: a press may hit a dead room."""
        deadline = time.monotonic() + GO_ON_S
        while self.phase not in phases:
            if time.monotonic() > deadline:
                raise TrialError(f"{button} did not lead to {phases[0]}, it is {self.phase}")
            with contextlib.suppress(TrialError):
                await self.unit.press(button, PRESS_S)
            with contextlib.suppress(TrialError):
                await until(lambda: self.phase in phases, PRESS_S, button)

    async def comes_to(self, *phases: str) -> None:
        """Wait for one of ``phases``."""
        await until(lambda: self.phase in phases, GO_ON_S, f"{phases[0]}, it is {self.phase}")

    async def meet(self) -> None:
        """In the call, and the patient sees new pictures."""
        await self.comes_to("in-call")
        seen = self.patient.far.frames
        await until(lambda: self.patient.far.frames >= seen + FRAMES, GO_ON_S, "pictures arrive")

    # --- to each moment -------------------------------------------------------------------------

    async def to_lobby(self) -> None:
        """The own picture."""
        await self.comes_to("checking")
        await self.unit.press("see-me")
        await until(self._captures, GO_ON_S, "the own picture")

    async def to_countdown(self) -> None:
        """The visit starts by itself."""
        await self.comes_to("ready")

    async def to_joining(self) -> None:
        """The first offer waits for its answer."""
        self.patient.hold_answers()
        await self.press_until("start", "joining", "in-call")
        await until(lambda: self.patient.calls, GO_ON_S, "an offer")

    async def to_call(self) -> None:
        """Both see each other."""
        await self.press_until("start", "joining", "in-call")
        await self.meet()

    async def to_pause(self) -> None:
        """*Paus*"""
        await self.to_call()
        await self.press_until("pause", "paused")

    async def to_interruption(self) -> None:
        """The patient's cable is pulled."""
        await self.to_call()
        self.patient.hold_answers()
        self._mend = self.patient.far.cut()
        await self.comes_to("interrupted")

    async def to_end(self) -> None:
        """*Lämna videobesök*"""
        await self.to_call()
        await self.press_until("leave", "ended")

    def _captures(self) -> bool:
        seen = self.unit.watch.look()
        return seen is not None and bool(seen.handles)

    # --- and on -----------------------------------------------------------------------------

    async def go_on(self, trial: Trial) -> None:
        """What people do after the blow until the visit is where it belongs."""
        self._mend()
        self.patient.answer_again()
        if trial.moment is Moment.ENDED:
            return
        deadline = time.monotonic() + GO_ON_S
        by_hand = trial.moment is not Moment.COUNTDOWN or trial.blow is Blow.REBOOT
        while not await self._meets():
            if time.monotonic() > deadline:
                raise TrialError(f"the visit does not go on, it is {self.phase}")
            button = {"checking": "start", "paused": "continue"}.get(self.phase or "")
            if button and (by_hand or button == "continue"):
                with contextlib.suppress(TrialError):
                    await self.unit.press(button, PRESS_S)

    async def _meets(self, within_s: float = 0.3) -> bool:
        """Whether it is in the call and pictures arrive; takes its time to say no."""
        seen = self.patient.far.frames
        with contextlib.suppress(TrialError):
            await until(lambda: self.patient.far.frames >= seen + 2, within_s, "pictures")
            return self.phase == "in-call"
        return False

    async def end(self) -> float | None:
        """Leave, confirm; seconds from leaving until nothing captured (None: ended before)."""
        left = None
        if self.phase not in ("ended", "closed"):
            await self.press_until("leave", "ended")
            ended = self.unit.phases(self.id)[-1][0]
            await until(lambda: not self._captures(), CLOSED_S + 5, "capture is closed")
            left = time.monotonic() - ended
        await self.press_until("held", "closed")
        await until(
            lambda: self.unit.status(self.id) == "fulfilled", GO_ON_S, "central has the outcome"
        )
        await until(self._is_clear, GO_ON_S, "the lamp says clear after the visit")
        await until(lambda: not self._captures(), CLOSED_S + 5, "capture is closed")
        return left

    def _is_clear(self) -> bool:
        seen = self.unit.watch.look()
        return seen is not None and seen.driven and seen.shows == "clear"


_TO: dict[Moment, Callable[[Visit], Awaitable[None]]] = {
    Moment.LOBBY: Visit.to_lobby,
    Moment.COUNTDOWN: Visit.to_countdown,
    Moment.JOINING: Visit.to_joining,
    Moment.IN_CALL: Visit.to_call,
    Moment.PAUSED: Visit.to_pause,
    Moment.INTERRUPTED: Visit.to_interruption,
    Moment.ENDED: Visit.to_end,
}


async def run_trial(unit: TrialUnit, trial: Trial) -> Result:
    """One trial from the booking to a clear door; what went wrong stands in the result."""
    result = Result(trial)
    unit.watch.forget()
    if trial.moment is Moment.COUNTDOWN:
        await unit.forget_the_day()
    patient = TrialPatient(unit.house)
    booked = unit.book(AT_ONCE_S if trial.moment is Moment.COUNTDOWN else LATER_S)
    visit, struck = Visit(unit, patient, booked), None
    begun = time.monotonic()
    try:
        await patient.enter(booked)
        await _TO[trial.moment](visit)
        former, struck = pids(unit, trial), time.monotonic()
        patient.begin_gap()
        result.note = await strike(unit, trial)
        if trial.blow is not Blow.REBOOT:
            await back(unit, former)
        await visit.go_on(trial)
        result.back_s = round(time.monotonic() - struck, 2)
        if trial.moment is Moment.IN_CALL:
            result.picture_gap_s = round(patient.longest_gap(), 2)
        result.capture_left_s = await visit.end()
    except (TrialError, TimeoutError) as error:
        result.wrong.append(str(error) or type(error).__name__)
    finally:
        await asyncio.shield(patient.close())
    judge(unit, visit.id, begun, struck or begun, result)
    return result
