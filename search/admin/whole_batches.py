"""All the letters of one import: held, withdrawn, or put back as they were."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.admin.reviewing import said_why
from search.ingest import whole_batches
from search.models import WITHDRAWAL_REASONS, Determination, ImportBatch, Visibility
from search.vocabulary.counted import counted

_DECISIONS = {"hold": Visibility.HELD, "withdraw": Visibility.WITHDRAWN}


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The page below an import's own."""

    def page(request: HttpRequest, batch: int) -> HttpResponse:
        return whole_batch(site, request, batch)

    return [path("imports/<int:batch>/letters/", site.admin_view(page), name="whole-batch")]


def whole_batch(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What the letters are (GET), and what becomes of all of them (POST)."""
    if not request.user.has_perm("search.change_determination"):
        raise PermissionDenied
    batch = ImportBatch.objects.filter(pk=key).first()
    if batch is None:
        raise Http404("There is no such import.")
    if request.method == "POST":
        return _decide(request, batch)
    letters = whole_batches.letters_of(batch)
    counts = Determination.objects.filter(source__batch=batch).order_by().values_list("visibility")
    found = dict(counts.annotate(Count("pk")))
    context = {
        **site.each_context(request),
        "title": f"All letters of {batch}",
        "batch": batch,
        "letters": len(letters),
        "counts": [(each.label, found[each.value]) for each in Visibility if each.value in found],
        "running": batch.finished is None,
        "before": len(whole_batches.as_before(batch)),
        "reasons": WITHDRAWAL_REASONS,
    }
    return TemplateResponse(request, "admin/whole_batch.html", context)


def _decide(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    decision, why = request.POST.get("decision", ""), said_why(request)
    here = HttpResponseRedirect(reverse("admin:whole-batch", args=[batch.pk]))
    if decision == "restore":
        wanted = whole_batches.as_before(batch)
    elif decision in _DECISIONS:
        to = _DECISIONS[decision]
        wanted = dict.fromkeys(whole_batches.letters_of(batch, but=to), to)
    else:
        raise Http404("There is no such decision.")
    if not why:
        messages.error(request, "Choose why, or say it in words. Nothing was done.")
        return here
    decided = whole_batches.decide(wanted, why, None if decision == "restore" else batch)
    for problem in decided.problems:
        messages.error(request, problem)
    done = {"hold": "held", "withdraw": "withdrawn", "restore": "put back as they were"}[decision]
    messages.success(request, f"{counted(decided.done, 'letter')} {done}.")
    if decided.left:
        messages.warning(request, f"{counted(decided.left, 'more letter')} not yet: choose the same again to go on.")
    return here


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
