"""`./manage.py seed_demo`: a small lively site, or a large one for measuring, by commands."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.names import username_key
from blog.demo import content, small
from blog.demo.large.fill import fill, tidy
from blog.demo.large.plan import Plan, Size
from es_core.context import now
from es_core.management.chosen import RawHelp, agreed
from es_core.progress import bar
from es_core.read import claim_owner

MOST_ON_AVERAGE = 10_000
WARNING = """This site has content already. The demo would add its people, articles and comments, and an administrator
"admin" with a password that everybody can know. Nothing is ever taken out of the log again."""


class Command(RawHelp, BaseCommand):
    help = f"""Fill the site with demo content: a dozen authors, sixty articles, comments, favorites, follows.

    ./manage.py seed_demo
    ./manage.py seed_demo --articles 10000      made-up ones as well, to measure with

    Everything is done by commands. What is there already is left alone, so an interrupted run can be repeated.
    All demo people, and the administrator "admin" (admin@example.org), have the password {small.PASSWORD}.
    Made-up people have none.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--articles", type=whole, default=0, metavar="N", help="so many made-up articles more")
        parser.add_argument("--comments-per-article", type=average, default=5, metavar="N", help="on average (5)")
        parser.add_argument("--favorites-per-article", type=average, default=10, metavar="N", help="on average (10)")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, other made-up content")
        parser.add_argument("--yes", action="store_true", help="do not ask, even if the site has content")

    def handle(self, *, articles: int, yes: bool, **options: Any) -> None:
        is_there = small.is_complete()
        if not is_there or articles:
            if not (yes or small.is_alone()):
                self._ask()
            self._written()
            if articles:
                self._made_up(articles, options)
        else:
            self.stdout.write("The demo is here already; nothing was changed.")
        self._tell_how_to_sign_in()

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise CommandError(f"{WARNING}\nIf that is what you want, say --yes.")
        if not agreed(f"{WARNING}\nGo on? [y/N] "):
            raise CommandError("Nothing was changed.")

    def _written(self) -> None:
        if names := _taken_by_others():
            raise CommandError(f"other people of this site are called {', '.join(names)}; nothing was changed.")
        with bar("Demo", small.size()) as advance:
            small.seed(advance)

    def _made_up(self, articles: int, options: dict[str, Any]) -> None:
        size = Size(
            articles=articles,
            comments=options["comments_per_article"],
            favorites=options["favorites_per_article"],
            seed=options["seed"],
        )
        plan = Plan(size, end=content.articles(now())[0].date)
        with bar("Made up", plan.steps) as advance:
            fill(plan, advance)
        self.stdout.write("Tidying the tables.")
        tidy()

    def _tell_how_to_sign_in(self) -> None:
        addresses = ", ".join(each.email for each in content.people())
        self.stdout.write(f"Sign in with the password {small.PASSWORD} as any of {addresses};")
        self.stdout.write("in the admin at /admin/ as admin. A site that others reach needs other passwords.")


def _taken_by_others() -> list[str]:
    unknown = {each.username for each in small.everybody()} - set(small.known())
    return sorted(each for each in unknown if claim_owner("username", username_key(each)))


def whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of articles from 0 on, not {text!r}")


def average(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if 0 <= number <= MOST_ON_AVERAGE:
        return number
    raise argparse.ArgumentTypeError(f"an average from 0 to {MOST_ON_AVERAGE:,}, not {text!r}")
