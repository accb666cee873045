"""Reads sentences one after the other into the loudspeaker; what is new cuts off what is old."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from appliance.link.journal import record
from appliance.stage.media.tones import SILENCE
from appliance.stage.speech import voice
from hardware.sound import BLOCK, Block

PAUSE = 25
"""Blocks of silence between two sentences: 0.25 s."""

Aloud = tuple[int, tuple[str, ...]]
"""What shall be read, and its number: another number is read anew, no sentence is silence."""


class Reader:
    """A source for the loudspeaker; made and followed in stage's loop."""

    def __init__(self, language: str, changed: Callable[[], None]) -> None:
        self._language = language
        self._program = voice.program(language)
        self._changed = changed
        self._blocks: deque[Block] = deque()
        self._number = 0
        self._making: asyncio.Task[None] | None = None

    @property
    def there(self) -> bool:
        """Whether anything can be read."""
        return self._program is not None

    @property
    def busy(self) -> bool:
        """Something is being read, or comes in a moment."""
        return bool(self._blocks) or (self._making is not None and not self._making.done())

    def follow(self, aloud: Aloud) -> None:
        """Read ``aloud``, unless it was begun already."""
        number, sentences = aloud
        if number == self._number:
            return
        self._number = number
        self.close()
        if sentences and self._program is not None:
            self._making = asyncio.create_task(
                self._make(self._program, sentences), name="read aloud"
            )

    def close(self) -> None:
        """Silence."""
        if self._making is not None:
            self._making.cancel()
        self._blocks.clear()

    def take(self) -> Block:
        """The next 10 ms; on the device's thread."""
        try:
            return self._blocks.popleft()
        except IndexError:
            return SILENCE

    async def _make(self, program: str, sentences: tuple[str, ...]) -> None:
        for sentence in sentences:
            try:
                samples = await voice.speech(program, sentence, self._language)
            except OSError as error:
                record("speech.failed", logging.WARNING, error=type(error).__name__)
                return
            self._blocks.extend(samples.reshape(-1, BLOCK))
            self._blocks.extend([SILENCE] * PAUSE)
            self._changed()
