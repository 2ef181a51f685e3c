"""A house that Spark can tell of news, and time that passes in it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.volue_spark.const import CONF_PUSH
from custom_components.volue_spark.push.push import Push
from tests.fake_spark import FakeSpark
from tests.fake_spark.state import Webhook
from tests.shell.conftest import CHARGER, LOCATION, Account


@dataclass
class House:
    """One account with its Spark; nothing is set up before ``begin``."""

    account: Account
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry

    async def begin(self) -> None:
        """Set the account up."""
        self.account.register()
        self.entry.add_to_hass(self.account.hass)
        await self.account.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing goes on."""
        await self.account.hass.async_block_till_done(wait_background_tasks=True)

    async def later(self, **time: float) -> None:
        """Let time pass, and what it brings happen."""
        self.freezer.tick(timedelta(**time))
        # Twice: what was set meanwhile may have been due as well.
        for _ in range(2):
            async_fire_time_changed(self.account.hass)
            await self.settle()

    async def reload(self) -> None:
        """Unload the account and begin anew with what is on disk, a moment later."""
        self.freezer.tick()
        await self.account.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()

    async def change_mind(self, *, is_allowed: bool) -> None:
        """Let the household change its mind."""
        self.account.hass.config_entries.async_update_entry(self.entry, options={CONF_PUSH: is_allowed})
        await self.settle()

    async def tell(self) -> list[int | None]:
        """Let Spark publish a curve and deliver what is due; return what was answered."""
        # No two curves are made in the same instant, as they would be while the clock stands still.
        self.freezer.tick()
        before = len(self.spark.deliveries)
        tomorrow = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.spark.publish_price_curve([(CHARGER, LOCATION)], [(tomorrow, -0.5)])
        await self.spark.deliver()
        await self.settle()
        return [delivery.status for delivery in self.spark.deliveries[before:]]

    @property
    def push(self) -> Push:
        """Push as it runs now."""
        push: Push = self.entry.runtime_data.push
        return push

    @property
    def spark(self) -> FakeSpark:
        """The Spark of the account."""
        return self.account.spark

    @property
    def webhook(self) -> Webhook:
        """The one webhook that Spark has."""
        [webhook] = self.spark.webhooks.values()
        return webhook

    def asked(self) -> list[str]:
        """Return how Spark was asked about webhooks since the last call."""
        return [seen.method for seen in self._seen()]

    def sent(self) -> list[Any]:
        """Return the bodies that Spark was sent about webhooks since the last call."""
        return [seen.json for seen in self._seen() if seen.json is not None]

    def _seen(self) -> list[Any]:
        found = [seen for seen in self.spark.requests if "/webhooks" in seen.path]
        self.spark.requests.clear()
        return found
