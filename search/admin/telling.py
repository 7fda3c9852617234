"""Whoever may correct no letter tells those who may that something is wrong with one."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.models import Deed, Determination, Visibility, Waiting, WaitingFor, record, who
from search.query.cases import case_alone


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The page that asks which letter, and what is wrong with it."""

    def page(request: HttpRequest) -> HttpResponse:
        return tell_page(site, request)

    return [path("tell/", site.admin_view(page), name="tell-reviewer")]


class TellForm(forms.Form):
    """Which letter it is, and what is wrong. ``letter``: the letter, or none where nobody is to be told of it."""

    number = forms.CharField(
        label="Case number",
        max_length=200,
        help_text="It stands at the top of the letter, such as CM16-0012345.",
        error_messages={"required": "Say which letter it is."},
    )
    words = forms.CharField(
        label="What is wrong?",
        max_length=1_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say in a few words what is wrong, so that a reviewer can find it."},
    )
    letter: Determination

    def clean_number(self) -> str:
        """Also an older number of the letter, or, where it has none, the name in its address."""
        said: str = self.cleaned_data["number"].strip()
        letter = Determination.objects.known_as(case_alone(said) or said)
        if letter is None:
            raise forms.ValidationError("No letter here has this number. Look at it once more.")
        if letter.visibility == Visibility.WITHDRAWN:
            raise forms.ValidationError("This letter was withdrawn, and no reader finds it any more.")
        self.letter = letter
        return said


def tell_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """The form (GET), and a letter put among what waits for a reviewer (POST)."""
    if not (request.user.has_perm("search.add_determination") or request.user.has_perm("search.view_determination")):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else None
    form = TellForm(given, initial={"number": request.GET.get("q", "")})
    if form.is_valid():
        _tell(form.letter, form.cleaned_data["words"].strip())
        messages.success(request, f"Reviewers are told. {form.letter} stays as it is until one of them has looked.")
        return HttpResponseRedirect(reverse("admin:index"))
    context = {**site.each_context(request), "title": "Something is wrong with a letter", "form": form}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "admin/tell.html", context, status=status)


@transaction.atomic
def _tell(letter: Determination, words: str) -> None:
    """Said twice by one person is said once; what two say are two reasons."""
    reason = f"{who().name} says: {words}"
    if letter.waiting.filter(kind=WaitingFor.TOLD, reason=reason, settled=None).exists():
        return
    Waiting.objects.create(determination=letter, kind=WaitingFor.TOLD, reason=reason)
    record(Deed.TOLD, letter, why=words)


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
