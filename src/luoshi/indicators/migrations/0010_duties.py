from django.db import migrations, models


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
    ]
