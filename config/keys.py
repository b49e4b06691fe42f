"""From [keys.NAME] to the callers who may come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from config.faults import did_you_mean
from config.findings import Findings
from config.schema import File
from config.secrets import Absent, Secrets, Unfit
from config.snapshot import Key

SHORT = 20  # characters; a key that is guessed is no key


@dataclass(frozen=True, slots=True)
class Keys:
    """Compiles every key."""

    file: File
    secrets: Secrets
    findings: Findings
    names: frozenset[str]  # routes and bare model names
    providers: frozenset[str]

    def compile(self) -> dict[bytes, Key]:
        """Every key, by its digest."""
        keys: dict[bytes, Key] = {}
        for name, table in self.file.keys.items():
            self._check_models(name, table.models)
            digest = self._digest(name, table.key)
            if digest is None:
                continue
            if digest in keys:
                self.findings.fault(("keys", name, "key"), f"is the same key as that of `{keys[digest].name}`")
            expires = table.expires.timestamp() if table.expires else None
            keys[digest] = Key(
                name=name,
                digest=digest,
                models=table.models,
                scopes=frozenset(table.scopes),
                expires=expires,
                organization=table.organization or "",
                user=table.user or "",
                service=table.service or "",
                tags=table.tags,
            )
        return keys

    def _digest(self, name: str, reference: str) -> bytes | None:
        if reference.startswith("sha256:"):
            return bytes.fromhex(reference.removeprefix("sha256:"))
        try:
            secret = self.secrets.get(reference)
        except (Absent, Unfit) as error:
            self.findings.lacking(("keys", name, "key"), error)
            return None
        if len(secret) < SHORT:
            self.findings.warn(("keys", name, "key"), f"shorter than {SHORT} characters: easy to guess")
        return sha256(secret.encode()).digest()

    def _check_models(self, name: str, patterns: Iterable[str]) -> None:
        for index, pattern in enumerate(patterns):
            provider, slash, _ = pattern.partition("/")
            known, word = (self.providers, provider) if slash else (self.names, pattern)
            if "*" in word or word in known or word in self.findings.named("providers" if slash else "routes"):
                continue
            what = (
                f"there is no provider called `{provider}`"
                if slash
                else f"`{pattern}` is neither a route nor the name of a model in the catalog"
            )
            self.findings.fault(("keys", name, "models", index), what, did_you_mean(word, known))
