"""Keeping the site up: its processes, what is known of their state, its backups."""
