"""Loading, failing to load, and coming back."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from syrupy.assertion import SnapshotAssertion

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, Account, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def state_of(entry: MockConfigEntry) -> ConfigEntryState:
    """Return the state, which a type checker believes to stay as it was."""
    state: ConfigEntryState = entry.state
    return state


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(drop=True), "Spark was not reached"),
        (Fault(status=503), "Spark has a problem of its own"),
        (Fault(status=429, headers={"Retry-After": "30"}), "Spark asks us to slow down"),
        (Fault(status=200, body="{"), "Spark's answer cannot be read"),
        (Fault(status=400, body='"no"'), "Spark declined: no"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_start_without_spark_is_tried_again_and_explained(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, fault: Fault, reason: str
) -> None:
    """The words are shown on the integration's page; homeowners read no logs."""
    fake_spark.fail("GET", "events", fault, times=None)
    entry = await set_up()
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key
    assert entry.reason == reason
    fake_spark.clear_faults()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.LOADED


async def test_rejected_credentials_ask_for_a_new_secret(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A retry for ever would never say what is wrong."""
    fake_spark.change_secret("another")
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == "reauth"


async def test_credentials_rejected_later_ask_for_a_new_secret_and_keep_the_curve(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The curve that is here stays right, whoever changed the secret."""
    freezer.move_to(NOON)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], resolution=timedelta(hours=9))
    await set_up()
    fake_spark.change_secret("another")
    fake_spark.revoke_tokens()
    freezer.move_to(NOON + timedelta(hours=1, seconds=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1
    state = hass.states.get("sensor.charger_price_delta")
    assert state
    assert state.state == "-0.35"


async def test_the_entities_are_these(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """A unique id or an entity id that changes breaks every automation built on it."""
    freezer.move_to(NOON)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    found = sorted(er.async_entries_for_config_entry(entity_registry, entry.entry_id), key=lambda e: e.entity_id)
    for entity in found:
        state = hass.states.get(entity.entity_id)
        assert bool(state) is not entity.disabled
        facts = {
            "unique_id": entity.unique_id,
            "category": entity.entity_category,
            "attributes": dict(state.attributes) if state else {},
        }
        assert (state.state if state else "off by default", facts) == snapshot(name=entity.entity_id)


async def test_without_a_recorder_nothing_is_reported_and_all_else_goes_on(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The recorder can be switched off; the curve does not need it."""
    freezer.move_to(NOON)
    account.entities = {CHARGER: {"usage_entity_id": "sensor.charger_energy"}}
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON - timedelta(hours=5), -0.35)])
    entry = await set_up()
    assert entry.state is ConfigEntryState.LOADED
    assert fake_spark.reports == []


async def test_removing_the_account_leaves_the_home_at_spark(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """Deleting the user at Spark forfeits what the month has earned."""
    entry = await set_up()
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert not hass.states.async_entity_ids(["sensor", "binary_sensor", "button"])
    assert (len(fake_spark.users), len(fake_spark.locations), len(fake_spark.resources)) == (1, 1, 2)
    assert "volue_spark.alive" not in hass_storage
