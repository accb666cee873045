"""Two machines with one key: boots that take turns, for a boot that is over never speaks again."""

from collections.abc import Sequence

REMEMBERED = 8


def took_turns(boots: Sequence[str], boot: str) -> tuple[list[str], bool]:
    """The last boots with ``boot`` as the newest, and whether it had been followed by another.

    Asked with what was said live by the machine itself alone: the broker repeats the last word of
    a boot that is over, and speaks its will.
    """
    if boots and boots[-1] == boot:
        return list(boots), False
    others = [one for one in boots if one != boot]
    return [*others, boot][-REMEMBERED:], boot in boots
