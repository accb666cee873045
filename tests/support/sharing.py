"""A view of a call at which something is shared."""

from appliance.core.views import Screen, StageView
from appliance.stage.screen.examples import EXAMPLES

EXAMPLE = EXAMPLES["call-shares"]


def sharing(file: str | None, visit: str = "a1") -> StageView:
    """Room's view of ``visit`` while ``file`` is shown there; None: nothing is."""
    call: Screen = EXAMPLE.view
    assert call.talk is not None
    assert call.visit is not None
    talk = call.talk.model_copy(update={"shown": file})
    line = call.visit.model_copy(update={"visit": visit})
    return StageView(screen=call.model_copy(update={"talk": talk, "visit": line}))
