"""Users, locations and resources: what is kept, what is refused and how."""

from typing import Any

import pytest

from tests.fake_spark import FakeSpark

from .partner import ELSEWHERE, LONGYEARBYEN, METER_POINT, Partner

HOME = "/users/first/locations/home-of-first"
CHARGER = {"resourceId": "charger", "resourceType": "Charger"}


async def test_a_location_is_answered_as_it_was_registered(partner: Partner) -> None:
    """A client that adopts what is registered compares these members."""
    await partner.settle("first", locationType="Residential", meterPointIds=[METER_POINT, "m-2"])
    location = (await partner.get(HOME)).json
    assert location == {
        "locationId": "home-of-first",
        "locationType": "Residential",
        "coordinates": LONGYEARBYEN,
        "meterPointId": METER_POINT,
        "meterPointIds": [METER_POINT, "m-2"],
        "userId": "first",
    }
    assert (await partner.get("/users/first/locations")).json == [location]


async def test_a_second_user_of_the_same_id_is_refused_with_a_text(partner: Partner) -> None:
    """A client that registers twice after a lost answer has to cope with this 400."""
    assert (await partner.post("/users", {"userId": "first"})).status == 201
    reply = await partner.post("/users", {"userId": "first"})
    assert (reply.status, reply.content_type) == (400, "application/json")
    assert isinstance(reply.json, str)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/users/second/locations", {"locationId": "home-of-first", "coordinates": ELSEWHERE}),
        ("/users/second/locations", {"locationId": "cabin", "meterPointIds": [METER_POINT]}),
        ("/users/first/locations", {"locationId": "home-of-first", "coordinates": ELSEWHERE}),
    ],
    ids=["id of another user", "meter point of another user", "own id again"],
)
async def test_what_is_taken_is_a_conflict_without_a_body(partner: Partner, path: str, body: Any) -> None:
    """A conflict has no text; a client that reads one would crash on it."""
    await partner.settle("first", meterPointIds=[METER_POINT])
    await partner.post("/users", {"userId": "second"})
    reply = await partner.post(path, body)
    assert (reply.status, reply.text) == (409, "")


async def test_a_patch_with_nulls_changes_only_what_it_names(partner: Partner) -> None:
    """Moving a home must not lose its meter points, or its compensation is gone."""
    await partner.settle("first", locationType="Residential", meterPointIds=[METER_POINT])
    body = {"locationType": None, "coordinates": ELSEWHERE, "meterPointIds": None}
    moved = (await partner.ask("PATCH", HOME, body)).json
    assert moved["coordinates"] == ELSEWHERE
    assert moved["meterPointIds"] == [METER_POINT]
    assert moved["locationType"] == "Residential"


async def test_a_patch_to_a_taken_meter_point_is_a_conflict_and_a_put_is_a_bad_request(partner: Partner) -> None:
    """The two differ in the published file: only one of them lists 409."""
    await partner.settle("first", meterPointIds=[METER_POINT])
    await partner.settle("second")
    path = "/users/second/locations/home-of-second"
    taken = {"locationId": "home-of-second", "meterPointIds": [METER_POINT]}
    assert (await partner.ask("PATCH", path, {"meterPointIds": [METER_POINT]})).status == 409
    assert (await partner.ask("PUT", path, taken)).status == 400


async def test_a_put_forgets_what_it_does_not_name(partner: Partner) -> None:
    """PUT replaces; a client that means PATCH would lose the coordinates."""
    await partner.settle("first", meterPointIds=[METER_POINT])
    reply = await partner.ask("PUT", HOME, {"locationId": "home-of-first", "meterPointIds": [METER_POINT]})
    assert (reply.status, reply.json["coordinates"]) == (200, None)


async def test_deleting_a_user_takes_everything_along(spark: FakeSpark, partner: Partner) -> None:
    """Something left behind would block registering the same things again."""
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    await partner.post("/users/first/enrollment")
    reply = await partner.delete("/users/first")
    assert (reply.status, reply.text) == (204, "")
    assert [spark.users, spark.locations, spark.resources, spark.enrollments] == [{}, {}, {}, {}]


