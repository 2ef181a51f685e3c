"""Webhooks are registered, changed and forgotten; their secret never comes out."""

from typing import Any

import pytest

from tests.fake_spark import FakeSpark

from .partner import Clock, Partner
from .receiver import Receiver

URL = "https://partner.example/notify"
NOW = "2026-03-04T07:30:00+00:00"
TEXT, PROBLEM, NOTHING = "application/json", "application/problem+json", ""
CURVE, ELIGIBILITY = "PriceCurveCreated", "UserEligibilityUpdated"
WHOLE = {"webhookUrl": URL, "name": "Home", "webhookSecret": "between-us", "notificationTypes": [CURVE, ELIGIBILITY]}


@pytest.fixture
async def webhook_id(partner: Partner) -> str:
    """Return a webhook that has everything."""
    created: str = (await partner.post("/webhooks", WHOLE)).json["webhookId"]
    return created


async def test_a_new_webhook_is_on_and_new(partner: Partner) -> None:
    """Everything but the secret comes back, and every member is there."""
    reply = await partner.post("/webhooks", WHOLE)
    webhook = reply.json
    assert reply.status == 201
    assert webhook == {
        "webhookId": webhook["webhookId"],
        "webhookUrl": URL,
        "name": "Home",
        "notificationTypes": [CURVE, ELIGIBILITY],
        "enabled": True,
        "status": "New",
        "modifiedDate": NOW,
        "createdDate": NOW,
        "lastAnalyzedTimestamp": NOW,
    }
    assert (await partner.get(f"/webhooks/{webhook['webhookId']}")).json == webhook
    assert (await partner.get("/webhooks")).json == {"webhooks": [webhook]}


async def test_only_the_address_is_required(partner: Partner) -> None:
    """A name is for people, a secret is recommended; without types there is nothing to be told."""
    webhook = (await partner.post("/webhooks", {"webhookUrl": URL})).json
    assert (webhook["name"], webhook["notificationTypes"]) == (None, [])


async def test_the_secret_never_comes_out(spark: FakeSpark, partner: Partner, webhook_id: str) -> None:
    """A client that wanted to read it back would have to keep it itself, as at Spark."""
    path = f"/webhooks/{webhook_id}"
    replies = [
        await partner.get("/webhooks"),
        await partner.get(path),
        await partner.ask("PATCH", path, {"webhookSecret": "between-us-too"}),
        await partner.ask("PUT", path, WHOLE),
    ]
    assert {reply.status for reply in replies} == {200}
    assert "between" not in "".join(reply.text for reply in replies)
    assert spark.webhooks[webhook_id].secret == "between-us"


async def test_a_put_replaces_everything(spark: FakeSpark, partner: Partner, clock: Clock, webhook_id: str) -> None:
    """Whatever is left out is gone, the secret included; a client that forgets it is never signed for again."""
    clock.advance(hours=1)
    reply = await partner.ask("PUT", f"/webhooks/{webhook_id}", {"webhookUrl": URL + "/new"})
    assert reply.status == 200
    assert reply.json == (await partner.get(f"/webhooks/{webhook_id}")).json
    assert (reply.json["webhookUrl"], reply.json["name"], reply.json["notificationTypes"]) == (URL + "/new", None, [])
    assert reply.json["enabled"] is False
    assert (reply.json["createdDate"], reply.json["modifiedDate"]) == (NOW, "2026-03-04T08:30:00+00:00")
    assert spark.webhooks[webhook_id].secret is None


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"name": "Cabin"}, {"name": "Cabin"}),
        ({"webhookUrl": "http://127.0.0.1:8123/x"}, {"webhookUrl": "http://127.0.0.1:8123/x"}),
        ({"notificationTypes": [CURVE, CURVE]}, {"notificationTypes": [CURVE]}),
        ({"notificationTypes": []}, {"notificationTypes": []}),
        ({"enabled": False}, {"enabled": False}),
        (dict.fromkeys((*WHOLE, "enabled")), {}),
        ({}, {}),
    ],
)
async def test_a_patch_changes_what_it_names(
    spark: FakeSpark, partner: Partner, webhook_id: str, change: Any, after: Any
) -> None:
    """Null and absent leave a member alone."""
    before = (await partner.get(f"/webhooks/{webhook_id}")).json
    reply = await partner.ask("PATCH", f"/webhooks/{webhook_id}", change)
    assert (reply.status, reply.json) == (200, before | after)
    assert spark.webhooks[webhook_id].secret == "between-us"


