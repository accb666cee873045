"""A guest's call beside the patient's: seen and heard here, decides nothing (R39, R40)."""

from appliance.core.views import CallView
from appliance.core.words import Link
from tests.support.far_end import FarEnd
from tests.support.stage_call import VISIT, call_bench, stage_view, until

TOLK = CallView(visit=VISIT, peer="interpreter-0001")


async def test_r39_r40_a_guest_and_the_room_see_and_hear_each_other() -> None:
    async with call_bench() as bench:
        guest = FarEnd(bench.switchboard.hear)
        bench.route = lambda to: guest if to.peer == TOLK.peer else bench.far
        try:
            bench.view = stage_view().model_copy(update={"guests": (TOLK,)})
            await until(lambda: bench.doing is not None and bench.doing.proven)
            await until(lambda: guest.frames > 5 and guest.sound_energy > 0)
            await until(lambda: any(abs(samples).max() > 0 for samples in bench.guest_heard))
            await until(lambda: len(bench.guest_shown) > 5)
            assert {peer for peer, _ in bench.guest_shown} == {TOLK.peer}
            assert bench.guest_shown[-1][1].shape == (540, 640)
            assert bench.switchboard.guests_seen() == {TOLK.peer}
            await until(lambda: bench.switchboard.guests_speaking() == {TOLK.peer})
            assert "b=TIAS:400000" in guest.sdp[0], "a small picture is asked for"
            assert "b=TIAS" not in bench.far.sdp[0]
            numbers = {offer.generation for offer in (*bench.far.offers, *guest.offers)}
            assert len(numbers) == 2, "no two connections have one number"

            await guest.hang_up()
            assert bench.doing.link is Link.LIVE, "a guest who goes interrupts nothing"
            bench.view = stage_view()
            await until(lambda: not bench.guest_heard)
            assert bench.doing.link is Link.LIVE
        finally:
            await guest.close()


async def test_r19_on_hold_no_guest_is_seen() -> None:
    async with call_bench() as bench:
        guest = FarEnd(bench.switchboard.hear)
        bench.route = lambda to: guest if to.peer == TOLK.peer else bench.far
        try:
            bench.view = stage_view().model_copy(update={"guests": (TOLK,)})
            await until(lambda: bench.switchboard.guests_seen() == {TOLK.peer})
            held = TOLK.model_copy(update={"hold": True})
            bench.view = stage_view(hold=True).model_copy(update={"guests": (held,)})
            await until(lambda: not bench.switchboard.guests_seen())
        finally:
            await guest.close()


async def test_r38_a_guest_is_called_only_while_the_patient_is() -> None:
    async with call_bench() as bench:
        guest = FarEnd(bench.switchboard.hear)
        bench.route = lambda to: guest if to.peer == TOLK.peer else bench.far
        try:
            bench.view = stage_view().model_copy(update={"guests": (TOLK,)})
            await until(lambda: guest.frames > 0)
            bench.view = stage_view(call=False).model_copy(update={"guests": (TOLK,)})
            await until(lambda: bench.doing is None)
            await until(lambda: not bench.guest_heard)
            assert len(guest.offers) == 1
        finally:
            await guest.close()