async def test_deleting_a_location_leaves_the_vehicles(spark: FakeSpark, partner: Partner) -> None:
    """A vehicle is bound to no place, so it does not go with one."""
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    assert (await partner.delete(HOME)).status == 204
    assert list(spark.resources) == ["car"]


async def test_vehicles_and_bound_resources_are_listed_together_per_user(partner: Partner) -> None:
    """Adoption reads one list for the user and another for the place."""
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    of_user = (await partner.get("/users/first/resources")).json["resources"]
    assert {entry["resourceId"]: entry["locationId"] for entry in of_user} == {"charger": "home-of-first", "car": None}
    assert [entry["resourceId"] for entry in (await partner.get(f"{HOME}/resources")).json] == ["charger"]
    assert (await partner.get("/resources/car")).json["resourceType"] == "Vehicle"


async def test_a_resource_id_is_unique_beyond_its_user(partner: Partner) -> None:
    """Resources are read and deleted without naming a user, so their ids must not repeat."""
    await partner.settle("first")
    await partner.settle("second")
    await partner.equip("first", "charger", "car")
    bound = await partner.post("/users/second/locations/home-of-second/resources", CHARGER)
    vehicle = await partner.post("/users/second/vehicles", {"resourceId": "car", "resourceType": "Vehicle"})
    assert (bound.status, bound.content_type) == (400, "application/json")
    assert (vehicle.status, vehicle.content_type) == (400, "application/problem+json")


async def test_a_batch_is_kept_as_a_whole_or_not_at_all(spark: FakeSpark, partner: Partner) -> None:
    """After a refused batch a client tries one by one; half a batch would refuse that."""
    await partner.post("/users", {"userId": "first"})
    refused = await partner.post("/users/batch", {"users": [{"userId": "second"}, {"userId": "first"}]})
    assert (refused.status, list(spark.users)) == (400, ["first"])
    kept = await partner.post("/users/batch", {"users": [{"userId": "second"}, {"userId": "third"}]})
    assert kept.json == {"users": [{"userId": "second"}, {"userId": "third"}]}
    place = {"userId": "second", "locationId": "cabin", "coordinates": ELSEWHERE}
    nobody = place | {"userId": "nobody", "locationId": "tent"}
    assert (await partner.post("/users/locations/batch", {"locations": [place, nobody]})).status == 400
    assert not spark.locations
    assert (await partner.post("/users/locations/batch", {"locations": [place]})).status == 201


async def test_an_id_may_need_encoding_in_the_path(partner: Partner) -> None:
    """Ids are free texts; one that is not encoded would hit another endpoint."""
    await partner.post("/users", {"userId": "first/7 ø%?"})
    reply = await partner.ask("GET", "/users/first%2F7%20%C3%B8%25%3F")
    assert (reply.status, reply.json) == (200, {"userId": "first/7 ø%?"})


async def test_a_user_called_eligible_cannot_be_read(partner: Partner) -> None:
    """Literal paths shadow ids; a client must not use these words as ids."""
    await partner.post("/users", {"userId": "eligible"})
    assert "pagination" in (await partner.get("/users/eligible")).json
    await partner.post("/users", {"userId": "batch"})
    assert (await partner.get("/users/batch")).json == {"userId": "batch"}
    assert (await partner.delete("/users/eligible")).status == 204


async def test_a_meter_point_can_be_asked_about_before_anything_is_registered(partner: Partner) -> None:
    """A flow shows whether a home can take part before it registers somebody."""
    assert (await partner.get(f"/meters/{METER_POINT}/eligible")).json == {
        "meterPointId": METER_POINT,
        "isEligible": True,
    }
    assert (await partner.get("/meters/unheard-of/eligible")).json["isEligible"] is False


async def test_the_made_up_meter_points_can_be_nobodys(spark: FakeSpark) -> None:
    """A valid check digit could make one of them somebody's meter."""
    for meter_point in spark.eligible_meter_points:
        digits = [int(digit) for digit in reversed(meter_point)]
        assert len(digits) == 18
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 != 0
