"""The table of which device held which contract."""

import re
from pathlib import Path

from tests.vm.devices import outcomes, table

INSIDE = """<testsuites><testsuite>
<testcase classname="tests.hardware.test_lamps" name="test_it_shines[simulated]"/>
<testcase classname="tests.hardware.test_lamps" name="test_it_shines[rgb]"><skipped/></testcase>
<testcase classname="tests.hardware.test_lamps" name="test_it_shines[one on kernel lines]">
  <failure/><system-out>said</system-out></testcase>
<testcase classname="tests.hardware.test_lamps" name="test_words"/>
<testcase classname="tests.vm.test_kernel_devices" name="test_it_is_unplugged"/>
</testsuite></testsuites>"""
HERE = """<testsuite>
<testcase classname="tests.hardware.test_lamps" name="test_it_shines[mock]"><system-out/></testcase>
<testcase classname="tests.hardware.test_lamps" name="test_it_shines[one on kernel lines]">
  <skipped/></testcase>
</testsuite>"""


def test_a_broken_contract_is_seen_and_a_skipped_one_is_not_taken_as_held(tmp_path: Path) -> None:
    for name, said in (("here", HERE), ("inside", INSIDE)):
        (tmp_path / name).write_text(said)
    found = outcomes(tmp_path / "here", tmp_path / "inside")
    assert found["lamps: it shines"] == {
        "mock": "held",
        "one on kernel lines": "broken",
        "simulated": "held",
        "rgb": "skipped",
    }
    _, lamp, alone = table(found)
    assert re.sub(" +", " ", lamp) == "lamps: it shines yes (2) BROKEN one on kernel lines"
    assert alone.split()[-2:] == ["-", "yes"]
    skipped = table(outcomes(tmp_path / "here"))
    assert re.sub(" +", " ", skipped[1]) == "lamps: it shines yes - one on kernel lines"
