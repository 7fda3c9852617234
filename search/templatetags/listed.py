"""What a page has a hundred of, or what is the same whatever was searched for: written once, or without a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from search.insight import Breakdown, GroundRow, RateRow
from search.keeping.citation_forms import FORMS
from search.models import DisputedItem, Side
from search.query.request import SearchRequest
from search.results.facets import Choice, FacetView, YearBar
from search.results.hits import Hit, reviewer_citations
from search.results.letters import LetterRow
from search.results.rows import ResultRow
from search.schema import DECISIONS
from search.templatetags.pages import marked, number, places, rate_bar
from search.views.grounds import ground_views
from search.vocabulary.counted import counted

register = template.Library()


@register.simple_tag
def of_row(part: str, row: ResultRow) -> SafeString:
    """What ``parts/hit_….html`` says of a result whatever was searched for: made once for each row."""
    if part not in row.told:
        # Editions, pages and sections of no known name are not said here, so that two citations can read alike.
        cited = {each.section_id or each.guideline_id: each for each in reviewer_citations(row.item)}
        shown = {"row": row, "item": row.item, "citations": list(cited.values())}
        row.told[part] = render_to_string(f"parts/hit_{part}.html", shown)
    return mark_safe(row.told[part])  # noqa: S308 - from a template


@register.simple_tag
def of_letter(part: str, row: LetterRow, item: DisputedItem | None = None) -> SafeString:
    """What ``parts/letter_….html`` says of a letter, or of one of its items, whatever was searched for."""
    key = (part, item.pk if item else 0)
    if key not in row.told:
        shown: dict[str, Any] = {"letter": row.letter, "items": row.items, "overturned": row.overturned}
        if item:
            shown |= {"item": item, "grounds": ground_views(item), "forms": tuple(FORMS.values())}
            shown |= {
                f"{side}_citations": [each for each in item.citations.all() if each.side == side] for side in Side
            }
        row.told[key] = render_to_string(f"parts/letter_{part}.html", {**shown, "decisions": DECISIONS})
    return mark_safe(row.told[key])  # noqa: S308 - from a template


@register.filter
def told(hit: Hit) -> SafeString:
    """What a result shows of its text: the ground, the sentence that decided, and the words found."""
    return mark_safe("\n".join(_told(hit)))  # noqa: S308 - escaped


def _told(hit: Hit) -> Iterator[str]:
    if hit.ground:
        before = '<span class="vh">Decided on: </span>'
        yield f'<p class="ground {escape(hit.item.decision)}">{before}{escape(hit.ground)}</p>'
    if hit.deciding:
        yield f'<p class="snippet deciding">{marked(hit.deciding)}</p>'
    for snippet in hit.snippets:
        yield f'<p class="snippet">{marked(snippet.parts)}</p>'
    for snippet in hit.summary:
        yield f'<p class="snippet aside"><small>In the case summary:</small> {marked(snippet.parts)}</p>'


@register.filter
def choice_rows(view: FacetView) -> SafeString:
    """The most frequent values of a facet as list items, children after their parents. Pages have a hundred of them,
    so that they are written here and not in a template."""
    name = view.facet.name
    return mark_safe("".join(_choice(name, choice, sub) for choice, sub in view.first_rows))  # noqa: S308 - escaped


@register.simple_tag
def choice_row(name: str, choice: Choice, sub: bool) -> SafeString:
    """One value of a facet as a list item."""
    return mark_safe(_choice(name, choice, sub))  # noqa: S308 - escaped


def _choice(name: str, choice: Choice, sub: bool) -> str:
    opened = '<li class="sub">' if sub else "<li>"
    label, count = escape(choice.label), f'<data value="{choice.count}">{choice.count:,}</data>'
    if choice.covered:
        label += ' <small>included<span class="vh">; show only this</span></small>'
        address = escape(choice.address)
        return f'{opened}<a class="within" href="{address}" rel="nofollow"><span>{label}</span> {count}</a></li>\n'
    hint = f" <small>{escape(choice.hint)}</small>" if choice.hint else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(choice.value)}"{" checked" if choice.selected else ""}>'
    return f"{opened}<label>{box} <span>{label}{hint}</span> {count}</label></li>\n"


@register.filter
def rate_rows(breakdown: Breakdown) -> SafeString:
    """The rates of a facet's values as bodies of a table, each with its children."""
    told = ("".join((_rate(row), *(_rate(child, ' class="sub"') for child in row.children))) for row in breakdown.rows)
    return mark_safe("".join(f"<tbody>\n  {rows}\n  </tbody>" for rows in told))  # noqa: S308 - escaped


def _rate(row: RateRow, kind: str = "") -> str:
    rate = row.rate
    low, high = rate.interval
    return (
        f'<tr{kind}><th scope="row">{_linked(escape(row.label), row.request)}</th>\n'
        f'<td class="count">{number(rate.total)}</td><td class="count">\n'
        f"{_linked(number(rate.overturned), row.overturned) if rate.overturned else 0}</td>\n"
        f'<td class="rate">{rate_bar(rate)}\n'
        f'<small class="interval">{places(low, 0)}–{places(high, 0)}%</small>\n</td></tr>\n'
    )


@register.filter
def year_shares(row: GroundRow) -> SafeString:
    """Cells of a table: what share of each year's items turned on a ground."""
    shares = (_linked(f"{places(share, 0)}%", request) if share else "0%" for share, request in row.years.values())
    return mark_safe("".join(f'<td class="count">{share}</td>\n  ' for share in shares))  # noqa: S308 - escaped


def _linked(told: str, request: SearchRequest) -> str:
    return f'<a href="{escape(request.address())}">{told}</a>'


@register.filter
def years(bars: Sequence[YearBar]) -> SafeString:
    """The histogram of years, which stands on its head so that bars grow upwards."""
    told = ", ".join(f"{bar.year}: {bar.count:,}" for bar in bars)
    drawn = "".join(map(_bar, bars))
    picture = f'<svg role="img" aria-label="Items a year: {told}" width="100%" height="44">{drawn}</svg>'
    ends = f"<span>{bars[0].year}</span><span>{bars[-1].year}</span>"
    return mark_safe(f'{picture}<p class="ends" aria-hidden="true">{ends}</p>')  # noqa: S308 - nothing but numbers


def _bar(bar: YearBar) -> str:
    title = f"<title>{bar.year}: {counted(bar.count, 'item')}</title>"
    rect = f'<rect width="100%" height="{bar.height:.1f}%" rx="1">{title}</rect>'
    turned = f'<g transform="matrix(1 0 0 -1 0 44)">{rect}</g>'
    return f'<svg x="{bar.x:.3f}%" y="0" width="{bar.width:.3f}%" height="44">{turned}</svg>'
