"""The unit's own key (EC P-256), made on the unit and never leaving it, and its request."""

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import TypeAdapter, ValidationError

from wire.faults import WireError
from wire.ids import UnitId

_UNIT: TypeAdapter[str] = TypeAdapter(UnitId)


def make_key(unit: str, folder: Path) -> None:
    """Write ``unit.key`` (PEM, 0600) and ``unit.csr`` (PKCS #10, CN = ``unit``) into ``folder``.

    Raises WireError for a unit id that is none, FileExistsError where a key is there already: a
    key is never overwritten.
    """
    try:
        _UNIT.validate_python(unit)
    except ValidationError:
        raise WireError("command", "unit", "is not SITE/UNIT in lower case") from None
    new_key(folder / "unit.key")
    (folder / "unit.csr").write_bytes(request_for(folder / "unit.key", unit))


def new_key(file: Path) -> None:
    """A new key in ``file`` (PEM, 0600); FileExistsError where one is there already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write_new(file, pem)


def request_for(file: Path, unit: str = "") -> bytes:
    """A request (PKCS #10, PEM) signed by the key in ``file``; without a name, where IT gives it.

    Raises WireError where ``file`` holds no EC key, OSError without it.
    """
    key = _key_in(file)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unit)] if unit else [])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM)


def public_bytes(file: Path) -> bytes:
    """The public half of the key in ``file``: SubjectPublicKeyInfo, DER."""
    return _key_in(file).public_key().public_bytes(*DER)


DER = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo


def _key_in(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise WireError(str(file), "key", "is no EC private key in PEM")
    return key


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
