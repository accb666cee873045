"""How something that a person sent is given back: never read as a page, kept by no cache."""

from starlette.responses import Response

ALONE = "default-src 'none'; sandbox"


def picture_answer(content: bytes) -> Response:
    """A JPEG that central drew."""
    headers = {"Content-Disposition": "inline", "Content-Security-Policy": ALONE}
    return Response(content, media_type="image/jpeg", headers=headers)
