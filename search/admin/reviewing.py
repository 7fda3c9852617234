"""What waits for a person, oldest first: the page as it came beside the reading, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from search.admin.changes import changed_since, items_of, stamp, tell_index_after_commit
from search.admin.doubted import DoubtedPlaces
from search.ingest import originals, standing
from search.letters import NotRead, UnreadableFile
from search.letters import page_picture as draw_page
from search.models import WITHDRAWAL_REASONS, Determination, Visibility, Waiting, who
from search.query.cases import case_alone

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The queue, and a letter's pages as pictures."""

    def start(request: HttpRequest) -> HttpResponse:
        return oldest(request)

    def page(request: HttpRequest, letter: int) -> HttpResponse:
        return review_page(site, request, letter)

    def find(request: HttpRequest) -> HttpResponse:
        return find_letter(request)

    return [
        path("find/", site.admin_view(find), name="find-letter"),
        path("review/", site.admin_view(start), name="review"),
        path("review/<int:letter>/", site.admin_view(page), name="review-letter"),
        path("review/<int:letter>/page-<int:number>.png", site.admin_view(page_picture), name="review-picture"),
    ]


def find_letter(request: HttpRequest) -> HttpResponse:
    """To the one letter with this case number, as it came beside as it was read; otherwise to the list."""
    _may_look(request)
    asked = request.GET.get("q", "").strip()[:200]
    number = case_alone(asked) or asked
    if number and (letter := Determination.objects.known_as(number)):
        return HttpResponseRedirect(reverse("admin:review-letter", args=[letter.pk]))
    listed = QueryDict(mutable=True)
    listed["q"] = asked
    return HttpResponseRedirect(f"{reverse('admin:search_determination_changelist')}?{listed.urlencode()}")


def oldest(request: HttpRequest) -> HttpResponse:
    """To the letter that waits longest, of those that are nobody's or this person's."""
    _may_look(request)
    found = next_letter(request, after=None)
    if found is None:
        messages.success(request, "Nothing waits for a person.")
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:review-letter", args=[found]))


def next_letter(request: HttpRequest, after: int | None) -> int | None:
    """The key of the letter that waits longest, passing over the one at hand; what others took on is left to them."""
    mine = Q(assigned_to=None) | Q(assigned_to=request.user.pk)
    still = Waiting.objects.filter(mine, settled=None)
    if after is not None:
        still = still.exclude(determination=after)
    longest = still.order_by("since", "determination").values_list("determination", flat=True).first()
    if longest is not None:
        return longest
    others = Determination.objects.needs_review().exclude(pk__in=Waiting.objects.still().values("determination"))
    return next((key for key in others.order_by("pk").values_list("pk", flat=True)[:2] if key != after), None)


def review_page(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """One letter (GET), and what the person decides (POST)."""
    _may_look(request)
    if request.method == "POST":
        if not request.user.has_perm("search.change_determination"):
            raise PermissionDenied
        return _decide(site, request, key)
    return _shown(site, request, key)


def _shown(site: admin.AdminSite, request: HttpRequest, key: int, status: int = 200) -> HttpResponse:
    letter = Determination.objects.filter(pk=key).first()
    if letter is None:
        raise Http404("There is no such letter.")
    following = next_letter(request, after=letter.pk)
    may_decide = request.user.has_perm("search.change_determination")
    waiting = list(letter.waiting.filter(settled=None).select_related("assigned_to", "revision"))
    doubted = DoubtedPlaces(letter, waiting)
    items = letter.items.order_by("position").select_related("treatment", "drug")
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"Review {letter}" if may_decide else str(letter),
        "letter": letter,
        "items": [
            {
                "row": item,
                "heading": doubted.marked(item.heading),
                "rationale": doubted.marked(item.rationale),
                "doubts": doubted.of_item(item.position),
            }
            for item in items
        ],
        "summary": doubted.marked(letter.clinical_summary),
        "waiting": waiting,
        "may_leave": any(each.revision is None for each in waiting),
        "assigned": next((each.assigned_to for each in waiting if each.assigned_to), None),
        "pages": _pages(letter),
        "text": doubted.marked(letter.full_text),
        "reasons": WITHDRAWAL_REASONS,
        "seen": stamp(letter),
        "reason": request.POST.get("reason", ""),
        "words": request.POST.get("words", ""),
        "following": following,
        "then": ", and next" if following and _waits(letter) else "",
        "may_decide": may_decide,
    }
    return TemplateResponse(request, "admin/review.html", context, status=status)


