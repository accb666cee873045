"""A call with a real other end: media both ways, silence, new generations (S8, A6)."""

import asyncio
import time

from appliance.core.words import Link
from appliance.stage.net.patience import Patience
from tests.support.stage_call import call_bench, stage_view, until
from wire.signaling import Candidate, Signal


async def test_media_flow_both_ways_and_are_proven() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        took = await until(lambda: bench.doing is not None and bench.doing.proven)
        assert took < 2.0
        await until(lambda: bench.far.frames > 5 and bench.far.sound_energy > 0)
        assert bench.far.size == (640, 360)
        assert bench.doing.link is Link.LIVE
        assert bench.doing.picture
        assert bench.doing.sound
        assert bench.shown[-1].shape == (540, 640)
        assert bench.heard > 0
        numbers = await bench.switchboard.numbers()
        assert numbers["framesDecoded"] > 0
        assert numbers["frameWidth"] == 640
        assert numbers["totalAudioEnergy"] > 0
        assert numbers["bytesSent"] > 0


async def test_s8_a_silent_path_gets_a_new_connection_with_a_higher_generation() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        bench.far.cut()
        bench.far.deaf = True
        took = await until(lambda: bench.doing.link is Link.SILENT)
        assert 1.5 < took < 3.0
        assert not bench.doing.proven
        await until(lambda: len(bench.far.offers) == 2, 1.0)
        assert bench.far.offers[1].generation == bench.far.offers[0].generation + 1
        bench.far.deaf = False
        await until(lambda: bench.doing.proven, 5.0)
        assert bench.doing.link is Link.LIVE
        assert bench.doing.generation == bench.far.offers[-1].generation
        generations = [one.generation for one in bench.far.offers]
        assert generations == sorted(set(generations))


async def test_s8_the_old_connection_is_kept_when_it_speaks_again_first() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        mend = bench.far.cut()
        bench.far.deaf = True
        await until(lambda: len(bench.far.offers) == 2, 4.0)
        mend()
        await until(lambda: bench.doing.generation == 1, 3.0)
        assert bench.doing.link is Link.LIVE
        assert bench.doing.proven
        shown = len(bench.shown)
        await until(lambda: len(bench.shown) > shown + 5)
        frames = bench.far.frames
        await until(lambda: bench.far.frames > frames + 5)


async def test_s8_rtcp_and_consent_alone_keep_the_link_live_when_both_are_off() -> None:
    async with call_bench() as bench:
        bench.far.media = False
        bench.camera_runs = bench.microphone_runs = False
        bench.view = stage_view(
            camera=False, microphone=False, peer_camera=False, peer_microphone=False
        )
        await until(lambda: bench.doing is not None and bench.doing.proven)
        assert not bench.doing.picture
        assert not bench.doing.sound
        await asyncio.sleep(3.0)
        assert bench.doing.link is Link.LIVE
        assert len(bench.far.offers) == 1


async def test_s8_an_end_that_promises_media_and_sends_none_is_not_proven() -> None:
    async with call_bench() as bench:
        bench.far.media = False
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.link is Link.LIVE)
        await asyncio.sleep(0.5)
        assert not bench.doing.proven


async def test_s8_a_dead_microphone_is_not_proven_unless_it_is_off_by_choice() -> None:
    async with call_bench() as bench:
        bench.microphone_runs = False
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.picture)
        assert not bench.doing.proven
        bench.view = stage_view(microphone=False)
        await until(lambda: bench.doing.proven)


async def test_an_offer_without_an_answer_is_made_anew_in_the_end() -> None:
    async with call_bench(patience=Patience(answer_s=0.4)) as bench:
        bench.lost = True
        bench.view = stage_view(min_generation=7)
        await until(lambda: len(bench.sent) >= 3)
        assert [one.generation for one in bench.sent[:3]] == [7, 8, 9]
        bench.lost = False
        await until(lambda: bench.doing.proven)


async def test_an_offer_that_nobody_heard_is_said_again_as_it_was() -> None:
    async with call_bench() as bench:
        bench.lost = True
        bench.view = stage_view()
        await until(lambda: len(bench.sent) == 1)
        bench.lost = False
        await until(lambda: bench.doing.proven)
        assert len({one.body for one in bench.sent if one.body.type == "offer"}) == 1
        assert bench.doing.generation == 1


