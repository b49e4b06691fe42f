"""How a provider is shown who calls: a key in a header, or a credential that tokens are fetched with."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from config import entra, google
from config.catalog import Row
from config.credentials import Credential
from config.findings import Findings
from config.schema import ProviderTable
from config.secrets import Absent, Secrets, Unfit
from config.snapshot import Off

# Which settings say something to which kind of `auth`; to any other they would be words without effect.
BELONG = {
    "google": ("credentials", "project", "location"),
    "entra": ("tenant", "client_id", "client_secret", "scope"),
    "key": ("api_key",),
}


class Shown(Struct, frozen=True):
    """What goes along with every call, and what the address of the provider needs to be whole."""

    headers: Mapping[str, str] = {}
    credential: Credential | None = None
    project: str | None = None


class Accounts(Struct, frozen=True):
    """Finds them."""

    secrets: Secrets
    findings: Findings

    def of(self, name: str, table: ProviderTable | None, row: Row, host: str) -> Shown | Off:
        """What a provider is shown, or why it is off."""
        self._check(name, table, row.auth)
        match row.auth:
            case "google":
                return self._google(name, table)
            case "entra":
                return self._entra(name, table or ProviderTable(), host)
        return self._key(name, table, row)

    def _check(self, name: str, table: ProviderTable | None, auth: str) -> None:
        mine = auth if auth in BELONG else "key"
        for kind, settings in BELONG.items():
            for setting in settings if table is not None and kind != mine else ():
                if getattr(table, setting) is not None:
                    right = "a key in a header" if kind == "key" else f'auth = "{kind}"'
                    self.findings.fault(("providers", name, setting), f'is for {right}; here it is auth = "{auth}"')

    def _key(self, name: str, table: ProviderTable | None, row: Row) -> Shown | Off:
        reference = table.api_key if table else None
        if reference is None:
            reference = next((f"env:{variable}" for variable in row.env if self.secrets.environment.get(variable)), None)
        if reference is None:
            if row.key:
                return Off(name, f"no key: {row.env[0]} is not set")
            written = table is not None or row.base_url == "mock:"
            return Shown() if written else Off(name, f"needs no key, and is on when [providers.{name}] is written")
        try:
            key = self.secrets.get(reference)
        except Absent as error:
            return Off(name, str(error))
        except Unfit as error:
            self.findings.lacking(("providers", name, "api_key"), error)
            return Shown()
        return Shown({"authorization": f"Bearer {key}"} if row.auth == "bearer" else {row.auth: key})

    def _google(self, name: str, table: ProviderTable | None) -> Shown | Off:
        if table is None and not self.secrets.environment.get(google.FILE):
            return Off(name, f"no credentials: {google.FILE} is not set, and [providers.{name}] is not written")
        written = None if table is None else table.credentials
        try:
            account = google.found(self.secrets, written)
        except Absent as error:
            return Off(name, str(error))
        except Unfit as error:
            if written is None:
                return Off(name, str(error))
            self.findings.lacking(("providers", name, "credentials"), error)
            return Shown()
        headers = {"x-goog-user-project": account.quota_project} if account.quota_project else {}
        return Shown(headers, account.credential, account.project)

    def _entra(self, name: str, table: ProviderTable, host: str) -> Shown | Off:
        written = {"tenant": table.tenant, "client_id": table.client_id, "secret": table.client_secret, "scope": table.scope}
        try:
            return Shown({}, entra.found(self.secrets, host, **written))
        except Absent as error:
            return Off(name, str(error))
        except Unfit as error:
            self.findings.lacking(("providers", name, "auth"), error)
            return Shown()
