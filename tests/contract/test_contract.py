"""Both directions against Volue's file, and the proof that this can fail."""

from dataclasses import replace
import json
from typing import Any, cast

from aiohttp import ClientSession
import pytest

from tests.fake_spark import Exchange, FakeSpark, Fault
from tests.fake_spark.notifications import TYPE_OF_PAYLOAD
from tests.fake_spark.routes import ROUTES
from tests.local_spark.partner import Partner

from .checker import Contract
from .client_tour import client_of, client_tour, public_methods
from .delivery_checker import DeliveryContract
from .quirks import QUIRKS, Quirk, put_right
from .server_tour import server_tour


class Witness:
    """A client that remembers which of its methods were called."""

    def __init__(self, client: object) -> None:
        """Stand before a client."""
        self.client = client
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """Hand out a method and remember it."""
        self.called.add(name)
        return getattr(self.client, name)


async def test_the_local_spark_answers_as_the_file_says(
    contract: Contract, spark: FakeSpark, partner: Partner, exchanges: list[Exchange]
) -> None:
    """A local Spark that differs from the real one would make every other test worthless."""
    await server_tour(partner, spark)
    assert contract.check(exchanges) == []


async def test_our_client_asks_as_the_file_says(
    contract: Contract, spark: FakeSpark, session: ClientSession, exchanges: list[Exchange]
) -> None:
    """The local Spark ignores members it does not know; the real one may refuse them."""
    await client_tour(client_of(session, spark.api_url, spark.token_url))
    assert {exchange.request.status for exchange in exchanges} <= {200, 201, 204, 404}
    assert contract.check(exchanges) == []


async def test_the_tour_calls_every_method_of_the_client(spark: FakeSpark, session: ClientSession) -> None:
    """A method added later without a step in the tour would never be checked."""
    witness = Witness(client_of(session, spark.api_url, spark.token_url))
    await client_tour(cast("Any", witness))
    assert witness.called == public_methods()


async def test_the_tour_visits_every_endpoint_of_the_local_spark(
    document: Any, spark: FakeSpark, partner: Partner, exchanges: list[Exchange]
) -> None:
    """An endpoint added later without a step in the tour would never be checked."""
    await server_tour(partner, spark)
    contract = Contract(put_right(document))
    contract.check(exchanges)
    assert len(contract.covered) == len(ROUTES)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(body='{"userId": 7}'),
        Fault(body='{"userId": "first", "name": "First"}'),
        Fault(body="{}"),
        Fault(body='{"userId": "a'),
        Fault(content_type="text/plain", body='{"userId": "first"}'),
        Fault(status=409),
        Fault(status=404, body='"no such user"'),
    ],
    ids=[
        "wrong type",
        "unknown member",
        "missing member",
        "half a body",
        "other content type",
        "status that is not listed",
        "body that is not listed",
    ],
)
async def test_a_broken_answer_is_found(
    document: Any, spark: FakeSpark, partner: Partner, exchanges: list[Exchange], fault: Fault
) -> None:
    """A check that finds nothing in a broken answer would prove nothing about the others."""
    await partner.post("/users", {"userId": "first"})
    contract = Contract(put_right(document))
    assert contract.check(exchanges) == []
    spark.fail("GET", "/users/first$", fault)
    await partner.get("/users/first")
    assert len(contract.check(exchanges[1:])) == 1


async def test_a_broken_request_is_found(document: Any, partner: Partner, exchanges: list[Exchange]) -> None:
    """The local Spark takes a member and a parameter that the file does not know."""
    await partner.post("/users", {"userId": "first", "name": "First"})
    await partner.get("/users", size=5)
    findings = Contract(put_right(document)).check(exchanges)
    assert len(findings) == 2
    assert "'name' was unexpected" in findings[0]
    assert "parameter size is not listed" in findings[1]


@pytest.mark.parametrize("quirk", QUIRKS)
async def test_no_quirk_is_put_right_in_vain(
    document: Any, spark: FakeSpark, partner: Partner, exchanges: list[Exchange], quirk: Quirk
) -> None:
    """When Volue repairs its file the patch has to go, or it would hide something."""
    await server_tour(partner, spark)
    better = put_right(document, tuple(other for other in QUIRKS if other is not quirk))
    assert Contract(better).check(exchanges) + DeliveryContract(better).check(spark.deliveries) != []


async def test_the_local_spark_tells_webhooks_what_the_file_says(
    delivery_contract: DeliveryContract, spark: FakeSpark, partner: Partner
) -> None:
    """The file has a schema for what is pushed and no path for it; nothing else would look at it."""
    await server_tour(partner, spark)
    assert delivery_contract.check(spark.deliveries) == []
    assert {delivery.notification_type for delivery in spark.deliveries} == set(TYPE_OF_PAYLOAD.values())


MEMBERS = ("notificationId", "eventId", "eventCreatedAtUtc", "notificationSentUtc", "notificationType", "payload")


@pytest.mark.parametrize("member", MEMBERS)
async def test_a_delivery_without_a_member_is_found(
    document: Any, spark: FakeSpark, partner: Partner, member: str
) -> None:
    """A check that finds nothing in half a notification would prove nothing about whole ones."""
    await server_tour(partner, spark)
    whole = spark.deliveries[0]
    half = {name: value for name, value in json.loads(whole.body).items() if name != member}
    (finding,) = DeliveryContract(put_right(document)).check([replace(whole, body=json.dumps(half))])
    assert f"'{member}' is a required property" in finding


@pytest.mark.parametrize(
    "change",
    [
        {"eventId": 7},
        {"notificationSentUtc": "noon"},
        {"notificationType": "PriceCurve"},
        {"payload": {"payloadType": "PriceCurve"}},
        {"payload": {"payloadType": "Weather"}},
        {"urgent": True},
    ],
    ids=["wrong type", "no instant", "unknown type", "half a payload", "unknown payload", "unknown member"],
)
async def test_a_broken_delivery_is_found(document: Any, spark: FakeSpark, partner: Partner, change: Any) -> None:
    """The same for what is there and wrong."""
    await server_tour(partner, spark)
    whole = spark.deliveries[0]
    broken = replace(whole, body=json.dumps(json.loads(whole.body) | change))
    contract = DeliveryContract(put_right(document))
    assert contract.check([whole]) == []
    assert len(contract.check([broken])) == 1


async def test_half_a_body_is_found(document: Any, spark: FakeSpark, partner: Partner) -> None:
    """What cannot be read is wrong as well."""
    await server_tour(partner, spark)
    broken = replace(spark.deliveries[0], body='{"eventId"')
    assert len(DeliveryContract(put_right(document)).check([broken])) == 1
