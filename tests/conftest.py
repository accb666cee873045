"""What all tests share: one browser at a time, and no test leaves a process or a journal behind."""

import logging
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


@pytest.fixture(autouse=True)
def _no_journal_is_left() -> Iterator[None]:
    """A journal that a test began in this process ends with it, as the stream does that it has."""
    yield
    root = logging.getLogger()
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)
