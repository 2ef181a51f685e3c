"""What is shown holds no id of anybody."""

import traceback
from typing import Any, override

from aiohttp import ClientSession, TCPConnector
import pytest

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from custom_components.volue_spark.spark.errors import SparkConnectionError, SparkError, SparkRequestError
from custom_components.volue_spark.spark.masks import masked, short_names
from custom_components.volue_spark.spark.models import (
    Coordinates,
    EventId,
    Location,
    LocationId,
    MeterPointId,
    Report,
    Resource,
    ResourceId,
    ResourceType,
    UserId,
)
from tests.fake_spark import FakeSpark, Fault

USER, PLACE, CHARGER = UserId("user-77"), LocationId("place-77"), ResourceId("charger-77")
METER_POINT = MeterPointId("707057500000000000")
HERE = Location(PLACE, USER, (METER_POINT,), Coordinates(78.21661621129984, 15.63509153386616))


def test_every_kind_is_counted_for_itself_and_an_id_keeps_its_name() -> None:
    """A maintainer follows "user 1" from one place to the next."""
    ids = [("user", "a"), ("location", "b"), ("user", "c"), ("user", "a"), ("user", "")]
    assert short_names(ids) == {"a": "user 1", "b": "location 1", "c": "user 2"}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("no user AbC-1 here", "no user (user) here"),
        ("abc-12", "(other)"),
        ({"abc-1": ["abc-1", 1, None, True]}, {"(user)": ["(user)", 1, None, True]}),
        ({"at": {"abc-12": 1.5}}, {"at": {"(other)": 1.5}}),
    ],
    ids=["in a sentence, in capitals", "one that begins with another", "keys and lists", "deep down"],
)
def test_ids_are_replaced_wherever_they_stand(shown: Any, expected: Any) -> None:
    """One that is overlooked is published for ever."""
    assert masked(shown, {"abc-1": "(user)", "abc-12": "(other)", "": "nothing"}) == expected


def test_without_ids_nothing_is_replaced() -> None:
    """An empty pattern would match between all letters."""
    assert masked({"a": "b"}, {}) == {"a": "b"}


@pytest.mark.parametrize(
    ("request_", "quoted", "shown"),
    [
        (lambda client: client.has_user(USER), USER, "[user]"),
        (lambda client: client.create_user(USER), USER.upper(), "[user]"),
        (lambda client: client.has_location(USER, PLACE), PLACE, "[location]"),
        (lambda client: client.create_location(HERE), METER_POINT, "[meter point]"),
        (lambda client: client.move_location(HERE), "78.21661621129984", "[coordinate]"),
        (lambda client: client.meter_point_is_eligible(METER_POINT), METER_POINT, "[meter point]"),
        (
            lambda client: client.create_resource(Resource(CHARGER, ResourceType.CHARGER, USER, PLACE, METER_POINT)),
            f"{CHARGER} {METER_POINT}",
            "[resource] [meter point]",
        ),
        (lambda client: client.post_report(wire.report_request(Report(EventId("e"), ()))), "nothing", "nothing"),
    ],
    ids=["user in the path", "user", "location", "meter point", "place", "question", "resource", "none"],
)
async def test_a_refusal_that_quotes_what_was_asked_is_told_without_it(
    client: SparkClient, fake_spark: FakeSpark, request_: Any, quoted: str, shown: str
) -> None:
    """Spark's words are logged, kept in the ledger and shown on a screen."""
    fake_spark.fail("*", "/v1/", Fault(status=400, body=f'"{quoted} is not fit"'), times=None)
    with pytest.raises(SparkRequestError) as caught:
        await request_(client)
    assert caught.value.reason == f"{shown} is not fit"
    assert str(caught.value) == f"400: {shown} is not fit"
    assert quoted == shown or quoted not in repr(caught.value)


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        (f"user {USER}", "user [user]"),
        ("user 7D9C1F0E-0a1b-4c2d-8e3f-001122334455", "user [id]"),
        ("meter point 707057500000000002", "meter point [meter point]"),
        ("at 78.21661621129984, -15.6350", "at [number], [number]"),
        ("who.is-signed_with-0123456789abcdef0123456789", "[token]"),
        ("demo-client", "[client id]"),
    ],
    ids=["asked about before", "somebody else", "not ours to name", "a place", "another token", "the account"],
)
async def test_a_refusal_that_quotes_what_was_not_asked_is_told_without_it_too(
    client: SparkClient, fake_spark: FakeSpark, quoted: str, shown: str
) -> None:
    """A report names a resource; Spark may know whose it is."""
    await client.has_user(USER)
    fake_spark.fail("POST", "/reports", Fault(status=400, body=f'"{quoted} takes no part"'))
    with pytest.raises(SparkRequestError) as caught:
        await client.post_report(wire.report_request(Report(EventId("e"), ())))
    assert caught.value.reason == f"{shown} takes no part"


class Nowhere(TCPConnector):
    """Reaches nobody in time."""

    @override
    async def connect(self, req: Any, traces: Any, timeout: Any) -> Any:
        raise TimeoutError


async def test_the_address_of_a_request_that_failed_is_in_no_traceback(
    fake_spark: FakeSpark, credentials: ClientCredentials
) -> None:
    """The network's error holds it, and Home Assistant logs an error with all that led to it."""
    await credentials.token()
    async with ClientSession(connector=Nowhere()) as session:
        client = SparkClient(session, Environment(fake_spark.api_url), credentials)
        with pytest.raises(SparkConnectionError) as caught:
            await client.has_user(USER)
    assert "ConnectionTimeoutError" in str(caught.value)
    assert USER not in "".join(traceback.format_exception(caught.value))


async def test_an_id_at_the_end_of_a_long_refusal_is_not_cut_in_half(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Half a meter point is enough to find the whole one."""
    fake_spark.fail("GET", "/meters/", Fault(status=400, body="no " * 62 + METER_POINT))
    with pytest.raises(SparkRequestError) as caught:
        await client.meter_point_is_eligible(METER_POINT)
    assert caught.value.reason == "no " * 62 + "[meter point]"


async def test_a_login_that_quotes_the_credentials_is_told_without_them(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """A proxy that returns the form it was sent is no reason to log a secret."""
    fake_spark.fail("POST", "token", Fault(status=418, body='"demo-client and demo-secret"'))
    with pytest.raises(SparkError) as caught:
        await client.has_user(USER)
    told = "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in ("demo-client", "demo-secret") if secret in told]
