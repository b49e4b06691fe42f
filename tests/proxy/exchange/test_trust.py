"""Who is believed."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from proxy.exchange.trust import Trust


def test_certificates_and_names_are_verified() -> None:
    """There is no way to turn it off."""
    context = Trust({}).context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_it_is_made_once() -> None:
    """Loading the authorities takes milliseconds and megabytes."""
    trust = Trust({})
    assert trust.context() is trust.context()


def test_an_authority_of_ones_own_is_believed_as_well(tmp_path: Path) -> None:
    """SSL_CERT_FILE adds to the system's."""
    file = tmp_path / "own.pem"
    trustme.CA(organization_name="The House").cert_pem.write_to_path(str(file))
    own = {str(one) for one in Trust({"SSL_CERT_FILE": str(file)}).context().get_ca_certs() if "The House" in str(one)}
    assert len(own) == 1


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_place_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    """At start, not at the first call."""
    with pytest.raises(ValueError, match=name):
        Trust({name: str(tmp_path / "nothing")})
