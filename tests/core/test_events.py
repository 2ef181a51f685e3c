"""Events as Spark writes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.volue_spark.spark.errors import SparkDataError
from custom_components.volue_spark.spark.models import (
    CurvePoint,
    LocationId,
    Ours,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    Target,
    UnknownPayload,
    UserEligibilityPayload,
    UserId,
)
from custom_components.volue_spark.spark.wire import events_page, price_curve_body

OURS = Ours(frozenset({ResourceId("r-1"), ResourceId("r-2")}), frozenset({UserId("u-1")}))


def curve_event(event_id: str = "e-1", **changes: Any) -> dict[str, Any]:
    """Return an ordinary price curve event; ``changes`` replace members of the curve."""
    curve = {
        "points": [{"price": -0.25, "timestamp": "2026-03-04T10:00:00+00:00"}],
        "energyUnit": "kWh",
        "currency": "NOK",
        "resolution": "01:00:00",
    }
    return {
        "id": event_id,
        "createdAt": "2026-03-03T12:00:00.1234567+00:00",
        "payload": {
            "targets": [{"resourceId": "r-1", "locationId": "l-1"}, {"resourceId": "foreign", "locationId": "l-9"}],
            "priceCurveDelta": curve | changes,
            "priceArea": "NO1",
            "payloadType": "PriceCurve",
        },
    }


def curve_of(event: dict[str, Any]) -> PriceCurve:
    """Return the curve that is read out of one event."""
    [read] = events_page([event], OURS).events
    assert isinstance(read.payload, PriceCurvePayload)
    return read.payload.curve


def test_a_price_curve_is_read_and_targets_of_others_are_dropped() -> None:
    """A partner's account may hold other customers; their targets must never be kept."""
    page = events_page({"events": [curve_event()], "pagination": {"nextPage": 2}}, OURS)
    [event] = page.events
    assert event.event_id == "e-1"
    assert event.created_at == datetime(2026, 3, 3, 12, 0, 0, 123_456, UTC)
    assert event.payload == PriceCurvePayload(
        (Target(ResourceId("r-1"), LocationId("l-1")),),
        PriceCurve((CurvePoint(datetime(2026, 3, 4, 10, tzinfo=UTC), -0.25),), timedelta(hours=1), "NOK"),
        "NO1",
    )
    assert (page.remarks, page.next_page) == ((), 2)


def test_a_price_per_mwh_becomes_a_price_per_kwh() -> None:
    """Taken as it is, it would promise a thousand times the money."""
    points = [{"price": -250, "timestamp": "2026-03-04T10:00:00+00:00"}]
    assert curve_of(curve_event(energyUnit="MWh", points=points)).points[0].price == pytest.approx(-0.25)


def test_a_currency_nobody_knows_yet_is_kept() -> None:
    """Spark may come to Poland without asking us."""
    assert curve_of(curve_event(currency="PLN")).currency == "PLN"


@pytest.mark.parametrize("missing", ["energyUnit", "resolution"])
def test_optional_members_of_a_curve_have_their_documented_value(missing: str) -> None:
    """Volue's file requires neither."""
    event = curve_event()
    del event["payload"]["priceCurveDelta"][missing]
    assert curve_of(event) == curve_of(curve_event())


def test_points_that_cannot_be_read_are_left_out_with_one_remark() -> None:
    """One NaN must not cost the day."""
    good = {"price": 0.1, "timestamp": "2026-03-04T11:00:00+00:00"}
    bad = [
        {"price": float("nan"), "timestamp": "2026-03-04T10:00:00+00:00"},
        {"price": 1e12, "timestamp": "2026-03-04T10:00:00+00:00"},
        {"price": 0.1, "timestamp": "soon"},
        "point",
    ]
    page = events_page([curve_event(points=[*bad, good])], OURS)
    assert page.remarks == ("event e-1: 4 of 5 points left out, the last because a point is not an object",)
    assert isinstance(page.events[0].payload, PriceCurvePayload)
    assert [point.price for point in page.events[0].payload.curve.points] == [0.1]


def test_a_target_that_cannot_be_read_is_left_out_and_the_others_stay() -> None:
    """It may be another customer's; our own device must not lose its curve for it."""
    event = curve_event()
    event["payload"]["targets"][1:] = [{"resourceId": "r-2"}, "target"]
    page = events_page([event], OURS)
    assert isinstance(page.events[0].payload, PriceCurvePayload)
    assert [target.resource_id for target in page.events[0].payload.targets] == ["r-1"]
    assert page.remarks == (
        "event e-1: a target is left out, locationId is missing",
        "event e-1: a target is left out, a target is not an object",
    )


