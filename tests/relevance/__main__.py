"""``make relevance``: judged queries put to a site of its own (``--letters``, ``--queries``, ``--worst``)."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.site import prepare, use
from tests.relevance.scoring import Judged, Score, Summary

_OURS = (Path(__file__).parent / "blind/queries_seen.jsonl",)
_GIVEN = Path(__file__).resolve().parents[3] / "shared"


def judged(path: Path) -> list[Judged]:
    """The queries of a file, a JSON object a line."""
    return [Judged.read(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def ask(queries: Sequence[Judged]) -> list[Score]:
    """Put each query to the site's own JSON. A letter without a case number goes by its file's name, as judges do."""
    from django.test import Client

    from search.models import ImportedFile

    imported = list(ImportedFile.objects.filter(outcome="imported").select_related("determination"))
    files = {each.determination.fingerprint: each.name for each in imported if each.determination}
    cases = {each.determination.case_number: each.name for each in imported if each.determination}
    known = {item.rpartition("#")[0] for query in queries for item in query.grades}

    def named(result: Mapping[str, Any]) -> str:
        case: str | None = result["case_number"]
        identity = str(result["url"]).partition("#")[0].rstrip("/").rpartition("/")[2]
        stem = Path(cases[case] if case and case in cases else files.get(identity, "")).stem
        return f"{stem if stem in known and stem else case or identity}#{result['item']}"

    client = Client()
    scores = []
    for query in queries:
        asked: dict[str, str | int] = {"q": query.q, "per_page": 50}
        answer = client.get("/search.json", asked, headers={"host": "localhost"}).json()
        scores.append(Score(query, answer["total"], tuple(map(named, answer["results"]))))
    return scores


def table(scores: Sequence[Score]) -> str:
    """A row a kind of query, and one for all."""
    lines = [f"{'kind':<12} {'n':>3}  nDCG@10   P@10  P3@10   zero  honest  silent"]
    kinds = dict.fromkeys(score.query.kind for score in scores)
    for kind in (*kinds, "all"):
        some = [score for score in scores if kind in (score.query.kind, "all")]
        found = Summary.of(some)
        figures = [found.ndcg, found.p2, found.p3, found.zero, found.honest, found.silent]
        shown = "  ".join("    -" if each is None else f"{each:5.3f}" for each in figures)
        lines.append(f"{kind:<12} {len(some):>3}    {shown}")
    return "\n".join(lines)


def worst(scores: Sequence[Score], most: int) -> str:
    """The queries that came out worst, with what stood first."""
    lines = []
    for score in sorted(scores, key=lambda each: (each.ndcg is None, each.ndcg or 0.0))[:most]:
        ndcg = "-" if score.ndcg is None else f"{score.ndcg:.3f}"
        lines.append(f"{score.query.id} {score.query.kind} nDCG {ndcg} total {score.total} asked {score.query.asked}")
        lines.append(f"    {score.query.q[:110]}")
        lines += [f"      {grade}  {item}" for item, grade in list(zip(score.shown, score.grades, strict=True))[:5]]
    return "\n".join(lines)


def main() -> None:
    """Import, ask, print."""
    reading = argparse.ArgumentParser(prog="make relevance", description=__doc__)
    reading.add_argument("--letters", nargs="*", type=Path, default=[_GIVEN / "letters/text", _GIVEN / "letters/pdf"])
    reading.add_argument("--queries", type=Path, default=_GIVEN / "relevance/dev.jsonl")
    reading.add_argument("--samples", action="store_true", help="our own queries over the samples, the seen half")
    reading.add_argument("--worst", type=int, default=8)
    given = reading.parse_args()
    queries = [query for path in (_OURS if given.samples else (given.queries,)) for query in judged(path)]
    with tempfile.TemporaryDirectory(prefix="imr-relevance-") as folder:
        use(Path(folder))
        from django.core.management import call_command

        prepare(samples=given.samples)
        if not given.samples:
            with Path(os.devnull).open("w") as nowhere:
                call_command("import_determinations", *map(str, given.letters), stdout=nowhere)
        scores = ask(queries)
        print(table(scores))
        print(f"\nworst {given.worst}\n{worst(scores, given.worst)}")


if __name__ == "__main__":
    main()
