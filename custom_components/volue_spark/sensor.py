"""Which sensors there are: a row for each; what they show stands in rooms of their own."""

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_ENVIRONMENT, ENVIRONMENT_PRODUCTION
from .data import SparkConfigEntry
from .device_sensors import (
    FavourableEnergySensor,
    InstantDescription,
    InstantSensor,
    PriceDeltaSensor,
)
from .effective_price import EffectivePriceSensor
from .home_sensors import (
    AmountDescription,
    AmountSensor,
    CurveValidUntilSensor,
    HoursMissingSensor,
    LastContactSensor,
    LastPushSensor,
    LastReportSensor,
    ReportsWaitingSensor,
    TakingPartSensor,
    earned,
    estimated,
)
from .homes import Device, Home, present
from .reporting.entry import Settlement
from .spark.eligibility import Standing
from .spark.reasons import Reason
from .spark.timeline import Timeline
from .status import StatusSensor
from .way_sensor import LastTestEventSensor
from .words import Texts, texts_of

PARALLEL_UPDATES = 0

# No device class: Home Assistant has none for a price per kWh.
PRICE_DELTA = SensorEntityDescription(
    key="price_delta",
    translation_key="price_delta",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
)

STATUS = SensorEntityDescription(
    key="status",
    translation_key="status",
    device_class=SensorDeviceClass.ENUM,
    options=[reason.value for reason in Reason if reason is not Reason.OTHER_STARTED],
)

NEXT_FAVOURABLE = (
    InstantDescription(
        key="next_favourable_start",
        translation_key="next_favourable_start",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        instant=Timeline.next_favourable,
    ),
    InstantDescription(
        key="next_favourable_end",
        translation_key="next_favourable_end",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        instant=Timeline.next_favourable_end,
    ),
)

EFFECTIVE_PRICE = SensorEntityDescription(
    key="effective_price",
    translation_key="effective_price",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    entity_registry_enabled_default=False,
)

# Its hourly truth is in the external statistics: Home Assistant's own would jump whenever an event is proved.
FAVOURABLE_ENERGY = SensorEntityDescription(
    key="favourable_energy",
    translation_key="favourable_energy",
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=2,
)

AMOUNTS = (
    AmountDescription(
        key="earned_this_month",
        translation_key="earned_this_month",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        amount=earned(lambda compensation: compensation.active),
    ),
    AmountDescription(
        key="held_back_this_month",
        translation_key="held_back_this_month",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        amount=earned(lambda compensation: compensation.blocked),
    ),
    AmountDescription(
        key="earned_last_month",
        translation_key="earned_last_month",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        amount=earned(lambda compensation: compensation.active, ago=1),
    ),
    AmountDescription(
        key="held_back_last_month",
        translation_key="held_back_last_month",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        amount=earned(lambda compensation: compensation.blocked, ago=1),
    ),
    AmountDescription(
        key="estimate_this_month",
        translation_key="estimate_this_month",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        amount=estimated(lambda month: month.favourable),
    ),
    AmountDescription(
        key="estimate_to_avoid",
        translation_key="estimate_to_avoid",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        amount=estimated(lambda month: month.to_avoid),
    ),
)

REPORTS_WAITING = SensorEntityDescription(
    key="reports_waiting", translation_key="reports_waiting", suggested_display_precision=0
)

LAST_REPORT = SensorEntityDescription(
    key="last_report",
    translation_key="last_report",
    device_class=SensorDeviceClass.ENUM,
    entity_registry_enabled_default=False,
    options=[settlement.value for settlement in Settlement if settlement is not Settlement.EMPTY],
)

HOURS_MISSING = SensorEntityDescription(
    key="hours_missing",
    translation_key="hours_missing",
    suggested_display_precision=0,
    entity_registry_enabled_default=False,
)

TAKING_PART = SensorEntityDescription(
    key="taking_part",
    translation_key="taking_part",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=[standing.value for standing in Standing],
)

CURVE_VALID_UNTIL = SensorEntityDescription(
    key="curve_valid_until",
    translation_key="curve_valid_until",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

LAST_CONTACT = SensorEntityDescription(
    key="last_contact",
    translation_key="last_contact",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

TEST_EVENT = SensorEntityDescription(
    key="test_event", translation_key="test_event", entity_category=EntityCategory.DIAGNOSTIC
)
LAST_PUSH = SensorEntityDescription(
    key="last_push",
    translation_key="last_push",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of each home and each device."""
    coordinator, texts = entry.runtime_data.coordinator, await texts_of(hass)
    for home in present(entry, coordinator.homes.values()):
        async_add_entities(of_home(entry, home, texts), config_subentry_id=home.subentry_id)
    for device in present(entry, coordinator.devices):
        async_add_entities(of_device(entry, device, texts), config_subentry_id=device.subentry_id)


def of_home(entry: SparkConfigEntry, home: Home, texts: Texts) -> list[SensorEntity]:
    """Return the sensors of a home."""
    coordinator = entry.runtime_data.coordinator
    # Where a test event can be sent.
    is_tested = entry.data[CONF_ENVIRONMENT] != ENVIRONMENT_PRODUCTION
    return [
        TakingPartSensor(coordinator, TAKING_PART, home),
        *(AmountSensor(coordinator, description, home) for description in AMOUNTS),
        ReportsWaitingSensor(coordinator, REPORTS_WAITING, home),
        LastReportSensor(coordinator, LAST_REPORT, home),
        HoursMissingSensor(coordinator, HOURS_MISSING, home),
        CurveValidUntilSensor(coordinator, CURVE_VALID_UNTIL, home),
        LastContactSensor(coordinator, LAST_CONTACT, home),
        *([LastTestEventSensor(coordinator, TEST_EVENT, home, texts)] if is_tested else []),
        LastPushSensor(coordinator, LAST_PUSH, home),
    ]


def of_device(entry: SparkConfigEntry, device: Device, texts: Texts) -> list[SensorEntity]:
    """Return the sensors of a device."""
    coordinator, controllers = entry.runtime_data.coordinator, entry.runtime_data.controls.by_key
    return [
        PriceDeltaSensor(coordinator, PRICE_DELTA, device),
        StatusSensor(coordinator, STATUS, device, controllers.get(device.key), texts),
        *(InstantSensor(coordinator, description, device) for description in NEXT_FAVOURABLE),
        EffectivePriceSensor(coordinator, EFFECTIVE_PRICE, device),
        # Of what nobody measures nothing is proved, which is not nothing.
        *([FavourableEnergySensor(coordinator, FAVOURABLE_ENERGY, device)] if device.usage_entity_id else []),
    ]
