"""A home that tests register, and small questions to the local Spark."""

from datetime import UTC, datetime
import json

from custom_components.volue_spark.spark.models import (
    Coordinates,
    Location,
    LocationId,
    MeterPointId,
    ResourceId,
    UserId,
)
from tests.fake_spark import FakeSpark, Fault

USER, HOME, RESOURCE = UserId("user/1"), LocationId("home 1"), ResourceId("resource-1")
AREA_2 = Coordinates(78.21661621129984, 15.63509153386616)
HERE = Location(HOME, USER, (MeterPointId("707057500000000000"),), AREA_2)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def paths(spark: FakeSpark) -> list[str]:
    """Return what was asked of the API, tokens apart."""
    return [f"{seen.method} {seen.path}" for seen in spark.requests if "token" not in seen.path]


def token_requests(spark: FakeSpark) -> int:
    """Return how many tokens were asked for."""
    return sum("token" in seen.path for seen in spark.requests)


def answering(body: object) -> Fault:
    """Return a fault that answers 200 with this body."""
    return Fault(status=200, body=json.dumps(body))
