"""What changes between the proof and the sending, and what is sent a second time."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.hours import METER, counted, loaded, minutes_later, publish, reported, settle

HOME_METER_POINT = "707057500000000000"


def settlements(entry: MockConfigEntry) -> list[str]:
    """Return what became of each event, in the order in which they were made."""
    return [str(kept.settlement) for kept in entry.runtime_data.reporter.ledger.entries.values()]


async def test_what_was_refused_is_made_anew(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever mended the reason would otherwise send the same mistake again, until it is too late."""
    account.devices = {TANK: "vehicle"}
    account.entities = {TANK: {"usage_entity_id": METER, "presence_entity_id": "person.driver"}}
    hass.states.async_set("person.driver", "home")
    publish(fake_spark, 22, both=False)
    await counted(hass, {21: 1, 22: 2, 23: 0})
    entry = await loaded(hass, set_up)
    fake_spark.fail("POST", "/reports$", Fault(status=400, body='"no meter point"'))
    await minutes_later(hass, freezer, 4 * 60 + 5)
    assert settlements(entry) == ["rejected"]
    [event_id] = entry.runtime_data.reporter.ledger.entries
    device = entry.subentries["device-vehicle"]
    data = {**device.data, "meter_point_id": HOME_METER_POINT}
    hass.config_entries.async_update_subentry(entry, device, data=data)
    await settle(hass)
    await entry.runtime_data.reporter.send_again(event_id)
    bodies = [seen.json for seen in fake_spark.requests if seen.path.endswith("/reports")]
    assert [body["payloads"][0].get("meterPointId") for body in bodies] == [None, HOME_METER_POINT]
    assert settlements(entry) == ["accepted"]


async def test_a_device_that_goes_takes_no_proved_hour_of_the_others_along(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """From then on the event is read without it, and is the same event all the same."""
    account.entities = {TANK: {"usage_entity_id": METER}}
    publish(fake_spark, 10)
    await counted(hass, {9: 5, 10: 2, 11: 0})
    fake_spark.fail("POST", "/reports$", Fault(status=429))
    entry = await loaded(hass, set_up)
    assert settlements(entry) == ["ready"]
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await settle(hass)
    await minutes_later(hass, freezer, 121)
    assert (settlements(entry), reported(fake_spark)) == (["accepted"], [{TANK: {10: 2}}])


async def test_a_sensor_that_goes_takes_no_proved_hour_along(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A plug is replaced in the week in which Spark is away."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 5, 10: 2, 11: 0})
    fake_spark.fail("POST", "/reports$", Fault(status=429))
    entry = await loaded(hass, set_up)
    device = entry.subentries["device-hot_water_tank"]
    data = {key: value for key, value in device.data.items() if key != "usage_entity_id"}
    hass.config_entries.async_update_subentry(entry, device, data=data)
    await settle(hass)
    await minutes_later(hass, freezer, 121)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_one_outage_is_one_question(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A gateway that answers for a Spark that is away would leave a person with five reports to judge."""
    for hour in (10, 12, 14):
        publish(fake_spark, hour, both=False, created=hour - 20)
    await counted(hass, {9: 5, 10: 2, 11: 0, 12: 3, 13: 0, 14: 1, 15: 0})
    fake_spark.fail("POST", "/reports$", Fault(status=502))
    entry = await loaded(hass, set_up)
    assert settlements(entry) == ["uncertain", "ready", "ready"]
    await minutes_later(hass, freezer, 121)
    assert settlements(entry) == ["uncertain", "accepted", "accepted"]
