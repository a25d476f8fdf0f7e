"""The audit in the admin: found, masked, looked at, exported; and who forges a write is on record."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import AsyncClient, Client
from django.urls import reverse

from accounts import commands
from es_core.admin import addresses
from es_core.audit.reading import page
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD, Person
from tests.es_core.auditing import ids, listed, question, recorded

pytestmark = pytest.mark.django_db

LIST = "/admin/es_core/commandrecord/"
MACHINE = {"REMOTE_ADDR": "192.0.2.9", "headers": {"user-agent": "Firefox"}}


def may(person: Person, *codenames: str) -> Client:
    """A browser of hers; she is staff, and holds these permissions."""
    commands.grant_role(person.id, "staff")
    of_es_core = ContentType.objects.get_for_model(CommandRecord)
    for each in codenames:
        permission, _ = Permission.objects.get_or_create(
            codename=each, content_type__app_label="es_core", defaults={"content_type": of_es_core, "name": each}
        )
        person.user.user_permissions.add(permission)
    return person.browser()


@pytest.fixture
def viewer(bob: Person) -> Client:
    return may(bob, "view_commandrecord", "view_event")


@pytest.fixture
def operator(bob: Person) -> Client:
    return may(bob, "view_commandrecord", "view_event", "view_personal", "export_audit")


def sign_in(email: str, password: str = "wrong password", **options: Any) -> None:
    Client().post("/login", {"email": email, "password": password}, **{**MACHINE, **options})


def shown(browser: Client, **typed: str) -> list[CommandRecord]:
    answer = browser.get(LIST, typed)
    assert answer.status_code == 200
    return [CommandRecord.objects.get(id=row.entry.id) for row in answer.context["page"].rows]


def noted(name: str) -> CommandRecord:
    return CommandRecord.objects.get(name=name)


def test_sign_ins_and_sign_outs_stand_in_the_list(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    browser = Client()
    browser.post("/login", {"email": ann.email, "password": PASSWORD})
    browser.post("/logout")
    found = [(each.name, each.status) for each in shown(viewer)][:3]
    assert found == [("SignOut", "accepted"), ("SignIn", "accepted"), ("SignIn", "rejected")]
    assert "email or password is invalid" in viewer.get(LIST).text
    assert ">ann</a>" in viewer.get(LIST).text


def test_failed_sign_ins_are_found_by_the_e_mail_address_that_was_typed(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    sign_in("nobody@example.org")
    sign_in(ann.email, PASSWORD)
    filters = {"name": "SignIn", "status": "rejected", "since": "12h"}
    [hers] = shown(viewer, q="ANN@example.org", **filters)
    assert hers.payload["account"] == str(ann.id)
    [nobodys] = shown(viewer, q="nobody@example.org", **filters)
    assert nobodys.id != hers.id
    assert shown(viewer, q="other@example.org", **filters) == []


def test_failed_sign_ins_name_whose_they_were(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    sign_in("nobody@example.org")
    answer = viewer.get(LIST, {"name": "SignIn"})
    assert [row.whom for row in answer.context["page"].rows] == [[], ["ann"]]
    assert 'href="?q=ann"' in answer.text
    entry = answer.context["page"].rows[1].entry
    assert addresses.stream_link(ann.id, "ann") in viewer.get(f"{LIST}{entry.id}/change/").text


def test_an_entry_names_others_than_who_acted(viewer: Client, ann: Person, bob: Person) -> None:
    names = {"user_id": str(ann.id), "reader_id": str(bob.id), "author_id": str(uuid4()), "actor_id": None}
    recorded(1, actor_id=bob.id, payload=names)
    recorded(2, payload={"user_id": str(ann.id), "text": "".join(map(str, range(9_000)))})
    rows = viewer.get(LIST, {"name": "AddBook"}).context["page"].rows
    assert [row.whom for row in rows] == [[], ["ann"]], "what is long is not looked into"


def test_sign_ins_from_before_somebody_had_the_address_are_found_as_well(viewer: Client) -> None:
    sign_in("carol@example.org")
    commands.register(username="carol", email="carol@example.org", password=PASSWORD)
    sign_in("carol@example.org")
    assert len(shown(viewer, q="carol@example.org", status="rejected")) == 2
    out = io.StringIO()
    call_command("audit", "carol@example.org", "--status", "rejected", "--since", "yesterday", "--json", stdout=out)
    assert len(out.getvalue().splitlines()) == 2


def test_failed_sign_ins_are_found_by_the_machine(operator: Client, ann: Person) -> None:
    sign_in(ann.email)
    sign_in(ann.email, REMOTE_ADDR="192.0.2.10")
    [found] = shown(operator, address="192.0.2.9", name="SignIn", status="rejected")
    assert found.address == "192.0.2.9"
    assert len(shown(operator, address="192.0.2.0/24", name="SignIn")) == 2


def test_who_did_it_is_found_by_name(viewer: Client, ann: Person) -> None:
    ann.browser().post("/settings", {"username": "anna", "email": ann.email})
    assert [each.name for each in shown(viewer, actor="anna")] == ["EditSettings"]
    assert {each.name for each in shown(viewer, q="anna")} == {"EditSettings", "RegisterUser"}
    assert "Nobody is called so." in viewer.get(LIST, {"actor": "zoe"}).text


def test_a_filter_that_can_t_be_meant_shows_nothing(viewer: Client) -> None:
    assert shown(viewer, since="whenever") == []
    assert "is no time" in viewer.get(LIST, {"since": "whenever"}).text


def test_pages_are_linked_and_keep_the_filters(viewer: Client) -> None:
    wanted = [recorded(n, channel="test").id for n in range(120)][::-1]
    seen, address = [], f"{LIST}?channel=test"
    for _ in range(3):
        answer = viewer.get(address)
        seen += [row.entry.id for row in answer.context["page"].rows]
        address = f"{LIST}?{answer.context['page'].older}"
    assert seen == wanted
    assert not answer.context["page"].older
    back = viewer.get(f"{LIST}?{answer.context['page'].newer}").context["page"]
    assert [row.entry.id for row in back.rows] == wanted[50:100]
    assert viewer.get(LIST, {"channel": "test", "sort": "slowest", "behind": "bent"}).status_code == 200


def test_personal_fields_are_masked(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    recorded(0, status="failed", reason="disk of eve@example.org", address="192.0.2.9", agent="Firefox",
             payload={"to": "eve@example.org"})  # fmt: skip
    for path in (LIST, *(f"{LIST}{each.pk}/change/" for each in CommandRecord.objects.all())):
        for query in ("", "?personal=1"):
            text = viewer.get(path + query).text
            assert "192.0.2.9" not in text
            assert "Firefox" not in text
            assert "eve@" not in text
    assert "e•••@example.org" in text
    assert "192.0.•••" in text
    assert not CommandRecord.objects.filter(name="PersonalFieldsShown").exists()


def test_personal_fields_are_masked_in_the_tree_of_a_request(viewer: Client) -> None:
    made = recorded(0, status="failed", reason="OSError: no room for ann@example.org of 192.0.2.7")
    tree = viewer.get(addresses.request_page(made.correlation_id)).text
    assert "no room for a•••@example.org of 192.0.•••" in tree
    assert "ann@" not in tree


def test_who_may_not_see_addresses_can_t_try_them_out(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    sign_in(ann.email, REMOTE_ADDR="192.0.2.10")
    assert len(shown(viewer, address="192.0.2.9", name="SignIn")) == 2
    assert shown(viewer, q="192.0.2.9") == []


def test_a_look_at_personal_fields_is_on_record(operator: Client, bob: Person) -> None:
    made = recorded(0, address="192.0.2.9", agent="Firefox", name="RingBell")
    assert "192.0.2.9" not in operator.get(LIST).text
    assert "192.0.2.9" not in operator.get(f"{LIST}{made.pk}/change/").text
    assert not CommandRecord.objects.filter(name="PersonalFieldsShown").exists()
    text = operator.get(LIST, {"personal": "1", "name": "RingBell"}).text
    assert "192.0.2.9" in text
    assert "Firefox" in text
    look = noted("PersonalFieldsShown")
    assert (look.actor_id, look.status) == (bob.id, "noted")
    assert look.payload == {"question": {"name": "RingBell"}, "entries": 1}
    look.delete()
    assert "192.0.2.9" in operator.get(f"{LIST}{made.pk}/change/?personal=1").text
    look = noted("PersonalFieldsShown")
    assert (look.payload, look.stream_id) == ({"entry": made.pk}, made.stream_id)


def test_asking_for_a_machine_is_a_look_too(operator: Client) -> None:
    recorded(0, address="192.0.2.9")
    operator.get(LIST, {"address": "192.0.2.9"})
    assert noted("PersonalFieldsShown").payload["question"] == {"address": "192.0.2.9"}


def test_what_cannot_be_put_on_record_is_not_shown(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(0, address="192.0.2.9")

    def full(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("es_core.admin.personal.note", full)
    with pytest.raises(OSError, match="full"):
        operator.get(LIST, {"personal": "1"})


def exported(person: Person, query: str, **fields: str) -> tuple[Any, str]:
    browser = AsyncClient()
    browser.cookies = person.browser().cookies

    async def ask() -> tuple[Any, str]:
        answer: Any = await browser.post(f"{LIST}export/?{query}", fields)
        if not answer.streaming:
            return answer, answer.text
        return answer, "".join([part.decode() async for part in answer])

    return async_to_sync(ask)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "query", ["", "channel=test", "status=rejected&sort=slowest", "q=taken", "name=AddBook&since=1900-01-01"]
)
def test_an_export_is_exactly_what_is_filtered(bob: Person, operator: Client, query: str) -> None:
    for n in range(60):
        recorded(
            n,
            channel="test",
            status=("accepted", "rejected")[n % 2],
            reason=("", "taken")[n % 2],
            duration_ms=95 + n * 7 % 11,
        )
    typed = dict(each.split("=") for each in query.split("&") if each)
    wanted = ids(page(question(**typed), size=1000).entries)
    answer, text = exported(bob, query, **{"as": "jsonl"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    assert [json.loads(line)["id"] for line in text.splitlines()] == wanted
    _, text = exported(bob, query + "&until=2030-01-01" if query else "until=2030-01-01", **{"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [int(row["id"]) for row in rows if int(row["id"]) in wanted] == wanted
    assert {row["address"] for row in rows} <= {"", "127.0.•••"}


@pytest.mark.django_db(transaction=True)
def test_an_export_is_on_record(bob: Person, operator: Client) -> None:
    made = recorded(0, channel="test", address="192.0.2.9")
    _, text = exported(bob, "channel=test&personal=1", **{"as": "jsonl"})
    assert json.loads(text)["address"] == "192.0.2.9"
    record = noted("AuditExported")
    assert (record.actor_id, record.channel) == (bob.id, "web")
    asked = {"question": {"channel": "test"}, "sort": "newest", "as": "jsonl", "personal": True}
    assert record.payload == asked | {"rows": 1, "whole": True}
    assert made.pk < record.pk


def test_an_export_asks_for_its_permission(bob: Person, viewer: Client) -> None:
    answer = viewer.post(f"{LIST}export/", {"as": "csv"})
    assert answer.status_code == 403
    assert not CommandRecord.objects.filter(name="AuditExported").exists()
    assert noted("AdminWriteRefused").payload["asked"] == "export"


@pytest.mark.parametrize("fields", [{}, {"as": "xml"}])
def test_an_export_of_nothing_known_leads_back(operator: Client, fields: dict[str, str]) -> None:
    assert operator.post(f"{LIST}export/?status=failed", fields)["Location"] == f"{LIST}?status=failed"
    assert operator.get(f"{LIST}export/").status_code == 302


def test_the_list_asks_for_its_permission(ann: Person, client: Client) -> None:
    assert client.get(LIST).status_code == 302
    assert may(ann).get(LIST).status_code == 403


FORGED: dict[str, Callable[[Client, str, str], Any]] = {
    "open the form to add": lambda browser, model, _: browser.get(reverse(f"admin:{model}_add")),
    "add": lambda browser, model, _: browser.post(reverse(f"admin:{model}_add"), {"name": "x"}),
    "change": lambda browser, model, pk: browser.post(reverse(f"admin:{model}_change", args=[pk]), {"name": "x"}),
    "open the page to delete": lambda browser, model, pk: browser.get(reverse(f"admin:{model}_delete", args=[pk])),
    "delete": lambda browser, model, pk: browser.post(reverse(f"admin:{model}_delete", args=[pk]), {"post": "yes"}),
    "delete selected": lambda browser, model, pk: browser.post(
        reverse(f"admin:{model}_changelist"), {"action": "delete_selected", "_selected_action": pk, "post": "yes"}
    ),
}


@pytest.mark.parametrize("what", FORGED)
@pytest.mark.parametrize(
    "model", ["es_core_commandrecord", "es_core_event", "es_core_projectorstate", "accounts_profile"]
)
def test_a_forged_write_is_refused_and_on_record(ann: Person, bob: Person, model: str, what: str) -> None:
    commands.grant_role(bob.id, "superuser")
    pk = {
        "es_core_commandrecord": str(CommandRecord.objects.latest("id").pk),
        "es_core_event": str(Event.objects.latest("position").pk),
        "es_core_projectorstate": "articles",
        "accounts_profile": str(ann.id),
    }[model]
    before = (CommandRecord.objects.count(), Event.objects.count())
    assert FORGED[what](bob.browser(), model, pk).status_code == 403
    assert (CommandRecord.objects.count(), Event.objects.count()) == (before[0] + 1, before[1])
    record = noted("AdminWriteRefused")
    assert (record.actor_id, record.channel, record.status) == (bob.id, "web", "noted")
    assert record.payload["model"] == ".".join(model.rsplit("_", 1))
    assert record.payload["object"] in ("", pk)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_what_came_from_none_of_our_pages_is_refused_and_on_record(bob: Person, headers: dict[str, str]) -> None:
    commands.grant_role(bob.id, "superuser")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bob.user, "accounts.backends.EmailOrUsernameBackend")
    assert browser.post(f"{LIST}1/delete/", {"post": "yes"}, headers=headers).status_code == 403
    record = noted("AdminWriteRefused")
    assert (record.actor_id, record.payload["path"]) == (bob.id, f"{LIST}1/delete/")


def test_strangers_fill_no_record_with_forms_of_no_page(db: None) -> None:
    before = CommandRecord.objects.count()
    assert Client(enforce_csrf_checks=True).post(LIST, {}).status_code == 403
    assert CommandRecord.objects.count() == before


def test_a_page_that_reads_is_no_forgery(operator: Client) -> None:
    operator.get(LIST)
    operator.head(LIST)
    operator.get(f"{LIST}{CommandRecord.objects.latest('id').pk}/change/")
    assert not CommandRecord.objects.filter(name="AdminWriteRefused").exists()


def test_no_link_of_the_pages_writes(operator: Client) -> None:
    text = operator.get(LIST).text + operator.get(f"{LIST}{CommandRecord.objects.latest('id').pk}/change/").text
    assert "/add/" not in text
    assert "/delete/" not in text
    assert 'name="_save"' not in text


def test_the_site_s_own_record_of_a_request_is_one_link_away(viewer: Client, ann: Person) -> None:
    sign_in(ann.email)
    [entry] = shown(viewer, name="SignIn")
    page_of_it = viewer.get(f"{LIST}{entry.pk}/change/").text
    assert f"?correlation={entry.correlation_id}" in page_of_it
    assert f"?stream={entry.stream_id}" in page_of_it
    assert listed(correlation=str(entry.correlation_id)) == [entry.pk]


def test_an_entry_about_no_stream_has_a_page(viewer: Client) -> None:
    made = recorded(0, stream_type="", stream_id=None, status="noted", name="SocketOpened")
    assert "SocketOpened" in viewer.get(f"{LIST}{made.pk}/change/").text
    assert viewer.get(f"{LIST}{uuid4()}/change/").status_code in (302, 404)


def test_looks_and_exports_of_a_person_go_with_the_person(operator: Client, bob: Person) -> None:
    recorded(0, address="192.0.2.9")
    operator.get(LIST, {"address": "192.0.2.9"})
    call_command("forget_subject", str(bob.id), "--yes", stdout=io.StringIO())
    look = noted("PersonalFieldsShown")
    assert (look.payload, look.address, look.reason) == ({}, None, "")
    assert UUID(str(look.actor_id)) == bob.id


def test_taking_one_s_data_along_is_on_record(ann: Person) -> None:
    browser = ann.browser()
    assert browser.get("/settings/data")["Location"] == "/settings"
    assert not CommandRecord.objects.filter(name="SubjectExported").exists()
    browser.post("/settings/data")
    record = noted("SubjectExported")
    assert (record.actor_id, record.stream_id, record.reason) == (ann.id, ann.id, "downloaded by themselves")


def test_an_operator_s_export_of_somebody_is_on_record(ann: Person) -> None:
    call_command("export_subject", "ann", stdout=io.StringIO())
    record = noted("SubjectExported")
    assert (record.channel, record.stream_id) == ("manage.py export_subject", ann.id)
    assert '"SubjectExported"' in exported_of(ann)


def exported_of(person: Person) -> str:
    out = io.StringIO()
    call_command("export_subject", str(person.id), stdout=out)
    return out.getvalue()
