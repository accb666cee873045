"""A fresh central and a fresh browser for each test that asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.pages.patient_page import chromium
from tests.pages.running_central import RunningCentral


@pytest.fixture
async def central(tmp_path: Path) -> AsyncIterator[RunningCentral]:
    """Central, serving."""
    running = RunningCentral(tmp_path)
    await running.prepare()
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real browser with a fake camera and microphone."""
    async with chromium() as running:
        yield running
