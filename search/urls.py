"""The addresses people and programs use, all but those that take a pasted text only to be read. Those in the README
are promises.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as any_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from search.views import (
    browsing,
    data,
    denial,
    health,
    letters,
    originals,
    own_look,
    programs,
    requirements,
    searching,
    system,
)


def path(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A page that answers GET and HEAD, and anything else with 405: there is no form to look for a token in."""
    return any_path(route, csrf_exempt(require_safe(view)), name=name)


urlpatterns = [
    path("", browsing.home, name="home"),
    any_path("search/", searching.results, name="search"),
    path("search.json", searching.results_json, name="search-json"),
    path("search/all/<slug:name>/", searching.facet_values, name="facet-values"),
    path("determinations/<str:identity>/", letters.determination, name="determination"),
    path("determinations/<str:identity>/original/", originals.original, name="original"),
    path("determinations/<str:identity>/data.json", data.determination_json, name="determination-json"),
    path("determinations/<str:identity>/item-<int:position>.<slug:form>", data.cited, name="cited"),
    path("determinations/<str:identity>/alike/<int:position>/", letters.alike, name="alike"),
    path("browse/", browsing.browse, name="browse"),
    path("browse/<slug:name>/", browsing.browse, name="browse-by"),
    path("requirements/<slug:category>/", requirements.checklist, name="requirements-category"),
    path("requirements/<slug:category>/<slug:kind>/", requirements.checklist, name="requirements"),
    any_path("denial/", denial.denial, name="denial"),
    path("help/", browsing.help_page, name="help"),
    path("about/", browsing.about, name="about"),
    path("programs/", programs.programs, name="programs"),
    path("openapi.json", programs.openapi, name="openapi"),
    path("complete.json", system.complete, name="complete"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz", health.healthz, name="healthz"),
    path("site.css", own_look.own_css, name="own-css"),
    path("site.svg", own_look.own_sign, name="own-sign"),
    path("opensearch.xml", system.opensearch, name="opensearch"),
    path("sitemap.xml", system.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", system.sitemap_part, name="sitemap-part"),
    path("robots.txt", system.robots, name="robots"),
]
