"""A house with a charger and a tank: Home Assistant starts, runs, stops and starts again on the same disk."""

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, override

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.const import EVENT_CALL_SERVICE, EVENT_HOMEASSISTANT_STARTED, STATE_OFF
from homeassistant.core import CoreState, Event, HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant, mock_storage

from custom_components.volue_spark.control.controller import Controller
from custom_components.volue_spark.homes import DeviceKey
from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account
from tests.shell.control.walk.appliance import Appliance
from tests.shell.control.walk.curve import QUARTER, Published
from tests.soak.life import is_ours

BEGINS = datetime(2026, 6, 10, 6, tzinfo=UTC)
TICK = timedelta(microseconds=1)
A_MINUTE = timedelta(minutes=1)
SENSOR = "sensor.tank_temperature"
STORE = "volue_spark.account-6.control"
FOLLOW = {CHARGER: "switch.charger_follow_price_curve", TANK: "switch.hot_water_tank_follow_price_curve"}
STARTS = {CHARGER: 2, TANK: 2}
WAIT = timedelta(hours=3)
FLOOR = 45.0
ENTITIES: dict[str, dict[str, Any]] = {
    CHARGER: {
        "control_entity_id": "input_boolean.charger",
        "following": {"least_on_minutes": 20, "least_off_minutes": 5, "starts_a_day": STARTS[CHARGER]},
    },
    TANK: {
        "control_entity_id": "input_boolean.tank",
        "following": {
            "least_on_minutes": 20,
            "starts_a_day": STARTS[TANK],
            "waits": True,
            "wait_hours": 3,
            "temperature_entity_id": SENSOR,
            "floor": FLOOR,
        },
    },
}


class Disk(dict[str, Any]):
    """What is on disk; counts what is written of the devices that follow, and what was on disk already."""

    writes = 0
    needless = 0

    @override
    def __setitem__(self, key: str, value: Any) -> None:
        if key == STORE:
            self.writes += 1
            self.needless += self.get(key) == value
        super().__setitem__(key, value)


