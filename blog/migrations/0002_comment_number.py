"""Numbers for comments: drawn before the command, carried in the event, never drawn twice."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE blog_comment_number", "DROP SEQUENCE blog_comment_number"),
    ]
