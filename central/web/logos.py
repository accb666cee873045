"""Serves clinics' logos (R66): pictures that run nothing, whatever stands in them."""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse

from central.web.clerk import clerk_of
from central.web.problems import Refusal

router = APIRouter(include_in_schema=False)
TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
NOTHING = "default-src 'none'; sandbox"


@router.get("/clinics/{clinic}/logo")
def logo(clinic: str, request: Request) -> FileResponse:
    """The file that central.toml names, checked at the start."""
    clinics = clerk_of(request).settings.all_clinics
    path = next((one.brand.logo for one in clinics if one.id == clinic), None)
    if path is None or not path.is_file():
        raise Refusal(404, "not-found")
    headers = {"Content-Security-Policy": NOTHING, "Cache-Control": "no-cache"}
    return FileResponse(path, media_type=TYPES[path.suffix.lower()], headers=headers)
