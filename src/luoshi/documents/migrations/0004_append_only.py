from django.db import migrations

from luoshi.ledger.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_number_checks")]
    operations = [append_only("documents_findingdecision")]
