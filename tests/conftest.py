"""What all tests share: one browser at a time, and no test leaves a process behind."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

PAGES = Path(__file__).parent / "pages"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run beside each other never start two browsers: the machine is small."""
    for item in items:
        if PAGES in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="module", autouse=True)
def _no_process_is_left() -> Iterator[None]:
    """Every module ends every process that it started."""
    yield
    left = psutil.Process().children(recursive=True)
    _, alive = psutil.wait_procs(left, timeout=3)
    said = [" ".join(one.cmdline()[:6]) for one in alive]
    for one in alive:  # the next module is not to blame
        one.kill()
    assert not said, f"left running: {said}"
