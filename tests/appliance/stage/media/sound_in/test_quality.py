"""How well mended speech is understood: STOI (Taal 2011) against a decoder that mends nothing."""

import pytest
from pystoi import stoi

from appliance.stage.media.opus import Samples
from tests.support.sound_traces import clean, listen, lossy, plain, speech

SECONDS = 8
CODEC_LAG = 700
"""What is decoded is up to so many samples later than what was said."""


def understood(heard: Samples) -> float:
    """0 to 1; both sides are put over each other first."""
    said = speech(SECONDS).astype(float)
    there = heard[: said.size].astype(float)
    whole = 200_000
    lag = max(range(0, CODEC_LAG, 4), key=lambda k: float(said[:whole] @ there[k : k + whole]))
    return float(stoi(said[: there.size - lag], there[lag:], 48_000))


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "part", [pytest.param(0.02, marks=LONG), 0.05, pytest.param(0.10, marks=LONG)]
)
@pytest.mark.parametrize("told", [0, 5], ids=["no-fec", "fec"])
def test_mended_speech_is_understood_better_than_speech_with_holes(part: float, told: int) -> None:
    trace = lossy(clean(SECONDS, loss=told), part)
    mended = understood(listen(trace, SECONDS).placed)
    holes = understood(plain(trace, SECONDS * 50))
    assert mended >= holes + (0.01 if told else 0.0)


@LONG
def test_on_a_clean_network_nothing_is_lost_of_it() -> None:
    assert (
        understood(listen(clean(SECONDS), SECONDS).placed)
        > understood(plain(clean(), SECONDS * 50)) - 0.01
    )
