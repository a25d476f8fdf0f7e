"""One person's account: names, sealed e-mail, public profile, roles. One stream per user."""

from accounts.domain.user.commands import (
    ChangePassword,
    Command,
    EditSettings,
    ForgetUser,
    GrantRole,
    RegisterUser,
    TakeRole,
)
from accounts.domain.user.decider import GROUPS, MAX_BIO, MAX_IMAGE, ROLES, USER, Account, claims, decide, evolve
from accounts.domain.user.events import (
    EmailChanged,
    Event,
    PasswordChanged,
    ProfileEdited,
    RoleGranted,
    RoleTaken,
    SubjectForgotten,
    UserRegistered,
    UserRenamed,
)

__all__ = [
    "GROUPS",
    "MAX_BIO",
    "MAX_IMAGE",
    "ROLES",
    "USER",
    "Account",
    "ChangePassword",
    "Command",
    "EditSettings",
    "EmailChanged",
    "Event",
    "ForgetUser",
    "GrantRole",
    "PasswordChanged",
    "ProfileEdited",
    "RegisterUser",
    "RoleGranted",
    "RoleTaken",
    "SubjectForgotten",
    "TakeRole",
    "UserRegistered",
    "UserRenamed",
    "claims",
    "decide",
    "evolve",
]
