"""Without the database the site says so, with a page that needs none, and when to come back."""

from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from psycopg_pool import PoolTimeout

from conduit_site.unavailable import error_page, is_unavailable


def needs_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection failed") from psycopg.OperationalError("connection failed")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("needs-database", needs_database), path("broken", broken)]
handler500 = error_page


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_its_database_answers_503() -> None:
    answer = Client().get("/needs-database")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Back in a moment" in answer.text


@override_settings(ROOT_URLCONF=__name__)
def test_another_error_stays_a_500() -> None:
    assert Client(raise_request_exception=False).get("/broken").status_code == 500


def test_what_middleware_raises_comes_to_the_same_page() -> None:
    try:
        needs_database(HttpRequest())
    except OperationalError:
        assert error_page(RequestFactory().get("/")).status_code == 503


def caused(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def test_which_errors_mean_that_there_is_no_database() -> None:
    assert is_unavailable(caused(PoolTimeout("all connections are taken")))
    assert is_unavailable(caused(psycopg.errors.AdminShutdown()))
    assert is_unavailable(caused(psycopg.errors.CannotConnectNow()))
    assert is_unavailable(caused(psycopg.errors.TooManyConnections()))
    assert is_unavailable(caused(psycopg.errors.DiskFull()))
    assert not is_unavailable(caused(psycopg.errors.DeadlockDetected()))
    assert not is_unavailable(caused(psycopg.errors.QueryCanceled()))
    assert not is_unavailable(DatabaseError())
    assert not is_unavailable(ZeroDivisionError())


def test_a_server_that_is_not_there_is_such_an_error(tmp_path: Path) -> None:
    elsewhere = {**connection.settings_dict, "OPTIONS": {}, "HOST": str(tmp_path)}
    absent = DatabaseWrapper(elsewhere, alias="elsewhere")
    with pytest.raises(OperationalError) as raised, absent.wrap_database_errors:
        absent.connect()
    assert is_unavailable(raised.value)
