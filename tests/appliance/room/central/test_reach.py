"""Which addresses a foreign server may have."""

import pytest

from appliance.room.central.reach import is_of_a_site, is_public, reach_of

PUBLIC = ("8.8.8.8", "2a00:1450:400f::200e", "::ffff:8.8.8.8", "64:ff9b::808:808")
SITES_OWN = (
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "::1", "fd00::1", "100.64.0.1"),
    "fec0::1",  # site-local, RFC 3879
)
NOBODYS = ("169.254.169.254", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "240.0.0.1")
TRANSLATED = ("64:ff9b:1::a01:203", "::ffff:0:a01:203")
"""To IPv4 by a translator of the site's own: RFC 8215, RFC 2765."""
HIDDEN = (
    "::ffff:10.1.2.3",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a01:203",
    "2002:7f00:1::",
    "2002:a01:203::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_within_reach(address: str) -> None:
    assert is_public(address)
    assert reach_of("https://booking.example/fhir", private=False)(address)


@pytest.mark.parametrize("address", [*SITES_OWN, *NOBODYS, *HIDDEN, *TRANSLATED])
def test_any_other_is_out_of_reach(address: str) -> None:
    assert not reach_of("https://booking.example/fhir", private=False)(address)


@pytest.mark.parametrize("address", [*SITES_OWN, *HIDDEN])
def test_a_site_may_allow_its_own(address: str) -> None:
    assert reach_of("https://booking.site/fhir", private=True)(address)


@pytest.mark.parametrize("address", [*NOBODYS, "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"])
def test_what_is_no_machine_of_the_site_stays_out_of_reach(address: str) -> None:
    assert not is_of_a_site(address)
    assert not reach_of("https://booking.site/fhir", private=True)(address)


def test_a_base_that_is_an_address_allows_that_one_alone() -> None:
    reach = reach_of("https://10.1.2.3:8443/fhir", private=False)
    assert reach("10.1.2.3")
    assert reach("::ffff:10.1.2.3")
    assert not reach("10.1.2.4")
    assert not reach("127.0.0.1")
    assert reach_of("http://[fd00::7]/fhir", private=False)("fd00::7")


def test_localhost_allows_this_machine_alone() -> None:
    reach = reach_of("http://localhost:8080/fhir", private=False)
    assert reach("127.0.0.1")
    assert reach("::1")
    assert not reach("192.168.1.1")
