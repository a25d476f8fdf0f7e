"""A whole site into one file, and out of it again: JSON Lines with checksums, secrets sealed with a passphrase."""
