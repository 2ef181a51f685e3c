"""The list of events: its order, its pages, and whatever is put into it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fake_spark import FakeSpark

from .partner import Clock, Partner

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def test_pages_are_read_newest_first_until_there_is_no_next(spark: FakeSpark, partner: Partner) -> None:
    """A client that reads one page only would miss everything older."""
    ids = [spark.publish_price_curve([("car", "home")], [(NOON, -0.3)]) for _ in range(5)]
    pages = [(await partner.get("/events", page=page, pageSize=2)).json for page in (1, 2, 3)]
    assert [event["id"] for page in pages for event in page["events"]] == ids[::-1]
    assert [page["pagination"]["nextPage"] for page in pages] == [2, 3, None]
    assert [page["pagination"]["previousPage"] for page in pages] == [None, 1, 2]
    assert pages[0]["pagination"]["totalRecords"] == 5
    assert pages[0]["pagination"]["totalPages"] == 3


async def test_a_page_beyond_the_end_is_empty(partner: Partner) -> None:
    """Events may vanish while a client turns pages; it must come to an end."""
    beyond = (await partner.get("/events", page=9, pageSize=2)).json
    assert beyond["events"] == []
    assert beyond["pagination"]["nextPage"] is None


async def test_an_event_can_be_read_alone(spark: FakeSpark, partner: Partner) -> None:
    """The list and the single event are the same event."""
    event_id = spark.publish_price_curve([("car", "home")], [(NOON, -0.3)], timedelta(minutes=15), "SEK", "MWh", "SE3")
    alone = (await partner.get(f"/events/{event_id}")).json
    assert [alone] == await partner.events()
    assert alone["payload"] == {
        "targets": [{"resourceId": "car", "locationId": "home"}],
        "priceCurveDelta": {
            "points": [{"price": -0.3, "timestamp": "2026-03-05T12:00:00+00:00"}],
            "energyUnit": "MWh",
            "currency": "SEK",
            "resolution": "00:15:00",
        },
        "priceArea": "SE3",
        "payloadType": "PriceCurve",
    }


async def test_an_event_made_earlier_stands_further_down(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """The order is that of createdAt, so an old event can appear behind a new one."""
    new = spark.publish_price_curve([], [])
    old = spark.publish_price_curve([], [], created_at=clock() - timedelta(hours=1))
    assert [event["id"] for event in await partner.events()] == [new, old]


async def test_anything_can_be_put_on_top_as_it_is(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """Types that do not exist yet and broken events are tested with this."""
    spark.publish_price_curve([], [], created_at=clock() + timedelta(hours=1))
    strange = {"id": "odd", "createdAt": "yesterday", "payload": {"payloadType": "Weather", "wind": [1, None]}}
    spark.publish_raw(strange)
    nameless = {"hello": "world"}
    spark.publish_raw(nameless)
    assert (await partner.events())[:2] == [nameless, strange]
    assert (await partner.get("/events/odd")).json == strange


async def test_timestamps_carry_no_zeros_at_their_end(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """Spark writes 0 to 7 digits; a parser made for 3 or 6 has to fail here."""
    lengths = set()
    for microsecond in (0, 500_000, 123_450, 999_158):
        clock.instant = clock.instant.replace(microsecond=microsecond)
        event = spark.events[spark.publish_price_curve([], [])].body
        written = event["createdAt"].removesuffix("+00:00")
        assert len(written) == 19 or not written.endswith("0")
        lengths.add(len(written.partition(".")[2]))
    assert min(lengths) == 0
    assert max(lengths) == 7


async def test_a_simulated_curve_completes_what_was_left_out(spark: FakeSpark, partner: Partner) -> None:
    """The sandbox makes something up for an empty request: off the hour, from now on."""
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    reply = await partner.post("/simulation/events/pricecurve", {})
    payload = reply.json["simulatedEvent"]["payload"]
    assert payload["targets"] == [{"resourceId": "charger", "locationId": "home-of-first"}]
    assert len(payload["priceCurveDelta"]["points"]) == 24
    assert payload["priceCurveDelta"]["points"][0]["timestamp"].startswith("2026-03-04T07:30:00")
    assert list(spark.events) == [reply.json["simulatedEvent"]["id"]]


async def test_a_simulated_curve_keeps_what_was_given(partner: Partner) -> None:
    """With targets and points of their own people try their automations."""
    curve: dict[str, Any] = {"points": [{"price": -1.5, "timestamp": "2026-03-04T10:00:00Z"}], "currency": "SEK"}
    target = {"resourceId": "car", "locationId": "home"}
    body = {"targets": [target], "priceCurveDelta": curve, "priceArea": "SE2"}
    payload = (await partner.post("/simulation/events/pricecurve", body)).json["simulatedEvent"]["payload"]
    usual = {"energyUnit": "kWh", "resolution": "01:00:00"}
    assert payload == {**body, "priceCurveDelta": curve | usual, "payloadType": "PriceCurve"}


async def test_the_simulated_partner_leaves_without_a_trace(spark: FakeSpark, partner: Partner) -> None:
    """Deleting the simulation must not touch what is real."""
    await partner.settle("first")
    assert (await partner.post("/simulation/partner")).status == 201
    assert len(spark.users) == 3
    targets = (await partner.post("/simulation/events/pricecurve", {})).json["simulatedEvent"]["payload"]["targets"]
    assert len(targets) == 2
    reply = await partner.delete("/simulation/partner")
    assert (reply.status, reply.text) == (200, "")
    assert (list(spark.users), list(spark.locations), list(spark.resources)) == (["first"], ["home-of-first"], [])


async def test_a_simulated_eligibility_event_changes_nobody(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """Its users do not exist; a client that believes it would enroll ghosts."""
    await partner.settle("first")
    payload = (await partner.post("/simulation/events/usereligibility")).json["simulatedEvent"]["payload"]
    assert set(spark.users).isdisjoint(payload["addedUsers"] + payload["removedUsers"])
    clock.advance(minutes=1)
    assert (await partner.get("/users/first/eligibility")).json["isEligible"] is False
