from django.db import migrations

from luoshi.ledger.master import watched


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0007_filing"),
        ("identity", "0002_keys"),
        ("ledger", "0003_master"),
        ("org", "0001_initial"),
        ("workdays", "0001_initial"),
    ]
    operations = [
        watched("identity_account"),
        watched("identity_apikey"),
        watched("org_unit"),
        watched("org_unitname"),
        watched("org_placement"),
        watched("org_peergroup"),
        watched("org_peermembership"),
        watched("org_person"),
        watched("org_post"),
        watched("org_tenure"),
        watched("workdays_businessclock"),
        watched("indicators_indicator"),
        watched("indicators_form"),
        watched("indicators_formitem"),
        watched("indicators_formduty"),
        watched("indicators_round"),
        watched("indicators_term"),
        watched("indicators_rule"),
    ]
