"""A real OpenSearch of three processes on this machine, for tests and measurements: see ``python -m tests.cluster``."""
