"""Who is told that something was plugged in or out, and who needs not be."""

import pytest

from hardware import choose


@pytest.mark.parametrize(
    "names", [("simulated", "simulated:VOICE.wav"), ("simulated-h264", "disabled")]
)
def test_simulated_devices_have_no_plug_that_udev_knows(names: tuple[str, str]) -> None:
    assert choose.hotplug(names, lambda: None) is None


@pytest.mark.parametrize("names", [("v4l2:/dev/video0", "simulated"), ("disabled", "default")])
def test_real_ones_are_watched_until_it_is_closed(names: tuple[str, str]) -> None:
    plugs = choose.hotplug(names, lambda: None)
    assert plugs is not None
    assert plugs._observer.is_alive()
    plugs.close()
    assert not plugs._observer.is_alive()