@dataclass
class House:
    """What outlives Home Assistant: the appliances, the curve, the disk and Spark."""

    loop: asyncio.AbstractEventLoop
    freezer: FrozenDateTimeFactory
    watch: Any
    spark: FakeSpark = field(default_factory=FakeSpark)
    disk: Disk = field(default_factory=Disk)
    curve: Published = field(default_factory=Published)
    temperature: float | None = 62.0
    passed: timedelta = timedelta(0)
    appliances: dict[str, Appliance] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Move in."""
        self._house, self._running = AsyncExitStack(), AsyncExitStack()
        self._house.enter_context(mock_storage(self.disk))
        self.loop.set_exception_handler(lambda _, context: self.errors.append(str(context)))
        self.freezer.move_to(BEGINS)
        for key, data in ENTITIES.items():
            self.appliances[key] = Appliance(data["control_entity_id"], self._show)
        self.run(self.spark.start())
        self.hass: HomeAssistant | None = None

    def run[T](self, work: Awaitable[T]) -> T:
        """Do something until it is done."""
        return self.loop.run_until_complete(work)

    @property
    def wait(self) -> timedelta:
        """Return how long the tank may wait at most."""
        return WAIT

    @property
    def most_starts(self) -> dict[str, int]:
        """Return how often each entity may start in a local day."""
        return {ENTITIES[key]["control_entity_id"]: most for key, most in STARTS.items()}

    def least(self, appliance: Appliance, wanted: str) -> timedelta:
        """Return how long it has to be on before it is turned off, or off before it is turned on."""
        is_charger = appliance is self.appliances[CHARGER]
        minutes = 20 if wanted == STATE_OFF else 5 if is_charger else 0
        return minutes * A_MINUTE - 2 * TICK

    @property
    def is_cold(self) -> bool:
        """Tell whether nobody may hold the tank back: what nobody measures may be cold."""
        return self.temperature is None or self.temperature < FLOOR

    @property
    def now(self) -> datetime:
        """Return what the clock on the wall shows."""
        return datetime.now(UTC)

    async def start(self) -> None:
        """Start Home Assistant on what is on disk."""
        hass = await self._running.enter_async_context(async_test_home_assistant(initial_state=CoreState.not_running))
        self.hass = hass
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        await hass.config.async_set_time_zone("Europe/Oslo")
        await async_setup_component(hass, "homeassistant", {})
        for service in ("turn_on", "turn_off"):
            hass.services.async_register("input_boolean", service, self._on_call)
        hass.bus.async_listen(EVENT_CALL_SERVICE, self._on_any_call)
        self.warm(self.temperature)
        await self._add_account(hass)
        for appliance in self.appliances.values():
            self._show(appliance)
        hass.set_state(CoreState.running)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await self.settle()

    async def _add_account(self, hass: HomeAssistant) -> None:
        account = Account(hass, self.spark, entities=ENTITIES)
        if LOCATION not in self.spark.locations:
            account.register()
        self.entry: MockConfigEntry = account.entry()
        self.entry.add_to_hass(hass)
        await hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def stop(self) -> None:
        """Stop Home Assistant as a person does."""
        assert self.hass
        await self.hass.async_stop(force=True)
        for handle in get_scheduled_timer_handles(self.loop):
            handle.cancel()
        self.hass = None
        await self._running.aclose()

    async def end(self) -> None:
        """Stop all of it."""
        if self.hass:
            await self.stop()
        await self.spark.stop()
        await self._house.aclose()

    async def reload(self) -> None:
        """Reload the account."""
        assert self.hass
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        if self.hass:
            await self.hass.async_block_till_done(wait_background_tasks=True)

    async def passes(self, length: timedelta) -> None:
        """Let time pass, and happen what happens in it, each at its own instant."""
        until = self.passed + length
        while self.passed < until:
            step = max(min(until, self._next()) - self.passed, TICK)
            self.passed += step
            self.freezer.tick(step)
            await self._look_around()

    async def jump(self, by: timedelta) -> None:
        """Set the clock on the wall."""
        self.freezer.tick(by)
        await self._look_around()

    async def _look_around(self) -> None:
        for appliance in self.appliances.values():
            appliance.due(self.passed)
        # Its own event loop finds what is due.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await self.settle()
        self.watch.looks()

    def _next(self) -> timedelta:
        """Return when an appliance reports, or the integration wants to be woken."""
        handles = [handle for handle in get_scheduled_timer_handles(self.loop) if is_ours(handle)]
        delays = [timedelta(seconds=max(handle.when() - self.loop.time(), 0.0)) for handle in handles]
        coming = [at for appliance in self.appliances.values() for at, _ in appliance.coming]
        return min([*(self.passed + delay + TICK for delay in delays), *coming, self.passed + timedelta(days=1)])

    @callback
    def _show(self, appliance: Appliance) -> None:
        if self.hass:
            self.hass.states.async_set(appliance.entity_id, appliance.state)
        if not appliance.is_away:
            self.watch.reported(appliance)

    @callback
    def warm(self, temperature: float | None) -> None:
        """Let the tank be so warm, None where its sensor is gone."""
        self.temperature = temperature
        if self.hass:
            attributes = {"unit_of_measurement": "°C", "device_class": "temperature"}
            state = "unavailable" if temperature is None else str(temperature)
            self.hass.states.async_set(SENSOR, state, attributes)

    async def publish(self, start: datetime, deltas: list[float]) -> None:
        """Let Spark publish a curve, and Home Assistant ask for it."""
        points = self.curve.publish(start, deltas, self.now)
        targets = [(TANK, LOCATION), (CHARGER, LOCATION)]
        self.spark.publish_price_curve(targets, points, QUARTER, created_at=self.curve.created_at)
        if self.hass:
            await self.entry.runtime_data.coordinator.async_refresh()
            await self.settle()

    def controller(self, key: str) -> Controller:
        """Return the controller of a device."""
        found: Controller = self.entry.runtime_data.controls.by_key[DeviceKey(key)]
        return found

    async def _on_call(self, call: ServiceCall) -> None:
        entity_ids = call.data["entity_id"]
        (entity_id,) = entity_ids if isinstance(entity_ids, list) else [entity_ids]
        appliance = next(found for found in self.appliances.values() if found.entity_id == entity_id)
        wanted = call.service.removeprefix("turn_")
        self.watch.called(appliance, wanted)
        appliance.take(wanted, self.passed)

    @callback
    def _on_any_call(self, event: Event[Any]) -> None:
        if event.data["domain"] not in ("input_boolean", "switch"):
            self.watch.wrong.append(f"nobody asked for {event.data}")
