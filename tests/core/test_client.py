"""Events, reports and what they earn: the client against a local Spark on a real socket."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.models import (
    Compensation,
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    Ours,
    PriceCurve,
    PriceCurvePayload,
    Receipt,
    Report,
    Resource,
    ResourceType,
    Target,
)
from tests.core.samples import HERE, HOME, LONG_AGO, RESOURCE, USER, answering, paths
from tests.fake_spark import FakeSpark


async def test_a_report_is_taken_and_what_it_earned_is_told(client: SparkClient, fake_spark: FakeSpark) -> None:
    """The whole way of the money: 2 kWh at -0.50 are one krone."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    await client.create_user(USER)
    await client.create_location(HERE)
    await client.create_resource(Resource(RESOURCE, ResourceType.CHARGER, USER, HOME))
    event_id = EventId(fake_spark.publish_price_curve([(RESOURCE, HOME)], [(hour, -0.5)]))
    usage = EnergyUsage(RESOURCE, HOME, (EnergyPoint(hour, 2.0),))
    assert await client.post_report(wire.report_request(Report(event_id, (usage,)))) == Receipt(
        fake_spark.reports[0].report_id, 200
    )
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
    fake_spark.fail("GET", "compensation", answering({"userId": USER, "locationCompensations": entries}))
    assert await client.compensations(USER) == [Compensation(HOME, 0.0, 3.0, "NOK", (told,))]


async def test_a_simulated_curve_comes_back_among_the_events(client: SparkClient) -> None:
    """The test event of a sandbox goes the whole way."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    curve = PriceCurve((CurvePoint(start, -0.5),), timedelta(hours=1), "NOK")
    payload = PriceCurvePayload((Target(RESOURCE, HOME),), curve, "NO1")
    event_id = await client.simulate_price_curve(payload)
    page = await client.events_since(LONG_AGO, Ours(frozenset({RESOURCE})))
    assert [(event.event_id, event.payload) for event in page.events] == [(event_id, payload)]


async def test_events_are_paged_until_one_is_old_enough(
    client: SparkClient, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading every page at every poll would load years of events."""
    monkeypatch.setattr("custom_components.volue_spark.spark.client._PAGE_SIZE", 2)
    first = datetime(2026, 3, 1, tzinfo=UTC)
    days = [first + timedelta(days=day) for day in range(8)]
    ids = [fake_spark.publish_price_curve([(RESOURCE, HOME)], [(day, -1)], created_at=day) for day in days]
    page = await client.events_since(days[4], Ours(frozenset({RESOURCE})))
    assert [event.event_id for event in page.events] == ids[:3:-1]
    assert len(paths(fake_spark)) == 3
    assert len((await client.events_since(LONG_AGO, Ours(frozenset({RESOURCE})))).events) == 8


async def test_no_page_is_asked_for_behind_a_known_event(
    client: SparkClient, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on disk needs no second request; what came since is still read whole."""
    monkeypatch.setattr("custom_components.volue_spark.spark.client._PAGE_SIZE", 2)
    first = datetime(2026, 3, 1, tzinfo=UTC)
    days = [first + timedelta(days=day) for day in range(8)]
    ids = [fake_spark.publish_price_curve([(RESOURCE, HOME)], [(day, -1)], created_at=day) for day in days]
    page = await client.events_since(LONG_AGO, Ours(frozenset({RESOURCE})), known={EventId(ids[4])})
    assert [event.event_id for event in page.events] == ids[:3:-1]
    assert len(paths(fake_spark)) == 2


async def test_an_event_met_on_two_pages_is_kept_once_and_pages_end(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Pages shift when an event arrives between two requests; a faulty server repeats one for ever."""
    event = {"id": "e", "createdAt": "2026-03-01T00:00:00Z", "payload": {"payloadType": "Weather"}}
    pagination = {"totalRecords": 1, "pageSize": 1, "currentPage": 1, "nextPage": 1}
    fake_spark.fail("GET", "/events$", answering({"events": [event], "pagination": pagination}), times=None)
    page = await client.events_since(LONG_AGO, Ours())
    assert [event.event_id for event in page.events] == ["e"]
    assert len(page.remarks) == 1
    assert len(paths(fake_spark)) == 50