async def test_an_empty_secret_is_none(spark: FakeSpark, partner: Partner, webhook_id: str) -> None:
    """An empty key would sign, and prove nothing."""
    await partner.ask("PATCH", f"/webhooks/{webhook_id}", {"webhookSecret": ""})
    assert spark.webhooks[webhook_id].secret is None


@pytest.mark.parametrize(("word", "is_on"), [("false", False), ("true", True), ("False", False)])
async def test_a_webhook_is_switched_by_a_path_of_its_own(
    partner: Partner, webhook_id: str, word: str, is_on: bool
) -> None:
    """The answer has no body, and nothing else changes."""
    reply = await partner.ask("PUT", f"/webhooks/{webhook_id}/enabled", enabled=word)
    assert (reply.status, reply.text) == (204, "")
    assert (await partner.get(f"/webhooks/{webhook_id}")).json["enabled"] is is_on


async def test_a_deleted_webhook_is_gone(partner: Partner, webhook_id: str) -> None:
    """Deleting is final, and the second time says so with a text, unlike all other paths of webhooks."""
    path = f"/webhooks/{webhook_id}"
    assert (await partner.delete(path)).status == 204
    assert (await partner.get("/webhooks")).json == {"webhooks": []}
    again = await partner.delete(path)
    assert (again.status, again.content_type) == (404, TEXT)
    assert isinstance(again.json, str)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/webhooks/none", None),
        ("PUT", "/webhooks/none", WHOLE),
        ("PATCH", "/webhooks/none", {}),
        ("PUT", "/webhooks/none/enabled?enabled=true", None),
    ],
)
async def test_an_unknown_webhook_is_404_without_a_body(partner: Partner, method: str, path: str, body: Any) -> None:
    """A client must not look for a reason where there is none."""
    reply = await partner.ask(method, path, body)
    assert (reply.status, reply.text) == (404, "")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("webhookUrl", None),
        ("webhookUrl", ""),
        ("webhookUrl", 7),
        ("webhookUrl", "partner.example/notify"),
        ("webhookUrl", "/notify"),
        ("webhookUrl", "ftp://partner.example/notify"),
        ("webhookUrl", "http://"),
        ("webhookUrl", "http://[::1/notify"),
        ("webhookUrl", "http://partner.example:99999/"),
        ("name", 7),
        ("webhookSecret", 7),
        ("notificationTypes", CURVE),
        ("notificationTypes", ["PriceCurve"]),
        ("notificationTypes", [7]),
    ],
)
async def test_a_bad_webhook_is_refused_with_problem_details(
    spark: FakeSpark, partner: Partner, webhook_id: str, member: str, value: Any
) -> None:
    """The map of errors names the member, and nothing is changed, not even the good members."""
    before, path = (await partner.get("/webhooks")).json, f"/webhooks/{webhook_id}"
    asked = [("POST", "/webhooks"), ("PUT", path)] + ([("PATCH", path)] if value is not None else [])
    for method, where in asked:
        reply = await partner.ask(method, where, WHOLE | {"name": "Other", member: value})
        assert (reply.status, reply.content_type, list(reply.json["errors"])) == (400, PROBLEM, [member])
    assert (await partner.get("/webhooks")).json == before


@pytest.mark.parametrize("query", ["", "?enabled=", "?enabled=yes", "?enabled=1"])
async def test_a_switch_has_to_say_how(partner: Partner, webhook_id: str, query: str) -> None:
    """The query is required; a body with the same member is no answer to it."""
    reply = await partner.ask("PUT", f"/webhooks/{webhook_id}/enabled{query}", {"enabled": False})
    assert (reply.status, reply.content_type) == (400, PROBLEM)
    assert (await partner.get(f"/webhooks/{webhook_id}")).json["enabled"] is True


@pytest.mark.parametrize("value", ["no", 1])
async def test_a_body_switches_with_true_and_false_alone(partner: Partner, webhook_id: str, value: Any) -> None:
    """Texts and numbers are no booleans in JSON."""
    reply = await partner.ask("PATCH", f"/webhooks/{webhook_id}", {"enabled": value})
    assert (reply.status, list(reply.json["errors"])) == (400, ["enabled"])


