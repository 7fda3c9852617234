"""The groups of staff: reader, uploader, reviewer, administrator."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from search.models.roles import settle_roles


def make(apps, schema_editor):
    # Django makes permissions only after all migrations; the groups need them now.
    for label in ("auth", "search"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    settle_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0011_what_happened_is_not_rewritten"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
