"""Installed by the tests' settings only; its tables are made without migrations."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "tests.es_core.example"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
