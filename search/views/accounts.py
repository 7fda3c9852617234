"""Accounts that people make for themselves, where the site's owner allows it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from search.keeping.forms import SignUpForm


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make an account and sign in with it."""
    if not settings.ALLOW_SIGN_UP:
        raise Http404("Accounts are made by the site’s staff.")
    following = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = ""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return HttpResponseRedirect(following or resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "keeping/sign_up.html", {"form": form, "next": following})
