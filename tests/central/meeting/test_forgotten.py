"""After a visit nothing in central's memory holds what was said, shown or handed over (S6)."""

import gc
import secrets

from central.core.lobby import Tick
from tests.support.central_house import House
from tests.support.meeting import Meeting, meeting


def holders(word: str) -> list[str]:
    """The kinds of object that hold a text with ``word`` in it."""
    gc.collect()
    raw = word.encode()
    return [
        type(held).__name__
        for held in gc.get_objects()
        for text in gc.get_referents(held)
        if (isinstance(text, str) and len(text) > len(word) and word in text)
        or (isinstance(text, bytes | bytearray) and len(text) > len(raw) and raw in text)
    ]


async def say_all(meet: Meeting, word: str) -> None:
    """Everything that can be said at a visit, with ``word`` in it, both ways."""
    visit = {"visit": meet.visit}
    await meet.page.say("place", place=f"{word} 1", **visit)
    await meet.page.say("typing", text=f"{word} halv", **visit)
    await meet.desk.until("typing-now")
    await meet.page.say("chat", id="line-00001", text=f"{word} ett", **visit)
    await meet.desk.until("chat-log")
    await meet.desk.say("chat", id="line-00002", text=f"{word} två", **visit)
    await meet.page.until("chat-log")
    content = f"%PDF-1.7\n{word}\n%%EOF\n".encode()
    assert (await meet.hand_over(content, "Remiss.pdf"))[0] == 200


async def test_s6_nothing_holds_what_was_said_at_a_visit_that_is_over(house: House) -> None:
    word = f"kanarie{secrets.token_hex(6)}"
    async with meeting(house) as meet:
        await say_all(meet, word)
        assert holders(word), "the search finds what is there"
        for wire in (meet.page, meet.unit):
            await wire.say("bye", visit=meet.visit)
        path = f"/api/staff/visits/{meet.visit}/outcome"
        assert (await meet.colleague.ask("PUT", path, {"outcome": "held"}))[0] == 200
        visit, meet = meet.visit, None  # type: ignore[assignment]
    hall = house.servers[0].app.state.hall
    await hall.refresh("room-12")
    hall.step(visit, Tick())
    assert not holders(word)
