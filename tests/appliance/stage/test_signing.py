"""A visit in a sign language keeps its motion, whoever set up the room."""

import asyncio

import pytest

from appliance.core.views import VisitLine
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.net.studio import Studio
from appliance.stage.rounds import signs
from tests.support.stage_call import stage_view


@pytest.mark.parametrize(
    ("language", "expected"),
    [("swl", True), ("sgn-SE", True), ("sv", False), ("sw", False), (None, False)],
)
def test_the_visits_language_says_so(language: str | None, expected: bool) -> None:
    view = stage_view()
    visit = VisitLine(visit="visit-1", start=0.0, end=1.0, language=language)
    view = view.model_copy(update={"screen": view.screen.model_copy(update={"visit": visit})})
    assert signs(view) is expected
    assert not signs(None)
    assert not signs(stage_view())


async def test_the_room_or_the_visit_is_enough() -> None:
    studio = Studio(asyncio.get_running_loop(), Profile(1280, 720, 30))
    assert not studio.signing
    studio.now_signing = True
    assert studio.signing
    studio.now_signing, studio.always_signing = False, True
    assert studio.signing
