"""People in the Django admin: to be read, and acted on by commands; never to be written by hand."""

from accounts.admin.groups import GroupAdmin
from accounts.admin.people import ProfileAdmin, UserAdmin

__all__ = ["GroupAdmin", "ProfileAdmin", "UserAdmin"]
