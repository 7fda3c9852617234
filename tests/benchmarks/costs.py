"""Which machines a collection of some size needs, and what they cost a month at the prices in ``docs/benchmarks``.

All of it is worked out from extrapolated figures and round numbers, so all of it is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

LATENCY = "Results page, 95th percentile"
DATABASE = "PostgreSQL on disk"
At = Callable[[str], float]
"""A figure's value by its name, at the size in question: MB or ms."""


@dataclass(frozen=True, slots=True)
class Machines:
    """Some alike. ``memory`` and ``disk`` are each one's, in GB."""

    what: str
    count: int
    cores: int
    memory: float
    disk: float

    def cost(self, prices: dict[str, float]) -> float:
        """Dollars a month for all of them."""
        each = self.cores * prices["core"] + self.memory * prices["memory_gb"] + self.disk * prices["disk_gb"]
        return self.count * each

    def __str__(self) -> str:
        each = f"{self.cores} cores, {self.memory:,.0f} GB, {self.disk:,.0f} GB of disk"
        return f"{self.what}: {each}" if self.count == 1 else f"{self.count} × {self.what}: {each}"


def embedded(at: At, given: dict[str, Any]) -> list[Machines]:
    """One machine for all: its index is built beside the one that serves, and the table of wording afterwards."""
    making = max(at("Memory while building it"), at("Memory for the table of wording"))
    memory = (given["web_processes"] * at("Largest web process") + making) / 1_000 + given["system_gb"]
    disk = (2 * at("Index on disk") + at(DATABASE)) / 1_000 + given["system_disk_gb"]
    return [Machines("machine", 1, given["cores"], _bought(memory), ceil(disk))]


def clustered(at: At, given: dict[str, Any]) -> list[Machines]:
    """Web machines, a database, and so many nodes that each one's part is answered in time. Two copies of the index,
    and as much again while it is built anew."""
    ms = at("Question to the cluster with eleven facets, 95th percentile (three nodes on the same two cores)")
    nodes = max(given["fewest_nodes"], ceil(ms / given["part_ms"]))
    index = 4 * at("Index on the cluster's disks, one copy") / 1_000
    node_disk, files = ceil(index / nodes) + given["system_disk_gb"], index / 4 / nodes * 2
    node = Machines("node of the cluster", nodes, given["cores"], _bought(2 * given["heap_gb"] + files), node_disk)
    database = at(DATABASE) / 1_000
    held = _bought(given["system_gb"] + database * given["database_held"])
    store = Machines("database", 1, given["cores"], held, ceil(2 * database) + given["system_disk_gb"])
    making = at("Memory for the table of wording") / 1_000
    web = Machines("web machine", 2, given["cores"], _bought(given["system_gb"] + 1 + making), given["system_disk_gb"])
    return [web, store, node]


def _bought(memory: float) -> float:
    """As machines are sold: a power of two."""
    size = 2
    while size < memory:
        size *= 2
    return size


def section(
    figure: Callable[[str, int], float], sizes: tuple[int, ...], facts: dict[str, Any], comfort_ms: int
) -> list[str]:
    """The page's lines. ``figure``: a figure's name and items → its value."""
    prices, given = facts["prices"], facts["machines"]
    lines = [
        "",
        "## Machines, and what they cost a month",
        "",
        f"At {prices['core']:g} dollars a core, {prices['memory_gb']:g} a GB of memory, {prices['disk_gb']:g} a GB of",
        f"disk and {prices['objects_gb']:g} a GB of originals in a bucket, a month: round numbers like those that",
        "large clouds list for machines on demand. Put your own into the file and write the page anew. All of it is",
        f"estimated, none measured: a node for every part that one answers in {given['part_ms']} ms, two copies of the",
        f"index and room to build it anew, an original of {given['original_mb']} MB a letter. Traffic, people, taxes",
        "and copies elsewhere are not in it.",
        "",
        "| items | set-up | machines | dollars a month |",
        "|---|---|---|---|",
    ]
    for items in sizes:
        at = partial(_at, figure, items)
        bucket = items / facts["letters"]["items_each"] * given["original_mb"] / 1_000 * prices["objects_gb"]
        for title, machines in (("embedded", embedded(at, given)), ("cluster", clustered(at, given))):
            cost = sum(each.cost(prices) for each in machines) + bucket
            said = "; ".join(map(str, machines))
            if title == "embedded" and at(LATENCY) > comfort_ms:
                said = f"not advised, since pages take more than {comfort_ms} ms: {said}"
            lines.append(f"| {items:,} | {title} | {said} | ≈ *{cost:,.0f}* |")
    return lines


def _at(figure: Callable[[str, int], float], items: int, name: str) -> float:
    return figure(name, items)
