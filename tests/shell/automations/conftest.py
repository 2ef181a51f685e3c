"""Automations that tell what they are triggered by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed_exact

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KINDS = (
    "favourable_hours_started",
    "favourable_hours_ended",
    "favourable_hours_coming",
    "hours_to_avoid_started",
    "hours_to_avoid_ended",
    "new_curve",
)
TURNS = tuple(kind for kind in KINDS if kind.startswith(("favourable_hours_", "hours_")) and "coming" not in kind)

# Loads the automation integration; targets are known only after the account is.
NEVER: dict[str, Any] = {"triggers": {"trigger": "event", "event_type": "never"}, "actions": []}


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC, 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(NOON)


def curve(spark: FakeSpark, deltas: dict[float, float], resource: str = CHARGER, **kwargs: Any) -> str:
    """Publish a curve for a device: hours after noon -> delta."""
    points = [(NOON + hour * HOUR, delta) for hour, delta in deltas.items()]
    return spark.publish_price_curve([(resource, LOCATION)], points, **kwargs)


@dataclass
class Story:
    """A Home Assistant that lives, is stopped and starts again; and what its automations were told."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    set_up: SetUp
    heard: list[dict[str, Any]] = field(default_factory=list)
    entry: MockConfigEntry | None = None

    async def begin(self, *automations: dict[str, Any], kinds: Iterable[str] = TURNS) -> None:
        """Set up the account, and an automation for the charger at each kind of moment; or other ones."""
        self.entry = await self.set_up()
        await self.arm(*(automations or [telling(kind, self.target("Charger")) for kind in kinds]))

    async def arm(self, *automations: dict[str, Any]) -> None:
        """Load automations."""

        @callback
        def hear(event: Event) -> None:
            self.heard.append(dict(event.data))

        self.hass.bus.async_listen("told", hear)
        assert await async_setup_component(self.hass, "automation", {"automation": list(automations)})
        await self.settle()

    def target(self, *names: str) -> dict[str, Any]:
        """Return the target that the editor writes when devices are chosen."""
        assert self.entry
        devices = dr.async_entries_for_config_entry(dr.async_get(self.hass), self.entry.entry_id)
        return {"device_id": [device.id for device in devices if device.name in names]}

    async def until(self, hour: float) -> None:
        """Let time pass until so many hours after noon, to the second; nothing late is forgiven."""
        now = NOON + timedelta(seconds=round(hour * 3600))
        self.freezer.move_to(now)
        async_fire_time_changed_exact(self.hass, now)
        await self.settle()

    async def through(self, hours: Iterable[float]) -> dict[float, list[str]]:
        """Return what automations are told in each of these moments, and since the one before."""
        found = {}
        for hour in hours:
            await self.until(hour)
            found[hour] = self.told()
        return found

    async def ask(self) -> None:
        """Let Spark be asked now."""
        assert self.entry
        await self.entry.runtime_data.coordinator.async_refresh()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def down(self) -> None:
        """Stop the account and all automations, as a restart does."""
        assert self.entry
        await self.switch("turn_off")
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.settle()
        self.hass.set_state(CoreState.not_running)

    async def up(self) -> None:
        """Start all of it again, automations last."""
        assert self.entry
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()
        await self.switch("turn_on")
        assert self.heard == []  # nobody would be there to hear it
        await self.hass.async_start()
        await self.settle()

    async def edit(self, *automations: dict[str, Any]) -> None:
        """Save automations in the editor: what changed is read and armed anew."""
        content = {"automation": [*automations]}
        with patch("homeassistant.config.load_yaml_config_file", return_value=content):
            await self.hass.services.async_call("automation", "reload", blocking=True)
        await self.settle()

    async def switch(self, service: str) -> None:
        """Turn all automations on or off; after an edit in the editor they are armed anew just so."""
        await self.hass.services.async_call("automation", service, {"entity_id": "all"}, blocking=True)
        await self.settle()

    def told(self) -> list[str]:
        """Return what automations were told since the last time, as the kinds of moments."""
        kinds = [heard["kind"] for heard in self.heard]
        self.heard.clear()
        return kinds


def telling(
    kind: str,
    target: dict[str, Any],
    *,
    options: dict[str, Any] | None = None,
    conditions: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return an automation that tells what it was triggered by."""
    said = ("device", "start", "end", "delta", "currency")
    data = {"kind": kind} | {name: f"{{{{ trigger.{name} }}}}" for name in said}
    trigger = {"trigger": f"volue_spark.{kind}", "target": target} | ({"options": options} if options else {})
    return {
        "alias": f"{kind} {target} {options}",
        "triggers": [trigger],
        "conditions": list(conditions),
        "actions": [{"event": "told", "event_data": data}],
        "mode": "queued",
    }


@pytest.fixture
def story(hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp) -> Story:
    """Return the story, not yet begun."""
    return Story(hass, freezer, set_up)
