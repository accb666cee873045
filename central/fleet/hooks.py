"""Posts alerts to other systems: bounded, no redirects, the address judged when connected."""

import json
import ssl
from collections.abc import Sequence

from fastapi.concurrency import run_in_threadpool

from central.delivery.settings import secret
from central.fleet.settings import Hook
from central.imports.reading.bounded import Line
from central.imports.reading.found import SourceError

MANAGER = "/api/v2/alerts"
ANSWERED = "status-"
"""So the code begins where somebody answered, and did not take it."""


async def post(hook: Hook, body: object, path: str = "") -> str | None:
    """Post ``body`` as JSON once; None when it was taken (2xx), else why not, as a code."""
    headers = {"Content-Type": "application/json"}
    try:
        if hook.secret_file is not None:
            token = await run_in_threadpool(secret, hook.secret_file)
            headers["Authorization"] = f"Bearer {token}"
        async with Line(private_addresses=hook.private_addresses, ca=hook.ca) as line:
            url = hook.url.rstrip("/") + path if path else hook.url
            answer = await line.ask("POST", url, headers, json.dumps(body).encode())
    except (OSError, ValueError, ssl.SSLError):
        return "credentials"
    except SourceError as error:
        return error.code
    return None if 200 <= answer.status < 300 else f"{ANSWERED}{answer.status}"


async def post_managed(hook: Hook, alerts: Sequence[object]) -> str | None:
    """Give an Alertmanager every alert that stands or has just ended."""
    return await post(hook, alerts, MANAGER) if alerts else None
