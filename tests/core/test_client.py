"""The client against a local Spark on a real socket."""

import asyncio
from datetime import UTC, datetime, timedelta
import json
from typing import Any

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.volue_spark.spark import transport
from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from custom_components.volue_spark.spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkDataError,
    SparkError,
    SparkRateLimitError,
    SparkRequestError,
)
from custom_components.volue_spark.spark.models import (
    Compensation,
    Coordinates,
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    Location,
    LocationId,
    MeterPointId,
    PriceCurve,
    PriceCurvePayload,
    Report,
    Resource,
    ResourceId,
    ResourceType,
    Target,
    UserId,
)
from tests.core.conftest import Seconds
from tests.fake_spark import FakeSpark, Fault

USER, HOME, RESOURCE = UserId("user/1"), LocationId("home 1"), ResourceId("resource-1")
AREA_2 = Coordinates(78.21661621129984, 15.63509153386616)
HERE = Location(HOME, USER, (MeterPointId("707057500000000000"),), AREA_2)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def paths(spark: FakeSpark) -> list[str]:
    """Return what was asked of the API, tokens apart."""
    return [f"{seen.method} {seen.path}" for seen in spark.requests if "token" not in seen.path]


def token_requests(spark: FakeSpark) -> int:
    """Return how many tokens were asked for."""
    return sum("token" in seen.path for seen in spark.requests)


