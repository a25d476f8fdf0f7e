"""People in the Django admin: to be read, never to be written by hand."""

from accounts.admin.people import ProfileAdmin, UserAdmin

__all__ = ["ProfileAdmin", "UserAdmin"]
