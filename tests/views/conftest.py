"""A small collection in a real database and a real index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from search.index import engine
from search.models import Determination
from tests.index.rows import item, letter

HOSTILE = '<script>alert("x")</script> & "quotes" \'single\' </title>'


@pytest.fixture
def collection(db: None, index: Path) -> dict[str, Determination]:
    """Three letters that anybody may read, one that is held and one that is withdrawn."""
    massage = letter(
        "CM15-9000001",
        date(2015, 4, 30),
        summary="A 45 year old worker with low back pain.\n\nThe records show radiculopathy.",
        specialties=("occupational-medicine", "preventive-medicine"),
        states=("california",),
        date_of_injury=date(2012, 1, 5),
    )
    item(
        massage,
        "Massage therapy, six visits, lumbar spine",
        "Massage therapy needs measured progress. No functional improvement is documented.\n\nTherefore it is "
        "not medically necessary.",
        regions=("low-back",),
        guidelines=("mtus-chronic-pain/massage-therapy", "odg/low-back"),
    )
    item(
        massage,
        "Norco 10/325 mg #60",
        "Pain relief with functional improvement is documented.",
        decision="overturned",
        treatment="pharmaceuticals/opioids",
        drug="hydrocodone/acetaminophen",
        guidelines=("mtus-opioids",),
    )
    lone = letter("CM16-9000002", date(2016, 8, 1), specialties=("orthopedic-surgery",), is_sample=True)
    item(
        lone,
        "MRI of the left knee",
        "An MRI is warranted by the mechanical findings.",
        decision="overturned",
        treatment="diagnostic-testing/imaging",
        regions=("knee",),
    )
    hostile = letter(None, None)
    item(hostile, HOSTILE, f"Rationale {HOSTILE} ends here.", treatment="other/other")
    held = letter("CM16-9000003", date(2016, 8, 2), visibility="held")
    item(held, "Secret massage", "A name survived here.")
    withdrawn = letter("CM16-9000004", date(2016, 8, 3), visibility="withdrawn")
    item(withdrawn, "Withdrawn massage", "Nobody may read this.")
    engine().rebuild()
    return {"massage": massage, "lone": lone, "hostile": hostile, "held": held, "withdrawn": withdrawn}


@pytest.fixture
def empty(db: None, index: Path) -> None:
    """No letters, and an index that knows it."""
    engine().rebuild()


@pytest.fixture
def damaged(index: Path) -> Callable[[], None]:
    """Breaks the index where it lies."""

    def damage() -> None:
        for path in index.rglob("*"):
            if path.is_file():
                path.write_bytes(b"not an index")

    return damage
