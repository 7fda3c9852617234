"""Makes the file of word vectors from public ones: `python -m tests.grounds.vectors glove.6B.50d.txt`.

GloVe's vectors (Pennington, Socher and Manning, Stanford 2014; public domain, PDDL 1.0) tell which words are used
alike. Kept are the commonest words and all that the project's own data hold, each under its stem.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.grounds.features import stem

_PROJECT = Path(__file__).parents[2]
_MADE = _PROJECT / "search" / "grounds" / "data" / "vectors.npz"
_OWN = ("search/**/*.toml", "search/**/*.json", "tests/grounds/*.jsonl", "tests/grounds/sentences/*.txt")
_READ = 120_000
"""How many words of the file are looked at; they stand in the order of how common they are."""
_COMMON = 9_000
"""Of how many of the commonest words all are kept."""
_CENTRE = 20_000
"""How many stems tell the middle and the direction that all words share, which say nothing and are taken away."""
_WORD = re.compile(r"[a-z]{2,}")
_LONGEST = 127


def make(lines: Iterable[str], own: set[str]) -> tuple[list[str], npt.NDArray[np.int8]]:
    """Stems and their vectors, of length 127, from the lines of a file of vectors; ``own`` stems are always kept."""
    sums: dict[str, npt.NDArray[np.float64]] = {}
    first: dict[str, int] = {}
    for place, line in enumerate(islice(lines, _READ)):
        word, *numbers = line.split()
        if _WORD.fullmatch(word):
            counted = np.array(numbers, float) / (place + 10) ** 0.7
            sums[stem(word)] = sums.get(stem(word), 0) + counted
            first.setdefault(stem(word), place)
    vectors = np.array([*sums.values()])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors[:_CENTRE].mean(axis=0)
    shared = np.linalg.svd(vectors[:_CENTRE], full_matrices=False)[2][:1]
    vectors -= vectors @ shared.T @ shared
    vectors *= _LONGEST / np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = [place for place, of in enumerate(sums) if of in own or first[of] < _COMMON]
    stems = [*sums]
    return [stems[place] for place in kept], np.rint(vectors[kept]).astype(np.int8)


def _own_stems() -> set[str]:
    """The stems of all words in the project's data."""
    files = (path for pattern in _OWN for path in _PROJECT.glob(pattern) if path.stem != "weights")
    return {stem(word) for path in files for word in _WORD.findall(path.read_text(encoding="utf-8").casefold())}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a word and its numbers a line, the commonest first")
    with parser.parse_args().file.open(encoding="utf-8") as opened:
        stems, vectors = make(opened, _own_stems())
    np.savez_compressed(_MADE, stems=np.frombuffer("\n".join(stems).encode(), np.uint8), vectors=vectors)
    print(f"{len(stems)} stems, {_MADE.stat().st_size / 1e3:.0f} kB")
