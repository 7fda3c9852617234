"""Measurements, run by hand (`make bench`, `make load`): never timed tests."""
