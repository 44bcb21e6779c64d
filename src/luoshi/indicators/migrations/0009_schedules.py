import django.db.models.deletion
from django.db import migrations, models

from luoshi.ledger.append_only import append_only
from luoshi.ledger.master import watched
from luoshi.ledger.table_statements import TableStatements


def undone(step: TableStatements) -> TableStatements:
    return TableStatements(step.table, step.worded, step.backwards, step.forwards)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0008_master"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("cadence", models.CharField(max_length=12)),
                ("due_working_days", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="indicators.form",
                    ),
                ),
            ],
            options={"ordering": ["since", "pk"]},
        ),
        append_only("indicators_schedule"),
        watched("indicators_schedule"),
        # A table is rebuilt on SQLite, and its triggers are put back.
        undone(append_only("indicators_definition")),
        undone(watched("indicators_rule")),
        migrations.AlterField(
            model_name="definition",
            name="formula",
            field=models.CharField(blank=True, max_length=4000),
        ),
        migrations.AlterField(model_name="rule", name="left", field=models.CharField(max_length=4000)),
        migrations.AlterField(model_name="rule", name="right", field=models.CharField(max_length=4000)),
        append_only("indicators_definition"),
        watched("indicators_rule"),
    ]
