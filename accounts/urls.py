"""Addresses of the account pages."""

from django.urls import path

from accounts import access, leaving, views

urlpatterns = [
    path("login", views.login, name="login"),
    path("register", views.register, name="register"),
    path("logout", views.logout, name="logout"),
    path("settings", views.edit_settings, name="settings"),
    path("settings/tokens", access.make_token, name="make_token"),
    path("settings/tokens/<uuid:token_id>/revoke", access.revoke_token, name="revoke_token"),
    path("settings/sign-out-everywhere", access.sign_out_everywhere, name="sign_out_everywhere"),
    path("settings/data", leaving.my_data, name="my_data"),
    path("settings/leave", leaving.leave, name="leave"),
]
