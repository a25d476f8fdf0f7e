"""What the library does later, and what it does by itself."""

from es_core.schedule import Schedulable
from tests.es_core.example.domain.book import BOOK, MoveBook
from tests.es_core.example.domain.desk import BELL, RingBell

MOVE_LATER = Schedulable("move-book", BOOK, MoveBook)
RING_LATER = Schedulable("ring-bell", BELL, RingBell)
