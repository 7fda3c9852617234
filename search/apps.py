"""The application's name, for Django, and what it listens to."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate, post_save, pre_delete


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "The collection"

    def ready(self) -> None:
        """Whatever way a thing is done, what must follow from it does."""
        pre_delete.connect(_remember, sender="search.Determination", dispatch_uid="remember deleted letters")
        post_migrate.connect(_settle_roles, sender=self, dispatch_uid="settle roles")
        user_logged_in.connect(_signed_in, dispatch_uid="tell of sign-ins")
        user_logged_out.connect(_signed_out, dispatch_uid="tell of sign-outs")
        user_login_failed.connect(_sign_in_failed, dispatch_uid="tell of failed sign-ins")
        post_save.connect(_password_changed, sender="auth.User", dispatch_uid="tell of new passwords")


# Models are there only once the applications are ready.


def _remember(sender: Any, instance: Any, **_: Any) -> None:
    from search.ingest.likeness import remember_deleted

    remember_deleted(instance)


def _settle_roles(sender: Any, **_: Any) -> None:
    from search.models.roles import settle_roles

    settle_roles(apps)


def _signed_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    from search.models import Deed, record, remember_sign_in
    from search.operating import metrics

    record(Deed.SIGNED_IN, user)
    remember_sign_in(request, user)
    with metrics.counting():
        metrics.sign_ins.labels("succeeded").inc()


def _signed_out(sender: Any, user: Any, **_: Any) -> None:
    from search.models import Deed, record

    if user is not None:
        record(Deed.SIGNED_OUT, user)


def _password_changed(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    from search.models import Deed, record

    # Django keeps what was typed until it is saved, and forgets it where only the hash is made anew at a sign-in.
    if not created and getattr(instance, "_password", None) is not None:
        record(Deed.CORRECTED, instance, after={"password": "(not told)"})


def _sign_in_failed(sender: Any, credentials: Any, **_: Any) -> None:
    from search.models import Deed, record
    from search.operating import metrics

    with metrics.counting():
        metrics.sign_ins.labels("failed").inc()
    record(Deed.SIGN_IN_FAILED, name=str(credentials.get("username", "")))
