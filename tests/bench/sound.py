"""What the sound costs: µs a block of 10 ms in, at the median and at worst, and a packet out."""

import time
from collections.abc import Iterable

from appliance.stage.media.sound_in.player import Player
from appliance.stage.media.sound_out.speech import Speech
from hardware.voice import voice
from tests.support.sound_traces import Packet, clean, held_up, jittery, lossy

SECONDS = 16


def taking(trace: Iterable[Packet]) -> list[float]:
    """Seconds of this thread's own CPU for each block, with what arrived since the last."""
    player, coming, costs = Player(), sorted(trace, key=lambda one: one.at), []
    at = 0
    for number in range(SECONDS * 100):
        now = number * 0.01
        begun = time.thread_time()
        while at < len(coming) and coming[at].at <= now:
            player.arrive(coming[at].data, coming[at].timestamp, now)
            at += 1
        player.take(now)
        costs.append(time.thread_time() - begun)
    return costs


def speaking() -> list[float]:
    """The same for each block of the microphone; every second one is coded."""
    speech, costs = Speech(), []
    for number, block in enumerate(voice()):
        begun = time.thread_time()
        speech.put(block, number * 0.01)
        costs.append(time.thread_time() - begun)
    return costs


def line(name: str, costs: list[float]) -> str:
    """A row: mean, worst, part of a core."""
    mean, worst = sum(costs) / len(costs), sorted(costs)[-3]
    return f"{name:24}{mean * 1e6:8.0f}{worst * 1e6:8.0f}{mean / 0.01:9.2%}"


if __name__ == "__main__":
    print(f"{'':24}{'mean':>8}{'worst':>8}{'of a core':>9}")
    print(line("in, clean", taking(clean())))
    print(line("in, 5 % loss, jitter", taking(jittery(lossy(clean(), 0.05), 0.03))))
    print(line("in, 2 s at once", taking(held_up(clean(), 5.0, 7.0))))
    print(line("out", speaking()))
