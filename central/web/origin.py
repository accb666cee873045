"""Whether a browser's request comes from a page of this server (RFC 6454)."""

from urllib.parse import urlsplit


def is_own(origin: str | None, host: str | None, base_url: str) -> bool:
    """No ``Origin`` is no foreign page; else it names this server, as asked or as configured."""
    if origin is None or origin == base_url:
        return True
    try:
        place = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(place) and place == host
