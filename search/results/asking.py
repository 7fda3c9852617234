"""A request settled: which step of its plan answers, and the question that every page, feed and export asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.index import engine
from search.query.asking.plan import Plan, PlanStep
from search.query.asking.understanding import QueryMode
from search.query.question import Question
from search.query.request import SearchRequest
from search.query.tree import And, Node, Not, Nothing
from search.schema import FACET_NAMES

_HANDFUL = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts as an answer. ``step`` is None where the words are taken word for word or nothing answers."""

    tree: Node
    step: PlanStep | None = None


def settled(request: SearchRequest) -> Settled:
    """The first step of the plan that finds anything in the whole collection, so that filters and dates change how
    many are found and never what is looked for."""
    plan = request.understood.plan
    if plan is None:
        return Settled(request.understood.tree)
    if request.words is QueryMode.MENTIONED:
        return Settled(And((plan.mention, Not(_answering(plan).tree))))
    step = _answering(plan)
    return Settled(step.tree, step)


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


def close_question(request: SearchRequest, tree: Node, room: int) -> Question | None:
    """For the ``room`` left on the last page: items that come close to what ``tree`` finds and do not count."""
    plan = request.understood.plan
    if plan is None or request.words is not QueryMode.READ or room <= 0 or isinstance(plan.close, Nothing):
        return None
    return replace(request.question(And((plan.close, Not(tree))), facets=()), offset=0, limit=room)


def mentions(request: SearchRequest, tree: Node) -> int:
    """How many items speak of what is asked for without asking for it; 0 where the words ask for nothing."""
    plan = request.understood.plan
    if plan is None or request.words is not QueryMode.READ or not plan.asks:
        return 0
    question = request.question(And((plan.mention, Not(tree))), facets=())
    return engine().find(replace(question, offset=0, limit=0)).total
