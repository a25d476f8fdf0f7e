"""What es_core tells the rest of a Django project."""

from django.dispatch import Signal

# Sent inside the append transaction with `events`, a list of Recorded in log order. A receiver that raises undoes all.
events_recorded = Signal()
