"""Events that are kept on disk, and joined with what Spark sends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.volue_spark.spark.kept import narrowed, needed_since, united
from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EventId,
    EventsPage,
    LocationId,
    Ours,
    Payload,
    PowerLimit,
    PowerLimitPayload,
    PriceCurve,
    PriceCurvePayload,
    SparkEvent,
    Target,
    UnknownPayload,
    UserEligibilityPayload,
    UserId,
)
from custom_components.volue_spark.spark.wire import events_kept, events_page
from tests.core.test_timeline_properties import RESOURCES, events as curve_events

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = Ours(frozenset(RESOURCES), frozenset({UserId("u-1")}), frozenset({LocationId("l"), LocationId("l-1")}))


def unknown(event_id: str, hour: int = 0, payload_type: str = "Weather") -> SparkEvent:
    """Return an event that is told apart by its payload type."""
    return SparkEvent(EventId(event_id), NOON + hour * HOUR, UnknownPayload(payload_type))


def read_again(*events: SparkEvent, ours: Ours = OURS) -> EventsPage:
    """Return what comes back from the disk."""
    return events_page(json.loads(json.dumps(events_kept(events))), ours)


@settings(max_examples=200)
@given(events=st.lists(curve_events, max_size=4, unique_by=lambda event: event.event_id))
def test_a_curve_comes_back_from_the_disk_as_it_was(events: list[SparkEvent]) -> None:
    """A restart without network goes on with the very same deltas, resolutions of days and microseconds included."""
    assert read_again(*events).events == tuple(events)


@pytest.mark.parametrize(
    "payload",
    [
        UnknownPayload("Weather"),
        UserEligibilityPayload((UserId("u-1"),), ()),
        UserEligibilityPayload(None, None),
        PowerLimitPayload("LocationLPC", (PowerLimit(LocationId("l-1"), NOON, NOON + 26 * HOUR, 1.5),)),
        PowerLimitPayload("ResourceLPC", ()),
        PowerLimitPayload("LPCReservation", (), frozenset({LocationId("l"), LocationId("l-1")})),
        PowerLimitPayload(
            "LocationLPC",
            (PowerLimit(LocationId("l-1"), NOON, NOON + HOUR, 0.0),),
            frozenset({LocationId("l-1")}),
        ),
    ],
    ids=[
        "unknown",
        "eligibility",
        "eligibility without lists",
        "limit",
        "a limit for others",
        "a limit that cannot be read",
        "a limit of which half can be read",
    ],
)
def test_every_other_event_comes_back_too(payload: UserEligibilityPayload | UnknownPayload) -> None:
    """A limitation that is forgotten at a restart would be one that nobody was told of."""
    event = SparkEvent(EventId("e"), NOON, payload)
    assert read_again(event).events == (event,)


def test_what_others_are_asked_is_not_on_the_disk() -> None:
    """A partner's account holds other customers, whose ids and limits are not ours to keep."""
    target = {"locationId": "foreign", "meterPointId": "m-9", "resolution": "01:00:00", "points": []}
    body = {"targets": [target], "payloadType": "LocationLPC"}
    page = events_page([{"id": "e", "createdAt": NOON.isoformat(), "payload": body}], OURS)
    assert page.events == (SparkEvent(EventId("e"), NOON, PowerLimitPayload("LocationLPC", ())),)
    assert page.remarks == ()
    assert "foreign" not in json.dumps(events_kept(page.events))


def test_limits_are_read_in_order_of_time_and_half_of_a_target_is_left_out() -> None:
    """The people who are asked want to read from when until when; Spark's own examples have whole numbers."""
    points = [
        {"maxPowerInKiloWatts": 2, "timestamp": "2026-03-04T13:00:00Z"},
        {"maxPowerInKiloWatts": 0, "timestamp": "2026-03-04T12:00:00Z"},
    ]
    good = {"locationId": "l-1", "meterPointId": "m", "resolution": "01:00:00", "points": points}
    bad = good | {"points": [{"timestamp": "2026-03-04T13:00:00Z"}]}
    body = {"targets": [good, bad], "payloadType": "LocationLPC"}
    page = events_page([{"id": "e", "createdAt": NOON.isoformat(), "payload": body}], OURS)
    [event] = page.events
    assert isinstance(event.payload, PowerLimitPayload)
    assert [(limit.start, limit.most_kw) for limit in event.payload.limits] == [(NOON, 0.0), (NOON + HOUR, 2.0)]
    assert event.payload.unread == {"l-1"}
    assert page.remarks == ("event e: a target is left out, a number is missing",)


