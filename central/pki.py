"""The site's certificate authority; this module alone signs certificates (EC P-256, PEM)."""

import contextlib
import os
import re
import secrets
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pydantic import TypeAdapter, ValidationError

from central.faults import BadInputError, SetupError
from wire.commands import public_text
from wire.ids import SiteId, UnitId

CA_DAYS = 3650
PURPOSES = {"server": ExtendedKeyUsageOID.SERVER_AUTH, "client": ExtendedKeyUsageOID.CLIENT_AUTH}
CA = "ca"
BROKER = "broker"
CENTRAL = "central"
FLEET_KEY = "fleet.key"
COMMANDS = "commands"
"""The key that signs acts from afar; its public half goes to each unit."""
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


def init_site(folder: Path, site: str, days: int, hosts: tuple[str, ...] = ()) -> None:
    """Make ca, broker and central keys and certificates, the key of acts, the fleet page's key.

    What is there already stays, so that a second start changes nothing; certificates near their
    end are made anew, and the broker's where it lacks one of the names ``hosts``. Names that it
    has it keeps.
    """
    _check(SiteId, "site", site)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / f"{CA}.crt").exists():
        _make_authority(folder, site)
    elif site_of(folder) != site:
        raise BadInputError("site", "is not the site of the authority in this folder")
    for name, purpose in ((BROKER, "server"), (CENTRAL, "client")):
        known = _hosts(folder / f"{name}.crt")
        wanted = tuple(dict.fromkeys((*known, *hosts))) if name == BROKER else ()
        if not _fresh(folder / f"{name}.crt") or set(wanted) > set(known):
            key = _new_key(folder / f"{name}.key")
            made = _sign(folder, key.public_key(), name, purpose, days, wanted)
            _write(folder / f"{name}.crt", made)
    if not (folder / FLEET_KEY).exists():
        _write(folder / FLEET_KEY, secrets.token_urlsafe(32).encode() + b"\n", 0o600)
    if not (folder / f"{COMMANDS}.key").exists():
        signer = Ed25519PrivateKey.generate()
        _write_key(folder / f"{COMMANDS}.key", signer)
        _write(folder / f"{COMMANDS}.pub", public_text(signer.public_key()).encode() + b"\n")


def sign_request(folder: Path, request: Path, out: Path, days: int) -> str:
    """Sign a unit's request (CN = site/unit, EC P-256) into ``out``; give the unit's id."""
    try:
        asked = request.read_bytes()
    except OSError as error:
        raise BadInputError("request", error.strerror or "cannot be read") from None
    unit = _common_name(_request(asked).subject)
    _write(out, sign_unit(folder, asked, unit, days))
    return unit


def sign_unit(folder: Path, request: bytes, unit: str, days: int) -> bytes:
    """A certificate (PEM) of ``unit`` for the key of ``request`` (PEM), whatever that calls it."""
    key = public_key(request)
    _check(UnitId, "request", unit)
    if unit.partition("/")[0] != site_of(folder):
        raise BadInputError("request", "is for another site")
    return _sign(folder, key, unit, "client", days)


def public_key(request: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key that signed ``request`` (PEM); BadInputError for anything else."""
    asked = _request(request)
    key = asked.public_key()
    try:
        proven = asked.is_signature_valid
    except InvalidSignature:
        proven = False
    if not proven or not isinstance(key, ec.EllipticCurvePublicKey):
        raise BadInputError("request", "is not signed by its own EC key")
    if key.curve.name != "secp256r1":
        raise BadInputError("request", "must hold a P-256 key")
    return key


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """A key's SubjectPublicKeyInfo, DER."""
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def certified_key(certificate: str) -> bytes:
    """The public key in a certificate (PEM), as ``public_bytes`` gives it."""
    return public_bytes(_public(x509.load_pem_x509_certificate(certificate.encode())))


def may_sign(folder: Path) -> bool:
    """Whether the authority's own key is here, and not in another PKI."""
    return (folder / f"{CA}.key").exists()


def authority(folder: Path) -> str:
    """The site's authority, PEM."""
    _certificate(folder / f"{CA}.crt")
    return (folder / f"{CA}.crt").read_text()


def signer(folder: Path) -> Ed25519PrivateKey | None:
    """What signs acts from afar; None where this site has no such key yet."""
    path = folder / f"{COMMANDS}.key"
    if not path.exists():
        return None
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def site_of(folder: Path) -> str:
    """Whose authority stands in ``folder``."""
    return _site(_certificate(folder / f"{CA}.crt"))


def common_name(certificate: str) -> str:
    """Whose certificate a PEM text is."""
    try:
        return _common_name(x509.load_pem_x509_certificate(certificate.encode()).subject)
    except ValueError:
        raise BadInputError("certificate", "is no PEM certificate") from None


def _request(text: bytes) -> x509.CertificateSigningRequest:
    try:
        return x509.load_pem_x509_csr(text)
    except ValueError:
        raise BadInputError("request", "is no PEM certificate request") from None


def _make_authority(folder: Path, site: str) -> None:
    key = _new_key(folder / f"{CA}.key")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, site),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Ostord {site}"),
        ]
    )
    builder = _builder(name, name, key.public_key(), CA_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    _write(folder / f"{CA}.crt", certificate.public_bytes(serialization.Encoding.PEM))


def _sign(
    folder: Path,
    key: ec.EllipticCurvePublicKey,
    name: str,
    purpose: str,
    days: int,
    hosts: tuple[str, ...] = (),
) -> bytes:
    issuer = _certificate(folder / f"{CA}.crt")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, issuer.subject, key, days)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([PURPOSES[purpose]]), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(_public(issuer)), critical=False
    )
    if purpose == "server":
        names = [_dns_name(host) for host in hosts or ("localhost",)]
        here = x509.IPAddress(ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([*names, here]), critical=False)
    signed = builder.sign(_private(folder / f"{CA}.key"), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _new_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    _write_key(path, key)
    return key


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(path, pem, 0o600)


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError):
        raise SetupError(f"{path}: is no readable key; run `ostord-central pki init`") from None
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise SetupError(f"{path}: is no certificate; run `ostord-central pki init`") from None


def _public(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def _fresh(path: Path) -> bool:
    """Whether the certificate is there and lives for a day more."""
    if not path.exists():
        return False
    return _certificate(path).not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def _hosts(path: Path) -> tuple[str, ...]:
    """The names that a server's certificate is for; ``localhost`` always."""
    names = ["localhost"]
    if path.exists():
        extensions = _certificate(path).extensions
        with contextlib.suppress(x509.ExtensionNotFound):
            found = extensions.get_extension_for_class(x509.SubjectAlternativeName)
            names += found.value.get_values_for_type(x509.DNSName)
    return tuple(dict.fromkeys(names))


def _dns_name(host: str) -> x509.DNSName:
    if not HOST.fullmatch(host):
        raise BadInputError("broker-host", "is no host name in lower case")
    return x509.DNSName(host)


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if len(found) == 1 else ""


def _site(issuer: x509.Certificate) -> str:
    found = issuer.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def _check(kind: Any, field: str, value: str) -> None:
    try:
        TypeAdapter[str](kind).validate_python(value)
    except ValidationError:
        shape = "site/unit" if kind is UnitId else "site"
        raise BadInputError(
            field, f"must name a {shape} in lower-case letters and digits"
        ) from None


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
