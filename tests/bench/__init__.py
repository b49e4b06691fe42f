"""The benchmark: nginx, a bare client and the gateway side by side, on one core each (`make bench`)."""
