"""[providers.NAME]: one place that answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.schema.duration import Duration
from config.schema.limit import LimitEntry
from config.schema.reference import Reference
from config.schema.table import Several, Table

Auth = Literal["bearer", "api-key", "x-api-key", "x-goog-api-key", "google", "entra"]


class ProviderTable(Table):
    """One place that answers. What the catalog knows of it may be left out."""

    enabled: bool = Field(default=True, description="Whether calls may go there.")
    wire: str | None = Field(
        default=None, description="The wire it speaks, such as `openai_chat`; needed when the catalog does not know the provider."
    )
    also: Several[str] | None = Field(
        default=None,
        description="Further wires it speaks, under the same `base_url`: a caller of one of them is answered on it, untranslated.",
    )
    base_url: str | None = Field(
        default=None,
        description="Where it is, such as `https://api.example.com/v1`; needed like `wire`. The endpoint's path is put behind it.",
    )
    path: str | None = Field(
        default=None,
        pattern=r"^/[!-~]*$",
        description="Path behind `base_url` for `wire`, where it is not the usual one; `{model}` in it becomes the model's name.",
    )
    paths: dict[str, Annotated[str, Field(pattern=r"^/[!-~]*$")]] = Field(
        default={}, description='The same by wire, for a provider that speaks several: `{ anthropic = "/anthropic/v1/messages" }`.'
    )
    api_key: Reference | None = Field(
        default=None,
        description="The key the gateway shows there, as `env:NAME` or `file:PATH`; else the catalog's variables are looked at.",
    )
    auth: Auth | None = Field(
        default=None,
        description="How the gateway shows who it is: a key as `bearer` or in the header of that name, or a token that it fetches and "
        "renews itself, with `google` credentials or a Microsoft `entra` identity; `bearer` unless the catalog has another.",
    )
    credentials: Reference | None = Field(
        default=None,
        description="For `google`: its file of credentials, as `file:PATH` or `env:NAME`; else they are looked for where Google's own "
        "libraries look.",
    )
    project: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9.:-]{0,99}$",
        description="For `google`: the project whose models are called; else that of the credentials, or of `GOOGLE_CLOUD_PROJECT`.",
    )
    location: str | None = Field(
        default=None,
        pattern=r"^[a-z][a-z0-9-]{0,62}$",
        description="For `google`: where the models are, such as `europe-west4`; else `GOOGLE_CLOUD_LOCATION`, else `global`.",
    )
    tenant: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$",
        description="For `entra`: the tenant, an id or a domain; else `AZURE_TENANT_ID`.",
    )
    client_id: str | None = Field(
        default=None,
        pattern=r"^[!-~]{1,200}$",
        description="For `entra`: the application, or the identity of the machine where it has several; else `AZURE_CLIENT_ID`.",
    )
    client_secret: Reference | None = Field(
        default=None,
        description="For `entra`: the application's secret, as `env:NAME` or `file:PATH`; else `AZURE_CLIENT_SECRET`, else the file "
        "`AZURE_FEDERATED_TOKEN_FILE`, else the machine's identity.",
    )
    scope: str | None = Field(
        default=None,
        pattern=r"^[!-~]{1,300}$",
        description="For `entra`: what the token is for; `https://cognitiveservices.azure.com/.default` unless the cloud has its own.",
    )
    api_version: str | None = Field(
        default=None,
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$",
        description="For Azure's classic deployments: their api-version. Calls go to `/openai/deployments/MODEL/…` behind `base_url`.",
    )
    headers: dict[str, str] = Field(
        default={},
        description="Headers sent with every call; a value may be `env:NAME` or `file:PATH`, and must be when it is a credential.",
    )
    models: Several[Annotated[str, Field(min_length=1, max_length=512)]] = Field(
        default=(), description="Names of models it has, beyond those of the catalog: they are listed in /v1/models."
    )
    open_names: bool | None = Field(
        default=None, description="Whether a model that is not listed may be asked for; true unless the catalog says otherwise."
    )
    connections: int = Field(default=1000, ge=1, le=100_000, description="Connections open to it at once, at most.")
    queue: int = Field(default=1000, ge=0, le=100_000, description="Calls that may wait for a connection; one more is answered 503.")
    queue_wait: Duration = Field(default=Duration(10), description="How long a call waits for a connection.")
    connect: Duration | None = Field(default=None, description="How long connecting may take; else that of [retry].")
    first_byte: Duration | None = Field(default=None, description="How long the first byte of a reply may take; else that of [retry].")
    idle: Duration | None = Field(default=None, description="How long a reply may fall silent; else that of [retry].")
    total: Duration | None = Field(default=None, description="How long a whole call may take; else that of [retry].")
    limits: Several[LimitEntry] = Field(default=(), description="Limits on all calls to it.")
    on_unsupported: Literal["warn", "drop", "reject"] | None = Field(
        default=None, description="What happens to fields its wire has no place for; else that of [wires]."
    )
