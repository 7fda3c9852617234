"""How things are written on pages."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from math import floor

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from search.keeping import naming
from search.operating.branding import branding
from search.query.marks import Part
from search.query.request import SearchRequest
from search.query.writing import as_shown
from search.results.outcome import Rate
from search.schema import FACET_NAMES, decision_words
from search.views.grounds import Passage
from search.vocabulary.counted import counted

register = template.Library()


register.simple_tag(branding)


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The page's title once more, for the card that other sites make of a shared link."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return html.unescape(block.nodelist.render(context)).strip()


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """Stretches of text, escaped, the found ones marked."""
    # Django's own escape looks for lazy translations first, at twice the cost: these are plain strings.
    told = (f"<mark>{html.escape(text)}</mark>" if mark else html.escape(text) for text, mark in parts)
    return mark_safe("".join(told))  # noqa: S308 - every stretch is escaped above


@register.simple_tag
def passage(of: Passage) -> SafeString:
    """A stretch of a rationale, escaped, as words of a ground where it is."""
    begins = format_html_join("", '<span class="place" id="{}"></span>', ((view.anchor,) for view in of.begins))
    text = format_html('<span class="reason">{}</span>', marked(of.parts)) if of.holds else marked(of.parts)
    numbers = ((view.label, view.number) for view in of.ends)
    return begins + text + format_html_join("", '<sup class="reason-number" title="{}">{}</sup>', numbers)


@register.filter
def number(value: float) -> str:
    """1,234."""
    return f"{value:,}"


@register.filter
def percent(value: float) -> str:
    """8.4%, and 100% or 0% without a decimal."""
    return f"{value:.0f}%" if value in (0, 100) else f"{value:.1f}%"


@register.filter
def places(value: float, most: int) -> str:
    """A number that is not negative with so many digits behind the point, half of the last one counting as one.

    Django's ``floatformat`` takes ten times as long, and a table has hundreds.
    """
    return f"{floor(value * 10**most + 0.5) / 10**most:.{most}f}"


@register.filter
def in_full(day: date | None) -> str:
    """January 4, 2017."""
    return naming.day_in_full(day) if day else ""


@register.filter
def quoted(words: str) -> str:
    """What was asked for, between quotation marks unless it has its own."""
    return naming.quoted(words)


@register.filter(name="as_shown")
def shown(words: str) -> str:
    """The words of a search as a heading prints them: "mri" as "MRI"."""
    return as_shown(words)


@register.filter(name="counted")
def counted_of(count: int, thing: str) -> str:
    """1 denial, 2 denials."""
    return counted(count, thing)


@register.simple_tag
def requirements_for(treatment: str) -> str:
    """The address of what a request for a treatment (``rehabilitation/massage-therapy``) must show."""
    category, _, kind = treatment.partition("/")
    return reverse("requirements", args=[category, kind]) if kind else reverse("requirements-category", args=[category])


@register.filter
def items(count: int) -> str:
    """1 item, 2 items."""
    return counted(count, "item")


@register.simple_tag
def search_for(facet: str, value: object) -> str:
    """The address of all items with one value of one facet."""
    return _search_for(facet, str(value))


@lru_cache(maxsize=4096)
def _search_for(facet: str, value: str) -> str:
    return SearchRequest(chosen=((facet, value),)).address()


@register.simple_tag
def verdict(decision: str) -> SafeString:
    """A decision in words, with what it means for the treatment and a shape of its own."""
    return _verdict(decision)


@cache
def _verdict(decision: str) -> SafeString:
    return render_to_string("parts/verdict.html", {"words": decision_words(decision)})


@register.simple_tag
def rate_bar(rate: Rate) -> SafeString:
    """A rate as a bar with its number. Pages have a hundred of them, so that they are written here."""
    return mark_safe(_rate_bar(rate))  # noqa: S308 - nothing but numbers


def _rate_bar(rate: Rate) -> str:
    if not rate.is_telling:
        return '<span class="figure quiet">too few</span>'
    bar = '<svg class="bar-track" aria-hidden="true" focusable="false" width="100%" height="8">'
    track = '<rect class="track" width="100%" height="8" rx="4"/>'
    fill = f'<rect class="fill" width="{places(rate.percent, 2)}%" height="8" rx="4"/>'
    return f'{bar}{track}{fill}</svg><span class="figure">{percent(rate.percent)}</span>'


@register.inclusion_tag("parts/kept_fields.html")
def kept_fields_but_filters(request: SearchRequest) -> dict[str, list[tuple[str, str]]]:
    """The parameters of a search as hidden fields, but for those that the form of filters asks for itself."""
    return kept_fields(request, *FACET_NAMES, "from", "to", "page")


@register.inclusion_tag("parts/kept_fields.html")
def kept_fields(request: SearchRequest, *without: str) -> dict[str, list[tuple[str, str]]]:
    """The parameters of a search as hidden fields, but for those a form asks for itself."""
    return {"fields": [(name, value) for name, value in request.parameters() if name not in without]}
