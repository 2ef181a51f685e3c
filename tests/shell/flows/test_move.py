"""An account moves from one Spark to another: registered anew, and nothing else changes."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, Account, SetUp
from tests.shell.flows.pages import account as answers_about, answer, reconfigure

AGREED = {"consent": True}


@pytest.fixture
def account(account: Account) -> Account:
    """Return an account whose charger is controlled."""
    account.entities = {CHARGER: {"control_entity_id": "input_boolean.charger"}}
    return account


async def test_homes_and_devices_are_registered_anew_and_entities_stay(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    other_spark: FakeSpark,
    set_up: SetUp,
    entity_registry: er.EntityRegistry,
) -> None:
    """From the sandbox to production, no automation may break."""
    entry = await set_up()
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.charger_follow_price_curve"}, blocking=True
    )
    before = {found.entity_id: found.unique_id for found in entity_registry.entities.values()}
    at_first = (dict(fake_spark.users), dict(fake_spark.locations), dict(fake_spark.resources))
    states: list[ConfigEntryState] = []
    entry.async_on_state_change(lambda: states.append(entry.state))

    flow = await reconfigure(hass, entry, answers_about(other_spark))
    assert flow["step_id"] == "move"
    assert flow["description_placeholders"] == {
        "homes": "1",
        "devices": "2",
        "account": f"Volue Spark (127.0.0.1:{other_spark.port})",
    }
    refused = await answer(hass, flow, {"consent": False})
    assert refused["errors"] == {"base": "consent_required"}
    assert not other_spark.users
    done = await answer(hass, flow, AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert states.count(ConfigEntryState.LOADED) == 1
    assert entry.unique_id == f"{other_spark.api_url}_demo-client"
    assert (fake_spark.users, fake_spark.locations, fake_spark.resources) == at_first
    assert [len(other_spark.users), len(other_spark.locations), len(other_spark.resources)] == [1, 1, 2]
    assert not {*other_spark.users, *other_spark.resources} & {*fake_spark.users, *fake_spark.resources}
    assert {found.entity_id: found.unique_id for found in entity_registry.entities.values()} == before
    follow = hass.states.get("switch.charger_follow_price_curve")
    assert follow
    assert follow.state == "off"


@pytest.mark.parametrize("path", ["users$", "locations$", "resources$"])
async def test_a_move_that_broke_off_is_continued(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp, path: str
) -> None:
    """Nothing here has changed before all is registered there, and nothing is registered twice."""
    entry = await set_up()
    data = dict(entry.data)
    other_spark.fail("POST", path, Fault(drop="after"))
    flow = await reconfigure(hass, entry, answers_about(other_spark), AGREED)
    assert (flow["step_id"], flow["errors"]) == ("move", {"base": "cannot_connect"})
    assert entry.data == data
    done = await answer(hass, flow, AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert done["reason"] == "reconfigure_successful"
    assert [len(other_spark.users), len(other_spark.locations), len(other_spark.resources)] == [1, 1, 2]


async def test_an_account_that_cannot_be_loaded_can_move(
    hass: HomeAssistant, fake_spark: FakeSpark, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """Lost credentials are a good reason to move."""
    fake_spark.change_secret("another")
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    await reconfigure(hass, entry, answers_about(other_spark), AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED  # type: ignore[comparison-overlap]
    assert len(other_spark.users) == 1


async def test_an_account_without_homes_moves_too(
    hass: HomeAssistant, other_spark: FakeSpark, account: Account
) -> None:
    """Its entry is all there is to change, and it must be loaded anew all the same."""
    entry = MockConfigEntry(domain=DOMAIN, unique_id="account", data=account.entry().data)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await reconfigure(hass, entry, answers_about(other_spark), AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert [seen for seen in other_spark.requests if "events" in seen.path]


async def test_an_account_does_not_move_where_another_one_is(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """Two entries for one account would report the same kWh twice."""
    entry = await set_up()
    MockConfigEntry(domain=DOMAIN, unique_id=f"{other_spark.api_url}_demo-client").add_to_hass(hass)
    done = await reconfigure(hass, entry, answers_about(other_spark))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")
