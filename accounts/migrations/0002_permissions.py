"""Who may suspend people, and say what others may."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [
                    ("suspend_user", "Can suspend and restore people"),
                    ("grant_role", "Can grant and take roles"),
                ]
            },
        ),
    ]
