"""The first use of a token is on record, its others are not."""

import pytest

from accounts import first_use, tokens
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


def uses() -> list[CommandRecord]:
    return list(CommandRecord.objects.filter(name="TokenFirstUsed"))


def test_the_first_use_says_whose_from_where_and_for_what_request(ann: Person) -> None:
    program = Program(tokens.issue(ann.user))
    assert program.get("/user", **{"User-Agent": "curl"}).status == 200
    assert program.get("/user").status == 200
    [row] = uses()
    assert (row.actor_id, row.stream_type, row.stream_id) == (ann.id, "user", ann.id)
    assert (row.channel, row.address, row.agent, row.status) == ("api", "127.0.0.1", "curl", "noted")


def test_another_process_notes_it_no_second_time(ann: Person) -> None:
    program = Program(tokens.issue(ann.user))
    for _ in range(2):
        program.get("/user")
        first_use._note.cache_clear()
    assert len(uses()) == 1


def test_a_token_that_opens_nothing_was_not_used(stranger: Program) -> None:
    assert Program("forged").get("/user").status == 401
    assert stranger.get("/tags").status == 200
    assert uses() == []


def test_the_token_itself_is_not_on_record(ann: Person) -> None:
    token = tokens.issue(ann.user)
    Program(token).get("/user")
    assert token not in str(CommandRecord.objects.values())