def page_picture(request: HttpRequest, letter: int, number: int) -> HttpResponse:
    """A page (from 1) of a letter's original."""
    _may_look(request)
    row = Determination.objects.filter(pk=letter).first()
    data = originals.read(row) if row and str(row.original.name).endswith(".pdf") else None
    if data is None:
        raise Http404("There is no such page.")
    try:
        png, _ = draw_page(data, number - 1)
    except (UnreadableFile, NotRead) as error:
        raise Http404("The page cannot be shown.") from error
    return HttpResponse(png, content_type="image/png", headers=_PRIVATE)


def _waits(letter: Determination) -> bool:
    """Whether somebody must decide on it, so that one who does goes on to the next."""
    return letter.visibility == Visibility.HELD or letter.waiting.filter(settled=None).exists()


def _pages(letter: Determination) -> range:
    """The numbers of the original's pages; none where it is no PDF or cannot be shown."""
    data = originals.read(letter) if str(letter.original.name or "").endswith(".pdf") else None
    if data is None:
        return range(0)
    try:
        return range(1, draw_page(data, 0)[1] + 1)
    except (UnreadableFile, NotRead):
        return range(0)


def said_why(request: HttpRequest) -> str:
    """The reason that a person chose, and their own words."""
    return " ".join(filter(None, (request.POST.get("reason", ""), request.POST.get("words", "").strip())))[:2_000]


def _may_look(request: HttpRequest) -> None:
    if not request.user.has_perm("search.view_determination"):
        raise PermissionDenied


@transaction.atomic
def _decide(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    letter = Determination.objects.select_for_update().filter(pk=key).first()
    if letter is None:
        raise Http404("There is no such letter.")
    decision = request.POST.get("decision", "")
    if decision == "assign":
        assert isinstance(request.user, User)
        letter.waiting.filter(settled=None).update(assigned_to=request.user)
        messages.success(request, f"{letter} is yours.")
        return HttpResponseRedirect(reverse("admin:review-letter", args=[key]))
    if changed_since(request, letter):
        messages.error(request, "Somebody changed this letter since you opened it. This is how it stands now.")
        return _shown(site, request, key, status=409)
    why = said_why(request)
    if not why and (decision == "withdraw" or (decision == "hold" and letter.visibility == Visibility.PUBLISHED)):
        messages.error(request, "Choose why, or say it in words. Nothing was done.")
        return _shown(site, request, key, status=400)
    waited = _waits(letter)
    to = {"publish": Visibility.PUBLISHED, "withdraw": Visibility.WITHDRAWN, "hold": Visibility.HELD}.get(decision)
    if decision == "seen":
        # What is public stays so, and waits no longer; another text waits for a decision of its own.
        letter.waiting.filter(settled=None, revision=None).update(
            settled=timezone.now(), settled_by=who().name[:150], settled_how="seen"
        )
    elif to is None:
        raise Http404("There is no such decision.")
    else:
        standing.decide(letter, to, why)
        tell_index_after_commit(request, items_of(Determination.objects.filter(pk=key)))
    messages.success(request, f"{letter}: {letter.get_visibility_display().lower()}.")
    if not waited:  # who came to put one letter right stays with it
        return HttpResponseRedirect(reverse("admin:review-letter", args=[key]))
    following = next_letter(request, after=key)
    if following is None:
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:review-letter", args=[following]))


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
