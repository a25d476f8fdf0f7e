"""Puts this project's admin site in the place of Django's."""

from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    default_site = "accounts.admin_site.AdminSite"
