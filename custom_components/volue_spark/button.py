"""Which buttons there are: a row for each; what they do stands in rooms of their own."""

from homeassistant.components.button import ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_ENVIRONMENT, ENVIRONMENT_PRODUCTION
from .data import SparkConfigEntry
from .device_buttons import RequestButton, RequestDescription, not_today, run_for_two_hours
from .home_buttons import SendTestEventButton
from .homes import present

PARALLEL_UPDATES = 1

SEND_TEST_EVENT = ButtonEntityDescription(
    key="send_test_event", translation_key="send_test_event", entity_category=EntityCategory.DIAGNOSTIC
)

REQUESTS = (
    RequestDescription(key="run_for_two_hours", translation_key="run_for_two_hours", request=run_for_two_hours),
    RequestDescription(key="not_today", translation_key="not_today", request=not_today),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons of each device that is switched, and one to each home, except in production."""
    data = entry.runtime_data
    for device in present(entry, data.coordinator.devices):
        if controller := data.controls.by_key.get(device.key):
            async_add_entities(
                [RequestButton(data.coordinator, description, device, controller) for description in REQUESTS],
                config_subentry_id=device.subentry_id,
            )
    if entry.data[CONF_ENVIRONMENT] == ENVIRONMENT_PRODUCTION:  # where nothing is simulated
        return
    for home in present(entry, data.coordinator.homes.values()):
        async_add_entities(
            [SendTestEventButton(data.coordinator, SEND_TEST_EVENT, home)], config_subentry_id=home.subentry_id
        )
