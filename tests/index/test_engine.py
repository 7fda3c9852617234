"""The engine on the database: what is indexed, and that it keeps step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from search.index import IndexUnavailable, engine
from search.index.engine import NOT_BUILT
from search.models import Visibility
from search.query.question import Question, Sort
from search.query.tree import And, Phrase, Word
from search.schema import FACET_NAMES
from tests.index.rows import item, letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def test_an_index_that_was_never_built_holds_nothing_and_says_so() -> None:
    found = engine().find(Question(facets=FACET_NAMES))
    assert (found.total, found.ids, found.notes) == (0, (), (NOT_BUILT,))
    assert list(engine().scan(Question())) == []
    assert engine().generation() == ""
    assert engine().terms() == {}
    assert engine().needs_rebuild()
    assert not engine().health().ok
    assert "rebuild_index" in engine().health().detail


def test_all_fields_and_facets_of_an_item_are_found() -> None:
    of = letter(
        "CM15-0035427",
        date(2015, 4, 2),
        "The patient is a forty year old welder.",
        specialties=("occupational-medicine", "pain-management"),
        states=("california",),
        patient_age=40,
        patient_sex="male",
    )
    row = item(
        of,
        "Norco 10/325 mg #60",
        "Not medically necessary.",
        treatment="pharmaceuticals/opioids",
        drug="hydrocodone/acetaminophen",
        regions=("low-back", "neck"),
        guidelines=("mtus-chronic-pain/opioids", "mtus-chronic-pain", "odg"),
        on=("benefit", "safety"),
    )
    assert engine().rebuild() == 1
    assert engine().health().ok
    assert engine().health().items == 1
    assert not engine().needs_rebuild()
    for tree in (
        Word("norco", "heading"),
        Phrase(("not", "medically", "necessary"), scope="rationale"),
        Word("welders", "summary"),
        Word("hydrocodone", "drug"),
        Word("cm15-0035427", "case"),
        And((Word("norco"), Word("welder"), Word("acetaminophen"), Word("cm15-0035427"))),
    ):
        assert engine().find(Question(tree)).ids == (row.pk,), tree
    assert engine().find(Question(facets=FACET_NAMES)).facets == {
        "decision": {"upheld": 1},
        "treatment": {"pharmaceuticals": 1, "pharmaceuticals/opioids": 1},
        "specialty": {"occupational-medicine": 1, "pain-management": 1},
        "guideline": {"mtus-chronic-pain": 1, "mtus-chronic-pain/opioids": 1, "odg": 1},
        "ground": {"benefit": 1, "safety": 1},
        "year": {"2015": 1},
        "region": {"low-back": 1, "neck": 1},
        "drug": {"hydrocodone-acetaminophen": 1},
        "state": {"california": 1},
        "age": {"40-49": 1},
        "sex": {"male": 1},
    }
    assert engine().terms()["welder"] == 1


def test_items_are_ordered_by_date_then_id_and_undated_ones_come_last() -> None:
    old, new, undated = letter(decided=date(2014, 1, 1)), letter(decided=date(2016, 1, 1)), letter()
    rows = [item(old), item(new), item(undated), item(old), item(new)]
    engine().rebuild()
    first, second, third, fourth, fifth = (row.pk for row in rows)
    assert engine().find(Question()).ids == (fifth, second, fourth, first, third)
    assert engine().find(Question(sort=Sort.NEWEST)).ids == (fifth, second, fourth, first, third)
    assert engine().find(Question(sort=Sort.OLDEST)).ids == (fourth, first, fifth, second, third)
    assert engine().find(Question(decided_from=date(2014, 1, 1), decided_to=date(2014, 1, 1))).total == 2
    assert engine().find(Question(decided_to=date(2020, 1, 1))).total == 4


def test_a_refresh_keeps_step_with_the_database() -> None:
    of = letter(decided=date(2015, 1, 1))
    first = item(of, "Acupuncture")
    engine().refresh([first.pk])
    assert engine().find(Question(Word("acupuncture"))).ids == (first.pk,)
    second = item(of, "Acupuncture twice")
    first.heading = "Aquatic therapy"
    first.save()
    engine().refresh([first.pk, second.pk, second.pk])
    assert engine().find(Question(Word("acupuncture"))).ids == (second.pk,)
    assert engine().find(Question(Word("aquatic"))).ids == (first.pk,)
    of.visibility = Visibility.WITHDRAWN
    of.save()
    engine().refresh([first.pk, second.pk])
    assert engine().find(Question()).total == 0
    of.visibility = Visibility.PUBLISHED
    of.save()
    engine().refresh([first.pk, second.pk, 987_654])
    assert engine().find(Question()).total == 2
    gone = second.pk
    second.delete()
    engine().refresh([gone])
    assert engine().find(Question()).ids == (first.pk,)


def test_the_command_builds_beside_the_live_index_and_is_ours(capsys: pytest.CaptureFixture[str]) -> None:
    item(letter())
    assert get_commands()["rebuild_index"] == "search", "search must come before haystack in INSTALLED_APPS"
    call_command("rebuild_index", "--noinput")
    assert "Indexed 1 item in" in capsys.readouterr().out
    assert engine().find(Question()).total == 1


def test_a_damaged_index_is_reported_and_neither_healed_nor_rebuilt_by_itself(index: Path) -> None:
    row = item(letter(), rationale="word " * 2_000)
    engine().rebuild()
    (segment,) = index.glob("*.columns")
    data = bytearray(segment.read_bytes())
    data[-1] ^= 0xFF
    segment.write_bytes(data)
    assert not engine().health().ok
    assert segment.name in engine().health().detail
    assert not engine().needs_rebuild()
    (index / "CURRENT").write_text("rubbish")
    with pytest.raises(IndexUnavailable, match="table of contents"):
        engine().find(Question())
    with pytest.raises(IndexUnavailable, match="rebuild_index"):
        engine().refresh([row.pk])
    assert (index / "CURRENT").read_text() == "rubbish"
    engine().rebuild()
    assert engine().health().ok


def test_haystack_reaches_the_same_index() -> None:
    from haystack import connections

    index = connections["default"].get_unified_index().get_index(type(item(letter())))
    index.update()
    row = index.get_model().objects.get()
    assert engine().find(Question()).ids == (row.pk,)
    prepared = index.full_prepare(row)
    assert prepared["treatment"] == ["rehabilitation", "rehabilitation/massage-therapy"]
    assert prepared["heading"] == "Massage therapy"
    index.clear()
    assert engine().find(Question()).total == 0
    assert engine().find(Question()).notes == ()
