"""Uploads and imports: sent, watched while they run, and read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.admin.histories import HasHistory
from search.admin.long_lists import LongList
from search.admin.outcomes import as_csv, batch_context
from search.desk import limits
from search.ingest import uploads
from search.models import FileOutcome, ImportBatch, ImportedFile

if TYPE_CHECKING:
    BatchAdmin = admin.ModelAdmin[ImportBatch]
    FileAdmin = admin.ModelAdmin[ImportedFile]
else:
    BatchAdmin = FileAdmin = admin.ModelAdmin


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
            raise forms.ValidationError("Choose at least one file.", code="required")
        if all(uploads.is_housekeeping(file.name or "") for file in given):
            raise forms.ValidationError("Only files that systems leave in folders were chosen, and no letter.")
        return given


class UploadForm(forms.Form):
    """Letters to import."""

    letters = SeveralFilesField(label="Letters", help_text="PDF, text, Word, e-mail or ZIP files, several at once.")


@admin.register(ImportBatch)
class ImportBatchAdmin(HasHistory, LongList, BatchAdmin):
    """Batches. Adding one is uploading letters."""

    list_display = ("__str__", "file_count", "failure_count", "done", "uploaded_by", "created")
    search_fields = ("label",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without a look at each of a batch's files, of which there may be millions: only failed ones are counted."""
        files = ImportedFile.objects.filter(batch=OuterRef("pk")).order_by()
        failed = files.filter(outcome=FileOutcome.FAILED).values("batch").annotate(count=Count("pk")).values("count")
        last = files.order_by("-place").exclude(place=None).values("place")[:1]
        batches = super().get_queryset(request).select_related("uploaded_by")
        return batches.annotate(_last=Subquery(last), _failed=Coalesce(Subquery(failed), 0))

    @admin.display(description="Files")
    def file_count(self, batch: ImportBatch) -> int:
        last = getattr(batch, "_last", None)
        return batch.files.count() if last is None else last + 1

    @admin.display(description="Finished", boolean=True)
    def done(self, batch: ImportBatch) -> bool:
        return batch.finished is not None

    @admin.display(description="Failed")
    def failure_count(self, batch: ImportBatch) -> int:
        return int(getattr(batch, "_failed", 0))

    def get_urls(self) -> list[URLPattern]:
        own = (("csv", self.csv_view), ("stop", self.stop_view), ("retry", self.retry_view))
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"search_importbatch_{name}",
                )
                for name, view in own
            ),
            *super().get_urls(),
        ]

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
        context = {
            **self.admin_site.each_context(request),
            "title": "Put letters in",
            "form": form,
            "opts": self.opts,
            "limits": limits(),
        }
        return TemplateResponse(request, "admin/search/importbatch/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A batch with the outcome of each file; a script looks again while it runs."""
        batch = self._batch(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied  # what happened is not rewritten
        may_upload = self.has_add_permission(request)
        context = {
            **self.admin_site.each_context(request),
            **batch_context(batch, request),
            "title": str(batch),
            "opts": self.opts,
            "can_upload": may_upload,
            "can_retry": may_upload and uploads.can_retry(batch),
            "can_decide": request.user.has_perm("search.change_determination"),
            "can_look": request.user.has_perm("search.view_determination"),
        }
        return TemplateResponse(request, "admin/search/importbatch/batch.html", context)

    def csv_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Every outcome, to take away."""
        return as_csv(self._batch(request, object_id), request)

    def stop_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """No further file is taken; what is stored stays."""
        batch = self._to_act_on(request, object_id)
        if uploads.stop(batch):
            messages.success(request, "It stops after the file at hand. What was imported stays.")
        return HttpResponseRedirect(reverse("admin:search_importbatch_change", args=[batch.pk]))

    def retry_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Files that failed, or were left when it was stopped, once more."""
        batch = self._to_act_on(request, object_id)
        if uploads.retry(batch):
            messages.success(request, "What failed or was left is tried again.")
        return HttpResponseRedirect(reverse("admin:search_importbatch_change", args=[batch.pk]))

    def _to_act_on(self, request: HttpRequest, object_id: str) -> ImportBatch:
        batch = self._batch(request, object_id)
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        return batch

    def _batch(self, request: HttpRequest, object_id: str) -> ImportBatch:
        batch: ImportBatch | None = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if batch is None:
            raise Http404("There is no such batch.")
        return batch


@admin.register(ImportedFile)
class ImportedFileAdmin(LongList, FileAdmin):
    """Every file's outcome, to read."""

    list_filter = ("outcome",)
    list_select_related = ("determination", "batch")
    search_fields = ("name", "reason", "determination__case_number")
    ordering = ("-pk",)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """A letter is a link for who may follow it."""
        return self._for(request, ("__str__", "outcome", "shown_reason", "letter", "items", "batch"))

    def get_fields(self, request: HttpRequest, obj: ImportedFile | None = None) -> tuple[str, ...]:
        """Likewise."""
        return self._for(request, ("batch", "shown_name", "size", "outcome", "shown_reason", "letter", "items"))

    def get_readonly_fields(self, request: HttpRequest, obj: ImportedFile | None = None) -> tuple[str, ...]:
        """All."""
        return self.get_fields(request, obj)

    def _for(self, request: HttpRequest, names: tuple[str, ...]) -> tuple[str, ...]:
        may = request.user.has_perm("search.view_determination")
        return tuple("linked_letter" if name == "letter" and may else name for name in names)

    @admin.display(description="Reason")
    def shown_reason(self, file: ImportedFile) -> str:
        return file.shown_reason

    @admin.display(description="Letter")
    def letter(self, file: ImportedFile) -> str:
        return str(file.determination or "None")

    @admin.display(description="Letter")
    def linked_letter(self, file: ImportedFile) -> SafeString | str:
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
