"""What stands in the way of moving a site, in words for its operator."""


class Unusable(Exception):
    """This file, passphrase or database won't do; nothing was changed."""
