"""Why a command was not carried out, as data: the same reasons as the REST API's, under names for programs."""

from enum import Enum

import strawberry
from ninja.errors import HttpError

from accounts.api import Invalid
from accounts.api_access import BadKey, NotAllowed, OutOfScope
from accounts.domain.session import Suspended
from blog.api.found import NotFound
from blog.domain.refusals import NotTheAuthor, NotThere
from es_core.errors import CommandReused, Conflict, Rejected, Taken


@strawberry.enum
class Reason(Enum):
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    INVALID = "invalid"
    TAKEN = "taken"
    CONFLICT = "conflict"
    KEY_REUSED = "key reused"
    SLOWED_DOWN = "slowed down"


@strawberry.type(description="One reason why nothing was done.")
class Refusal:
    reason: Reason
    field: str = strawberry.field(description="The argument, or what it is about.")
    message: str


# In this order: the first that fits.
REFUSED = (NotAllowed, OutOfScope, NotFound, BadKey, CommandReused, Conflict, Rejected, Invalid, HttpError)


def refusals(error: Exception, subject: str) -> list[Refusal]:
    """Of one of `REFUSED`; `subject` is what the command was about."""
    match error:
        case Invalid():
            return [
                Refusal(reason=Reason.INVALID, field=name.strip("_"), message=message)
                for name, messages in error.errors.items()
                for message in messages
            ]
        case Rejected():
            return [_rejected(error, subject)]
    return [_refused(error)]


def _rejected(error: Rejected, subject: str) -> Refusal:
    match error:
        case NotTheAuthor():
            return Refusal(reason=Reason.FORBIDDEN, field=subject, message="forbidden")
        case NotThere():
            return Refusal(reason=Reason.NOT_FOUND, field=subject, message="not found")
        case Taken():
            return Refusal(reason=Reason.TAKEN, field=error.field or "body", message=error.message)
        case Suspended():
            return Refusal(reason=Reason.FORBIDDEN, field="credentials", message=error.message)
        case Rejected(field="credentials"):
            return Refusal(reason=Reason.UNAUTHENTICATED, field="credentials", message="invalid")
    return Refusal(reason=Reason.INVALID, field=_argument(error.field), message=error.message)


def _refused(error: Exception) -> Refusal:
    match error:
        case NotAllowed():
            return Refusal(reason=Reason.UNAUTHENTICATED, field="token", message=error.reason)
        case OutOfScope():
            return Refusal(reason=Reason.FORBIDDEN, field="token", message=str(error))
        case NotFound():
            return Refusal(reason=Reason.NOT_FOUND, field=error.what, message="not found")
        case CommandReused():
            return Refusal(reason=Reason.KEY_REUSED, field="commandId", message="was used for something else before")
        case Conflict():
            changed = "somebody else changed this at the same time; try again"
            return Refusal(reason=Reason.CONFLICT, field="conflict", message=changed)
        case HttpError():  # of who guesses passwords
            return Refusal(reason=Reason.SLOWED_DOWN, field="credentials", message=str(error))
    return Refusal(reason=Reason.INVALID, field="commandId", message=str(error))


def _argument(field: str | None) -> str:
    return {"tagList": "tags", None: "body"}.get(field, field or "")
