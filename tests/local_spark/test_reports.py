"""What is accepted as a report, what is kept of it, and what is refused."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from tests.fake_spark import FakeSpark, Usage

from .partner import METER_POINT, Clock, Partner
from .reporting import HOUR, active, points, report, usage

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TARGETS = [("charger", "home-of-first"), ("car", "home-of-first"), ("car", "cabin")]


@pytest.fixture
async def event_id(spark: FakeSpark, partner: Partner) -> str:
    """Return an event that wants a charger's and a car's consumption in three hours."""
    await partner.settle("first", meterPointIds=[METER_POINT])
    return spark.publish_price_curve(TARGETS, [(NOON + n * HOUR, -0.5) for n in range(3)])


async def test_an_accepted_report_is_answered_with_its_id_and_kept(
    spark: FakeSpark, partner: Partner, event_id: str, clock: Clock
) -> None:
    """The answer is all that a client ever learns of its report; tests have to see the rest."""
    answer = await report(partner, event_id, usage(NOON, 1.5))
    (kept,) = spark.reports
    assert answer == {"id": kept.report_id, "eventId": event_id, "createdAt": "2026-03-04T07:30:00+00:00"}
    assert (kept.event_id, kept.created_at) == (event_id, clock())
    assert kept.body == {"eventId": event_id, "payloads": [usage(NOON, 1.5)]}
    assert kept.usages == (Usage("charger", "home-of-first", NOON, 1.5),)


async def test_one_report_may_hold_several_resources(spark: FakeSpark, partner: Partner, event_id: str) -> None:
    """One report for all is what Spark prefers."""
    await report(partner, event_id, usage(NOON, 1), usage(NOON, 2, resourceId="car"))
    assert [(each.resource_id, each.energy_kwh) for each in spark.reports[0].usages] == [("charger", 1), ("car", 2)]
    assert await active(partner) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("members", "energy_kwh"),
    [
        ({"points": None, "curvePoints": points(NOON, 3)}, 3),
        ({"points": points(NOON, 1), "curvePoints": points(NOON, 3)}, 1),
        ({"points": [], "curvePoints": points(NOON, 3)}, None),
        ({"points": points(NOON, 1), "curvePoints": None}, 1),
    ],
    ids=["only the deprecated", "both", "both, the new one empty", "the deprecated null"],
)
async def test_both_lists_of_points_are_read_and_the_new_one_holds(
    spark: FakeSpark, partner: Partner, event_id: str, members: Any, energy_kwh: float | None
) -> None:
    """Old guides name the deprecated list; a client that sends both must not be paid twice."""
    await report(partner, event_id, usage(NOON) | members)
    found = [each.energy_kwh for each in spark.reports[0].usages]
    assert found == ([] if energy_kwh is None else [energy_kwh])


async def test_without_a_location_the_target_s_is_taken(spark: FakeSpark, partner: Partner, event_id: str) -> None:
    """The published file allows null there; the energy was drawn somewhere all the same."""
    await report(partner, event_id, usage(NOON, 1, locationId=None), usage(NOON, 1, resourceId="car", locationId=None))
    assert {each.location_id for each in spark.reports[0].usages} == {"home-of-first"}
    await report(partner, event_id, usage(NOON, 1, resourceId="car", locationId="cabin"))
    assert spark.reports[1].usages[0].location_id == "cabin"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"timestamp": "2026-03-04T13:00:00+01:00"}, NOON),
        ({"timestamp": "2026-03-04T12:00:00Z"}, NOON),
        ({"timestamp": "2026-03-04T12:00:00.000Z"}, NOON),
        ({"timestamp": "2026-03-04T12:00:00.0000000+00:00"}, NOON),
    ],
)
async def test_an_hour_is_an_hour_however_it_is_written(
    spark: FakeSpark, partner: Partner, event_id: str, theirs: Any, ours: datetime
) -> None:
    """Volue's pages write it in two ways; a comparison of texts would pay for one of them."""
    await report(partner, event_id, usage(NOON, points=[theirs | {"kiloWattHours": 2}]))
    assert spark.reports[0].usages[0].start == ours
    assert await active(partner) == pytest.approx(1.0)


@pytest.mark.parametrize("written", ["00:15:00", "00:15:00.0000000", "0.00:15:00"])
async def test_the_resolution_is_the_event_s(spark: FakeSpark, partner: Partner, written: str) -> None:
    """It is a duration and not a text, and it need not be an hour."""
    event_id = spark.publish_price_curve(TARGETS, [(NOON, -0.5)], timedelta(minutes=15))
    await report(partner, event_id, usage(NOON, 1, resolution=written))
    refused = await partner.post("/reports", {"eventId": event_id, "payloads": [usage(NOON, 1)]})
    assert (refused.status, refused.json) == (400, "resolution: must be the event's")


