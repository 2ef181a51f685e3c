"""An evening on which a report is due in the next moment."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.volue_spark.reporting.entry import LedgerEntry
from custom_components.volue_spark.spark.models import EventId
from tests.fake_spark import FakeSpark
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.hours import METER, at, counted, loaded, minutes_later, publish, ran, settle


async def until(is_so: Callable[[], bool]) -> None:
    """Let things happen until it is so; no time passes."""
    for _ in range(100_000):
        if is_so():
            return
        await asyncio.sleep(0)
    raise AssertionError("It never is.")


@dataclass
class Evening:
    """A home whose report on the hour before 21:00 is due in the next moment, and asks for news before."""

    hass: HomeAssistant
    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry
    event_id: str

    @property
    def known(self) -> LedgerEntry:
        """What the ledger says of the event."""
        found: LedgerEntry = self.entry.runtime_data.reporter.ledger.entries[EventId(self.event_id)]
        return found

    @property
    def settlement(self) -> str:
        """How it stands."""
        return str(self.known.settlement)

    async def report(self, *, is_slow: bool = False) -> None:
        """Let the moment come."""
        self.freezer.move_to(at(22.4))
        async_fire_time_changed(self.hass)
        if is_slow:
            await until(lambda: self.spark.is_busy)
            await asyncio.sleep(0)
            self.freezer.tick(timedelta(seconds=31))
        await settle(self.hass)

    async def two_days(self) -> None:
        """Let them pass."""
        for minutes in (16, 61, 6 * 60, 25 * 60, 24 * 60):
            await minutes_later(self.hass, self.freezer, minutes)


async def come(
    hass: HomeAssistant, account: Account, spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> Evening:
    """Let the afternoon pass at a home that polls at 20:37 and 22:37 and reports at 22:20."""
    account.entry_id = "account-38"
    account.entities = {TANK: {"usage_entity_id": METER}}
    freezer.move_to(at(18.7))
    await ran(hass)
    event_id = publish(spark, 20, both=False)
    await counted(hass, {19: 1, 20: 2, 21: 1})
    entry = await loaded(hass, set_up)
    for hour in (19.25, 20.7, 22.1):
        freezer.move_to(at(hour))
        async_fire_time_changed(hass)
        await settle(hass)
    return Evening(hass, spark, freezer, entry, event_id)
