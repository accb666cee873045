"""Speech in small packets, through the real libopus: coded, made up, recovered, and abused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.stage.media import opus
from appliance.stage.media.level import power
from appliance.stage.media.opus import Decoder, Encoder, OpusError, Samples
from hardware.voice import voice

FRAME = 960
SPEECH: Samples = voice().ravel()[: FRAME * 60]


def coded(loss: int = 10, samples: Samples = SPEECH) -> list[bytes]:
    encoder = Encoder()
    encoder.expect_loss(loss)
    return [encoder.encode(samples[at : at + FRAME]) for at in range(0, samples.size, FRAME)]


PACKETS = coded()


def likeness(one: Samples, other: Samples) -> float:
    """The correlation at the best shift of up to 7.5 ms, 0 to 1."""
    a, b = one.astype(float), other.astype(float)
    both = np.correlate(a, b[360:-360]) / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9)
    return float(both.max())


def test_a_voice_comes_out_as_it_went_in() -> None:
    decoder = Decoder()
    heard = np.concatenate([decoder.decode(packet) for packet in PACKETS])
    assert heard.size == SPEECH.size
    assert likeness(SPEECH, heard) > 0.9
    assert 24_000 < sum(map(len, PACKETS)) * 8 / (SPEECH.size / 48_000) < 36_000


def test_what_the_encoder_is_set_to_can_be_read_and_changed_while_it_runs() -> None:
    encoder = Encoder()
    assert encoder.fec
    assert not encoder.dtx
    encoder.encode(SPEECH[:FRAME])
    for percent, taken in ((7, 7), (-3, 0), (900, 100)):
        encoder.expect_loss(percent)
        assert encoder.expected_loss == taken
    assert opus.duration(encoder.encode(SPEECH[:FRAME])) == FRAME
    assert opus.duration(encoder.encode(SPEECH[:480])) == 480
    with pytest.raises(OpusError):
        encoder.encode(SPEECH[:100])


def test_silence_is_sent_too() -> None:
    """A receiver can tell a quiet room from a lost connection."""
    silent = coded(samples=np.zeros(FRAME * 50, dtype=np.int16))
    assert all(opus.duration(packet) == FRAME for packet in silent)


@pytest.mark.parametrize("loss", [2, 5, 20])
def test_speech_carries_the_packet_before_it_at_every_loss_that_is_told(loss: int) -> None:
    carry = [opus.carries_last(packet) for packet in coded(loss)]
    assert sum(carry) > len(carry) / 2


def test_without_told_loss_nothing_is_carried() -> None:
    assert not any(opus.carries_last(packet) for packet in coded(0))


def test_what_is_recovered_is_nearer_to_the_truth_than_what_is_made_up() -> None:
    recovered, made_up = [], []
    for lost in range(5, 55, 5):
        truth, guess = Decoder(), Decoder()
        for packet in PACKETS[:lost]:
            truth.decode(packet)
            guess.decode(packet)
        said = SPEECH[lost * FRAME : (lost + 1) * FRAME]
        if power(said) > 1e-3 and opus.carries_last(PACKETS[lost + 1]):
            recovered.append(likeness(said, truth.recover(PACKETS[lost + 1], FRAME)))
            made_up.append(likeness(said, guess.conceal(FRAME)))
    assert len(recovered) > 3
    assert np.mean(recovered) > np.mean(made_up)


def test_made_up_sound_fades() -> None:
    decoder = Decoder()
    for packet in PACKETS[:20]:
        decoder.decode(packet)
    made = [decoder.conceal(FRAME) for _ in range(60)]
    assert all(one.size == FRAME for one in made)
    assert power(made[-1]) < 0.01 * max(power(made[0]), 1e-6)
    decoder.reset()
    assert not decoder.conceal(480).any()


@pytest.mark.parametrize(("asked", "given"), [(960, 960), (1, 120), (481, 480), (10**6, 5760)])
def test_what_is_made_up_comes_in_steps(asked: int, given: int) -> None:
    assert Decoder().conceal(asked).size == given


@pytest.mark.parametrize("payload", [b"", b"\xff", b"\x7b\xff" + bytes(9), bytes(1501)])
def test_what_is_no_packet_is_refused(payload: bytes) -> None:
    with pytest.raises(OpusError):
        opus.duration(payload)
    with pytest.raises(OpusError):
        Decoder().decode(payload)


def abuse(payloads: list[bytes]) -> None:
    """One decoder takes them all, whatever they are, and still speaks afterwards."""
    decoder = Decoder()
    for payload in payloads:
        for use in (decoder.decode, lambda one: decoder.recover(one, FRAME), opus.carries_last):
            try:
                said = use(payload)
            except OpusError:
                continue
            assert isinstance(said, bool) or 0 < said.size <= opus.LONGEST
        assert decoder.conceal(480).size == 480
    assert decoder.decode(PACKETS[0]).size == FRAME


@given(st.lists(st.binary(max_size=400), max_size=12))
def test_random_bytes_harm_nothing(payloads: list[bytes]) -> None:
    abuse(payloads)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 59), st.integers(0, 199), st.integers(0, 255), st.integers(1, 200)
        ),
        max_size=12,
    )
)
def test_packets_that_were_tampered_with_harm_nothing(how: list[tuple[int, int, int, int]]) -> None:
    spoilt = []
    for number, place, value, length in how:
        packet = bytearray(PACKETS[number])
        packet[place % len(packet)] = value
        spoilt.append(bytes(packet[:length]))
    abuse(spoilt)
