"""What all tests share: the scenes run last, and no test leaves a process behind."""

from collections.abc import Iterator

import psutil
import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: whole visits with real processes come when everything else is well."""
    items.sort(key=lambda item: item.get_closest_marker("scene") is not None)


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
