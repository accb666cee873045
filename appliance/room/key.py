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
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unit)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write_new(folder / "unit.key", pem)
    (folder / "unit.csr").write_bytes(request.public_bytes(serialization.Encoding.PEM))


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
