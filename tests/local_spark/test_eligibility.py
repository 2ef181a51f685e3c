"""Who becomes eligible when, and how often that is told."""

from tests.fake_spark import FakeSpark

from .partner import ELSEWHERE, METER_POINT, Clock, Partner


async def is_eligible(partner: Partner, user: str) -> bool:
    """Return what Spark says about a user."""
    answer: bool = (await partner.get(f"/users/{user}/eligibility")).json["isEligible"]
    return answer


async def test_a_user_in_a_test_area_becomes_eligible_after_a_while(partner: Partner, clock: Clock) -> None:
    """A client that enrolls at once without looking would seem to work otherwise."""
    await partner.settle("first")
    clock.advance(minutes=9)
    assert not await is_eligible(partner, "first")
    clock.advance(minutes=1)
    assert await is_eligible(partner, "first")
    assert (await partner.get("/users/eligible")).json["users"] == [{"userId": "first"}]


async def test_a_known_meter_point_is_enough(partner: Partner, clock: Clock) -> None:
    """A home may be registered without coordinates."""
    await partner.settle("first", coordinates=None, meterPointIds=[METER_POINT])
    await partner.settle("second", coordinates=None, meterPointIds=["unheard-of"])
    clock.advance(minutes=10)
    assert await is_eligible(partner, "first")
    assert not await is_eligible(partner, "second")


async def test_moving_away_ends_eligibility_and_is_told(partner: Partner, clock: Clock) -> None:
    """A client that only reads added users would show a lost programme for ever."""
    await partner.settle("first")
    clock.advance(minutes=10)
    assert await is_eligible(partner, "first")
    await partner.ask("PATCH", "/users/first/locations/home-of-first", {"coordinates": ELSEWHERE})
    clock.advance(minutes=10)
    assert not await is_eligible(partner, "first")
    newest = (await partner.events())[0]["payload"]
    assert (newest["addedUsers"], newest["removedUsers"]) == ([], ["first"])


async def test_one_event_in_ten_minutes_tells_of_everybody(partner: Partner, clock: Clock) -> None:
    """A client must read lists: several users come in one event, and not one event each.

    minutes        0      10              12        20
    first          moves  eligible, told
    second, third         (move at 2)     eligible  told together
    """
    await partner.settle("first")
    clock.advance(minutes=2)
    await partner.settle("third")
    await partner.settle("second")
    clock.advance(minutes=8)
    assert [event["payload"]["addedUsers"] for event in await partner.events()] == [["first"]]
    clock.advance(minutes=2)
    assert await is_eligible(partner, "second")
    assert len(await partner.events()) == 1
    clock.advance(minutes=8)
    told = await partner.events()
    assert [event["payload"]["addedUsers"] for event in told] == [["second", "third"], ["first"]]
    assert told[0]["payload"]["lastUpdated"] == "2026-03-04T07:42:00+00:00"
    assert told[0]["createdAt"] == "2026-03-04T07:50:00+00:00"


async def test_who_came_and_went_between_two_events_is_not_mentioned(partner: Partner, clock: Clock) -> None:
    """An event tells the difference to the last one; anything else would be noise."""
    await partner.settle("first")
    clock.advance(minutes=10)
    await partner.settle("second")
    await partner.ask("PATCH", "/users/second/locations/home-of-second", {"coordinates": ELSEWHERE})
    clock.advance(minutes=30)
    assert len(await partner.events()) == 1


async def test_a_deleted_user_is_not_announced_as_removed(partner: Partner, clock: Clock) -> None:
    """The partner deleted them and knows."""
    await partner.settle("first")
    clock.advance(minutes=10)
    assert len(await partner.events()) == 1
    await partner.delete("/users/first")
    clock.advance(minutes=30)
    assert len(await partner.events()) == 1


async def test_the_payload_type_comes_last(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """A reader that picks the type from the first member must fail here, not in the field."""
    await partner.settle("first")
    clock.advance(minutes=10)
    await partner.post("/simulation/events/usereligibility")
    await partner.post("/simulation/events/pricecurve", {})
    assert len(spark.events) == 3
    assert all(list(event["payload"])[-1] == "payloadType" for event in await partner.events())


async def test_enrolling_twice_stays_one_enrollment(partner: Partner, clock: Clock) -> None:
    """A lost answer makes a client enroll again; the date must not move."""
    await partner.settle("first")
    before = (await partner.get("/users/first/enrollment")).json
    assert before == {"isEnrolled": False, "userId": "first", "enrollmentId": None, "enrollmentDate": None}
    first = await partner.post("/users/first/enrollment")
    clock.advance(days=1)
    assert (await partner.post("/users/first/enrollment")).json == first.json
    assert (first.status, first.json["enrollmentDate"]) == (200, "2026-03-04T07:30:00+00:00")
    assert (await partner.delete("/users/first/enrollment")).status == 204
    assert (await partner.get("/users/first/enrollment")).json == before