def test_new_and_known_events_are_one_list_newest_first_without_what_is_over() -> None:
    """The file would grow for ever, and the report would look at last year."""
    events, remarks = united([unknown("b", 1), unknown("old", -48)], [unknown("c", 2), unknown("b", 1)], NOON - HOUR)
    assert [event.event_id for event in events] == ["c", "b"]
    assert remarks == ()


def test_the_same_id_with_other_content_is_said_and_sparks_last_word_holds() -> None:
    """It should not happen; if it does, somebody must be able to find out why a delta moved."""
    events, remarks = united([unknown("b", 1)], [unknown("b", 1, "Storm")], NOON)
    assert events == (unknown("b", 1, "Storm"),)
    assert remarks == (EventId("b"),)


FEWER = Ours(frozenset({RESOURCES[0]}), frozenset({UserId("u-1")}), frozenset({LocationId("l")}))


@pytest.mark.parametrize(
    "payload",
    [
        PriceCurvePayload(
            tuple(Target(resource, LocationId("l")) for resource in RESOURCES),
            PriceCurve((CurvePoint(NOON, -0.5),), HOUR, "NOK"),
            "NO1",
        ),
        UserEligibilityPayload((UserId("u-1"), UserId("u-2")), (UserId("u-2"),)),
        UserEligibilityPayload(None, (UserId("u-2"),)),
        PowerLimitPayload(
            "LocationLPC", tuple(PowerLimit(LocationId(name), NOON, NOON + HOUR, 1.5) for name in ("l", "l-1"))
        ),
        PowerLimitPayload("LocationLPC", (), frozenset({LocationId("l"), LocationId("l-1")})),
        UnknownPayload("Weather"),
    ],
    ids=["curve", "eligibility", "half a list", "limit", "unread limit", "unknown"],
)
def test_what_is_known_for_more_is_narrowed_as_it_would_be_read(payload: Payload) -> None:
    """Compared as it was, every event would seem to have changed when a device or a home goes."""
    everybody = replace(OURS, users=frozenset({UserId("u-1"), UserId("u-2")}))
    event = SparkEvent(EventId("e"), NOON, payload)
    [read] = read_again(*read_again(event, ours=everybody).events, ours=FEWER).events
    assert narrowed(event, FEWER) == read
    assert narrowed(read, FEWER) == read


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 2, 25, 23, tzinfo=UTC)),
        (datetime(2026, 3, 31, 22, tzinfo=UTC), datetime(2026, 2, 25, 23, tzinfo=UTC)),
        (datetime(2026, 4, 2, 21, tzinfo=UTC), datetime(2026, 2, 25, 23, tzinfo=UTC)),
        (datetime(2026, 4, 2, 22, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ],
    ids=["winter time", "just after midnight of the first", "the 2nd", "the 3rd"],
)
def test_what_can_be_reported_is_needed(now: datetime, since: datetime) -> None:
    """What was not sent in time is sent until the end of the 2nd, and the last day of a month on the 1st."""
    assert needed_since(now, ZoneInfo("Europe/Oslo")) == since


@pytest.mark.parametrize(
    ("known_for", "is_covered"),
    [(OURS, True), (Ours(OURS.resources), False), (Ours(frozenset(), OURS.users, OURS.locations), False)],
)
def test_a_new_device_or_home_needs_events_read_anew(known_for: Ours, *, is_covered: bool) -> None:
    """A device that was taken over has had curves before, and its targets were dropped as somebody else's."""
    assert known_for.covers(OURS) is is_covered
