"""Three homes with twenty devices, as flows could have made them, and their sensors."""

from collections.abc import Iterator

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import EVENT_HOMEASSISTANT_START
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Location, Resource, User
from tests.month.device import HOMES, Device
from tests.month.devices import DEVICES

ENTRY_ID = "month"
AT_SPARK = {
    "charger": "Charger",
    "hot_water_tank": "HotWaterTank",
    "vehicle": "Vehicle",
    "hvac": "HVAC",
    "generic": "Generic",
}


def targets() -> list[tuple[str, str]]:
    """Return whom each event is for."""
    return [(device.resource_id, f"location-{device.home}") for device in DEVICES]


def register(spark: FakeSpark) -> None:
    """Put the homes into the local Spark, as flows would have done."""
    for home in HOMES:
        spark.users[f"user-{home}"] = User(f"user-{home}", is_eligible=True)
        spark.locations[f"location-{home}"] = Location(f"location-{home}", f"user-{home}")
    for device in DEVICES:
        place = (f"user-{device.home}", f"location-{device.home}")
        spark.resources[device.resource_id] = Resource(device.resource_id, AT_SPARK[device.kind], *place)


def entry(spark: FakeSpark) -> MockConfigEntry:
    """Return the account."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Volue Spark",
        unique_id="account",
        entry_id=ENTRY_ID,
        data={
            "environment": "other",
            "client_id": "demo-client",
            "client_secret": "demo-secret",
            "api_url": spark.api_url,
            "token_url": spark.token_url,
        },
        subentries_data=[*map(_home, HOMES), *map(_device, DEVICES)],
    )


def _home(home: str) -> ConfigSubentryData:
    place = {"user_id": f"user-{home}", "location_id": f"location-{home}"}
    return ConfigSubentryData(
        subentry_type="home",
        title=home.capitalize(),
        unique_id=f"location-{home}",
        data={**place, "meter_point_ids": ["707057500000000000"]},
        subentry_id=f"home-{home}",  # type: ignore[typeddict-unknown-key]
    )


def _device(device: Device) -> ConfigSubentryData:
    data: dict[str, object] = {
        "home": f"home-{device.home}",
        "resource_id": device.resource_id,
        "resource_type": device.kind,
        **({"usage_entity_id": device.entity_id} if device.make else {}),
        **({"presence_entity_id": device.tracker} if device.places else {}),
        **device.settings,
    }
    return ConfigSubentryData(
        subentry_type="device",
        title=device.name.replace("_", " ").capitalize(),
        unique_id=device.resource_id,
        data=data,
        subentry_id=f"device-{device.name}",  # type: ignore[typeddict-unknown-key]
    )


def wait_for_sensors(hass: HomeAssistant) -> None:
    """Let all sensors be unavailable at first, as Home Assistant does with what it knows from before."""

    @callback
    def write(_: Event) -> None:
        for entity_id, attributes in _remembered():
            hass.states.async_set(entity_id, "unavailable", {**attributes, "restored": True})
        for device in DEVICES:
            if device.is_person:
                hass.states.async_set(device.tracker, device.place_at(dt_util.utcnow()))

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_START, write)


def _remembered() -> Iterator[tuple[str, dict[str, object]]]:
    for device in DEVICES:
        if sensor := device.sensor:
            yield device.entity_id, sensor.attributes(sensor.says[0])
        if device.places and not device.is_person:
            yield device.tracker, {}
