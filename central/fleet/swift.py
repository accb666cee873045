"""Paho's client, reading what has arrived at once.

Paho asks the kernel for a packet's first byte, its length and its body one after another, and
between any two packets which of its sockets has news. Under load that is most of what a message
costs. Here what has arrived is taken from the TLS socket in one piece and read to its end.
"""

import ssl

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode

PIECE = 65_536
AT_ONCE = 200
"""Packets read before what waits to be written has its turn."""


class KeepingSocket(ssl.SSLSocket):
    """A TLS socket that keeps what came along with what was asked for; ``pending`` tells of it."""

    _kept = b""
    _at = 0

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """At most ``buflen`` bytes; nothing at the end, SSLWantReadError where none are here."""
        if self._at == len(self._kept):
            self._kept, self._at = self._arrived(flags), 0
        part = self._kept[self._at : self._at + buflen]
        self._at += len(part)
        return part

    def _arrived(self, flags: int) -> bytes:
        """All records that are here, about PIECE bytes at most: a broker makes one of a packet."""
        records = [super().recv(PIECE, flags)]
        size = len(records[0])
        while records[-1] and size < PIECE:
            try:
                records.append(super().recv(PIECE, flags))
            except ssl.SSLError:  # none is left; what is wrong is wrong at the next look too
                break
            size += len(records[-1])
        return b"".join(records)

    def pending(self) -> int:
        """How many bytes can be read without the kernel."""
        return len(self._kept) - self._at + super().pending()


class SwiftClient(mqtt.Client):
    """Reads on while there is something to read."""

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """As paho's, for AT_ONCE packets at most."""
        for _ in range(AT_ONCE):
            code = super().loop_read(max_packets)
            line = self.socket()
            if code or not isinstance(line, ssl.SSLSocket) or not line.pending():
                return code
        return MQTTErrorCode.MQTT_ERR_SUCCESS
