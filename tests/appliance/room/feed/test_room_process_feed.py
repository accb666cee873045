"""The real room process with a foreign feed: it logs in, shows the day, and says when it fails."""

from contextlib import AsyncExitStack
from pathlib import Path

from joserfc.jwk import ECKey

from appliance.core.words import Fault
from tests.support.room_process import PlayedStage, RoomProcess, played_sign, until
from tests.support.small_central import SmallCentral
from tests.support.small_fhir_server import CLIENT, SmallFhirServer


async def test_s7_a_foreign_feed_that_goes_away_leaves_its_day_and_it_is_told(
    tmp_path: Path, central: SmallCentral, unit_key: ECKey
) -> None:
    server, room, stage = (
        SmallFhirServer(unit_key, "ES256"),
        RoomProcess(tmp_path / "room.toml"),
        PlayedStage(),
    )

    def faults() -> tuple[Fault, ...]:
        return stage.views[-1].view.screen.faults if stage.views else ()

    async with AsyncExitStack() as house:
        serving = await house.enter_async_context(AsyncExitStack())
        base = await serving.enter_async_context(server.serving())
        await house.enter_async_context(played_sign(tmp_path / "run" / "sign.sock"))
        room.config.write_text(
            f'runtime = "run"\nstore = "store"\nunit = "north/room12"\nlocation = "room-12"\n'
            f'place = "Videorum 12"\ncentral = "{central.base}"\npoll_s = 0.5\n'
            f'[feed]\nbase = "{base}"\nclient = "{CLIENT}"\n'
        )
        await room.start()
        house.push_async_callback(room.end)
        await stage.start(tmp_path / "run" / "room.sock")
        house.push_async_callback(stage.stop)
        await until(lambda: Fault.BOOKING_ELSEWHERE in faults(), "the foreign day is known")
        assert Fault.FEED_FAILING not in faults()
        assert server.asked[0] == "token-1"
        assert [each["client"] for each in room.records if each["what"] == "feed.log-in"] == [
            CLIENT
        ]
        await serving.aclose()
        await until(lambda: Fault.FEED_FAILING in faults(), "IT is told")
        assert Fault.BOOKING_ELSEWHERE in faults()
    assert "token-" not in room.output
    assert not [path for path in central.asked if path.startswith("GET /fhir")]
