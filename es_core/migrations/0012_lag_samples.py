"""What the operations board needs: the stack of what paused a projector, what operators asked for, an hour of lag."""

from django.db import migrations, models
from django.db.models.functions.datetime import Now


class Migration(migrations.Migration):
    dependencies = [
        ("es_core", "0011_audit"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="projectorstate",
            options={
                "permissions": [("operate", "Can pause, resume, replay, park, rebuild and verify projections")],
                "verbose_name": "projector",
            },
        ),
        migrations.AddField(model_name="projectorstate", name="stack", field=models.TextField(default="")),
        migrations.AddField(model_name="projectorstate", name="failing", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="LagSample",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "projector", "slot", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("projector", models.TextField()),
                ("slot", models.SmallIntegerField()),
                ("taken_at", models.DateTimeField()),
                ("position", models.BigIntegerField()),
                ("lag", models.BigIntegerField()),
                ("seconds", models.FloatField()),
            ],
            options={"db_table": "es_lag_sample"},
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[("rebuild", "rebuild"), ("verify", "verification"), ("replay", "replay")]
                    ),
                ),
                ("projector", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("asked", "Asked"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("stopped", "Stopped"),
                        ],
                        default="asked",
                    ),
                ),
                ("is_stopped", models.BooleanField(default=False)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("started_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("holder", models.TextField(default="")),
                ("tries", models.SmallIntegerField(default=0)),
                ("position", models.BigIntegerField(default=0)),
                ("head", models.BigIntegerField(default=0)),
                ("told", models.TextField(default="")),
                ("details", models.JSONField(default=list)),
            ],
            options={
                "db_table": "es_operation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["asked_at"], name="es_operation_open"
                    ),
                    models.Index(fields=["projector", "asked_at"], name="es_operation_projector"),
                ],
            },
        ),
    ]
