from django.db import migrations

from luoshi.ledger.master import watched


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial"), ("ledger", "0003_master")]
    operations = [watched("workdays_day")]
