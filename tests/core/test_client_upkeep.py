"""Asking about meter points, listing, moving, leaving and deleting: the client against a local Spark."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

import pytest

from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.errors import SparkConnectionError, SparkDataError, SparkRequestError
from custom_components.volue_spark.spark.models import (
    Coordinates,
    ListedResource,
    ListedUsers,
    Location,
    LocationId,
    MeterPointId,
    Resource,
    ResourceId,
    ResourceType,
    UserId,
)
from tests import fake_spark as local
from tests.core.samples import AREA_2, HERE, HOME, RESOURCE, USER, answering
from tests.fake_spark import FakeSpark, Fault

KNOWN, UNKNOWN = MeterPointId("707057599900000101"), MeterPointId("707057500000000000")
AREA_1 = Coordinates(79.51913682860402, 15.97611317258921)
VEHICLE = ResourceId("vehicle-1")
# Ids of which every careless way of writing an address makes something else.
ODD = ["a/b", "a b", "a?b=c", "a#b", "a%2Fb", "50%", "a+b", "æøå", "eligible/..", "...", "users"]

type Call = Callable[[SparkClient], Awaitable[Any]]


async def register(client: SparkClient) -> None:
    """Register a home with a charger and a vehicle, as it is found later."""
    await client.create_user(USER)
    await client.create_location(HERE)
    await client.create_resource(Resource(RESOURCE, ResourceType.CHARGER, USER, HOME))
    await client.create_resource(Resource(VEHICLE, ResourceType.VEHICLE, USER, HOME))


async def test_a_meter_point_is_asked_about_without_registering_it(client: SparkClient, fake_spark: FakeSpark) -> None:
    """A household wants to know whether it is worth it before it tells where it lives."""
    assert await client.meter_point_is_eligible(KNOWN) is True
    assert await client.meter_point_is_eligible(UNKNOWN) is False
    assert (fake_spark.users, fake_spark.locations) == ({}, {})


async def test_what_is_registered_is_listed_vehicles_included(client: SparkClient) -> None:
    """What a lost installation left at Spark can be taken over, all of it."""
    await register(client)
    cabin = Location(LocationId("cabin"), USER, (KNOWN, MeterPointId("707057599900000202")))
    await client.create_location(cabin)
    await client.create_user(UserId("another"))
    assert await client.users(at_most=10) == ListedUsers((USER, UserId("another")), 2)
    assert await client.users(at_most=1) == ListedUsers((USER,), 2)
    assert await client.locations(USER) == [HERE, cabin]
    assert await client.resources(USER) == [
        ListedResource(RESOURCE, ResourceType.CHARGER, HOME),
        ListedResource(VEHICLE, ResourceType.VEHICLE, None),
    ]
    assert (await client.locations(UserId("another")), await client.resources(UserId("another"))) == ([], [])


async def test_a_type_that_is_none_of_ours_is_listed_without_one(client: SparkClient, fake_spark: FakeSpark) -> None:
    """One solar inverter must not hide the charger beside it."""
    await register(client)
    fake_spark.resources["sun"] = local.Resource("sun", "SolarInverter", USER, HOME)
    assert ListedResource(ResourceId("sun"), None, HOME) in await client.resources(USER)
    assert len(await client.resources(USER)) == 3


@pytest.mark.parametrize("status", [404, 200], ids=["as missing", "as nothing"])
async def test_a_user_who_is_not_there_has_nothing(client: SparkClient, fake_spark: FakeSpark, status: int) -> None:
    """Spark may answer either; deleted elsewhere between two questions, it is no failure."""
    if status == 404:
        fake_spark.fail("GET", "users", Fault(status=404), times=None)
    else:
        fake_spark.fail("GET", "resources$", answering({"resources": []}))
    assert await client.locations(UserId("nobody")) == []
    assert await client.resources(UserId("nobody")) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"users": [{"userId": "a"}, {"userId": "b"}]}, ListedUsers((UserId("a"), UserId("b")), 2)),
        ({"users": [{"userId": "a"}], "pagination": None}, ListedUsers((UserId("a"),), 1)),
        ({"users": [{"userId": "a"}], "pagination": {"nextPage": None}}, ListedUsers((UserId("a"),), 1)),
        ({"users": [{"userId": "a"}], "pagination": {"totalRecords": 7}}, ListedUsers((UserId("a"),), 7)),
        ({"users": None, "pagination": {"totalRecords": 0}}, ListedUsers((), 0)),
    ],
    ids=str,
)
async def test_a_list_of_users_may_come_without_its_total(
    client: SparkClient, fake_spark: FakeSpark, body: object, found: ListedUsers
) -> None:
    """What is listed is there, whatever is said about pages."""
    fake_spark.fail("GET", "users$", answering(body))
    assert await client.users(at_most=10) == found


@pytest.mark.parametrize(
    ("members", "meter_points", "place"),
    [
        ({}, (), None),
        ({"meterPointIds": None, "coordinates": None}, (), None),
        ({"meterPointIds": ["x", "y"], "coordinates": {"latitude": 1, "longitude": 2.5}}, ("x", "y"), (1, 2.5)),
        ({"coordinates": {"latitude": 0, "longitude": 0}}, (), (0, 0)),
        ({"coordinates": {"latitude": 1}}, (), None),
        ({"coordinates": {"latitude": None, "longitude": 2}}, (), None),
    ],
    ids=str,
)
async def test_a_location_may_come_without_everything_but_its_id(
    client: SparkClient,
    fake_spark: FakeSpark,
    members: dict[str, object],
    meter_points: tuple[str, ...],
    place: tuple[float, float] | None,
) -> None:
    """Nothing else is required of an answer; half a place is none."""
    fake_spark.fail("GET", "locations$", answering([{"locationId": "x", **members}]))
    [found] = await client.locations(USER)
    assert (found.location_id, found.user_id, found.meter_point_ids) == ("x", USER, meter_points)
    assert found.coordinates == (Coordinates(*place) if place else None)


BROKEN: list[tuple[str, Call, object]] = [
    ("meters", lambda client: client.meter_point_is_eligible(KNOWN), {}),
    ("meters", lambda client: client.meter_point_is_eligible(KNOWN), {"isEligible": "true"}),
    ("meters", lambda client: client.meter_point_is_eligible(KNOWN), None),
    ("users", lambda client: client.users(1), []),
    ("users", lambda client: client.users(1), {"users": {}}),
    ("users", lambda client: client.users(1), {"users": [{}]}),
    ("users", lambda client: client.users(1), {"users": [{"userId": 5}]}),
    ("users", lambda client: client.users(1), {"users": ["a"]}),
    ("users", lambda client: client.users(1), {"users": [], "pagination": {"totalRecords": "many"}}),
    ("users", lambda client: client.users(1), {"users": [], "pagination": [1]}),
    ("locations", lambda client: client.locations(USER), None),
    ("locations", lambda client: client.locations(USER), {"locations": []}),
    ("locations", lambda client: client.locations(USER), [{}]),
    ("locations", lambda client: client.locations(USER), [None]),
    ("locations", lambda client: client.locations(USER), [{"locationId": "x", "meterPointIds": "y"}]),
    ("locations", lambda client: client.locations(USER), [{"locationId": "x", "meterPointIds": [None]}]),
    ("locations", lambda client: client.locations(USER), [{"locationId": "x", "meterPointIds": [7]}]),
    ("locations", lambda client: client.locations(USER), [{"locationId": "x", "coordinates": [1, 2]}]),
    (
        "locations",
        lambda client: client.locations(USER),
        [{"locationId": "x", "coordinates": {"latitude": "1", "longitude": 2}}],
    ),
    ("resources", lambda client: client.resources(USER), []),
    ("resources", lambda client: client.resources(USER), {}),
    ("resources", lambda client: client.resources(USER), {"resources": [{"resourceId": "x"}]}),
    ("resources", lambda client: client.resources(USER), {"resources": [{"resourceType": "HVAC"}]}),
    (
        "resources",
        lambda client: client.resources(USER),
        {"resources": [{"resourceId": "x", "resourceType": "HVAC", "locationId": 5}]},
    ),
]


@pytest.mark.parametrize(
    ("path", "call", "body"), BROKEN, ids=[f"{path} {json.dumps(body)}" for path, _, body in BROKEN]
)
async def test_a_list_that_cannot_be_read_is_an_error(
    client: SparkClient, fake_spark: FakeSpark, path: str, call: Call, body: object
) -> None:
    """Read as "nothing is there", a home would be registered a second time."""
    fake_spark.fail("GET", path, answering(body))
    with pytest.raises(SparkDataError):
        await call(client)


async def test_a_location_moves_and_its_other_members_stay(client: SparkClient, fake_spark: FakeSpark) -> None:
    """A meter point that was forgotten at first must not cost the home its place."""
    await register(client)
    await client.move_location(Location(HOME, USER, (KNOWN,)))
    stored = fake_spark.locations[HOME]
    assert (stored.meter_point_ids, stored.location_type) == ((KNOWN,), "Residential")
    assert stored.coordinates
    assert (stored.coordinates.latitude, stored.coordinates.longitude) == (AREA_2.latitude, AREA_2.longitude)
    await client.move_location(Location(HOME, USER, (), AREA_1))
    assert await client.locations(USER) == [Location(HOME, USER, (), AREA_1)]


async def test_a_move_to_a_meter_point_of_another_home_is_refused(client: SparkClient) -> None:
    """The household typed its neighbour's number, and has to hear of it."""
    await register(client)
    await client.create_location(Location(LocationId("cabin"), USER, (KNOWN,)))
    with pytest.raises(SparkRequestError) as caught:
        await client.move_location(Location(HOME, USER, (KNOWN,)))
    assert caught.value.status == 409


