"""How a provider is shown who calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.credentials import EntraMachine, EntraSecret, GoogleKey, GoogleMachine
from config.snapshot import Snapshot
from tests.accounts import service_account_file, user_file
from tests.tables import faults, loaded

VERTEX = '[providers.v]\nwire = "openai_chat"\nbase_url = "https://{vertex}/v1/projects/{project}/locations/{location}"\nauth = "google"\n'
ENTRA = '[providers.a]\nwire = "openai_chat"\nbase_url = "https://me.openai.azure.com/openai/v1"\nauth = "entra"\n'


def why(snapshot: Snapshot, name: str) -> str:
    return next(off.why for off in snapshot.off if off.name == name)


def test_a_google_account_is_a_credential() -> None:
    """No header of its own, and an address with the project of its file in it."""
    house = loaded(VERTEX + 'credentials = "env:G"\n', {"G": service_account_file()}).providers["v"]
    assert isinstance(house.credential, GoogleKey)
    assert house.headers == ()
    assert (house.host, house.base) == ("aiplatform.googleapis.com", "/v1/projects/my-project/locations/global")


def test_what_is_written_wins_over_the_environment_and_the_file() -> None:
    """Project and location alike."""
    environment = {"G": service_account_file(), "GOOGLE_CLOUD_PROJECT": "theirs", "GOOGLE_CLOUD_LOCATION": "us-east5"}
    text = VERTEX + 'credentials = "env:G"\n'
    assert loaded(text, environment).providers["v"].base == "/v1/projects/theirs/locations/us-east5"
    house = loaded(text + 'project = "mine"\nlocation = "europe-west4"\n', environment).providers["v"]
    assert (house.host, house.base) == ("europe-west4-aiplatform.googleapis.com", "/v1/projects/mine/locations/europe-west4")


def test_a_persons_calls_are_paid_by_a_project() -> None:
    """As Google's own libraries say it."""
    house = loaded(VERTEX + 'credentials = "env:G"\nproject = "p"\n', {"G": user_file()}).providers["v"]
    assert house.headers == (("x-goog-user-project", "payer"),)


def test_without_a_file_the_machine_is_asked() -> None:
    """Which says nothing of a project, so that must be written."""
    assert "needs project in [providers.v]" in why(loaded(VERTEX), "v")
    assert isinstance(loaded(VERTEX + 'project = "p"\n').providers["v"].credential, GoogleMachine)


def test_a_credential_that_is_not_there_switches_the_provider_off(tmp_path: Path) -> None:
    """One that is not understood too, where nobody wrote it; where somebody did, it is a fault."""
    (tmp_path / "g.json").write_text("hush")
    assert why(loaded(VERTEX + 'credentials = "env:G"\n'), "v") == "the environment variable G is not set"
    assert why(loaded(VERTEX, {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "g.json")}), "v").startswith("the credentials are not JSON")
    external = json.dumps({"type": "impersonated_service_account"})
    assert "not supported" in why(loaded(VERTEX + 'credentials = "env:G"\n', {"G": external}), "v")
    found = faults(VERTEX + 'credentials = "file:g.json"\n', folder=tmp_path)
    assert found == ["gateway.toml:5: providers.v.credentials: the credentials are not JSON, as Google's files are"]


def test_another_key_in_the_file_is_another_snapshot(tmp_path: Path) -> None:
    """The file is watched like any secret."""
    file = tmp_path / "g.json"
    file.write_text(service_account_file())
    before = loaded(VERTEX + 'credentials = "file:g.json"\n', folder=tmp_path)
    assert file in before.watched
    file.write_text(service_account_file(private_key_id="key-2"))
    assert loaded(VERTEX + 'credentials = "file:g.json"\n', folder=tmp_path).fingerprint != before.fingerprint


def test_an_identity_of_entra_is_a_credential() -> None:
    """By its secret, or the machine's."""
    text = ENTRA + 'tenant = "t"\nclient_id = "c"\nclient_secret = "env:S"\n'
    assert isinstance(loaded(text, {"S": "hush"}).providers["a"].credential, EntraSecret)
    assert why(loaded(text), "a") == "the environment variable S is not set"
    assert isinstance(loaded(ENTRA).providers["a"].credential, EntraMachine)
    assert "hush" not in repr(loaded(text, {"S": "hush"}))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (VERTEX + 'api_key = "env:K"\n', 'gateway.toml:5: providers.v.api_key: is for a key in a header; here it is auth = "google"'),
        (VERTEX + 'tenant = "t"\n', 'gateway.toml:5: providers.v.tenant: is for auth = "entra"; here it is auth = "google"'),
        (ENTRA + 'location = "x"\n', 'gateway.toml:5: providers.a.location: is for auth = "google"; here it is auth = "entra"'),
        (
            '[providers.openai]\nproject = "p"\n',
            'gateway.toml:2: providers.openai.project: is for auth = "google"; here it is auth = "bearer"',
        ),
        (ENTRA + 'client_secret = "hush"\n', "gateway.toml:5: providers.a.client_secret: a secret may not stand in this file"),
        (ENTRA + 'tenant = "a/b"\n', "gateway.toml:5: providers.a.tenant: must have the form"),
        (VERTEX + 'location = "Europe"\n', "gateway.toml:5: providers.v.location: must have the form"),
    ],
)
def test_a_setting_of_another_kind_is_a_fault(text: str, fault: str) -> None:
    """A word without effect is a misunderstanding."""
    found = faults(text, {"K": "k"})
    assert len(found) == 1
    assert found[0].startswith(fault)
    assert "hush" not in found[0]
