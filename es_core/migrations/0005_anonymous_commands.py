"""Commands of nobody signed in are found by their stream."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("es_core", "0004_idle_fence"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="commandrecord",
            index=models.Index(
                condition=models.Q(("actor_id", None)), fields=["stream_id", "id"], name="es_command_anonymous"
            ),
        ),
    ]
