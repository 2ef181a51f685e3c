"""A whole life of an account through the real flows, for tests that look at what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
import json
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.volue_spark import diagnostics
from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark
from tests.shell.hours import DAY, HOUR, METER, counted

SWITCH = "input_boolean.tank"
METER_POINT = "707057500000000000"
CLIENT_ID, SECRET, NEW_SECRET = "client-of-the-test", "secret-of-the-test", "new-secret-of-the-test"
# Inside a test area: the local Spark finds the home eligible.
LATITUDE, LONGITUDE = 78.21661621129984, 15.63509153386616
# The server beside us in the same process is not ours to keep silent.
# The test framework logs the content of each file that it holds in memory; Home Assistant itself does not.
TEST_STORAGE = {"pytest_homeassistant_custom_component.common"}
OTHER_SIDE = ("aiohttp.server", "aiohttp.access", "aiohttp.web")
# Whoever asks Home Assistant to log each call that it is made is told the address; we are not asked.
EACH_CALL = {"homeassistant.components.webhook", "homeassistant.helpers.http"}


@dataclass
class Life:
    """Home Assistant, a Spark, and all that anybody could see of the account so far."""

    hass: HomeAssistant
    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    caplog: pytest.LogCaptureFixture
    tokens: set[str] = field(default_factory=set)
    _seen: list[str] = field(default_factory=list)
    _unsubscribe: Callable[[], None] | None = None

    def begin(self) -> None:
        """Look at everything from now on: each line of the log, each state, each token."""
        for name in (None, "homeassistant", "custom_components", "aiohttp", "asyncio"):
            self.caplog.set_level(logging.DEBUG, logger=name)

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            self._seen.append(repr(event.data["new_state"] and event.data["new_state"].as_dict()))

        self._unsubscribe = self.hass.bus.async_listen("state_changed", changed)
        self.spark.observers.append(self._note_token)

    def _note_token(self, exchange: Any) -> None:
        if "token" in exchange.request.path and exchange.request.status == 200:
            self.tokens |= (
                {json.loads(exchange.body).get("access_token", "")} if b"access_token" in exchange.body else set()
            )

    @property
    def entry(self) -> ConfigEntry[Any]:
        """Return the account's entry."""
        [entry] = self.hass.config_entries.async_entries(DOMAIN)
        return entry

    async def create(self, *, push: bool = True, first_consent: Callable[[], None] | None = None) -> None:
        """Go through the flow of the account; ``first_consent`` may spoil the first attempt to register."""
        flow = await self.hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        addresses = {"api_url": self.spark.api_url, "token_url": self.spark.token_url}
        account = {"environment": "sandbox", "client_id": CLIENT_ID, "client_secret": SECRET, "developers": addresses}
        configure = self.hass.config_entries.flow.async_configure
        flow = await configure(flow["flow_id"], account)
        if flow["step_id"] == "adopt":  # other customers live there
            flow = await configure(flow["flow_id"], {"take_over": "new"})
        home = {"meter_point_ids": [METER_POINT], "place": "home", "consent": True, "push": push}
        if first_consent:
            first_consent()
            flow = await configure(flow["flow_id"], home)
            self.spark.clear_faults()
        while flow["type"] is not FlowResultType.CREATE_ENTRY:
            flow = await configure(flow["flow_id"], home)
        await self.settle()

    async def add_tank(self) -> Any:
        """Go through the flow of a device; return what it ends with."""
        context = {"source": SOURCE_USER}
        subentries = self.hass.config_entries.subentries
        flow = await subentries.async_init((self.entry.entry_id, "device"), context=context)  # type: ignore[arg-type]
        flow = await subentries.async_configure(flow["flow_id"], {})
        answers = {"resource_type": "hot_water_tank", "usage_entity_id": METER, "control_entity_id": SWITCH}
        flow = await subentries.async_configure(flow["flow_id"], answers)
        done = await subentries.async_configure(flow["flow_id"], {})
        await self.settle()
        return done

    async def settle(self) -> None:
        """Wait for all that was begun, the recorder's thread included."""
        for _ in range(3):
            await self.hass.async_block_till_done(wait_background_tasks=True)
            await async_wait_recording_done(self.hass)

    async def pass_time(self, time: timedelta = HOUR + timedelta(minutes=1)) -> None:
        """Let time pass."""
        self.freezer.tick(time)
        async_fire_time_changed(self.hass)
        await self.settle()

    async def measure(self, *kwh: float) -> None:
        """Let the recorder hold what the tank drew in the hours from 8 o'clock on."""
        await counted(self.hass, dict(enumerate(kwh, 8)))
        await self.settle()

    def publish(self, hour: int, *others: tuple[str, str]) -> str:
        """Publish a curve of one hour for the tank, and for others; return the event's id."""
        [tank] = [subentry for subentry in self.entry.subentries.values() if subentry.subentry_type == "device"]
        resource = self.spark.resources[tank.data["resource_id"]]
        targets = [(resource.resource_id, resource.location_id or ""), *others]
        return self.spark.publish_price_curve(targets, [(DAY + hour * HOUR, -0.5)], created_at=DAY - HOUR)

    async def look(self) -> None:
        """Note what can be seen now: the file for an issue, repairs, names and states."""
        for entry in self.hass.config_entries.async_entries(DOMAIN):
            self._seen.append(json.dumps(await diagnostics.async_get_config_entry_diagnostics(self.hass, entry)))
            self._seen += [entry.title, repr(entry.reason), *(kept.title for kept in entry.subentries.values())]
            devices = dr.async_entries_for_config_entry(dr.async_get(self.hass), entry.entry_id)
            self._seen += [f"{device.name} {device.model} {device.serial_number}" for device in devices]
            entities = er.async_entries_for_config_entry(er.async_get(self.hass), entry.entry_id)
            self._seen += [f"{entity.entity_id} {entity.unique_id}" for entity in entities]
        self._seen += [repr(issue) for issue in ir.async_get(self.hass).issues.values()]
        self._seen += [repr(state.as_dict()) for state in self.hass.states.async_all()]

    def visible(self) -> str:
        """Return all that was seen apart from the log."""
        return "\n".join(self._seen)

    def logged(self) -> str:
        """Return all that was logged, with every error that led to another."""
        written = logging.Formatter("%(name)s %(message)s")
        return "\n".join(
            written.format(record)
            for record in self.caplog.records
            if record.name not in OTHER_SIDE and record.name not in TEST_STORAGE | EACH_CALL
        )

    def end(self) -> None:
        """Look no more."""
        if self._unsubscribe:
            self._unsubscribe()
