"""The one rule for new passwords, in the words that forms and the API share."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """No list of forbidden ones and no rules about signs: length is what counts (NIST 800-63B)."""

    def get_error_message(self) -> str:
        return f"is too short (minimum is {self.min_length} characters)"
