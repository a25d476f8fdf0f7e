"""Open pages follow what moderators do: what is hidden goes and comes back, who is suspended is out at once."""

import pytest
from django.test import Client

from accounts.moderation import restore, suspend
from blog import moderation
from blog.domain.report import Kind
from blog.models import Article
from blog.moderation import Thing
from es_core.live.key import key_of, token_of
from es_core.live.rendering import render
from es_core.live.sessions import ENDED
from tests.accounts.conftest import Person
from tests.blog.history import comment_of
from tests.browser.site import Site
from tests.live.tab import tab

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hidden_article_goes_and_comes_back(site: Site, bobs: Client, bees: Article) -> None:
    text = key_of("article-text", article_id=bees.id)
    with tab(site.url, bobs) as his:
        his.watch(text)
        assert "All there is to say" in his.html(text)
        moderation.hide(Thing(Kind.ARTICLE, bees.id), "Spam")
        his.will_show(text, "")
        moderation.unhide(Thing(Kind.ARTICLE, bees.id))
        his.will_show(text, str(render(text).html))
        assert "All there is to say" in str(render(text).html)


def test_the_author_of_a_hidden_comment_alone_is_told_why(
    site: Site, anns: Client, bobs: Client, ann: Person, bob: Person, bees: Article
) -> None:
    comment = comment_of(bob.id, bees, "Buy watches")
    his_own = key_of("hidden-comments", article_id=bees.id, reader_id=bob.id)
    all_of_them = key_of("comments", article_id=bees.id, before="")
    with tab(site.url, bobs) as his, tab(site.url, anns) as hers:
        his.watch(his_own)
        assert his.html(his_own) == ""
        hers.watch(all_of_them, his_own)
        first = hers.hear()
        assert first[token_of(his_own)]["html"] is None  # it is not hers to watch
        hers.say(ack=True)
        moderation.hide(Thing(Kind.COMMENT, comment.id), "Advertising")
        assert "Advertising" in his.html(his_own)
        hers.will_show(all_of_them, "")


def test_the_pages_of_somebody_suspended_end_and_others_lose_what_they_wrote(
    site: Site, ann: Person, anns: Client, bobs: Client, bees: Article
) -> None:
    heading = key_of("article-heading", article_id=bees.id)
    news = key_of("new-articles", feed="author", of=ann.id, since="")
    with tab(site.url, anns) as hers, tab(site.url, bobs) as his:
        his.watch(heading)
        assert "Bees" in his.html(heading)
        suspend(ann.id, "Shouts", by=None)
        assert hers.closed_with() == ENDED
        assert "taken down" in his.html(heading)
        assert render(news).html is None
        restore(ann.id)
        his.will_show(heading, str(render(heading).html))
        assert "Bees" in str(render(heading).html)
