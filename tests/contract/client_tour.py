"""Every method of our client against the local Spark; the only file here that knows the integration."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import inspect
import time

from aiohttp import ClientSession

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from custom_components.volue_spark.spark.models import (
    Coordinates,
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    Location,
    LocationId,
    MeterPointId,
    Ours,
    PriceCurve,
    PriceCurvePayload,
    Report,
    Resource,
    ResourceId,
    ResourceType,
    Target,
    UserId,
)

FIRST, HOME, CABIN = UserId("first"), LocationId("home"), LocationId("cabin")
METER_POINT = MeterPointId("707057599900000101")
START = datetime(2026, 3, 4, 10, tzinfo=UTC)


def public_methods() -> set[str]:
    """Return the coroutine methods that the client offers."""
    offered = inspect.getmembers(SparkClient, inspect.iscoroutinefunction)
    return {name for name, _ in offered if not name.startswith("_")}


def client_of(session: ClientSession, api_url: str, token_url: str) -> SparkClient:
    """Return a client with the right credentials."""
    credentials = ClientCredentials(session, token_url, "demo-client", "demo-secret", time.monotonic)
    return SparkClient(session, Environment(api_url, token_url), credentials)


async def client_tour(client: SparkClient) -> None:
    """Call every method of the client, with every shape that its requests can have."""
    await client.check_access()
    assert await client.meter_point_is_eligible(METER_POINT)
    assert not await client.has_user(FIRST)
    await client.create_user(FIRST)
    for location in locations():
        assert not await client.has_location(FIRST, location.location_id)
        await client.create_location(location)
    for resource in resources():
        assert not await client.has_resource(resource.resource_id)
        await client.create_resource(resource)
    assert await client.is_eligible(FIRST)
    assert not await client.is_enrolled(FIRST)
    assert await client.enroll(FIRST)
    event_id = await client.simulate_price_curve(price_curve())
    assert (await client.events_since(START - timedelta(days=1), Ours())).events
    assert await client.post_report(wire.report_request(report(event_id)))
    await what_is_registered(client)
    assert {each.location_id for each in await client.compensations(FIRST)} == {HOME, CABIN}
    await webhook(client)
    await departure(client)


async def webhook(client: SparkClient) -> None:
    """Make one, change all of it, and delete it twice."""
    made = await client.create_webhook("http://127.0.0.1:1/first", "first secret")
    await client.change_webhook(replace(made, is_enabled=False), "http://127.0.0.1:1/second", "second secret")
    (found,) = await client.webhooks()
    assert (found.webhook_id, found.url) == (made.webhook_id, "http://127.0.0.1:1/second")
    for _ in range(2):
        await client.delete_webhook(made.webhook_id)


async def what_is_registered(client: SparkClient) -> None:
    """List it, and move one location."""
    assert (await client.users(at_most=10)).users == (FIRST,)
    assert await client.locations(FIRST) == locations()
    assert {each.resource_id for each in await client.resources(FIRST)} == {each.resource_id for each in resources()}
    for place in (None, Coordinates(78.2166, 15.6351)):
        await client.move_location(Location(CABIN, FIRST, (METER_POINT,), place))


async def departure(client: SparkClient) -> None:
    """Delete everything, twice: what is gone already is no error."""
    for _ in range(2):
        await client.leave(FIRST)
        await client.delete_resource(resources()[0].resource_id)
        await client.delete_location(FIRST, CABIN)
        await client.delete_user(FIRST)


def locations() -> list[Location]:
    """Return a home with coordinates and a cabin with a meter point."""
    return [
        Location(HOME, FIRST, coordinates=Coordinates(78.2166, 15.6351)),
        Location(CABIN, FIRST, (METER_POINT,)),
    ]


def resources() -> list[Resource]:
    """Return a resource of every type."""
    return [Resource(ResourceId(kind.value), kind, FIRST, HOME, METER_POINT) for kind in ResourceType]


def price_curve() -> PriceCurvePayload:
    """Return a curve for one of the resources."""
    curve = PriceCurve((CurvePoint(START, -0.5),), timedelta(hours=1), "NOK")
    return PriceCurvePayload((Target(ResourceId(ResourceType.CHARGER.value), HOME),), curve, "NO1")


def report(event_id: EventId) -> Report:
    """Return a report of one resource, with an hour in which it drew nothing."""
    points = (EnergyPoint(START, 1.25), EnergyPoint(START + timedelta(hours=1), 0.0))
    return Report(event_id, (EnergyUsage(ResourceId(ResourceType.CHARGER.value), HOME, points),))
