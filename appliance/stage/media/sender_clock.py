"""From RTP time to the sender's wall clock, out of its RTCP sender reports (RFC 3550, 6.4.1).

Sound and picture of one sender each have such a clock; what both call the same time belongs
together (lip-sync). The wall clock may be wrong by years: only differences mean anything.
"""

from dataclasses import dataclass

NTP_SECOND = 1 << 32
"""NTP time counts in 2^-32 s since 1900."""
KEPT = 20
"""So many reports are averaged: a sender stamps each some milliseconds early or late."""
DRIFT_KNOWN_S = 10.0
"""Reports over less than this say nothing of how fast the sender's clock runs."""
MOST_DRIFT = 1e-3
MOST_JUMP_S = 0.5
"""A report further from what the others foretell is not believed,"""
JUMPS_BELIEVED = 3
"""unless so many in a row say the same: the sender has set its clock."""


@dataclass(frozen=True)
class _Report:
    rtp: int
    ntp: int


class SenderClock:
    """The wall clock of one RTP stream (one SSRC); no thread but the caller's, no own clock."""

    def __init__(self, rate_hz: int) -> None:
        self._rate = rate_hz
        self._kept: list[_Report] = []
        self._doubted: list[_Report] = []
        self._base = 0.0
        """The sender's seconds at the newest report's RTP time, as all reports together say."""
        self._second_per_tick = 1.0 / rate_hz

    def report(self, rtp_time: int, ntp_time: int) -> None:
        """Take one sender report: 32 bits of RTP time, 64 bits of NTP time; any value is safe."""
        if ntp_time & 0xFFFFFFFFFFFFFFFF == 0:  # "no wall clock" (RFC 3550, 6.4.1)
            return
        if not self._kept:
            self._kept = [_Report(rtp_time & 0xFFFFFFFF, ntp_time & 0xFFFFFFFFFFFFFFFF)]
            self._reckon()
            return
        report = self._unwrapped(rtp_time, ntp_time)
        newest = self._kept[-1]
        if abs(self._off(report)) > MOST_JUMP_S:
            self._doubt(report)
        elif report.rtp > newest.rtp and report.ntp > newest.ntp:
            self._doubted = []
            self._kept = [*self._kept[-KEPT + 1 :], report]
            self._reckon()

    def ntp(self, rtp_time: int) -> float | None:
        """The sender's NTP time in seconds at ``rtp_time`` (32 bits); None before a report."""
        if not self._kept:
            return None
        ticks = _signed(rtp_time - self._kept[-1].rtp, 32)
        return self._base + ticks * self._second_per_tick

    def _unwrapped(self, rtp_time: int, ntp_time: int) -> _Report:
        newest = self._kept[-1]
        return _Report(
            newest.rtp + _signed(rtp_time - newest.rtp, 32),
            newest.ntp + _signed(ntp_time - newest.ntp, 64),
        )

    def _off(self, report: _Report) -> float:
        """Seconds between what ``report`` says and what the ones before foretell."""
        foretold = self._base + (report.rtp - self._kept[-1].rtp) * self._second_per_tick
        return report.ntp / NTP_SECOND - foretold

    def _doubt(self, report: _Report) -> None:
        """Begin anew when the doubted reports agree with each other."""
        if self._doubted:
            last = self._doubted[-1]
            ticks, units = report.rtp - last.rtp, report.ntp - last.ntp
            agree = abs(ticks / self._rate - units / NTP_SECOND) <= MOST_JUMP_S
            if not (agree and ticks > 0 and units > 0):
                self._doubted = []
        self._doubted.append(report)
        if len(self._doubted) >= JUMPS_BELIEVED:
            self._kept, self._doubted = self._doubted, []
            self._reckon()

    def _reckon(self) -> None:
        """The straight line through the kept reports; its slope only where they reach far."""
        newest = self._kept[-1]
        ticks = [report.rtp - newest.rtp for report in self._kept]
        seconds = [(report.ntp - newest.ntp) / NTP_SECOND for report in self._kept]
        mean_ticks, mean_seconds = sum(ticks) / len(ticks), sum(seconds) / len(seconds)
        slope = 1.0 / self._rate
        if -ticks[0] >= DRIFT_KNOWN_S * self._rate:
            spread = sum((tick - mean_ticks) ** 2 for tick in ticks)
            shared = zip(ticks, seconds, strict=True)
            both = sum((tick - mean_ticks) * (second - mean_seconds) for tick, second in shared)
            measured = both / spread * self._rate
            slope *= max(1.0 - MOST_DRIFT, min(measured, 1.0 + MOST_DRIFT))
        self._second_per_tick = slope
        self._base = newest.ntp / NTP_SECOND + mean_seconds - slope * mean_ticks


def _signed(value: int, bits: int) -> int:
    """``value`` as a signed number of ``bits`` bits: the short way round."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value
