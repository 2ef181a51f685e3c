"""The rated power of a device: asked out of sight, kept as a person stated it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.spark.worth import RATED_KW
from tests.shell.conftest import CHARGER, TEXTS, Account, SetUp

from .steps import answer, change, start, suggested

PAGES = TEXTS["config_subentries"]["device"]["step"]


@pytest.fixture
async def entry(account: Account, set_up: SetUp) -> MockConfigEntry:
    """Return an account with a charger."""
    account.devices = {CHARGER: "charger"}
    return await set_up()


def kept(entry: MockConfigEntry) -> Any:
    """Return the rated power that the charger has on disk."""
    return entry.subentries["device-charger"].data.get("rated_power_kw")


@pytest.mark.parametrize(
    ("more", "stored"),
    [
        (None, None),
        ({}, None),
        ({"rated_power_kw": 7.4}, 7.4),
        ({"rated_power_kw": 11}, 11),
        ({"rated_power_kw": 22}, 22),
    ],
    ids=["closed", "empty", "the usual", "another", "the most"],
)
async def test_what_a_person_states_is_kept(hass: HomeAssistant, set_up: SetUp, more: Any, stored: Any) -> None:
    """Hours above it are not believed: also where it is the usual one. Who states nothing is bound by nothing."""
    entry = await set_up()
    answers = {"resource_type": "charger"} | ({} if more is None else {"more": more})
    assert (await start(hass, entry, "device", {}, answers))["type"] is FlowResultType.CREATE_ENTRY
    added = list(entry.get_subentries_of_type("device"))[-1]
    assert added.data.get("rated_power_kw") == stored


async def test_it_is_shown_again_changed_and_taken_back(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Whoever has had a stronger charger installed changes it here, and nothing is registered anew."""
    resource = entry.subentries["device-charger"].data["resource_id"]
    await answer(hass, await change(hass, entry, "device-charger"), {"more": {"rated_power_kw": 11}})
    assert kept(entry) == 11
    flow = await change(hass, entry, "device-charger")
    assert suggested(flow) == {"more": {"rated_power_kw": 11, "resource_type": "charger"}}
    await answer(hass, flow, {})
    assert kept(entry) == 11
    await answer(hass, await change(hass, entry, "device-charger"), {"more": {"resource_type": "charger"}})
    assert kept(entry) is None
    assert entry.subentries["device-charger"].data["resource_id"] == resource


@pytest.mark.parametrize(("kind", "power", "most"), [("hot_water_tank", 7.4, "6"), ("charger", 0, "22")])
async def test_what_such_a_device_cannot_draw_is_refused(
    hass: HomeAssistant, set_up: SetUp, kind: str, power: float, most: str
) -> None:
    """Watts instead of kilowatts would promise thousands."""
    entry = await set_up()
    answers = {"resource_type": kind, "more": {"rated_power_kw": power}}
    flow = await start(hass, entry, "device", {}, answers)
    assert (flow["errors"], flow["description_placeholders"]) == ({"base": "rated_power"}, {"most": most})
    assert suggested(flow)["more"] == {"rated_power_kw": power, "reported": True}
    assert (await answer(hass, flow, {"resource_type": kind}))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("page", ["details", "reconfigure"])
def test_the_page_tells_the_usual_powers_as_they_are(page: str) -> None:
    """A text that promises another figure than the one that counts is worse than none."""
    text = PAGES[page]["sections"]["more"]["data_description"]["rated_power_kw"]
    assert all(f"{power:g} kW" in text for power in RATED_KW.values())
