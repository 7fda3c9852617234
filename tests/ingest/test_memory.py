"""What an import remembers of letters has a bound that a batch reaches soon: it ends with the memory of its middle."""

from __future__ import annotations

import ctypes
import functools
import gc
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from search.index.columns.build import known_stem
from search.ingest import indexing
from search.ingest.archives import GivenFile
from search.ingest.importing import ImportRun
from search.letters.privacy.hints import Hints
from search.query.likeness import _WordHashes
from search.vocabulary.phrases import Remembered
from tests.ingest.letters import MASSAGE, MRI, Letter

MOST = 16_384
NEW_WORDS = 20_000
# For the making of whole segments, where a word that is met again in each is looked up here.
LARGE = {known_stem}


def words() -> list[str]:
    """As many words as no dictionary has."""
    parts = ("ba", "de", "fi", "go", "lu", "mer", "nar", "pil", "rot", "sun", "tav", "wex")
    return ["".join(each) for each in product(parts, parts, parts, parts)][:NEW_WORDS]


def test_no_memory_of_texts_grows_with_the_texts(db: None, index: object) -> None:
    new, at_once = words(), 500
    letters = [
        Letter(
            case=f"CM16-99{number:05}",
            items=(replace(MASSAGE, rationale=" ".join(new[start : start + at_once])[:60_000] + "."), MRI),
            summary=f"The worker is a 47-year-old {new[start]} of {new[start + 1]}.",
        )
        for number, start in enumerate(range(0, len(new), at_once))
    ]
    files = (GivenFile(f"{letter.case}.txt", letter.bytes()) for letter in letters)
    taken = list(ImportRun.start("words").take_all(files))
    assert {each.items for each in taken} == {2}
    found = gc.get_objects()
    remembering = [each for each in found if isinstance(each, functools._lru_cache_wrapper)]
    ours = [each for each in remembering if str(getattr(each, "__module__", "")).startswith("search.")]
    assert len(ours) > 50
    sizes = {f"{each.__module__} {each.__wrapped__}": each.cache_info().currsize for each in ours if each not in LARGE}
    sizes |= {f"{type(each)} {id(each)}": len(each) for each in found if isinstance(each, Remembered | _WordHashes)}
    hints = [each for each in found if isinstance(each, Hints)]
    assert hints
    sizes |= {f"{type(each)} {id(each)}": each.remembered for each in hints}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only the GNU library keeps it")
def test_what_a_merge_had_is_given_back(db: None) -> None:
    held = [np.ones(2**13) for _ in range(1_600)]  # 100 MB in pieces that the C library keeps when they are freed
    last = np.ones(2**13)
    full = own_memory()
    held.clear()
    kept = own_memory()
    indexing.give_back_pages()
    assert own_memory() < min(kept, full - 60_000)
    assert last.all()


def own_memory() -> int:
    """Kilobytes of this process that are no file's."""
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return int(rollup.partition("Anonymous:")[2].split()[0])
