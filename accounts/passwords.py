"""How passwords are kept, and the one rule for new ones, in the words that forms and the API share."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """No list of forbidden ones and no rules about signs: length is what counts (NIST 800-63B)."""

    def get_error_message(self) -> str:
        return f"is too short (minimum is {self.min_length} characters)"


class FrugalArgon2(Argon2PasswordHasher):
    """OWASP's second choice of parameters: 19 MiB a hash, where Django's own 100 MB times many at once is an outage."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
