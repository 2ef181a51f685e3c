"""Two at once, and what is removed while a page is open."""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark.owned import owned
from tests.fake_spark import FakeSpark, Fault, Resource
from tests.fake_spark.exchanges import Exchange
from tests.shell.conftest import CHARGER, LOCATION, USER, Account, SetUp

from .appliances import a_charger
from .steps import answer, change, start
from .test_device import cabin

CHARGES = {"resource_type": "charger", "usage_entity_id": "sensor.garage_energy"}


def once_registered(spark: FakeSpark, act: Callable[[], object]) -> None:
    """Do something in the moment when Spark has registered a resource, before its answer is read."""

    def look(seen: Exchange) -> None:
        if seen.request.method == "POST" and seen.request.path.endswith("/resources"):
            act()

    spark.observers.append(look)


async def test_two_flows_for_one_sensor_make_one_device(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Both were free when they were asked; the second must not be paid for the first one's use."""
    a_charger(hass)
    entry = await set_up()
    flows = [await start(hass, entry, "device", {}) for _ in range(2)]
    fake_spark.fail("POST", "resources$", Fault(delay=0.05), times=2)
    results = await asyncio.gather(*(answer(hass, flow, CHARGES) for flow in flows))
    assert sorted(str(result["type"]) for result in results) == ["create_entry", "form"]
    [refused] = [result for result in results if result["type"] is FlowResultType.FORM]
    assert refused["errors"] == {"usage_entity_id": "in_use"}
    # What it registered in vain is its own until it ends: the next try takes it.
    assert (await answer(hass, refused, {"resource_type": "charger"}))["type"] is FlowResultType.CREATE_ENTRY
    assert len(fake_spark.resources) == 2


async def test_two_flows_take_over_one_resource_once(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Two devices of one resource would be reported twice."""
    fake_spark.resources["left"] = Resource("left", "Charger", USER, LOCATION)
    entry = await set_up()
    first, second = [await start(hass, entry, "device", {}) for _ in range(2)]
    answers = {"resource_type": "charger", "registered": "left"}
    await answer(hass, first, answers)
    assert (await answer(hass, second, answers))["errors"] == {"base": "in_use"}


async def test_a_home_that_is_removed_is_not_replaced_by_another(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The tank of the house would be paid in the cabin."""
    entry = await set_up()
    flow = await start(hass, entry, "device")
    cabin(hass, entry, fake_spark)
    hass.config_entries.async_remove_subentry(entry, "home-1")
    flow = await answer(hass, flow, {})
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "home_gone"})
    assert (await answer(hass, flow, {}))["step_id"] == "details"


async def test_a_chosen_home_that_is_removed_is_asked_for_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The page was filled in before somebody else removed it."""
    entry = await set_up()
    cabin(hass, entry, fake_spark)
    flow = await start(hass, entry, "device")
    hass.config_entries.async_remove_subentry(entry, "home-2")
    flow = await answer(hass, flow, {"home": "home-2"})
    assert flow["errors"] == {"base": "home_gone"}


async def test_a_home_that_is_removed_before_the_second_page_ends_the_flow(hass: HomeAssistant, set_up: SetUp) -> None:
    """There is nothing left to register at."""
    entry = await set_up()
    flow = await start(hass, entry, "device", {})
    hass.config_entries.async_remove_subentry(entry, "home-1")
    flow = await answer(hass, flow, {"resource_type": "charger"})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "home_gone")


async def test_a_home_that_is_removed_while_spark_is_asked_gets_no_device(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A device without a home would stand in the list and do nothing."""
    entry = await set_up()
    flow = await start(hass, entry, "device", {})
    once_registered(fake_spark, lambda: hass.config_entries.async_remove_subentry(entry, "home-1"))
    flow = await answer(hass, flow, {"resource_type": "charger"})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "home_gone")
    assert not entry.get_subentries_of_type("device")


@pytest.mark.parametrize(("removed", "reason"), [("home-1", "home_gone"), ("device-charger", "device_gone")])
async def test_what_is_removed_while_it_is_changed_ends_the_flow(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, removed: str, reason: str
) -> None:
    """An error in the log is no answer."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    flow = await change(hass, entry, "device-charger")
    hass.config_entries.async_remove_subentry(entry, removed)
    flow = await answer(hass, flow, {"more": {"resource_type": "hvac"}})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, reason)
    assert set(fake_spark.resources) <= {CHARGER}


async def test_a_device_that_is_removed_while_spark_is_asked_is_not_brought_back(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Its new resource is left to be cleared away."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    flow = await change(hass, entry, "device-charger")
    once_registered(fake_spark, lambda: hass.config_entries.async_remove_subentry(entry, "device-charger"))
    flow = await answer(hass, flow, {"more": {"resource_type": "hvac"}})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "device_gone")


async def test_what_an_open_flow_registered_is_not_left_over_until_it_ends(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Cleared away too early, it would be missing when its device is there."""
    entry = await set_up()
    fake_spark.fail("POST", "resources$", Fault(drop="after"))
    flow = await start(hass, entry, "device", {}, {"resource_type": "charger"})
    assert flow["errors"] == {"base": "cannot_connect"}
    [resource_id] = fake_spark.resources
    assert (await owned(hass)).is_claimed(resource_id)
    hass.config_entries.subentries.async_abort(flow["flow_id"])
    assert not (await owned(hass)).is_claimed(resource_id)


async def test_a_flow_that_is_closed_at_its_first_page_leaves_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Most dialogs are closed with the cross."""
    flow = await start(hass, await set_up(), "device")
    hass.config_entries.subentries.async_abort(flow["flow_id"])
    assert not fake_spark.resources
