"""Which peer connection of a visit is the newest: a restarted stage must offer a higher one."""

from collections.abc import Callable

from appliance.core.views import CallView
from appliance.link.messages import CallDoing

LEAP = 1000
"""No honest end runs this far ahead: a wild number must not use up the numbers there are."""


class Generations:
    """The highest generation seen of each visit, and where stage shall begin."""

    def __init__(self, known: dict[str, int], keep: Callable[[str, int], None]) -> None:
        self._highest = dict(known)
        self._keep = keep
        self._held: tuple[str, str] | None = None
        self._begin = 1

    def saw(self, visit: str, generation: int) -> None:
        """A signal of ``visit`` passed by."""
        highest = self._highest.get(visit, 0)
        if highest < generation <= highest + LEAP:
            self._highest[visit] = generation
            self._keep(visit, generation)

    def numbered(self, call: CallView | None, doing: CallDoing | None) -> CallView | None:
        """``call`` with where to begin: kept while it is the same call, else above all seen.

        ``doing`` is the call that stage holds. A call it holds already is left as it is.
        """
        if call is None:
            self._held = None
            return None
        key = (call.visit, call.peer)
        if key != self._held:
            self._held = key
            holds = doing is not None and (doing.visit, doing.peer) == key
            seen = self._highest.get(call.visit, 0)
            self._begin = doing.generation if holds and doing is not None else seen + 1
        return call.model_copy(update={"min_generation": self._begin})

    def stage_is_new(self) -> None:
        """Another stage process: what it holds must be heard before it is told a number."""
        self._held = None
