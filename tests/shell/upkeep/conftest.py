"""An account of ours among other customers of the same partner, with a real recorder."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Location, Resource, User
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.hours import DAY, HOUR, METER, MINUTE, POWER, loaded, ran, settle

NEIGHBOUR, NEXT_DOOR, THEIR_TANK = "user-neighbour", "location-neighbour", "resource-neighbour"
DEVICES = {CHARGER: "device-charger", TANK: "device-hot_water_tank"}


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
async def evening(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 20:00 UTC, two devices measured, with a neighbour on the same account."""
    freezer.move_to(DAY + 20 * HOUR - MINUTE)
    await hass.config.async_set_time_zone("Europe/Oslo")
    await ran(hass)
    account.entities = {TANK: {"usage_entity_id": METER}, CHARGER: {"usage_entity_id": POWER}}
    fake_spark.users[NEIGHBOUR] = User(NEIGHBOUR)
    fake_spark.locations[NEXT_DOOR] = Location(NEXT_DOOR, NEIGHBOUR)
    fake_spark.resources[THEIR_TANK] = Resource(THEIR_TANK, "hot_water_tank", NEIGHBOUR, NEXT_DOOR)


@pytest.fixture(autouse=True)
def the_neighbour_is_left_alone(evening: None, fake_spark: FakeSpark) -> Iterable[None]:
    """See that no test touched the other customer: their money is none of our business."""
    yield
    assert NEIGHBOUR in fake_spark.users
    assert NEXT_DOOR in fake_spark.locations
    assert THEIR_TANK in fake_spark.resources
    foreign = (NEIGHBOUR, NEXT_DOOR, THEIR_TANK)
    assert not [seen for seen in fake_spark.requests if any(each in seen.path for each in foreign)]


@dataclass
class House:
    """The account as it runs, and what a person does to it."""

    hass: HomeAssistant
    spark: FakeSpark
    entry: MockConfigEntry

    async def remove(self, *subentry_ids: str) -> None:
        """Remove devices and homes, as from the integration's page."""
        for subentry_id in subentry_ids:
            self.hass.config_entries.async_remove_subentry(self.entry, subentry_id)
        await settle(self.hass)

    async def restart(self) -> None:
        """Begin again with what is on disk."""
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        self.hass.data.pop("volue_spark_owned")
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await settle(self.hass)

    def deletions(self) -> list[str]:
        """Return the kinds of things that Spark was asked to delete."""
        return [seen.path.split("/")[-2] for seen in self.spark.requests if seen.method == "DELETE"]

    def issues(self) -> list[ir.IssueEntry]:
        """Return the integration's repair issues."""
        return [issue for issue in ir.async_get(self.hass).issues.values() if issue.domain == DOMAIN]


@pytest.fixture
async def house(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp) -> House:
    """Return the account, set up by flows that wrote down what they registered."""
    await account.own()
    return House(hass, fake_spark, await loaded(hass, set_up))
