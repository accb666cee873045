"""A bare paho subscriber that only counts: ``python -m tests.bench.fleet.counting PORT KEYS N``."""

import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


def main(port: int, keys: str, number: int, name: str) -> None:
    """End when ``number`` messages have come."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.tls_set(f"{keys}/ca.crt", f"{keys}/central.crt", f"{keys}/central.key")
    count, whole = 0, threading.Event()

    def on_message(*_: object) -> None:
        nonlocal count
        count += 1
        if count >= number:
            whole.set()

    client.on_message = on_message
    client.on_connect = lambda connected, *_: connected.subscribe(f"ostord/1/+/+/{name}", 1)
    client.on_subscribe = lambda *_: print("listening", flush=True)
    client.connect("localhost", port, 60)
    client.loop_start()
    whole.wait()
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
