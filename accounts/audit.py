"""What the audit knows of people: whom a name or an e-mail address means, what they are called, how they fail."""

from collections.abc import Collection, Iterator
from uuid import UUID

from accounts.backends import find_user_id
from accounts.domain.session import SESSION, SignIn, Verdict
from accounts.models import Profile
from es_core.audit import calls, means, often
from es_core.keys import blind

often("Failed sign-ins", name=SignIn.__name__, status="rejected")


@means
def people(term: str) -> Iterator[UUID]:
    """Who holds the name or address; the sign-ins to that account; and those under it while nobody held it."""
    user_id = find_user_id(username=term)
    if user_id:
        yield user_id
        yield _sign_ins(str(user_id))
    yield _sign_ins(blind("sign-in", term))


@calls
def usernames(ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Profile.objects.filter(pk__in=ids).values_list("pk", "username"))


def _sign_ins(account: str) -> UUID:
    return SESSION.stream_id(SignIn(account=account, verdict=Verdict.RIGHT))
