"""Accounts that people make for themselves, where the site's owner allows it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from search.keeping.addresses import confirmation, confirmed, may_ask, may_remind, moved
from search.keeping.forms import EmailForm, SignUpForm
from search.keeping.no_mail import NO_MAIL, sends_mail
from search.models import Deed, record
from search.views.saved import signed_in
from search.views.taking import base_of

log = logging.getLogger(__name__)


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
        user = form.save()
        login(request, user)
        if form.cleaned_data["email"]:
            _ask(request, user, form.cleaned_data["email"])
        return HttpResponseRedirect(following or resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "keeping/sign_up.html", {"form": form, "next": following})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def email(request: HttpRequest) -> HttpResponseBase:
    """Where the person's news goes; another address is asked first."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _ask(request, signed_in(request), form.cleaned_data["email"])
        return redirect("email")
    return render(request, "keeping/email.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page that a confirming link leads to; its button, not its opening, confirms."""
    found = confirmed(token)
    if found is None:
        raise Http404("This link is incomplete, or older than three days; ask for another.")
    person, address = found
    done = request.method == "POST"
    if done:
        _move(request, person, address)
    return render(request, "keeping/confirm_email.html", {"person": person, "email": address, "done": done})


def _move(request: HttpRequest, person: User, address: str) -> None:
    told = moved(person, address, base_of(request)) if person.email and person.email != address else None
    before = person.email
    User.objects.filter(pk=person.pk).update(email=address)
    record(Deed.CORRECTED, person, before={"email": before}, after={"email": address})
    try:
        if told:
            told.send()
    except (SMTPException, OSError):
        log.exception("The address that account %s had before could not be told.", person.pk)


def _ask(request: HttpRequest, user: User, address: str) -> None:
    if not sends_mail():
        messages.error(request, NO_MAIL)
        return
    if not may_ask(user, address):
        messages.error(request, "That is enough e-mails for today. Look in your spam folder, or try again tomorrow.")
        return
    try:
        confirmation(user, address, base_of(request)).send()
    except (SMTPException, OSError):
        log.exception("No confirmation could be sent for account %s.", user.pk)
        messages.error(request, "The e-mail could not be sent. Try again later, or tell the site’s staff.")
    else:
        messages.info(request, f"We wrote to {address}: follow the link in that e-mail to have news sent there.")


class ForgottenForm(PasswordResetForm):
    """Django's form, which writes to nobody more often than a person forgets."""

    def get_users(self, email: str) -> Iterator[Any]:
        """Whom to write to; nobody is told where it is enough for today, since that would tell of an account."""
        users = list(super().get_users(email))
        return iter(users if users and may_remind(users[0], email) else ())


class PasswordForgotten(PasswordResetView):
    """A mail with a link by which to choose a new password; the answer does not tell whether the address is known."""

    form_class = ForgottenForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The link leads to the site's own address, whatever host was asked."""
        if not sends_mail():
            form.add_error(None, f"{NO_MAIL} Ask its staff for a new password.")
            return self.form_invalid(form)
        base = urlsplit(base_of(self.request))
        sent = self.extra_email_context or {}
        self.extra_email_context = {**sent, "base": base.geturl(), "site_name": settings.SITE_NAME}
        try:
            return super().form_valid(form)
        except (SMTPException, OSError):
            log.exception("No mail for a forgotten password could be sent.")
            form.add_error(None, "The e-mail could not be sent. Try again later, or tell the site’s staff.")
            return self.form_invalid(form)
