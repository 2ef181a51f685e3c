"""Deleting a home at Spark: first sent what can be sent, then said what is lost."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..data import SparkData
from ..homes import Home, devices
from ..owned import OwnedHome
from ..registration import Registrar
from ..spark.client import SparkClient
from ..spark.transport import missing_is_no_error

UNKNOWN_LOSSES = {"energy": "?", "worth": "?", "amount": "?"}
_NOTHING = "0"


class Farewell:
    """The end of one home; ``losses`` is empty until it is known what deleting costs."""

    def __init__(self, entry: ConfigEntry[SparkData], home: Home) -> None:
        """Keep whose end it is."""
        self._entry = entry
        self._home = home
        self.losses: dict[str, str] = {}

    async def prepare(self) -> None:
        """Send every report that is due, and find out what would be lost; raises SparkError."""
        data = self._entry.runtime_data
        await data.reporter.send_now()
        unsent = await data.reporter.unsent({device.resource.resource_id for device in self._devices()})
        paid = await self._paid(data.coordinator.client)
        self.losses = {
            "energy": f"{unsent.energy_kwh:.2f} kWh",
            "worth": _amounts(unsent.money),
            "amount": _amounts(paid),
        }

    async def _paid(self, client: SparkClient) -> dict[str, float]:
        """Return what the home has earned this month, by currency; nothing where its user is gone already."""
        location = self._home.location
        paid: dict[str, float] = {}
        with missing_is_no_error():
            for compensation in await client.compensations(location.user_id):
                if compensation.location_id == location.location_id:
                    earned = compensation.active + compensation.blocked
                    paid[compensation.currency] = paid.get(compensation.currency, 0) + earned
        return paid

    def _devices(self) -> list[Any]:
        return [device for device in devices(self._entry) if device.home.subentry_id == self._home.subentry_id]

    async def delete(self, registrar: Registrar) -> None:
        """Delete the home with its devices at Spark; raises SparkError and NotWrittenError."""
        location = self._home.location
        known = registrar.possessions.homes.get(location.location_id)
        await registrar.delete_home(known or OwnedHome(location.location_id, location.user_id, self._home.title, 0))

    @callback
    def remove_subentries(self, hass: HomeAssistant) -> None:
        """Remove the home with its devices from Home Assistant, as far as they are still there."""
        ours = {self._home.subentry_id, *(device.subentry_id for device in self._devices())}
        for subentry_id in ours & self._entry.subentries.keys():
            hass.config_entries.async_remove_subentry(self._entry, subentry_id)


def _amounts(money: Mapping[str, float]) -> str:
    return ", ".join(f"{amount:.2f} {currency}" for currency, amount in money.items() if amount) or _NOTHING
