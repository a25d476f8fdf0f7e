"""What the audit asks for: rows that are no commands, and an index for each filter, in the order of time.

The search by words has an index over what was not accepted; of what was, a name says all that there is to find.
"""

from django.db import migrations, models

UNACCEPTED = ~models.Q(status="accepted")
WORDS = r"""
CREATE INDEX es_command_words ON es_command USING gin (to_tsvector('simple',
    regexp_replace(name, '([a-z])([A-Z])', '\1 \2', 'g') || ' ' || name || ' ' || stream_type || ' ' || reason))
 WHERE status <> 'accepted'
"""


class Migration(migrations.Migration):
    dependencies = [("es_core", "0010_permissions")]

    operations = [
        migrations.AlterField("commandrecord", "stream_id", models.UUIDField(null=True)),
        migrations.AlterField(
            "commandrecord",
            "status",
            models.TextField(
                choices=[
                    ("accepted", "Accepted"),
                    ("rejected", "Rejected"),
                    ("failed", "Failed"),
                    ("noted", "Noted"),
                ]
            ),
        ),
        migrations.RemoveIndex("commandrecord", "es_command_actor"),
        migrations.RemoveIndex("commandrecord", "es_command_anonymous"),
        migrations.RemoveIndex("commandrecord", "es_command_started_at"),
        migrations.AddIndex("commandrecord", models.Index(fields=["started_at", "id"], name="es_command_time")),
        migrations.AddIndex(
            "commandrecord", models.Index(fields=["actor_id", "started_at"], name="es_command_actor_time")
        ),
        migrations.AddIndex(
            "commandrecord",
            models.Index(fields=["name", "stream_type", "channel", "status", "started_at"], name="es_command_kind"),
        ),
        migrations.AddIndex(
            "commandrecord",
            models.Index(
                fields=["address", "started_at"],
                name="es_command_address",
                condition=models.Q(address__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "commandrecord",
            models.Index(
                fields=["duration_ms", "id"], name="es_command_duration", condition=models.Q(duration_ms__gte=100)
            ),
        ),
        migrations.AddIndex(
            "commandrecord",
            models.Index(
                fields=["stream_id", "started_at"],
                name="es_command_stream",
                condition=UNACCEPTED | models.Q(positions=[]) | models.Q(actor_id=None),
            ),
        ),
        migrations.AddIndex(
            "commandrecord",
            models.Index(fields=["command_id"], name="es_command_unaccepted", condition=UNACCEPTED),
        ),
        migrations.RunSQL(WORDS, "DROP INDEX es_command_words"),
    ]
