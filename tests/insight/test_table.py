from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from search.index.columns.arrayfile import Damaged, write_arrays
from search.insight.phrases import contrasted
from search.insight.table import EMPTY, Ints, RationaleWording, load, make, save, signature
from tests.insight.invented import own_words

SIDES = {
    True: "Measured gains in grip strength were recorded.",
    False: "No functional deficit was described.",
}


def wordings(each: int = 30) -> list[RationaleWording]:
    """Two treatments; what sets the sides apart is said in both, what belongs to a treatment is said on both sides."""
    made: list[RationaleWording] = []
    for number in range(each * 4):
        overturned, stratum = bool(number % 2), number // 2 % 2
        treatment = ("The lumbar brace limits bending.", "The wrist splint limits twisting.")[stratum]
        own = own_words(number)  # so many that no rationale nearly equals another
        made.append(RationaleWording(100 + number, f"{own}. {treatment} {SIDES[overturned]}", stratum, overturned))
    return made


def sides(made: list[RationaleWording]) -> tuple[Ints, Ints]:
    overturned, upheld = ([each.item for each in made if each.overturned is side] for side in (True, False))
    return np.array(overturned, np.int64), np.array(upheld, np.int64)


def test_the_phrases_that_set_the_sides_apart() -> None:
    made = wordings()
    contrast = contrasted(make(lambda: iter(made), "s"), *sides(made), most=5)
    assert [each.text for each in contrast.overturned] == ["measured gains in grip strength were recorded"]
    assert [each.text for each in contrast.upheld] == ["no functional deficit was described"]
    assert contrast.overturned[0].z > 1.96 > -1.96 > contrast.upheld[0].z
    assert contrast.known == contrast.compared == len(made)


def test_the_wording_of_a_treatment_is_no_argument() -> None:
    """One treatment is mostly overturned, the other mostly upheld: their own words must not show."""
    made = [each for each in wordings(60) if each.overturned == bool(each.stratum) or each.item % 10 < 2]
    contrast = contrasted(make(lambda: iter(made), "s"), *sides(made), most=5)
    shown = [each.text for each in (*contrast.overturned, *contrast.upheld)]
    assert shown
    assert not any("brace" in text or "splint" in text for text in shown)


def test_nearly_same_rationales_count_once() -> None:
    same = "This standing paragraph says at length what has been said before about garden ladders and their proper use."
    made = [RationaleWording(number, same, 0, True) for number in range(40)]
    made += wordings(5)
    table = make(lambda: iter(sorted(made, key=lambda each: each.item)), "s")
    assert table.nearly_same(3).tolist() == [number for number in range(40) if number != 3]
    assert table.nearly_same(9_999).tolist() == []
    contrast = contrasted(table, *sides(made), most=5)
    assert (contrast.known, contrast.compared) == (60, 21)
    assert not any("garden ladders" in each.text for each in contrast.overturned)


def test_small_sides_show_nothing() -> None:
    made = wordings()
    table = make(lambda: iter(made), "s")
    overturned, upheld = sides(made)
    assert contrasted(table, overturned[:4], upheld, most=5).overturned == ()
    assert contrasted(table, overturned[:0], upheld, most=5).known == len(upheld)
    assert contrasted(EMPTY, overturned, upheld, most=5).known == 0


def test_unknown_items_are_passed_over() -> None:
    made = wordings()
    table = make(lambda: iter(made), "s")
    assert table.items[table.places(np.array([1, 100, 150, 10**9]))].tolist() == [100, 150]


def test_a_saved_table_is_the_same_and_the_last_one_holds(tmp_path: Path) -> None:
    made, path = wordings(), tmp_path / "insight" / "wording.arrays"
    assert signature(path) is None
    assert load(path) is EMPTY
    save(make(lambda: iter(made[:10]), "first"), path)
    earlier, before = load(path), signature(path)
    table = make(lambda: iter(made), "second")
    save(table, path)
    assert signature(path) != before
    loaded = load(path)
    assert (loaded.stamp, loaded.texts) == ("second", table.texts)
    for array in ("items", "strata", "groups", "members", "bounds", "starts", "phrases"):
        assert np.array_equal(getattr(loaded, array), getattr(table, array))
    assert (earlier.stamp, len(earlier.items)) == ("first", 10)  # who has it open reads on
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_table_of_another_format_is_not_read(tmp_path: Path) -> None:
    write_arrays(tmp_path / "table", {}, {"format": 0})
    assert load(tmp_path / "table") is EMPTY


def test_a_damaged_table_is_known_for_one(tmp_path: Path) -> None:
    path = tmp_path / "table"
    save(make(lambda: iter(wordings()), "whole"), path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Damaged, match="cut short"):
        load(path)


def test_nothing_to_make() -> None:
    def none() -> Iterator[RationaleWording]:
        return iter(())

    assert make(none, "s").stamp == "s"
    assert len(make(none, "s").items) == 0


@pytest.mark.parametrize("rationale", ["", "\x00", "word", "." * 5_000, "a b c d e f g h i j k l m n"])
def test_odd_rationales(rationale: str) -> None:
    made = [RationaleWording(number, rationale, 0, bool(number % 2)) for number in range(12)]
    table = make(lambda: iter(made), "s")
    assert len(table.items) == 12
    contrasted(table, *sides(made), most=3)