@pytest.mark.parametrize(
    "members",
    [
        {"resourceId": "boiler"},
        {"resourceId": None},
        {"locationId": "cabin"},
        {"locationId": ""},
        {"locationId": 7},
        {"resolution": "00:15:00"},
        {"resolution": "-01:00:00"},
        {"resolution": "an hour"},
        {"resolution": None},
        {"payloadType": "VehicleChargeAction"},
        {"payloadType": "LocationEnergyUsage"},
        {"payloadType": None},
        {"points": None},
        {"points": "many"},
        {"points": [{"kiloWattHours": 1}]},
        {"points": [{"timestamp": "noon", "kiloWattHours": 1}]},
        {"points": [{"timestamp": NOON.isoformat()}]},
        {"points": [{"timestamp": NOON.isoformat(), "kiloWattHours": "1"}]},
        {"points": points(NOON, 1, -0.001)},
        {"points": points(NOON, float("nan"))},
        {"points": points(NOON, float("inf"))},
        {"points": points(NOON, 10**400)},
    ],
    ids=[
        "resource not targeted",
        "no resource",
        "location of another target",
        "empty location",
        "location no text",
        "another resolution",
        "negative resolution",
        "resolution no time span",
        "no resolution",
        "unknown payload type",
        "payload type of another event",
        "no payload type",
        "no points",
        "points no list",
        "no timestamp",
        "timestamp no instant",
        "no energy",
        "energy a text",
        "energy negative",
        "energy not a number",
        "energy infinite",
        "energy beyond every number",
    ],
)
async def test_a_bad_payload_refuses_the_whole_report(
    spark: FakeSpark, partner: Partner, event_id: str, members: Any
) -> None:
    """Half a report that is kept would be paid, and the client would send it again."""
    body = {"eventId": event_id, "payloads": [usage(NOON, 1), usage(NOON, 1) | members]}
    reply = await partner.post("/reports", body)
    assert (reply.status, reply.content_type) == (400, "application/json")
    assert isinstance(reply.json, str)
    assert not spark.reports


@pytest.mark.parametrize(
    "members",
    [{"eventId": None}, {"eventId": "none"}, {"eventId": ["none"]}, {"payloads": None}, {"payloads": []}],
    ids=["no event", "unknown event", "event no text", "no payloads", "empty payloads"],
)
async def test_a_report_on_nothing_is_refused(
    spark: FakeSpark, partner: Partner, event_id: str, members: dict[str, Any]
) -> None:
    """The published file requires nothing of a report; the guides do."""
    reply = await partner.post("/reports", {"eventId": event_id, "payloads": [usage(NOON, 1)]} | members)
    assert (reply.status, isinstance(reply.json, str)) == (400, True)
    assert not spark.reports


@pytest.mark.parametrize("raw", ["", "[]", '{"eventId": "a', "null"])
async def test_a_broken_report_is_refused_with_a_text(partner: Partner, raw: str) -> None:
    """It must end in a refusal, not in a crash that looks like an outage."""
    reply = await partner.ask("POST", "/reports", raw=raw)
    assert (reply.status, reply.content_type, isinstance(reply.json, str)) == (400, "application/json", True)


@pytest.mark.parametrize("payload_type", ["UserEligibility", "LocationLPC", "Weather"])
async def test_not_every_event_allows_a_report(spark: FakeSpark, partner: Partner, payload_type: str) -> None:
    """News about eligibility is no question; a client that answers it has confused events."""
    spark.publish_raw({"id": "news", "payload": {"payloadType": payload_type}})
    reply = await partner.post("/reports", {"eventId": "news", "payloads": [usage(NOON, 1)]})
    assert (reply.status, reply.json) == (400, "payloadType: does not answer this event")


async def test_a_report_survives_the_state(spark: FakeSpark, partner: Partner, event_id: str, clock: Clock) -> None:
    """A demo that forgets what was reported would earn nothing after a restart."""
    await report(partner, event_id, usage(NOON, 2))
    kept = json.loads(json.dumps(spark.to_json()))
    other = FakeSpark(now=clock)
    other.load_json(kept)
    assert other.reports == spark.reports
    assert other.to_json() == kept
    spark.reports.clear()
    assert await active(partner) == 0
    spark.load_json(kept)
    assert await active(partner) == pytest.approx(1.0)


async def test_a_state_without_reports_can_be_read(spark: FakeSpark, clock: Clock) -> None:
    """A demo that is older than reports must not have to start from nothing."""
    kept = spark.to_json()
    del kept["reports"]
    other = FakeSpark(now=clock)
    other.load_json(kept)
    assert other.reports == []
