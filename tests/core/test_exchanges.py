"""The last requests are remembered without a word of whom they were about."""

from datetime import UTC, datetime, timedelta
import time

from freezegun import freeze_time
import pytest

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.errors import SparkAuthError, SparkConnectionError, SparkError
from custom_components.volue_spark.spark.models import (
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
from tests.fake_spark import FakeSpark, Fault

USER, HOME = UserId("a-user"), LocationId("a-location")
CHARGER, CAR, METER_POINT = ResourceId("a-charger"), ResourceId("a-car"), MeterPointId("707057599900000101")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def everything(client: SparkClient) -> None:
    """Ask every kind of question once."""
    await client.check_access()
    await client.meter_point_is_eligible(METER_POINT)
    await client.users(at_most=1)
    await client.create_user(USER)
    await client.has_user(USER)
    await client.create_location(Location(HOME, USER, (METER_POINT,)))
    await client.has_location(USER, HOME)
    await client.move_location(Location(HOME, USER, (METER_POINT,)))
    await client.locations(USER)
    await client.create_resource(Resource(CHARGER, ResourceType.CHARGER, USER, HOME))
    await client.create_resource(Resource(CAR, ResourceType.VEHICLE, USER, HOME))
    await client.has_resource(CHARGER)
    await client.resources(USER)
    await client.is_eligible(USER)
    await client.enroll(USER)
    await client.is_enrolled(USER)
    curve = PriceCurve((CurvePoint(NOON, -0.5),), timedelta(hours=1), "NOK")
    event_id = await client.simulate_price_curve(PriceCurvePayload((Target(CHARGER, HOME),), curve, "NO1"))
    report = Report(EventId(event_id), (EnergyUsage(CHARGER, HOME, (EnergyPoint(NOON, 1.0),)),))
    await client.post_report(wire.report_request(report))
    await client.compensations(USER)
    await client.leave(USER)
    await client.delete_resource(CHARGER)
    await client.delete_location(USER, HOME)
    await client.delete_user(USER)


async def test_every_request_is_told_without_an_id(client: SparkClient) -> None:
    """They are pasted into public reports of trouble; the way of a request is what helps there."""
    began = time.time()
    await everything(client)
    assert [f"{seen.method} {seen.path} {seen.status}" for seen in client.exchanges] == [
        "GET events 200",
        "GET meters/{id}/eligible 200",
        "GET users 200",
        "POST users 201",
        "GET users/{id} 200",
        "POST users/{id}/locations 201",
        "GET users/{id}/locations/{id} 200",
        "PATCH users/{id}/locations/{id} 200",
        "GET users/{id}/locations 200",
        "POST users/{id}/locations/{id}/resources 201",
        "POST users/{id}/vehicles 201",
        "GET resources/{id} 200",
        "GET users/{id}/resources 200",
        "GET users/{id}/eligibility 200",
        "POST users/{id}/enrollment 200",
        "GET users/{id}/enrollment 200",
        "POST simulation/events/pricecurve 200",
        "POST reports 200",
        "GET users/{id}/compensation 200",
        "DELETE users/{id}/enrollment 204",
        "DELETE resources/{id} 204",
        "DELETE users/{id}/locations/{id} 204",
        "DELETE users/{id} 204",
    ]
    for seen in client.exchanges:
        assert began <= seen.at <= seen.at + seen.seconds <= time.time() + 0.1


@pytest.mark.parametrize(
    ("path", "fault", "status"),
    [
        ("users", Fault(drop="before"), None),
        ("users", Fault(drop="after"), None),
        ("users", Fault(status=503), 503),
        ("users", Fault(status=400), 400),
        ("users", Fault(status=403), 403),
        ("users", Fault(status=401), 401),
        ("users", Fault(status=200, body="{"), 200),
        ("token", Fault(status=400), None),
    ],
    ids=str,
)
async def test_a_request_that_failed_is_remembered_with_what_came_back(
    client: SparkClient, fake_spark: FakeSpark, path: str, fault: Fault, status: int | None
) -> None:
    """Nothing else tells a broken line from a Spark that declines."""
    fake_spark.fail("POST", path, fault, times=None)
    with pytest.raises(SparkError):
        await client.create_user(USER)
    assert [(seen.path, seen.status) for seen in client.exchanges] == [("users", status)]


async def test_a_token_that_was_renewed_is_one_request_with_its_last_status(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """A token runs out every hour; that is no trouble to report."""
    await client.create_user(USER)
    fake_spark.revoke_tokens()
    await client.has_user(USER)
    assert [seen.status for seen in client.exchanges] == [201, 200]


async def test_a_line_that_breaks_after_the_renewal_leaves_no_status(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """The status of the first try would blame the token for a broken line."""
    fake_spark.fail("POST", "users$", Fault(status=401))
    fake_spark.fail("POST", "users$", Fault(drop="before"))
    with pytest.raises(SparkConnectionError):
        await client.create_user(USER)
    assert [seen.status for seen in client.exchanges] == [None]


async def test_a_login_that_declines_the_renewal_leaves_the_api_s_status(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """The secret was changed while the token still served: 401 is what Spark's API said last."""
    await client.create_user(USER)
    fake_spark.revoke_tokens()
    fake_spark.change_secret("another")
    with pytest.raises(SparkAuthError):
        await client.has_user(USER)
    assert [seen.status for seen in client.exchanges] == [201, 401]


async def test_only_the_last_fifty_are_kept(client: SparkClient) -> None:
    """Years of polls must not fill the memory of a small computer."""
    await client.create_user(USER)
    for _ in range(50):
        await client.has_user(USER)
    assert len(client.exchanges) == 50
    assert {seen.method for seen in client.exchanges} == {"GET"}


async def test_requests_are_counted_by_day_and_only_yesterday_s_are_kept(client: SparkClient) -> None:
    """Whether a fleet asks too much is seen in the number of a whole day, not in the last fifty."""
    days = [NOON + day * timedelta(days=1) for day in range(3)]
    for day, count in zip(days, (60, 2, 3), strict=True):
        with freeze_time(day, ignore=["asyncio"], real_asyncio=True):
            for _ in range(count):
                await client.has_user(USER)
    assert client.exchanges.per_day == {days[1].date(): 2, days[2].date(): 3}
