"""A home with three devices in Oslo, and the Home Assistant that runs it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant import bootstrap, loader
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.volue_spark.const import CONF_PUSH, DOMAIN
from tests.demo.claims import LOOPBACK
from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account

OSLO = ZoneInfo("Europe/Oslo")
VEHICLE = "resource-vehicle"
METER = "sensor.charger_power"
HELPERS = {"charger": {"name": "Charger"}, "tank": {"name": "Tank"}}

type MakeRecorder = Callable[..., AbstractAsyncContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Appliance:
    """One device with its entities, and what it switches, if anything."""

    resource_id: str
    name: str
    switch: str | None

    @property
    def delta(self) -> str:
        """The entity that shows the delta."""
        return f"sensor.{self.name}_price_delta"

    @property
    def use_power(self) -> str:
        """The entity that is on in favourable hours."""
        return f"binary_sensor.{self.name}_use_power_now"

    @property
    def follow(self) -> str:
        """The switch that has the device follow the curve."""
        return f"switch.{self.name}_follow_price_curve"


APPLIANCES = (
    Appliance(CHARGER, "charger", "input_boolean.charger"),
    Appliance(TANK, "hot_water_tank", "input_boolean.tank"),
    Appliance(VEHICLE, "vehicle", None),
)
TARGETS = {appliance.resource_id: (appliance.resource_id, LOCATION) for appliance in APPLIANCES}


def account(hass: HomeAssistant, spark: FakeSpark, *, is_pushed: bool) -> Account:
    """Return the account: a charger that is measured, a tank, and a vehicle that nobody switches."""
    return Account(
        hass,
        spark,
        devices={CHARGER: "charger", TANK: "hot_water_tank", VEHICLE: "vehicle"},
        entities={
            CHARGER: {"control_entity_id": "input_boolean.charger", "usage_entity_id": METER},
            TANK: {"control_entity_id": "input_boolean.tank"},
        },
        options={CONF_PUSH: is_pushed},
        entry_id="soak",
    )


@asynccontextmanager
async def home_assistant(
    make_recorder: MakeRecorder, before_start: Callable[[HomeAssistant], None]
) -> AsyncIterator[HomeAssistant]:
    """Start Home Assistant as it starts in a house, with what is on disk, and stop it as a house does."""
    async with async_test_home_assistant(load_registries=False, initial_state=CoreState.not_running) as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        assert await bootstrap.async_load_base_functionality(hass)
        await hass.config.async_set_time_zone(OSLO.key)
        hass.config.currency = "NOK"
        before_start(hass)
        async with make_recorder(hass, wait_recorder=False):
            assert await async_setup_component(hass, "homeassistant", {})
            assert await async_setup_component(hass, "input_boolean", {"input_boolean": HELPERS})
            await listen(hass)
            assert await async_setup_component(hass, DOMAIN, {})
            hass.states.async_set(METER, "0", {"unit_of_measurement": "W", "device_class": "power"})
            await hass.async_start()
            await settled(hass)
            yield hass
            await hass.async_stop(force=True)
    # A process that ends takes its timers along.
    for handle in get_scheduled_timer_handles(hass.loop):
        handle.cancel()


async def listen(hass: HomeAssistant) -> None:
    """Let the server be where its file says, and be known to be there."""
    assert await async_setup_component(hass, "http", {})
    assert hass.config.api
    await hass.config.async_update(external_url=f"http://{LOOPBACK}:{hass.config.api.port}")


async def move_in(hass: HomeAssistant, spark: FakeSpark, *, is_pushed: bool) -> None:
    """Register the home and add the account, as the flows do, and have the devices follow."""
    home = account(hass, spark, is_pushed=is_pushed)
    home.register()
    await home.own()
    await hass.config_entries.async_add(home.entry())
    await settled(hass)
    follow = [appliance.follow for appliance in APPLIANCES if appliance.switch]
    await hass.services.async_call("switch", "turn_on", {"entity_id": follow}, blocking=True)
    await settled(hass)


async def settled(hass: HomeAssistant) -> None:
    """Wait until nothing is under way."""
    await hass.async_block_till_done(wait_background_tasks=True)
