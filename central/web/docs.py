"""The API's documentation as one plain page, made of openapi.json and nothing from elsewhere."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

router = APIRouter(include_in_schema=False)

STYLE = """
@font-face { font-family: "Noto Sans"; src: url("/fonts/NotoSans-Regular.ttf"); }
body { margin: 0 auto; max-width: 60rem; padding: 2rem; background: #F6F4EF; color: #10242B;
  font: 1rem/1.5 "Noto Sans", sans-serif; }
a { color: #0A6E8A; }
section { background: #FFFFFF; border: 1px solid #D9D5CB; border-radius: 16px; padding: 1rem 1.5rem;
  margin: 1rem 0; }
h3 { margin: 0 0 .5rem; } code, .verb { font-family: monospace; } .verb { color: #0A6E8A; }
table { border-collapse: collapse; } td { padding: .2rem 1rem .2rem 0; vertical-align: top; }
"""
_PAGE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ api.info.title }}: API</title><link rel="stylesheet" href="/docs.css"></head><body>
<h1>{{ api.info.title }} {{ api.info.version }}</h1><p>{{ api.info.description }}</p>
<p><a href="/openapi.json">openapi.json</a></p>
{% for tag in api.tags %}<h2>{{ tag.name }}</h2><p>{{ tag.description }}</p>
{% for door in doors if door.tag == tag.name %}<section>
<h3><span class="verb">{{ door.verb }}</span> <code>{{ door.path }}</code></h3>
<p>{{ door.summary }}. {{ door.description }}</p>
{% if door.body %}<p>Body: {{ door.body }}</p>{% endif %}
<table>{% for status, said in door.answers %}<tr><td><code>{{ status }}</code></td>
<td>{{ said }}</td></tr>{% endfor %}</table></section>{% endfor %}{% endfor %}
</body></html>"""
)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every door with its answers."""
    api: dict[str, Any] = request.app.openapi()
    doors = [
        _door(path, verb, operation)
        for path, verbs in api["paths"].items()
        for verb, operation in verbs.items()
    ]
    return HTMLResponse(_PAGE.render(api=api, doors=doors))


@router.get("/docs.css")
async def style() -> HTMLResponse:
    """The page's look."""
    return HTMLResponse(STYLE, media_type="text/css")


def _door(path: str, verb: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schemas = [(kind, body.get("schema", {})) for kind, body in content.items()]
    body = [f"{kind} {schema.get('$ref', '').rpartition('/')[2]}" for kind, schema in schemas]
    return {
        "path": path,
        "verb": verb.upper(),
        "tag": operation["tags"][0],
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "body": ", ".join(body),
        "answers": [
            (status, said["description"]) for status, said in operation["responses"].items()
        ],
    }
