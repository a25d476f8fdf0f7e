"""Each page for a stranger and for somebody signed in, beside a trivial view: in turn, on two processes each."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, F
from django.db.models.functions import Abs
from django.test import Client

from bench.extent import Extent
from bench.figures import Failed, Figure
from bench.live.server import Server, serving
from bench.pages.client import Answers, ask
from blog.models import Article, Comment, Tag

PROCESSES, CONNECTIONS = 2, 8
COMMENTS = 20
TRIVIAL = {"DJANGO_SETTINGS_MODULE": "bench.pages.trivial"}
BACKEND = "accounts.backends.EmailOrUsernameBackend"


@dataclass
class Asked:
    """One kind of reader of one page, or of the trivial view."""

    servers: Sequence[Server]
    path: str
    cookie: str = ""
    answers: list[Answers] = field(default_factory=list)
    server_cpu: float = 0.0

    def ask(self, seconds: float, counts: bool) -> None:
        before = sum(each.cpu_seconds() for each in self.servers)
        ports = [each.port for each in self.servers]
        answers = ask(ports, self.path, self.cookie, connections=CONNECTIONS, seconds=seconds)
        if counts:
            self.answers.append(answers)
            self.server_cpu += sum(each.cpu_seconds() for each in self.servers) - before

    @property
    def rates(self) -> tuple[float, ...]:
        return tuple(each.rate for each in self.answers)

    def __str__(self) -> str:
        p50, p99 = (median(each.percentile(nth) for each in self.answers) * 1000 for nth in (50, 99))
        asked = sum(len(each.seconds) for each in self.answers)
        client = sum(each.cpu for each in self.answers)
        return (
            f"{median(self.rates):.0f}/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
            f" (server {self.server_cpu / asked * 1000:.1f} ms, client {client / asked * 1000:.1f} ms of CPU each)"
        )


def measure(works: Sequence[str], url: str, extent: Extent) -> Iterator[Figure]:
    if not works:
        return
    with two_processes(url, {}) as site, two_processes(url, TRIVIAL) as trivial:
        cookie = signed_in(site[0].port)
        for work in works:
            path = paths()[work]
            asked = {"bare": Asked(trivial, "/"), "stranger": Asked(site, path), "member": Asked(site, path, cookie)}
            for number in range(1 + extent.runs):
                for each in asked.values():
                    each.ask(2 * extent.seconds, counts=number > 0)
            note = f"anonymous {asked['stranger']}; signed in {asked['member']}"
            yield Figure(work, "conduit", "requests/s", asked["stranger"].rates, note)
            yield Figure(work, "bare", "requests/s", asked["bare"].rates, str(asked["bare"]))


@contextmanager
def two_processes(url: str, environment: dict[str, str]) -> Iterator[list[Server]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serving(url, "", environment)) for _ in range(PROCESSES)]


def paths() -> dict[str, str]:
    """The article with the number of comments nearest to twenty, and the tag with most articles."""
    counts = Comment.objects.values("article_id").annotate(n=Count("*"))
    nearest = counts.order_by(Abs(F("n") - COMMENTS), "article_id")[0]
    article = Article.objects.get(id=nearest["article_id"])
    tag = Tag.objects.order_by("-articles_count", "name")[0]
    return {"page-article": f"/article/{article.slug}", "page-home": "/", "page-tag": f"/tag/{tag.name}"}


def signed_in(port: int) -> str:
    """The cookie of somebody's session."""
    client = Client()
    client.force_login(get_user_model().objects.filter(is_active=True).order_by("id")[0], BACKEND)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    with urlopen(Request(f"http://127.0.0.1:{port}/", headers={"Cookie": cookie})) as page:
        if b'href="/settings"' not in page.read():
            raise Failed("page: what a member gets is not a member's page")
    return cookie
