"""The embedded Postgres under var/postgres, and the Django database backend that uses it (base.py)."""
