"""Who follows whom, and how many followers each author has."""

from collections.abc import Sequence

from blog.domain import follow
from blog.domain.follow import AuthorFollowed, AuthorUnfollowed
from blog.models import Follow, FollowTally
from blog.projectors.pairs import Mark, Pairs
from blog.projectors.sets import last_per_stream
from es_core.projector import Projector
from es_core.recorded import Recorded

follows = Projector("follows", models=[Follow, FollowTally])
PAIRS = Pairs(table="blog_follow", marked="author_id", marker="follower_id", tally="blog_followtally", scope="author")


@follows.on(AuthorFollowed, AuthorUnfollowed)
def set_follows(events: Sequence[Recorded[follow.Event]]) -> None:
    """The last mark of each (follower, author) counts."""
    PAIRS.set([_mark(each) for each in last_per_stream(events)])


def _mark(recorded: Recorded[follow.Event]) -> Mark:
    event = recorded.event
    is_set = isinstance(event, AuthorFollowed)
    return Mark(event.author_id, event.follower_id, recorded.stream_id, recorded.position, is_set)
