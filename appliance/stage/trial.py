"""Tries out in a process of its own what this machine can code; run by ``fitting``.

Codecs keep tens of megabytes for good once they were used, and one that crashes must not take
the stage with it. Asked on the command line with JSON, answers with one line of JSON.
"""

import json
import os
import sys
from collections.abc import Sequence

from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.media.video_out.self_test import Found, best, measure

NICE = 10
"""Screen, sign and devices come first."""


def command(most: Profile, codecs: Sequence[VideoCodec]) -> list[str]:
    """What to run; ``most`` is the largest picture that may be looked at."""
    asked = {"most": [most.width, most.height, most.fps], "codecs": list(codecs)}
    return [sys.executable, "-m", "appliance.stage.trial", json.dumps(asked)]


def read(answer: bytes) -> Found:
    """What it found; raises ValueError, KeyError or TypeError for an answer that is none."""
    told = json.loads(answer)
    return Found(told["codec"], Profile(*told["profile"]), float(told["seconds"]))


def main(asked: str) -> None:
    """Try out and print."""
    os.nice(NICE)
    told = json.loads(asked)
    found = best(measure, Profile(*told["most"]), tuple(told["codecs"]))
    profile = [found.profile.width, found.profile.height, found.profile.fps]
    answer = {"codec": found.codec, "profile": profile, "seconds": found.seconds}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