async def test_leaving_ends_the_enrollment_and_nothing_else(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Who takes part no longer keeps what the month has earned."""
    await register(client)
    assert await client.enroll(USER)
    await client.leave(USER)
    assert not await client.is_enrolled(USER)
    assert (set(fake_spark.users), set(fake_spark.locations)) == ({USER}, {HOME})


DELETIONS: dict[str, Call] = {
    "enrollment": lambda client: client.leave(USER),
    "resource": lambda client: client.delete_resource(RESOURCE),
    "location": lambda client: client.delete_location(USER, HOME),
    "user": lambda client: client.delete_user(USER),
}


@pytest.mark.parametrize("what", DELETIONS)
async def test_what_is_deleted_already_is_no_error(client: SparkClient, fake_spark: FakeSpark, what: str) -> None:
    """The answer to the first request was lost; the second must be able to end it."""
    await register(client)
    await client.enroll(USER)
    for _ in range(2):
        await DELETIONS[what](client)
    assert [seen.status for seen in fake_spark.requests if seen.method == "DELETE"] == [204, 404]
    left = {
        "enrollment": fake_spark.enrollments,
        "resource": {RESOURCE} & set(fake_spark.resources),
        "location": fake_spark.locations,
        "user": fake_spark.users,
    }
    assert not left[what]
    assert what == "user" or left["user"]


@pytest.mark.parametrize("what", DELETIONS)
@pytest.mark.parametrize(
    ("status", "error"), [(400, SparkRequestError), (409, SparkRequestError), (500, SparkConnectionError)]
)
async def test_what_cannot_be_deleted_is_an_error(
    client: SparkClient, fake_spark: FakeSpark, what: str, status: int, error: type[Exception]
) -> None:
    """Forgotten here and kept there, it could never be deleted."""
    fake_spark.fail("DELETE", ".", Fault(status=status))
    with pytest.raises(error):
        await DELETIONS[what](client)


@pytest.mark.parametrize("odd", ODD)
async def test_any_id_reaches_spark_as_it_is(client: SparkClient, fake_spark: FakeSpark, odd: str) -> None:
    """What is taken over was named by somebody else; one wrong letter asks about, or deletes, another."""
    user, home, thing = UserId(odd), LocationId(odd), ResourceId(odd)
    await client.create_user(user)
    await client.create_location(Location(home, user, (MeterPointId(odd),)))
    await client.create_resource(Resource(thing, ResourceType.HVAC, user, home))
    assert (set(fake_spark.users), set(fake_spark.locations), set(fake_spark.resources)) == ({odd}, {odd}, {odd})
    assert await client.locations(user) == [Location(home, user, (MeterPointId(odd),))]
    assert await client.resources(user) == [ListedResource(thing, ResourceType.HVAC, home)]
    assert not await client.meter_point_is_eligible(MeterPointId(odd))
    await client.move_location(Location(home, user, (KNOWN,)))
    await client.delete_resource(thing)
    await client.delete_location(user, home)
    await client.delete_user(user)
    assert (fake_spark.users, fake_spark.locations, fake_spark.resources) == ({}, {}, {})


@pytest.mark.parametrize("part", ["", ".", ".."])
async def test_an_id_that_no_address_can_hold_is_not_asked_about(
    client: SparkClient, fake_spark: FakeSpark, part: str
) -> None:
    """However it is written, ".." as a location's id would delete its user."""
    await register(client)
    before = len(fake_spark.requests)
    for call in (
        client.delete_location(USER, LocationId(part)),
        client.meter_point_is_eligible(MeterPointId(part)),
    ):
        with pytest.raises(SparkRequestError):
            await call
    assert len(fake_spark.requests) == before
    assert USER in fake_spark.users
