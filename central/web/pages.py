"""The pages: templates without anybody's data, static files, the fonts of the house."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse

from central.web.clerk import clerk_of
from central.web.problems import Refusal

WEB = Path(__file__).parent
FONTS = Path("/usr/share/fonts/truetype/noto")
FONT_FILES = frozenset({"NotoSans-Regular.ttf", "NotoSans-Bold.ttf"})
PAGES = {
    "/": "start.html",
    "/besok": "besok.html",
    "/bekrafta": "bekrafta.html",
    "/fleet": "fleet.html",
    "/rum": "rum.html",
    "/test": "test.html",
}

router = APIRouter(include_in_schema=False)


@cache
def templates() -> Environment:
    """The templates; what a page does not get is an error, never an empty place."""
    loader = FileSystemLoader(WEB / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


@router.get("/")
@router.get("/besok")
@router.get("/bekrafta")
@router.get("/fleet")
@router.get("/rum")
@router.get("/test")
async def page(request: Request, c: str | None = None) -> HTMLResponse:
    """A static page: opening it reveals and consumes nothing; ``c`` names a clinic (R60, R66)."""
    settings = clerk_of(request).settings
    clinics = settings.all_clinics
    named = next((one for one in clinics if one.id == c), None)
    whose = clinics[0] if len(clinics) == 1 else named
    try:
        template = templates().get_template(PAGES[request.url.path])
    except TemplateNotFound:
        raise Refusal(404, "not-found") from None
    shown = {
        "clinic": named.name if named else settings.clinic,
        "clinic_phone": named.phone if named else settings.clinic_phone,
        "timezone": settings.timezone,
        "ways": " ".join(settings.ways_of(whose) if whose else settings.ways),
    }
    return HTMLResponse(template.render(shown))


@router.get("/fonts/{name}")
async def font(name: str) -> FileResponse:
    """Noto Sans, where this machine has it; else the browser's own."""
    if name not in FONT_FILES or not (FONTS / name).is_file():
        raise Refusal(404, "not-found")
    return FileResponse(FONTS / name, media_type="font/ttf")


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    """Central answers."""
    return PlainTextResponse("ok\n")


def add_static(app: FastAPI) -> None:
    """Serve ``static`` at /static, compressed: it is the same for everybody.

    Nothing else is: a compressed answer to a person tells by its length what is in it (BREACH).
    """
    files = StaticFiles(directory=WEB / "static")
    app.mount("/static", GZipMiddleware(files, minimum_size=400), name="static")
