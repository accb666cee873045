"""A card that knows how high it becomes before it is drawn, and columns of such cards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.stage.screen.kit.boxes import Box

GAP = 16.0
PAD = 24.0


@dataclass(frozen=True, slots=True)
class Card:
    """``high`` units in the width that it was made for; ``draw`` fills a box of that height."""

    high: float
    draw: Callable[[Box], None]


def column(box: Box, cards: Sequence[Card]) -> tuple[float, list[Card]]:
    """Place ``cards`` from the top of ``box``; where they end, and those that found no room.

    The most pressing come first; one that finds no room anywhere waits until there is some.
    """
    top, over = box.y, list[Card]()
    for card in cards:
        if top + card.high <= box.bottom + 1:
            card.draw(box.moved(y=top, h=card.high))
            top += card.high + GAP
        else:
            over.append(card)
    return top, over
