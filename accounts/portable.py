"""What moves with a site besides the log: who may sign in, and with what rights."""

from django.contrib.auth.models import Group

from accounts.models import PersonalToken, User
from es_core.moving.parts import Part, Row, Secret, carry, carry_part, leave

UNUSABLE = "!"  # Django's mark of a password that nobody has


def _password(row: Row) -> str:
    return str(row["password"])


def _digest(row: Row) -> str:
    """A file without secrets has no tokens: nobody could use them."""
    return str(row["digest"])


def _permissions_of(table: str, owner: str, kind: str) -> Part:
    """A permission has another id at each site; app, model and name of it are the same."""
    return Part(
        name=table,
        tables=(table,),
        take=f"""
            SELECT json_build_object('id', o.id, 'owner', o.{owner}, 'app', t.app_label, 'model', t.model,
                                     'codename', p.codename)::text
              FROM {table} o JOIN auth_permission p ON p.id = o.permission_id
              JOIN django_content_type t ON t.id = p.content_type_id ORDER BY o.id
        """,  # noqa: S608 - the names are constants
        put=f"""
            INSERT INTO {table} (id, {owner}, permission_id) OVERRIDING SYSTEM VALUE
            SELECT o.id, o.owner, p.id
              FROM json_to_recordset(%s::json) AS o(id bigint, owner {kind}, app text, model text, codename text)
              JOIN django_content_type t ON (t.app_label, t.model) = (o.app, o.model)
              JOIN auth_permission p ON p.content_type_id = t.id AND p.codename = o.codename RETURNING 1
        """,  # noqa: S608
    )


carry(Group)
carry(User, Secret(column="password", reveal=_password, conceal=lambda _, password: password, without=UNUSABLE))
carry(PersonalToken, Secret(column="digest", reveal=_digest, conceal=lambda _, digest: digest))
carry(User.groups.through)
carry_part(_permissions_of("auth_group_permissions", "group_id", "integer"))
carry_part(_permissions_of("accounts_user_user_permissions", "user_id", "uuid"))

leave("django_content_type", "auth_permission", because="migrate makes them, under ids of its own")
leave("django_session", because="they are signed with the old site's SECRET_KEY: people sign in again")
leave("django_admin_log", because="admins act by commands, and the command record moves")
leave(
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    because="failed sign-ins count for minutes, and every one is in the command record",
)
