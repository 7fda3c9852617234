"""The results, as a page and as JSON, and the pages that list every value of a facet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.keeping.item_data import as_list
from search.keeping.naming import quoted
from search.models import Determination
from search.query.asking.understanding import QueryMode
from search.query.dates import typed_date
from search.query.explain import plain
from search.query.question import Sort
from search.query.request import AddressReading, SearchRequest, View
from search.results import Results, nearest, search, total_of, unread_letters, with_other_spelling
from search.results.catalogue import catalogue
from search.results.hits import Hit
from search.schema import FACETS, Facet
from search.views.answers import needs_index, not_found, refused
from search.views.describing import Chip, chips, heading, hints, in_words, mentioned_in, readings, title
from search.views.folding import folded
from search.views.insight import insight_page
from search.views.pagination import page_links
from search.vocabulary.counted import counted

_FEW = 5
_MOST_CLOSE = 12
_MOST_CASES = 12
_MOST_DROPS = 8
_MOST_VALUES = 400
_SORTS = {Sort.RELEVANCE: "Relevance", Sort.NEWEST: "Newest", Sort.OLDEST: "Oldest"}


def read(request: HttpRequest, foreign: tuple[str, ...] = ()) -> AddressReading:
    """The search that an address asks for or, where a text is too long for one, a form. ``foreign`` names parameters
    that are the page's own."""
    given = request.POST if request.method == "POST" else request.GET
    return SearchRequest.read(dict(given.lists()), catalogue(), foreign)


def letter_of_case(case_number: str) -> Determination | None:
    """The letter anybody may read that bears ``case_number``."""
    return Determination.objects.visible().at(case_number).first()


@dataclass(frozen=True, slots=True)
class Drop:
    """A filter that could go, and what would then be found."""

    chip: Chip
    total: int


@csrf_exempt  # it changes nothing; the page may have been kept from before this reader came
@require_http_methods(["GET", "HEAD", "POST"])
@needs_index
def results(request: HttpRequest) -> HttpResponseBase:
    """The results page."""
    reading = read(request)
    asked = reading.request
    if request.method == "POST":
        return HttpResponseRedirect(asked.address()) if asked.q else HttpResponseNotAllowed(["GET", "HEAD"])
    if reading.moved or (not reading.notes and _is_untidy(request, asked)):
        return HttpResponseRedirect(asked.address())
    case_number = asked.understood.case_number
    if case_number and not asked.is_filtered and (letter := letter_of_case(case_number)):
        return HttpResponseRedirect(letter.get_absolute_url())
    if asked.view is View.INSIGHT:
        return insight_page(request, reading)
    found = search(asked, reading.notes)
    if found.by_number and len(found.letters) == 1 and not asked.is_filtered:
        return HttpResponseRedirect(found.letters[0].get_absolute_url())
    if found.is_past_the_end:
        return not_found(
            request,
            f"This search has {counted(found.pages, 'page')}; there is no page {found.page:,}.",
            asked.at_page(1).address(),
            "Go to its first page",
            asked,
        )
    return render(request, "results.html", _context(found))


def _is_untidy(request: HttpRequest, asked: SearchRequest) -> bool:
    """Whether the address holds what a form sends and nobody needs: empty fields, default choices."""
    defaults = {"sort": Sort.RELEVANCE, "view": View.LIST, "page": "1", "per_page": "20"}
    return (
        any(value == "" or value == defaults.get(name) for name, values in request.GET.lists() for value in values)
        and request.META.get("QUERY_STRING", "") != asked.query_string()
    )


def _context(found: Results) -> dict[str, Any]:
    asked = found.request
    active = chips(asked, found.catalogue, found)
    few = found.total < _FEW
    described = in_words(asked, found.catalogue, found)
    return {
        "results": found,
        "shown": folded(found.hits),
        "cases": found.letters[:_MOST_CASES],
        "more_cases": max(0, len(found.letters) - _MOST_CASES),
        "close": folded(found.close[:_MOST_CLOSE]),
        **readings(asked),
        "mention": mentioned_in(found, asked.understood.plan),
        "hints": hints(asked) if asked.q and not found.total else (),
        "asked": asked,
        "asked_for": quoted(asked.q),
        "described": described,
        "nearest": nearest(asked, found),
        "title": title(found, described),
        "heading": heading(found),
        "canonical": asked.address(),
        "chips": active,
        "clear_address": asked.without_filters().address(),
        "primary": [facet for facet in found.facets if not facet.facet.secondary],
        "secondary": [facet for facet in found.facets if facet.facet.secondary],
        "secondary_open": any(facet.selected for facet in found.facets if facet.facet.secondary),
        "sorts": [(name, asked.sorted_by(sort).address(), sort == asked.sort) for sort, name in _SORTS.items()],
        "page_links": page_links(asked, found.pages),
        "previous_address": asked.at_page(asked.page - 1).address() if asked.page > 1 else "",
        "next_address": asked.at_page(asked.page + 1).address() if asked.page < found.pages else "",
        "typed_from": typed_date(asked.decided_from, "from") if asked.decided_from else "",
        "typed_to": typed_date(asked.decided_to, "to") if asked.decided_to else "",
        "spelling": with_other_spelling(asked, found.total) if few else None,
        "drops": _drops(active) if not found.total else (),
        "without_filters_total": total_of(asked.without_filters()) if active and not found.total else 0,
        "csv_address": asked.at_page(1).address("/search.csv"),
        "json_address": asked.at_page(1).address("/search.json"),
        "atom_address": asked.at_page(1).address("/search.atom"),
        "unread": unread_letters(asked),
        "one_treatment": _one_treatment(asked),
        "insight_address": asked.with_view(View.INSIGHT).address(),
    }


