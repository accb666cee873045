"""No buttons beside the screen."""

from collections.abc import Callable


class DisabledButtons:
    """Nobody presses anything."""

    name = "buttons"

    def listen(self, heard: Callable[[str], None]) -> None:
        """Nothing will be heard."""

    def down(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def close(self) -> None:
        """Nothing to give back."""
