from django.db import migrations

from luoshi.ledger.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [
        append_only("indicators_observation"),
        append_only("indicators_verdict"),
    ]
