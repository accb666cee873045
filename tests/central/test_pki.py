"""The site's certificate authority."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from central import pki
from central.faults import BadInputError, SetupError
from tests.support.central_house import make_request

KEYS = ("ca.key", "broker.key", "central.key", "fleet.key", "commands.key")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pki.init_site(tmp_path / "keys", "north", 7)
    return tmp_path / "keys"


def _load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_site_has_its_keys_for_its_own_eyes_only(site: Path) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in site.glob("*.key")}
    assert modes == dict.fromkeys(KEYS, 0o600)
    assert stat.S_IMODE(site.stat().st_mode) == 0o700


def test_broker_and_central_are_signed_by_the_authority(site: Path) -> None:
    authority = _load(site / "ca.crt")
    uses = {"broker": ExtendedKeyUsageOID.SERVER_AUTH, "central": ExtendedKeyUsageOID.CLIENT_AUTH}
    for name, use in uses.items():
        certificate = _load(site / f"{name}.crt")
        certificate.verify_directly_issued_by(authority)
        assert pki.common_name((site / f"{name}.crt").read_text()) == name
        assert list(
            certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        ) == [use]
        left = certificate.not_valid_after_utc - datetime.now(UTC)
        assert timedelta(days=6.9) < left <= timedelta(days=7)
    names = _load(site / "broker.crt").extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]


def test_a_second_init_changes_nothing_but_what_ends_soon(site: Path) -> None:
    before = {file.name: file.read_bytes() for file in site.iterdir()}
    pki.init_site(site, "north", 7)
    assert {file.name: file.read_bytes() for file in site.iterdir()} == before
    (site / "broker.crt").unlink()
    pki.init_site(site, "north", 7)
    assert _load(site / "broker.crt").serial_number
    assert (site / "ca.crt").read_bytes() == before["ca.crt"]
    with pytest.raises(BadInputError, match="site"):
        pki.init_site(site, "south", 7)


def test_a_units_request_becomes_its_certificate(site: Path, tmp_path: Path) -> None:
    request = make_request(tmp_path, "north/room12")
    assert pki.sign_request(site, request, tmp_path / "unit.crt", 7) == "north/room12"
    certificate = _load(tmp_path / "unit.crt")
    certificate.verify_directly_issued_by(_load(site / "ca.crt"))
    assert pki.common_name((tmp_path / "unit.crt").read_text()) == "north/room12"
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.value.ca is False


@pytest.mark.parametrize("name", ["south/room12", "north", "central", "north/+", "north/Room 1"])
def test_a_request_for_another_site_or_a_strange_name_is_refused(
    site: Path, tmp_path: Path, name: str
) -> None:
    request = make_request(tmp_path, name)
    with pytest.raises(BadInputError, match=r"^request: "):
        pki.sign_request(site, request, tmp_path / "unit.crt", 7)
    assert not (tmp_path / "unit.crt").exists()


def test_what_is_no_request_or_no_site_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csr").write_text("hello")
    for file in ("bad.csr", "missing.csr"):
        with pytest.raises(BadInputError, match=r"^request: "):
            pki.sign_request(site, tmp_path / file, tmp_path / "unit.crt", 7)
    request = make_request(tmp_path, "north/room12")
    with pytest.raises(SetupError, match="pki init"):
        pki.sign_request(tmp_path, request, tmp_path / "unit.crt", 7)
    with pytest.raises(BadInputError, match="site"):
        pki.init_site(tmp_path / "x", "North!", 7)


def test_the_broker_is_known_by_the_names_of_its_site_and_keeps_them(site: Path) -> None:
    def names() -> set[str]:
        found = _load(site / "broker.crt").extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
        return set(found.value.get_values_for_type(x509.DNSName))

    assert names() == {"localhost"}
    pki.init_site(site, "north", 7, ("broker.region.example",))
    assert names() == {"localhost", "broker.region.example"}
    serial = _load(site / "broker.crt").serial_number
    pki.init_site(site, "north", 7, ("broker.region.example",))
    pki.init_site(site, "north", 7)
    assert _load(site / "broker.crt").serial_number == serial, "nothing was missing"
    pki.init_site(site, "north", 7, ("b.example",))
    assert names() == {"localhost", "broker.region.example", "b.example"}
    for wrong in ("", "Broker", "a b", "x" * 300, "ö.example", "a..b"):
        with pytest.raises(BadInputError, match="broker-host"):
            pki.init_site(site, "north", 7, (wrong,))
