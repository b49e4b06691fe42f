"""What the operator wrote, checked and frozen."""

from config.faults import ConfigError, Fault
from config.holder import Holder, Outcome
from config.load import load_records, load_snapshot
from config.snapshot import Key, Model, Off, Organization, Price, Provider, Route, Snapshot, Target
from config.version import VERSION
from config.watch import watch

__all__ = [
    "VERSION",
    "ConfigError",
    "Fault",
    "Holder",
    "Key",
    "Model",
    "Off",
    "Organization",
    "Outcome",
    "Price",
    "Provider",
    "Route",
    "Snapshot",
    "Target",
    "load_records",
    "load_snapshot",
    "watch",
]
