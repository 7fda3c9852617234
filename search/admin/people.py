"""Accounts: who may do what is said by groups; only a superuser makes superusers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from search.admin.recording import Recorded
from search.models import SignIn
from search.vocabulary.counted import counted

_PLAIN = (
    (None, {"fields": ("username", "password")}),
    ("Person", {"fields": ("first_name", "last_name", "email")}),
    (
        "What it is for",
        {
            "fields": ("is_active", "is_staff", "groups"),
            "description": "Staff status lets a person in; a group says what for.",
        },
    ),
    ("When", {"fields": ("last_login", "date_joined")}),
)

admin.site.unregister((User, Group))


@admin.register(User)
class PersonAdmin(Recorded, UserAdmin):  # type: ignore[type-arg]
    """Accounts."""

    filter_horizontal = ("groups",)
    actions = ("end_sign_ins",)

    @admin.action(description="Sign the chosen people out everywhere", permissions=["change"])
    def end_sign_ins(self, request: HttpRequest, queryset: Any) -> None:
        """Whoever has them must sign in again; an account that should not is set inactive."""
        ended = SignIn.objects.filter(user__in=list(queryset)).end()
        messages.success(request, f"{counted(ended, 'sign-in')} ended.")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What makes a superuser is shown to superusers alone."""
        if obj is None or (isinstance(request.user, User) and request.user.is_superuser):
            return super().get_fieldsets(request, obj)
        return _PLAIN

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """When an account was made and used is nobody's to say."""
        return (*super().get_readonly_fields(request, obj), "last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes an account that may do more than their own."""
        allowed = super().has_change_permission(request, obj)
        return allowed and not (
            isinstance(obj, User) and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Django asks for both, lest who adds an account may not say what it is for."""
        return request.user.has_perm("auth.add_user") and request.user.has_perm("auth.change_user")

    def get_queryset(self, request: HttpRequest) -> Any:
        people = super().get_queryset(request)
        return people if getattr(request.user, "is_superuser", False) else people.filter(is_superuser=False)


@admin.register(Group)
class RoleAdmin(Recorded, GroupAdmin):
    """Groups."""
