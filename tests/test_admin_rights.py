"""Who sees and does what in the admin: each role exactly its part, and all of it by commands."""

from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import commands
from accounts.models import User
from blog import moderation
from blog.models import Article, Comment, Report
from es_core import context
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, comment_of
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db

NOBODY = ("nobody", "staff", "viewer", "moderator", "operator", "superuser")
VIEWERS = {"viewer", "moderator", "operator", "superuser"}
MODERATORS = {"moderator", "superuser"}
SUPERUSERS = {"superuser"}


@dataclass(frozen=True)
class Site:
    ann: Person
    bees: Article
    comment: Comment


@pytest.fixture
def site() -> Site:
    """Somebody, and what they wrote."""
    ann = register("ann")
    bees = article_of(ann.id, title="Bees")
    comment = comment_of(ann.id, bees, "Hm")
    bob = register("bob")
    with context.acting(actor=None, channel="test"):
        moderation.report(bees, reporter_id=bob.id, reason="spam")
        moderation.report(comment, reporter_id=bob.id, reason="spam")
    return Site(ann, bees, comment)


def of_role(role: str) -> Client:
    eve = register("eve")
    if role != "nobody":
        commands.grant_role(eve.id, role)
    return eve.browser()


def pages(site: Site) -> dict[str, set[str]]:
    """Address, and the roles for which it opens."""
    ann, bees, comment = site.ann.id, site.bees.id, site.comment.id
    return {
        reverse("admin:index"): {"staff"} | VIEWERS,
        reverse("admin:es_core_event_changelist"): VIEWERS,
        reverse("admin:es_core_commandrecord_changelist"): VIEWERS,
        reverse("admin:accounts_user_changelist"): VIEWERS,
        reverse("admin:accounts_user_change", args=[ann]): VIEWERS,
        reverse("admin:auth_group_changelist"): VIEWERS,
        reverse("admin:blog_article_change", args=[bees]): VIEWERS,
        reverse("admin:blog_comment_change", args=[comment]): VIEWERS,
        reverse("admin:blog_report_changelist"): MODERATORS,
        reverse("admin:blog_report_change", args=[Report.objects.first().pk]): MODERATORS,  # type: ignore[union-attr]
        reverse("admin:blog_report_act", args=["article", bees, "hide"]): MODERATORS,
        reverse("admin:blog_report_act", args=["article", bees, "unhide"]): MODERATORS,
        reverse("admin:blog_report_act", args=["comment", comment, "dismiss"]): MODERATORS,
        reverse("admin:blog_report_act", args=["comment", comment, "reopen"]): MODERATORS,
        reverse("admin:accounts_user_suspend", args=[ann]): MODERATORS,
        reverse("admin:accounts_user_restore", args=[ann]): MODERATORS,
        reverse("admin:accounts_user_roles", args=[ann]): SUPERUSERS,
        reverse("admin:accounts_user_role", args=[ann, "grant", "viewer"]): SUPERUSERS,
        reverse("admin:accounts_user_role", args=[ann, "take", "viewer"]): SUPERUSERS,
    }


@pytest.mark.parametrize("role", NOBODY)
def test_each_role_opens_exactly_its_pages(site: Site, role: str) -> None:
    browser = of_role(role)
    statuses = {page: browser.get(page).status_code for page in pages(site)}
    closed = 302 if role == "nobody" else 403
    assert statuses == {page: 200 if role in roles else closed for page, roles in pages(site).items()}


@pytest.mark.parametrize("role", NOBODY)
def test_forging_the_form_does_no_more_than_the_page_offers(site: Site, role: str) -> None:
    browser, before = of_role(role), Event.objects.count()
    for page, roles in pages(site).items():
        if role not in roles:
            answer = browser.post(page, {"reason": "Because", "post": "yes"})
            assert answer.status_code in (302, 403), page
            assert answer.status_code == 403 or "/admin/login/" in answer["Location"], page
    assert Event.objects.count() == before


@pytest.mark.parametrize("role", sorted(VIEWERS))
def test_what_may_not_be_done_is_not_offered(site: Site, role: str) -> None:
    browser = of_role(role)
    person = browser.get(reverse("admin:accounts_user_change", args=[site.ann.id])).text
    assert ("/suspend/" in person) == (role in MODERATORS)
    assert ("/roles/" in person) == (role in SUPERUSERS)
    article = browser.get(reverse("admin:blog_article_change", args=[site.bees.id])).text
    assert ("/hide/" in article) == (role in MODERATORS)
    index = browser.get(reverse("admin:index")).text
    assert (reverse("admin:blog_report_changelist") in index) == (role in MODERATORS)


