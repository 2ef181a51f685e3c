"""All controllers of an account: started together, and what has no controller any more given back."""

from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.start import async_at_started

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..homes import DeviceKey
from ..stores import NotWrittenError
from .controller import Controller, give_back
from .memory import Memories, Memory
from .on_off import value_of


class Controls:
    """The controllers by device; a device without an entity to control has none."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, memories: Memories) -> None:
        """Make a controller for every device that names an entity."""
        self._hass = hass
        self._memories = memories
        self._entities = {
            device.key: device.control_entity_id for device in coordinator.devices if device.control_entity_id
        }
        self.by_key: dict[DeviceKey, Controller] = {
            device.key: Controller(coordinator, device, device.control_entity_id, memories)
            for device in coordinator.devices
            if device.control_entity_id
        }
        self._stops: list[CALLBACK_TYPE] = []
        self._is_stopped = False

    def memory_of(self, key: DeviceKey) -> Memory:
        """Return what is remembered of a device."""
        return self._memories[key]

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started: before that states come and go."""
        self._stops.append(async_at_started(self._hass, self._begin))

    async def _begin(self, _: HomeAssistant) -> None:
        await self._give_back_orphans()
        if not self._is_stopped:
            for controller in self.by_key.values():
                self._stops += controller.start()

    async def _give_back_orphans(self) -> None:
        """Give back what a removed or changed device had taken over."""
        for key, hold in self._memories.holds.items():
            if self._entities.get(key) != hold.entity_id:
                await release(self._hass, self._memories, key)
        try:
            await self._memories.keep_only(self._entities)
        except NotWrittenError as err:
            LOGGER.warning("Removed devices could not be forgotten: %s", err)

    async def stop(self, *, giving_back: bool) -> None:
        """Stop looking; the holds stay unless the account is switched off for good."""
        self._is_stopped = True
        while self._stops:
            self._stops.pop()()
        for controller in self.by_key.values():
            await controller.settle()
        if giving_back:
            await release_all(self._hass, self._memories)


async def release_all(hass: HomeAssistant, memories: Memories) -> None:
    """Give back everything."""
    for key in memories.holds:
        await release(hass, memories, key)


async def release_expired(hass: HomeAssistant, memories: Memories, now: datetime) -> None:
    """Give back what was taken for hours that are over, and is there to be given back."""
    for key, hold in memories.holds.items():
        if hold.until <= now.timestamp() and value_of(hass.states.get(hold.entity_id)) is not None:
            await release(hass, memories, key)


async def release(hass: HomeAssistant, memories: Memories, key: DeviceKey) -> None:
    """Give back one device and forget its hold; one that cannot be reached is kept in mind."""
    hold = memories.holds[key]
    try:
        if await give_back(hass, hold):
            await memories.change(key, hold=None)
        else:
            LOGGER.warning("%s is not available and stays as it is", hold.entity_id)
    except HomeAssistantError as err:
        LOGGER.warning("%s could not be given back: %s", hold.entity_id, err)
