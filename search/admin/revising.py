"""What a letter said before and what was posted anew: looked at side by side, put in place, turned down, restored."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.admin.changes import changed_since, stamp, tell_index_after_commit
from search.admin.comparing import compare
from search.ingest import revisions
from search.letters import NotRead, UnreadableFile
from search.models import Determination, LetterRevision, RevisionState


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """Pages below a letter's own."""

    def page(request: HttpRequest, letter: int, revision: int) -> HttpResponse:
        return revision_page(site, request, letter, revision)

    return [path("<int:letter>/revisions/<int:revision>/", site.admin_view(page), name="search_determination_revision")]


def revision_page(site: admin.AdminSite, request: HttpRequest, letter: int, revision: int) -> HttpResponse:
    """Both texts (GET), and what a reviewer decides about them (POST)."""
    if not request.user.has_perm("search.view_determination"):
        raise PermissionDenied
    may_decide = request.user.has_perm("search.change_determination")
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        return _decide(request, letter, revision)
    found = LetterRevision.objects.select_related("determination").filter(pk=revision, determination=letter).first()
    if found is None:
        raise Http404("There is no such revision.")
    stands = revisions.snapshot(found.determination)
    content = found.content
    if found.state == RevisionState.WAITING:
        content = revisions.put_in_place(content, stands)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"{found.determination}: {found.get_state_display().lower()}",
        "letter": found.determination,
        "revision": found,
        "parts": compare(stands, content),
        "other": "Posted anew" if found.state == RevisionState.WAITING else "In this revision",
        "waiting": found.state == RevisionState.WAITING,
        "restorable": found.state == RevisionState.PAST,
        "may_decide": may_decide,
        "seen": stamp(found.determination),
        "opts": Determination._meta,
    }
    return TemplateResponse(request, "admin/search/determination/revision.html", context)


@transaction.atomic
def _decide(request: HttpRequest, letter: int, revision: int) -> HttpResponse:
    row = Determination.objects.select_for_update().filter(pk=letter).first()
    found = LetterRevision.objects.select_for_update().filter(pk=revision, determination=letter).first()
    if row is None or found is None:
        raise Http404("There is no such revision.")
    here = HttpResponseRedirect(reverse("admin:search_determination_revision", args=[letter, revision]))
    back = HttpResponseRedirect(reverse("admin:search_determination_change", args=[letter]))
    found.determination = row
    if changed_since(request, row):
        messages.error(request, "Somebody changed this letter since you opened it; look at both texts again.")
        return here
    chosen = (request.POST.get("decision", ""), found.state)
    if chosen == ("take", RevisionState.WAITING):
        return back if _take(request, found) else here
    if chosen == ("refuse", RevisionState.WAITING):
        revisions.refuse(found)
        messages.success(request, f"{row} stays as it is. The text that was posted is kept among its revisions.")
        return back
    if chosen == ("restore", RevisionState.PAST):
        return back if _restore(request, row, found) else here
    messages.error(request, "Somebody else decided on this text meanwhile; look at it again.")
    return here


def _take(request: HttpRequest, found: LetterRevision) -> bool:
    try:
        with transaction.atomic():
            written = revisions.take(found)
    except (UnreadableFile, NotRead) as error:
        messages.error(request, f"The text cannot be put in place: its file {error.reason}.")
        return False
    tell_index_after_commit(request, written.item_ids)
    said = f"{found.determination} now has the text that was posted; the earlier text is kept."
    if written.set_aside:
        said += f" Corrections were set aside where the item is another: {'; '.join(written.set_aside)}."
    messages.success(request, said)
    return True


def _restore(request: HttpRequest, row: Determination, found: LetterRevision) -> bool:
    try:
        with transaction.atomic():
            concerned = revisions.restore(row, found)
    except IntegrityError:
        messages.error(request, "It cannot be restored: another letter has its case number now.")
        return False
    tell_index_after_commit(request, concerned)
    messages.success(request, f"The earlier text of {row} was restored; the text that it replaces is kept.")
    return True
