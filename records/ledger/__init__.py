"""Billing entries: written once and durably to a journal, shipped to the database, summed, corrected, never changed."""
