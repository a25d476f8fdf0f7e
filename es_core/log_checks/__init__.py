"""Is the log sound? Each check looks at one promise and tells every place where it does not hold."""

from es_core.log_checks import claims, commands, events, guards, sealed, streams
from es_core.log_checks.check import Finding, log_check, log_checks

__all__ = ["Finding", "claims", "commands", "events", "guards", "log_check", "log_checks", "sealed", "streams"]
