"""What moves with a site besides the log: who may sign in, and with what rights."""

from accounts.models import PersonalToken, User
from es_core.moving.parts import Part, Row, Secret, carry, carry_part, leave

UNUSABLE = "!"  # Django's mark of a password that nobody has


def _password(row: Row) -> str:
    return str(row["password"])


def _digest(row: Row) -> str:
    """A file without secrets has no tokens: nobody could use them."""
    return str(row["digest"])


# A permission has another id at each site; app, model and name of it are the same.
PERMISSIONS_OF_PEOPLE = Part(
    name="accounts_user_user_permissions",
    tables=("accounts_user_user_permissions",),
    take="""
        SELECT json_build_object('id', o.id, 'owner', o.user_id, 'app', t.app_label, 'model', t.model,
                                 'codename', p.codename)::text
          FROM accounts_user_user_permissions o JOIN auth_permission p ON p.id = o.permission_id
          JOIN django_content_type t ON t.id = p.content_type_id ORDER BY o.id
    """,
    put="""
        INSERT INTO accounts_user_user_permissions (id, user_id, permission_id) OVERRIDING SYSTEM VALUE
        SELECT o.id, o.owner, p.id
          FROM json_to_recordset(%s::json) AS o(id bigint, owner uuid, app text, model text, codename text)
          JOIN django_content_type t ON (t.app_label, t.model) = (o.app, o.model)
          JOIN auth_permission p ON p.content_type_id = t.id AND p.codename = o.codename RETURNING 1
    """,
)
# So has a group: those of the roles are there already, with their rights; what else there is comes by its name.
GROUPS_OF_OLD = Part(
    name="auth_group",
    tables=(),
    take="SELECT json_build_object('name', name)::text FROM auth_group ORDER BY name",
    put="""
        INSERT INTO auth_group (name) SELECT name FROM json_to_recordset(%s::json) AS o(name text)
        ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING 1
    """,
)
RIGHTS_OF_GROUPS = Part(
    name="auth_group_permissions",
    tables=(),
    take="""
        SELECT json_build_object('group', g.name, 'app', t.app_label, 'model', t.model, 'codename', p.codename)::text
          FROM auth_group_permissions o JOIN auth_group g ON g.id = o.group_id
          JOIN auth_permission p ON p.id = o.permission_id
          JOIN django_content_type t ON t.id = p.content_type_id ORDER BY o.id
    """,
    put="""
        INSERT INTO auth_group_permissions (group_id, permission_id)
        SELECT g.id, p.id
          FROM json_to_recordset(%s::json) AS o("group" text, app text, model text, codename text)
          JOIN auth_group g ON g.name = o."group"
          JOIN django_content_type t ON (t.app_label, t.model) = (o.app, o.model)
          JOIN auth_permission p ON p.content_type_id = t.id AND p.codename = o.codename
        ON CONFLICT (group_id, permission_id) DO UPDATE SET group_id = excluded.group_id RETURNING 1
    """,
)
MEMBERS = Part(
    name="accounts_user_groups",
    tables=("accounts_user_groups",),
    take="""
        SELECT json_build_object('id', o.id, 'user', o.user_id, 'group', g.name)::text
          FROM accounts_user_groups o JOIN auth_group g ON g.id = o.group_id ORDER BY o.id
    """,
    put="""
        INSERT INTO accounts_user_groups (id, user_id, group_id) OVERRIDING SYSTEM VALUE
        SELECT o.id, o."user", g.id FROM json_to_recordset(%s::json) AS o(id bigint, "user" uuid, "group" text)
          JOIN auth_group g ON g.name = o."group" RETURNING 1
    """,
)

carry(User, Secret(column="password", reveal=_password, conceal=lambda _, password: password, without=UNUSABLE))
carry(PersonalToken, Secret(column="digest", reveal=_digest, conceal=lambda _, digest: digest))
carry_part(GROUPS_OF_OLD)
carry_part(RIGHTS_OF_GROUPS)
carry_part(MEMBERS)
carry_part(PERMISSIONS_OF_PEOPLE)

leave("django_content_type", "auth_permission", because="migrate makes them, under ids of its own")
leave("auth_group", "auth_group_permissions", because="migrate makes those of the roles; others move by their names")
leave("django_session", because="they are signed with the old site's SECRET_KEY: people sign in again")
leave("django_admin_log", because="admins act by commands, and the command record moves")
leave(
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    because="failed sign-ins count for minutes, and every one is in the command record",
)
