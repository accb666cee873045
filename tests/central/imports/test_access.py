"""How a source is asked, and what a poll may connect to."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from central.imports.reading import access
from central.imports.reading.bounded import Line, is_of_a_site, is_public
from central.imports.reading.found import SourceError
from central.imports.settings import Credentials
from tests.support.foreign_sides import showing


def pem(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Path:
    """The key's file."""
    path = folder / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


async def test_a_password_and_a_token_come_from_their_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemligt\n")
    async with Line(private_addresses=False) as line:
        basic = Credentials(kind="basic", user="ostord", password_file=secret)
        assert await access.headers(basic, line) == {"Authorization": "Basic b3N0b3JkOmhlbWxpZ3Q="}
        bearer = Credentials(kind="bearer", token_file=secret)
        assert await access.headers(bearer, line) == {"Authorization": "Bearer hemligt"}
        secret.write_text("two\r\nlines: x\n")
        with pytest.raises(SourceError, match="credentials"):
            await access.headers(bearer, line)
        secret.unlink()
        with pytest.raises(SourceError, match="credentials"):
            await access.headers(basic, line)


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA"])
async def test_smart_backend_services_show_a_signed_assertion(tmp_path: Path, kind: str) -> None:
    """HL7 SMART App Launch 2.2, Backend Services; RFC 7523."""
    made: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if kind == "RSA":
        made = rsa.generate_private_key(65537, 2048)
    else:
        made = ec.generate_private_key(ec.SECP256R1() if kind == "P-256" else ec.SECP384R1())
    file = pem(tmp_path, made)
    algorithm = {"P-256": "ES256", "P-384": "ES384", "RSA": "RS384"}[kind]
    told = Credentials(
        kind="smart", client_id="ostord", key_file=file, key_id="k1",
        token_url="https://x.example/token",
    )  # fmt: skip
    key = (
        RSAKey.import_key(file.read_bytes())
        if kind == "RSA"
        else ECKey.import_key(file.read_bytes())
    )
    shown = jwt.decode(access.assertion(told, 1000), key, algorithms=[algorithm])
    assert shown.header["kid"] == "k1"
    assert (shown.claims["iss"], shown.claims["sub"]) == ("ostord", "ostord")
    assert (shown.claims["aud"], shown.claims["exp"]) == ("https://x.example/token", 1240)


async def test_a_token_endpoint_that_refuses_or_babbles_is_named(tmp_path: Path) -> None:
    key = pem(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    with showing() as shown:
        told = Credentials(
            kind="smart", client_id="ostord", key_file=key,
            token_url=f"http://127.0.0.1:{shown.port}/token",
        )  # fmt: skip
        for status, body, code in (
            (200, b'{"access_token":"abc"}', None),
            (401, b"{}", "refused"),
            (500, b"{}", "failing"),
            (200, b"[]", "credentials"),
            (200, b'{"access_token":"a\\nb"}', "credentials"),
            (200, b"<html>", "garbled"),
        ):
            shown.status, shown.body = status, body
            async with Line(private_addresses=True) as line:
                if code is None:
                    assert await access.headers(told, line) == {"Authorization": "Bearer abc"}
                    continue
                with pytest.raises(SourceError, match=code):
                    await access.headers(told, line)


@pytest.mark.parametrize(
    ("address", "public", "site"),
    [
        ("8.8.8.8", True, True),
        ("2001:4860:4860::8888", True, True),
        ("10.1.2.3", False, True),
        ("192.168.1.1", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:7f00:1::", False, True),
        ("224.0.0.1", False, False),
        ("100.64.0.1", False, True),
        ("::10.1.2.3", False, True),
        ("::7f00:1", False, True),
        ("fec0::1", False, True),
        ("64:ff9b:1::a01:203", False, False),
        ("240.0.0.1", False, False),
    ],
)
def test_which_addresses_are_whose(address: str, public: bool, site: bool) -> None:
    assert (is_public(address), is_of_a_site(address)) == (public, site)
