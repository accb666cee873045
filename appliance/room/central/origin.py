"""What makes two web addresses those of one server."""

from urllib.parse import urlsplit


def origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454); raises ValueError for what is no address."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or usual
