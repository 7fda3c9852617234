"""Uploads and imports: sent, watched while they run, and read afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.ingest import uploads
from search.models import FileOutcome, ImportBatch, ImportedFile

if TYPE_CHECKING:
    BatchAdmin = admin.ModelAdmin[ImportBatch]
    FileAdmin = admin.ModelAdmin[ImportedFile]
else:
    BatchAdmin = FileAdmin = admin.ModelAdmin

# The most files that a batch's own page lists; the full list is one link away.
SHOWN_FILES = 300
REFRESH_SECONDS = 3
PATIENCE = timedelta(minutes=1)


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; each must be there."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """An empty file is no reason to refuse the others: it gets its outcome like any file."""
        given = [file for file in (data if isinstance(data, list | tuple) else [data]) if file is not None]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return given


class UploadForm(forms.Form):
    """Letters to import."""

    letters = SeveralFilesField(label="Letters", help_text="PDF, text or ZIP files, several at once.")


@admin.register(ImportBatch)
class ImportBatchAdmin(BatchAdmin):
    """Batches. Adding one is uploading letters."""

    list_display = ("__str__", "file_count", "failure_count", "done", "uploaded_by", "created")
    search_fields = ("label",)

    def get_queryset(self, request: HttpRequest) -> Any:
        failed = Count("files", filter=Q(files__outcome=FileOutcome.FAILED))
        batches = super().get_queryset(request).select_related("uploaded_by")
        return batches.annotate(_files=Count("files"), _failed=failed)

    @admin.display(description="Files", ordering="_files")
    def file_count(self, batch: ImportBatch) -> int:
        return int(getattr(batch, "_files", 0))

    @admin.display(description="Finished", boolean=True, ordering="finished")
    def done(self, batch: ImportBatch) -> bool:
        return batch.finished is not None

    @admin.display(description="Failed", ordering="_failed")
    def failure_count(self, batch: ImportBatch) -> int:
        return int(getattr(batch, "_failed", 0))

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<path:object_id>/continue/",
            self.admin_site.admin_view(self.continue_view),
            name="search_importbatch_continue",
        )
        return [again, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may add letters may upload them."""
        return request.user.has_perm("search.add_determination")

    def has_view_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        """Who may upload letters sees what became of them."""
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        """What happened is not rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        """Files are recognised by what is remembered of them."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The upload page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            assert isinstance(request.user, User)
            batch = uploads.receive(form.cleaned_data["letters"], request.user)
            self.log_addition(request, batch, [{"added": {}}])
            return HttpResponseRedirect(reverse("admin:search_importbatch_change", args=[batch.pk]))
        context = {**self.admin_site.each_context(request), "title": "Upload letters", "form": form, "opts": self.opts}
        return TemplateResponse(request, "admin/search/importbatch/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A batch with the outcome of each file; a script looks again while it runs."""
        batch = self._batch(request, object_id)
        counts = dict(batch.files.order_by().values_list("outcome").annotate(Count("pk")))
        noteworthy = batch.files.exclude(outcome=FileOutcome.IMPORTED)
        shown = list(noteworthy.select_related("determination")[:SHOWN_FILES])
        plain = batch.files.filter(outcome=FileOutcome.IMPORTED).select_related("determination")
        shown += plain[: SHOWN_FILES - len(shown)]
        total = sum(counts.values())
        context = {
            **self.admin_site.each_context(request),
            "title": str(batch),
            "opts": self.opts,
            "batch": batch,
            "counts": [(label, counts[value]) for value, label in FileOutcome.choices if value in counts],
            "files": shown,
            "total": total,
            "more": total - len(shown),
            "running": batch.finished is None,
            "can_upload": self.has_add_permission(request),
            "can_continue": self.has_add_permission(request) and _stalled(batch),
            "refresh_seconds": REFRESH_SECONDS,
        }
        return TemplateResponse(request, "admin/search/importbatch/batch.html", context)

    def continue_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Hand a batch whose worker went away to the next one."""
        batch = self._batch(request, object_id)
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        if uploads.can_resume(batch):
            uploads.resume(batch)
            messages.success(request, "The rest of this upload is waiting for the worker.")
        return HttpResponseRedirect(reverse("admin:search_importbatch_change", args=[batch.pk]))

    def _batch(self, request: HttpRequest, object_id: str) -> ImportBatch:
        batch = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if batch is None:
            raise Http404("There is no such batch.")
        return batch


def _stalled(batch: ImportBatch) -> bool:
    """Whether a batch has waited so long that a person may wonder. Handing it over once too often does no harm."""
    return uploads.can_resume(batch) and timezone.now() - batch.created > PATIENCE


@admin.register(ImportedFile)
class ImportedFileAdmin(FileAdmin):
    """Every file's outcome, to read."""

    list_display = ("__str__", "outcome", "reason", "letter", "items", "batch")
    list_filter = ("outcome",)
    list_select_related = ("determination", "batch")
    search_fields = ("name", "reason", "determination__case_number")
    show_full_result_count = False
    ordering = ("-pk",)
    fields = ("batch", "shown_name", "size", "outcome", "reason", "letter", "items")
    readonly_fields = fields

    @admin.display(description="Letter")
    def letter(self, file: ImportedFile) -> SafeString | str:
        if file.determination is None:
            return "None"
        address = reverse("admin:search_determination_change", args=[file.determination_id])
        return format_html('<a href="{}">{}</a>', address, file.determination)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ImportedFile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportedFile | None = None) -> bool:
        return False
