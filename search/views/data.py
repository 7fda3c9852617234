"""A determination and its citations for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse

from search.keeping.citation_forms import FORMS
from search.keeping.item_data import letter_as_json
from search.models import Determination
from search.results.catalogue import catalogue
from search.views.answers import not_found
from search.views.letters import UNKNOWN, found_letter, hidden
from search.views.taking import base_of, download


def determination_json(request: HttpRequest, identity: str) -> HttpResponseBase:
    """A letter with all of its items."""
    letter = _visible(request, identity)
    if not isinstance(letter, Determination):
        return letter
    if identity != letter.identity:
        return HttpResponsePermanentRedirect(reverse("determination-json", args=[letter.identity]))
    return JsonResponse(letter_as_json(letter, catalogue(), base_of(request)))


def cited(request: HttpRequest, identity: str, position: int, form: str) -> HttpResponseBase:
    """The citation of one item in one form."""
    letter = _visible(request, identity)
    if not isinstance(letter, Determination):
        return letter
    item = next((each for each in letter.items.all() if each.position == position), None)
    if item is None or form not in FORMS:
        return not_found(request, f"A citation has the forms {', '.join(FORMS)}, and a letter the items it lists.")
    if identity != letter.identity:
        return HttpResponsePermanentRedirect(reverse("cited", args=[letter.identity, position, form]))
    chosen = FORMS[form]
    text = chosen.written(item, f"{base_of(request)}{item.get_absolute_url()}")
    if chosen.content_type.startswith("text/plain"):
        return HttpResponse(text, content_type=chosen.content_type)
    return download(text.encode(), chosen.content_type, f"{letter.identity}-item-{position}.{form}")


def _visible(request: HttpRequest, identity: str) -> Determination | HttpResponseBase:
    letter = found_letter(identity)
    if letter is None:
        return not_found(request, UNKNOWN)
    return hidden(request, letter) or letter
