"""Notices are pinned up beside the log."""

from es_core.moving.parts import carry
from tests.es_core.example.models import Notice

carry(Notice)
