"""Keys are made once, for the owner's eyes; beside an outside database they have to be given."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from conduit_site.own_keys import own_key, own_sealing_key


class Given(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """An environment of these variables alone."""

    def __init__(self, **variables: str) -> None:
        super().__init__()
        self.ENVIRON = variables


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = own_key(Given(), "SECRET_KEY", tmp_path / "keys")
    assert own_key(Given(), "SECRET_KEY", tmp_path / "keys") == made
    assert own_key(Given(), "BLIND_INDEX_KEY", tmp_path / "keys") != made
    assert stat.S_IMODE((tmp_path / "keys" / "secret_key").stat().st_mode) == 0o600


def test_processes_that_make_it_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: own_key(Given(), "SECRET_KEY", tmp_path), range(8)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_key_is_taken_and_none_is_made(tmp_path: Path) -> None:
    assert own_key(Given(SECRET_KEY="given"), "SECRET_KEY", tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_an_outside_database_wants_the_key_given(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY_ENCRYPTION_KEY must be set too"):
        own_key(Given(DATABASE_URL="postgres://database.example/conduit"), "KEY_ENCRYPTION_KEY", tmp_path)


@pytest.mark.parametrize("wrong", ["short", "c2hvcnQ=", "not base64 at all, and long enough"])
def test_a_sealing_key_of_another_shape_is_refused_at_once(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        own_sealing_key(Given(KEY_ENCRYPTION_KEY=wrong), "KEY_ENCRYPTION_KEY", tmp_path)
    assert own_sealing_key(Given(), "KEY_ENCRYPTION_KEY", tmp_path)
