"""The control socket of a simulated device: JSON lines that tell its state and do things to it.

``{folder}/{device}.sock`` (mode 0660). Whoever connects gets the state, whole, and again on every
change. ``{"do": verb, …}`` runs a verb; what it returns is the answer, else the state is.
"""

import contextlib
import json
import os
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

Verb = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Gets the line that asked for it; runs on the socket's own thread; ValueError refuses."""

LINE_LIMIT = 65_536
"""The longest line a device reads, in bytes."""
UNREAD_LIMIT = 8_388_608
"""Who leaves more than this unread, in bytes, is cut off."""


def hold(folder: Path, device: str) -> BinaryIO:
    """Open ``{folder}/{device}.capturing``: /proc shows it as long as the result is not closed."""
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"{device}.capturing").open("wb")


class ControlSocket:
    """Serves one simulated device's control socket on a thread of its own, until closed.

    ``folder`` is the runtime folder's ``devices``; ``state`` is asked from the socket's thread.
    """

    def __init__(
        self,
        folder: Path,
        device: str,
        verbs: Mapping[str, Verb],
        state: Callable[[], dict[str, Any]],
    ) -> None:
        self._device = device
        self._verbs = dict(verbs)
        self._state = state
        self._told = b""
        self._clients: dict[socket.socket, _Client] = {}
        self._path = folder / f"{device}.sock"
        self._listener = _listen(self._path)
        self._wake_in, self._wake_out = os.pipe()
        os.set_blocking(self._wake_out, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_in, selectors.EVENT_READ)
        self._closing = False
        self._close_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"control-{device}", daemon=True)
        self._thread.start()

    def changed(self) -> None:
        """Tell everybody the state, soon and never blocking; states in between may be left out."""
        with self._close_lock, contextlib.suppress(BlockingIOError):
            if not self._closing:
                os.write(self._wake_out, b"!")

    def close(self) -> None:
        """Hang up on everybody and remove the socket; closing twice does nothing."""
        with self._close_lock:
            if self._closing:
                return
            self._closing = True
            with contextlib.suppress(BlockingIOError):
                os.write(self._wake_out, b"!")
        self._thread.join()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _run(self) -> None:
        try:
            while not self._closing:
                for key, events in self._selector.select():
                    self._serve(key.fileobj, events)
                self._tell()
            self._tell()
        finally:
            self._hang_up()

    def _serve(self, ready: object, events: int) -> None:
        if ready is self._listener:
            self._accept()
        elif isinstance(ready, socket.socket):
            client = self._clients.get(ready)
            if client is None:  # cut off since this round began
                return
            if events & selectors.EVENT_READ:
                for line in client.read():
                    self._obey(client, line)
            self._flush(client)
        else:
            os.read(self._wake_in, 4096)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # gone again before it was served
            return
        connection.settimeout(0)
        self._tell()
        client = _Client(connection)
        self._clients[connection] = client
        self._selector.register(connection, selectors.EVENT_READ)
        client.queue(self._told)
        self._flush(client)

    def _obey(self, client: "_Client", line: bytes) -> None:
        """Run the verb that ``line`` asks for; answer with what it returns, else with the state."""
        answer = self._answer(line)
        if answer is not None:
            client.queue(_line(answer))
        elif not self._tell():
            client.queue(self._told)

    def _answer(self, line: bytes) -> dict[str, Any] | None:
        try:
            asked = json.loads(line)
            verb = self._verbs.get(asked.get("do"))
        except (ValueError, AttributeError, TypeError, RecursionError):
            return {"error": 'send one JSON object a line, such as {"do": "plug"}'}
        if verb is None:
            return {"error": f"{self._device} knows only {', '.join(sorted(self._verbs))}"}
        try:
            return verb(asked)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            return {"error": f"{asked['do']}: {error}"}

    def _tell(self) -> bool:
        """Tell everybody the state if it is not the one told last; return whether it was not."""
        state = _line(self._state())
        if state == self._told:
            return False
        self._told = state
        for client in list(self._clients.values()):
            client.queue(state)
            self._flush(client)
        return True

    def _flush(self, client: "_Client") -> None:
        if client.connection not in self._clients:  # cut off already
            return
        client.write()
        if client.gone:
            self._selector.unregister(client.connection)
            del self._clients[client.connection]
            client.connection.close()
            return
        waits = selectors.EVENT_WRITE if client.unread else 0
        self._selector.modify(client.connection, selectors.EVENT_READ | waits)

    def _hang_up(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._selector.close()
        for open_socket in (self._listener, *self._clients):
            open_socket.close()


class _Client:
    """Somebody connected: what came in unfinished and what waits to go out."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.gone = False
        self.unread = bytearray()
        self._begun = bytearray()

    def read(self) -> list[bytes]:
        """The whole lines that arrived; sets ``gone`` when there is nobody any more."""
        try:
            arrived = self.connection.recv(65_536)
        except BlockingIOError:
            return []
        except OSError:
            arrived = b""
        *lines, rest = bytes(self._begun + arrived).split(b"\n")
        self._begun = bytearray(rest)
        self.gone = not arrived or len(rest) > LINE_LIMIT
        return lines

    def queue(self, line: bytes) -> None:
        """Put ``line`` in the queue."""
        self.unread += line
        self.gone = self.gone or len(self.unread) > UNREAD_LIMIT

    def write(self) -> None:
        """Send as much as the other end takes just now."""
        try:
            while self.unread and not self.gone:
                del self.unread[: self.connection.send(self.unread)]
        except BlockingIOError:
            return
        except OSError:
            self.gone = True


def _listen(path: Path) -> socket.socket:
    """Listen on ``path``, replacing what a dead process left there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o660)
    listener.listen()
    listener.settimeout(0)
    return listener


def _line(state: Mapping[str, Any]) -> bytes:
    return json.dumps(state, ensure_ascii=False).encode() + b"\n"
