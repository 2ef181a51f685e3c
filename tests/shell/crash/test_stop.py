"""An account that is reloaded or unloaded, and a Home Assistant that stops, while Spark is about to answer."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark.spark.models import EventId
from tests.fake_spark import Fault
from tests.shell.crash.house import House
from tests.shell.hours import settle
from tests.shell.reports.evening import until

SLOW_S = 10


async def is_sending(house: House, hass: HomeAssistant, answers_after_s: float = SLOW_S) -> None:
    """Begin a report that Spark answers slowly."""
    await settle(hass)
    await house.until_due(hass)
    house.spark.fail("POST", "/reports$", Fault(delay=answers_after_s))
    house.begin_round()
    await until(lambda: "sent" in house.settlements().values())
    await house.sends()


@pytest.mark.parametrize("again", [True, False], ids=["reloaded", "unloaded"])
async def test_an_account_that_goes_waits_for_the_answer(house: House, again: bool) -> None:
    """Given up half-way, a report that was paid would have to be asked about."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await is_sending(house, hass)
        entries, entry_id = hass.config_entries, house.entry_id
        going = asyncio.create_task(entries.async_reload(entry_id) if again else entries.async_unload(entry_id))
        await house.passes(SLOW_S / 2)
        assert (going.done(), house.settlements()) == (False, {event_id: "sent"})
        await house.passes(SLOW_S)
        assert await going
        assert house.settlements() == {event_id: "accepted"}
    async with house.home_assistant() as hass:
        assert (await house.live_on(hass), len(house.spark.reports)) == ("accepted", 1)


@pytest.mark.parametrize(("answers_after_s", "end"), [(SLOW_S, "accepted"), (900, "uncertain")])
async def test_a_stop_keeps_the_answer_if_it_comes(house: House, answers_after_s: float, end: str) -> None:
    """Who restarts while a report is on its way is asked only where nobody knows; the next one waits for the start."""
    sent, waiting = house.publish(19, 20, created=10), house.publish(20, created=11)
    async with house.home_assistant(has_run=True) as hass:
        await is_sending(house, hass, answers_after_s)
        stopping = asyncio.create_task(hass.async_stop())
        await house.passes(SLOW_S / 2)
        assert (stopping.done(), house.settlements()) == (False, {sent: "sent", waiting: "ready"})
        while not stopping.done():
            await house.passes(SLOW_S)
        await stopping
    assert house.settlements() == {sent: end, waiting: "ready"}
    assert house.reports_by_event()[waiting] == 0
    house.spark.clear_faults()
    async with house.home_assistant() as hass:
        await house.live_on(hass)
        assert house.reporter.ledger.entries[EventId(sent)].settlement == end
    assert house.reports_by_event()[waiting] == 1
    assert house.reports_by_event()[sent] <= 1


async def test_a_reload_in_the_middle_of_a_proof_begins_it_anew(house: House) -> None:
    """What was not written down has not happened; the account that comes back proves and sends it, once."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        await house.until_due(hass)
        house.begin_round()
        assert house.settlements() == {}
        assert await hass.config_entries.async_reload(house.entry_id)
        await house.live_on(hass)
    assert (house.settlements(), len(house.spark.reports)) == ({event_id: "accepted"}, 1)
