import search.models.determinations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0021_rare_decisions_and_deeds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="determination",
            name="outcome",
            field=models.CharField(
                blank=True, choices=search.models.determinations.outcome_choices, editable=False, max_length=20
            ),
        ),
        migrations.AlterField(
            model_name="disputeditem",
            name="decision",
            field=models.CharField(choices=search.models.determinations.decision_choices, max_length=10),
        ),
    ]
