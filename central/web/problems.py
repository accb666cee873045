"""How a door says no: one small shape for programs, never with the value that was refused."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from central.faults import StoreError
from central.journal import record
from wire.records import Record


class Problem(Record):
    """Why it was refused."""

    code: str
    field: str | None = None
    problem: str | None = None


class Refusal(Exception):  # noqa: N818 - a refusal is not an error of ours
    """Answer ``status`` with ``code``."""

    def __init__(
        self, status: int, code: str, field: str | None = None, problem: str | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.problem = Problem(code=code, field=field, problem=problem)


CODES = {
    401: "Not signed in",
    403: "Refused, always in the same words",
    404: "Not known, or not yours",
    409: "Not as things stand now",
    413: "Too large",
    422: "Malformed",
    429: "Too many tries from this address",
    503: "Not just now; ask again",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's words for the refusals of one door."""
    return {status: {"model": Problem, "description": CODES[status]} for status in statuses}


def add_problem_handlers(app: FastAPI) -> None:
    """Say every refusal of ``app`` in this shape."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _cut_off)
    app.add_exception_handler(StoreError, _unavailable)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return _answer(error.status, error.problem)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return _answer(422, Problem(code="malformed", field=field, problem=str(first["msg"])))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    return _answer(error.status_code, Problem(code=code))


async def _cut_off(_: Request, __: Exception) -> JSONResponse:
    """The guard ended a body that was too large, or the client went away and reads nothing."""
    return _answer(413, Problem(code="too-large"))


async def _unavailable(_: Request, __: Exception) -> JSONResponse:
    """The database is in use or its disk is full: the same question may be asked again."""
    record("store.silent", level=logging.ERROR, duty="door")
    return _answer(503, Problem(code="unavailable"))


def _answer(status: int, problem: Problem) -> JSONResponse:
    return JSONResponse(problem.model_dump(exclude_none=True), status)
