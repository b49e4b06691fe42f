"""From [providers.NAME] and the catalog's row to a provider that can be called, or to why it is off."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from msgspec.structs import replace

from config import google
from config.accounts import Accounts
from config.address import Address, parse
from config.azure import NEWEST_STABLE, OLDEST, classic_paths
from config.catalog import Catalog, Row
from config.credentials import Credential
from config.faults import did_you_mean
from config.findings import Findings
from config.models import models_of
from config.schema import File, ProviderTable
from config.schema.reference import is_reference
from config.secrets import Absent, Secrets, Unfit
from config.snapshot import Entrance, Off, Provider
from translators.translator import Translator

IN_PROCESS = Address("mock", "mock", 0, "")
# The exchange writes these itself; a second one would be ambiguous.
OWN = frozenset(
    {
        *("host", "content-length", "content-type", "transfer-encoding", "connection", "keep-alive", "proxy-connection"),
        *("te", "trailer", "upgrade", "expect", "accept-encoding"),
    }
)
_TOKEN = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]{1,128}")
_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?")
_CREDENTIAL = re.compile(r"authorization|cookie|(?:^|[-_])(?:key|token|secret|password)$")


@dataclass(frozen=True, slots=True)
class Providers:
    """Compiles every provider there is."""

    file: File
    catalog: Catalog
    translators: Mapping[str, Translator]
    secrets: Secrets
    findings: Findings

    def compile(self) -> tuple[dict[str, Provider], dict[str, Off]]:
        """Those that are on, those that are off."""
        on: dict[str, Provider] = {}
        off: dict[str, Off] = {}
        for name in [*self.catalog.rows, *(name for name in self.file.providers if name not in self.catalog.rows)]:
            match self._one(name):
                case Provider() as provider:
                    on[name] = provider
                case Off() as why:
                    off[name] = why
        return on, off

    def _one(self, name: str) -> Provider | Off | None:
        table, row = self.file.providers.get(name), self.catalog.rows.get(name)
        merged = self._row(name, table, row)
        if merged is None:
            return None
        unfinished = merged.base_url is not None and "{project}" in merged.base_url
        address = None if unfinished else self._address(name, table, merged)
        if table is not None and not table.enabled:
            return Off(name, "switched off: enabled = false")
        headers = self._headers(name, table)
        shown = Accounts(self.secrets, self.findings).of(name, table, merged, "" if address is None else address.host)
        if isinstance(shown, Off):
            return shown
        if isinstance(headers, Off):
            return headers
        if unfinished and shown.project:
            address = self._address(name, table, replace(merged, base_url=str(merged.base_url).replace("{project}", shown.project)))
        elif unfinished:
            return Off(name, f"needs project in [providers.{name}], or in the environment: {google.PROJECTS[0]}")
        if address is None:
            return Off(name, f"needs base_url in [providers.{name}], such as {merged.example}")
        if any(wire not in self.translators for wire in (merged.wire, *merged.also)):
            return None
        headers = {**shown.headers, **headers}
        return self._provider(name, table or ProviderTable(), merged, address=address, headers=headers, credential=shown.credential)

    def _row(self, name: str, table: ProviderTable | None, row: Row | None) -> Row | None:
        """The catalog's row with what the operator wrote over it."""
        table = table or ProviderTable()
        wire = table.wire or (row.wire if row else None)
        base_url = table.base_url or (row.base_url if row else None)
        if row is None and (wire is None or base_url is None):
            missing = "wire" if wire is None else "base_url"
            message = f"is missing: the catalog has no provider called `{name}`, and any other needs wire and base_url"
            self.findings.fault(("providers", name, missing), message, did_you_mean(name, self.catalog.rows))
            return None
        # Another address or another wire is another place: what the catalog knows beyond them is not known of it.
        same = row is not None and table.wire is None and (table.base_url is None or row.base_url is None)
        also = table.also if table.also is not None else row.also if row and same else ()
        paths = {**(row.paths if row and same else {}), **({str(wire): table.path} if table.path else {}), **table.paths}
        also, paths = self._versioned(name, table, str(wire), also, paths)
        for place, spoken in (("wire", str(wire)), *(("also", other) for other in also)):
            if spoken not in self.translators:
                known = ", ".join(sorted(self.translators))
                message = f"there is no such wire as `{spoken}`; there are: {known}"
                self.findings.fault(("providers", name, place), message, did_you_mean(spoken, self.translators))
        for other in table.paths:
            if other not in (wire, *also):
                self.findings.fault(("providers", name, "paths", other), f"`{other}` is neither its wire nor in also")
        return Row(
            wire=str(wire),
            also=also,
            thinking=row.thinking if row and same else "",
            base_url=self._located(base_url, table),
            example=row.example if row else None,
            env=row.env if row else (),
            key=row.key if row else False,
            auth=table.auth or (row.auth if row else "bearer"),
            paths=paths,
            open_names=table.open_names if table.open_names is not None else row is None or row.open_names,
        )

    def _versioned(
        self, name: str, table: ProviderTable, wire: str, also: tuple[str, ...], paths: Mapping[str, str]
    ) -> tuple[tuple[str, ...], dict[str, str]]:
        """Where there is an api_version, the wires of that version at its paths."""
        if table.api_version is None:
            return also, dict(paths)
        if table.api_version < OLDEST:
            message = "is too old: before 2024-09-01 a stream does not tell its usage"
            self.findings.fault(("providers", name, "api_version"), message, f"write {NEWEST_STABLE}, or a newer one")
        classic = classic_paths(table.api_version)
        if wire not in classic or (table.base_url or "").rstrip("/").endswith("/v1"):
            right = "wire openai_chat, and a base_url that ends before /openai"
            self.findings.fault(("providers", name, "api_version"), f"is for Azure's classic deployments: {right}")
        return tuple(other for other in also if other in classic), {**classic, **paths}

    def _located(self, base_url: str | None, table: ProviderTable) -> str | None:
        """With the project and the location in it, as far as they are known."""
        if base_url is None:
            return None
        environment = self.secrets.environment
        project = table.project or next((environment[variable] for variable in google.PROJECTS if environment.get(variable)), "{project}")
        location = table.location or environment.get(google.LOCATION) or "global"
        known = {"{project}": project, "{location}": location, "{vertex}": google.vertex_host(location)}
        for word, value in known.items():
            base_url = base_url.replace(word, value)
        return base_url

    def _address(self, name: str, table: ProviderTable | None, row: Row) -> Address | None:
        if row.base_url == "mock:" and (table is None or table.base_url is None):
            return IN_PROCESS
        if row.base_url is None:
            if table is not None and table.enabled:
                self.findings.fault(("providers", name, "base_url"), "is missing", f"such as {row.example}")
            return None
        try:
            return parse(row.base_url)
        except ValueError as error:
            self.findings.fault(("providers", name, "base_url"), str(error))
            return None

    def _headers(self, name: str, table: ProviderTable | None) -> dict[str, str] | Off:
        headers: dict[str, str] = {}
        for written, value in table.headers.items() if table else ():
            header, place = written.lower(), ("providers", name, "headers", written)
            if not _TOKEN.fullmatch(header):
                self.findings.fault(place, "not the name of a header: only letters, digits and - . _ ! # $ % & ' * + ^ ` | ~")
            elif header in OWN:
                self.findings.fault(place, "this header is written by the gateway itself")
            elif header in headers:
                self.findings.fault(place, "is written twice")
            else:
                try:
                    headers[header] = self._value(place, header, value)
                except Absent as error:
                    return Off(name, f"header {header}: {error}")
        return headers

    def _value(self, place: tuple[str, ...], header: str, value: str) -> str:
        if is_reference(value):
            try:
                return self.secrets.get(value)
            except Unfit as error:
                self.findings.lacking(place, error)
        elif _CREDENTIAL.search(header):
            self.findings.fault(place, 'a secret may not stand in this file: write "env:NAME" or "file:PATH"')
        elif not _VALUE.fullmatch(value):
            self.findings.fault(place, "a header's value has only visible ASCII characters, and spaces between them")
        return value

    def _provider(
        self, name: str, table: ProviderTable, row: Row, *, address: Address, headers: Mapping[str, str], credential: Credential | None
    ) -> Provider:
        retry = self.file.retry
        entrances = self._entrances(row, address.path, headers)
        for model, written in self.file.models.items():
            if model.partition("/")[0] == name and written.wire is not None and written.wire not in entrances:
                message = f"provider `{name}` does not speak `{written.wire}`; it speaks: {', '.join(entrances)}"
                self.findings.fault(("models", model, "wire"), message, did_you_mean(written.wire, entrances))
        return Provider(
            name=name,
            scheme=address.scheme,
            host=address.host,
            port=address.port,
            base=address.path,
            entrances=entrances,
            thinking=row.thinking,
            connect=float(retry.connect if table.connect is None else table.connect),
            first_byte=float(retry.first_byte if table.first_byte is None else table.first_byte),
            idle=float(retry.idle if table.idle is None else table.idle),
            total=float(retry.total if table.total is None else table.total),
            connections=table.connections,
            queue=table.queue,
            queue_wait=float(table.queue_wait),
            models=models_of(name, table, self.file, self.catalog),
            credential=credential,
            open_names=row.open_names,
            on_unsupported=table.on_unsupported or self.file.wires.on_unsupported,
        )

    def _entrances(self, row: Row, base: str, headers: Mapping[str, str]) -> dict[str, Entrance]:
        entrances: dict[str, Entrance] = {}
        for name in (row.wire, *row.also):
            translator = self.translators[name]
            path = _written_path(row.paths[name]) if name in row.paths else translator.path
            needed = {key: value for key, value in translator.headers if key not in headers}
            entrances.setdefault(translator.wire, Entrance(translator, _behind(base, path), tuple({**headers, **needed}.items())))
        return entrances


def _written_path(path: str) -> Callable[[str, bool], str]:
    """A path an operator wrote, with the model's name in it if it has a place for that."""
    if "{model}" in path:
        return lambda model, _: path.replace("{model}", quote(model, safe=""))
    return lambda _, __: path


def _behind(base: str, path: Callable[[str, bool], str]) -> Callable[[str, bool], str]:
    return lambda model, streamed: base + path(model, streamed)
