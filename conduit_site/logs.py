"""The log of the process as JSON, a line an entry, for whoever collects it."""

import logging

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from es_core import context

LEFT_OUT = ["request", "server_time"]  # objects that Django hangs on its entries


class WithRequest(logging.Filter):
    """Adds the correlation id of the request, or of the command, in which it was said."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation_id = str(context.current().correlation_id) if context.is_acting() else None
        return True


def as_json() -> JsonFormatter:
    return JsonFormatter(
        "%(levelname)s %(name)s %(process)d %(message)s %(correlation_id)s",
        rename_fields={"levelname": "level", "name": "logger"},
        reserved_attrs=[*RESERVED_ATTRS, *LEFT_OUT],
        timestamp="time",
    )
