"""Every address of the site; pages have no trailing slash."""

from django.contrib import admin
from django.urls import include, path

from conduit_site.api import api
from conduit_site.graphql import graphql

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("graphql", graphql, name="graphql"),
    path("", include("accounts.urls")),
    path("", include("blog.urls")),
]

handler500 = "conduit_site.unavailable.error_page"