async def test_an_answer_that_was_lost_is_given_again() -> None:
    async with call_bench() as bench:
        lost: list[Signal] = []
        reply, bench.far._reply = bench.far._reply, lost.append
        bench.view = stage_view()
        await until(lambda: bool(lost))
        bench.far._reply = reply
        await until(lambda: bench.doing.proven)
        assert bench.doing.generation == 1


async def test_without_room_no_new_connection_is_tried() -> None:
    async with call_bench(patience=Patience(retry_s=0.2, answer_s=0.2)) as bench:
        bench.lost, bench.room_here = True, False
        bench.view = stage_view()
        await until(lambda: len(bench.sent) == 1)
        await asyncio.sleep(0.6)
        assert len(bench.sent) == 1


async def test_a_new_peer_is_a_new_connection_and_no_call_closes_it_within_a_second() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        first = bench.far.pc
        bench.view = stage_view(peer="peer-patient-2")
        await until(lambda: bench.doing.peer == "peer-patient-2" and bench.doing.proven)
        assert bench.doing.generation == 2
        assert first is not None
        await until(lambda: first.connectionState == "closed", 1.0)
        second = bench.far.pc
        bench.view = stage_view(call=False)
        assert second is not None
        await until(lambda: second.connectionState == "closed", 1.0)
        assert bench.doing is None


async def test_an_answer_of_another_peer_visit_or_generation_is_ignored() -> None:
    async with call_bench() as bench:
        bench.far.deaf = True
        bench.view = stage_view(min_generation=5)
        await until(lambda: len(bench.far.offers) == 1)
        offer = bench.far.offers[0]
        kept, bench.far._reply = bench.far._reply, lambda signal: answers.append(signal)
        answers: list[Signal] = []
        bench.far.deaf = False
        bench.far.hear(offer)
        await until(lambda: answers)
        for wrong in (
            {"generation": 4},
            {"generation": 6},
            {"peer": "peer-other-1"},
            {"visit": "x"},
        ):
            kept(answers[0].model_copy(update=wrong))
        await asyncio.sleep(0.3)
        assert bench.doing.link is Link.CONNECTING
        kept(answers[0])
        await until(lambda: bench.doing.proven)


async def test_r19_on_hold_nothing_is_sent_and_the_connection_stays() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        bench.camera_runs = bench.microphone_runs = False
        bench.view = stage_view(capture=None, hold=True)
        await asyncio.sleep(0.3)
        frames, energy = bench.far.frames, bench.far.sound_energy
        await asyncio.sleep(2.5)
        assert (bench.far.frames, bench.far.sound_energy) == (frames, energy)
        assert bench.doing.link is Link.LIVE
        assert not bench.doing.picture
        assert len(bench.far.offers) == 1
        bench.camera_runs = bench.microphone_runs = True
        bench.view = stage_view()
        await until(lambda: bench.far.frames > frames)


async def test_candidates_may_trickle_before_and_after_the_answer() -> None:
    async with call_bench() as bench:
        bench.far.deaf = True
        bench.view = stage_view()
        await until(lambda: len(bench.far.offers) == 1)
        early = Candidate(
            candidate="candidate:1 1 udp 2130706431 192.0.2.77 5001 typ host", sdp_mid="0"
        )
        late = Candidate(
            candidate="candidate:2 1 udp 2130706430 192.0.2.78 5002 typ host", sdp_m_line_index=0
        )
        offer = bench.far.offers[0]
        bench.switchboard.hear(offer.model_copy(update={"body": early}))
        bench.far.deaf = False
        bench.far.offers.clear()
        bench.far.hear(offer)
        await until(lambda: bench.doing.proven)
        bench.switchboard.hear(offer.model_copy(update={"body": late}))
        call = bench.switchboard._call
        assert call is not None
        transport = call._new.connection.getTransceivers()[0].receiver.transport.transport

        def known() -> set[int]:
            return {one.port for one in transport.getRemoteCandidates()}

        await until(lambda: {5001, 5002} <= known(), 1.0)


async def test_s2_who_hangs_up_is_known_to_be_gone_at_once() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        bench.far.deaf = True
        await bench.far.hang_up()
        took = await until(lambda: bench.doing.link is Link.SILENT)
        assert took < 1.0


async def test_s8_a_process_that_stood_still_does_not_take_it_for_the_others_silence() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        bench.far.cut()
        bench.far.deaf = True
        time.sleep(2.5)  # the whole loop, as on a machine that is too busy
        await asyncio.sleep(0.2)
        assert bench.doing.generation == 1
        assert bench.doing.link is Link.LIVE
        await until(lambda: bench.doing.link is Link.SILENT)
