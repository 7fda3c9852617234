"""On which grounds an item was decided, and where the reviewer says so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from search.models.determinations import DisputedItem
from search.vocabulary import grounds


def ground_choices() -> list[tuple[str, str]]:
    """Key and label of every ground."""
    return [(term.key, term.label) for term in grounds()]


class ItemGround(models.Model):
    """One ground of an item's decision. The first by ``position`` is the main one.

    ``start`` and ``end`` bound the reviewer's words in the item's rationale, ``sentence_start`` and ``sentence_end``
    the sentence around them.
    """

    item = models.ForeignKey(DisputedItem, on_delete=models.CASCADE, related_name="grounds")
    ground = models.CharField(max_length=20, choices=ground_choices)
    position = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    rule = models.CharField(max_length=300, blank=True, help_text="The rule that read it; empty where a person did.")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("item", "ground"), name="ground_once_an_item"),
            models.UniqueConstraint(fields=("item", "position"), name="ground_order_unique"),
            models.CheckConstraint(
                name="ground_words_within_sentence",
                condition=Q(start__gte=F("sentence_start"), start__lt=F("end"), end__lte=F("sentence_end")),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_ground_display())

    @property
    def is_main(self) -> bool:
        """Whether the item was decided on this ground above all."""
        return self.position == 1

    @property
    def evidence(self) -> str:
        """The reviewer's words."""
        return self.item.rationale[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence around them."""
        return self.item.rationale[self.sentence_start : self.sentence_end]
