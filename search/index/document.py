"""What an engine is given of one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One item to be indexed. ``texts`` run beside :data:`search.schema.FIELDS`; ``keys``: facet → the item's values.

    ``decided`` is the decision's day as :meth:`datetime.date.toordinal` gives it, 0 when it is not known.
    """

    id: int
    decided: int
    texts: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
