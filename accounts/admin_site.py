"""Django's admin, with the site's own ways to sign in and out and to change a password: they are commands."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import views
from accounts.sign_in import check_sign_in
from es_core.errors import Rejected


class SignInForm(AdminAuthenticationForm):
    """Takes the username, or the e-mail address."""

    def clean(self) -> dict[str, Any]:
        if self.request and {"username", "password"} <= self.cleaned_data.keys():
            try:
                self.user_cache = check_sign_in(self.request, **self.cleaned_data)
            except Rejected as reason:
                raise forms.ValidationError(reason.message) from reason
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class AdminSite(admin.AdminSite):
    """The overrides answer with plain responses where Django's stubs know only rendered templates."""

    site_title = site_header = "Conduit"
    index_title = "Behind the pages"
    login_form = SignInForm

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return views.logout(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("settings")
