"""Takes the picture that the clinician shares from where room lays it onto the board (R35)."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from appliance.core.views import StageView
from appliance.link.journal import record
from appliance.link.shared import LIMIT, place_of
from appliance.stage.board import Board
from appliance.stage.stills import NotAPictureError, Still, still


class SharedPicture:
    """One picture, while room's view shows it; ``follow`` it each round, on stage's own thread."""

    def __init__(self, board: Board, runtime: Path) -> None:
        self._board = board
        self._runtime = runtime
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shared")
        self._file: str | None = None
        self._opening: Future[Still | None] | None = None
        self._refused = False

    def follow(self, view: StageView | None) -> None:
        """Show what the view shows, as soon as it lies there; what it does not show is gone."""
        talk = view.screen.talk if view is not None else None
        file = talk.shown if talk is not None else None
        if file != self._file:
            self._file, self._board.shared = file, None
            self._opening, self._refused = None, False
        if file is None or self._board.shared is not None or self._refused:
            return
        if self._opening is None:
            place = place_of(self._runtime, file)
            if place.exists():
                self._opening = self._thread.submit(_opened, place, file)
        elif self._opening.done():
            self._take(self._opening)

    def close(self) -> None:
        """Nothing is opened any more."""
        self._board.shared = None
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _take(self, opening: "Future[Still | None]") -> None:
        self._opening = None
        try:
            self._board.shared = opening.result()
        except NotAPictureError:
            self._refused = True
            record("shared.not-a-picture", logging.WARNING)


def _opened(place: Path, file: str) -> Still | None:
    """None where it was taken away meanwhile; raises NotAPictureError."""
    try:
        with place.open("rb") as lying:
            content = lying.read(LIMIT + 1)
    except OSError:
        return None
    if len(content) > LIMIT:
        raise NotAPictureError("is too large")
    return still(file, content)
