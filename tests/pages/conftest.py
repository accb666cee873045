"""One central for each module and one browser for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.pages.patient_page import chromium
from tests.pages.running_central import RunningCentral

expect.set_options(timeout=15_000)
"""As patient as ``PatientPage.until``; ms."""


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """Central, serving."""
    running = RunningCentral(tmp_path_factory.mktemp("central"))
    running.prepare()
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real browser with a fake camera and microphone."""
    async with chromium() as running:
        yield running
