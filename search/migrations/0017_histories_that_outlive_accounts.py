"""Lines of Django's own histories from before deeds were written down: they would be deleted with their doer's account."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import migrations

_DEEDS = {1: "added", 2: "corrected", 3: "deleted"}
_AT_ONCE = 1_000


def keep(apps: Any, editor: Any) -> None:
    entries = apps.get_model("search", "AuditEntry").objects
    lines = apps.get_model("admin", "LogEntry").objects.exclude(content_type=None).order_by("pk")
    first = entries.order_by("at").values_list("at", flat=True).first()
    if first is not None:
        lines = lines.filter(action_time__lt=first)
    kept = []
    for line in lines.select_related("user", "content_type").iterator(chunk_size=_AT_ONCE):
        try:
            kind = str(apps.get_model(line.content_type.app_label, line.content_type.model)._meta.verbose_name)
        except LookupError:
            continue
        kept.append(
            entries.model(
                at=line.action_time,
                who=line.user.username[:200],
                user_id=line.user_id,
                deed=_DEEDS[line.action_flag],
                kind=kind[:60],
                key=(line.object_id or "")[:160],
                name=line.object_repr[:250],
                why=LogEntry(change_message=line.change_message).get_change_message(),
            )
        )
        if len(kept) >= _AT_ONCE:
            entries.bulk_create(kept)
            kept = []
    entries.bulk_create(kept)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0016_when_each_file_was_taken"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
