"""The site as its owner named and coloured it, and what it says of withdrawn letters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from search.ingest import standing
from search.models import Determination, Visibility
from search.operating import branding
from search.operating.branding import contrast, readable, stylesheet
from tests.admin.test_roles import member

PROJECT = Path(__file__).resolve().parents[2]
MANAGE = PROJECT / "manage.py"
# The grounds of the site's own sheet, by day and by night.
PAPERS = re.findall(r"--paper: (#\w+);", (PROJECT / "static" / "css" / "base.css").read_text())


def test_name_mark_footer_and_contact_are_on_every_page(empty: None, client: Client, settings: Settings) -> None:
    settings.SITE_NAME, settings.SITE_MARK = "Case & Cause", "<&"
    settings.SITE_FOOTER = "Kept by <b>Example Law</b>, https://law.example"
    settings.SITE_CONTACT, settings.SITE_ACCENT = "desk@law.example", "#7a1f6b"
    for address, status in (("/", 200), ("/help/", 200), ("/nothing/", 404), ("/accounts/login/", 200)):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == status
        assert "Case &amp; Cause" in page and "&lt;&amp;" in page
        assert "Kept by &lt;b&gt;Example Law" in page and "mailto:desk@law.example" in page
        assert 'href="/site.css?7a1f6b"' in page and 'href="/site.svg"' in page
    sign = client.get("/site.svg")
    assert sign["Content-Type"] == "image/svg+xml"
    assert b"&lt;&amp;</text>" in sign.content and b"#7a1f6b" in sign.content
    assert "--accent: #7a1f6b" in client.get("/site.css").content.decode()
    assert "/site.css?7a1f6b" in client.get("/admin/login/").content.decode()


@pytest.mark.parametrize("contact", ["desk@law.example", "Ring Vera at the desk."])
def test_a_contact_may_be_an_address_or_a_sentence(
    empty: None, client: Client, settings: Settings, contact: str
) -> None:
    settings.SITE_CONTACT = contact
    shown = f'<a href="mailto:{contact}">{contact}</a>' if "@" in contact else contact
    staff = Client()
    staff.force_login(User.objects.create_user("new", is_staff=True))
    clerk = member("Uploader")
    for person, address in (
        (client, "/accounts/login/"),
        (client, "/accounts/password/forgotten/sent/"),
        (staff, "/admin/"),
        (clerk, "/admin/tell/"),
    ):
        page = person.get(address).content.decode()
        assert f": {shown}</p>" in page, address


def test_without_an_accent_there_is_no_sheet(empty: None, client: Client) -> None:
    assert "site.css" not in client.get("/").content.decode()
    assert client.get("/site.css").content == b""


def test_the_owners_look_is_sent_again_only_when_it_changed(client: Client, db: None, settings: Settings) -> None:
    settings.SITE_ACCENT = "#0b6470"
    for address in ("/site.css", "/site.svg"):
        assert client.get(address, headers={"if-none-match": client.get(address)["ETag"]}).status_code == 304
    before = client.get("/site.css")["ETag"]
    settings.SITE_ACCENT = "#7a1f6b"
    assert client.get("/site.css", headers={"if-none-match": before}).status_code == 200


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_can_be_read_by_day_and_by_night(colour: int) -> None:
    given = f"#{colour:06x}"
    for paper in PAPERS:
        found = readable(given, paper)
        assert contrast(found, paper) >= 4.5
        assert found == given or contrast(given, paper) < 4.9
    assert PAPERS == [branding._LIGHT, branding._DARK]
    soft = re.findall(r"--accent: (#\w+); --accent-soft: (#\w+)", stylesheet(given))
    assert len(soft) == 2


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("SITE_ACCENT", "teal; } body { display: none", "SITE_ACCENT must be a colour such as #0b6470"),
        ("SITE_MARK", "LONG", "SITE_MARK must have 3 characters or fewer"),
        ("TEMPLATES_DIR", "/nowhere/at/all", "TEMPLATES_DIR names /nowhere/at/all, which is no folder"),
        ("WITHDRAWN_SHOWS", "all", "WITHDRAWN_SHOWS must be one of gone, reason, nothing"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    around = {**os.environ, "DATA_DIR": str(tmp_path), name: value}
    done = subprocess.run([sys.executable, MANAGE, "check"], env=around, capture_output=True, text=True)
    assert done.returncode != 0
    assert said in done.stderr


def test_a_template_of_the_owners_stands_in_for_ours(
    empty: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "404.html").write_text(
        '{% extends "404.html" %}{% block said %}<h1>Nothing on our shelves</h1>{% endblock %}'
    )
    (ours,) = settings.TEMPLATES
    settings.TEMPLATES = [{**ours, "DIRS": [tmp_path, *ours["DIRS"]]}]
    page = client.get("/nothing/").content.decode()
    assert "Nothing on our shelves" in page
    assert "IMR Precedents" in page  # the rest is ours


def test_what_a_withdrawn_letter_says_is_the_owners_choice(
    collection: dict[str, Determination], client: Client, settings: Settings
) -> None:
    letter = collection["massage"]
    page = letter.get_absolute_url()
    why = "It was withdrawn or replaced by the state."
    standing.decide(letter, Visibility.WITHDRAWN, f"{why} Told to me by Mr. Example.")
    for choice, status, told in (("gone", 410, False), ("reason", 410, True), ("nothing", 404, False)):
        settings.WITHDRAWN_SHOWS = choice
        answer = client.get(page)
        said = answer.content.decode()
        assert (answer.status_code, why in said) == (status, told), choice
        assert "Mr. Example" not in said
    # As if it had never been: the same words as for an address that leads nowhere.
    assert "No letter has this address" in said
