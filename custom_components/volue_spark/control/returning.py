"""Gives back what has no controller any more: its device or account was removed, disabled or set up otherwise."""

from collections.abc import Iterable
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..alarm import Alarm
from ..const import DOMAIN, LOGGER
from ..homes import DeviceKey
from .adapters import adapter_of
from .hand import TRIES
from .memories import Memories
from .memory import Hold

_RETURNS: HassKey[dict[str, list[Return]]] = HassKey(f"{DOMAIN}_returns")


class Return:
    """One hold on its way back: called, read back, called again with growing pauses."""

    def __init__(self, hass: HomeAssistant, memories: Memories, key: DeviceKey, *, is_last: bool) -> None:
        """Keep what is held; after the last account's end the file about it goes too."""
        self._hass = hass
        self._memories = memories
        self._key = key
        self._is_last = is_last
        self._calls = 0
        hold = memories.holds[key]
        self._name = f"volue_spark giving back {hold.entity_id}"
        self._adapter = adapter_of(hass, hold.switching)
        self._alarm = Alarm(hass, self._name, self._again)

    @property
    def _hold(self) -> Hold | None:
        return self._memories.holds.get(self._key)

    @callback
    def stop(self) -> None:
        """Try no more; what is not back stays written down."""
        self._alarm.clear()

    @callback
    def _again(self, _: datetime) -> None:
        self._hass.async_create_task(self.go_on(), self._name)

    async def go_on(self) -> None:
        """Look whether it is back, and call where it is not."""
        if not (hold := self._hold):
            return
        try:
            if not await self._is_back(hold):
                await self._ask(hold)
        except HomeAssistantError as err:
            LOGGER.warning("%s could not be given back: %s", hold.entity_id, err)

    async def _ask(self, hold: Hold) -> None:
        if self._calls >= TRIES:
            LOGGER.warning("%s does not go back to how it was found", hold.entity_id)
            await self._forget(only_if_last=True)
            return
        self._alarm.set(dt_util.utcnow() + hold.switching.patience * 2**self._calls)
        self._calls += 1
        if self._adapter.present is None:
            LOGGER.warning("%s is not available and stays as it is", hold.entity_id)
            return
        await self._adapter.restore(hold.found)
        await self._is_back(hold)

    async def _is_back(self, hold: Hold) -> bool:
        """Forget the hold where the entity is as it was found."""
        present = self._adapter.present
        if present is None or not self._adapter.is_back(present, hold.found, was_asked=self._calls > 0):
            return False
        self.stop()
        await self._forget()
        return True

    async def _forget(self, *, only_if_last: bool = False) -> None:
        """Forget the hold, and with the last one of an account that is gone the file."""
        if self._is_last or not only_if_last:
            await self._memories.change(self._key, hold=None)
        if self._is_last and not self._memories.holds:
            await self._memories.remove()


async def bring_back(
    hass: HomeAssistant, entry_id: str, memories: Memories, keys: Iterable[DeviceKey], *, is_last: bool = False
) -> None:
    """Give back what is held, and go on with what does not answer at once until ``stay`` is called.

    ``is_last`` is said when the account goes for good, and its file with it.
    """
    returns = hass.data.setdefault(_RETURNS, {}).setdefault(entry_id, [])
    for key in keys:
        found = Return(hass, memories, key, is_last=is_last)
        returns.append(found)
        await found.go_on()
    if is_last and not memories.holds:
        await memories.remove()


@callback
def stay(hass: HomeAssistant, entry_id: str) -> None:
    """Call no more: the account is set up again, or goes, and reads what is left to be given back."""
    for found in hass.data.get(_RETURNS, {}).pop(entry_id, []):
        found.stop()
