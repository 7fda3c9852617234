"""Letters as offices hold them: read right, held, or wrong and unnoticed. ``make accuracy ARGS="--disturbed"``.

Each letter is disturbed in each way, seeded by its name, and read again. What the undisturbed letter says is the
measure. A copy is read right where its items, their decisions and all their text, its case number and its decision
date are those of the letter and an import would publish it; held, where an import would hold it; else it is wrong
and unnoticed.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from search.letters import ParsedLetter, UnreadableFile, extract, parse, parse_all

from .anew import SET, can_be_set
from .disturbances import TEXT, Dice, merged
from .labelled import labelled_sets
from .on_glass import GLASS
from .printed import PRINTED, SCANNED

OUTCOMES = ("right", "held", "wrong")
# So much of a text may differ: what the noise itself changed, and a little for words mended at line ends.
TOLERANCE = {
    **{"noise 0.1 %": 0.02, "noise 0.3 %": 0.03, "noise 1 %": 0.06},
    **{"digits": 0.005, "narrow": 0.01, "columns": 0.01, "printed and scanned": 0.03},
}
EXACT = 0.002
_SCANNED_OF = 20
"""One of so many letters is scanned, which takes some seconds a page."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one disturbed letter. ``wrong`` names the first thing that differs."""

    kind: str
    file: str
    outcome: str
    wrong: str = ""
    review: tuple[str, ...] = ()


def texts(sets: Sequence[str] = ()) -> dict[str, str]:
    """The texts of all labelled letters that can be read, by set and file name."""
    found: dict[str, str] = {}
    for name, letters in labelled_sets().items():
        if sets and name not in sets:
            continue
        for path, _ in letters:
            try:
                found[f"{name}/{path.name}"] = extract(path.read_bytes(), path.name).text
            except UnreadableFile:
                continue
    return found


def differs(read: ParsedLetter, truth: ParsedLetter, tolerance: float) -> str:
    """The first thing in which a reading is not the letter, or nothing."""
    if len(read.items) != len(truth.items):
        return f"{len(read.items)} items instead of {len(truth.items)}"
    for place, (item, printed) in enumerate(zip(read.items, truth.items, strict=True), start=1):
        if item.decision != printed.decision:
            return f"item {place}: decision"
        for field in ("heading", "claims_guideline", "reviewer_guideline", "rationale"):
            if not _alike(getattr(item, field), getattr(printed, field), tolerance):
                return f"item {place}: {field}"
    if not _alike(read.clinical_summary or "", truth.clinical_summary or "", tolerance):
        return "clinical summary"
    for field in ("case_number", "decision_date"):
        if getattr(read, field) != getattr(truth, field):
            return field
    return ""


def _alike(read: str, printed: str, tolerance: float) -> bool:
    first, second = _bare(read), _bare(printed)
    return first == second or Levenshtein.distance(first, second) <= max(
        3 * (tolerance > EXACT), tolerance * len(second)
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def judge(kind: str, file: str, text: str, truths: Sequence[ParsedLetter]) -> Copy:
    """Read a copy that holds these letters."""
    letters = parse_all(text, file)
    review = tuple(sentence for letter in letters for sentence in letter.review)
    if review:
        return Copy(kind, file, "held", review=review)
    if len(letters) != len(truths):
        return Copy(kind, file, "wrong", f"{len(letters)} letters instead of {len(truths)}")
    tolerance = TOLERANCE.get(kind, EXACT)
    wrong = next(filter(None, (differs(*pair, tolerance) for pair in zip(letters, truths, strict=True))), "")
    return Copy(kind, file, "wrong" if wrong else "right", wrong)


def judge_file(kind: str, file: str, printed: bytes, truth: ParsedLetter) -> Copy:
    """Read a copy on paper."""
    extracted = extract(printed, f"{Path(file).stem}.pdf")
    copy = judge(kind, file, extracted.text, [truth])
    return replace(copy, outcome="held", review=(*extracted.doubts, *copy.review)) if extracted.doubts else copy


def scans(file: str, text: str) -> Iterator[Copy]:
    """One letter printed and scanned. Tesseract must be installed."""
    for kind, scan in SCANNED.items():
        yield judge_file(kind, file, scan(text, _dice(kind, file)), parse(text))


def copies(file: str, text: str, other: str) -> Iterator[Copy]:
    """One letter in every kind of disturbance but those that need OCR."""
    truth = parse(text)
    for kind, disturb in {**TEXT, **GLASS}.items():
        yield judge(kind, file, disturb(text, _dice(kind, file)), [truth])
    for kind, put_on_paper in PRINTED.items():
        yield judge_file(kind, file, put_on_paper(text, _dice(kind, file)), truth)
    for kind, print_anew in SET.items() if can_be_set(truth) else ():
        yield judge(kind, file, print_anew(truth, _dice(kind, file)), [truth])
    yield judge("merged", file, merged(text, other, _dice("merged", file)), [truth, parse(other)])


def _dice(kind: str, file: str) -> Dice:
    return random.Random(f"{kind} {file}")


def _copies(job: tuple[str, str, str, bool]) -> list[Copy]:
    file, text, other, scanned = job
    return [*copies(file, text, other), *(scans(file, text) if scanned else ())]


def measure(share: float = 1.0, sets: Sequence[str] = ()) -> list[Copy]:
    """All copies of this share of the letters; of every twentieth of them, scanned ones too, where Tesseract is."""
    given = sorted(texts(sets).items())
    chosen = random.Random("letters").sample(given, max(2, round(len(given) * share)))
    jobs = []
    for at, (file, text) in enumerate(chosen):
        others = (other for name, other in (*chosen[at + 1 :], *chosen[:at]) if Path(name).stem != Path(file).stem)
        jobs.append((file, text, next(others), at % _SCANNED_OF == 0 and shutil.which("tesseract") is not None))
    with Pool(2) as pool:
        return [copy for found in pool.imap_unordered(_copies, jobs, chunksize=4) for copy in found]


def report(found: Sequence[Copy], *, details: bool = False) -> Iterator[str]:
    """A line a kind, then the sum; ``details``: with what went wrong."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for copy in found:
        counts[copy.kind][copy.outcome] += 1
    yield f"{'kind':<22}{'letters':>8}{'read right':>12}{'held':>8}{'wrong and unnoticed':>21}"
    for kind, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        whole = count.total()
        shares = [count[outcome] / whole for outcome in OUTCOMES]
        yield f"{kind:<22}{whole:>8}{shares[0]:>12.1%}{shares[1]:>8.1%}{shares[2]:>21.2%}"
    if details:
        for copy in found:
            if copy.outcome != "right":
                yield f"{copy.kind}  {copy.file}  {copy.outcome}: {copy.wrong} {' '.join(copy.review)}"


def main(arguments: Sequence[str]) -> int:
    """``[SHARE] [--details]``: a share of the letters between 0 and 1."""
    shares = [float(argument) for argument in arguments if not argument.startswith("--")]
    for line in report(measure(shares[0] if shares else 1.0), details="--details" in arguments):
        print(line)
    return 0
