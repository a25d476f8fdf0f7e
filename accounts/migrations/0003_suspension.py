"""Whether somebody is suspended, and why. Nobody is yet, so the rows are right as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_permissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="suspended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="suspended_because",
            field=models.TextField(default=""),
        ),
    ]
