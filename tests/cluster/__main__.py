"""``python -m tests.cluster start`` prints a running cluster's addresses; ``stop`` ends it and removes its data."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.cluster.layout import VERSION, CannotRun, lay_out
from tests.cluster.nodes import Cluster


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("what", choices=("start", "stop", "urls"))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "imr-opensearch")
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--port", type=int, default=9210, help="node N answers at this + N")
    parser.add_argument("--heap", default="384m", help="memory of each node's heap")
    given = parser.parse_args()
    home = given.folder / f"home-{VERSION}"
    cluster = Cluster(home, given.folder / f"nodes-{given.port}", given.nodes, given.port, given.heap)
    if given.what == "stop":
        cluster.stop()
        return 0
    if given.what == "start":
        given.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            lay_out(home)
            cluster.start()
        except CannotRun as error:
            cluster.stop()
            print(error, file=sys.stderr)
            return 1
    print(",".join(cluster.urls))
    return 0


if __name__ == "__main__":
    sys.exit(main())
