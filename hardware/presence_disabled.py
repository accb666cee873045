"""A presence sensor that is not fitted."""


class DisabledPresence:
    """No sensor."""

    name = "presence"

    def present(self) -> bool | None:
        """Nobody knows."""
        return None

    def close(self) -> None:
        """Nothing to give back."""
