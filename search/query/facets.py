"""The facets, declared once. The form, the index, the chips, the counts, the JSON and the help page
derive from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search.

    ``name`` is the parameter in addresses and the field in the index (frozen: it stands in bookmarks).
    ``two_level``: values are ``parent`` or ``parent/child``; an item is filed under both. ``open``: values
    beyond the vocabulary occur (an unlisted guideline section, a new combination of drugs), so any
    well-formed slug is accepted. ``secondary``: shown behind "More filters".
    """

    name: str
    label: str
    plural: str
    two_level: bool = False
    open: bool = False
    secondary: bool = False


FACETS: tuple[Facet, ...] = (
    Facet("decision", "Decision", "decisions"),
    Facet("treatment", "Treatment", "treatments", two_level=True),
    Facet("specialty", "Reviewer specialty", "specialties", open=True),
    Facet("guideline", "Guideline section", "guideline sections", two_level=True, open=True),
    Facet("year", "Year decided", "years", secondary=True),
    Facet("region", "Body region", "body regions", secondary=True),
    Facet("drug", "Drug", "drugs", open=True, secondary=True),
    Facet("state", "Reviewer licensed in", "states", secondary=True),
    Facet("age", "Patient age", "age bands", secondary=True),
    Facet("sex", "Patient sex", "sexes", secondary=True),
)
FACET_NAMES: tuple[str, ...] = tuple(facet.name for facet in FACETS)


def facet(name: str) -> Facet:
    """The facet called ``name``; :class:`KeyError` if there is none."""
    return _BY_NAME[name]


_BY_NAME = {each.name: each for each in FACETS}
