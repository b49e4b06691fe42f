"""The whole of gateway.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.schema.admin import AdminTable
from config.schema.alerts import AlertsTable
from config.schema.breaker import BreakerTable
from config.schema.cache import CacheTable
from config.schema.hedge import HedgeTable
from config.schema.key import KeyTable
from config.schema.ledger import LedgerTable
from config.schema.limits import LimitsTable
from config.schema.log import LogTable
from config.schema.metrics import MetricsTable
from config.schema.model import ModelTable
from config.schema.organization import OrganizationTable
from config.schema.provider import ProviderTable
from config.schema.retry import RetryTable
from config.schema.route import RouteTable
from config.schema.server import ServerTable
from config.schema.store import StoreTable
from config.schema.table import Table
from config.schema.tracing import TracingTable
from config.schema.wires import WiresTable

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
OrganizationName = Annotated[str, Field(min_length=1, max_length=200)]  # as in [keys.NAME] organization
RouteName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$")]


class File(Table):
    """Every table; one that is absent has its defaults."""

    server: ServerTable = Field(default=ServerTable(), description="Where callers reach the gateway.")
    store: StoreTable = Field(default=StoreTable(), description="Where shared state and durable rows live.")
    ledger: LedgerTable = Field(default=LedgerTable(), description="How billing entries are kept.")
    providers: dict[Name, ProviderTable] = Field(default={}, description="Places that answer.")
    models: dict[str, ModelTable] = Field(default={}, description="What differs from the catalog, by `provider/model`.")
    routes: dict[RouteName, RouteTable] = Field(default={}, description="Names callers use as `model`.")
    keys: dict[Name, KeyTable] = Field(default={}, description="Callers.")
    organizations: dict[OrganizationName, OrganizationTable] = Field(default={}, description="Terms of those who pay.")
    admin: AdminTable = Field(default=AdminTable(), description="Who may operate the gateway over HTTP.")
    limits: LimitsTable = Field(default=LimitsTable(), description="What holds for everybody.")
    wires: WiresTable = Field(default=WiresTable(), description="Crossing from one wire to another.")
    cache: CacheTable = Field(default=CacheTable(), description="Answers that need not be asked for twice.")
    retry: RetryTable = Field(default=RetryTable(), description="Patience with a provider.")
    breaker: BreakerTable = Field(default=BreakerTable(), description="When a target that fails is left alone.")
    hedge: HedgeTable = Field(default=HedgeTable(), description="Asking a second target when the first is slow.")
    log: LogTable = Field(default=LogTable(), description="What is written down while the gateway runs.")
    metrics: MetricsTable = Field(default=MetricsTable(), description="Figures for Prometheus.")
    tracing: TracingTable = Field(default=TracingTable(), description="Spans for OpenTelemetry.")
    alerts: AlertsTable = Field(default=AlertsTable(), description="Facts a person must see.")
