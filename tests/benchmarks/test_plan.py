"""The plan's page says what was measured, tells it from what was not, and is the one that its command writes."""

from __future__ import annotations

import tomllib

import pytest

from tests.benchmarks import costs
from tests.benchmarks.plan import MEASURED, PAGE, Figure, page, readable

GROWING = Figure("Disk", "MB", "embedded", ((100, 10.0), (1_000, 100.0)))


def test_what_was_measured_is_given_as_it_was_and_the_rest_is_marked() -> None:
    assert GROWING.cell(1_000) == "100 MB"
    assert GROWING.cell(10_000) == "≈ *1.0 GB*" or GROWING.cell(10_000) == "≈ *1 GB*"
    assert GROWING.at(10_000) == pytest.approx(1_000)


def test_one_point_is_extrapolated_in_proportion_and_nothing_falls() -> None:
    assert Figure("Time", "s", "cluster", ((100, 2.0),)).at(1_000) == pytest.approx(20)
    assert Figure("Time", "ms", "embedded", ((100, 5.0), (1_000, 4.0))).at(10_000) == 4.0


def test_units_fit() -> None:
    assert readable(3_600 * 5, "s") == "5 h" or readable(3_600 * 5, "s") == "5.0 h"
    assert readable(45, "ms") == "45 ms"


def test_machines_grow_with_what_they_hold() -> None:
    facts = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    named = {each["name"]: Figure(**{**each, "points": tuple(map(tuple, each["points"]))}) for each in facts["figure"]}

    def nodes(items: int) -> costs.Machines:
        return costs.clustered(lambda name: named[name].at(items), facts["machines"])[-1]

    assert nodes(100_000).count == 3, "so that one can be lost"
    few, many = nodes(3_000_000).count, nodes(30_000_000).count
    assert 10 * (few - 1) <= many <= 10 * few, "ten times as many, but for what is rounded up to a whole one"
    assert nodes(30_000_000).disk == pytest.approx(nodes(3_000_000).disk, rel=0.1), "each holds its part"
    one = costs.Machines("machine", 3, 2, 4, 10)
    assert one.cost({"core": 10, "memory_gb": 1, "disk_gb": 0.1}) == 3 * (20 + 4 + 1)
    assert str(one) == "3 × machine: 2 cores, 4 GB, 10 GB of disk"


def test_the_page_is_what_the_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(tomllib.loads(MEASURED.read_text(encoding="utf-8")))
