"""What was heard and what had to be made up, by the names of W3C webrtc-stats."""

from dataclasses import dataclass

from hardware.sound import RATE_HZ


@dataclass
class SoundCounts:
    """Totals since the call began; samples at 48 kHz. One thread writes, others may read."""

    received: int = 0
    """Samples given to the loudspeaker while the other end sends."""
    concealed: int = 0
    silent_concealed: int = 0
    events: int = 0
    inserted: int = 0
    removed: int = 0
    packets: int = 0
    discarded: int = 0
    repeated: int = 0
    fec: int = 0
    fec_used: int = 0
    emitted: int = 0
    delay_s: float = 0.0
    """Seconds that samples waited, summed over samples."""
    target_s: float = 0.0
    """The same of what was aimed at."""
    energy: float = 0.0
    """Mean square, 0 to 1 of full scale, times seconds."""
    decoded: int = 0

    def numbers(self) -> dict[str, float]:
        """The standard's names (RTCInboundRtpStreamStats) with their values."""
        return {
            "totalSamplesReceived": self.received,
            "concealedSamples": self.concealed,
            "silentConcealedSamples": self.silent_concealed,
            "concealmentEvents": self.events,
            "insertedSamplesForDeceleration": self.inserted,
            "removedSamplesForAcceleration": self.removed,
            "packetsDiscarded": self.discarded,
            "fecPacketsReceived": self.fec,
            "fecPacketsDiscarded": self.fec - self.fec_used,
            "jitterBufferDelay": round(self.delay_s, 3),
            "jitterBufferTargetDelay": round(self.target_s, 3),
            "jitterBufferEmittedCount": self.emitted,
            "totalAudioEnergy": round(self.energy, 6),
            "totalSamplesDuration": round(self.received / RATE_HZ, 2),
        }
