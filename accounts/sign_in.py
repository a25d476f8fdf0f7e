"""Checking a password: slowed down by account and by address, every attempt on record."""

from typing import Any, cast

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse

from accounts.backends import find_user_id
from accounts.domain.names import is_address
from accounts.domain.session import SESSION, SignIn, Verdict
from accounts.known_browser import mark_of
from accounts.models import User
from es_core.context import new_id
from es_core.execute import execute
from es_core.keys import blind
from es_core.live.addresses import address_of

Credentials = dict[str, Any]

# Many people share an address, an account is one person's: its failures count this much less.
ADDRESS_SHARE = 5


def check_sign_in(request: HttpRequest, **credentials: str) -> User:
    """Who holds these credentials: `password`, and `email` or `username`. Raises Rejected.

    Each try is a command by itself, whatever form it came from: a repeated id must never stand for a password.
    """
    tried = _by_itself(request)
    user = authenticate(tried, **credentials)
    request.__dict__["axes_locked_out"] = is_slowed_down(tried)  # for axes' middleware
    because = user.profile.suspended_because if user else ""
    command = SignIn(account=account_of(tried, credentials), verdict=_verdict(tried, user), because=because)
    execute(SESSION, command, command_id=new_id())
    return cast(User, user)  # without one the command was refused


def is_slowed_down(request: HttpRequest) -> bool:
    """Whether the last try that it brought was one too many."""
    return bool(getattr(request, "axes_locked_out", False))


def _by_itself(request: HttpRequest) -> HttpRequest:
    """What axes sees of a try. Once it has refused one it counts no other of the same request, and GraphQL may bring
    several; of a form it keeps what it does not know by name to be secret."""
    tried = HttpRequest()
    tried.META, tried.COOKIES = request.META, request.COOKIES
    return tried


def _verdict(tried: HttpRequest, user: User | None) -> Verdict:
    if user:
        return Verdict.RIGHT if user.is_active else Verdict.SUSPENDED
    return Verdict.SLOWED if is_slowed_down(tried) else Verdict.WRONG


def account_of(request: HttpRequest, credentials: Credentials | None) -> str:
    """Whose password is tried: the user's id, or the blind form of what nobody is called."""
    username, email = (credentials or {}).get("username"), (credentials or {}).get("email")
    known: dict[tuple[str | None, str | None], str] = request.__dict__.setdefault("_accounts", {})
    if (username, email) not in known:
        user_id = find_user_id(username=username, email=email)
        known[username, email] = str(user_id or blind("sign-in", email or username or ""))
    return known[username, email]


def counted_as(request: HttpRequest, credentials: Credentials | None) -> str:
    """What failures count for (AXES_USERNAME_CALLABLE): the account; in a browser that it knows, the two of them.

    Tries by its name, which everybody knows, are counted apart: together they would tell whose an address is.
    """
    account, username = account_of(request, credentials), (credentials or {}).get("username")
    by_name = "by name" if username and not is_address(username) else ""
    return f"{account} {mark_of(request, account) or by_name}".rstrip()


def counted_address(request: HttpRequest) -> str | None:
    """Where failures count for (AXES_CLIENT_IP_CALLABLE): of IPv6 the whole network, named by its first address."""
    return address_of([request.META.get("REMOTE_ADDR")]).partition("/")[0] or None


def told_to_wait(request: HttpRequest, response: HttpResponse, credentials: Credentials | None) -> HttpResponse:
    """The page with its form and message, as the view made it, under the right status (AXES_LOCKOUT_CALLABLE)."""
    response.status_code = 429
    return response


class Slowdown(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Attempts in the database (AXES_HANDLER), an address being allowed more of them than an account."""

    def get_failures(self, request: HttpRequest, credentials: Credentials | None = None) -> int:
        """`AXES_LOCKOUT_PARAMETERS` must be username and ip_address, in this order."""
        by_account, by_address = map(_failures, self.get_user_attempts(request, credentials))
        if mark_of(request, account_of(request, credentials)):
            return by_account  # whatever others do elsewhere, or at the same address
        return max(by_account, by_address // ADDRESS_SHARE if counted_address(request) else 0)

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials | None = None) -> int:
        """Signing in clears one's own failures, never those that the address has with other accounts."""
        deleted, _ = attempts_at(account_of(request, credentials)).delete()
        return int(deleted)


def attempts_at(account: str) -> "QuerySet[AccessAttempt]":
    """Those that failed lately, in whatever browser."""
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username__startswith=account)
    return found


def _failures(attempts: "QuerySet[AccessAttempt]") -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
