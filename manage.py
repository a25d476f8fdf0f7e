#!/usr/bin/env python3
"""Django's command line for Conduit."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
execute_from_command_line(sys.argv)