def _one_treatment(asked: SearchRequest) -> dict[str, str]:
    """The one type or category that is chosen or, where none is, asked for in words, with its label; else empty."""
    plan = asked.understood.plan if asked.words is QueryMode.READ else None
    keys = asked.selected("treatment") or (plan.types if plan else ())
    return {"key": keys[0], "label": catalogue().label("treatment", keys[0])} if len(keys) == 1 else {}


def _drops(active: tuple[Chip, ...]) -> list[Drop]:
    """The filters whose going would find something."""
    drops = [Drop(chip, total_of(chip.without)) for chip in active[:_MOST_DROPS]]
    return [drop for drop in drops if drop.total]


@needs_index
def results_json(request: HttpRequest) -> HttpResponseBase:
    """One page of results for programs; 400 where what should narrow the search cannot be read."""
    reading = read(request)
    if reading.unmet:
        return refused(request, reading.unmet)
    found = search(reading.request, reading.notes)
    near = nearest(found.request, found)
    return JsonResponse(
        {
            "total": found.total,
            "page": found.page,
            "pages": found.pages,
            "query": reading.request.q,
            "read_as": plain(found.explanation) if found.request.understood.plan or found.by_number else "",
            "notes": list(found.notes),
            "without": found.without,
            "mentioned": found.mentioned,
            "results": [
                *(_hit_as_json(request, hit) for hit in found.hits),
                *(_hit_as_json(request, hit) | {"close": True} for hit in (near.hits if near else found.close)),
            ],
            "facets": {
                view.facet.name: [
                    {
                        "value": choice.value,
                        "label": choice.label,
                        "count": choice.count,
                        "selected": choice.selected,
                    }
                    for choice in view.flat()
                ]
                for view in found.facets
            },
        },
        status=404 if found.is_past_the_end else 200,
    )


def _hit_as_json(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    item, letter = hit.item, hit.item.determination
    return {
        "case_number": letter.case_number,
        "item": item.position,
        "url": request.build_absolute_uri(item.get_absolute_url()),
        "heading": item.heading,
        "decision": item.decision,
        "decision_date": letter.decision_date.isoformat() if letter.decision_date else None,
        "treatment": item.treatment_id,
        "specialties": [specialty.label for specialty in letter.specialties.all()],
        "reviewer_citations": [as_list(citation) for citation in hit.citations],
        "grounds": [each.ground for each in item.grounds.all()],
        "ground_labels": [str(each) for each in item.grounds.all()],
        "deciding_sentence": hit.sentence,
        "score": round(hit.score, 6),
        "snippets": [snippet.text for snippet in hit.snippets],
    }


@needs_index
def facet_values(request: HttpRequest, name: str) -> HttpResponseBase:
    """Every value of one facet for the present search, to be found in, chosen and taken back to the results."""
    facet = _facet(name)
    reading = read(request, foreign=("find", "by"))
    found = search(reading.request, reading.notes)
    find = " ".join(request.GET.get("find", "").replace("\0", "").split())[:80]
    by_name = request.GET.get("by") == "name"
    whole = found.facet(facet.name)
    shown = whole.containing(find) if find else whole
    shown = shown.by_name() if by_name else shown
    # What is chosen but not found by name still goes along, hidden, when the form is sent.
    listed = shown.cut(_MOST_VALUES)
    visible = {choice.value for choice in listed.flat()}
    return render(
        request,
        "facet.html",
        {
            "asked": reading.request,
            "facet": facet,
            "view": whole,
            "choices": listed.choices,
            "left_out": len(shown.flat()) - len(visible),
            "find": find,
            "by_name": by_name,
            "kept": [value for value in reading.request.selected(facet.name) if value not in visible],
            "described": in_words(reading.request, found.catalogue, found),
            "chips": chips(reading.request, found.catalogue, found),
            "results": found,
            "back": reading.request.address(),
            "canonical": reading.request.at_page(1).address(request.path),
        },
    )


def _facet(name: str) -> Facet:
    for facet in FACETS:
        if facet.name == name:
            return facet
    raise Http404(f"There is no filter called “{name}”.")
