"""Plays a steady tone on the sound card named on the command line until its input ends.

A process of its own: PortAudio lists its devices anew for each one that is opened, which ends the
streams of the others in the same process.
"""

import itertools
import sys

import numpy as np

from hardware.sound import BLOCK, RATE_HZ, Block
from hardware.sound_portaudio import PortAudioSound

TONE_HZ = 1000


def tone(number: int) -> Block:
    """Block ``number`` of the tone."""
    at = np.arange(number * BLOCK, (number + 1) * BLOCK)
    return (np.sin(2 * np.pi * TONE_HZ * at / RATE_HZ) * 8000).astype(np.int16)


def main() -> None:
    """Play until nobody holds the other end of the standard input."""
    speaker = PortAudioSound(sys.argv[1])
    count = itertools.count()
    speaker.open_output(lambda: tone(next(count)))
    sys.stdin.read()
    speaker.close_output()


if __name__ == "__main__":
    main()
