"""What people keep, as rows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError

from search.models import Brief, BriefEntry, Digest, SavedSearch, Visibility
from tests.index.rows import item, letter


@pytest.mark.django_db
def test_people_see_their_own_and_strangers_nothing(owner: User, member: User) -> None:
    search = SavedSearch.objects.create(owner=owner, name="Massage", query="q=massage")
    brief = Brief.objects.create(owner=owner, name="Hearing")
    assert list(SavedSearch.objects.of(owner)) == [search]
    assert list(Brief.objects.of(owner)) == [brief]
    for other in (member, AnonymousUser()):
        assert not SavedSearch.objects.of(other).exists()
        assert not Brief.objects.of(other).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [SavedSearch, Brief])
def test_a_name_is_taken_once_by_one_person(model: type[SavedSearch] | type[Brief], owner: User, member: User) -> None:
    model.objects.create(owner=owner, name="Same")
    model.objects.create(owner=member, name="Same")
    with pytest.raises(IntegrityError):
        model.objects.create(owner=owner, name="Same")


@pytest.mark.django_db
def test_a_digest_goes_to_active_people_with_an_address(owner: User, member: User) -> None:
    for name, digest in (("never", Digest.OFF), ("daily", Digest.DAILY)):
        SavedSearch.objects.create(owner=owner, name=name, digest=digest)
    SavedSearch.objects.create(owner=member, name="theirs", digest=Digest.WEEKLY)
    member.is_active = False
    member.save()
    assert [search.name for search in SavedSearch.objects.with_digest()] == ["daily"]
    User.objects.filter(pk=owner.pk).update(email="")
    assert not SavedSearch.objects.with_digest().exists()


@pytest.mark.django_db
def test_an_entry_outlives_its_item_without_keeping_its_words(owner: User) -> None:
    kept = item(letter("CM15-0000001"))
    brief = Brief.objects.create(owner=owner, name="Hearing")
    BriefEntry.objects.create(brief=brief, item=kept, letter="CM15-0000001", item_number=1, position=1, note="mine")
    kept.determination.delete()
    entry = BriefEntry.objects.get()
    assert entry.shown_item is None
    assert (str(entry), entry.note) == ("CM15-0000001 item 1", "mine")


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", [Visibility.HELD, Visibility.WITHDRAWN])
def test_an_entry_does_not_show_a_letter_that_may_not_be_seen(owner: User, visibility: Visibility) -> None:
    hidden = item(letter("CM15-0000001", visibility=visibility))
    brief = Brief.objects.create(owner=owner, name="Hearing")
    entry = BriefEntry.objects.create(brief=brief, item=hidden, letter="CM15-0000001", item_number=1, position=1)
    assert entry.shown_item is None


@pytest.mark.django_db
def test_an_item_stands_once_in_a_brief(owner: User) -> None:
    kept = item(letter("CM15-0000001"))
    brief = Brief.objects.create(owner=owner, name="Hearing")
    BriefEntry.objects.create(brief=brief, item=kept, letter="CM15-0000001", item_number=1, position=1)
    with pytest.raises(IntegrityError):
        BriefEntry.objects.create(brief=brief, item=kept, letter="CM15-0000001", item_number=1, position=2)
