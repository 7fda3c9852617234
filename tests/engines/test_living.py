"""An engine's life: not built, built, told of changes, rebuilt beside the work; and what else it can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from search.index.document import Document
from search.index.engine import NOT_BUILT, Added
from search.query.question import Question, Sort
from search.query.tree import And, Not, Phrase, Word
from tests.engines.conftest import Case
from tests.engines.members import LoggedRows, Member, Rows
from tests.engines.test_asking import DAY, written
from tests.index.collections import FACETS
from tests.operating.site import eventually


def ids_of(case: Case, word: str) -> set[int]:
    return set(case.engine.find(Question(Word(word), limit=1_000)).ids)


def test_what_was_never_built_holds_nothing_and_says_so(case: Case) -> None:
    found = case.engine.find(Question(Word("pain"), facets=("decision",)))
    assert (found.total, found.ids, found.notes) == (0, (), (NOT_BUILT,))
    assert [id_ for ids in case.engine.scan(Question()) for id_ in ids.tolist()] == []
    assert case.engine.added(Question(), 0, 5) == Added(0, ())
    assert case.engine.frequencies(["pain"]) == {"pain": 0}
    assert not case.engine.holds("pain") and case.engine.terms() == {}
    assert case.engine.generation() == ""
    assert case.engine.needs_rebuild()
    health = case.engine.health()
    assert not health.ok and health.items == 0 and "rebuild_index" in health.detail


def test_the_first_change_builds_all_of_it(case: Case) -> None:
    case.rows.put(written(1, "pain"), written(2, "pain"))
    case.engine.refresh([2])
    assert ids_of(case, "pain") == {1, 2}
    assert not case.engine.needs_rebuild() and case.engine.health().ok


def test_no_word_of_what_went_is_left_once_it_is_expunged(case: Case) -> None:
    case.engine.expunge()  # where nothing has been built there is nothing to do
    case.build(*(written(number, "pain brace") for number in range(1, 9)), written(9, "quillworth"))
    case.engine.refresh(case.rows.put(written(9, "masked")))
    case.engine.refresh(case.rows.drop(1))
    before = case.engine.generation()
    case.engine.expunge()
    assert eventually(lambda: "quillworth" not in case.engine.terms())
    assert ids_of(case, "pain") == set(range(2, 9)) and ids_of(case, "masked") == {9}
    settled = case.engine.generation()
    case.engine.expunge()
    assert case.engine.generation() == settled, f"it was {before} before, and there is nothing more to do"


def test_an_empty_collection_is_built_and_holds_nothing(case: Case) -> None:
    assert case.engine.rebuild() == 0
    found = case.engine.find(Question(facets=("decision",)))
    assert (found.total, found.notes, found.facets) == (0, (), {"decision": {}})
    assert case.engine.health().ok and not case.engine.needs_rebuild() and case.engine.generation()
    case.engine.refresh(case.rows.put(written(1, "pain")))
    assert ids_of(case, "pain") == {1}


def test_a_change_is_found_at_once_and_what_is_gone_is_not(case: Case) -> None:
    case.build(written(1, "pain"), written(2, "pain"), written(3, "pain"))
    case.engine.refresh(case.rows.put(written(2, "brace"), written(4, "pain")))
    assert ids_of(case, "pain") == {1, 3, 4} and ids_of(case, "brace") == {2}
    case.engine.refresh([*case.rows.drop(1), 1, 2, 987_654])
    assert ids_of(case, "pain") == {3, 4}
    case.engine.refresh(case.rows.put(written(1, "pain")))
    assert ids_of(case, "pain") == {1, 3, 4}
    assert case.engine.health().items == 4


def test_a_change_of_nothing_changes_nothing(case: Case) -> None:
    case.build(written(1, "pain"))
    before = case.engine.find(Question(facets=FACETS))
    case.engine.refresh([])
    assert case.engine.find(Question(facets=FACETS)) == before


def test_what_is_rare_is_so_among_what_is_there(case: Case) -> None:
    """Scores after changes are those of an index that was built so: what was deleted counts nowhere."""
    rows = [written(n, "pain brace" if n % 3 else "pain", f"word{n}") for n in range(1, 31)]
    case.build(*rows)
    case.engine.refresh(case.rows.drop(*range(1, 20)))
    case.engine.refresh(case.rows.put(*(written(n, "brace", "pain") for n in range(25, 28))))
    asked = Question(And((Word("brace"), Word("pain"), Not(Word("word21")))), limit=50)
    changed = case.engine.find(asked)
    case.engine.rebuild()
    fresh = case.engine.find(asked)
    assert changed.ids == fresh.ids
    assert changed.scores == pytest.approx(fresh.scores, rel=1e-6)


def test_a_rebuild_takes_what_is_there_and_leaves_what_is_gone(case: Case) -> None:
    case.build(*(written(n, "pain") for n in range(1, 6)))
    case.rows.drop(1, 2)
    case.rows.put(written(9, "pain"))
    assert case.engine.rebuild() == 4
    assert ids_of(case, "pain") == {3, 4, 5, 9}
    assert case.engine.health().items == 4


class _Slow(Rows):
    """Rows whose reading can be held up half-way, so that something happens meanwhile."""

    meanwhile = staticmethod(lambda: None)

    def all_documents(self) -> Iterator[Document]:
        read = list(super().all_documents())
        yield from read[: len(read) // 2]
        self.meanwhile()
        yield from read[len(read) // 2 :]


def test_what_changes_during_a_rebuild_is_in_it_and_people_search_on(member: Member, tmp_path: Path) -> None:
    rows = _Slow(*(written(n, "pain") for n in range(1, 11)))
    with member.make(tmp_path, rows, FACETS) as engine:
        engine.rebuild()
        seen: list[int] = []

        def change() -> None:
            rows.put(written(2, "brace"), written(20, "pain"))
            rows.drop(1, 10)
            engine.refresh([1, 2, 10, 20])
            seen.append(engine.find(Question(Word("pain"))).total)

        rows.meanwhile = change
        engine.rebuild()
        assert seen == [8], "the live index took the change as well"
        found = engine.find(Question(Word("pain"), limit=50))
        assert set(found.ids) == {3, 4, 5, 6, 7, 8, 9, 20}
        assert engine.find(Question(Word("brace"))).ids == (2,)
        assert engine.health().items == 9


class _Overtaken(Rows):
    """Rows read by one who is then overtaken: what it read is old when it writes."""

    def __init__(self, *documents: Document) -> None:
        super().__init__(*documents)
        self.overtake: Thread | None = None

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        read = list(super().documents(ids))
        if self.overtake is not None:
            overtaking, self.overtake = self.overtake, None
            self.put(written(1, "newer"))
            overtaking.start()
            overtaking.join(0.5)  # an engine with a lock lets the other wait until this one has written
        return iter(read)


def test_an_older_reading_never_takes_the_place_of_a_newer_one(member: Member, tmp_path: Path) -> None:
    rows = _Overtaken(written(1, "older"))
    with member.make(tmp_path, rows, FACETS) as engine:
        engine.rebuild()
        later = Thread(target=engine.refresh, args=([1],))
        rows.overtake = later
        engine.refresh([1])
        later.join()
        assert engine.find(Question(Word("newer"))).ids == (1,)
        assert engine.find(Question(Word("older"))).total == 0
        engine.refresh(rows.drop(1))
        assert engine.find(Question()).total == 0


def test_a_scan_is_of_one_moment_and_stops_at_its_limit(case: Case) -> None:
    case.build(*(written(n, "pain", decided=DAY + n % 3) for n in range(1, 31)))
    for sort in Sort:
        asked = Question(Word("pain"), sort=sort, offset=3, limit=2)
        whole = list(case.engine.find(Question(Word("pain"), sort=sort, limit=30)).ids)
        assert [id_ for ids in case.engine.scan(asked) for id_ in ids.tolist()] == whole
        assert [id_ for ids in case.engine.scan(asked, 11) for id_ in ids.tolist()] == whole[:11]
    scanned = case.engine.scan(Question(sort=Sort.NEWEST))
    first = next(scanned).tolist()
    case.engine.refresh(case.rows.drop(*range(1, 31)))
    assert len([*first, *(id_ for ids in scanned for id_ in ids.tolist())]) == 30


def test_added_gives_the_latest_whatever_the_order_and_the_window(case: Case) -> None:
    case.build(*(written(n, "pain" if n % 2 else "brace", decided=DAY - n) for n in range(1, 21)))
    assert case.engine.added(Question(), 0, 1) == Added(20, (20,))
    asked = Question(Word("pain"), sort=Sort.OLDEST, offset=5, limit=1)
    assert case.engine.added(asked, 0, 3) == Added(10, (19, 17, 15))
    assert case.engine.added(asked, 15, 50) == Added(2, (19, 17))
    assert case.engine.added(asked, 15, 0) == Added(2, ())
    assert case.engine.added(asked, 19, 5) == Added(0, ())
    assert case.engine.added(Question(filters={"decision": ("absent",)}), 0, 5) == Added(0, ())


def test_words_are_known_by_form_and_counted_by_stem_among_what_can_be_found(case: Case) -> None:
    case.build(written(1, "massage massages"), written(2, "", "massage"), written(3, "Café", "massaging"))
    assert case.engine.frequencies(["massages", "massage", "cafe", "absent"]) == {
        "massages": 3, "massage": 3, "cafe": 1, "absent": 0,
    }  # fmt: skip
    assert case.engine.frequencies([]) == {}
    assert [case.engine.holds(word) for word in ("massages", "massage", "massaged", "cafe", "caf")] == [
        True, True, False, True, False,
    ]  # fmt: skip
    terms = case.engine.terms()
    assert set(terms) == {"massage", "massages", "massaging", "cafe"}
    assert 2 <= terms["massage"] <= 2 and terms["massages"] == terms["massaging"] == 1
    case.engine.refresh(case.rows.drop(1))
    assert not case.engine.holds("massages") and case.engine.holds("massage")
    assert case.engine.frequencies(["massages"]) == {"massages": 2}
    assert set(case.engine.terms()) >= {"massage", "massaging", "cafe"}


def test_the_generation_changes_when_answers_may(case: Case, member: Member, tmp_path: Path) -> None:
    seen = [case.engine.generation()]
    case.build(written(1, "pain"))
    seen.append(case.engine.generation())
    case.engine.find(Question(Phrase(("pain",))))
    assert case.engine.generation() == seen[-1]
    case.engine.refresh(case.rows.put(written(2, "pain")))
    seen.append(case.engine.generation())
    case.engine.refresh(case.rows.drop(1))
    seen.append(case.engine.generation())
    case.rows.put(written(5, "brace"))
    case.engine.rebuild()
    seen.append(case.engine.generation())
    other = Rows(written(9, "another"))
    (tmp_path / "other").mkdir()
    with member.make(tmp_path / "other", other, FACETS) as engine:
        engine.rebuild()
        seen.append(engine.generation())
    assert len(set(seen)) == len(seen)


def test_many_changes_at_once_leave_what_the_rows_say(case: Case) -> None:
    case.build(*(written(n, "pain") for n in range(1, 41)))
    go = Event()

    def change(first: int) -> None:
        go.wait()
        for n in range(first, 41, 4):
            case.engine.refresh(case.rows.drop(n) if n % 3 == 0 else case.rows.put(written(n, "brace")))

    threads = [Thread(target=change, args=(first,)) for first in range(1, 5)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()
    assert ids_of(case, "brace") == {n for n in range(1, 41) if n % 3}
    assert ids_of(case, "pain") == set()
    assert case.engine.health().items == 27


def test_an_engine_knows_how_far_it_has_come_and_takes_over_what_it_was_not_told(
    member: Member, tmp_path: Path
) -> None:
    """One that does not is taken for one that is behind the database, and no search is answered from it."""
    rows = LoggedRows(written(1, "pain"), written(2, "pain"))
    with member.make(tmp_path, rows, FACETS) as engine:
        case = Case(engine, rows)
        engine.rebuild()
        assert engine.mark() == rows.mark() != ""
        rows.put(written(3, "pain"))
        rows.drop(1)
        assert engine.mark() != rows.mark()
        engine.refresh([])
        assert ids_of(case, "pain") == {2, 3}
        assert engine.mark() == rows.mark()
