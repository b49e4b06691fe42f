"""The journal: where an entry is on the disk before its caller has the last byte. One for each process; the shipper reads it."""
