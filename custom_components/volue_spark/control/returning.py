"""Gives back what has no controller any more: its device or account was removed, disabled or set up otherwise."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.singleton import singleton
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import DOMAIN, LOGGER
from ..homes import DeviceKey
from .adapters import adapter_of
from .hand import TRIES
from .memories import Memories
from .memory import Hold

type Forget = Callable[[], Awaitable[None]]


class Return:
    """One hold on its way back: called, read back, called again with growing pauses; what is away is waited for."""

    def __init__(self, hass: HomeAssistant, hold: Hold, forget: Forget) -> None:
        """Keep what is held, and how it is forgotten."""
        self._hass = hass
        self._hold = hold
        self._forget = forget
        self._calls = 0
        self._was_put_back = False
        self._is_over = False
        self._lock = asyncio.Lock()
        self._name = f"volue_spark giving back {hold.entity_id}"
        self._adapter = adapter_of(hass, hold.switching)
        self._alarm = Alarm(hass, self._name, self._again)
        self._stop_listening: CALLBACK_TYPE | None = None

    async def stop(self) -> None:
        """Try no more, and wait for a call under way; what is not back stays written down."""
        self._end()
        async with self._lock:
            pass

    @callback
    def _end(self) -> None:
        self._is_over = True
        self._alarm.clear()
        if self._stop_listening:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def _again(self, _: datetime) -> None:
        self._hass.async_create_task(self.go_on(), self._name)

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """Go on when the entity is there again."""
        if self._adapter.setting(event.data["old_state"]) is None:
            self._hass.async_create_task(self.go_on(), self._name)

    async def go_on(self) -> None:
        """Look whether it is back, and call where it is not."""
        async with self._lock:
            if self._is_over:
                return
            try:
                if not await self._is_back():
                    await self._ask()
            except HomeAssistantError as err:
                LOGGER.warning("%s could not be given back: %s", self._hold.entity_id, err)

    async def _ask(self) -> None:
        if self._stop_listening is None:
            self._stop_listening = async_track_state_change_event(self._hass, self._hold.entity_id, self._on_state)
            if self._adapter.present is None:
                LOGGER.warning("%s is not available, and is given back when it is", self._hold.entity_id)
        if self._adapter.present is None:
            return
        if self._calls >= TRIES:
            LOGGER.warning("%s does not go back to how it was found", self._hold.entity_id)
            self._end()
            return
        self._alarm.set(dt_util.utcnow() + self._hold.switching.patience * 2**self._calls)
        self._calls += 1
        await self._adapter.restore(self._hold.found)
        self._was_put_back = True
        await self._is_back()

    async def _is_back(self) -> bool:
        """Forget the hold where the entity is as it was found."""
        present = self._adapter.present
        if present is None or not self._adapter.is_back(present, self._hold.found, was_asked=self._was_put_back):
            return False
        self._end()
        await self._forget()
        return True


@singleton(f"{DOMAIN}_returns")
def _returns(hass: HomeAssistant) -> dict[str, list[Return]]:
    """Return what is on its way back, by account: it outlives the account."""
    return {}


async def bring_back(
    hass: HomeAssistant, entry_id: str, memories: Memories, keys: Iterable[DeviceKey], *, is_last: bool = False
) -> None:
    """Give back what is held, and go on with what does not answer at once until ``stay`` is called.

    ``is_last`` is said when the account goes for good, and its file with it:
    what is not back then is known as long as Home Assistant runs.
    """
    returns = _returns(hass).setdefault(entry_id, [])
    found = [Return(hass, memories.holds[key], _forgetting(memories, key, is_last=is_last)) for key in keys]
    returns += found
    for one in found:
        await one.go_on()
    if is_last:
        await memories.remove()


def _forgetting(memories: Memories, key: DeviceKey, *, is_last: bool) -> Forget:
    hold = memories.holds[key]

    async def forget() -> None:
        if not is_last and memories.holds.get(key) == hold:
            await memories.change(key, hold=None)

    return forget


async def stay(hass: HomeAssistant, entry_id: str) -> None:
    """Call no more: the account is set up again, or goes, and reads what is left to be given back."""
    for found in _returns(hass).pop(entry_id, []):
        await found.stop()
