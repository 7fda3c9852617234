"""Where a person is signed in, and how each of these is ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from search.models import SignIn, remember_sign_in
from search.views.saved import signed_in
from search.vocabulary.counted import counted

# The names by which people know them; the first that stands in what a browser says of itself.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    *(("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "a Mac"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them. ``here``: it is the one that asks."""

    row: SignIn
    program: str
    here: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign_ins(request: HttpRequest) -> HttpResponseBase:
    """The list (GET); one or all others ended (POST)."""
    person = signed_in(request)
    if request.method == "POST":
        others = SignIn.objects.of(person).exclude(session_key=request.session.session_key)
        chosen = request.POST.get("end", "")
        if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19:
            others = others.filter(pk=int(chosen))
        elif chosen != "others":
            others = others.none()
        messages.success(request, f"{counted(others.end(), 'sign-in')} ended.")
        return redirect("sign-ins")
    here = remember_sign_in(request, person)
    shown = [Shown(row, program(row.browser), row.pk == here.pk) for row in SignIn.objects.of(person)]
    return render(request, "keeping/sign_ins.html", {"sign_ins": shown})


def program(browser: str) -> str:
    """What a browser says of itself, in words: "Firefox on Windows"."""
    name = next((name for sign, name in _BROWSERS if sign in browser), "A program")
    system = next((name for sign, name in _SYSTEMS if sign in browser), "")
    return f"{name} on {system}" if system else name
