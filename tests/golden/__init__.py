"""Every payload that the log may hold, a file for each event and schema version, under `stored/`. They are for ever: a
file is written once and never changed.

A new event, or a new version of one, gets its file by `DJANGO_SETTINGS_MODULE=tests.settings python -m tests.golden`.
"""
