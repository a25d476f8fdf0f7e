"""People in the log and rows in Django's user table: the same ones, with the same names and rights."""

from collections.abc import Iterator

from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance

PEOPLE = """
    WITH person AS (SELECT stream_id AS id FROM es_event WHERE stream_type = 'user' AND version = 1),
    named AS (SELECT DISTINCT ON (stream_id) stream_id AS id, data->>'username' AS username FROM es_event
               WHERE event_type IN ('UserRegistered', 'UserRenamed', 'SubjectForgotten')
               ORDER BY stream_id, version DESC),
    granted AS (SELECT id, array_agg(role) AS roles
                  FROM (SELECT DISTINCT ON (stream_id, data->>'role') stream_id AS id, data->>'role' AS role, event_type
                          FROM es_event WHERE event_type IN ('RoleGranted', 'RoleTaken')
                         ORDER BY stream_id, data->>'role', version DESC) last
                 WHERE event_type = 'RoleGranted' GROUP BY id)
    SELECT id, person.id IS NOT NULL, u.id IS NOT NULL, named.username, u.username, coalesce(roles, '{}'),
           u.is_staff, u.is_superuser
      FROM person LEFT JOIN named USING (id) LEFT JOIN granted USING (id) FULL JOIN accounts_user u USING (id)
     WHERE person.id IS NULL OR u.id IS NULL OR u.username IS DISTINCT FROM named.username
        OR u.is_staff <> (granted.id IS NOT NULL) OR u.is_superuser <> coalesce('superuser' = ANY(roles), false)
     ORDER BY id
"""


@log_check("accounts")
def accounts(_: Advance) -> Iterator[Finding]:
    for user_id, in_log, has_row, named, username, roles, is_staff, is_superuser in rows(PEOPLE):
        if not has_row:
            message = f"{named} is in the log, but has no row in accounts_user and can't sign in"
        elif not in_log:
            message = f"{username} has a row in accounts_user, but the log knows no such person"
        elif named != username:
            message = f"is called {named} in the log, {username} in accounts_user"
        else:
            message = f"{username} has the roles {roles} in the log, but {is_staff=} and {is_superuser=}"
        yield Finding(message=message, stream_id=user_id)


# One that was issued may lack its row: a site that was imported without secrets has none.
TOKENS = """
    SELECT t.user_id, t.id, EXISTS (SELECT FROM es_event e WHERE e.stream_id = t.user_id
                                       AND e.event_type = 'TokenRevoked' AND e.data->>'token_id' = t.id::text)
      FROM accounts_personaltoken t
     WHERE NOT EXISTS (SELECT FROM es_event e WHERE e.stream_id = t.user_id
                          AND e.event_type = 'TokenIssued' AND e.data->>'token_id' = t.id::text)
        OR EXISTS (SELECT FROM es_event e WHERE e.stream_id = t.user_id
                      AND e.event_type = 'TokenRevoked' AND e.data->>'token_id' = t.id::text)
     ORDER BY t.id
"""


@log_check("personal tokens")
def personal_tokens(_: Advance) -> Iterator[Finding]:
    for user_id, token_id, was_revoked in rows(TOKENS):
        fault = "was revoked" if was_revoked else "was never made"
        yield Finding(message=f"the log says that token {token_id} {fault}, and yet it lets in", stream_id=user_id)
