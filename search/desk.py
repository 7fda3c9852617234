"""The front page of staff: what to do, what waits and what happened, before any list of tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from search.models import AuditEntry, Determination, ImportBatch, Waiting, WaitingFor
from search.models.counting import count_of
from search.models.imports import Progress, progress_of
from search.views.signing_in import StaffSlowed

# Tables of libraries that are nobody's daily work.
_BACKGROUND = frozenset({"django_tasks_db", "django_tasks_database", "axes", "sessions", "contenttypes"})
_RECENT = 6
_NO_NEWS = ("signed-in", "signed-out")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a person: ``kinds`` are (words, how many)."""

    letters: int
    since: Any
    kinds: tuple[tuple[str, int], ...]


class StaffSite(AdminSite):
    """Django's admin with a desk as its front page, and without the tables behind libraries.

    ``added``: addresses of pages that belong to no one table.
    """

    login_form = StaffSlowed
    # The desk says what there is to do; a list of tables beside every page only takes its room.
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.added: list[URLPattern] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register what is somebody's work."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        wanted = [each for each in models if each._meta.app_label not in _BACKGROUND]
        if wanted:
            super().register(wanted, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of staff knows."""
        return {**super().each_context(request), "contact": settings.SITE_CONTACT}

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Under the site's own name; Django's view would call it by the host that was asked."""
        return super().login(request, {"site_name": settings.SITE_NAME, **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        """Django's, and those that the pages of staff added."""
        return [*self.added, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk, with what this person may do and see."""
        may = {
            "upload": request.user.has_perm("search.add_determination"),
            "look": request.user.has_perm("search.view_determination"),
            "decide": request.user.has_perm("search.change_determination"),
            "audit": request.user.has_perm("search.view_auditentry"),
            "batches": request.user.has_perm("search.view_importbatch"),
        }
        context: dict[str, Any] = {"may": may, "nothing": not any(may.values()) and not self.get_app_list(request)}
        if may["upload"] or may["batches"]:
            context["batches"] = recent_batches(request)
        if may["look"]:
            context["queue"] = queue()
        if may["decide"]:
            context["samples"] = Determination.objects.samples().count()
        if may["audit"]:
            context["lately"] = AuditEntry.objects.exclude(deed__in=_NO_NEWS)[:_RECENT]
        return super().index(request, {**context, **(extra_context or {}), "limits": limits()})


def recent_batches(request: HttpRequest) -> list[tuple[ImportBatch, Progress]]:
    """The last batches, what is at work first."""
    running = list(ImportBatch.objects.filter(finished=None)[:_RECENT])
    done = ImportBatch.objects.exclude(finished=None).select_related("uploaded_by")[: _RECENT - len(running)]
    return [(batch, progress_of(batch)) for batch in (*running, *done)]


def queue() -> Queue:
    """What waits, counted."""
    still = Waiting.objects.filter(settled=None)
    counts = dict(still.order_by().values_list("kind").annotate(Count("pk")))
    facts = still.order_by().aggregate(letters=Count("determination", distinct=True), since=Min("since"))
    kinds = tuple((label, counts[value]) for value, label in WaitingFor.choices if value in counts)
    held = Determination.objects.needs_review().exclude(pk__in=still.values("determination"))
    unlisted = count_of("held for no reason that is kept", held)
    if unlisted:
        kinds = (*kinds, ("Held, or without items, for no reason that is kept", unlisted))
    return Queue(facts["letters"] + unlisted, facts["since"] or (timezone.now() if unlisted else None), kinds)


def limits() -> dict[str, int]:
    """What one upload may hold at most."""
    return {
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "file": settings.MAX_FILE_MB,
        "archive": settings.MAX_ARCHIVE_MB,
    }
