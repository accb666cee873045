"""The sender's reports of picture and sound, brought together in a real call."""

from tests.support.stage_call import call_bench, stage_view, until


async def test_picture_and_voice_of_one_sender_are_compared_by_its_own_clock() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        lips = call._new._lip_sync.lips
        await until(lambda: lips.lead_s is not None, 15.0)
        numbers = await bench.switchboard.numbers()
        assert abs(numbers["video.lead"]) < 1.0
        assert call._new.sound_in.buffer._player.delay.least_s == lips.sound_s
