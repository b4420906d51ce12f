"""Runs every benchmark: `python -m benchmarks` (or `make bench`)."""

from benchmarks import client

client.main()
