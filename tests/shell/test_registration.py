"""Registering and deleting at Spark: once, written down first, and nothing that is not ours."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import time
from typing import Any, Literal
from unittest.mock import patch

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import pytest

from custom_components.volue_spark.owned import NOTHING, Owned, OwnedHome, OwnedResource, owned
from custom_components.volue_spark.registration import Registrar
from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from custom_components.volue_spark.spark.errors import SparkConnectionError, SparkRequestError
from custom_components.volue_spark.spark.models import (
    Location,
    LocationId,
    MeterPointId,
    Resource,
    ResourceId,
    ResourceType,
    UserId,
)
from custom_components.volue_spark.stores import NotWrittenError
from tests import fake_spark as local
from tests.fake_spark import FakeSpark, Fault

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
USER, HOME = UserId("user-1"), LocationId("location-1")
METER_POINT = MeterPointId("707057500000000000")
HERE = Location(HOME, USER, (METER_POINT,))
CABIN = Location(LocationId("cabin"), USER, (MeterPointId("707057599900000202"),))
TANK = Resource(ResourceId("tank"), ResourceType.HOT_WATER_TANK, USER, HOME)
CAR = Resource(ResourceId("car"), ResourceType.VEHICLE, USER, HOME)
OURS = OwnedHome(HOME, USER, "Test home", NOW.timestamp())
OUR_TANK = OwnedResource(TANK.resource_id, USER, HOME, "Tank", "sensor.tank")

type Step = Callable[[], Awaitable[None]]


@pytest.fixture
async def registrar(hass: HomeAssistant, fake_spark: FakeSpark) -> Registrar:
    """Return a registrar of an account that has nothing yet."""
    session = async_get_clientsession(hass)
    credentials = ClientCredentials(session, fake_spark.token_url, "demo-client", "demo-secret", time.monotonic)
    client = SparkClient(session, Environment(fake_spark.api_url, fake_spark.token_url), credentials)
    return Registrar(client, await owned(hass), "account")


async def home_with_tank(registrar: Registrar) -> None:
    """Register a home and what is in it."""
    await registrar.register_home(HERE, "Test home", NOW)
    await registrar.register_resource(TANK, "Tank", "sensor.tank")


async def until_it_works(step: Step) -> None:
    """Do it, and once more where the connection broke."""
    with suppress(SparkConnectionError):
        await step()
    await step()


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "token$"),
        ("GET", "/users/user-1$"),
        ("POST", "/users$"),
        ("GET", "/locations/location-1$"),
        ("POST", "/locations$"),
        ("GET", "/resources/tank$"),
        ("POST", "/resources$"),
    ],
)
async def test_a_registration_goes_on_where_an_answer_was_lost(
    registrar: Registrar, fake_spark: FakeSpark, method: str, path: str, drop: Literal["before", "after"]
) -> None:
    """Whichever answer is lost: a second home would never be paid, a missing one neither."""
    fake_spark.fail(method, path, Fault(drop=drop))
    await until_it_works(lambda: home_with_tank(registrar))
    assert [seen for seen in fake_spark.requests if seen.status is None]
    assert (set(fake_spark.users), set(fake_spark.locations), set(fake_spark.resources)) == ({USER}, {HOME}, {"tank"})
    assert not [seen for seen in fake_spark.requests if seen.status in (400, 409)]
    assert registrar.possessions.homes == {HOME: OURS}
    assert registrar.possessions.resources == {"tank": OUR_TANK}


@pytest.mark.parametrize("what", ["user", "location", "resource"])
async def test_what_an_earlier_attempt_did_in_the_meantime_is_no_refusal(
    registrar: Registrar, fake_spark: FakeSpark, what: str
) -> None:
    """A request that seemed lost arrives between our question and the next try: 400 or 409, and all is well."""
    arrives: dict[str, tuple[str, Callable[[], Any]]] = {
        "user": ("/users/user-1", lambda: fake_spark.users.setdefault(USER, local.User(USER))),
        "location": (
            "/locations/location-1",
            lambda: fake_spark.locations.setdefault(HOME, local.Location(HOME, USER)),
        ),
        "resource": (
            "/resources/tank",
            lambda: fake_spark.resources.setdefault("tank", local.Resource("tank", "HotWaterTank", USER, HOME)),
        ),
    }
    path, arrive = arrives[what]
    fake_spark.observers.append(lambda seen: arrive() if seen.request.path.endswith(path) else None)
    await home_with_tank(registrar)
    refused = [seen.status for seen in fake_spark.requests if seen.method == "POST" and seen.status in (400, 409)]
    assert refused == ([409] if what == "location" else [400])
    assert set(registrar.possessions.resources) == {"tank"}


async def test_a_meter_point_of_somebody_else_is_refused(registrar: Registrar, fake_spark: FakeSpark) -> None:
    """The household has to know: it may be the wrong number, or a home to take over."""
    fake_spark.users["another"] = local.User("another")
    fake_spark.locations["theirs"] = local.Location("theirs", "another", meter_point_ids=(METER_POINT,))
    with pytest.raises(SparkRequestError) as caught:
        await registrar.register_home(HERE, "Test home", NOW)
    assert caught.value.status == 409
    assert HOME not in fake_spark.locations


@pytest.mark.parametrize("path", ["/users$", "/locations$", "/resources$"])
async def test_what_spark_declines_is_declined(registrar: Registrar, fake_spark: FakeSpark, path: str) -> None:
    """A refusal that was taken for success would leave a home that nobody pays."""
    fake_spark.fail("POST", path, Fault(status=400, body='"not today"'))
    with pytest.raises(SparkRequestError) as caught:
        await home_with_tank(registrar)
    assert caught.value.reason == "not today"


async def test_it_is_on_disk_before_anything_is_registered(
    registrar: Registrar, fake_spark: FakeSpark, hass_storage: dict[str, Any]
) -> None:
    """Killed after the request, the next start must know what it has at Spark."""
    on_disk: list[tuple[str, list[str]]] = []

    def look(exchange: Any) -> None:
        if exchange.request.method == "POST" and "token" not in exchange.request.path:
            kept = hass_storage["volue_spark.registered"]["data"]["account"]
            ids = [home["location_id"] for home in kept["homes"]] + [each["resource_id"] for each in kept["resources"]]
            on_disk.append((exchange.request.path.rpartition("/")[2], ids))

    fake_spark.observers.append(look)
    await home_with_tank(registrar)
    assert on_disk == [("users", [HOME]), ("locations", [HOME]), ("resources", [HOME, "tank"])]


@pytest.mark.parametrize("step", ["home", "resource"])
async def test_on_a_full_disk_spark_is_not_asked(registrar: Registrar, fake_spark: FakeSpark, step: str) -> None:
    """What is registered and forgotten would stay at Spark for ever."""
    steps: dict[str, Step] = {
        "home": lambda: registrar.register_home(HERE, "Test home", NOW),
        "resource": lambda: registrar.register_resource(TANK, "Tank", None),
    }
    with patch("homeassistant.helpers.storage.Store.async_save"), pytest.raises(NotWrittenError):
        await steps[step]()
    assert fake_spark.requests == []
    assert registrar.possessions == NOTHING


async def test_nothing_is_registered_while_home_assistant_stops(
    hass: HomeAssistant, registrar: Registrar, fake_spark: FakeSpark
) -> None:
    """Its writes wait for the last moment, which may not come."""
    hass.set_state(CoreState.stopping)
    with pytest.raises(NotWrittenError):
        await registrar.register_home(HERE, "Test home", NOW)
    hass.set_state(CoreState.running)
    assert fake_spark.requests == []


async def test_a_registration_goes_on_after_a_restart(
    hass: HomeAssistant, registrar: Registrar, fake_spark: FakeSpark
) -> None:
    """The power went between the user and the location: the same ids go on, nothing is registered twice."""
    fake_spark.fail("POST", "/locations$", Fault(drop="before"))
    with pytest.raises(SparkConnectionError):
        await registrar.register_home(HERE, "Test home", NOW)
    found = Owned(hass)
    await found.load()
    assert found.of("account").homes == {HOME: OURS}
    await Registrar(registrar.client, found, "account").register_home(HERE, "Test home", NOW)
    assert (set(fake_spark.users), set(fake_spark.locations)) == ({USER}, {HOME})


async def test_what_is_found_at_spark_becomes_ours_without_a_request(
    registrar: Registrar, fake_spark: FakeSpark
) -> None:
    """Taking over changes nothing there."""
    await registrar.take_home(HERE, "Test home", NOW)
    await registrar.take_resource(TANK, "Tank", "sensor.tank")
    taken = replace(OURS, ours_since=NOW.timestamp())
    assert (registrar.possessions.homes, registrar.possessions.resources) == ({HOME: taken}, {"tank": OUR_TANK})
    await registrar.take_home(HERE, "Test home", NOW + timedelta(days=1))
    assert registrar.possessions.homes[HOME].ours_since == NOW.timestamp()
    assert fake_spark.requests == []


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/resources/tank$"),
        ("DELETE", "/resources/car$"),
        ("DELETE", "/locations/location-1$"),
        ("GET", "/locations$"),
        ("DELETE", "/users/user-1$"),
    ],
)
async def test_a_deletion_goes_on_where_an_answer_was_lost(
    registrar: Registrar, fake_spark: FakeSpark, method: str, path: str, drop: Literal["before", "after"]
) -> None:
    """Half a home at Spark is one that nobody can find again."""
    await home_with_tank(registrar)
    await registrar.register_resource(CAR, "Car", None)
    # For ever, as the HTTP library itself asks a second time where that does no harm.
    fake_spark.fail(method, path, Fault(drop=drop), times=None)
    with pytest.raises(SparkConnectionError):
        await registrar.delete_home(OURS)
    assert registrar.possessions.homes == {HOME: OURS}
    fake_spark.clear_faults()
    await registrar.delete_home(OURS)
    assert (fake_spark.users, fake_spark.locations, fake_spark.resources) == ({}, {}, {})
    assert registrar.possessions == NOTHING


async def test_a_resource_that_cannot_be_deleted_stays_ours(registrar: Registrar, fake_spark: FakeSpark) -> None:
    """Forgotten too early, it could never be deleted."""
    await home_with_tank(registrar)
    fake_spark.fail("DELETE", "/resources/tank$", Fault(status=503))
    with pytest.raises(SparkConnectionError):
        await registrar.delete_resource(OUR_TANK)
    assert set(registrar.possessions.resources) == {"tank"}
    await registrar.delete_resource(OUR_TANK)
    assert (fake_spark.resources, registrar.possessions.resources) == ({}, {})
    assert set(fake_spark.locations) == {HOME}


async def test_a_user_with_a_second_location_stays(registrar: Registrar, fake_spark: FakeSpark) -> None:
    """A user that was found at Spark may be at home elsewhere; deleting it would forfeit that money too."""
    await home_with_tank(registrar)
    await registrar.client.create_location(CABIN)
    heater = Resource(ResourceId("heater"), ResourceType.HVAC, USER, CABIN.location_id)
    await registrar.register_resource(heater, "Heater", None)
    await registrar.delete_home(OURS)
    assert (set(fake_spark.users), set(fake_spark.locations)) == ({USER}, {CABIN.location_id})
    assert (set(fake_spark.resources), set(registrar.possessions.resources)) == ({"heater"}, {"heater"})
