"""Whatever is asked of any door in the API's own words, the answer is one that the API names."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from central.core.access import StaffRole
from tests.support.central_house import Browser, House
from tests.support.staff import Colleague

EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
"""Questions to each door; ``make abuse`` asks more."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
ENDLESS = "/events"
"""Streams that never end by themselves."""


@pytest.mark.timeout(60 * EXAMPLES)
async def test_s5_no_door_breaks_or_answers_what_the_api_does_not_name(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=600)
    await browser.settle(booked)
    async with Colleague(house, *StaffRole) as colleague:
        cookies = {
            cookie.key: cookie.value
            for jar in (browser.http.cookie_jar, colleague.http.cookie_jar)
            for cookie in jar
        }
        faults = await asyncio.to_thread(_ask_all, house, cookies)
    assert not faults, "\n\n".join(faults)


def _ask_all(house: House, cookies: dict[str, str]) -> list[str]:
    schema = schemathesis.openapi.from_url(f"{house.url}/openapi.json")
    return [fault for operation in _doors(schema) for fault in _ask(operation, cookies)]


def _doors(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.endswith(ENDLESS):
            yield operation


def _ask(operation: Any, cookies: dict[str, str]) -> list[str]:
    """What went wrong at one door, asked by a stranger and by somebody who is signed in."""
    faults: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), known=some.booleans())
    def ask(case: Any, known: bool) -> None:
        response = case.call(cookies=cookies if known else None)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            said = "; ".join(str(one).partition("Schema:")[0] for one in group.exceptions)
            faults.append(f"{operation.label}: {said}")

    ask()
    return faults[:1]
