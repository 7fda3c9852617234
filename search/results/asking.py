"""A request settled: which step of its plan answers, and the question that every page, feed and export asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.index import engine
from search.models import Determination
from search.query.asking.plan import Plan, PlanStep
from search.query.asking.understanding import QueryMode
from search.query.cases import CasePart, in_letters
from search.query.explain import ExplanationPart
from search.query.question import Question
from search.query.request import SearchRequest
from search.query.tree import And, Node, Not, Nothing
from search.schema import FACET_NAMES

_HANDFUL = 5
_MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts as an answer. ``step`` is None where the words are taken word for word or nothing answers.

    ``letters``: those whose case number holds what is typed; ``by_number``: their items are the answer.
    """

    tree: Node
    step: PlanStep | None = None
    letters: tuple[Determination, ...] = ()
    explanation: tuple[ExplanationPart, ...] = ()
    notes: tuple[str, ...] = ()
    by_number: bool = False


def settled(request: SearchRequest) -> Settled:
    """The first step of the plan that finds anything in the whole collection, so that filters and dates change how
    many are found and never what is looked for. A part of a case number is met by the letters that bear it: where it
    can be nothing else, or where its words find nothing."""
    part = request.understood.part
    letters = _bearing(part, request.understood.case_number) if part else ()
    if not part or not letters:
        answer = _worded(request)
        return (
            replace(answer, notes=(f"No case number here has {part.shown} in it.",)) if part and part.sure else answer
        )
    if not part.sure:
        answer = _worded(request)
        if engine().find(Question(tree=answer.tree, limit=0)).total:
            return replace(answer, letters=letters)
    many = len(letters) == _MOST_LETTERS
    notes = (f"Only {_MOST_LETTERS} letters with it in their case number are looked at.",) if many else ()
    tree = in_letters(letter.case_number for letter in letters if letter.case_number)
    return Settled(tree, None, letters, part.explanation, notes, by_number=True)


def _bearing(part: CasePart, whole: str | None) -> tuple[Determination, ...]:
    """The letters that bear the part; the one alone of which it is the ``whole`` number without its noughts."""
    bearing = Determination.objects.visible().bearing(part.digits, part.year)
    letters = tuple(bearing.only("case_number", "fingerprint").order_by("case_number")[:_MOST_LETTERS])
    return tuple(letter for letter in letters if letter.case_number == whole) or letters


def _worded(request: SearchRequest) -> Settled:
    """What the words come to."""
    plan, explanation = request.understood.plan, request.understood.explanation
    if plan is None:
        return Settled(request.understood.tree, explanation=explanation)
    if request.words is QueryMode.MENTIONED:
        return Settled(And((plan.mention, Not(_answering(plan).tree))), explanation=explanation)
    step = _answering(plan)
    return Settled(step.tree, step, explanation=explanation)


def _answering(plan: Plan) -> PlanStep:
    """The first step that finds anything; of an argument's, that which finds more than a handful, or else the last."""
    best, found = plan.steps[0], False
    for step in plan.steps if len(plan.steps) > 1 else ():
        if step.last and found:
            break
        total = engine().find(Question(tree=step.tree, limit=0)).total
        if total >= (1 if plan.asks else _HANDFUL):
            return step
        best, found = (step, True) if total else (best, found)
    return best


def question_for(request: SearchRequest, *, facets: Iterable[str] = FACET_NAMES) -> Question:
    """The question that ``request`` asks an engine. Raises IndexUnavailable."""
    return request.question(settled(request).tree, facets=facets)


def close_question(request: SearchRequest, settling: Settled, room: int) -> Question | None:
    """For the ``room`` left on the last page: items that come close to what counts and do not count."""
    plan = request.understood.plan
    if (
        plan is None
        or settling.by_number
        or request.words is not QueryMode.READ
        or room <= 0
        or isinstance(plan.close, Nothing)
    ):
        return None
    return replace(request.question(And((plan.close, Not(settling.tree))), facets=()), offset=0, limit=room)


def mentions(request: SearchRequest, settling: Settled) -> int:
    """How many items speak of what is asked for without asking for it; 0 where the words ask for nothing."""
    plan = request.understood.plan
    if plan is None or settling.by_number or request.words is not QueryMode.READ or not plan.asks:
        return 0
    question = request.question(And((plan.mention, Not(settling.tree))), facets=())
    return engine().find(replace(question, offset=0, limit=0)).total
