"""Registering, and whether a home takes part: the client against a local Spark on a real socket."""

import pytest

from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.errors import (
    SparkDataError,
    SparkError,
    SparkRequestError,
)
from custom_components.volue_spark.spark.models import (
    LocationId,
    Resource,
    ResourceType,
)
from tests.core.samples import AREA_2, HERE, HOME, RESOURCE, USER
from tests.fake_spark import FakeSpark, Fault


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


@pytest.mark.parametrize(
    ("resource_type", "told"), [(ResourceType.CHARGER, HERE.meter_point_ids[0]), (ResourceType.VEHICLE, None)]
)
async def test_the_meter_of_a_resource_is_told_where_it_is_known(
    client: SparkClient, fake_spark: FakeSpark, resource_type: ResourceType, told: str | None
) -> None:
    """Behind the wrong one of two meters it would be paid at the wrong one; a vehicle is behind none."""
    await client.create_user(USER)
    await client.create_location(HERE)
    await client.create_resource(Resource(RESOURCE, resource_type, USER, HOME, HERE.meter_point_ids[0]))
    assert fake_spark.resources[RESOURCE].meter_point_id == told


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
