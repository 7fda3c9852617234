"""``make audit``: what the site is made of, under which licences, and which of it is known to be vulnerable.

Asks an advisory source in the form of OSV (https://google.github.io/osv.dev/post-v1-querybatch/) about every version in
the lock. 0: nothing is known; 1: something is; 2: the source could not be asked, which is said.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
OSV = "https://api.osv.dev/v1/querybatch"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_SECONDS = 20


def locked(lock: Path) -> list[tuple[str, str]]:
    """(name, version) of everything in a lock."""
    return sorted(set(_LOCKED.findall(lock.read_text())))


def licence(name: str) -> str:
    """The licence that an installed distribution names."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    classified = [each.rpartition(" :: ")[2] for each in facts.get_all("Classifier", []) if each.startswith("License")]
    plain = " ".join(facts.get_all("License", [])).strip().splitlines()[:1]
    expressed = facts.get_all("License-Expression", [])
    return " ".join(expressed) or ", ".join(classified) or "".join(plain)[:80] or "not named"


def bill(packages: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A bill of materials in the form of CycloneDX 1.5."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "components": [
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name.lower()}@{version}",
                "licenses": [{"license": {"name": licence(name)}}],
            }
            for name, version in packages
        ],
    }


def advisories(packages: Sequence[tuple[str, str]], source: str) -> dict[tuple[str, str], list[str]]:
    """Package → the ids of what is known against it. Raises OSError, ValueError where the source cannot be asked."""
    asked = [{"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in packages]
    body = json.dumps({"queries": asked}).encode()
    request = Request(source, body, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=_SECONDS) as answer:
        found = json.load(answer)["results"]
    if len(found) != len(packages):
        raise ValueError("the answer is of another length than the question")
    known = {
        package: [each["id"] for each in one.get("vulns", ())] for package, one in zip(packages, found, strict=True)
    }
    return {package: ids for package, ids in known.items() if ids}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print, and tell by the status what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    parser.add_argument("--source", default=OSV, help="an advisory source in the form of OSV")
    parser.add_argument("--bill", type=Path, help="write the bill of materials (CycloneDX) here")
    options = parser.parse_args(arguments)
    packages = locked(options.lock)
    for name, version in packages:
        print(f"{name} {version}: {licence(name)}")
    if options.bill:
        options.bill.write_text(json.dumps(bill(packages), indent=2))
    try:
        found = advisories(packages, options.source)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The advisory source {options.source} could not be asked ({error}): nothing was checked.")
        return 2
    for (name, version), ids in found.items():
        print(f"VULNERABLE {name} {version}: {', '.join(ids)}")
    print(f"{len(packages)} packages checked against {options.source}: {len(found)} with known advisories.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
