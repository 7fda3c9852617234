"""What staff read above a list or a form: its own name, and the way back to the desk."""

from __future__ import annotations

import re

from django.contrib import admin
from django.test import Client
from pytest_django import Settings

from tests.views.test_results import text_of


def test_every_list_and_form_leads_back_to_the_desk(admin_client: Client) -> None:
    for model in admin.site._registry:
        name = model._meta.verbose_name_plural
        assert name
        list_of = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for address in (list_of, f"{list_of}add/"):
            answer = admin_client.get(address)
            if answer.status_code in {302, 403}:
                continue  # what nobody adds by hand
            page = answer.content.decode()
            [crumbs] = re.findall(r'<div class="breadcrumbs">.*?</div>', page, re.DOTALL)
            assert text_of(crumbs.encode()).startswith("Desk › "), address
            if address == list_of:
                heading = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
                assert heading == [name[0].upper() + name[1:]], address


def test_staff_sign_in_under_the_sites_own_name(db: None, client: Client, settings: Settings) -> None:
    settings.SITE_NAME = "Case & Cause"
    page = client.get("/admin/login/").content.decode()
    assert "<title>Log in | Case &amp; Cause staff</title>" in page
    assert page.count("testserver") == 0
