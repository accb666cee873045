"""Acts from afar: signed by central, read strictly, and none carries picture, sound or a shell."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wire.commands import (
    Command,
    CommandResult,
    Signed,
    Verb,
    proven,
    public_key,
    public_text,
    sign,
)
from wire.faults import WireError

KEY = Ed25519PrivateKey.generate()
COMMAND = Command(
    id="0" * 32, unit="north/room12", verb=Verb.RESTART_PART, part="stage", issued=1.0, expires=61.0
)


def test_s2_there_is_no_verb_for_picture_sound_or_a_shell() -> None:
    assert {verb.value for verb in Verb} == {
        "rebirth",
        "identify",
        "selftest",
        "restart_part",
        "reboot_when_idle",
        "update",
        "logs",
    }
    assert set(Command.model_fields) == {"id", "unit", "verb", "issued", "expires", "part"}
    assert set(CommandResult.model_fields) == {"id", "state", "at", "code", "lines"}


def test_a_signed_command_is_read_by_the_public_half() -> None:
    told = public_key(public_text(KEY.public_key()) + "\n")
    assert proven(told, sign(KEY, COMMAND).to_json().encode()) == COMMAND


@pytest.mark.parametrize("part", ["unit", "verb", "id", "expires"])
def test_a_word_changed_on_the_way_counts_for_nothing(part: str) -> None:
    other = {"unit": "north/room14", "verb": Verb.LOGS, "id": "1" * 32, "expires": 1e9}[part]
    signed = sign(KEY, COMMAND)
    forged = Signed(
        command=COMMAND.model_copy(update={part: other}).to_json(), signature=signed.signature
    )
    with pytest.raises(WireError, match="signature"):
        proven(KEY.public_key(), forged.to_json().encode())


def test_another_key_and_what_is_signed_for_something_else_count_for_nothing() -> None:
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(WireError, match="signature"):
        proven(other, sign(KEY, COMMAND).to_json().encode())
    text = COMMAND.to_json()
    bare = Signed(command=text, signature=b64encode(KEY.sign(text.encode())).decode())
    with pytest.raises(WireError, match="signature"):
        proven(KEY.public_key(), bare.to_json().encode())


@pytest.mark.parametrize("payload", [b"", b"{}", b"\xff", b'{"command": 1, "signature": "x"}'])
def test_nonsense_is_a_wire_error(payload: bytes) -> None:
    with pytest.raises(WireError):
        proven(KEY.public_key(), payload)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "ö" * 44])
def test_a_key_that_is_none_is_said_to_be_so(text: str) -> None:
    with pytest.raises(ValueError):
        public_key(text)
