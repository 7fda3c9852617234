import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0023_changes_by_the_clock_of_the_database'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importbatch',
            name='created',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
    ]
