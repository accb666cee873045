"""From a device's thread into the loop: nothing piles up."""

import asyncio

from appliance.stage.net.fan import Fan


async def test_a_fan_hands_over_from_any_thread_and_rests_when_nobody_listens() -> None:
    fan: Fan[int] = Fan(asyncio.get_running_loop())
    got: list[int] = []
    await asyncio.to_thread(fan.send, 1)
    end = fan.add(got.append)
    await asyncio.to_thread(fan.send, 2)
    await asyncio.sleep(0.01)
    end()
    fan.send(3)
    await asyncio.sleep(0.01)
    assert got == [2]


async def test_a_loop_that_was_late_holds_few_pictures_and_gets_the_newest() -> None:
    fan: Fan[int] = Fan(asyncio.get_running_loop())
    got: list[int] = []
    fan.add(got.append)
    for number in range(1000):
        fan.send(number)
    await asyncio.sleep(0)
    assert got == list(range(990, 1000))
    fan.send(1000)
    await asyncio.sleep(0)
    assert got[-1] == 1000
