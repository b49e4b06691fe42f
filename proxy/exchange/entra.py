"""How identities of Microsoft Entra ID get their tokens. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"""

from __future__ import annotations

from config.credentials import EntraFederated, EntraMachine, EntraSecret
from proxy.exchange.fetching import Asked, Fetching, Opened, posted, text_of, token_in

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def by_secret(account: EntraSecret, now: float) -> Fetching:
    """An application shows its secret."""
    fields = {"client_id": account.client_id, "client_secret": account.secret, "scope": account.scope}
    return token_in((yield posted(account.token_url, ("grant_type", "client_credentials"), *fields.items())), now)


def by_federation(account: EntraFederated, now: float) -> Fetching:
    """An application shows what somebody it trusts has written of it."""
    assertion = text_of((yield Opened(account.file)), None)
    fields = {
        "client_id": account.client_id,
        "client_assertion_type": JWT_BEARER,
        "client_assertion": assertion,
        "scope": account.scope,
    }
    return token_in((yield posted(account.token_url, ("grant_type", "client_credentials"), *fields.items())), now)


def by_machine(account: EntraMachine, now: float) -> Fetching:
    """The machine knows who it is."""
    return token_in((yield Asked(account.url, (account.header,))), now)
