from django.db import migrations, models

from luoshi.ledger.master import watched


class Migration(migrations.Migration):
    dependencies = [("indicators", "0009_schedules")]

    operations = [
        migrations.AddField(
            model_name="formduty",
            name="recorded_at",
            field=models.DateTimeField(default=None, null=True),
        ),
        migrations.AddField(
            model_name="formduty",
            name="ended_at",
            field=models.DateTimeField(default=None, null=True),
        ),
        # Who inherited from whom is asked by nearly every request that lists one's own units.
        watched("indicators_succession"),
    ]
