"""What may be allowed beyond looking: personal values in clear, taking the audit out, working on projectors."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("es_core", "0009_schedule"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="commandrecord",
            options={
                "permissions": [
                    ("view_personal", "Can see personal values unmasked"),
                    ("export_audit", "Can export the audit"),
                ]
            },
        ),
        migrations.AlterModelOptions(
            name="projectorstate",
            options={"permissions": [("operate", "Can pause, resume, replay, park, rebuild and verify projections")]},
        ),
    ]
