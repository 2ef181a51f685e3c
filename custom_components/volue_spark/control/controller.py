"""One device follows the curve: carry out a decision, undo it, step aside for a person."""

import asyncio

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..spark.models import ResourceId
from ..spark.policy import Action, DeviceState, Rule, decide
from ..spark.timeline import Timeline
from .memory import Hold, Memories, Memory
from .on_off import turn, value_of


class Controller:
    """Looks again at every boundary, at every poll, and at every state of its entity.

    The value decides, not the context: once the entity was seen on, "off" is a
    person's wish, and holds until the favourable hours end. Before that an
    "off" is only a device that has not answered yet.
    """

    def __init__(
        self, coordinator: SparkCoordinator, resource_id: ResourceId, entity_id: str, memories: Memories
    ) -> None:
        """Keep the parts; nothing is switched before ``start``."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._resource_id = resource_id
        self._entity_id = entity_id
        self._memories = memories
        # States are judged one after the other, in the order in which they came.
        self._lock = asyncio.Lock()

    @callback
    def start(self) -> list[CALLBACK_TYPE]:
        """Begin to look; return how to stop."""
        self._hass.async_create_task(self._begin(), f"volue_spark control of {self._entity_id}")
        return [
            self._coordinator.async_add_listener(self._look),
            async_track_state_change_event(self._hass, self._entity_id, self._on_state),
        ]

    @property
    def is_following(self) -> bool:
        """Tell whether the device follows the curve."""
        return self._memory.is_following

    async def follow(self, *, wanted: bool) -> None:
        """Follow the curve or not, from now on; raises NotWrittenError."""
        async with self._lock:
            await self._memories.change(self._resource_id, is_following=wanted)
        await self._act(None)

    async def settle(self) -> None:
        """Wait until all that was begun is done."""
        async with self._lock:
            pass

    @property
    def _memory(self) -> Memory:
        return self._memories[self._resource_id]

    @property
    def _timeline(self) -> Timeline:
        return self._coordinator.data.timelines[self._resource_id]

    def _value(self) -> bool | None:
        return value_of(self._hass.states.get(self._entity_id))

    @callback
    def _look(self) -> None:
        self._hass.async_create_task(self._act(None), f"volue_spark control of {self._entity_id}")

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        if (value := value_of(event.data["new_state"])) is not None:
            self._hass.async_create_task(self._act(value), f"volue_spark control of {self._entity_id}")

    async def _begin(self) -> None:
        """Look at what a restart left: a call that never went out is as good as not decided."""
        hold, value = self._memory.hold, self._value()
        if hold and not hold.is_confirmed and value is False:
            await self._memories.change(self._resource_id, hold=None)
        await self._act(value)

    async def _act(self, seen: bool | None) -> None:  # noqa: FBT001
        """Judge a value that was seen, then do what is to be done now."""
        async with self._lock:
            try:
                await self._judge(seen)
                await self._carry_out()
            except HomeAssistantError as err:
                LOGGER.warning("%s could not be controlled: %s", self._entity_id, err)

    async def _judge(self, seen: bool | None) -> None:  # noqa: FBT001
        hold = self._memory.hold
        if hold is None or seen is None:
            return
        if seen and not hold.is_confirmed:
            await self._remember(Hold(hold.entity_id, hold.found, is_confirmed=True))
        elif not seen and hold.is_confirmed:
            until = self._timeline.favourable_until(dt_util.utcnow())
            await self._memories.change(self._resource_id, hold=None, aside_until=until)

    async def _carry_out(self) -> None:
        memory = self._memory
        state = DeviceState(memory.hold is not None, memory.aside_until)
        decision = decide(self._timeline, Rule(memory.is_following), state, dt_util.utcnow())
        value = self._value()
        if value is None:  # neither found nor given back before it is there again
            return
        if decision.action is Action.TAKE_OVER:
            await self._take_over(value)
        elif decision.action is Action.GIVE_BACK and memory.hold:
            await give_back(self._hass, memory.hold)
            await self._remember(None)

    async def _take_over(self, found: bool) -> None:  # noqa: FBT001
        """Write down what was found, and only then switch."""
        await self._remember(Hold(self._entity_id, found, is_confirmed=found))
        if not found:
            await turn(self._hass, self._entity_id, value=True)

    async def _remember(self, hold: Hold | None) -> None:
        await self._memories.change(self._resource_id, hold=hold)


async def give_back(hass: HomeAssistant, hold: Hold) -> bool:
    """Put an entity back to what it was found in; return False where it is not there now."""
    value = value_of(hass.states.get(hold.entity_id))
    if value is not None and value != hold.found:
        await turn(hass, hold.entity_id, value=hold.found)
    return value is not None
