"""The site as a whole: what has to know every app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "conduit_site"

    def ready(self) -> None:
        from conduit_site.roles import set_rights

        last = [each for each in apps.get_app_configs() if each.models_module][-1]
        post_migrate.connect(set_rights, sender=last, dispatch_uid="conduit_site.roles")
