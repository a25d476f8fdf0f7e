"""`./manage.py rotate_keys`: another key-encryption key, and new keys for subjects, while the site runs."""

import argparse
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from es_core import rotation
from es_core.management.chosen import RawHelp
from es_core.models import SubjectKey
from es_core.progress import bar

ROUNDS = 3
INTERRUPTED = 130


class Command(RawHelp, BaseCommand):
    help = """Wrap all subjects' keys with a new KEY_ENCRYPTION_KEY, or give every subject a new key.

    OLD_KEY_ENCRYPTION_KEY=... KEY_ENCRYPTION_KEY=... ./manage.py rotate_keys
    ./manage.py rotate_keys --subjects     what is sealed from now on is sealed with new keys; old values stay readable

    Every web process must run with both variables meanwhile (docs/es_core/people.md tells the steps). All keys are
    looked at before the first is changed; an interrupted run is gone on with by running it again.

    Ends with 0 when every key is wrapped with the present KEY_ENCRYPTION_KEY, with 1 when nothing was changed.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--subjects", action="store_true", help="give every subject a new key, too")
        parser.add_argument("--json", action="store_true", help="say what was done as JSON")

    def handle(self, **options: Any) -> None:
        if not (settings.OLD_KEY_ENCRYPTION_KEY or options["subjects"]):
            raise CommandError(
                "set OLD_KEY_ENCRYPTION_KEY to the key that was in use until now, and KEY_ENCRYPTION_KEY to the new"
                " one; or give --subjects to renew the subjects' own keys"
            )
        try:
            done = {"keys": SubjectKey.objects.count(), "rewrapped": _rewrap_all(), "renewed": 0}
            if options["subjects"]:
                with bar("New keys", rotation.count_subjects()) as advance:
                    done["renewed"] = rotation.renew(advance)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is done stays; run it again to go on.", returncode=INTERRUPTED) from None
        self.stdout.write(msgspec.json.encode(done).decode() if options["json"] else _in_words(done))


def _rewrap_all() -> int:
    """Keys that a process made meanwhile under the old one are found by looking again."""
    rewrapped = 0
    for _ in range(ROUNDS):
        if not _left():
            return rewrapped
        with bar("Wrapping", SubjectKey.objects.count()) as advance:
            rewrapped += rotation.rewrap(advance)
    raise CommandError(
        f"{rewrapped:,} keys were wrapped anew, but new ones appear under the old key: a web process still runs with"
        " it as its KEY_ENCRYPTION_KEY. Restart it with both variables, then run this again."
    )


def _left() -> int:
    try:
        with bar("Looking", SubjectKey.objects.count()) as advance:
            return rotation.to_rewrap(advance)
    except rotation.Unreadable as found:
        wrong = "OLD_KEY_ENCRYPTION_KEY" if settings.OLD_KEY_ENCRYPTION_KEY else "KEY_ENCRYPTION_KEY"
        raise CommandError(
            f"{found.unreadable:,} of {found.of:,} keys do not open: {wrong} is not the key that wrapped them."
            " Nothing was changed."
        ) from found


def _in_words(done: dict[str, int]) -> str:
    words = f"All {done['keys']:,} keys are wrapped with the present KEY_ENCRYPTION_KEY, {done['rewrapped']:,} now."
    return f"{words} {done['renewed']:,} subjects have a new key." if done["renewed"] else words
