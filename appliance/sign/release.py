"""Lets go of the sign for a sign process that cannot: killed, hung or never come up (S3)."""

from pathlib import Path

from appliance.link.journal import record, start_journal
from appliance.sign.door import Door
from appliance.sign.settings import read_sign_settings
from hardware import choose
from hardware.sign_kinds import Wiring


def main(config: Path) -> int:
    """Show unknown and give the lines back; then the wiring's word is seen (docs/wiring)."""
    settings = read_sign_settings(config)
    start_journal("sign", settings.log_level)
    wiring = Wiring(pin=settings.lamp_pin, **settings.lamp_options.model_dump())
    Door(choose.lamp(settings.lamp, Path(settings.runtime), wiring)).close()
    record("sign.released")
    return 0
