"""R35: the room's door to what is shown at its visit, and to nothing else."""

from tests.support.central_house import House
from tests.support.meeting import Meeting, meeting
from tests.support.pictures import jpeg


async def asked(meet: Meeting, file: str, unit: str | None = "north/room12") -> tuple[int, bytes]:
    """What a unit gets there; status and answer."""
    http, house = meet.browser.http, meet.house
    told = {"Authorization": f"Bearer {await house.token(http, unit)}"} if unit else {}
    address = f"{house.url}/api/visits/{meet.visit}/shown/{file}"
    async with http.get(address, headers=told) as answer:
        return answer.status, await answer.read()


async def put_up(meet: Meeting, file: str | None) -> None:
    """Show it, and wait until the room knows."""
    await meet.desk.say("show", visit=meet.visit, **({"file": file} if file else {}))
    while meet.unit.lobbies.get(meet.visit, {}).get("shown") != file:
        await meet.unit.until("lobby")


async def test_r35_a_room_gets_what_is_shown_while_it_is_shown(house: House) -> None:
    async with meeting(house) as meet:
        first, second = [
            (await meet.hand_over(jpeg(), f"sida {n}.jpg", "shared", staff=True))[1]["id"]
            for n in (1, 2)
        ]
        assert (await asked(meet, first))[0] == 404, "handed over, not shown yet"
        await put_up(meet, first)
        status, content = await asked(meet, first)
        assert (status, content[:3]) == (200, b"\xff\xd8\xff")
        assert (await asked(meet, second))[0] == 404, "the next page is not shown yet"
        await put_up(meet, second)
        assert [(await asked(meet, file))[0] for file in (first, second)] == [404, 200]
        await put_up(meet, None)
        assert (await asked(meet, second))[0] == 404


async def test_s5_nobody_else_gets_it_and_the_patient_s_files_are_not_for_the_room(
    house: House,
) -> None:
    async with meeting(house) as meet:
        shown = (await meet.hand_over(jpeg(), "sida.jpg", "shared", staff=True))[1]["id"]
        theirs = (await meet.hand_over(jpeg(), "utslag.jpg"))[1]["id"]
        await put_up(meet, shown)
        assert (await asked(meet, theirs))[0] == 404
        assert (await asked(meet, "no-such-file"))[0] == 404
        assert (await asked(meet, shown, unit=None))[0] == 401
        assert (await asked(meet, shown, unit="north/room14"))[0] == 404
