"""Browsers in which an account was signed in before. Their tries at its password are counted by themselves, so that
nobody is kept out by what others guess elsewhere."""

from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "known"  # a random word of the browser, then a mark for each account: it names nobody
MOST = 5  # accounts, those signed in last
KEPT_FOR = 365 * 86_400  # seconds


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """When its password was right."""
    word, marks = _cookie(request)
    word = word or token_urlsafe(16)
    kept = dict.fromkeys([_mark(word, account), *marks])
    response.set_cookie(
        COOKIE,
        ".".join([word, *list(kept)[:MOST]]),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_of(request: HttpRequest, account: str) -> str:
    """The same for each browser and account; empty where the account was never signed in."""
    word, marks = _cookie(request)
    mark = _mark(word, account)
    return mark if any(constant_time_compare(mark, each) for each in marks) else ""


def _cookie(request: HttpRequest) -> tuple[str, list[str]]:
    word, *marks = request.COOKIES.get(COOKIE, "").split(".")[: MOST + 1]
    return word, marks


def _mark(word: str, account: str) -> str:
    return salted_hmac("accounts.known_browser", f"{word}:{account}", algorithm="sha256").hexdigest()[:32]
