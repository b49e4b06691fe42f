"""Names for calls."""

from proxy.edge.ids import request_ids


def test_request_ids_are_names_in_order() -> None:
    """Unique, sortable within a process, and no two processes share one."""
    one, other = request_ids(), request_ids()
    names = [one() for _ in range(10_000)]
    assert names == sorted(set(names))
    assert len({len(name) for name in names}) == 1
    assert not {other() for _ in range(10_000)} & set(names)
    assert all(name.startswith("req_") and name.isascii() and name.replace("_", "").isalnum() for name in names[:10])