async def test_nobody_sees_webhooks_without_a_token(partner: Partner) -> None:
    """A webhook's address is as good as a password."""
    partner.token = ""
    for path in ("/webhooks", "/webhooks/none", "/webhooks/logs", "/webhooks/logs/none"):
        assert (await partner.get(path)).status == 401


async def deliver_three(spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock) -> tuple[str, str]:
    """Deliver one event to two webhooks, one of which needs a second attempt."""
    first = await partner.subscribe(receiver.url, webhookSecret="between-us")
    receiver.statuses = [503]
    spark.publish_raw({"id": "e-1", "payload": {"payloadType": "PriceCurve", "note": "blåbær"}})
    await spark.deliver()
    second = await partner.subscribe(receiver.url)
    spark.publish_raw({"id": "e-2", "payload": {"payloadType": "PriceCurve"}})
    await partner.ask("PUT", f"/webhooks/{first}/enabled?enabled=true")
    clock.advance(seconds=5)
    await spark.deliver()
    return first, second


async def test_every_attempt_is_in_the_log(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """Newest first, with all members, null where there was nothing; who looks for a lost event looks here."""
    first, second = await deliver_three(spark, partner, receiver, clock)
    everything = (await partner.get("/webhooks/logs")).json
    assert everything["pagination"]["totalRecords"] == 4
    of_second = (await partner.get("/webhooks/logs", webhookId=second)).json["webhookNotificationLogs"]
    (entry,) = of_second
    assert isinstance(entry.pop("requestDurationMs"), int)
    assert isinstance(entry.pop("notificationId"), str)
    assert isinstance(entry.pop("tenantId"), str)
    assert entry == {
        "webhookId": second,
        "partnerEventId": "e-2",
        "notificationType": CURVE,
        "notificationSent": "2026-03-04T07:30:05+00:00",
        "sparkSignature": None,
        "webhookUrl": receiver.url,
        "requestTimeout": False,
        "responseStatusCode": 200,
    }
    of_first = (await partner.get("/webhooks/logs", webhookId=first)).json["webhookNotificationLogs"]
    assert [each["responseStatusCode"] for each in of_first] == [200, 200, 503]
    page = (await partner.get("/webhooks/logs", page=2, pageSize=3)).json
    assert page["webhookNotificationLogs"] == [of_first[-1]]
    assert page["pagination"]["previousPage"] == 1


async def test_the_log_of_a_notification_has_the_body_that_was_sent(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """Whoever checks a signature by hand needs every byte of it."""
    await deliver_three(spark, partner, receiver, clock)
    letter = next(letter for letter in receiver.letters if letter.signature)
    reply = await partner.get(f"/webhooks/logs/{letter.json['notificationId']}")
    assert reply.json["notificationContent"].encode() == letter.body
    assert "blåbær" in reply.json["notificationContent"]
    assert reply.json["webhookNotificationLog"]["sparkSignature"] == letter.signature
    assert reply.json["webhookNotificationLog"]["responseStatusCode"] == 200


async def test_the_log_outlives_its_webhook(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """After a webhook was deleted, people still want to know what it was told."""
    first, _ = await deliver_three(spark, partner, receiver, clock)
    await partner.delete(f"/webhooks/{first}")
    assert (await partner.get("/webhooks/logs", webhookId=first)).json["pagination"]["totalRecords"] == 3


async def test_an_unknown_webhook_has_an_empty_log(partner: Partner) -> None:
    """No 404 is listed here."""
    reply = await partner.get("/webhooks/logs", webhookId="none")
    assert (reply.status, reply.json["webhookNotificationLogs"]) == (200, [])


@pytest.mark.parametrize("path", ["/webhooks/logs/none", "/webhooks/logs?pageSize=0", "/webhooks/logs?page=two"])
async def test_a_log_that_cannot_be_is_refused_with_problem_details(partner: Partner, path: str) -> None:
    """No 404 is listed for a notification, so it is 400."""
    reply = await partner.get(path)
    assert (reply.status, reply.content_type, len(reply.json["errors"])) == (400, PROBLEM, 1)
