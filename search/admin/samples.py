"""The invented letters that a new site begins with, taken off it at once."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.admin.changes import items_of, tell_index_after_commit
from search.ingest import standing
from search.models import Determination, Visibility
from search.vocabulary.counted import counted


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The page that asks whether, and takes them off."""

    def page(request: HttpRequest) -> HttpResponse:
        return samples_page(site, request)

    return [path("samples/", site.admin_view(page), name="samples")]


def samples_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """How many samples there are (GET), and all of them withdrawn (POST)."""
    if not request.user.has_perm("search.change_determination"):
        raise PermissionDenied
    if request.method == "POST":
        _withdraw_all(request)
        return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **site.each_context(request),
        "title": "Take the samples off the site",
        "samples": Determination.objects.samples().count(),
    }
    return TemplateResponse(request, "admin/samples.html", context)


@transaction.atomic
def _withdraw_all(request: HttpRequest) -> None:
    letters = list(Determination.objects.samples().select_for_update().order_by("pk"))
    for letter in letters:
        standing.decide(letter, Visibility.WITHDRAWN, "The samples were taken off the site.")
    keys = [letter.pk for letter in letters]
    tell_index_after_commit(request, items_of(Determination.objects.filter(pk__in=keys)))
    messages.success(request, f"{counted(len(letters), 'sample letter')} withdrawn.")


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
