"""One page of the audit's list: what was asked, the entries, and where its links lead."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from es_core.admin import named
from es_core.admin.personal import PERSONAL, may_see, sees
from es_core.audit.asking import Asking
from es_core.audit.entry import Entry
from es_core.audit.meanings import names_of, often_asked
from es_core.audit.question import Place, Question, Sort
from es_core.audit.reading import Page, page
from es_core.statements import run

SIZE = 50
PAGING = ("ahead", "behind")
SPANS = (("1h", "past hour"), ("24h", "past day"), ("7d", "past week"))


# What is longer is somebody's own article, or the like.
CONCERNED = """
    SELECT c.id, c.payload ->> field FROM es_command c, unnest(%s::text[]) WITH ORDINALITY AS asked(field, nth)
     WHERE c.id = ANY(%s) AND pg_column_size(c.payload) < 2000 AND c.payload ->> field IS NOT NULL ORDER BY c.id, nth
"""


@dataclass(frozen=True, slots=True)
class Row:
    """`whom` are the names of others than who acted: whom the command is about, or whose sign-in failed."""

    entry: Entry
    who: str
    whom: list[str]


class ListPage:
    """A form that can't be meant shows nothing, rather than more than was asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.form = Asking(request.GET, personal=may_see(request))
        self.personal = sees(request)
        valid = self.form.is_valid()
        self.question = self.form.question if valid else Question()
        self.found = self._found() if valid else Page([], None, None)
        self.rows = self._rows()

    def _found(self) -> Page:
        return page(self.question, behind=self._place("behind"), ahead=self._place("ahead"), size=SIZE)

    def _place(self, name: str) -> Place | None:
        """One that was written for another sort, or bent, is none."""
        with suppress(ValueError):
            return Place.read(self.request.GET.get(name, ""), self.question.sort)
        return None

    def _rows(self) -> list[Row]:
        entries, concerned = self.found.entries, _concerned(self.found.entries)
        names = names_of({*(each.actor_id for each in entries if each.actor_id), *chain(*concerned.values())})
        return [
            Row(
                each if self.personal else each.masked(),
                names.get(each.actor_id, "") if each.actor_id else "",
                [names[other] for other in concerned[each.id] if other in names and other != each.actor_id],
            )
            for each in entries
        ]

    @property
    def is_look(self) -> bool:
        """Who asks for a machine's address learns whose it is, unmasked or not."""
        return bool(self.rows) and (self.personal or bool(self.question.address) or self.form.searches_address)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.question.given()) or bool(self.form.errors)

    @property
    def query(self) -> str:
        """The filters, as an address has them."""
        return self._link()

    @property
    def newer(self) -> str:
        return self._link(ahead=str(self.found.ahead)) if self.found.ahead else ""

    @property
    def older(self) -> str:
        return self._link(behind=str(self.found.behind)) if self.found.behind else ""

    @property
    def by_time(self) -> str:
        return self._link(sort=Sort.OLDEST if self.question.sort is Sort.NEWEST else Sort.NEWEST)

    @property
    def by_duration(self) -> str:
        return self._link(sort=Sort.NEWEST if self.question.sort is Sort.SLOWEST else Sort.SLOWEST)

    @property
    def with_personal(self) -> str:
        return self._link(**{PERSONAL: "1"})

    @property
    def without_personal(self) -> str:
        return self._link(**{PERSONAL: ""})

    @property
    def often(self) -> list[tuple[str, str]]:
        """What the apps say is often asked, among what is asked already."""
        return [(self._link(**filters), words) for words, filters in often_asked().items()]

    @property
    def spans(self) -> list[tuple[str, str]]:
        return [(self._link(since=since, until=""), words) for since, words in SPANS]

    def _link(self, **changes: str) -> str:
        """The same filters with these changed; empty ones are left out. A page's place holds for one sort only."""
        kept = {name: str(value) for name, value in self.request.GET.items() if name not in PAGING}
        return urlencode({name: value for name, value in (kept | changes).items() if value})


def _concerned(entries: Sequence[Entry]) -> Mapping[int, Collection[UUID]]:
    """By entry, whom its fields name."""
    found: defaultdict[int, dict[UUID, None]] = defaultdict(dict)
    for entry_id, value in run(CONCERNED, [named.fields_of_actors(), [each.id for each in entries]]):
        with suppress(ValueError):
            found[entry_id][UUID(value)] = None
    return found