def test_nothing_in_the_admin_can_be_written_by_hand() -> None:
    """Also by a superuser, and by forging the request: Django asks the same before it answers one."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    for model, each in admin.site._registry.items():
        may = [
            each.has_add_permission(request),
            each.has_change_permission(request),
            each.has_delete_permission(request),
        ]
        assert not any(may), model
        assert list(each.get_actions(request)) == [], model


def test_a_moderator_hides_dismisses_and_undoes_by_commands(site: Site) -> None:
    browser = of_role("moderator")
    eve = User.objects.get(username="eve")
    queue = reverse("admin:blog_report_changelist")
    shown = text_of(browser.get(queue).text)
    assert "Open (2)" in shown
    assert shown.index("Hm") < shown.index("All there is to say about")  # the newest report first
    hide = reverse("admin:blog_report_act", args=["article", site.bees.id, "hide"])
    assert browser.post(hide, {"reason": ""}).status_code == 422
    assert browser.post(hide, {"reason": "Spam"})["Location"] == queue
    assert Article.objects.get().hidden_because == "Spam"
    assert Event.objects.get(event_type="ArticleHidden").actor_id == eve.id
    assert CommandRecord.objects.filter(name="HideArticle", status="accepted").get().actor_id == eve.id
    after = browser.get(queue).text
    assert "The article is hidden" in after
    unhide = reverse("admin:blog_report_act", args=["article", site.bees.id, "unhide"])
    assert unhide in after
    assert "Spam" in text_of(browser.get(f"{queue}?show=hidden").text)
    assert browser.post(unhide)["Location"] == queue
    assert Article.objects.get().hidden_at is None
    dismiss = reverse("admin:blog_report_act", args=["comment", site.comment.id, "dismiss"])
    assert browser.post(f"{dismiss}?back=/article/bees", {"reason": "It is fine"})["Location"] == "/article/bees"
    assert "Nothing is reported" in browser.get(queue).text
    assert "It is fine" in text_of(browser.get(f"{queue}?show=closed").text)
    reopen = reverse("admin:blog_report_act", args=["comment", site.comment.id, "reopen"])
    assert reopen in browser.get(f"{queue}?show=closed").text
    browser.post(reopen)
    assert "Open (1)" in text_of(browser.get(queue).text)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", ""])
def test_the_way_back_leads_to_no_other_site(site: Site, back: str) -> None:
    browser = of_role("moderator")
    page = reverse("admin:blog_report_act", args=["article", site.bees.id, "unhide"])
    answer = browser.post(f"{page}?back={back}")
    assert answer["Location"] == reverse("admin:blog_report_changelist")


@pytest.mark.parametrize(
    "address",
    ["poem/{bees}/hide/", "article/{bees}/praise/", "comment/{bees}/hide/", "article/{comment}/hide/"],
)
def test_what_is_not_there_can_not_be_hidden(site: Site, address: str) -> None:
    page = reverse("admin:blog_report_changelist") + address.format(bees=site.bees.id, comment=site.comment.id)
    assert of_role("moderator").post(page, {"reason": "Spam"}).status_code == 404


def test_a_moderator_suspends_and_restores(site: Site) -> None:
    browser = of_role("moderator")
    suspend = reverse("admin:accounts_user_suspend", args=[site.ann.id])
    assert "they are told the reason" in text_of(browser.get(suspend).text)
    assert browser.post(suspend, {"reason": "  "}).status_code == 422
    person = reverse("admin:accounts_user_change", args=[site.ann.id])
    assert browser.post(suspend, {"reason": "Shouts"})["Location"] == person
    assert "UTC: Shouts" in browser.get(person).text
    assert Event.objects.get(event_type="UserSuspended").actor_id == User.objects.get(username="eve").id
    assert browser.post(reverse("admin:accounts_user_restore", args=[site.ann.id]))["Location"] == person
    assert site.ann.user.is_active


def test_a_moderator_suspends_neither_themselves_nor_whoever_has_a_role(site: Site) -> None:
    browser = of_role("moderator")
    commands.grant_role(site.ann.id, "superuser")
    for user, words in ((site.ann.user, "only a superuser"), (User.objects.get(username="eve"), "be yourself")):
        answer = browser.post(reverse("admin:accounts_user_suspend", args=[user.id]), {"reason": "Shouts"})
        assert answer.status_code == 422
        assert words in text_of(answer.text)
        assert CommandRecord.objects.filter(name="SuspendUser", status="rejected").exists()
    assert site.ann.user.is_active


def test_a_superuser_grants_and_takes_roles(site: Site) -> None:
    browser = of_role("superuser")
    grant = reverse("admin:accounts_user_role", args=[site.ann.id, "grant", "moderator"])
    assert grant in browser.get(reverse("admin:accounts_user_roles", args=[site.ann.id])).text
    assert "Make ann a moderator" in browser.get(grant).text
    assert browser.post(grant)["Location"] == reverse("admin:accounts_user_roles", args=[site.ann.id])
    assert site.ann.user.has_perm("blog.moderate")
    assert Event.objects.get(event_type="RoleGranted", data__role="moderator").actor_id is not None
    browser.post(reverse("admin:accounts_user_role", args=[site.ann.id, "take", "moderator"]))
    assert not site.ann.user.has_perm("blog.moderate")
    assert not site.ann.user.is_staff


def test_the_last_superuser_can_not_take_the_role_from_themselves() -> None:
    browser = of_role("superuser")
    eve = User.objects.get(username="eve")
    answer = browser.post(reverse("admin:accounts_user_role", args=[eve.id, "take", "superuser"]))
    assert answer.status_code == 422
    assert "The last superuser" in text_of(answer.text)
    assert browser.get("/admin/").status_code == 200


def test_who_may_grant_roles_makes_nobody_a_superuser(site: Site) -> None:
    eve = register("eve")
    commands.grant_role(eve.id, "viewer")
    eve.user.user_permissions.add(Permission.objects.get(codename="grant_role"))
    browser = eve.browser()
    assert browser.post(reverse("admin:accounts_user_role", args=[eve.id, "grant", "superuser"])).status_code == 403
    assert browser.post(reverse("admin:accounts_user_role", args=[site.ann.id, "grant", "viewer"])).status_code == 302
