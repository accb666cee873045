"""Puts the newest pictures, our own, the other end's and the guests', on the board."""

from itertools import count

import numpy as np
from numpy.typing import NDArray

from appliance.stage.board import Board, Shown
from appliance.stage.net.studio import Studio
from hardware.camera import Picture


class Pictures:
    """One newest picture each; numbers go up for ever, so that no two are taken for the same."""

    def __init__(self, board: Board, calls: Studio) -> None:
        self._board = board
        self._calls = calls
        self._serials = count(1)

    def own(self, picture: Picture | None) -> None:
        """The camera's next picture, None when it is closed; on the camera's thread."""
        self._board.own = None if picture is None else self._shown(picture.i420)
        self._calls.send(picture)

    def remote(self, i420: NDArray[np.uint8]) -> None:
        """The other end's next picture, unless there is no call or it is on hold (R19)."""
        view = self._board.view
        if view is not None and view.call is not None and not view.call.hold:
            self._board.remote = self._shown(i420)
            self._board.news.set()

    def guest(self, peer: str, i420: NDArray[np.uint8]) -> None:
        """The next picture of a guest; the screen paints it with what it paints next (R39)."""
        view = self._board.view
        if view is not None and any(one.peer == peer and not one.hold for one in view.guests):
            self._board.guests = {**self._board.guests, peer: self._shown(i420)}

    def _shown(self, i420: NDArray[np.uint8]) -> Shown:
        height, width = i420.shape[0] * 2 // 3, i420.shape[1]
        return Shown(i420, width, height, next(self._serials))
