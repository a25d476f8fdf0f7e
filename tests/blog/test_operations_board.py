"""The operations board: how projectors do, and what an operator may do about it, in the Django admin."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import commands
from accounts.models import User
from blog.projectors import activity
from es_core.live.key import key_of
from es_core.live.rendering import render
from es_core.models import CommandRecord, DeadLetter, Event, LagSample, LiveProcess, Operation, ProjectorState
from es_core.operating import doing
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db(transaction=True)

BOARD = "admin:es_core_projectorstate_changelist"


@pytest.fixture
def operator(bob: Person) -> Client:
    for role in ("staff", "operator"):
        commands.grant_role(bob.id, role)
    return bob.browser()


@pytest.fixture
def onlooker(ann: Person) -> Client:
    """Staff that may look, and no more."""
    for role in ("staff", "viewer"):
        commands.grant_role(ann.id, role)
    return ann.browser()


def page(browser: Client, name: str = "activity") -> str:
    answer = browser.get(reverse("admin:es_core_projectorstate_change", args=[name]))
    assert answer.status_code == 200
    return answer.text


def press(browser: Client, act: str, name: str = "activity", **form: str) -> str:
    """The page that comes of it."""
    url = reverse("admin:es_core_projectorstate_operate", args=[name])
    answer = browser.post(url, {"act": act, **form}, follow=True)
    assert answer.status_code == 200
    return answer.text


def stuck(position: int) -> None:
    ProjectorState.objects.filter(name="activity").update(
        state="paused",
        reason=f"ArticlePublished at position {position}: LookupError: no such thing",
        stack='  File "activity.py", in add_activity\nLookupError: no such thing',
        failing=position,
        tries=5,
    )


@pytest.fixture
def poison(ann: Person) -> int:
    """`activity` stands at this event."""
    article_of(ann.id, title="Bees")
    position = Event.objects.filter(event_type="ArticlePublished").values_list("position", flat=True).get()
    stuck(position)
    return position


def test_the_board_says_who_needs_an_operator_and_why(operator: Client, poison: int) -> None:
    answer = operator.get(reverse(BOARD))
    words = text_of(answer.text)
    assert "Needs an operator: activity" in words
    assert f"ArticlePublished at position {poison}: LookupError: no such thing" in words
    assert {"articles", "comments", "publishing"} <= set(words.split())
    assert "ArticlePublished" in words.partition("Busiest")[2]


def test_lag_is_drawn_and_told(operator: Client, ann: Person) -> None:
    for slot, lag in enumerate((1, 7)):
        LagSample.objects.create(
            projector="activity", slot=slot, taken_at=timezone.now(), position=0, lag=lag, seconds=1.0
        )
    article_of(ann.id)
    answer = operator.get(reverse(BOARD)).text
    assert "<polyline points=" in answer
    assert "Lag of the last hour, at most 7 events" in answer


def test_web_processes_tell_their_sockets(operator: Client) -> None:
    LiveProcess.objects.create(
        id=uuid4(), name="web-1:42", started_at=timezone.now(), seen_at=timezone.now(), position=0,
        figures={"sockets": 12, "renders": 3456},
    )  # fmt: skip
    words = text_of(operator.get(reverse(BOARD)).text)
    assert "web-1:42" in words
    assert "3,456" in words


def test_a_projector_s_page_shows_where_it_failed_and_what_to_do(operator: Client, poison: int) -> None:
    shown = page(operator)
    assert "in add_activity" in shown
    assert reverse("admin:es_core_event_change", args=[poison]) in shown
    assert "Then <strong>resume</strong> it" in shown
    assert 'value="resume"' in shown
    assert f'value="park {poison}"' in shown


def test_resuming_is_done_at_once_and_told(operator: Client, poison: int, bob: Person) -> None:
    assert "It goes on." in text_of(press(operator, "resume"))
    assert ProjectorState.objects.get(name="activity").state == "running"
    record = CommandRecord.objects.get(name="ResumeProjector")
    assert (record.actor_id, record.channel, record.status) == (bob.id, "web", "accepted")
    assert Event.objects.get(event_type="ProjectorResumed").actor_id == bob.id


@pytest.mark.parametrize("act", ["park", "drop", "pause", "rebuild"])
def test_what_is_not_harmless_is_asked_for_twice(operator: Client, poison: int, act: str) -> None:
    DeadLetter.objects.create(
        projector="activity", position=1, stream_id=uuid4(), event_type="ArticlePublished", error="x"
    )
    if act == "pause":
        ProjectorState.objects.filter(name="activity").update(state="running")
    said = f"park {poison}" if act == "park" else act
    before = list(ProjectorState.objects.values())
    asked = press(operator, said)
    assert "No, take me back" in asked
    assert list(ProjectorState.objects.values()) == before
    assert not Operation.objects.exists()
    press(operator, said, sure="yes")
    assert CommandRecord.objects.filter(stream_type="projector", status="accepted").count() == 1


def test_a_reason_for_a_pause_is_shown_to_others(operator: Client) -> None:
    press(operator, "pause", sure="yes", reason="the disk is being moved")
    assert "the disk is being moved" in text_of(operator.get(reverse(BOARD)).text)


def test_a_reason_is_told_without_its_zero_bytes(operator: Client) -> None:
    assert "Disk\u200bis full" in press(operator, "pause", sure="yes", reason="Disk\0\u200bis full")


def test_what_a_failure_quotes_is_masked(operator: Client, poison: int) -> None:
    """Whoever may look at the board need not see what is personal: an exception may hold it."""
    quoted = "LookupError: ann@example.org from 192.0.2.7"
    ProjectorState.objects.filter(name="activity").update(reason=quoted, stack=f"in add_activity\n{quoted}")
    event = {"position": poison, "stream_id": uuid4(), "event_type": "ArticlePublished"}
    DeadLetter.objects.create(projector="activity", **event, error=quoted, stack=quoted)
    for shown in (page(operator), operator.get(reverse(BOARD)).text):
        assert "a•••@example.org from 192.0.•••" in shown
        assert "ann@" not in shown
        assert "192.0.2.7" not in shown


def test_parked_replayed_and_well_again(operator: Client, poison: int) -> None:
    press(operator, f"park {poison}", sure="yes")
    shown = page(operator)
    assert "Dead letters: 1" in text_of(shown)
    assert "LookupError: no such thing" in text_of(shown)
    press(operator, "replay")
    assert "It waits for a process that does it" in text_of(page(operator))
    doing.do_all()
    shown = text_of(page(operator))
    assert "1 replayed" in shown
    assert "Dead letters" not in shown
    assert list(activity.models[0]._default_manager.values_list("pk", flat=True)) == [poison]


def test_a_rebuild_is_asked_for_and_can_be_stopped(operator: Client, bob: Person) -> None:
    press(operator, "rebuild", "articles", sure="yes")
    operation = Operation.objects.get()
    assert (operation.kind, operation.projector, operation.asked_by) == ("rebuild", "articles", bob.id)
    assert "under way already" in text_of(press(operator, "rebuild", "articles", sure="yes"))
    press(operator, f"stop {operation.id}", "articles")
    doing.do_all()
    assert "stopped by an operator" in text_of(page(operator, "articles"))


def test_a_verification_shows_its_result(operator: Client, ann: Person) -> None:
    article_of(ann.id)
    press(operator, "verify", "articles")
    doing.do_all()
    assert "equal: all" in text_of(page(operator, "articles"))


@pytest.mark.parametrize("act", ["resume", "pause", "rebuild", "verify", "replay", "drop"])
def test_whoever_may_only_look_is_refused_and_that_is_recorded(
    onlooker: Client, ann: Person, poison: int, act: str
) -> None:
    assert onlooker.get(reverse(BOARD)).status_code == 200
    assert 'form="operate"' not in page(onlooker)
    before = list(ProjectorState.objects.values())
    url = reverse("admin:es_core_projectorstate_operate", args=["activity"])
    assert onlooker.post(url, {"act": act, "sure": "yes"}).status_code == 403
    assert list(ProjectorState.objects.values()) == before
    assert not Operation.objects.exists()
    refused = CommandRecord.objects.get(stream_type="projector")
    assert (refused.actor_id, refused.status) == (ann.id, "rejected")
    assert "es_core.operate" in refused.reason


def test_readers_and_strangers_see_none_of_it(bobs: Client) -> None:
    for browser in (bobs, Client()):
        for url in (reverse(BOARD), reverse("admin:es_core_projectorstate_change", args=["activity"])):
            assert browser.get(url).status_code == 302
        assert browser.post(reverse("admin:es_core_projectorstate_operate", args=["activity"])).status_code == 302


def test_staff_needs_the_permission_to_look(ann: Person) -> None:
    commands.grant_role(ann.id, "staff")
    assert ann.browser().get(reverse(BOARD)).status_code == 403
    assert ann.browser().get(reverse("admin:es_core_projectorstate_change", args=["activity"])).status_code == 403


@pytest.mark.parametrize("act", ["", "explode", "park", "park x", "stop", "stop 1", "park 1 2", "park " + "9" * 30])
def test_buttons_that_there_are_not(operator: Client, act: str) -> None:
    url = reverse("admin:es_core_projectorstate_operate", args=["activity"])
    assert operator.post(url, {"act": act}).status_code == 404


def test_nothing_is_done_by_opening_an_address(operator: Client) -> None:
    assert operator.get(reverse("admin:es_core_projectorstate_operate", args=["activity"])).status_code == 405
    assert operator.get(reverse("admin:es_core_projectorstate_change", args=["nobody"])).status_code == 404
    assert operator.get(reverse("admin:es_core_projectorstate_add")).status_code == 403
    delete = reverse("admin:es_core_projectorstate_delete", args=["activity"])
    assert operator.post(delete, {"post": "yes"}).status_code == 403


def test_a_forged_form_is_refused(bob: Person, operator: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(bob.user, "accounts.backends.EmailOrUsernameBackend")
    url = reverse("admin:es_core_projectorstate_operate", args=["activity"])
    assert careful.post(url, {"act": "pause", "sure": "yes"}).status_code == 403
    assert ProjectorState.objects.get(name="activity").state == "running"


def test_a_page_used_twice_says_so(operator: Client) -> None:
    form = {"command_id": str(uuid4()), "sure": "yes"}
    press(operator, "verify", "articles", **form)
    assert "used before" in text_of(press(operator, "rebuild", "articles", **form))
    press(operator, "pause", **(form | {"command_id": str(uuid4())}))


@pytest.mark.parametrize("name", ["es-board", "es-projector"])
def test_a_fragment_shows_nothing_to_whom_it_is_not_for(ann: Person, bob: Person, onlooker: Client, name: str) -> None:
    def shown(viewer: object) -> str | None:
        arguments = {"projector": "activity"} if name == "es-projector" else {}
        return render(key_of(name, viewer_id=viewer, **arguments)).html

    assert shown(bob.id) is None
    assert shown(uuid4()) is None
    assert shown(ann.id)
    commands.take_role(ann.id, "viewer")
    assert shown(ann.id) is None
    commands.grant_role(bob.id, "superuser")
    assert shown(bob.id)
    User.objects.filter(id=bob.id).update(is_active=False)
    assert shown(bob.id) is None


def test_the_board_costs_few_queries(operator: Client, django_assert_max_num_queries: "object") -> None:
    with django_assert_max_num_queries(70):  # type: ignore[operator]  # pytest-django's fixture
        operator.get(reverse(BOARD))
