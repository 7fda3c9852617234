"""Saved searches: a person's own list, and what is new in each."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.keeping.forms import SavedSearchForm, whole_number
from search.keeping.naming import called, name_of, short_name
from search.keeping.news import high_water
from search.keeping.searches import (
    MOST_SAVED,
    all_kept,
    mark_seen,
    news_items,
    request_of,
    same_search,
    save,
    set_digest,
)
from search.models import Brief, SavedSearch
from search.models.keeping import NAME_LENGTH
from search.query.request import SearchRequest
from search.results.catalogue import catalogue
from search.views.answers import needs_index
from search.views.taking import base_of

_MOST_NEWS = 50


def signed_in(request: HttpRequest) -> User:
    """The person, behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user


@require_safe
@login_required
@needs_index
def saved_searches(request: HttpRequest) -> HttpResponseBase:
    """The person's saved searches, each with its news."""
    return render(
        request,
        "keeping/saved.html",
        {"searches": all_kept(SavedSearch.objects.of(signed_in(request)))},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@needs_index
def save_search(request: HttpRequest) -> HttpResponseBase:
    """Keep the search that the address names (GET: ask under which name; POST: do it)."""
    owner = signed_in(request)
    posted, names = request.method == "POST", catalogue()
    asked = (
        SearchRequest.read_address(request.POST.get("search", ""), names).request
        if posted
        else SearchRequest.read(dict(request.GET.lists()), names).request
    ).at_page(1)
    known = same_search(owner, asked)
    full = SavedSearch.objects.of(owner).count() >= MOST_SAVED
    form = SavedSearchForm(
        request.POST if posted else None, owner=owner, initial={"name": short_name(asked, names, NAME_LENGTH)}
    )
    if posted and not known and not full and form.is_valid():
        saved = save(owner, asked, **form.cleaned_data)
        messages.success(request, f"Saved {called(saved.name)}.")
        return HttpResponseRedirect(saved.get_absolute_url())
    context = {
        "form": form,
        "asked": asked,
        "described": name_of(asked, names),
        "known": known,
        "full": full,
        "most": MOST_SAVED,
    }
    return render(request, "keeping/save.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@needs_index
def saved_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One saved search: its news, and its name, note and e-mails to change."""
    owner = signed_in(request)
    saved = get_object_or_404(SavedSearch.objects.of(owner), pk=pk)
    initial = {"name": saved.name, "note": saved.note, "digest": saved.digest}
    form = SavedSearchForm(request.POST or None, owner=owner, other_than=saved, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved.name, saved.note = form.cleaned_data["name"], form.cleaned_data["note"]
        set_digest(saved, form.cleaned_data["digest"])
        saved.save()
        messages.success(request, "Changes saved.")
        return HttpResponseRedirect(saved.get_absolute_url())
    (now,) = all_kept([saved], _MOST_NEWS)
    context = {
        "kept": now,
        "form": form,
        "items": news_items(now.news.ids, _MOST_NEWS),
        "through": high_water(),
        "described": name_of(now.request, catalogue()),
        "link": f"{base_of(request)}{now.address}",
    }
    return render(request, "keeping/saved_search.html", context)


@require_POST
@login_required
@needs_index
def run_saved_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count the news as seen and go to the results."""
    saved = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    mark_seen(saved)
    return HttpResponseRedirect(request_of(saved).address())


@require_POST
@login_required
@needs_index
def see_saved_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count as seen what the page showed, and nothing that came since."""
    saved = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    mark_seen(saved, whole_number(request.POST.get("through", "")))
    return redirect("saved")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_saved_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then delete."""
    saved = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    return ask_then_delete(request, saved, "saved search", "saved")


def ask_then_delete(request: HttpRequest, mine: SavedSearch | Brief, kind: str, back_to: str) -> HttpResponseBase:
    """A page that asks whether this is to go; once the answer is yes, it goes, and the person comes to ``back_to``."""
    if request.method == "POST":
        mine.delete()
        messages.success(request, f"Deleted the {kind} {called(mine.name)}.")
        return redirect(back_to)
    context = {"kind": kind, "name": mine.name, "back": mine.get_absolute_url()}
    return render(request, "keeping/delete.html", context)
