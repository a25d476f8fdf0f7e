"""Addresses of the site without the blog."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("accounts.urls"))]
