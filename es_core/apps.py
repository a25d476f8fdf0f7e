"""Finds every app's projectors at start-up; importing them registers their events too."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EsCoreConfig(AppConfig):
    name = "es_core"
    verbose_name = "Event log"

    def ready(self) -> None:
        autodiscover_modules("projectors")
