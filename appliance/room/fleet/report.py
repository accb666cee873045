"""What IT may know of this unit, as retained MQTT levels: nobody and no presence in it."""

from collections.abc import Iterable

from appliance.core.health import PartHealth
from appliance.core.readiness import VisitReady
from appliance.core.words import SignState
from appliance.room.fleet.booking_word import booking_word
from wire.fleet import (
    Birth,
    Condition,
    Health,
    Metric,
    Ready,
    SignReport,
    State,
    Topic,
    UnitState,
    topic,
)
from wire.records import Record

READY_KEPT_S = 3600.0
"""So long after a visit's end the broker forgets it by itself, where the unit died."""
UNITS = {
    "system.cpu.utilization": "1",
    "system.memory.utilization": "1",
    "process.memory.usage": "By",
    "hw.temperature": "Cel",
    "hw.physical_disk.endurance_utilization": "1",
    "hw.network.bandwidth.limit": "By/s",
    "system.uptime": "s",
    "video.profile.height": "{pixel}",
    "video.profile.frame_rate": "{frame}/s",
    "video.encode.duration": "s",
    "framesPerSecond": "{frame}/s",
    "framesReceived": "{frame}",
    "framesSent": "{frame}",
    "framesDecoded": "{frame}",
    "framesDropped": "{frame}",
    "frameWidth": "{pixel}",
    "frameHeight": "{pixel}",
    "freezeCount": "{freeze}",
    "totalFreezesDuration": "s",
    "totalDecodeTime": "s",
    "keyFramesDecoded": "{frame}",
    "nackCount": "{packet}",
    "pliCount": "{message}",
    "video.jitterBufferDelay": "s",
    "video.jitterBufferEmittedCount": "{frame}",
    "video.lead": "s",
    "call.grade": "1",
    "outbound.framesSent": "{frame}",
    "outbound.framesPerSecond": "{frame}/s",
    "outbound.frameWidth": "{pixel}",
    "outbound.frameHeight": "{pixel}",
    "outbound.framesEncoded": "{frame}",
    "outbound.keyFramesEncoded": "{frame}",
    "outbound.qualityLimitationReason": "1",
    "outbound.targetBitrate": "bit/s",
    "outbound.fractionLost": "1",
    "outbound.remotePacketsLost": "{packet}",
    "outbound.packetsSent": "{packet}",
    "outbound.retransmittedPacketsSent": "{packet}",
    "outbound.nackCount": "{packet}",
    "outbound.pliCount": "{message}",
    "outbound.totalEncodeTime": "s",
    "bytesSent": "By",
    "bytesReceived": "By",
    "packetsSent": "{packet}",
    "packetsReceived": "{packet}",
    "packetsLost": "{packet}",
    "concealedSamples": "{sample}",
    "silentConcealedSamples": "{sample}",
    "concealmentEvents": "{event}",
    "insertedSamplesForDeceleration": "{sample}",
    "removedSamplesForAcceleration": "{sample}",
    "totalSamplesReceived": "{sample}",
    "totalSamplesDuration": "s",
    "totalAudioEnergy": "s",
    "packetsDiscarded": "{packet}",
    "fecPacketsReceived": "{packet}",
    "fecPacketsDiscarded": "{packet}",
    "audioLevel": "1",
    "jitter": "s",
    "jitterBufferDelay": "s",
    "jitterBufferTargetDelay": "s",
    "jitterBufferEmittedCount": "{sample}",
    "roundTripTime": "s",
    "currentRoundTripTime": "s",
    "availableOutgoingBitrate": "bit/s",
}
"""OpenTelemetry and W3C webrtc-stats names, each with its UCUM unit."""


class Report:
    """Builds the levels and remembers since when each one stands."""

    def __init__(
        self,
        unit: str,
        room: str,
        boot: str,
        parts: dict[str, str],
        versions: dict[str, str],
        secret: bytes = b"",
    ) -> None:
        """``secret`` makes the words for the bookings."""
        self._secret = secret
        self._unit = unit
        self._boot = boot
        self._versions = versions
        metrics = tuple(Metric(name=name, unit=code) for name, code in UNITS.items())
        self._birth = Birth(boot=boot, role="room", room=room, parts=parts, metrics=metrics)
        self._since: dict[str, tuple[tuple[object, ...], float]] = {}

    def clock_was_set(self, by: float) -> None:
        """The wall clock jumped by so many seconds: what stands began at another time by it."""
        self._since = {
            name: (what, round(since + by, 3)) for name, (what, since) in self._since.items()
        }

    def state(self, state: UnitState, at: float) -> tuple[str, str]:
        """Topic and payload of the unit's state, at ``at`` (Unix seconds)."""
        since = self._stands("state", (state,), at)
        told = State(state=state, boot=self._boot, since=since, versions=self._versions)
        return self._level(told, Topic.STATE)

    def will(self, at: float) -> tuple[str, str]:
        """What the broker shall say when this unit falls silent."""
        lost = State(state=UnitState.LOST, boot=self._boot, since=at, versions=self._versions)
        return self._level(lost, Topic.STATE)

    def birth(self) -> tuple[str, str]:
        """Topic and payload of what the unit is made of."""
        return self._level(self._birth, Topic.BIRTH)

    def health(self, parts: Iterable[PartHealth], at: float) -> dict[str, str]:
        """Topic and payload of every part's health."""
        levels = {}
        for part in parts:
            since = self._stands(part.part, (part.condition, part.code), at)
            told = Health(
                condition=Condition(part.condition),
                code=part.code,
                since=since,
                evidence=dict(part.evidence),
            )
            name, payload = self._level(told, Topic.HEALTH, part.part)
            levels[name] = payload
        return levels

    def ready(self, visits: Iterable[VisitReady], at: float) -> dict[str, tuple[str, float]]:
        """Topic, payload and end of what is told of each booking, under a word of its own."""
        levels, standing = {}, set()
        for visit in visits:
            word = booking_word(self._secret, visit.visit)
            standing.add(f"ready-{word}")
            since = self._stands(f"ready-{word}", (visit.state, visit.part, visit.code), at)
            told = Ready(
                state=visit.state,
                start=visit.start,
                end=visit.end,
                part=visit.part,
                code=visit.code,
                since=since,
            )
            name, payload = self._level(told, Topic.READY, word)
            levels[name] = payload, max(visit.end, at) + READY_KEPT_S
        for gone in [key for key in self._since if key.startswith("ready-")]:
            if gone not in standing:
                del self._since[gone]
        return levels

    def sign(
        self, wanted: SignState, actual: SignState | None, at: float, *, lamp_ok: bool
    ) -> tuple[str, str]:
        """Topic and payload of the lamp by the door; a sign that does not answer is unknown."""
        shown = actual or SignState.UNKNOWN
        since = self._stands("sign-lamp", (wanted, shown, lamp_ok), at)
        told = SignReport(wanted=wanted, actual=shown, lamp_ok=lamp_ok, since=since)
        return self._level(told, Topic.SIGN)

    def _stands(self, name: str, what: tuple[object, ...], at: float) -> float:
        former = self._since.get(name)
        if former is None or former[0] != what:
            self._since[name] = (what, round(at, 3))
        return self._since[name][1]

    def _level(self, record: Record, name: Topic, part: str | None = None) -> tuple[str, str]:
        return topic(self._unit, name, part), record.to_json()
