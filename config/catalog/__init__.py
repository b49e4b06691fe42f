"""What is known of providers and models before anybody configures anything."""

from config.catalog.catalog import Catalog, Row, shipped

__all__ = ["Catalog", "Row", "shipped"]
