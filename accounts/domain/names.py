"""What a username may be, and when two of them are the same."""

import re
import unicodedata

from accounts.domain.texts import MAX_INPUT, no_longer_than
from es_core.errors import Rejected

MAX_LENGTH = 60
# What people are called who were forgotten; nobody can register as one.
FORGOTTEN = "deleted-"
RESERVED = re.compile(rf"{FORGOTTEN}\d+")
# Control and format characters (direction marks too), surrogates, line and paragraph separators.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Of other categories, yet seen by nobody: Unicode's Default_Ignorable_Code_Point, and the blank Braille cell.
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0000-\U000e0fff]")


def username_of(text: str) -> str:
    """As it is kept and shown: NFKC, trimmed, single spaces. Raises Rejected."""
    name = unicodedata.normalize("NFKC", no_longer_than(MAX_INPUT, text, field="username"))
    name = no_longer_than(MAX_LENGTH, re.sub(" +", " ", name).strip(), field="username")
    if reason := _refusal(name):
        raise Rejected(reason, field="username")
    return name


def username_key(username: str) -> str:
    """Equal for names that differ in case or in Unicode's compatible forms only; what the claim holds."""
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def _refusal(name: str) -> str | None:
    """A name is part of an address, /profile/<username>, and of what people believe to see."""
    if not name:
        return "can't be blank"
    if INVISIBLE.search(name) or any(unicodedata.category(each) in UNPRINTABLE for each in name):
        return "can't contain invisible characters"
    if "/" in name or "\\" in name:
        return "can't contain slashes"
    if not name.strip("."):
        return "can't consist of dots only"
    if RESERVED.fullmatch(username_key(name)):
        return "is reserved"
    return None
