"""Letters: found, corrected, published, held, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from search.admin import revising
from search.admin.changes import back_to_letter, items_of, remember, remove_after_commit, stamp, tell_index_after_commit
from search.admin.choosing import ChoosesFromVocabulary, InOrder
from search.admin.letter_filters import FormFilter, NeedsReview, StatesList, YearDecided
from search.admin.long_lists import LongList
from search.admin.recording import Recorded
from search.admin.reviewing import said_why
from search.admin.versions import KeepsVersions
from search.ingest import originals, standing
from search.ingest.writing import SHOWN_WITH_ITEMS
from search.models import WITHDRAWAL_REASONS, Determination, DeterminationSpecialty, DisputedItem, Visibility
from search.vocabulary.counted import counted

if TYPE_CHECKING:
    LetterAdmin = admin.ModelAdmin[Determination]
    Items = admin.TabularInline[DisputedItem, Determination]
    Specialties = admin.TabularInline[DeterminationSpecialty, Determination]
    LetterForm = forms.ModelForm[Determination]
else:
    LetterAdmin, LetterForm = admin.ModelAdmin, forms.ModelForm
    Items = Specialties = admin.TabularInline


class ItemsInline(Items):
    """The letter's items, each with a link to its own page, where it is corrected."""

    model = DisputedItem
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ("position", "disputed", "decision", "treatment", "drug")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SpecialtiesInline(ChoosesFromVocabulary, Specialties):
    """The reviewer's specialties in printed order."""

    model = DeterminationSpecialty
    verbose_name, verbose_name_plural = "specialty", "reviewer's specialties"
    formset = InOrder
    # An empty one, since without scripts none can be added.
    extra = 1
    vocabulary_fields = ("specialty",)


class DeterminationForm(LetterForm):
    """A letter's own fields; a case number in its one spelling."""

    class Meta:
        model = Determination
        fields = "__all__"

    def clean_case_number(self) -> str | None:
        return (self.cleaned_data["case_number"] or "").strip().upper() or None


class ReasonedActions(ActionForm):
    """What to do with the chosen letters, and why."""

    reason = forms.ChoiceField(
        label="Why:", required=False, choices=[("", "Choose"), *((each, each) for each in WITHDRAWAL_REASONS)]
    )
    words = forms.CharField(label="In words:", required=False, max_length=1_000)


