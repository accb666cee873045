"""The rules of an identification with BankID: its QR code, and which sentence a state is told by.

https://developers.bankid.com/ (Relying Party Guidelines v6): animated QR codes, user messages.
"""

import hashlib
import hmac

PENDING: dict[str, tuple[str, str]] = {
    "outstandingTransaction": ("rfa13", "rfa1"),
    "noClient": ("rfa1", "rfa1"),
    "started": ("rfa15", "rfa15"),
    "userMrtd": ("rfa23", "rfa23"),
    "userCallConfirm": ("rfa21", "rfa21"),
    "userSign": ("rfa9", "rfa9"),
    "processing": ("rfa21", "rfa21"),
}
"""By hint: the sentence where the app is on this device, and where it is on another one."""
FAILED: dict[str, tuple[str, str]] = {
    "expiredTransaction": ("rfa8", "rfa8"),
    "certificateErr": ("rfa16", "rfa16"),
    "userCancel": ("rfa6", "rfa6"),
    "cancelled": ("rfa3", "rfa3"),
    "startFailed": ("rfa17a", "rfa17b"),
    "alreadyInProgress": ("rfa4", "rfa4"),
    "unreachable": ("unreachable", "unreachable"),
}
UNKNOWN_PENDING, UNKNOWN_FAILED = "rfa21", "rfa22"
ACTING = frozenset({"userSign", "started", "userMrtd", "processing", "userCallConfirm"})
"""The app has the order: a QR code is of no use any more."""


def qr_content(token: str, secret: str, seconds: int) -> str:
    """What the code shows ``seconds`` after the order; the secret itself is never shown."""
    code = hmac.new(secret.encode(), str(seconds).encode(), hashlib.sha256).hexdigest()
    return f"bankid.{token}.{seconds}.{code}"


def sentence(hint: str, *, pending: bool, elsewhere: bool) -> str:
    """The key of the sentence for a hint; one that nobody knows yet has its own."""
    table, unknown = (PENDING, UNKNOWN_PENDING) if pending else (FAILED, UNKNOWN_FAILED)
    known = table.get(hint)
    return known[elsewhere] if known else unknown
