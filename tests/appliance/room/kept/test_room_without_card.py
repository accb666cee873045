"""The real room process with a card that takes nothing: the visit goes on, and it is told."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.core.words import Button
from appliance.link.messages import Pressed
from tests.support.room_process import PlayedStage, RoomProcess, played_sign, until
from tests.support.small_central import SmallCentral
from wire.appointment import Booking, Status
from wire.signaling import Party
from wire.visits import Level, Role, Seat

PATIENT = Party(
    peer="patient-0001", role=Role.PATIENT, level=Level.LINK, seat=Seat.LOBBY, joined=True
)


async def test_a_visit_begins_without_a_card_and_all_is_kept_when_there_is_one(
    tmp_path: Path, central: SmallCentral
) -> None:
    card = tmp_path / "store"
    card.write_text("no folder can stand here")
    config = tmp_path / "room.toml"
    config.write_text(
        f'runtime = "run"\nstore = "store"\nunit = "north/room12"\nlocation = "room-12"\n'
        f'place = "Videorum 12"\ncentral = "{central.base}"\ncountdown_s = 0.5\npoll_s = 1\n'
    )
    start = datetime.now(UTC)
    central.book(
        Booking(
            id="a1",
            status=Status.BOOKED,
            start=start,
            end=start + timedelta(minutes=30),
            location="room-12",
            initials="Q. Z.",
            join=f"{central.base}/visit/a1",
        )
    )
    room, stage = RoomProcess(config), PlayedStage()
    async with AsyncExitStack() as around:
        await around.enter_async_context(played_sign(tmp_path / "run" / "sign.sock"))
        await room.start()
        around.push_async_callback(room.end)
        await stage.start(tmp_path / "run" / "room.sock")
        around.push_async_callback(stage.stop)
        await until(lambda: "store-failing" in faults(stage), "told on the screen")
        await until(central.connected.is_set, "at central's door")
        stage.say(Pressed(button=Button.HERE))
        await central.lobby("a1", PATIENT)
        await until(lambda: stage.call, "the call is wanted")
        card.unlink()
        await until(lambda: "store-failing" not in faults(stage), "well again", within_s=25)
        held = b"".join(file.read_bytes() for file in card.iterdir())
        assert b"a1" in held
        assert b"Q. Z." not in held


def faults(stage: PlayedStage) -> list[str]:
    """The faults on the unit's screen."""
    return [str(fault) for fault in stage.views[-1].view.screen.faults] if stage.views else []
