"""Home Assistant with the integration, set up against a local Spark."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any
from unittest.mock import PropertyMock, patch

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowManager
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.entity import Entity
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark import connection
from custom_components.volue_spark.const import DOMAIN
from custom_components.volue_spark.owned import OwnedHome, OwnedResource, Possessions, owned
from custom_components.volue_spark.spark.models import LocationId, ResourceId, UserId
from tests.fake_spark import FakeSpark, Location, Resource, User
from tests.texts.shown import lacking, lacking_for_issue, place_of

SHELL = Path(connection.__file__).parent
TEXTS = json.loads((SHELL / "translations" / "en.json").read_text())
USER, LOCATION = "user-1", "location-1"
AT_SPARK = {"charger": "Charger", "hot_water_tank": "HotWaterTank", "vehicle": "Vehicle", "hvac": "HVAC"}
CHARGER, TANK = "resource-charger", "resource-tank"
# When a home asks and reports depends on its entry's id: this one reports 13 s after the hours are compiled.
ENTRY_ID = "account-6"


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture(autouse=True)
def every_page_has_its_texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at every page and every repair that a test is shown, as Home Assistant's own tests do."""
    lacks: list[str] = []
    handle, create = FlowManager._async_handle_step, ir.IssueRegistry.async_get_or_create  # noqa: SLF001

    async def watched(manager: Any, flow: Any, step_id: str, user_input: Any) -> Any:
        place = place_of(manager.hass, flow)
        result = await handle(manager, flow, step_id, user_input)
        lacks.extend(lacking(TEXTS, place, result) if place else ())
        return result

    def created(registry: ir.IssueRegistry, domain: str, *args: Any, **kwargs: Any) -> ir.IssueEntry:
        issue = create(registry, domain, *args, **kwargs)
        lacks.extend(lacking_for_issue(TEXTS, issue) if domain == DOMAIN else ())
        return issue

    monkeypatch.setattr(FlowManager, "_async_handle_step", watched)
    monkeypatch.setattr(ir.IssueRegistry, "async_get_or_create", created)
    yield
    assert lacks == []


@pytest.fixture
def everything_is_on() -> Iterator[None]:
    """Enable what is off by default, as Home Assistant's own tests do."""
    with patch.object(Entity, "entity_registry_enabled_default", PropertyMock(return_value=True)):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots as Home Assistant does."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@dataclass
class Account:
    """One account with a home, a charger and a tank, known to Home Assistant and to Spark."""

    hass: HomeAssistant
    spark: FakeSpark
    environment: str = "other"
    devices: dict[str, str] = field(default_factory=lambda: {CHARGER: "charger", TANK: "hot_water_tank"})
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_eligible: bool = True
    unique_id: str = "account"
    entry_id: str = ENTRY_ID
    options: dict[str, Any] = field(default_factory=dict)

    def register(self) -> None:
        """Put the home into the local Spark, as a flow would have done."""
        self.spark.users[USER] = User(USER, is_eligible=self.is_eligible)
        self.spark.locations[LOCATION] = Location(LOCATION, USER)
        for resource_id, kind in self.devices.items():
            self.spark.resources[resource_id] = Resource(resource_id, AT_SPARK[kind], USER, LOCATION)

    async def own(self) -> None:
        """Write down that all this is ours, as a flow would have done before it registered it."""
        store = await owned(self.hass)
        await store.keep("account", OwnedHome(LocationId(LOCATION), UserId(USER), "Test home", 0))
        for resource_id in self.devices:
            sensor = self.entities.get(resource_id, {}).get("usage_entity_id")
            ids = (ResourceId(resource_id), UserId(USER), LocationId(LOCATION))
            await store.keep("account", OwnedResource(*ids, self._title(resource_id), sensor))

    async def possessions(self) -> Possessions:
        """Return what is written down to be ours."""
        return (await owned(self.hass)).of("account")

    def _title(self, resource_id: str) -> str:
        return self.devices[resource_id].replace("_", " ").capitalize()

    def entry(self) -> MockConfigEntry:
        """Return an entry that a flow could have made."""
        return MockConfigEntry(
            domain=DOMAIN,
            title="Volue Spark",
            unique_id=self.unique_id,
            entry_id=self.entry_id,
            data={
                "environment": self.environment,
                "client_id": "demo-client",
                "client_secret": "demo-secret",
                "api_url": self.spark.api_url,
                "token_url": self.spark.token_url,
            },
            options=self.options,
            subentries_data=[self._home(), *map(self._device, self.devices)],
        )

    def _home(self) -> ConfigSubentryData:
        return ConfigSubentryData(
            subentry_type="home",
            title="Test home",
            unique_id=LOCATION,
            data={"user_id": USER, "location_id": LOCATION, "meter_point_ids": ["707057500000000000"]},
            subentry_id="home-1",  # type: ignore[typeddict-unknown-key]
        )

    def _device(self, resource_id: str) -> ConfigSubentryData:
        kind = self.devices[resource_id]
        return ConfigSubentryData(
            subentry_type="device",
            title=self._title(resource_id),
            unique_id=resource_id,
            data={
                "home": "home-1",
                "resource_id": resource_id,
                "resource_type": kind,
                **self.entities.get(resource_id, {}),
            },
            subentry_id=f"device-{kind}",  # type: ignore[typeddict-unknown-key]
        )


@pytest.fixture
def account(hass: HomeAssistant, fake_spark: FakeSpark) -> Account:
    """Return the account, not yet set up; change it before ``set_up``."""
    return Account(hass, fake_spark)


type SetUp = Callable[[], Awaitable[MockConfigEntry]]


@pytest.fixture
def set_up(hass: HomeAssistant, account: Account) -> SetUp:
    """Return what registers the account, adds its entry and sets it up."""

    async def set_up() -> MockConfigEntry:
        account.register()
        entry = account.entry()
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return entry

    return set_up
