"""Numbers that wrap, made to go on: RTP sequence numbers (16 bits) and timestamps (32 bits)."""


class Unwrapped:
    """Each number is taken as the one nearest to the highest seen so far."""

    def __init__(self, bits: int) -> None:
        self._size = 1 << bits
        self.highest: int | None = None

    def take(self, number: int) -> int:
        """``number`` (0 to 2**bits - 1) without its wrapping; may be lower than the highest."""
        if self.highest is None:
            self.highest = number + self._size  # room below: never negative at the start
            return self.highest
        half = self._size // 2
        found = self.highest + (number - self.highest + half) % self._size - half
        self.highest = max(self.highest, found)
        return found