@pytest.mark.parametrize(
    ("broken", "remark"),
    [
        (curve_event(energyUnit="GWh"), "event e-1: skipped, energy unit GWh is not known"),
        (curve_event(currency=None), "event e-1: skipped, currency is missing"),
        (curve_event(resolution="00:00:00"), "event e-1: skipped, a resolution is zero"),
        (curve_event(points="none"), "event e-1: skipped, points is not a list"),
        ({"id": "e-1", "createdAt": "2026-03-03T12:00:00Z"}, "event e-1: skipped, the payload is not an object"),
        ({"id": "e-1"}, "event e-1: skipped, a timestamp cannot be read"),
        ({}, "event None: skipped, id is missing"),
        ("event", "event without id: skipped, the event is not an object"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_event_that_cannot_be_read_is_skipped_and_the_rest_is_kept(broken: object, remark: str) -> None:
    """One bad event must not hide all others for ever."""
    page = events_page([broken, curve_event("e-2")], OURS)
    assert [event.event_id for event in page.events] == ["e-2"]
    assert page.remarks == (remark,)


def test_an_unknown_payload_type_is_kept_and_remarked() -> None:
    """Volue says that more types will come."""
    event = {"id": "e-1", "createdAt": "2026-03-03T12:00:00Z", "payload": {"payloadType": "Weather"}}
    page = events_page([event], OURS)
    assert page.events[0].payload == UnknownPayload("Weather")
    assert page.remarks == ("event e-1: payload type Weather is not known, nothing is done about it",)


@pytest.mark.parametrize(
    ("lists", "read"),
    [
        ({"addedUsers": ["u-1"], "removedUsers": []}, UserEligibilityPayload((UserId("u-1"),), ())),
        ({"addedUsers": ["u-8", "u-1"], "removedUsers": ["u-9"]}, UserEligibilityPayload((UserId("u-1"),), ())),
        ({"addedUsers": None, "removedUsers": ["u-9"]}, UserEligibilityPayload(None, ())),
        ({}, UserEligibilityPayload(None, None)),
    ],
    ids=["with lists", "with others", "with one list", "as in spring 2024, without"],
)
def test_eligibility_lists_are_optional(lists: dict[str, Any], read: UserEligibilityPayload) -> None:
    """A missing list means "go and ask", an empty one means nobody; other customers are not held."""
    payload = {"lastUpdated": "2026-03-02T12:00:00Z", **lists, "payloadType": "UserEligibility"}
    event = {"id": "e-1", "createdAt": "2026-03-03T12:00:00Z", "payload": payload}
    page = events_page([event], OURS)
    assert (page.events[0].payload, page.remarks) == (read, ())


def test_a_list_of_users_that_cannot_be_read_is_remarked_without_naming_anybody() -> None:
    """The remark is logged, and whoever stands in it may be somebody else's customer."""
    payload = {"addedUsers": {"foreign": "u-9"}, "removedUsers": [], "payloadType": "UserEligibility"}
    page = events_page([{"id": "e-1", "createdAt": "2026-03-03T12:00:00Z", "payload": payload}], OURS)
    assert page.remarks == ("event e-1: skipped, the list of users is not a list",)


@pytest.mark.parametrize("body", [None, "events", 5, {"events": {}}, {"events": [], "pagination": "first"}], ids=repr)
def test_a_page_that_is_no_page_is_an_error(body: object) -> None:
    """Taken for an empty page it would look like a day without wishes."""
    with pytest.raises(SparkDataError):
        events_page(body, OURS)


def test_a_page_without_events_is_empty() -> None:
    """Volue's file does not require the member."""
    page = events_page({"pagination": {"nextPage": None}}, OURS)
    assert (page.events, page.next_page) == ((), None)


def test_a_simulated_curve_is_read_as_it_was_written() -> None:
    """What the sandbox is asked for and what is understood must be the same."""
    payload = PriceCurvePayload(
        (Target(ResourceId("r-2"), LocationId("l-1")),),
        PriceCurve((CurvePoint(datetime(2026, 3, 4, 10, tzinfo=UTC), -0.5),), timedelta(hours=1), "SEK"),
        "SE3",
    )
    body = {**price_curve_body(payload), "payloadType": "PriceCurve"}
    event = {"id": "e-1", "createdAt": "2026-03-03T12:00:00Z", "payload": body}
    assert events_page([event], OURS).events[0].payload == payload
