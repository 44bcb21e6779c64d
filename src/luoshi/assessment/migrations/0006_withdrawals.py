from django.db import migrations, models

from luoshi.ledger.append_only import append_only
from luoshi.ledger.table_statements import TableStatements


def undone(step: TableStatements) -> TableStatements:
    return TableStatements(step.table, step.worded, step.backwards, step.forwards)


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0005_events"),
    ]

    operations = [
        # The table is rebuilt on SQLite, and its triggers are put back.
        undone(append_only("assessment_eventstep")),
        migrations.RemoveConstraint(
            model_name="eventstep",
            name="assessment_eventstep_once",
        ),
        migrations.AlterField(
            model_name="eventstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmed", "Confirmed"),
                    ("asked", "Withdrawal requested"),
                    ("declined", "Withdrawal declined"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="eventstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("confirmed", "withdrawn"))),
                fields=("event", "kind"),
                name="assessment_eventstep_once",
            ),
        ),
        append_only("assessment_eventstep"),
    ]
