"""Which calendars there are: a row for each; what they hold stands in rooms of their own."""

from homeassistant.components.calendar import CalendarEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import SparkConfigEntry
from .homes import present
from .hours_calendar import HoursCalendar, HoursDescription
from .plan_calendar import PlanCalendar
from .spark.stretches import is_favourable, is_to_avoid
from .words import texts_of, use_less, use_power, why_use_less, worth_of_using

PARALLEL_UPDATES = 0

HOURS = (
    HoursDescription(
        key="favourable_hours",
        translation_key="favourable_hours",
        initial_color="#4caf50",
        wish=is_favourable,
        summary=use_power,
        explanation=worth_of_using,
    ),
    HoursDescription(
        key="hours_to_avoid",
        translation_key="hours_to_avoid",
        initial_color="#ff9800",
        entity_registry_enabled_default=False,
        wish=is_to_avoid,
        summary=use_less,
        explanation=why_use_less,
    ),
)

PLAN = CalendarEntityDescription(
    key="plan", translation_key="plan", initial_color="#2196f3", entity_registry_enabled_default=False
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the calendars of each home, and of each device that is switched."""
    coordinator, texts = entry.runtime_data.coordinator, await texts_of(hass)
    for home in present(entry, coordinator.homes.values()):
        async_add_entities(
            [HoursCalendar(coordinator, description, home, texts) for description in HOURS],
            config_subentry_id=home.subentry_id,
        )
    for device in present(entry, coordinator.devices):
        if controller := entry.runtime_data.controls.by_key.get(device.key):
            async_add_entities(
                [PlanCalendar(coordinator, PLAN, device, controller, texts)], config_subentry_id=device.subentry_id
            )
