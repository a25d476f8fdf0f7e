"""What moderators look at: things that readers reported, and things that are hidden."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from uuid import UUID

from django.db.models import Count, F, Max, TextField
from django.db.models.functions import Left

from blog.domain.report import Kind, Outcome
from blog.models import Article, Comment, Report
from es_core.admin.keyset import Order, page
from es_core.keys import unseal_many

CASES = 25  # a page
REPORTS = 10  # shown of one thing
LATEST = 200  # reports of a page's things that are looked at
CLOSED_REPORTS = 50  # a page
EXCERPT = 1_200  # characters of an article
CLOSED, HIDDEN = Order("closed_at", descending=True), Order("hidden_at", descending=True)


@dataclass(slots=True)
class Case:
    """A thing with what readers have against it: the newest `reports` of `n`. `article` is the one itself, or the one
    that the comment is on; `newest` the position of the newest report."""

    kind: Kind
    thing_id: UUID
    n: int = 0
    newest: int = 0
    comment: Comment | None = None
    article: Article | None = None
    reports: list[Report] = field(default_factory=list)

    @property
    def was_dismissed(self) -> bool:
        return any(each.outcome == Outcome.DISMISSED for each in self.reports)

    @property
    def thing(self) -> Article | Comment | None:
        return self.comment if self.kind is Kind.COMMENT else self.article


def open_cases(before: int | None = None) -> tuple[list[Case], int | None]:
    """The newest report first, older than the position `before`; and the position to ask for older ones with."""
    things = (
        Report.objects.filter(outcome="")
        .values("kind", "thing_id")
        .annotate(n=Count("id"), newest=Max("position"))
        .order_by("-newest")
    )
    if before is not None:
        things = things.filter(newest__lt=before)
    found = [Case(Kind(each["kind"]), each["thing_id"], each["n"], each["newest"]) for each in things[: CASES + 1]]
    cases, more = found[:CASES], len(found) > CASES
    reports = Report.objects.filter(outcome="", thing_id__in=[each.thing_id for each in cases])
    _tell(cases, reports.select_related("reporter").order_by("-position")[:LATEST])
    return cases, cases[-1].newest if more else None


def closed_cases(behind: str = "") -> tuple[list[Case], str]:
    """Those closed last, behind a place; and the place to ask for more with, if there is more. A thing whose reports
    were closed at different times may come twice, each of its reports once. Raises ValueError for what is no place."""
    closed = Report.objects.exclude(outcome="").select_related("reporter")
    found = page(closed, CLOSED, CLOSED_REPORTS, behind=behind)
    cases = {each.thing_id: Case(Kind(each.kind), each.thing_id) for each in found.rows}
    _tell(list(cases.values()), found.rows)
    for each in found.rows:
        cases[each.thing_id].n += 1
    return list(cases.values()), CLOSED.place_of(found.rows[-1]) if found.has_behind else ""


def hidden_cases(behind: str = "") -> tuple[list[Case], str]:
    """Whatever is hidden now, the last one first; otherwise as closed_cases."""
    articles = page(Article.objects.hidden().only("hidden_at"), HIDDEN, CASES, behind=behind)
    comments = page(Comment.objects.hidden().only("hidden_at"), HIDDEN, CASES, behind=behind)
    found = sorted([*articles.rows, *comments.rows], key=attrgetter("hidden_at", "id"), reverse=True)
    has_more = len(found) > CASES or articles.has_behind or comments.has_behind
    shown = found[:CASES]
    cases = [Case(Kind.COMMENT if isinstance(each, Comment) else Kind.ARTICLE, each.id) for each in shown]
    _tell(cases, [])
    return cases, HIDDEN.place_of(shown[-1]) if has_more else ""


def case_of(kind: Kind, thing_id: UUID) -> Case:
    """Whether anybody reported it or not; without the thing, if there is none."""
    case = Case(kind, thing_id, n=Report.objects.filter(thing_id=thing_id, outcome="").count())
    reports = Report.objects.filter(thing_id=thing_id, outcome="").select_related("reporter").order_by("-position")
    _tell([case], reports[:REPORTS])
    return case


def open_count() -> int:
    return Report.objects.filter(outcome="").values("thing_id").distinct().count()


def _tell(cases: Sequence[Case], reports: Iterable[Report]) -> None:
    """Whatever became of the things; articles by their beginning."""
    comments = Comment.objects.for_moderators().filter(id__in=_ids(cases, Kind.COMMENT)).select_related("author")
    by_id = {each.id: each for each in comments}
    wanted = _ids(cases, Kind.ARTICLE) | {each.article_id for each in by_id.values()}
    beginning = Left(F("body"), EXCERPT, output_field=TextField())
    found = Article.objects.for_moderators().filter(id__in=wanted).select_related("author").defer("body")
    articles = {each.id: each for each in found.annotate(beginning=beginning)}
    filed = _by_thing(reports)
    for case in cases:
        case.comment = by_id.get(case.thing_id)
        case.article = articles.get(case.comment.article_id if case.comment else case.thing_id)
        case.reports = filed[case.thing_id][:REPORTS]
    _unseal([each for case in cases for each in case.reports])


def _ids(cases: Sequence[Case], kind: Kind) -> set[UUID]:
    return {each.thing_id for each in cases if each.kind is kind}


def _by_thing(reports: Iterable[Report]) -> "defaultdict[UUID, list[Report]]":
    filed: defaultdict[UUID, list[Report]] = defaultdict(list)
    for each in reports:
        filed[each.thing_id].append(each)
    return filed


def _unseal(reports: Sequence[Report]) -> None:
    """What a reporter wrote who is gone can't be read any more."""
    said = [each for each in reports if each.text]
    for each, words in zip(said, unseal_many([each.text for each in said]), strict=True):
        each.words = str(words)
