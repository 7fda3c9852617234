"""Roles × every address of the staff's side × methods, as the URL resolver has them; and a reader with an account.

A new address fails here until it is said who may open it and who may send it a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core.serializers import serialize
from django.test import Client
from django.urls import get_resolver

from search.models import (
    AuditEntry,
    Determination,
    DisputedItem,
    ImportBatch,
    ImportedFile,
    LetterRevision,
    OwnName,
    Specialty,
    Waiting,
)
from search.models.roles import ROLES
from tests.admin.test_reach import _PART, METHODS, addresses, letters, parts, routes, said
from tests.admin.test_roles import member

__all__ = ["letters"]  # the fixture

# Who may: R reader, U uploader, V reviewer, A administrator, - staff without a role. First to open, then to send to.
ALL = "RUVA-"
OWN = {
    "find/": ("RVA", "RVA"),
    "tell/": ("RUVA", "RUVA"),
    "review/": ("RVA", "RVA"),
    "review/<letter>/": ("RVA", "VA"),
    "review/<letter>/page-<number>.png": ("RVA", "RVA"),
    "review/<letter>/mask/": ("VA", "VA"),
    "samples/": ("VA", "VA"),
    "imports/<batch>/letters/": ("VA", "VA"),
    "items/<item>/remember/": ("VA", "VA"),
    "letters/<letter>/remember/": ("VA", "VA"),
    "search/importbatch/<object_id>/csv/": ("RUVA", "RUVA"),
    "search/importbatch/<object_id>/stop/": ("UA", "UA"),
    "search/importbatch/<object_id>/retry/": ("UA", "UA"),
    "search/determination/<object_id>/original/": ("RVA", "RVA"),
    "search/determination/<letter>/revisions/<revision>/": ("RVA", "VA"),
    "auth/user/<id>/password/": ("A", "A"),
    "search/importbatch/add/": ("UA", "UA"),
    "search/determination/add/": ("UA", "UA"),
    **dict.fromkeys(
        ("", "login/", "logout/", "password_change/", "password_change/done/", "jsi18n/", "<url>", "<app_label>/"),
        (ALL, ALL),
    ),
    **dict.fromkeys(("autocomplete/", "r/<content_type_id>/<object_id>/"), (ALL, ALL)),
}
# Of a table: who may view, add, change, delete.
TABLES = {
    "search/auditentry": ("A", "", "", ""),
    "search/importbatch": ("RUVA", "UA", "", ""),
    "search/importedfile": ("RUVA", "", "", ""),
    "search/disputeditem": ("RVA", "VA", "VA", "VA"),
    "search/determination": ("RVA", "UA", "VA", "A"),
    "search/ownname": ("RVA", "", "", "VA"),
    "auth/user": ("A", "A", "A", ""),
    "auth/group": ("", "", "", ""),
    **dict.fromkeys(
        (f"search/{name}" for name in ("treatmentcategory", "treatmenttype", "specialty", "state", "bodyregion")),
        ("RVA", "A", "A", "A"),
    ),
    **dict.fromkeys((f"search/{name}" for name in ("drug", "guideline", "guidelinesection")), ("RVA", "A", "A", "A")),
}
_REFUSED = {301, 302, 403, 404, 405}


@pytest.mark.slow
def test_every_role_gets_what_it_may(letters: dict[str, Determination]) -> None:
    clients = {"-": member()} | {key: member(role) for key, role in zip("RUVA", ROLES, strict=True)}
    tried = list(staff_addresses(letters))
    before = stored()
    wrong = []
    # Those who may not come first, so that all is still there that they could have changed.
    for may in (False, True):
        for key, (address, opened, sent), method in product(clients, tried, METHODS):
            roles = sent if method == "post" else opened
            if (key in roles) is not may or (method not in {"get", "post"} and key != "A"):
                continue
            status = getattr(clients[key], method)(address).status_code
            fits = status < 500 and (status not in {403} if may else status in _REFUSED)
            if not fits and not (address.endswith("/autocomplete/") and status == 403):
                wrong.append(f"{key} {method} {address}: {status}")
        if not may:
            assert stored() == before
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 100


@pytest.mark.slow
@pytest.mark.parametrize("who", ["an account", "staff without a role", "an uploader"])
def test_who_reads_no_letters_is_told_of_none(letters: dict[str, Determination], who: str) -> None:
    make: dict[str, Callable[[], Client]] = {
        "an account": lambda: member(staff=False),
        "staff without a role": member,
        "an uploader": lambda: member("Uploader"),
    }
    client = make[who]()
    client.raise_request_exception = False
    before = stored()
    wrong = []
    for address, methods in addresses(letters):
        if address.endswith(("/logout/", "/delete/")):
            continue  # one would be signed out, and what is one's own is deleted elsewhere
        for method in ("get", "post") if len(methods) > 1 else ("get",):
            answer = getattr(client, method)(address)
            if told := said(answer):
                wrong.append(f"{method} {address}: says {told}")
            inside = address.startswith("/admin/") and address != "/admin/login/"
            if answer.status_code >= 500 or (who == "an account" and inside and answer.status_code not in _REFUSED):
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert wrong == []
    assert stored() == before


def staff_addresses(letters: dict[str, Determination]) -> list[tuple[str, str, str]]:
    """Every address below /admin/ with who may open it, and who may send something to it."""
    values: dict[str, object] = {name: found[0] for name, found in parts(letters).items() if found}
    found = []
    for route, _ in routes(get_resolver()):
        if not route.startswith("admin/"):
            continue
        plain = re.sub(r"<\w+:", "<", route.removeprefix("admin/"))
        opened, sent = OWN.get(plain) or of_table(plain)
        filled = {**values, "object_id": row_of(plain, letters), "letter": letters["shown"].pk, "id": 1}
        filled["item"] = row_of("search/disputeditem", letters)
        address = "/" + _PART.sub(lambda part, filled=filled: str(filled[part[2]]), route)  # type: ignore[misc]
        found.append((address, opened, sent))
    return found


def of_table(plain: str) -> tuple[str, str]:
    """Who may open and who may send to a page that every table has."""
    table, _, page = plain.partition("/<object_id>")
    table = table.removesuffix("/add/").removesuffix("/")
    view, add, change, delete = TABLES[table]
    if plain.endswith("/add/"):
        return add, add
    pages = {"": (view, view), "/history/": (view, view), "/delete/": (delete, delete), "/change/": (view, change)}
    return (view, view) if page == "/" else pages[page]


def row_of(plain: str, letters: dict[str, Determination]) -> object:
    """A row that is there, for the table of an address."""
    rows: dict[str, object] = {
        "search/determination": letters["shown"].pk,
        "search/disputeditem": DisputedItem.objects.order_by("pk").values_list("pk", flat=True)[0],
        "search/importbatch": ImportBatch.objects.order_by("pk").values_list("pk", flat=True)[0],
        "search/importedfile": ImportedFile.objects.order_by("pk").values_list("pk", flat=True)[0],
        "search/auditentry": AuditEntry.objects.order_by("pk").values_list("pk", flat=True)[0],
        "search/specialty": Specialty.objects.order_by("pk").values_list("pk", flat=True)[0],
        "search/ownname": OwnName.objects.get_or_create(field="drug", words="example", key="example")[0].pk,
        "auth/user": User.objects.order_by("pk").values_list("pk", flat=True)[0],
    }
    return rows.get("/".join(plain.split("/")[:2]), 1)


def stored() -> str:
    """All that staff look after, as it stands."""
    models = (Determination, DisputedItem, LetterRevision, Waiting, ImportBatch, ImportedFile)
    users = list(User.objects.order_by("pk").values_list("pk", "username", "is_staff", "is_superuser", "is_active"))
    return f"{[serialize('json', model._default_manager.order_by('pk')) for model in models]} {users}"
