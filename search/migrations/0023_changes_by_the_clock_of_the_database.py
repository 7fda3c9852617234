import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0022_choices_by_name"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loggedchange",
            name="noted",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
    ]
