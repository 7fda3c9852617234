"""Django's SQLite, for a file that may be lost or replaced while the site runs."""
