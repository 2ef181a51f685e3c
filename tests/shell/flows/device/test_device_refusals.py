"""What a device cannot be made of, in words, whoever sends it."""

from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
import pytest
import voluptuous as vol

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, Account, SetUp

from .appliances import ENERGY, POWER, Appliance, a_charger, helper
from .steps import answer, finish, start, suggested


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        {},
        ENERGY | {"state_class": "measurement"},
        ENERGY | {"unit_of_measurement": "m³"},
        {"device_class": "energy", "unit_of_measurement": "kWh"},
        POWER | {"state_class": "total"},
        POWER | {"unit_of_measurement": "kWh"},
        {"device_class": "temperature", "state_class": "measurement", "unit_of_measurement": "°C"},
    ],
)
async def test_a_sensor_that_proves_nothing_is_refused(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, attributes: dict[str, str] | None
) -> None:
    """Nobody would find out for months that nothing is earned."""
    entry = await set_up()
    if attributes is not None:
        helper(hass, "sensor.used", attributes)
    flow = await start(hass, entry, "device", {}, {"resource_type": "generic", "usage_entity_id": "sensor.used"})
    assert flow["errors"] == {"usage_entity_id": "not_measurable"}
    assert not fake_spark.resources
    assert (await answer(hass, flow, {"resource_type": "generic"}))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("field", "entity_id", "error"),
    [
        ("usage_entity_id", "switch.garage", "not_measurable"),
        ("control_entity_id", "fan.house", "not_controllable"),
        ("control_entity_id", "switch.gone", "entity_gone"),
        ("control_entity_id", "switch.charger_follow_price_curve", "own_entity"),
        ("usage_entity_id", "sensor.charger_price_delta", "own_entity"),
    ],
)
async def test_an_entity_that_cannot_work_is_refused_in_words(
    hass: HomeAssistant, account: Account, set_up: SetUp, field: str, entity_id: str, error: str
) -> None:
    """The form's list is an offer; another client can send anything."""
    a_charger(hass)
    account.devices, account.entities = {CHARGER: "charger"}, {CHARGER: {"control_entity_id": "switch.garage"}}
    entry = await set_up()
    flow = await start(hass, entry, "device", {}, {"resource_type": "hvac", field: entity_id})
    assert flow["errors"] == {field: error}
    assert suggested(flow)[field] == entity_id


@pytest.mark.parametrize("field", ["usage_entity_id", "control_entity_id"])
async def test_one_entity_belongs_to_one_device_of_all_accounts(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, field: str
) -> None:
    """A sensor of two devices would be paid twice, a switch of two be given back too early."""
    a_charger(hass)
    taken = {"usage_entity_id": "sensor.garage_energy", "control_entity_id": "switch.garage"}
    account.devices, account.entities = {CHARGER: "charger"}, {CHARGER: taken}
    first = await set_up()
    home = account.entry()
    [only_home, _] = home.subentries.values()
    second = type(home)(
        domain="volue_spark",
        unique_id="another account",
        data=home.data,
        subentries_data=[only_home.as_dict() | {"subentry_id": "home-2"}],
    )
    second.add_to_hass(hass)
    await hass.config_entries.async_setup(second.entry_id)
    for entry in (first, second):
        flow = await start(hass, entry, "device", {}, {"resource_type": "generic", field: taken[field]})
        assert flow["errors"] == {field: "in_use"}
    assert list(fake_spark.resources) == [CHARGER]


async def test_a_device_that_is_gone_is_refused(
    hass: HomeAssistant, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """It may be removed while the page is open."""
    entry, charger = await set_up(), a_charger(hass)
    flow = await start(hass, entry, "device")
    device_registry.async_remove_device(charger.device.id)
    flow = await answer(hass, flow, {"device": charger.device.id})
    assert (flow["step_id"], flow["errors"]) == ("user", {"device": "device_gone"})
    assert (await answer(hass, flow, {}))["step_id"] == "details"


async def test_a_type_that_nobody_knows_is_asked_for(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """The frontend answers a required list with its first type: every unknown device would be a charger."""
    flow = await start(hass, await set_up(), "device", {})
    assert flow["data_schema"] is not None
    [key] = [key for key in flow["data_schema"].schema if key == "resource_type"]
    assert not isinstance(key, vol.Required)
    flow = await answer(hass, flow, {})
    assert (flow["step_id"], flow["errors"]) == ("details", {"resource_type": "type_required"})
    assert not fake_spark.resources
    assert (await answer(hass, flow, {"resource_type": "hvac"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_our_own_device_is_refused(
    hass: HomeAssistant, account: Account, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """It has a switch and is offered, but it draws nothing."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    [own] = [
        found for found in dr.async_entries_for_config_entry(device_registry, entry.entry_id) if found.name == "Charger"
    ]
    flow = await start(hass, entry, "device", {"device": own.id})
    assert (flow["step_id"], flow["errors"]) == ("user", {"device": "own_device"})


@pytest.mark.parametrize(("there", "added"), [("charger", "vehicle"), ("vehicle", "charger")])
async def test_a_car_beside_a_charger_is_warned_about_once(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, there: str, added: str
) -> None:
    """What goes through both meters is paid once; who has two outlets may go on."""
    account.devices = {CHARGER: there}
    entry = await set_up()
    flow = await start(hass, entry, "device", {}, {"resource_type": added})
    assert flow["errors"] == {"base": "counted_twice"}
    assert list(fake_spark.resources) == [CHARGER]
    flow = await answer(hass, flow, {"resource_type": "generic" if added == "vehicle" else "hvac"})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    flow = await start(hass, entry, "device", {}, {"resource_type": added}, {"resource_type": added})
    assert flow["type"] is FlowResultType.CREATE_ENTRY


async def test_a_warning_is_not_taken_for_an_assent_to_other_answers(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Who corrects something has not read the warning again."""
    account.devices = {CHARGER: "charger"}
    a_charger(hass)
    changed: dict[str, Any] = {"resource_type": "vehicle", "usage_entity_id": "sensor.garage_energy"}
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": "vehicle"}, changed)
    assert flow["errors"] == {"base": "counted_twice"}


async def test_nothing_is_registered_on_a_full_disk(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """What is not written down could never be deleted at Spark again."""
    entry = await set_up()
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        flow = await start(hass, entry, "device", {}, {"resource_type": "charger"})
    assert flow["errors"] == {"base": "not_written"}
    assert not fake_spark.resources
    assert (await answer(hass, flow, {"resource_type": "charger"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_sensor_of_another_device_will_do(hass: HomeAssistant, set_up: SetUp) -> None:
    """A charger is often measured in the fuse box."""
    entry, charger, box = await set_up(), a_charger(hass), Appliance(hass, "Fuse box")
    sensor = box.add("sensor.fuse_3_energy", ENERGY)
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    result = await finish(hass, flow, suggested(flow) | {"usage_entity_id": sensor})
    assert result["type"] is FlowResultType.CREATE_ENTRY