async def test_a_home_is_registered_found_and_enrolled(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Every word that leaves the house is understood by an independent reading of the API."""
    assert not await client.has_user(USER)
    await client.create_user(USER)
    await client.create_location(HERE)
    assert await client.has_user(USER)
    assert await client.has_location(USER, HOME)
    assert not await client.has_location(USER, LocationId("another"))
    assert not await client.is_enrolled(USER)
    assert await client.enroll(USER)
    assert await client.is_enrolled(USER)
    stored = fake_spark.locations[HOME]
    assert (stored.user_id, stored.location_type, stored.meter_point_ids) == (USER, "Residential", HERE.meter_point_ids)
    assert stored.coordinates
    assert (stored.coordinates.latitude, stored.coordinates.longitude) == (AREA_2.latitude, AREA_2.longitude)


async def test_eligibility_is_what_spark_says(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Enrolling on a guess would promise a household money that never comes."""
    await client.create_user(USER)
    assert await client.is_eligible(USER) is False
    fake_spark.users[USER].is_eligible = True
    assert await client.is_eligible(USER) is True


@pytest.mark.parametrize(
    ("resource_type", "wire_type", "location"),
    [
        (ResourceType.CHARGER, "Charger", HOME),
        (ResourceType.HOT_WATER_TANK, "HotWaterTank", HOME),
        (ResourceType.HVAC, "HVAC", HOME),
        (ResourceType.GENERIC, "Generic", HOME),
        (ResourceType.VEHICLE, "Vehicle", None),
    ],
)
async def test_a_vehicle_is_registered_at_its_user_all_else_at_the_location(
    client: SparkClient, fake_spark: FakeSpark, resource_type: ResourceType, wire_type: str, location: str | None
) -> None:
    """Spark declines a vehicle at a location."""
    await client.create_user(USER)
    await client.create_location(HERE)
    assert not await client.has_resource(RESOURCE)
    await client.create_resource(Resource(RESOURCE, resource_type, USER, HOME))
    assert await client.has_resource(RESOURCE)
    stored = fake_spark.resources[RESOURCE]
    assert (stored.resource_type, stored.user_id, stored.location_id) == (wire_type, USER, location)


async def test_a_report_is_taken_and_what_it_earned_is_told(client: SparkClient, fake_spark: FakeSpark) -> None:
    """The whole way of the money: 2 kWh at -0.50 are one krone."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    await client.create_user(USER)
    await client.create_location(HERE)
    await client.create_resource(Resource(RESOURCE, ResourceType.CHARGER, USER, HOME))
    event_id = EventId(fake_spark.publish_price_curve([(RESOURCE, HOME)], [(hour, -0.5)]))
    usage = EnergyUsage(RESOURCE, HOME, (EnergyPoint(hour, 2.0),))
    assert await client.post_report(Report(event_id, (usage,))) == fake_spark.reports[0].report_id
    assert await client.compensations(USER) == [Compensation(HOME, 1.0, 0.0, "NOK", ())]


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ({"problemType": "MissingMpidOnLocation", "message": "no meter point"}, "MissingMpidOnLocation"),
        ({"message": "no meter point"}, "no meter point"),
    ],
    ids=["with a type", "with words only"],
)
async def test_the_problem_of_a_blocked_amount_is_told(
    client: SparkClient, fake_spark: FakeSpark, problem: dict[str, str], told: str
) -> None:
    """The household can mend it before the month ends, if it knows."""
    entry = {"locationId": HOME, "blockedAmount": 3, "currency": "NOK", "problems": [problem]}
    entries = [{"locationId": HOME, "currency": None}, {"currency": "NOK"}, entry]
    fake_spark.fail("GET", "compensation", _answer({"userId": USER, "locationCompensations": entries}))
    assert await client.compensations(USER) == [Compensation(HOME, 0.0, 3.0, "NOK", (told,))]


async def test_a_simulated_curve_comes_back_among_the_events(client: SparkClient) -> None:
    """The test event of a sandbox goes the whole way."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    curve = PriceCurve((CurvePoint(start, -0.5),), timedelta(hours=1), "NOK")
    payload = PriceCurvePayload((Target(RESOURCE, HOME),), curve, "NO1")
    event_id = await client.simulate_price_curve(payload)
    page = await client.events_since(LONG_AGO, {RESOURCE})
    assert [(event.event_id, event.payload) for event in page.events] == [(event_id, payload)]


async def test_events_are_paged_until_one_is_old_enough(
    client: SparkClient, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading every page at every poll would load years of events."""
    monkeypatch.setattr("custom_components.volue_spark.spark.client._PAGE_SIZE", 2)
    first = datetime(2026, 3, 1, tzinfo=UTC)
    days = [first + timedelta(days=day) for day in range(8)]
    ids = [fake_spark.publish_price_curve([(RESOURCE, HOME)], [(day, -1)], created_at=day) for day in days]
    page = await client.events_since(days[4], {RESOURCE})
    assert [event.event_id for event in page.events] == ids[:3:-1]
    assert len(paths(fake_spark)) == 3
    assert len((await client.events_since(LONG_AGO, {RESOURCE})).events) == 8


async def test_an_event_met_on_two_pages_is_kept_once_and_pages_end(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Pages shift when an event arrives between two requests; a faulty server repeats one for ever."""
    event = {"id": "e", "createdAt": "2026-03-01T00:00:00Z", "payload": {"payloadType": "Weather"}}
    pagination = {"totalRecords": 1, "pageSize": 1, "currentPage": 1, "nextPage": 1}
    fake_spark.fail("GET", "/events$", _answer({"events": [event], "pagination": pagination}), times=None)
    page = await client.events_since(LONG_AGO, ())
    assert [event.event_id for event in page.events] == ["e"]
    assert len(page.remarks) == 1
    assert len(paths(fake_spark)) == 50


def _answer(body: object) -> Fault:
    """Return a fault that answers 200 with this body."""
    return Fault(status=200, body=json.dumps(body))


async def test_one_token_serves_until_shortly_before_its_end(
    client: SparkClient, fake_spark: FakeSpark, seconds: Seconds
) -> None:
    """A token that expires on the way costs a request and looks like a wrong secret."""
    for now, tokens in ((0, 1), (3_539, 1), (3_541, 2), (3_600, 2), (7_200, 3)):
        seconds.now = now
        await client.has_user(USER)
        assert token_requests(fake_spark) == tokens, now


@pytest.mark.parametrize(
    ("expires_in", "renewed_at"), [(None, 3_540), ("soon", 3_540), (-5, 3_540), (60, 30), (1, 0.5)]
)
async def test_a_token_without_a_usable_lifetime_lasts_an_hour(
    client: SparkClient, fake_spark: FakeSpark, seconds: Seconds, expires_in: object, renewed_at: float
) -> None:
    """Trusted as it is, a lifetime of -5 would ask for a token with every request."""
    granted = {"access_token": "made-up", "expires_in": expires_in}
    fake_spark.fail("POST", "token", _answer(granted), times=None)
    fake_spark.fail("GET", "users", Fault(status=404), times=None)
    for now, tokens in ((0, 1), (renewed_at - 0.1, 1), (renewed_at, 2)):
        seconds.now = now
        await client.has_user(USER)
        assert token_requests(fake_spark) == tokens, now


async def test_requests_at_the_same_time_share_one_token(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Ten entities waking together must not log in ten times."""
    await asyncio.gather(*(client.has_user(USER) for _ in range(10)))
    assert token_requests(fake_spark) == 1


async def test_a_revoked_token_is_renewed_once_and_the_request_repeated(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Spark may forget a token early; the user's secret is still right."""
    await client.has_user(USER)
    fake_spark.revoke_tokens()
    assert not await client.has_user(USER)
    assert token_requests(fake_spark) == 2
    assert [seen.status for seen in fake_spark.requests if "users" in seen.path] == [404, 401, 404]


@pytest.mark.parametrize("status", [401, 403])
async def test_an_api_that_refuses_a_fresh_token_means_no_access(
    client: SparkClient, fake_spark: FakeSpark, status: int
) -> None:
    """Wrong credentials and a missing approval have different remedies."""
    fake_spark.fail("GET", "users", Fault(status=status), times=None)
    with pytest.raises(SparkAuthError) as caught:
        await client.has_user(USER)
    assert caught.value.token_granted
    assert len(paths(fake_spark)) == (2 if status == 401 else 1)


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_login_that_declines_means_wrong_credentials(
    client: SparkClient, fake_spark: FakeSpark, status: int
) -> None:
    """The user has to enter the secret again, nothing else helps."""
    fake_spark.fail("POST", "token", Fault(status=status, body='{"error": "invalid_client"}'))
    with pytest.raises(SparkAuthError) as caught:
        await client.has_user(USER)
    assert not caught.value.token_granted


@pytest.mark.parametrize("body", ["[]", "{}", '{"access_token": 5}', '{"access_token": ""}', "", "<html>", "{"])
async def test_a_login_without_a_token_is_an_error(client: SparkClient, fake_spark: FakeSpark, body: str) -> None:
    """A portal page must not become an empty bearer token."""
    fake_spark.fail("POST", "token", Fault(status=200, body=body))
    with pytest.raises(SparkDataError):
        await client.has_user(USER)


@pytest.mark.parametrize(
    ("fault", "error", "carried"),
    [
        (Fault(status=429, headers={"Retry-After": "17"}), SparkRateLimitError, {"retry_after": 17.0}),
        (Fault(status=429), SparkRateLimitError, {"retry_after": None}),
        (Fault(status=429, headers={"Retry-After": "tomorrow"}), SparkRateLimitError, {"retry_after": None}),
        (Fault(status=500), SparkConnectionError, {"status": 500, "may_have_arrived": True}),
        (Fault(status=503, body="<html>"), SparkConnectionError, {"status": 503}),
        (Fault(drop="before"), SparkConnectionError, {"status": None, "may_have_arrived": True}),
        (Fault(drop="after"), SparkConnectionError, {"status": None, "may_have_arrived": True}),
        (Fault(status=400, body='"no such user"'), SparkRequestError, {"status": 400, "reason": "no such user"}),
        (
            Fault(status=400, body='{"title": "Bad", "detail": "Too\\n long"}'),
            SparkRequestError,
            {"reason": "Too long"},
        ),
        (Fault(status=400, body='{"title": "Bad"}'), SparkRequestError, {"reason": "Bad"}),
        (
            Fault(status=400, body='{"title": "Bad", "errors": {"a": ["One.", "Two."], "b": 3}}'),
            SparkRequestError,
            {"reason": "One. Two."},
        ),
        (Fault(status=400, body="plain words"), SparkRequestError, {"reason": "plain words"}),
        (Fault(status=400, body="<html>gateway</html>"), SparkRequestError, {"reason": ""}),
        (Fault(status=400, body='"' + "no " * 500 + '"'), SparkRequestError, {"reason": ("no " * 67)[:200]}),
        (Fault(status=409), SparkRequestError, {"status": 409, "reason": ""}),
        (Fault(status=302, headers={"Location": "/elsewhere"}), SparkDataError, {}),
        (Fault(status=200, body="{"), SparkDataError, {}),
        (Fault(status=200, body="[" * 100_000), SparkDataError, {}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_every_failure_is_one_of_five_errors(
    client: SparkClient, fake_spark: FakeSpark, fault: Fault, error: type[SparkError], carried: dict[str, Any]
) -> None:
    """Each class tells the caller what to do; nothing else may escape."""
    fake_spark.fail("POST", "users$", fault, times=None)
    with pytest.raises(SparkError) as caught:
        await client.create_user(USER)
    assert type(caught.value) is error
    assert {key: getattr(caught.value, key) for key in carried} == carried


async def test_an_answer_that_takes_too_long_may_have_arrived(
    client: SparkClient, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever repeats such a write may carry it out twice."""
    await client.check_access()
    monkeypatch.setattr(transport, "_TIMEOUT", ClientTimeout(total=0.1))
    fake_spark.fail("POST", "users$", Fault(delay=0.2))
    with pytest.raises(SparkConnectionError) as caught:
        await client.create_user(USER)
    assert caught.value.may_have_arrived
    await asyncio.sleep(0.2)
    assert USER in fake_spark.users


async def test_a_host_that_is_not_reached_cannot_have_seen_the_request(
    session: ClientSession, fake_spark: FakeSpark, seconds: Seconds, credentials: ClientCredentials
) -> None:
    """Such a write is safe to repeat."""
    await credentials.token()
    await fake_spark.stop()
    client = SparkClient(session, Environment(fake_spark.api_url, fake_spark.token_url), credentials)
    with pytest.raises(SparkConnectionError) as caught:
        await client.has_user(USER)
    assert not caught.value.may_have_arrived


async def test_the_check_of_an_account_tells_a_wrong_address_from_wrong_credentials(
    session: ClientSession, fake_spark: FakeSpark, client: SparkClient, credentials: ClientCredentials
) -> None:
    """The remedies are different, so must the errors be."""
    await client.check_access()
    elsewhere = Environment(fake_spark.api_url + "/elsewhere", fake_spark.token_url)
    with pytest.raises(SparkDataError):
        await SparkClient(session, elsewhere, credentials).check_access()
    fake_spark.refuse_access()
    with pytest.raises(SparkAuthError):
        await client.check_access()


async def test_what_spark_declines_is_not_taken_for_missing(client: SparkClient, fake_spark: FakeSpark) -> None:
    """A user that exists would be registered a second time."""
    fake_spark.fail("GET", "users", Fault(status=400, body='"no"'))
    with pytest.raises(SparkRequestError):
        await client.has_user(USER)


@pytest.mark.parametrize("body", ["{}", '{"isEligible": "yes"}', "[]", ""])
async def test_an_eligibility_that_cannot_be_read_is_an_error(
    client: SparkClient, fake_spark: FakeSpark, body: str
) -> None:
    """It is neither a yes nor a no."""
    fake_spark.fail("GET", "eligibility", Fault(status=200, body=body))
    with pytest.raises(SparkDataError):
        await client.is_eligible(USER)


@pytest.mark.parametrize(
    "fault", [Fault(status=404), Fault(status=200, body="{}"), Fault(status=200, body='{"isEnrolled": null}')], ids=str
)
async def test_an_enrollment_that_is_not_there_is_none(
    client: SparkClient, fake_spark: FakeSpark, fault: Fault
) -> None:
    """Taken for an error, a home would never be asked about again."""
    fake_spark.fail("GET", "enrollment", fault)
    assert await client.is_enrolled(USER) is False


@pytest.mark.parametrize("fault", [Fault(status=400), Fault(status=200, body='{"isEnrolled": "no"}')], ids=str)
async def test_an_enrollment_that_cannot_be_read_is_an_error(
    client: SparkClient, fake_spark: FakeSpark, fault: Fault
) -> None:
    """It is neither a yes nor a no."""
    fake_spark.fail("GET", "enrollment", fault)
    with pytest.raises(SparkError):
        await client.is_enrolled(USER)


async def test_secrets_are_in_no_error_and_no_repr(
    credentials: ClientCredentials, client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Both end up in logs that users paste into the open."""
    token = await credentials.token()
    fake_spark.fail("GET", "users", Fault(status=400, body='"no"'))
    with pytest.raises(SparkRequestError) as caught:
        await client.has_user(USER)
    shown = f"{credentials!r} {client!r} {caught.value!r} {caught.value}"
    for secret in (token, "demo-secret", "demo-client"):
        assert secret not in shown
