"""Addresses of the account pages."""

from django.urls import path

from accounts import leaving, views

urlpatterns = [
    path("login", views.login, name="login"),
    path("register", views.register, name="register"),
    path("logout", views.logout, name="logout"),
    path("settings", views.edit_settings, name="settings"),
    path("settings/data", leaving.my_data, name="my_data"),
    path("settings/leave", leaving.leave, name="leave"),
]
