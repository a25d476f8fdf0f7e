"""Addresses of the account pages."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("login", views.login, name="login"),
    path("register", views.register, name="register"),
    path("logout", views.logout, name="logout"),
    path("settings", views.edit_settings, name="settings"),
]
