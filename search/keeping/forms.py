"""What people type about the things they keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html

from search.keeping.briefs import Act, BriefEdit
from search.keeping.naming import called
from search.keeping.no_mail import NO_MAIL, sends_mail
from search.keeping.text import one_line
from search.models import Brief, Digest, SavedSearch
from search.models.keeping import NAME_LENGTH, NOTE_LENGTH

_MOST_DIGITS = 9
Value = TypeVar("Value")


class NamedForm(forms.Form):
    """A name that its owner has not given yet, and a note. ``others``: the owner's things of the same kind."""

    name = forms.CharField(max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    note = forms.CharField(
        max_length=NOTE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Note"
    )

    def __init__(self, *args: Any, others: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Give it a name.")
        if self.others.filter(name=name).exists():
            raise forms.ValidationError(f"You have one called {called(name)} already; choose another name.")
        return name


class SavedSearchForm(NamedForm):
    """A saved search. ``owner`` must have an e-mail address to have news sent."""

    digest = forms.ChoiceField(
        choices=Digest.choices, initial=Digest.OFF, required=False, label="Send me what is new by e-mail"
    )

    def __init__(self, *args: Any, owner: User, other_than: SavedSearch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, others=_others(SavedSearch.objects.of(owner), other_than), **kwargs)
        self.owner = owner
        if not sends_mail():
            self.fields["digest"].help_text = NO_MAIL
        elif owner.email:
            self.fields["digest"].help_text = format_html(
                'To {}, and only when something is new. <a href="{}">Another address</a>', owner.email, reverse("email")
            )

    def clean_digest(self) -> Digest:
        digest = Digest(self.cleaned_data["digest"] or Digest.OFF)
        if digest != Digest.OFF and not self.owner.email:
            raise forms.ValidationError(
                format_html(
                    'Your account has no e-mail address yet. <a href="{}">Give one</a> first.', reverse("email")
                )
            )
        return digest


class BriefForm(NamedForm):
    """A brief's name and introduction."""

    def __init__(self, *args: Any, owner: AbstractBaseUser, other_than: Brief | None = None, **kwargs: Any) -> None:
        super().__init__(*args, others=_others(Brief.objects.of(owner), other_than), **kwargs)
        self.fields["note"].label = "Introduction"


class CollectForm(forms.Form):
    """Where collected items go: into a brief there is, or a new one."""

    brief = forms.ModelChoiceField(queryset=Brief.objects.none(), required=False, empty_label="A new brief")
    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        label="Name of the new brief",
        help_text="Only where “A new brief” is chosen.",
    )

    def __init__(self, *args: Any, owner: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.briefs = Brief.objects.of(owner)
        choice = self.fields["brief"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = self.briefs

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("brief") and not self.errors:
            if not given.get("name"):
                self.add_error("name", "Choose a brief, or name a new one.")
            elif self.briefs.filter(name=given["name"]).exists():
                self.add_error("name", f"You have a brief called {called(given['name'])} already; choose it above.")
        return given


class EmailForm(forms.Form):
    """Another e-mail address for one's account."""

    email = forms.EmailField(label="New e-mail address")


class SignUpForm(UserCreationForm[User]):
    """A new account. The e-mail address is not kept with it: its owner is asked first."""

    email = forms.EmailField(required=False, label="E-mail address", help_text="Optional: for news of saved searches.")

    field_order = ("username", "email")

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username",)


def change_of(post: QueryDict) -> BriefEdit:
    """What was changed on a brief's page: ``note-7``, ``place-7`` and a button ``do`` of ``up-7``. Never raises."""
    act, _, key = post.get("do", "").partition("-")
    number = whole_number(key)
    return BriefEdit(
        notes=_numbered(post, "note-", lambda text: text.replace("\0", "").strip()[:NOTE_LENGTH]),
        places=_numbered(post, "place-", whole_number),
        act=(Act(act), number) if act in list(Act) and number is not None else None,
    )


def whole_number(text: str) -> int | None:
    """A whole number of at most nine digits."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Those of ``texts`` that are whole numbers, once each, in order."""
    return list(dict.fromkeys(number for text in texts if (number := whole_number(text)) is not None))


def _numbered(post: QueryDict, prefix: str, read: Callable[[str], Value | None]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for name in post:
        key = whole_number(name.removeprefix(prefix)) if name.startswith(prefix) else None
        value = read(post.get(name, "")) if key is not None else None
        if key is not None and value is not None:
            found[key] = value
    return found


def _others(owned: QuerySet[Any], other_than: Model | None) -> QuerySet[Any]:
    return owned.exclude(pk=other_than.pk) if other_than else owned
