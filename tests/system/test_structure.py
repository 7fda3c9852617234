"""The map in docs/architecture.md holds: every room uses only what its row says, and nothing goes in a circle."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (.+?) \| .+? \| (.+?) \|$", re.MULTILINE)
LONGEST_FILE, LONGEST_FUNCTION = 420, 60
LONGEST_LINE = 160


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {
    module_of(path): path
    for folder in ("search", "imrsite")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
}


def room_of(module: str) -> str:
    first, *rest = module.split(".")
    return rest[0] if first == "search" and rest else first


def imports_of(module: str, path: Path) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            beneath = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*beneath, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return {name for name in found if name in SOURCES and name != module}


IMPORTS = {module: imports_of(module, path) for module, path in SOURCES.items()}


def rooms_of_the_map() -> list[tuple[tuple[str, ...], str]]:
    """(rooms of the row, what they may use) in the order of the table."""
    table = (ROOT / "docs" / "architecture.md").read_text()
    rows = [(found[1], found[2]) for found in ROW.finditer(table) if "`" in found[1]]
    return [
        (tuple(re.sub(r"^search/|/$|\.py$", "", name).split("/")[0] for name in re.findall(r"`([^`]+)`", named)), uses)
        for named, uses in rows
    ]


def test_every_room_is_on_the_map() -> None:
    on_it = {name for names, _ in rooms_of_the_map() for name in names}
    wiring = {"search", "apps", "urls", "keeping_urls", "search_indexes", "templatetags", "imrsite"}
    assert {room_of(module) for module in SOURCES} - wiring <= on_it


def test_rooms_use_only_what_the_map_says() -> None:
    order = [name for names, _ in rooms_of_the_map() for name in names]
    wrong = []
    for names, uses in rooms_of_the_map():
        named = set(re.findall(r"[a-z_]+", uses))
        if {"everything", "any"} & named or ("all" in named and "above" in named):
            continue
        allowed = named | set(names)
        if "below" in named:
            allowed |= set(order[: order.index(names[0])])
        wrong += [
            f"{module} imports {used}"
            for module, imported in IMPORTS.items()
            if room_of(module) in names
            for used in sorted(imported)
            if room_of(used) not in allowed and room_of(used) != "search"
        ]
    assert wrong == []


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other (Tarjan 1972, by way of repeated reachability: the graph is small)."""
    reach = {node: set(after) for node, after in graph.items()}
    for middle in graph:
        for node in graph:
            if middle in reach[node]:
                reach[node] |= reach.get(middle, set())
    return [[a, b] for a in sorted(graph) for b in sorted(graph) if a < b and b in reach[a] and a in reach.get(b, ())]


def test_no_rooms_go_in_a_circle() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, imported in IMPORTS.items():
        here = room_of(module)
        rooms[here] |= {room for used in imported if (room := room_of(used)) not in (here, "search")}
    assert circles(rooms) == []


def test_no_modules_go_in_a_circle() -> None:
    """A package's own file and what lies in it count as one another only where they import each other."""
    graph = {module: {used for used in imported if used not in module} for module, imported in IMPORTS.items()}
    assert circles(graph) == []


@pytest.mark.parametrize("folder", ["search", "imrsite", "tests"])
def test_no_file_and_no_function_outgrows_a_sitting(folder: str) -> None:
    long = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        long += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
        ]
    assert long == []


def test_no_line_of_a_template_is_too_long_to_read() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        long = [number for number, line in enumerate(path.read_text().splitlines(), 1) if len(line) > LONGEST_LINE]
        assert not long, f"{path.relative_to(ROOT)}: {long}"


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module, path in SOURCES.items():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":  # which Django wants
                places[node.name].append(module)
    assert not {name: found for name, found in places.items() if len(found) > 1}


@pytest.mark.parametrize("folder", ["search", "imrsite", "tests"])
def test_no_module_binds_a_constant_twice(folder: str) -> None:
    """The first would be dead, and who reads it deceived: two changes that were joined leave such pairs."""
    twice = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, count in Counter(constants_of(ast.parse(path.read_text()))).items()
        if count > 1
    ]
    assert twice == []


def constants_of(module: ast.Module) -> Iterator[str]:
    """The names in capitals that a module's own lines bind, each as often as they do."""
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            bound = (each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
            yield from (each.id for each in bound if each.id.isupper())
