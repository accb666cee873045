"""What every screen does, and what the simulated one tells over its control socket."""

import base64
import io
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pygame
import pytest

from hardware.display import Display, Touch
from hardware.display_choose import display
from hardware.display_simulated import SimulatedDisplay
from hardware.display_window import WindowDisplay, touch_of
from hardware.faults import DeviceFailed, DeviceUnknown

SIZE = (320, 200)


class Finger(Protocol):
    """Touches a screen at (x, y) as its own world does it."""

    def __call__(self, x: int, y: int) -> None: ...


class Client:
    """Somebody at the control socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._touches = 0
        self._socket.settimeout(5)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def ask(self, answer: str, **asked: Any) -> dict[str, Any]:
        """The next line that holds ``answer`` or says why there is none."""
        self._socket.sendall(json.dumps(asked).encode() + b"\n")
        while True:
            told: dict[str, Any] = json.loads(self._lines.readline())
            if answer in told or "error" in told:
                return told

    def touch(self, x: int, y: int) -> None:
        """Touch, and wait until the screen has counted it."""
        self._touches += 1
        told = self.ask("touches", do="touch", x=x, y=y)
        while told["touches"] != self._touches:
            told = self.first()

    def first(self) -> dict[str, Any]:
        """The next line."""
        told: dict[str, Any] = json.loads(self._lines.readline())
        return told

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


@pytest.fixture
def client(tmp_path: Path, simulated: SimulatedDisplay) -> Iterator[Client]:
    someone = Client(tmp_path / "screen.sock")
    yield someone
    someone.close()


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedDisplay]:
    screen = SimulatedDisplay(SIZE, tmp_path)
    yield screen
    screen.close()


@pytest.fixture(params=["window", "simulated"])
def screen(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Display, Finger]]:
    if request.param == "window":
        monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
        window = WindowDisplay(SIZE)

        def press(x: int, y: int) -> None:
            pygame.event.post(
                pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(x, y), touch=False)
            )

        yield window, press
        window.close()
        return
    simulated = SimulatedDisplay(SIZE, tmp_path)
    client = Client(tmp_path / "screen.sock")
    yield simulated, client.touch
    client.close()
    simulated.close()


def test_a_screen_has_the_size_asked_for_and_bgra_pixels(screen: tuple[Display, Finger]) -> None:
    glass = screen[0].surface()
    assert screen[0].size == glass.get_size() == SIZE
    assert glass.get_masks()[:3] == (0xFF0000, 0xFF00, 0xFF)
    assert glass.get_bitsize() == 32


def test_a_screen_keeps_what_was_drawn(screen: tuple[Display, Finger]) -> None:
    screen[0].surface().fill((10, 36, 43))
    screen[0].show()
    assert screen[0].surface().get_at((7, 9))[:3] == (10, 36, 43)


def test_a_touch_is_told_once_and_where(screen: tuple[Display, Finger]) -> None:
    display, finger = screen
    assert display.touches() == []
    finger(12, 34)
    finger(319, 199)
    assert display.touches() == [Touch(12, 34), Touch(319, 199)]
    assert display.touches() == []


def test_a_screen_never_opens_sound(screen: tuple[Display, Finger]) -> None:
    assert pygame.mixer.get_init() is None


def test_closing_the_window_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = WindowDisplay(SIZE)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    with pytest.raises(SystemExit):
        window.touches()
    window.close()


@pytest.mark.parametrize(
    ("event", "touch"),
    [
        (pygame.event.Event(pygame.FINGERDOWN, x=0.5, y=1.0), Touch(160, 199)),
        (pygame.event.Event(pygame.FINGERDOWN, x=1.2, y=-0.1), Touch(319, 0)),
        (pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(3, 4), touch=True), None),
        (pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=3, pos=(3, 4), touch=False), None),
        (pygame.event.Event(pygame.MOUSEMOTION, pos=(3, 4), touch=False), None),
    ],
)
def test_a_finger_counts_once(event: pygame.Event, touch: Touch | None) -> None:
    assert touch_of(event, SIZE) == touch


def test_without_a_screen_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")
    with pytest.raises(DeviceFailed, match="screen: cannot be opened"):
        WindowDisplay(SIZE)


def test_an_unknown_screen_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnknown, match="'paper' is none of simulated, window, kms"):
        display("paper", SIZE, tmp_path)


def test_the_simulated_screen_is_chosen_by_its_name(tmp_path: Path) -> None:
    chosen = display("simulated", SIZE, tmp_path)
    assert isinstance(chosen, SimulatedDisplay)
    assert (tmp_path / "devices" / "screen.sock").is_socket()
    chosen.close()


def test_it_tells_its_state(simulated: SimulatedDisplay, client: Client) -> None:
    assert client.first() == {"device": "screen", "size": list(SIZE), "touches": 0}
    client.touch(1, 2)
    assert simulated.touches() == [Touch(1, 2)]


def test_a_touch_beside_the_screen_is_refused(client: Client) -> None:
    assert (
        "is not on the screen of 320x200" in client.ask("refusal", do="touch", x=320, y=2)["error"]
    )


def test_the_buttons_are_told_where_they_stand(simulated: SimulatedDisplay, client: Client) -> None:
    start = {"button": "start", "x": 1, "y": 2, "w": 30, "h": 40}
    simulated.offer_controls([start])
    assert client.ask("controls", do="controls") == {"controls": [start]}


def test_a_frame_is_a_jpeg_of_what_is_shown(simulated: SimulatedDisplay, client: Client) -> None:
    simulated.surface().fill((200, 30, 40))
    ended = threading.Event()
    answer: list[dict[str, Any]] = []

    def ask() -> None:
        answer.append(client.ask("frame", do="frame"))
        ended.set()

    threading.Thread(target=ask).start()
    while not ended.wait(0.005):
        simulated.touches()
    picture = pygame.image.load(io.BytesIO(base64.b64decode(answer[0]["frame"])), "a.jpg")
    assert picture.get_size() == SIZE
    shown = picture.get_at((100, 100))
    assert max(abs(a - b) for a, b in zip(shown[:3], (200, 30, 40), strict=True)) < 8
    assert client.ask("frame", do="frame") == answer[0], "asked again at once, the same picture"


def test_a_screen_that_nobody_draws_says_so(client: Client) -> None:
    assert client.ask("frame", do="frame") == {"error": "frame: nobody draws on the screen"}


def test_watched_points_are_told_for_each_picture(
    simulated: SimulatedDisplay, client: Client
) -> None:
    client.first()
    assert "error" in client.ask("touches", do="watch", points=[[SIZE[0], 0]])
    client.ask("touches", do="watch", points=[[5, 5], [100, 20]])
    for green in (10, 250):
        simulated.surface().fill((0, green, 0))
        simulated.surface().fill((1, 2, 3), (100, 20, 1, 1))
        simulated.show()
    seen = client.ask("seen", do="seen")["seen"]
    assert [values for _, values in seen] == [[10, 2], [250, 2]]
    assert seen[0][0] <= seen[1][0]
    assert client.ask("seen", do="seen") == {"seen": []}
    client.ask("touches", do="watch", points=[])
    simulated.show()
    assert client.ask("seen", do="seen") == {"seen": []}
