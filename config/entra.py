"""Which identity an operator means in Microsoft Entra ID: an application with its secret or a file, or the machine's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from config.address import parse
from config.credentials import Credential, EntraFederated, EntraMachine, EntraSecret
from config.secrets import Absent, Secrets, Unfit

AUTHORITY = "https://login.microsoftonline.com"
SCOPE = "https://cognitiveservices.azure.com/.default"
# Clouds that are closed off have a place of their own for everything; the end of a base URL's host tells them.
SCOPES = {".azure.us": "https://cognitiveservices.azure.us/.default", ".azure.cn": "https://cognitiveservices.azure.cn/.default"}
AUTHORITIES = {".azure.us": "https://login.microsoftonline.us", ".azure.cn": "https://login.partner.microsoftonline.cn"}
MACHINE = "http://169.254.169.254"
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


def found(secrets: Secrets, host: str, *, tenant: str | None, client_id: str | None, secret: str | None, scope: str | None) -> Credential:
    """The identity, looked for where Azure's own libraries look. Raises Absent or Unfit."""
    environment = secrets.environment
    cloud = next((end for end in SCOPES if host.endswith(end)), "")
    scope = scope or SCOPES.get(cloud, SCOPE)
    tenant = tenant or environment.get("AZURE_TENANT_ID")
    client = client_id or environment.get("AZURE_CLIENT_ID")
    if secret is None and _same(client_id, environment.get("AZURE_CLIENT_ID")) and environment.get("AZURE_CLIENT_SECRET"):
        secret = "env:AZURE_CLIENT_SECRET"  # noqa: S105  where it is
    file = environment.get("AZURE_FEDERATED_TOKEN_FILE")
    if secret is not None or file:
        if not tenant or not client:
            missing = "tenant (or AZURE_TENANT_ID)" if not tenant else "client_id (or AZURE_CLIENT_ID)"
            raise Absent(f"Entra ID needs {missing}")
        token_url = _token_url(environment.get("AZURE_AUTHORITY_HOST") or AUTHORITIES.get(cloud, AUTHORITY), tenant)
        if secret is not None:
            return EntraSecret(token_url, client, secrets.get(secret), scope)
        return EntraFederated(token_url, client, str(file), scope)
    return _machine(environment, client, scope)


def _same(written: str | None, known: str | None) -> bool:
    """A secret from the environment is that of the application in the environment, and of no other."""
    return written is None or known is None or written == known


def _token_url(authority: str, tenant: str) -> str:
    if not _TENANT.fullmatch(tenant):
        raise Unfit("a tenant is an id or a domain")
    url = f"{authority if '://' in authority else f'https://{authority}'}".rstrip("/")
    try:
        parse(url)
    except ValueError as error:
        raise Unfit(f"AZURE_AUTHORITY_HOST: {error}") from error
    return f"{url}/{tenant}/oauth2/v2.0/token"


def _machine(environment: Mapping[str, str], client: str | None, scope: str) -> EntraMachine:
    """App Service, Functions and Container Apps say where to ask; a virtual machine has one address for all."""
    query = {"resource": scope.removesuffix("/.default")} | ({"client_id": client} if client else {})
    endpoint, header = environment.get("IDENTITY_ENDPOINT"), environment.get("IDENTITY_HEADER")
    if endpoint and header:
        return EntraMachine(f"{_asked(endpoint)}?{urlencode({'api-version': '2019-08-01'} | query)}", ("x-identity-header", header))
    url = f"{_asked(environment.get('AZURE_POD_IDENTITY_AUTHORITY_HOST') or MACHINE)}/metadata/identity/oauth2/token"
    return EntraMachine(f"{url}?{urlencode({'api-version': '2018-02-01'} | query)}", ("metadata", "true"))


def _asked(url: str) -> str:
    try:
        parse(url)
    except ValueError as error:
        raise Unfit(f"the address of the machine's identities is none: {error}") from error
    return url.rstrip("/")
