"""Finds every app's projectors, processes and subjects at start-up; importing them registers their events too."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class EsCoreConfig(AppConfig):
    name = "es_core"
    verbose_name = "Event log"

    def ready(self) -> None:
        autodiscover_modules("projectors")
        autodiscover_modules("processes")
        autodiscover_modules("subjects")
        autodiscover_modules("live")
        from es_core import wake
        from es_core.versions import begin_processes, record_fresh_tables

        wake.connect()
        post_migrate.connect(record_fresh_tables, sender=self, dispatch_uid="es_core.versions")
        post_migrate.connect(begin_processes, sender=self, dispatch_uid="es_core.processes")
