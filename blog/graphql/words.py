"""Names and addresses as clients send them. JSON can hold what Postgres can't even be asked for: that names nothing."""

from accounts.domain.texts import UNSTORABLE


def names_something(*words: str | None) -> bool:
    return not any(UNSTORABLE.search(each) for each in words if each)
