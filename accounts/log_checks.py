"""People in the log and rows in Django's tables: the same ones, with the same names and rights."""

from collections.abc import Iterator
from typing import Any

from accounts.domain.user import GROUPS
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
                 WHERE event_type = 'RoleGranted' GROUP BY id),
    member AS (SELECT user_id AS id, array_agg(name::text ORDER BY name) AS groups
                 FROM accounts_user_groups m JOIN auth_group g ON g.id = m.group_id
                WHERE name = ANY(%(groups)s) GROUP BY user_id),
    shut AS (SELECT stream_id AS id
               FROM (SELECT DISTINCT ON (stream_id) stream_id, event_type FROM es_event
                      WHERE event_type IN ('UserSuspended', 'UserRestored') ORDER BY stream_id, version DESC) last
              WHERE event_type = 'UserSuspended'
              UNION SELECT stream_id FROM es_event WHERE event_type = 'SubjectForgotten')
    SELECT id, person.id IS NOT NULL, u.id IS NOT NULL, named.username, u.username, coalesce(roles, '{}'),
           u.is_staff, u.is_superuser, coalesce(groups, '{}'), shut.id IS NOT NULL, u.is_active
      FROM person LEFT JOIN named USING (id) LEFT JOIN granted USING (id) LEFT JOIN member USING (id)
      LEFT JOIN shut USING (id) FULL JOIN accounts_user u USING (id)
     WHERE person.id IS NULL OR u.id IS NULL OR u.username IS DISTINCT FROM named.username
        OR u.is_staff <> (granted.id IS NOT NULL) OR u.is_superuser <> coalesce('superuser' = ANY(roles), false)
        OR u.is_active <> (shut.id IS NULL)
        OR coalesce(groups, '{}') <> ARRAY(SELECT each FROM unnest(roles) each WHERE each = ANY(%(groups)s) ORDER BY 1)
     ORDER BY id
"""


Row = tuple[Any, ...]


@log_check("accounts")
def accounts(_: Advance) -> Iterator[Finding]:
    for row in rows(PEOPLE, {"groups": list(GROUPS)}):
        yield Finding(message=_told(row), stream_id=row[0])


def _told(row: Row) -> str:
    _, in_log, has_row, named, username, roles, is_staff, is_superuser, groups, is_shut, is_active = row
    if not has_row:
        return f"{named} is in the log, but has no row in accounts_user and can't sign in"
    if not in_log:
        return f"{username} has a row in accounts_user, but the log knows no such person"
    if named != username:
        return f"is called {named} in the log, {username} in accounts_user"
    if is_active == is_shut:
        return f"{username} is {'' if is_shut else 'not '}suspended or forgotten in the log, but {is_active=}"
    return f"{username} has the roles {roles} in the log, but {is_staff=}, {is_superuser=} and {groups=}"


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
