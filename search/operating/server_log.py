"""The web server's own lines, which go the way of all others: in the site's format, rotated, and never too many."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from search.operating.logs import numbered


class ServerLog(Logger):  # type: ignore[misc]
    """See the module."""

    def setup(self, cfg: Any) -> None:
        """See gunicorn."""
        super().setup(cfg)
        for each in (self.error_log, self.access_log):
            each.handlers.clear()
            each.propagate = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """See gunicorn. The line bears the number that the answer told."""
        told = {name.lower(): value for name, value in resp.headers}
        with numbered(told.get("x-request-id", "")):
            super().access(resp, req, environ, request_time)
