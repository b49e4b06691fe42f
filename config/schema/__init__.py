"""gateway.toml, one frozen model per table. Unknown keys are errors."""

from config.schema.duration import Duration
from config.schema.file import File
from config.schema.key import KeyTable
from config.schema.limit import LimitEntry
from config.schema.log import LogTable
from config.schema.metrics import MetricsTable
from config.schema.model import ModelTable, PriceEntry
from config.schema.organization import OrganizationTable
from config.schema.provider import ProviderTable
from config.schema.reference import KeyReference, Reference
from config.schema.retry import RetryTable
from config.schema.route import RouteTable, TargetEntry
from config.schema.server import ServerTable
from config.schema.share import Share
from config.schema.table import Table

__all__ = [
    "Duration",
    "File",
    "KeyReference",
    "KeyTable",
    "LimitEntry",
    "LogTable",
    "MetricsTable",
    "ModelTable",
    "OrganizationTable",
    "PriceEntry",
    "ProviderTable",
    "Reference",
    "RetryTable",
    "RouteTable",
    "ServerTable",
    "Share",
    "Table",
    "TargetEntry",
]
