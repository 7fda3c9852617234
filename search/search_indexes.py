"""What Haystack knows of our items: the fields, from the facets that are declared once, and where their
values come from.
"""

from __future__ import annotations

from typing import Any

from haystack import indexes
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct

from search.index.documents import documents
from search.index.reader import text_name
from search.models import DisputedItem
from search.models.determinations import DisputedItemQuerySet
from search.schema import FACETS, FIELDS


class DisputedItemIndex(indexes.SearchIndex, indexes.Indexable):  # type: ignore[misc]
    """One entry a visible disputed item. Facet values are keys (slugs), never labels."""

    in_columns = True
    text = indexes.CharField(document=True)
    decided = indexes.DateField(null=True)
    for _field in FIELDS:
        if _field.name != "rationale":
            locals()[text_name(_field.name)] = indexes.CharField(boost=_field.weight)
    for _facet in FACETS:
        locals()[_facet.name] = indexes.MultiValueField()

    def get_model(self) -> type[DisputedItem]:
        """See Haystack."""
        return DisputedItem

    def index_queryset(self, using: str | None = None) -> DisputedItemQuerySet:
        """Every item that anybody may find."""
        return DisputedItem.objects.visible()

    def prepare(self, obj: DisputedItem) -> dict[str, Any]:
        """See Haystack. An item that is not visible (any more) raises
        :class:`~haystack.exceptions.SkipDocument`.
        """
        for document in documents([obj.pk]):
            texts = {text_name(each.name): text for each, text in zip(FIELDS, document.texts, strict=True)}
            return {
                ID: get_identifier(obj),
                DJANGO_CT: get_model_ct(DisputedItem),
                DJANGO_ID: str(obj.pk),
                "decided": obj.determination.decision_date,
                **texts,
                **{name: list(values) for name, values in document.keys.items()},
            }
        raise SkipDocument(f"{obj} is not visible")
