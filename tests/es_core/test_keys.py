"""Personal values: sealed with a person's key, and found again without being readable."""

import base64
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from es_core.keys import FORGOTTEN, Forgotten, blind, is_sealed, seal, unseal, unseal_many
from es_core.models import SubjectKey

ANN, BOB = uuid4(), uuid4()


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_can_be_read(text: str) -> None:
    assert unseal(seal(ANN, text)) == text


@pytest.mark.django_db
def test_a_sealed_value_shows_nothing_and_never_looks_the_same() -> None:
    first, second = seal(ANN, "ann@example.org"), seal(ANN, "ann@example.org")
    assert first != second
    assert "ann" not in first
    assert b"ann" not in base64.urlsafe_b64decode(first.rsplit(".", 1)[1])


@pytest.mark.django_db
def test_each_person_has_one_key() -> None:
    for text in ("one", "two"):
        seal(ANN, text)
    seal(BOB, "three")
    assert sorted(SubjectKey.objects.values_list("subject_id", flat=True)) == sorted([ANN, BOB])


@pytest.mark.django_db
def test_deleting_a_person_s_key_forgets_all_that_was_sealed_with_it() -> None:
    ann, bob = seal(ANN, "ann@example.org"), seal(BOB, "bob@example.org")
    SubjectKey.objects.filter(subject_id=ANN).delete()
    assert unseal(ann) is FORGOTTEN
    assert unseal_many([bob, ann]) == ["bob@example.org", Forgotten()]
    assert str(FORGOTTEN) == "(forgotten)"


@pytest.mark.django_db
def test_what_was_sealed_with_an_older_key_is_still_read() -> None:
    old = seal(ANN, "old")
    SubjectKey.objects.update(subject_id=BOB)
    new = seal(ANN, "new")
    SubjectKey.objects.update(subject_id=ANN)
    assert SubjectKey.objects.filter(subject_id=ANN).count() == 2
    assert unseal_many([old, new, old]) == ["old", "new", "old"]


@pytest.mark.django_db
def test_many_are_read_with_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    sealed = [seal(uuid4(), f"{each}") for each in range(5)]
    with django_assert_num_queries(1):
        assert unseal_many(sealed) == ["0", "1", "2", "3", "4"]
    with django_assert_num_queries(0):
        assert unseal_many([]) == []


@pytest.mark.django_db
def test_a_forged_value_is_told() -> None:
    sealed = seal(ANN, "ann@example.org")
    head, box = sealed.rsplit(".", 1)
    raw = bytearray(base64.urlsafe_b64decode(box))
    raw[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(f"{head}.{base64.urlsafe_b64encode(raw).decode()}")


@pytest.mark.django_db
def test_a_value_does_not_pass_for_one_of_another_key() -> None:
    ann, bob = seal(ANN, "ann@example.org"), seal(BOB, "bob@example.org")
    with pytest.raises(InvalidTag):
        unseal(f"{bob.rsplit('.', 1)[0]}.{ann.rsplit('.', 1)[1]}")


@pytest.mark.django_db
def test_keys_lie_wrapped_in_the_database() -> None:
    sealed = seal(ANN, "ann@example.org")
    with override_settings(KEY_ENCRYPTION_KEY=base64.b64encode(b"x" * 32).decode()), pytest.raises(InvalidTag):
        unseal(sealed)


@pytest.mark.django_db
def test_only_the_whole_shape_is_taken_for_sealed() -> None:
    sealed = seal(ANN, "ann@example.org")
    assert is_sealed(sealed)
    for text in ("sealed1.", "sealed1.hello", f"sealed1.{ANN}", f"{sealed} she said", f"see {sealed}", None):
        assert not is_sealed(text)


@pytest.mark.parametrize(
    "other", ["ANN@EXAMPLE.ORG", "\uff21\uff4e\uff4e@example.org", " ann@example.org ", "Ann@Example.Org"]
)
def test_equal_values_meet_in_every_case_and_width(other: str) -> None:
    assert blind("email", other) == blind("email", "ann@example.org")


def test_different_values_scopes_and_settings_do_not_meet() -> None:
    assert blind("email", "ann@example.org") != blind("email", "bob@example.org")
    assert blind("email", "ann@example.org") != blind("phone", "ann@example.org")
    here = blind("email", "ann@example.org")
    with override_settings(BLIND_INDEX_KEY=base64.b64encode(b"y" * 32).decode()):
        assert blind("email", "ann@example.org") != here
