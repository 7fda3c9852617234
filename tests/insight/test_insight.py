from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from search import insight as room
from search.index import engine
from search.insight import RateRow, TellingPhrase, insight, keeping, nearly_same
from search.insight.similar import similar_numbers, those_alike
from search.models import DisputedItem, Visibility
from search.query.request import SearchRequest
from search.results import Rate, total_of
from search.schema import FROM_FILES
from tests.index.rows import item, letter
from tests.insight.invented import own_words

pytestmark = pytest.mark.django_db
GAINS = "Measured gains in grip strength were recorded after the first visits"
NONE = "No functional deficit was described by the examiner"


@pytest.fixture
def collection(settings: Any, tmp_path: Path, index: Path) -> list[DisputedItem]:
    """Forty letters of one item each, half of them overturned, in two treatments and two years."""
    settings.DATA_DIR = tmp_path
    made = []
    for number in range(40):
        overturned = number % 2 == 0
        made.append(
            item(
                letter(f"CM15-{number:07}", date(2015 + number % 4 // 2, 3, 1), specialties=("pain-management",)),
                heading="Hand therapy" if number % 4 < 2 else "Acupuncture",
                rationale=f"Told of {own_words(number)}. {GAINS if overturned else NONE}.",
                decision="overturned" if overturned else "upheld",
                treatment="rehabilitation/acupuncture" if number % 8 < 4 else "surgery/spine-surgery",
            )
        )
    engine().rebuild()
    return made


def test_rates_and_phrases_of_everything(collection: list[DisputedItem]) -> None:
    found = insight(SearchRequest(), FROM_FILES)
    assert found.rate == found.everywhere == Rate(20, 40)
    assert [(row.value, row.rate) for row in found.years.rows] == [("2015", Rate(10, 20)), ("2016", Rate(10, 20))]
    treatment = found.breakdowns[0]
    assert {row.value: [child.value for child in row.children] for row in treatment.rows} == {
        "rehabilitation": ["rehabilitation/acupuncture"],
        "surgery": ["surgery/spine-surgery"],
    }
    assert ["gains in grip strength" in phrase.text for phrase in found.telling] == [True]
    assert ["functional deficit" in phrase.text for phrase in found.opposing] == [True]
    assert found.telling[0].rate == Rate(20, 20)
    assert found.opposing[0].rate == Rate(0, 20)


def test_every_figure_is_the_total_behind_its_link(collection: list[DisputedItem]) -> None:
    found = insight(SearchRequest(q="told", chosen=(("treatment", "surgery"),)), FROM_FILES)
    assert found.rate == Rate(10, 20)
    figures: list[TellingPhrase | RateRow] = [*found.telling, *found.opposing, *found.years.rows]
    for breakdown in found.breakdowns:
        for row in breakdown.rows:
            figures += [row, *row.children]
    assert len(figures) >= 6
    for figure in figures:
        assert total_of(figure.request) == figure.rate.total
        assert total_of(figure.overturned) == figure.rate.overturned


def test_no_phrase_leads_to_nothing(collection: list[DisputedItem]) -> None:
    found = insight(SearchRequest(q="acupuncture, sixteen visits for the shoulder"), FROM_FILES)
    assert found.rate == Rate(10, 20) and found.compared, "the request is read, and is there without the visits"
    assert all(phrase.rate.total for phrase in (*found.telling, *found.opposing))


def test_a_chosen_decision_is_left_aside_and_a_chosen_child_shown_alone(collection: list[DisputedItem]) -> None:
    asked = SearchRequest(chosen=(("decision", "upheld"), ("treatment", "surgery/spine-surgery")))
    found = insight(asked, FROM_FILES)
    assert found.request == asked
    assert found.rate == Rate(10, 20)
    assert [row.value for row in found.breakdowns[0].rows] == ["surgery/spine-surgery"]


def test_small_numbers_are_left_out(collection: list[DisputedItem]) -> None:
    found = insight(SearchRequest(q="CM15-0000001"), FROM_FILES)
    assert found.rate == Rate(0, 1)
    assert not (found.telling or found.opposing or found.years.rows)
    assert found.years.left_out == 1


def test_nothing_found(collection: list[DisputedItem]) -> None:
    found = insight(SearchRequest(q="zeppelin"), FROM_FILES)
    assert found.rate == Rate(0, 0)
    assert all(breakdown.rows == () for breakdown in found.breakdowns)


def test_a_hostile_query(collection: list[DisputedItem]) -> None:
    assert insight(SearchRequest(q='"(((told OR -" NOT'), FROM_FILES).everywhere == Rate(20, 40)


def test_no_index(settings: Any, tmp_path: Path, index: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert insight(SearchRequest(), FROM_FILES).rate == Rate(0, 0)


def similar(first: DisputedItem, decisions: Sequence[str], most: int = 5) -> list[list[DisputedItem]]:
    return those_alike(first, decisions, similar_numbers(first, decisions, most))


def test_similar_rationales_either_way(collection: list[DisputedItem]) -> None:
    first = collection[0]
    same = similar(first, ("overturned",), most=3)[0]
    assert len(same) == 3
    assert first not in same
    assert {each.decision for each in same} == {"overturned"}
    assert {each.treatment_id for each in same} == {first.treatment_id}
    assert {each.decision for each in similar(first, ("upheld",), most=3)[0]} == {"upheld"}


def test_nothing_is_similar_to_nothing(collection: list[DisputedItem]) -> None:
    collection[0].rationale = collection[0].heading = collection[0].disputed = "The of and."
    assert similar(collection[0], ("upheld",))[0] == []


def test_the_same_thing_and_place_come_before_the_same_words(settings: Any, tmp_path: Path, index: Path) -> None:
    """What is argued about is more than how: an MRI of the same shoulder first, though another's words are the same."""
    settings.DATA_DIR = tmp_path
    words = "Impingement signs, weakness of abduction and a painful arc were recorded by the examiner."

    def made(heading: str, rationale: str, region: str, decision: str = "upheld", **more: Any) -> DisputedItem:
        of = letter(f"CM15-8{DisputedItem.objects.count():06}", date(2015, 3, 1))
        kind = "diagnostic-testing/imaging"
        return item(of, heading, rationale, decision, kind, regions=(region,), **more)

    first = made("MRI right shoulder", words, "shoulder", "overturned", guidelines=("odg/shoulder",))
    same_words = made("X-ray lumbar spine", f"{words} Not needed.", "low-back")
    other_place = made("MRI lumbar spine", f"Told of {own_words(2)}. Abduction was full.", "low-back")
    unlike = made("MRI right shoulder", f"Told of {own_words(3)}.", "shoulder")
    same_book = made("MRI right shoulder", f"Told of {own_words(4)}.", "shoulder", guidelines=("odg/shoulder",))
    engine().rebuild()
    found = similar(first, ("upheld",))[0]
    assert found == [same_book, unlike, other_place, same_words]


def test_withdrawn_letters_are_not_similar(collection: list[DisputedItem]) -> None:
    first, other = collection[0], similar(collection[0], ("overturned",), most=1)[0][0]
    other.determination.visibility = Visibility.WITHDRAWN
    other.determination.save()
    assert other not in similar(first, ("overturned",), most=40)[0]


def test_what_was_found_alike_a_while_ago_is_shown_as_it_is_now(collection: list[DisputedItem]) -> None:
    first = collection[0]
    chosen = similar_numbers(first, ("overturned",), 3)
    withdrawn, decided, stays = those_alike(first, ("overturned",), chosen)[0]
    withdrawn.determination.visibility = Visibility.WITHDRAWN
    withdrawn.determination.save()
    decided.decision = "upheld"
    decided.save(update_fields=["decision"])
    assert those_alike(first, ("overturned",), chosen) == [[stays]]


def test_nearly_same_rationales(collection: list[DisputedItem]) -> None:
    standing = own_words(1_000, count=40)
    twins = [item(letter(f"CM16-{n:07}"), rationale=f"{standing} Dose {n} mg.") for n in range(3)]
    assert nearly_same(twins[0].pk) == [twins[1].pk, twins[2].pk]
    assert nearly_same(twins[2].pk) == [twins[0].pk, twins[1].pk]
    assert nearly_same(collection[0].pk) == []
    assert nearly_same(10**9) == []


def test_a_damaged_table_breaks_no_page_and_is_made_anew(
    collection: list[DisputedItem], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeping.refresh()
    keeping.place().write_bytes(b"not a table")
    monkeypatch.setattr(keeping, "_held", [])
    assert len(keeping.table_at_hand().items) == 0
    assert "cannot be read" in caplog.text
    assert len(keeping.wording_table().items) == len(collection)


def test_a_large_collection_waits_for_the_command(
    collection: list[DisputedItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SMALL", 10)
    found = insight(SearchRequest(), FROM_FILES)
    assert (found.rate, found.known, found.telling) == (Rate(20, 40), 0, ())
    assert room.refresh() == 40
    found = insight(SearchRequest(), FROM_FILES)
    assert (found.known, len(found.telling)) == (40, 1)
    item(letter("CM17-0000001"), rationale="A new one.")
    engine().rebuild()
    assert (insight(SearchRequest(), FROM_FILES).known, insight(SearchRequest(), FROM_FILES).rate.total) == (40, 41)


def test_a_large_import_makes_the_table_anew(collection: list[DisputedItem], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SMALL", 10)
    room.refresh_if_stale()
    assert len(keeping.table_at_hand().items) == 40
    item(letter("CM17-0000001"), rationale="A new one.")
    room.refresh_if_stale()
    assert len(keeping.table_at_hand().items) == 40, "one more is not worth the wait"


def test_a_small_collection_is_followed(collection: list[DisputedItem]) -> None:
    assert insight(SearchRequest(), FROM_FILES).known == 40
    collection[0].determination.visibility = Visibility.WITHDRAWN
    collection[0].determination.save()
    assert len(keeping.wording_table().items) == 39


def test_the_command_counts(collection: list[DisputedItem], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("refresh_insight")
    assert "40 disputed items" in capsys.readouterr().out
    assert room.refresh() == 40
