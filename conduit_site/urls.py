"""Every address of the site; pages have no trailing slash."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("blog.urls")),
]

handler500 = "conduit_site.unavailable.error_page"
