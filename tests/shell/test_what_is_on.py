"""Few entities, and each where a person looks for it."""

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from tests.shell.conftest import CHARGER, TANK, Account, SetUp

PER_DEVICE = {"binary_sensor Use power now", "sensor Price delta", "sensor Status"}
PER_CONTROLLED_DEVICE = PER_DEVICE | {"button Not today", "button Run for 2 hours", "switch Follow price curve"}
PER_MEASURED_DEVICE = PER_DEVICE | {"sensor Energy in favourable hours"}
PER_HOME = {
    "binary_sensor Use power now",
    "button Send a test event",
    "calendar Favourable hours",
    "event New curve",
    "sensor Earned this month",
    "sensor Held back this month",
    "sensor Last test event",
    "sensor Reports waiting",
    "sensor Taking part",
}
OFF_PER_DEVICE = {"sensor Effective price", "sensor Next favourable end", "sensor Next favourable start"}
OFF_PER_HOME = {
    "calendar Hours to avoid",
    "sensor Curve valid until",
    "sensor Earned last month",
    "sensor Held back last month",
    "sensor Hours missing",
    "sensor Last contact",
    "sensor Last push",
    "sensor Last report",
    "sensor Own estimate this month",
    "sensor Own estimate, hours to avoid",
}
# Facts about the integration itself: everything else is for automations, which leave diagnostics out.
DIAGNOSTIC = {
    "button Send a test event",
    "sensor Curve valid until",
    "sensor Last contact",
    "sensor Last push",
    "sensor Last test event",
    "sensor Taking part",
}


@pytest.fixture
async def entities(
    hass: HomeAssistant, account: Account, set_up: SetUp, entity_registry: er.EntityRegistry
) -> list[er.RegistryEntry]:
    """Set up a charger that can be switched and a tank that is measured; return all their entities."""
    hass.states.async_set("input_boolean.charger", "off")
    account.entities = {
        CHARGER: {"control_entity_id": "input_boolean.charger"},
        TANK: {"usage_entity_id": "sensor.tank_energy"},
    }
    entry = await set_up()
    return er.async_entries_for_config_entry(entity_registry, entry.entry_id)


def named(entities: list[er.RegistryEntry], subentry_id: str, *, disabled: bool) -> set[str]:
    """Return platform and name of the entities of a home or a device."""
    return {
        f"{entity.domain} {entity.original_name}"
        for entity in entities
        if entity.config_subentry_id == subentry_id and entity.disabled is disabled
    }


async def test_few_entities_are_on_by_default(entities: list[er.RegistryEntry]) -> None:
    """Sixty entities on a device are none: nobody finds the one that matters."""
    assert named(entities, "device-charger", disabled=False) == PER_CONTROLLED_DEVICE
    assert named(entities, "device-hot_water_tank", disabled=False) == PER_MEASURED_DEVICE
    assert named(entities, "home-1", disabled=False) == PER_HOME
    assert named(entities, "device-charger", disabled=True) == {"calendar Plan", *OFF_PER_DEVICE}
    assert named(entities, "device-hot_water_tank", disabled=True) == OFF_PER_DEVICE
    assert named(entities, "home-1", disabled=True) == OFF_PER_HOME


async def test_what_automations_use_is_no_diagnostic(entities: list[er.RegistryEntry]) -> None:
    """An area or a device as a target leaves entities with a category out."""
    found = {f"{entity.domain} {entity.original_name}" for entity in entities if entity.entity_category}
    assert found == DIAGNOSTIC
    assert {entity.entity_category for entity in entities} == {None, EntityCategory.DIAGNOSTIC}
