"""What moderators hid, who is suspended, and reports. Of all that there is none yet, so the rows are right as they are."""

import django.db.models.deletion
from django.db import migrations, models

VISIBLE = models.Q(("author_is_suspended", False), ("hidden_at", None), ("is_deleted", False), ("status", "published"))
HIDDEN = models.Q(("hidden_at__isnull", False), ("is_deleted", False))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_suspension"),
        ("blog", "0005_permissions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SuspendedAuthor",
            fields=[
                ("author_id", models.UUIDField(primary_key=True, serialize=False)),
                ("is_suspended", models.BooleanField()),
                ("version", models.IntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveIndex(model_name="article", name="blog_article_feed"),
        migrations.RemoveIndex(model_name="article", name="blog_article_author"),
        migrations.RemoveIndex(model_name="article", name="blog_article_changed"),
        migrations.RemoveIndex(model_name="article", name="blog_article_invisible"),
        migrations.RemoveIndex(model_name="comment", name="blog_comment_article"),
        migrations.AddField(model_name="article", name="author_is_suspended", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="article", name="hidden_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="article", name="hidden_because", field=models.TextField(default="")),
        migrations.AddField(model_name="comment", name="hidden_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="comment", name="hidden_because", field=models.TextField(default="")),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=VISIBLE,
                fields=["-published_at", "-position"],
                include=("id", "author"),
                name="blog_article_feed",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=VISIBLE,
                fields=["author", "-published_at", "-position"],
                include=("id",),
                name="blog_article_author",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=VISIBLE, fields=["-last_position"], name="blog_article_changed"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=~VISIBLE, fields=["id"], name="blog_article_invisible"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=HIDDEN, fields=["-hidden_at"], name="blog_article_hidden"),
        ),
        migrations.AddIndex(
            model_name="article", index=models.Index(fields=["author"], name="blog_article_all_of_author")
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("hidden_at", None), ("is_deleted", False)),
                fields=["article", "-number"],
                name="blog_comment_article",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(condition=HIDDEN, fields=["article", "author"], name="blog_comment_hidden"),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("thing_id", models.UUIDField()),
                ("article_id", models.UUIDField()),
                ("author_id", models.UUIDField()),
                ("reason", models.TextField()),
                ("text", models.TextField()),
                ("filed_at", models.DateTimeField()),
                ("outcome", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("closed_at", models.DateTimeField(null=True)),
                ("position", models.BigIntegerField()),
                ("version", models.IntegerField()),
                (
                    "reporter",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.profile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thing_id"], name="blog_report_thing"),
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["-position"],
                        include=("kind", "thing_id"),
                        name="blog_report_open",
                    ),
                    models.Index(
                        condition=models.Q(("outcome", ""), _negated=True),
                        fields=["-closed_at"],
                        include=("kind", "thing_id"),
                        name="blog_report_closed",
                    ),
                ],
            },
        ),
    ]
