"""Things that happen while Spark is being asked about the webhook."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState
import pytest

from custom_components.volue_spark.const import CONF_PUSH
from tests.fake_spark import Fault
from tests.shell.push.house import House


def during(house: House, method: str, act: Callable[[], object]) -> None:
    """Do something once, when Spark has carried out a request about webhooks and the answer is on its way."""
    is_done: list[bool] = []

    def look(exchange: Any) -> None:
        if "/webhooks" in exchange.request.path and exchange.request.method == method and not is_done:
            is_done.append(True)
            act()

    house.spark.observers.append(look)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_reload_while_it_is_registered_leaves_one(house: House, method: str) -> None:
    """Who adds a device in the first minute reloads the account."""
    entries = house.account.hass.config_entries
    during(house, method, lambda: entries.async_schedule_reload(house.entry.entry_id))
    await house.begin()
    assert house.asked() == ["GET", "POST", "GET"]
    assert await house.tell() == [200]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unload_while_it_is_registered_ends_the_round_and_nothing_comes_after(
    house: House, method: str
) -> None:
    """A round that goes on would write into files that are read anew."""
    hass, entry_id = house.account.hass, house.entry.entry_id
    during(house, method, lambda: hass.async_create_task(hass.config_entries.async_unload(entry_id)))
    await house.begin()
    await house.later(hours=25)
    assert (house.entry.state, house.asked()) == (ConfigEntryState.NOT_LOADED, ["GET", "POST"])
    await hass.config_entries.async_setup(entry_id)
    await house.settle()
    assert house.asked() == ["GET"]
    assert await house.tell() == [200]


async def test_a_consent_that_is_taken_back_while_it_is_registered_counts(house: House) -> None:
    """The round that is under way read the old one."""
    hass = house.account.hass

    def take_back() -> None:
        hass.config_entries.async_update_entry(house.entry, options={CONF_PUSH: False})

    during(house, "POST", take_back)
    await house.begin()
    assert (house.spark.webhooks, house.push.state) == ({}, "not_allowed")


async def test_an_address_that_changes_while_it_is_registered_is_told(house: House) -> None:
    """The first one would stay until the next day."""
    hass = house.account.hass
    during(house, "GET", lambda: hass.async_create_task(hass.config.async_update(external_url="http://127.0.0.1:1")))
    await house.begin()
    assert house.webhook.url.startswith("http://127.0.0.1:1/")


async def test_many_reasons_for_a_round_make_one_webhook(house: House) -> None:
    """Two rounds side by side would each find nothing, and each make one."""
    house.account.register()
    house.entry.add_to_hass(house.account.hass)
    await house.account.hass.config_entries.async_setup(house.entry.entry_id)
    for number in range(5):
        await house.account.hass.config.async_update(location_name=f"Name {number}")
        house.entry.runtime_data.coordinator.async_update_listeners()
    await house.push.renew_secret()
    await house.settle()
    assert house.asked().count("POST") == 1
    assert await house.tell() == [200]


async def test_while_home_assistant_stops_nothing_is_registered(house: House) -> None:
    """What cannot be written down any more is not begun."""
    house.spark.fail("GET", "/webhooks", Fault(status=500))
    await house.begin()
    house.account.hass.set_state(CoreState.stopping)
    house.asked()
    await house.later(minutes=61)
    await house.account.hass.config.async_update(location_name="Another name")
    await house.settle()
    house.account.hass.set_state(CoreState.running)
    assert (house.asked(), house.spark.webhooks) == ([], {})


async def test_a_stop_after_the_first_question_leaves_no_webhook_without_its_secret_on_disk(house: House) -> None:
    """From then on each write waits for the last moment, which may not come."""
    hass = house.account.hass
    during(house, "GET", lambda: hass.set_state(CoreState.stopping))
    await house.begin()
    hass.set_state(CoreState.running)
    assert (house.asked(), house.spark.webhooks) == (["GET"], {})


async def test_a_disk_that_fills_up_while_it_is_registered_makes_no_second_one(house: House) -> None:
    """Its id is not on disk then: its address is."""
    full = patch("homeassistant.helpers.storage.Store.async_save")
    during(house, "POST", full.start)
    await house.begin()
    await house.later(minutes=61)
    full.stop()
    await house.reload()
    assert house.asked().count("POST") == 1
    assert await house.tell() == [200]


async def test_before_home_assistant_has_started_nothing_is_asked(house: House) -> None:
    """Home Assistant Cloud, and the proxy in front, may come up late."""
    hass = house.account.hass
    hass.set_state(CoreState.starting)
    await house.begin()
    assert house.asked() == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await house.settle()
    assert house.asked() == ["GET", "POST"]


async def test_a_set_up_that_fails_answers_nobody_and_tries_again_without_a_double(house: House) -> None:
    """What listened in the first attempt must not stand in the way of the second."""
    house.spark.fail("GET", "/events", Fault(status=500), times=2)
    await house.begin()
    assert (house.entry.state, house.asked()) == (ConfigEntryState.SETUP_RETRY, [])
    await house.later(minutes=1)
    await house.later(minutes=5)
    assert house.entry.state is ConfigEntryState.LOADED
    assert house.asked() == ["GET", "POST"]
    assert await house.tell() == [200]


async def test_what_arrives_before_the_account_is_loaded_again_does_no_harm(house: House) -> None:
    """Spark knows nothing of reloads; the poll after it finds what was told meanwhile."""
    await house.begin()
    await house.account.hass.config_entries.async_unload(house.entry.entry_id)
    # Home Assistant says this to everybody who calls an address that is not in use.
    assert await house.tell() == [200]
    await house.account.hass.config_entries.async_setup(house.entry.entry_id)
    await house.settle()
    known = {event.event_id for event in house.entry.runtime_data.coordinator.data.events}
    assert known == set(house.spark.events)
