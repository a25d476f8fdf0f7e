"""Who may see reports, hide and unhide."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_scheduled_articles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={"permissions": [("moderate", "Can see reports, hide and unhide articles and comments")]},
        ),
    ]
