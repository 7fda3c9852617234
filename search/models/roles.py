"""What each kind of staff may do: groups, made by a migration and kept complete after each one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

_VOCABULARIES = (
    *("treatmentcategory", "treatmenttype", "specialty", "state"),
    *("bodyregion", "drug", "guideline", "guidelinesection"),
)
_LETTERS = ("determination", "disputeditem", "citation", "determinationspecialty", "itemground", "waiting")
_IMPORTS = ("importbatch", "importedfile")


def _of(models: Iterable[str], *verbs: str) -> frozenset[str]:
    return frozenset(f"{verb}_{model}" for model in models for verb in verbs)


_READING = _of((*_LETTERS, *_IMPORTS, *_VOCABULARIES, "letterrevision", "ownname"), "view")
_REVIEWING = (
    _READING
    | _of(_LETTERS, "change")
    | _of(("disputeditem", "citation", "determinationspecialty", "itemground"), "add", "delete")
    | _of(("ownname",), "add", "delete")
)

ROLES: dict[str, frozenset[str]] = {
    "Reader": _READING,
    "Uploader": frozenset({"add_determination"}) | _of(_IMPORTS, "view"),
    "Reviewer": _REVIEWING,
    "Administrator": _REVIEWING
    | {"add_determination", "delete_determination"}
    | _of(_VOCABULARIES, "add", "change", "delete")
    | _of(("auditentry",), "view")
    | _of(("user",), "view", "add", "change"),
}
"""Role → the permissions that it has. What an owner adds to a group stays."""


def settle_roles(apps: Any) -> None:
    """Make the groups, and give each what it lacks. ``apps``: the registry of a migration, or Django's own."""
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects.filter(
        Q(content_type__app_label="search") | Q(content_type__app_label="auth", codename__endswith="_user")
    )
    known = {permission.codename: permission for permission in permissions}
    for name, wanted in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*(known[each] for each in sorted(wanted) if each in known))
