"""The check-in codes that rooms show just now: in memory, hashed, each for one use (R18).

A restart of central forgets them; the rooms ask anew.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import HTTPConnection

from central.core.check_in_codes import ALPHABET, CLAIM_S, LASTS_S, LENGTH, PAUSE_S, TRIES, read

AT_ONCE = 3
"""So many codes of one room may count at the same moment."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A code of a room, as its digest."""

    digest: str
    location: str
    until: float


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody showed a room's code and may confirm until then."""

    location: str
    until: float


@dataclass(slots=True)
class Codes:
    """All codes, what was claimed with them, and who typed wrong ones; ``now`` in Unix seconds."""

    secret: bytes
    _issued: list[Issued] = field(default_factory=list)
    _claims: dict[str, Claim] = field(default_factory=dict)
    _wrong: dict[str, tuple[int, float]] = field(default_factory=dict)

    def issue(self, location: str, now: float) -> str:
        """A new code for a room; its former ones count until their minute is over."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        mine = [old for old in self._counting(now) if old.location == location]
        spent = mine[: -(AT_ONCE - 1)]
        self._issued = [old for old in self._counting(now) if old not in spent]
        self._issued.append(Issued(self._digest(code), location, now + LASTS_S))
        return code

    def try_(self, person: str, code: str, now: float) -> str | None:
        """The room whose code it is, which is then used up; a wrong one is counted."""
        digest = self._digest(read(code))
        counting = self._counting(now)
        found = next((one for one in counting if hmac.compare_digest(one.digest, digest)), None)
        if found is None:
            count, _ = self._wrong.get(person, (0, now))
            self._wrong[person] = (count + 1, now)
            return None
        self._wrong.pop(person, None)
        self._issued = [one for one in self._issued if one is not found]
        return found.location

    def pauses(self, person: str, now: float) -> bool:
        """Whether this person typed so many wrong ones that they must wait."""
        self._wrong = {who: at for who, at in self._wrong.items() if now < at[1] + PAUSE_S}
        return self._wrong.get(person, (0, now))[0] >= TRIES

    def claim(self, session: str, location: str, now: float) -> None:
        """This browser may confirm the room."""
        self._claims = {who: one for who, one in self._claims.items() if now < one.until}
        self._claims[session] = Claim(location, now + CLAIM_S)

    def claimed(self, session: str, now: float) -> str | None:
        """The room that this browser may confirm."""
        claim = self._claims.get(session)
        return claim.location if claim and now < claim.until else None

    def forget(self, session: str) -> None:
        """It has confirmed, or does not want to."""
        self._claims.pop(session, None)

    def _counting(self, now: float) -> list[Issued]:
        return [one for one in self._issued if now < one.until]

    def _digest(self, code: str) -> str:
        return hmac.new(self.secret, code.encode(), hashlib.sha256).hexdigest()


def codes_of(connection: HTTPConnection) -> Codes:
    """The codes behind a request or a WebSocket."""
    return cast("Codes", connection.app.state.codes)
