"""All controllers of an account: started together, and what has no controller any more given back."""

import asyncio
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..homes import DeviceKey
from ..stores import NotWrittenError
from .adapters import adapter_of
from .controller import Controller
from .memories import Memories
from .memory import Memory
from .returning import bring_back, stay
from .turns import turns_of


class Controls:
    """The controllers by device; a device without an entity to control has none."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, memories: Memories) -> None:
        """Make a controller for every device that names an entity."""
        self._hass = hass
        self._memories = memories
        self._entry_id = coordinator.config_entry.entry_id
        turns = turns_of(hass)
        turns.recall(memories.last_starts)
        self.by_key: dict[DeviceKey, Controller] = {
            device.key: Controller(coordinator, device, device.following, memories, turns, (self._entry_id, number))
            for number, device in enumerate(coordinator.devices)
            if device.following
        }
        self._switchings = {
            device.key: device.following.switching for device in coordinator.devices if device.following
        }
        self._stops: list[CALLBACK_TYPE] = []
        self._beginning: asyncio.Task[None] | None = None
        self._is_stopped = False

    def memory_of(self, key: DeviceKey) -> Memory:
        """Return what is remembered of a device."""
        return self._memories[key]

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started: before that states come and go."""
        self._stops.append(async_at_started(self._hass, self._on_started))

    @callback
    def _on_started(self, _: HomeAssistant) -> None:
        self._beginning = self._hass.async_create_task(self._begin(), "volue_spark controls")

    async def _begin(self) -> None:
        await self._give_back_orphans()
        if not self._is_stopped:
            for controller in self.by_key.values():
                self._stops += controller.start()

    async def _give_back_orphans(self) -> None:
        """Give back what a removed or changed device had taken over."""
        try:
            await self._memories.hand_over(self._switchings)
            await self._memories.keep_only(self._switchings)
        except NotWrittenError as err:
            LOGGER.warning("Removed devices could not be forgotten: %s", err)
        orphans = [key for key, hold in self._memories.holds.items() if self._switchings.get(key) != hold.switching]
        await bring_back(self._hass, self._entry_id, self._memories, orphans)

    async def stop(self, *, giving_back: bool) -> None:
        """Stop looking; the holds stay unless the account is switched off for good."""
        self._is_stopped = True
        await stay(self._hass, self._entry_id)
        if self._beginning:
            await self._beginning
        while self._stops:
            self._stops.pop()()
        for controller in self.by_key.values():
            await controller.settle()
        if giving_back:
            await bring_back(self._hass, self._entry_id, self._memories, list(self._memories.holds))


async def release_expired(hass: HomeAssistant, entry_id: str, memories: Memories, now: datetime) -> None:
    """Give back what was taken for hours that are over, and is there to be given back."""
    over = [
        key
        for key, hold in memories.holds.items()
        if hold.until <= now and adapter_of(hass, hold.switching).present is not None
    ]
    await bring_back(hass, entry_id, memories, over)
