"""What is stored already keeps its order in the news, its names and dates in feeds; what is held waits with its reason."""

from django.db import migrations, models
from django.db.models import F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat


def fill(apps, schema_editor):
    items = apps.get_model("search", "DisputedItem").objects
    letters = apps.get_model("search", "Determination").objects
    mine = letters.filter(pk=OuterRef("determination_id"))
    text = models.CharField(max_length=80)
    identity = Subquery(mine.annotate(named=Coalesce("case_number", "fingerprint")).values("named")[:1])
    items.update(
        changed=Coalesce(Subquery(mine.values("modified")[:1]), F("changed")),
        entry=Concat(Cast(identity, text), Value("/"), Cast("position", text), output_field=text),
    )
    public = letters.filter(visibility="published").values("pk")
    items.filter(determination__in=public).update(news=F("pk"), published=Subquery(mine.values("created")[:1]))
    last = items.aggregate(last=Max("pk"))["last"] or 0
    apps.get_model("search", "NewsCounter").objects.update_or_create(pk=1, defaults={"last": last})
    waiting = apps.get_model("search", "Waiting").objects
    for letter in letters.filter(visibility="held").select_related("source").iterator(chunk_size=500):
        reason = letter.source.reason if letter.source else ""
        kind = "privacy" if "Held for review" in reason else "staff"
        waiting.create(determination=letter, kind=kind, reason=reason or "It was held before reasons were kept.")


class Migration(migrations.Migration):
    dependencies = [("search", "0008_revisions_waiting_aliases_and_news")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
