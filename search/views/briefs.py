"""Briefs: collecting items, putting them in order, taking them away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from search.keeping.brief_markdown import brief_markdown
from search.keeping.brief_table import brief_rows
from search.keeping.briefs import MOST_BRIEFS, MOST_ENTRIES, AddedToBrief, collect, entries_of, rearrange
from search.keeping.document import GONE, document_of
from search.keeping.forms import BriefForm, CollectForm, change_of, whole_numbers
from search.keeping.naming import called, file_name
from search.keeping.searches import news_items
from search.keeping.tables import csv_lines
from search.models import Brief
from search.views.saved import ask_then_delete, signed_in
from search.views.taking import base_of, download

_MOST_AT_ONCE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def briefs(request: HttpRequest) -> HttpResponseBase:
    """The person's briefs, and a form for a new one."""
    owner = signed_in(request)
    mine = Brief.objects.of(owner).annotate(size=Count("entries"))
    full = len(mine) >= MOST_BRIEFS
    form = BriefForm(request.POST or None, owner=owner)
    if request.method == "POST" and not full and form.is_valid():
        brief = Brief.objects.create(owner=owner, **form.cleaned_data)
        return HttpResponseRedirect(brief.get_absolute_url())
    return render(request, "keeping/briefs.html", {"briefs": mine, "form": form, "full": full})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def brief(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One brief: its entries in order, each with its note. One form saves all of it, whichever button is pressed."""
    owner = signed_in(request)
    mine = get_object_or_404(Brief.objects.of(owner), pk=pk)
    initial = {"name": mine.name, "note": mine.note}
    form = BriefForm(request.POST or None, owner=owner, other_than=mine, initial=initial)
    if request.method == "POST":
        change = change_of(request.POST)
        # What was typed about the entries is kept even where the name cannot be.
        rearrange(mine, change)
        if form.is_valid():
            mine.name, mine.note = form.cleaned_data["name"], form.cleaned_data["note"]
            mine.save()
            anchor = f"#entry-{change.act[1]}" if change.act else ""
            return HttpResponseRedirect(f"{mine.get_absolute_url()}{anchor}")
    context = {"brief": mine, "form": form, "entries": list(entries_of(mine)), "gone": GONE, "most": MOST_ENTRIES}
    return render(request, "keeping/brief.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collect_items(request: HttpRequest) -> HttpResponseBase:
    """Put items into a brief (GET: ask which; POST: do it). ``item`` is repeatable: the items' keys."""
    owner = signed_in(request)
    posted = request.method == "POST"
    given = request.POST if posted else request.GET
    items = news_items(whole_numbers(given.getlist("item")), _MOST_AT_ONCE)
    if not items:
        raise Http404("None of these items can be seen here.")
    back = given.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = ""
    full = Brief.objects.of(owner).count() >= MOST_BRIEFS
    latest = Brief.objects.of(owner).first()
    form = CollectForm(request.POST if posted else None, owner=owner, initial={"brief": latest})
    if posted and form.is_valid() and (form.cleaned_data["brief"] or not full):
        chosen = form.cleaned_data["brief"] or Brief.objects.create(owner=owner, name=form.cleaned_data["name"])
        told = _told(collect(chosen, items), chosen)
        opening = format_html('{} <a href="{}">Open the brief</a>', told, chosen.get_absolute_url())
        messages.success(request, opening if back else told)
        return HttpResponseRedirect(back or chosen.get_absolute_url())
    context = {"form": form, "items": items, "back": back, "full": full}
    return render(request, "keeping/collect.html", context)


def _told(collected: AddedToBrief, brief: Brief) -> str:
    said = [f"Added {collected.added} to {called(brief.name)}."]
    if collected.known:
        said.append(f"{collected.known} {'was' if collected.known == 1 else 'were'} there already.")
    if collected.left_out:
        said.append(f"{collected.left_out} did not fit: a brief holds {MOST_ENTRIES}.")
    return " ".join(said)


@require_safe
@login_required
def print_brief(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The brief as a page to print."""
    mine = get_object_or_404(Brief.objects.of(request.user), pk=pk)
    return render(
        request,
        "keeping/brief_print.html",
        {"document": document_of(mine, base_of(request)), "brief": mine, "gone": GONE},
    )


@require_safe
@login_required
def brief_file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The brief as a file: ``md``, ``csv`` or ``docx``."""
    mine = get_object_or_404(Brief.objects.of(request.user), pk=pk)
    base, name = base_of(request), file_name(mine.name, ending)
    match ending:
        case "md":
            text = brief_markdown(document_of(mine, base))
            return download(text.encode(), "text/markdown; charset=utf-8", name)
        case "csv":
            text = "".join(csv_lines(brief_rows(mine, base)))
            return download(text.encode(), "text/csv; charset=utf-8", name)
        case "docx":
            # Few are taken so, and the library takes long to load.
            from search.keeping.brief_word import CONTENT_TYPE, brief_word

            return download(brief_word(document_of(mine, base)), CONTENT_TYPE, name)
        case _:
            raise Http404("A brief can be taken out as md, csv or docx.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_brief(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then delete."""
    mine = get_object_or_404(Brief.objects.of(request.user), pk=pk)
    return ask_then_delete(request, mine, "brief", "briefs")
