"""What a username may be, and when two of them are the same."""

import re
import unicodedata

from accounts.domain.texts import no_longer_than
from es_core.errors import Rejected

MAX_LENGTH = 60
# Composing marks costs more than linear time: nothing much longer than a name is looked at.
LONGEST_LOOKED_AT = 4 * MAX_LENGTH
# What people are called who were forgotten; nobody can register as one.
FORGOTTEN = "deleted-"
RESERVED = re.compile(rf"{FORGOTTEN}\d+")
# Whoever is looked for by an address must be who has it, not who is called like it.
ADDRESS = re.compile(r".+@(.+\..+|localhost|\[.+\])")
# Control and format characters (direction marks too), surrogates, line and paragraph separators; and what Unicode has
# given no meaning yet: once it has one, the key of the name may be another.
UNPRINTABLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Of other categories, yet seen by nobody: Unicode's Default_Ignorable_Code_Point, and the blank Braille cell.
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0000-\U000e0fff]")


def username_of(text: str) -> str:
    """As it is kept and shown: NFKC, trimmed, single spaces. Raises Rejected."""
    name = text if len(text) > LONGEST_LOOKED_AT else re.sub(" +", " ", unicodedata.normalize("NFKC", text)).strip()
    no_longer_than(MAX_LENGTH, name, field="username")
    if reason := _refusal(name):
        raise Rejected(reason, field="username")
    return name


def username_key(username: str) -> str:
    """Equal for names that differ in case or in Unicode's compatible forms only; what the claim holds."""
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def is_address(text: str) -> bool:
    """Of e-mail, by its looks: nobody is called so."""
    return ADDRESS.fullmatch(username_key(text)) is not None


def _refusal(name: str) -> str | None:
    """A name is part of an address, /profile/<username>, and of what people believe to see."""
    if not name:
        return "can't be blank"
    if all(unicodedata.category(each)[0] == "M" for each in name):
        return "can't consist of marks only"
    if INVISIBLE.search(name) or any(unicodedata.category(each) in UNPRINTABLE for each in name):
        return "can't contain invisible characters"
    if "/" in name or "\\" in name:
        return "can't contain slashes"
    if not name.strip("."):
        return "can't consist of dots only"
    if is_address(name):
        return "can't be an e-mail address"
    if RESERVED.fullmatch(username_key(name)):
        return "is reserved"
    return None
