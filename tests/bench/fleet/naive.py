"""An ingest as it is first thought of: each message a row, each row a transaction."""

import json
import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from central.store.database import Database
from central.store.tables import Event, Sample


def main(port: int, keys: str, number: int, name: str, url: str) -> None:
    """End when ``number`` messages are written."""
    database = Database(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.tls_set(f"{keys}/ca.crt", f"{keys}/central.crt", f"{keys}/central.key")
    count, whole = 0, threading.Event()

    def on_message(_: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        nonlocal count
        unit = "/".join(message.topic.split("/")[2:4])
        told = json.loads(message.payload)
        with database.begin() as session:
            if name == "event":
                session.add(Event(unit=unit, evidence={}, received_at=0.0, **told))
            else:
                session.add(Sample(unit=unit, **told))
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
    database.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5])