@admin.register(Determination)
class DeterminationAdmin(Recorded, KeepsVersions, LongList, LetterAdmin):
    """Letters."""

    form = DeterminationForm
    list_display = ("__str__", "decision_date", "outcome", "visibility", "item_count", "warned")
    list_filter = (NeedsReview, "visibility", StatesList, "outcome", FormFilter, "is_sample", YearDecided)
    search_fields = ("case_number", "fingerprint", "items__heading")
    search_help_text = "A case number, a fingerprint, or words of a heading."
    inlines = (ItemsInline, SpecialtiesInline)
    filter_horizontal = ("licensed_in",)
    action_form = ReasonedActions
    actions = ("publish", "hold", "withdraw", "forget_corrections")
    readonly_fields = (
        "shown_visibility",
        "outcome",
        "form",
        "fingerprint",
        "shown_warnings",
        "shown_corrections",
        "shown_source",
        "shown_original",
        "shown_revisions",
        "shown_waiting",
        "shown_official",
        "parser_version",
        "full_text",
        "created",
        "modified",
        "add_item",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "case_number",
                    "shown_visibility",
                    "shown_waiting",
                    "is_sample",
                    "outcome",
                    "shown_warnings",
                    "add_item",
                )
            },
        ),
        (
            "Header",
            {
                "fields": (
                    ("decision_date", "date_assigned"),
                    ("date_of_injury", "ur_denial_date", "application_received"),
                    "priority",
                )
            },
        ),
        (
            "Reviewer and worker",
            {"fields": ("licensed_in", ("patient_age", "patient_sex"), "clinical_summary")},
        ),
        (
            "Where it came from",
            {
                "fields": (
                    "shown_source",
                    "shown_original",
                    "shown_official",
                    "shown_revisions",
                    "form",
                    "parser_version",
                    "shown_corrections",
                    "fingerprint",
                    ("created", "modified"),
                )
            },
        ),
        ("Full text", {"classes": ("collapse",), "fields": ("full_text",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Determination]:
        """Items are counted for the letters of one page; a join would count and sort those of all letters first."""
        letters: QuerySet[Determination] = super().get_queryset(request)
        letters = letters.defer("full_text", "extracted_text", "clinical_summary")
        items = DisputedItem.objects.filter(determination=OuterRef("pk")).order_by().values("determination")
        return letters.annotate(_items=Coalesce(Subquery(items.annotate(count=Count("pk")).values("count")), 0))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Letters come from files."""
        return False

    # Columns and facts

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle" aria-label="Choose all">'))
    def action_checkbox(self, letter: Determination) -> SafeString:
        """With what the list showed, so that an action does nothing to what somebody changed meanwhile."""
        seen = f"{letter.pk} {stamp(letter)}"
        return format_html('{}<input type="hidden" name="seen" value="{}">', super().action_checkbox(letter), seen)

    @admin.display(description="Items")
    def item_count(self, letter: Determination) -> int:
        return int(getattr(letter, "_items", 0))

    @admin.display(description="Read well", boolean=True)
    def warned(self, letter: Determination) -> bool:
        return not letter.warnings

    @admin.display(description="Visibility")
    def shown_visibility(self, letter: Determination) -> SafeString:
        address = reverse("admin:review-letter", args=[letter.pk])
        return format_html('{} (<a href="{}">decide who may see it</a>)', letter.get_visibility_display(), address)

    @admin.display(description="Warnings")
    def shown_warnings(self, letter: Determination) -> SafeString | str:
        return format_html_join("\n", "<p>{}</p>", ((warning,) for warning in letter.warnings)) or "None"

    @admin.display(description="Corrected by a person")
    def shown_corrections(self, letter: Determination) -> SafeString | str:
        said = ", ".join(field.replace("_", " ") for field in letter.corrected) or "Nothing"
        if "specialties" not in letter.corrected:
            return said
        address = reverse("admin:remember-specialty", args=[letter.pk])
        return format_html('{} (<a href="{}">name the specialty the same in other letters</a>)', said, address)

    @admin.display(description="Source")
    def shown_source(self, letter: Determination) -> SafeString | str:
        if letter.source is None:
            return "Not known"
        address = reverse("admin:search_importbatch_change", args=[letter.source.batch_id])
        return format_html('{} (<a href="{}">{}</a>)', letter.source, address, letter.source.batch)

    @admin.display(description="Original file")
    def shown_original(self, letter: Determination) -> SafeString | str:
        if not letter.original:
            return "Not kept"
        address = reverse("admin:search_determination_original", args=[letter.pk])
        return format_html('<a href="{}">Download, without its metadata</a>', address)

    @admin.display(description="What the state's list says")
    def shown_official(self, letter: Determination) -> SafeString | str:
        said = ((name.replace("_", " "), value) for name, value in letter.official.items() if name != "differs")
        lines = [*said, *(("differs", sentence) for sentence in letter.official.get("differs", ()))]
        return format_html_join("\n", "<p>{}: {}</p>", lines) or "No list came along with it"

    @admin.display(description="Other texts")
    def shown_revisions(self, letter: Determination) -> SafeString | str:
        lines = (
            (
                reverse("admin:search_determination_revision", args=[letter.pk, each.pk]),
                date_format(timezone.localtime(each.created), "F j, Y"),
                f"{each.get_state_display()}: {each.why}",
            )
            for each in letter.revisions.defer("content", "extracted_text")
        )
        return format_html_join("\n", '<p><a href="{}">{}</a> {}</p>', lines) or "None"

    @admin.display(description="Waits for a person")
    def shown_waiting(self, letter: Determination) -> SafeString | str:
        lines = ((each.get_kind_display(), each.reason) for each in letter.waiting.filter(settled=None))
        return format_html_join("\n", "<p>{}. {}</p>", lines) or "No"

    @admin.display(description="A missing item")
    def add_item(self, letter: Determination) -> SafeString | str:
        if letter.pk is None:
            return "-"
        address = reverse("admin:search_disputeditem_add")
        place = max((item.position for item in letter.items.all()), default=0) + 1
        return format_html('<a href="{}?determination={}&amp;position={}">Add an item</a>', address, letter.pk, place)

    # Saving and deleting

    def save_model(self, request: HttpRequest, obj: Determination, form: Any, change: bool) -> None:
        remember(obj, (field for field in form.changed_data if field != "is_sample"))
        super().save_model(request, obj, form, change)
        if "case_number" in form.changed_data:
            obj.keep_address(form.initial.get("case_number"))
        if SHOWN_WITH_ITEMS & set(form.changed_data):
            obj.items.update(changed=timezone.now())

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet[Any, Any, Any], change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is DeterminationSpecialty and formset.has_changed():
            remember(form.instance, ["specialties"])
            form.instance.save(update_fields=["corrected"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        corrected = any(each.model is DeterminationSpecialty and each.has_changed() for each in formsets)
        if corrected and request.user.has_perm("search.add_ownname"):
            address = reverse("admin:remember-specialty", args=[form.instance.pk])
            said = 'Other letters may print it so too: <a href="{}">name it the same there</a>.'
            messages.info(request, format_html(said, address))
        tell_index_after_commit(request, items_of(Determination.objects.filter(pk=form.instance.pk)))

    def response_post_save_change(self, request: HttpRequest, obj: Determination) -> HttpResponseRedirect:
        """To where it is looked at and decided on."""
        return back_to_letter(request, obj)

    def delete_model(self, request: HttpRequest, obj: Determination) -> None:
        remove_after_commit(request, Determination.objects.filter(pk=obj.pk))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Determination]) -> None:
        letters = Determination.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        remove_after_commit(request, letters)
        super().delete_queryset(request, letters)

    # Actions

    @admin.action(description="Publish the chosen letters", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Determination]) -> None:
        self._show(request, queryset, Visibility.PUBLISHED, "published")

    @admin.action(description="Hold the chosen letters for review", permissions=["change"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Determination]) -> None:
        self._show(request, queryset, Visibility.HELD, "held for review")

    @admin.action(description="Withdraw the chosen letters from the site", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Determination]) -> None:
        self._show(request, queryset, Visibility.WITHDRAWN, "withdrawn")

    @admin.action(description="Let re-reading decide again (forget corrections)", permissions=["change"])
    def forget_corrections(self, request: HttpRequest, queryset: QuerySet[Determination]) -> None:
        letters = Determination.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        DisputedItem.objects.filter(determination__in=letters).exclude(corrected=[]).update(corrected=[])
        count = letters.update(corrected=[])
        messages.success(request, f"{counted(count, 'letter')}: the next re-reading decides on every field.")

    @transaction.atomic
    def _show(self, request: HttpRequest, queryset: QuerySet[Determination], to: Visibility, done: str) -> None:
        why = said_why(request)
        if not why and to != Visibility.PUBLISHED:
            messages.error(request, "Choose why, or say it in words. Nothing was done.")
            return
        keys = list(queryset.exclude(visibility=to).order_by("pk").values_list("pk", flat=True))
        changed = list(Determination.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        seen = dict(each.split(" ", 1) for each in request.POST.getlist("seen") if " " in each)
        other = [letter for letter in changed if seen.get(str(letter.pk), stamp(letter)) != stamp(letter)]
        if other:
            names = ", ".join(map(str, other[:5]))
            messages.error(request, f"Changed by somebody else meanwhile and left alone; look again: {names}.")
        changed = [letter for letter in changed if letter not in other]
        for letter in changed:
            standing.decide(letter, to, why)
            self.log_change(request, letter, [{"changed": {"fields": [f"Visibility ({to.label})"]}}])
        letters = Determination.objects.filter(pk__in=[letter.pk for letter in changed])
        tell_index_after_commit(request, items_of(letters))
        messages.success(request, f"{counted(len(changed), 'letter')} {done}.")

    # The original file

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<path:object_id>/original/",
            self.admin_site.admin_view(self.original),
            name="search_determination_original",
        )
        return [own, *revising.addresses(self.admin_site), *super().get_urls()]

    def original(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The kept file, for staff who may see letters; always a download, never shown in place."""
        letter = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, letter):
            raise PermissionDenied
        data = originals.read(letter) if letter else None
        if letter is None or data is None:
            raise Http404("The original of this letter was not kept.")
        kind, suffix = (
            ("application/pdf", "pdf") if str(letter.original.name).endswith(".pdf") else ("text/plain", "txt")
        )
        return HttpResponse(
            data,
            content_type=kind,
            headers={
                "Content-Disposition": f'attachment; filename="{letter.identity}.{suffix}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )
